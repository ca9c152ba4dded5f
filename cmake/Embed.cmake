# Writes OUTPUT, a C file that holds the bytes of FILES: cmake -DOUTPUT=… -DFILES=a,b -P Embed.cmake
string(REPLACE "," ";" files "${FILES}")
list(SORT files COMPARE FILE_BASENAME)
set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
    string(APPEND arrays "static const unsigned char bytes_${number}[] = {${bytes}0};\n")
    string(APPEND rows "    {\"${name}\", {(const char *)bytes_${number}, sizeof bytes_${number} - 1}},\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${OUTPUT}" "#include \"embedded.h\"\n\n${arrays}
static const struct embedded files[] = {\n${rows}};

const struct embedded *embedded_all(size_t *count)
{
    *count = sizeof files / sizeof files[0];
    return files;
}
")
