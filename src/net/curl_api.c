#include "curl_api.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* By the first name that is there; where none is, why the first one isn't. */
static void *open_library(struct error *err)
{
#ifdef __APPLE__
    static const char *const names[] = {"libcurl.4.dylib"};
#else
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
#endif
    char why[sizeof err->text] = "";
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (library)
            return library;
        if (!*why)
            snprintf(why, sizeof why, "%s", dlerror());
    }
    error_set(err, ERROR_SYSTEM, "%s", why);
    error_context(err, "sending needs libcurl");
    error_hint(err, "install it: the package is libcurl4 on Debian and Ubuntu, libcurl on Fedora, "
                    "curl on Arch");
    return NULL;
}

static bool load(struct curl_api *api, struct error *err)
{
    void *library = open_library(err);
    if (!library)
        return false;
    const struct {
        const char *name;
        void *into;
    } symbols[] = {
#define CURL_ROW(name) {#name, (void *)&api->name},
        CURL_SYMBOLS(CURL_ROW)
#undef CURL_ROW
    };
    for (size_t i = 0; i < COUNT_OF(symbols); i++) {
        void *symbol = dlsym(library, symbols[i].name);
        if (!symbol)
            return error_set(err, ERROR_SYSTEM, "libcurl lacks %s", symbols[i].name);
        /*
         * ISO C has no cast from object to function pointers; POSIX gives them one representation.
         */
        memcpy(symbols[i].into, &symbol, sizeof symbol);
    }
    return api->curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ||
           error_set(err, ERROR_SYSTEM, "libcurl can't be initialised");
}

const struct curl_api *curl_api(struct error *err)
{
    static struct curl_api api;
    static bool loaded;
    if (!loaded)
        loaded = load(&api, err);
    return loaded ? &api : NULL;
}
