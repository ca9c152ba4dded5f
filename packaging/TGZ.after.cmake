# Makes the tarball anew: what cpack made has the order of names, the user and the permissions of this system.
cmake_path(GET CPACK_TEMPORARY_DIRECTORY PARENT_PATH above)
cmake_path(GET CPACK_TEMPORARY_DIRECTORY FILENAME folder)
set(time)
if(DEFINED ENV{SOURCE_DATE_EPOCH})
    set(time "--mtime=@$ENV{SOURCE_DATE_EPOCH}")
endif()
execute_process(
    COMMAND tar -C "${above}" --sort=name --owner=root:0 --group=root:0 --mode=u+rw,go=rX ${time} -c "${folder}"
    COMMAND gzip -9n
    OUTPUT_FILE "${CPACK_PACKAGE_FILES}" COMMAND_ERROR_IS_FATAL ANY)
