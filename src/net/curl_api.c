#include "curl_api.h"

#include <dlfcn.h>
#include <string.h>

static bool load(struct curl_api *api, struct error *err)
{
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};
    void *library = NULL;
    for (size_t i = 0; i < COUNT_OF(names) && !library; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        error_set(err, ERROR_SYSTEM, "%s", dlerror());
        error_context(err, "sending needs libcurl");
        return error_hint(err, "install it: the package is libcurl4 on Debian and Ubuntu");
    }
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
