#include "setting.h"

#include "clock.h"
#include "json.h"
#include "message.h"
#include "target.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *keep(struct arena *arena, struct buf *text)
{
    return buf_keep(arena, text).at;
}

static const char *mask_header(struct arena *arena, const char *text)
{
    struct header header;
    struct error err;
    struct buf masked = {0};
    if (!header_read(span_of(text), &header, &err) || !header_is_credential(header.name))
        return text;
    buf_printf(&masked, "%.*s: ***", SPAN_ARG(header.name));
    return keep(arena, &masked);
}

/* A URL may be written short, and have a type in front. */
static const char *mask_url(struct arena *arena, const char *text)
{
    struct target target;
    struct error err;
    struct buf masked = {0};
    if (!target_read(arena, text, &target, &err) || !target.url.user.at)
        return url_masked(arena, span_of(text)).at;
    if (target.type.at)
        buf_printf(&masked, "%.*s=", SPAN_ARG(target.type));
    buf_add(&masked, target.url.text);
    return keep(arena, &masked);
}

static const char *mask(const struct opt *row, struct arena *arena, const char *text)
{
    bool url = row->complete == OPT_COMPLETE_URL || row->complete == OPT_COMPLETE_TARGET;
    if (url)
        return mask_url(arena, text);
    return row->type == OPT_LIST ? mask_header(arena, text) : url_masked(arena, span_of(text)).at;
}

/* A number as files have it; NULL where it stands for none. */
static const char *number_text(const struct opt *row, int64_t number, struct arena *arena)
{
    struct buf text = {0};
    if (number < row->least * (row->unit ? row->unit : 1))
        return NULL;
    if (row->unit && number % row->unit)
        buf_printf(&text, "%.12g", (double)number / (double)row->unit);
    else
        buf_printf(&text, "%" PRId64, row->unit ? number / row->unit : number);
    return keep(arena, &text);
}

static const char *choice_text(const struct opt *row, int choice)
{
    for (int i = 0; row->choices[i]; i++)
        if (i == choice)
            return row->choices[i];
    return NULL;
}

static const char *single_text(const struct opt *row, const void *field, struct arena *arena)
{
    switch (row->type) {
    case OPT_FLAG:
        return *(const bool *)field ? "true" : "false";
    case OPT_NUMBER:
        return number_text(row, *(const int64_t *)field, arena);
    case OPT_CHOICE:
        return choice_text(row, *(const int *)field);
    case OPT_TEXT: {
        const char *text = *(const char *const *)field;
        return text ? mask(row, arena, text) : NULL;
    }
    case OPT_LIST:
        break;
    }
    return NULL;
}

struct setting setting_of(const struct opt *row, const void *from, const struct opt_origin *origin,
                          struct arena *arena)
{
    const void *field = (const char *)from + row->at;
    struct setting setting = {.row = row};
    const struct opt_list *list = row->type == OPT_LIST ? field : NULL;
    const char *text = origin->refused;
    if (!text && !list)
        text = single_text(row, field, arena);
    if (text)
        opt_list_add(&setting.texts, arena, text);
    for (size_t i = 0; !text && list && i < list->count; i++)
        opt_list_add(&setting.texts, arena, mask(row, arena, list->at[i]));
    setting.set = text || (list && (list->count || origin->source != OPT_BY_DEFAULT));
    return setting;
}

struct setting setting_of_texts(const struct opt *row, const struct opt_list *texts)
{
    return (struct setting){.row = row, .texts = *texts, .set = texts->count > 0};
}

/* Something that the row takes, where nothing counts by default: the name that its help has. */
static const char *sample(const struct opt *row, struct arena *arena)
{
    struct buf text = {0};
    if (row->complete == OPT_COMPLETE_URL || row->complete == OPT_COMPLETE_TARGET)
        return "http://127.0.0.1:3000/webhooks";
    if (row->complete == OPT_COMPLETE_SCHEME)
        return "sfpy";
    if (row->type == OPT_FLAG)
        return "true";
    if (row->type == OPT_CHOICE)
        return row->choices[0];
    if (row->type == OPT_NUMBER)
        return row->least > 1 ? "2" : "1";
    for (const char *at = row->value; *at; at++)
        if (*at != '\'')
            buf_add_byte(&text, *at);
    return keep(arena, &text);
}

struct setting setting_example(const struct opt *row, const void *defaults, struct arena *arena)
{
    const struct opt_origin origin = {.source = OPT_BY_DEFAULT};
    struct setting setting = {0};
    struct opt_list texts = {0};
    if (row->type != OPT_FLAG && defaults)
        setting = setting_of(row, defaults, &origin, arena);
    if (setting.set)
        return setting;
    opt_list_add(&texts, arena, sample(row, arena));
    return setting_of_texts(row, &texts);
}

/* Whether a text is a number, or true or false, as JSON has it. */
static bool is_plain(const char *text)
{
    struct span value;
    struct error err;
    return json_document(span_of(text), &value, &err) && !strchr("\"[{", *value.at);
}

static void write_size(struct buf *out, const char *text)
{
    int64_t size = strtoll(text, NULL, 10);
    size_t unit = 0;
    for (; size && size % 1024 == 0 && unit < 4; unit++)
        size /= 1024;
    buf_printf(out, "%" PRId64 "%.*s", size, unit ? 1 : 0, &"KMGT"[unit ? unit - 1 : 0]);
}

static const char *unit_name(int64_t unit)
{
    static const struct {
        int64_t unit;
        const char *name;
    } units[] = {{CLOCK_MS, "ms"},
                 {CLOCK_SECOND, "s"},
                 {60 * CLOCK_SECOND, "min"},
                 {3600 * CLOCK_SECOND, "h"}};
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (units[i].unit == unit)
            return units[i].name;
    return NULL;
}

static void write_text(struct buf *out, const struct opt *row, const char *text)
{
    bool number = row->type == OPT_NUMBER && is_plain(text);
    const char *unit = number ? unit_name(row->unit) : NULL;
    if (number && row->bytes)
        write_size(out, text);
    else
        buf_printf(out, "%s%s%s", text, unit ? " " : "", unit ? unit : "");
}

void setting_write(struct buf *out, const struct setting *setting)
{
    for (size_t i = 0; i < setting->texts.count; i++) {
        buf_add_text(out, i ? ", " : "");
        write_text(out, setting->row, setting->texts.at[i]);
    }
}

void setting_write_json(struct buf *out, const struct setting *setting)
{
    enum opt_type type = setting->row->type;
    bool list = type == OPT_LIST, plain = type == OPT_FLAG || type == OPT_NUMBER;
    if (!setting->set) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_text(out, list ? "[" : "");
    for (size_t i = 0; i < setting->texts.count; i++) {
        const char *text = setting->texts.at[i];
        buf_add_text(out, i ? ", " : "");
        if (plain && is_plain(text))
            buf_add_text(out, text);
        else
            json_quote(out, span_of(text), JSON_PLAIN);
    }
    buf_add_text(out, list ? "]" : "");
}
