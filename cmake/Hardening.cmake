# sfpy_hardening: for every object, as Debian builds what reads foreign bytes; and the folder of the build stays out of
# what is released, so that two builds are equal.
include(CheckCCompilerFlag)
include(CheckLinkerFlag)

option(SFPY_HARDEN "Guard against exploits of what a test doesn't find (needs optimisation)" OFF)

add_library(sfpy_hardening INTERFACE)
# The later one is tried first: the build's folder may be inside the sources'.
target_compile_options(sfpy_hardening INTERFACE "$<$<NOT:$<CONFIG:Debug>>:-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.>"
                                                "$<$<NOT:$<CONFIG:Debug>>:-ffile-prefix-map=${CMAKE_BINARY_DIR}=build>")
if(SFPY_HARDEN)
    target_compile_options(sfpy_hardening INTERFACE -fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
    foreach(flag -fstack-clash-protection -fcf-protection) # not on every processor
        string(MAKE_C_IDENTIFIER "SFPY_HAVE${flag}" have)
        check_c_compiler_flag(${flag} ${have})
        target_compile_options(sfpy_hardening INTERFACE $<$<BOOL:${${have}}>:${flag}>)
    endforeach()
    check_linker_flag(C "LINKER:-z,relro,-z,now" SFPY_HAVE_RELRO)
    target_link_options(sfpy_hardening INTERFACE -pie $<$<BOOL:${SFPY_HAVE_RELRO}>:LINKER:-z,relro,-z,now>)
endif()
