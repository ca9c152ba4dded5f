/*
 * libcurl, loaded at first use: linking it costs every start of the program ten milliseconds, and
 * most commands send nothing. For this layer only.
 */
#ifndef SFPY_CURL_API_H
#define SFPY_CURL_API_H

#include "errors.h"

#include <curl/curl.h>

/* X(function): its pointer has the type that curl's header gives it. */
#define CURL_SYMBOLS(X)                                                                            \
    X(curl_global_init)                                                                            \
    X(curl_easy_init)                                                                              \
    X(curl_easy_setopt)                                                                            \
    X(curl_easy_getinfo)                                                                           \
    X(curl_easy_reset)                                                                             \
    X(curl_easy_cleanup)                                                                           \
    X(curl_easy_strerror)                                                                          \
    X(curl_multi_init)                                                                             \
    X(curl_multi_setopt)                                                                           \
    X(curl_multi_add_handle)                                                                       \
    X(curl_multi_remove_handle)                                                                    \
    X(curl_multi_socket_action)                                                                    \
    X(curl_multi_info_read)                                                                        \
    X(curl_multi_assign)                                                                           \
    X(curl_multi_cleanup)                                                                          \
    X(curl_slist_append)                                                                           \
    X(curl_slist_free_all)

/* Header checks by macro would hide the functions' names. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

struct curl_api {
#define CURL_POINTER(name) __typeof__(name) *name;
    CURL_SYMBOLS(CURL_POINTER)
#undef CURL_POINTER
};

/* The loaded library, the same at every call; NULL with code SYSTEM where it is not installed. */
const struct curl_api *curl_api(struct error *err);

#endif
