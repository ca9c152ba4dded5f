# Makes the tarball anew: cpack's has the order of names, and the user, of this folder and system.
cmake_path(GET CPACK_TEMPORARY_DIRECTORY PARENT_PATH above)
cmake_path(GET CPACK_TEMPORARY_DIRECTORY FILENAME folder)
set(time)
if(DEFINED ENV{SOURCE_DATE_EPOCH})
    set(time "--mtime=@$ENV{SOURCE_DATE_EPOCH}")
endif()
execute_process(
    COMMAND tar -C "${above}" --sort=name --owner=root:0 --group=root:0 --mode=u+w,go-w ${time} -c "${folder}"
    COMMAND gzip -9n
    OUTPUT_FILE "${CPACK_PACKAGE_FILES}" COMMAND_ERROR_IS_FATAL ANY)
