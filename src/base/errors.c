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

static void put_in_front(struct error *err, const char *format, va_list args) PRINTF_LIKE(2, 0);

/* A context that would leave no room for the reason is cut. */
static void put_in_front(struct error *err, const char *format, va_list args)
{
    enum { LEAST_REASON = 96 };
    char reason[sizeof err->text], context[sizeof err->text];
    memcpy(reason, err->text, sizeof reason);
    vsnprintf(context, sizeof context, format, args);
    size_t kept = strlen(reason) < LEAST_REASON ? strlen(reason) : LEAST_REASON;
    size_t most = sizeof err->text - 1 - strlen(": ") - kept;
    size_t used = strlen(context) < most ? strlen(context) : most;
    memcpy(err->text, context, used);
    memcpy(err->text + used, ": ", 2);
    used += 2;
    memcpy(err->text + used, reason, sizeof err->text - used);
    err->text[sizeof err->text - 1] = 0;
    err->why = err->why + used < sizeof err->text ? err->why + used : 0;
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
