#include "jsonw.h"

#include "clock.h"
#include "encode.h"
#include "json.h"

#include <inttypes.h>

/* A comma unless this is the first in its container, then the name. */
static void begin(struct buf *out, const char *name)
{
    char last = out->size ? out->at[out->size - 1] : '\n';
    if (last != '{' && last != '[' && last != '\n')
        buf_add_byte(out, ',');
    if (name)
        buf_printf(out, "\"%s\":", name);
}

void jsonw_object(struct buf *out, const char *name)
{
    begin(out, name);
    buf_add_byte(out, '{');
}

void jsonw_array(struct buf *out, const char *name)
{
    begin(out, name);
    buf_add_byte(out, '[');
}

void jsonw_end_object(struct buf *out)
{
    buf_add_byte(out, '}');
}

void jsonw_end_array(struct buf *out)
{
    buf_add_byte(out, ']');
}

void jsonw_text(struct buf *out, const char *name, struct span text)
{
    begin(out, name);
    if (text.at)
        json_quote(out, text, JSON_PLAIN);
    else
        buf_add_text(out, "null");
}

void jsonw_bool(struct buf *out, const char *name, bool value)
{
    begin(out, name);
    buf_add_text(out, value ? "true" : "false");
}

void jsonw_integer(struct buf *out, const char *name, int64_t value)
{
    begin(out, name);
    buf_printf(out, "%" PRId64, value);
}

void jsonw_null(struct buf *out, const char *name)
{
    begin(out, name);
    buf_add_text(out, "null");
}

void jsonw_real(struct buf *out, const char *name, double value)
{
    begin(out, name);
    buf_printf(out, "%.1f", value);
}

void jsonw_ms(struct buf *out, const char *name, int64_t nanoseconds)
{
    begin(out, name);
    buf_printf(out, "%" PRId64 ".%03d", nanoseconds / CLOCK_MS,
               (int)(nanoseconds % CLOCK_MS / 1000));
}

void jsonw_time(struct buf *out, const char *name, int64_t time)
{
    begin(out, name);
    buf_add_byte(out, '"');
    clock_write_rfc3339(out, time, 9);
    buf_add_byte(out, '"');
}

void jsonw_base64(struct buf *out, const char *name, struct span bytes)
{
    struct buf text = {0};
    encode_base64(&text, bytes);
    jsonw_text(out, name, buf_span(&text));
    buf_clear(&text);
}

void jsonw_raw(struct buf *out, const char *name, struct span value)
{
    begin(out, name);
    buf_add(out, value);
}
