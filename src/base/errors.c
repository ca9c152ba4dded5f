#include "errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *err, enum error_code code, const char *format, ...)
{
    err->code = code;
    err->why = 0;
    err->hint[0] = 0;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return false;
}

static void put_in_front(struct error *err, const char *format, va_list args)
{
    char reason[sizeof err->text];
    memcpy(reason, err->text, sizeof reason);
    int written = vsnprintf(err->text, sizeof err->text, format, args);
    size_t context = written < 0 ? 0 : (size_t)written;
    if (context + 2 >= sizeof err->text) {
        err->why = 0; /* the context alone fills it */
        return;
    }
    size_t room = sizeof err->text - context - 2;
    memcpy(err->text + context, ": ", 2);
    memcpy(err->text + context + 2, reason, room);
    err->text[sizeof err->text - 1] = 0;
    err->why = err->why + context + 2 < sizeof err->text ? err->why + context + 2 : 0;
}

bool error_errno(struct error *err, enum error_code code, int number, const char *format, ...)
{
    error_set(err, code, "%s", strerror(number));
    va_list args;
    va_start(args, format);
    put_in_front(err, format, args);
    va_end(args);
    return false;
}

bool error_context(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    put_in_front(err, format, args);
    va_end(args);
    return false;
}

bool error_hint(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(err->hint, sizeof err->hint, format, args);
    va_end(args);
    return false;
}
