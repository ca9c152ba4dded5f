# Makes the package anew: what cpack made has the permissions of this system's new folders, and the size that they have on
# this kind of disk. The size is the policy's (5.6.20): a file in whole KiB, a folder as one.
set(root "${CPACK_TEMPORARY_DIRECTORY}.deb")
file(REMOVE_RECURSE "${root}")
execute_process(COMMAND dpkg-deb -R "${CPACK_PACKAGE_FILES}" "${root}" COMMAND_ERROR_IS_FATAL ANY)
file(CHMOD_RECURSE "${root}" DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(total 0)
file(GLOB_RECURSE entries LIST_DIRECTORIES true "${root}/usr/*")
foreach(entry IN LISTS entries)
    set(size 1)
    if(NOT IS_DIRECTORY "${entry}")
        file(SIZE "${entry}" size)
    endif()
    math(EXPR total "${total} + (${size} + 1023) / 1024")
endforeach()
file(READ "${root}/DEBIAN/control" control)
string(REGEX REPLACE "Installed-Size: [0-9]+" "Installed-Size: ${total}" control "${control}")
file(WRITE "${root}/DEBIAN/control" "${control}")

execute_process(COMMAND dpkg-deb --root-owner-group -Zgzip -b "${root}" "${CPACK_PACKAGE_FILES}"
                COMMAND_ERROR_IS_FATAL ANY)
