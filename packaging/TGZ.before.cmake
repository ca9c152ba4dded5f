# Puts INSTALL beside the program, with the libraries that it needs and what their packages are called.
set(program "${CPACK_TEMPORARY_DIRECTORY}/bin/${CPACK_PACKAGE_NAME}")

# How the file's name begins, Debian and Ubuntu, Fedora, Arch. One package of Debian's has libssl and libcrypto.
set(packages
    "libc.so,libc6,glibc,glibc"
    "libcrypto.so,libssl3 or libssl3t64,openssl-libs,openssl"
    "libcurl.so,libcurl4 or libcurl4t64,libcurl,curl"
    "libllhttp.so,libllhttp*,llhttp,llhttp"
    "libm.so,libc6,glibc,glibc"
    "libssl.so,libssl3 or libssl3t64,openssl-libs,openssl"
    "libuv.so,libuv1 or libuv1t64,libuv,libuv"
    "libz.so,zlib1g,zlib,zlib")

# Appends `cells` to `table` as a line.
function(add_line)
    set(line "    ")
    foreach(cell width IN ZIP_LISTS ARGN widths)
        string(LENGTH "${cell}" length)
        math(EXPR missing "${width} - ${length}")
        string(REPEAT " " ${missing} space)
        string(APPEND line "${cell}${space}")
    endforeach()
    string(STRIP "${line}" line)
    set(table "${table}    ${line}\n" PARENT_SCOPE)
endfunction()

execute_process(COMMAND readelf -dVW "${program}" OUTPUT_VARIABLE elf COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "NEEDED[^\n]*" libraries "${elf}")
list(TRANSFORM libraries REPLACE ".*\\[(.*)]" "\\1")
list(APPEND libraries libcurl.so.4)
list(SORT libraries)

set(widths 17 30 16 8)
add_line(library "Debian, Ubuntu" Fedora Arch)
foreach(library IN LISTS libraries)
    string(REGEX REPLACE "\\.so.*" ".so" name "${library}")
    set(row ${packages})
    list(FILTER row INCLUDE REGEX "^${name},")
    if(NOT row)
        message(FATAL_ERROR "${CMAKE_CURRENT_LIST_FILE}: 'packages' needs a row for ${library}")
    endif()
    string(REGEX REPLACE "^[^,]+" "${library}" row "${row}")
    string(REPLACE "," ";" row "${row}")
    add_line(${row})
endforeach()
string(STRIP "${table}" table)

string(REGEX MATCHALL "GLIBC_[0-9.]+" versions "${elf}")
list(SORT versions COMPARE NATURAL ORDER DESCENDING)
list(GET versions 0 glibc)
string(REPLACE "GLIBC_" "" glibc "${glibc}")

configure_file("${CMAKE_CURRENT_LIST_DIR}/INSTALL.in" "${CPACK_TEMPORARY_DIRECTORY}/INSTALL" @ONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
