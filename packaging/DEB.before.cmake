# What Debian wants otherwise than `cmake --install` places it: pages and changelogs compressed, the license in
# `copyright` alone, no word of the compiler in the program, and a changelog of the package.
set(share "${CPACK_TEMPORARY_DIRECTORY}/usr/share")
set(doc "${share}/doc/${CPACK_PACKAGE_NAME}")

execute_process(COMMAND strip --remove-section=.comment "${CPACK_TEMPORARY_DIRECTORY}/usr/bin/${CPACK_PACKAGE_NAME}"
                COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE "${doc}/LICENSE")
file(RENAME "${doc}/CHANGELOG.md" "${doc}/changelog")

# Debian's zsh doesn't look into /usr/share/zsh/site-functions.
if(EXISTS "${share}/zsh/site-functions")
    file(RENAME "${share}/zsh/site-functions" "${share}/zsh/vendor-completions")
endif()

string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE "${doc}/changelog.Debian"
"${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * sfpy-hook ${CPACK_PACKAGE_VERSION}; changelog.gz tells what is new in it.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")

file(GLOB pages "${share}/man/man*/*")
foreach(file IN LISTS pages ITEMS "${doc}/changelog" "${doc}/changelog.Debian")
    execute_process(COMMAND gzip -9n "${file}" COMMAND_ERROR_IS_FATAL ANY)
    file(CHMOD "${file}.gz" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endforeach()

configure_file("${CMAKE_CURRENT_LIST_DIR}/lintian-overrides" "${share}/lintian/overrides/${CPACK_PACKAGE_NAME}" COPYONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
