# cpack reads this first, once for each kind of package: what time it is, and what is done to the files before and to
# the package after.
if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    execute_process(COMMAND git log -1 --format=%ct WORKING_DIRECTORY "${CMAKE_CURRENT_LIST_DIR}" OUTPUT_VARIABLE time
                    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(time)
        set(ENV{SOURCE_DATE_EPOCH} "${time}")
    else()
        message(WARNING "git doesn't tell when the last commit was: the package's bytes will not come again. "
                        "SOURCE_DATE_EPOCH gives the time instead.")
    endif()
endif()
# Other kinds, and the sources (which name folders to be packed), are as cpack makes them.
if(EXISTS "${CMAKE_CURRENT_LIST_DIR}/${CPACK_GENERATOR}.before.cmake" AND NOT CPACK_INSTALLED_DIRECTORIES)
    set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/${CPACK_GENERATOR}.before.cmake")
    set(CPACK_POST_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/${CPACK_GENERATOR}.after.cmake")
endif()
