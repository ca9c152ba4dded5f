#include "sdk.h"

#include "go_marshal.h"
#include "json_escape.h"
#include "json_form.h"
#include "json_path.h"
#include "parting.h"
#include "text.h"

struct sdk {
    const char *name;
    bool has_structs;    /* of SFPY's events, and knows no others; else it writes by `form` */
    bool reads_first;    /* of several JSON values, the first */
    bool strict;         /* reads no body with bytes that are no UTF-8 or half a surrogate pair */
    size_t depth;        /* it reads nothing that is nested deeper; 0: not known */
    const char *bytes;   /* what it does with bytes in `data` that are no UTF-8; NULL: it keeps or
                            replaces them, depending on where they are */
    const char *numbers; /* with numbers, NULL: keeps them */
    const char *escapes; /* with what comes unescaped */
    struct json_form form;
};

#define PLAIN .html = JSON_HTML_PLAIN, .slash = JSON_SLASH_PLAIN, .layout = JSON_COMPACTED
#define ASCII PLAIN, .unicode = JSON_UNICODE_LOWER

static const struct sdk rows[SDK_COUNT] = {
    {
        .name = "go-sfpy",
        .has_structs = true,
        .reads_first = true,
        .escapes = "it escapes & < > U+2028 U+2029",
    },
    {
        .name = "@sfpy/node-sdk",
        .bytes = "it reads what is no UTF-8 as U+FFFD",
        .numbers = "it writes numbers as doubles",
        .escapes = "it escapes control characters only",
        .form = {PLAIN, .unicode = JSON_UNICODE_PLAIN, .del = JSON_DEL_PLAIN,
                 .numbers = JSON_NUMBERS_JS, .last_of_name = true, .indexes_first = true},
    },
    {
        .name = "safepay-python",
        .bytes = "it refuses what is no UTF-8",
        .numbers = "it writes numbers as Python does",
        .escapes = "it escapes all but visible ASCII",
        .form = {ASCII, .del = JSON_DEL_ESCAPED, .numbers = JSON_NUMBERS_PYTHON,
                 .last_of_name = true},
    },
    {
        .name = "safepay-php",
        .strict = true,
        .depth = 511,
        .bytes = "it refuses what is no UTF-8",
        .numbers = "it writes numbers as PHP does",
        .escapes = "it escapes all but ASCII",
        .form = {ASCII, .del = JSON_DEL_PLAIN, .numbers = JSON_NUMBERS_PHP, .last_of_name = true,
                 .empty_object_as_array = true, .lists_as_arrays = true},
    },
};

/* What is to be known of a body once for all SDKs; slices of it are absent where there is none. */
struct delivery_text {
    struct span body, data;
    bool more;          /* behind the first value there is more than white space */
    size_t depth;       /* of its nesting */
    struct span bytes;  /* the first that are no UTF-8, */
    struct span within; /* and those in `data` */
    struct span half;   /* the first string with half a pair of surrogates */
};

static struct span find_bytes(struct span text)
{
    uint32_t point;
    for (size_t at = 0, size; at < text.size; at += size) {
        size = text_decode(span_slice(text, at, text.size), &point);
        if (size == 0)
            return span_slice(text, at, at + 1);
    }
    return (struct span){0};
}

/* Whether an escape of a string token is half a pair of surrogates. */
static bool has_half(struct span string)
{
    uint32_t point = 0;
    for (size_t at = 0, size; at < string.size; at += size) {
        size = 1;
        if (string.at[at] != '\\')
            continue;
        size = 2;
        if (string.at[at + 1] == 'u')
            size = json_escape_read(span_slice(string, at, string.size), &point);
        if (json_escape_is_surrogate(point))
            return true;
    }
    return false;
}

/* False where the body has no `data`. */
static bool read_body(struct delivery_text *text, struct span body)
{
    *text = (struct delivery_text){.body = body};
    if (json_member(body, SPAN("data"), &text->data) != JSON_FOUND)
        return false;
    struct json_reader reader;
    enum json_token kind;
    json_open(&reader, body);
    while ((kind = json_next(&reader)) > JSON_END) {
        bool string = kind == JSON_NAME || kind == JSON_STRING;
        text->depth = reader.depth > text->depth ? reader.depth : text->depth;
        if (string && !text->half.at && has_half(reader.slice))
            text->half = reader.slice;
    }
    text->more = span_skip_space(span_slice(body, reader.at, body.size)).size > 0;
    json_close(&reader);
    text->bytes = find_bytes(body);
    text->within = find_bytes(text->data);
    return true;
}

/* Where a slice of the body is in its `data`, in the arena; absent where it is not in there. */
static struct span path_of(struct arena *arena, const struct delivery_text *text, struct span slice)
{
    struct buf path = {0};
    const char *begin = text->data.at;
    if (!slice.at || slice.at < begin || slice.at >= begin + text->data.size)
        return (struct span){0};
    json_path_of(&path, text->data, (size_t)(slice.at - begin));
    return buf_keep(arena, &path);
}

/* Why two string tokens of one text differ. */
static const char *why_string(const struct sdk *sdk, struct span old, struct span new)
{
    size_t i = 0;
    while (i + 1 < old.size && i + 1 < new.size &&old.at[i] == new.at[i])
        i++;
    bool was = old.at[i] == '\\', is = new.at[i] == '\\';
    if (was == is)
        return "it writes escapes in its own way";
    if (is)
        return sdk->escapes;
    return old.at[i + 1] == '/' ? "it writes / without a backslash" : "it undoes \\u escapes";
}

static bool is_number_kept(const struct sdk *sdk, struct span number)
{
    struct buf written = {0};
    json_number_write(&written, number, sdk->form.numbers);
    bool kept = span_equal(buf_span(&written), number);
    buf_clear(&written);
    return kept;
}

/* Why it changes the token itself; NULL where it is only that others come before it. */
static const char *why_token(const struct sdk *sdk, const struct parting *parting)
{
    bool strings =
        parting->was == parting->is && (parting->was == JSON_NAME || parting->was == JSON_STRING);
    if (parting->space)
        return "it writes no white space between tokens";
    if (strings && find_bytes(parting->old).at)
        return "it reads what is no UTF-8 as U+FFFD";
    if (strings && parting_is_same_text(parting->old, parting->new))
        return why_string(sdk, parting->old, parting->new);
    if (parting->was == JSON_NUMBER && sdk->numbers && !is_number_kept(sdk, parting->old))
        return sdk->numbers;
    return NULL;
}

#define WHY_LAST "of one name it keeps the last value"

/* Why it arranges members in another way. */
static const char *why_form(const struct parting *parting)
{
    bool names = parting->was == JSON_NAME && parting->is == JSON_NAME;
    if (parting->was == JSON_OBJECT && parting->is == JSON_ARRAY) {
        const char *next = parting->old.at + 1;
        while (is_white_space(*next))
            next++;
        return *next == '}' ? "it writes {} as []" : "it writes names 0, 1, 2 as a list";
    }
    bool index = names && parting->new.at[1] >= '0' && parting->new.at[1] <= '9';
    return index ? "it puts names that are integers first" : WHY_LAST;
}

/* Whether two times are the same up to the second. */
static bool is_same_second(struct span one, struct span other)
{
    const size_t size = sizeof "\"2021-07-22T11:24:15" - 1;
    return span_equal(span_slice(one, 0, size), span_slice(other, 0, size));
}

/* Why Go writes another value for a member of a struct. */
static const char *why_value(const struct parting *parting, enum go_kind kind)
{
    if (span_is(parting->old, "null"))
        return "it writes null as its zero";
    if (kind != GO_TIME || !is_same_second(parting->old, parting->new))
        return WHY_LAST;
    return span_ends(parting->old, SPAN("00:00\"")) ? "it writes an offset of 00:00 as Z"
                                                    : "it writes times without trailing zeros";
}

static bool has_path(struct span event, struct span path)
{
    struct span value;
    return json_at_path(event, path, &value, NULL) == JSON_FOUND;
}

/* The path of a member that Go has at the place of the parting, in the arena. */
static struct span path_of_new(struct arena *arena, const struct parting *parting)
{
    struct buf path = {0};
    bool inner = parting->depth + (parting->was == JSON_OBJECT_END) > 1;
    buf_add_text(&path, inner ? "data." : "");
    json_unquote(&path, parting->new);
    return buf_keep(arena, &path);
}

/* Why Go's structs make another event of it; of a member that they add, `path` becomes its path. */
static const char *why_struct(struct arena *arena, const struct parting *parting, struct span event,
                              struct span remade, struct span *path)
{
    enum go_kind kind = go_kind_at(*path);
    if (parting->depth == 0 && span_is(remade, "null"))
        return "it takes names in any case for data";
    if (parting->was == JSON_NAME && kind == GO_UNKNOWN)
        return parting->is == JSON_NAME && span_equal_nocase(parting->old, parting->new)
                   ? "it writes this name in another case"
                   : "its struct has no such member";
    if (parting->is == JSON_NAME) {
        struct span added = path_of_new(arena, parting);
        if (!has_path(event, added)) {
            *path = added;
            return "its struct adds this member";
        }
    }
    if (parting->was == JSON_NAME)
        return has_path(remade, *path) ? "its struct has this member in another place"
                                       : "it leaves out what is empty";
    return why_value(parting, kind);
}

static bool object(struct sdk_objection *objection, struct span path, const char *why)
{
    objection->path = path;
    objection->why = why;
    return true;
}

/* Whether it would not even read the body, or not the bytes of `data`. */
static bool objects_to_text(struct arena *arena, const struct sdk *sdk,
                            const struct delivery_text *text, struct sdk_objection *objection)
{
    struct span bytes = sdk->strict ? text->bytes : text->within;
    if (!sdk->reads_first && text->more)
        return object(objection, (struct span){0}, "it reads only whole JSON");
    if (sdk->depth && text->depth > sdk->depth)
        return object(objection, (struct span){0}, "it reads nothing nested so deep");
    if (sdk->bytes && bytes.at)
        return object(objection, path_of(arena, text, bytes), sdk->bytes);
    if (sdk->strict && text->half.at)
        return object(objection, path_of(arena, text, text->half),
                      "it refuses half a pair of surrogates");
    return false;
}

static bool write_event(const struct sdk *sdk, struct span body, struct span data, struct buf *out,
                        struct go_fault *fault)
{
    return sdk->has_structs ? go_marshal_body(out, body, fault)
                            : json_form_write(out, data, &sdk->form);
}

/* Whether it writes the event in another way than it came. */
static bool objects_to_event(struct arena *arena, const struct sdk *sdk,
                             const struct delivery_text *text, struct sdk_objection *objection)
{
    struct buf remade = {0};
    struct go_fault fault = {0};
    bool made = write_event(sdk, text->body, text->data, &remade, &fault);
    bool same = made && span_equal(buf_span(&remade), text->data);
    if (made && !same) {
        struct parting parting = parting_find(text->data, buf_span(&remade));
        struct span path = path_of(arena, text, parting.old);
        const char *why = why_token(sdk, &parting);
        if (!why && sdk->has_structs)
            why = why_struct(arena, &parting, text->data, buf_span(&remade), &path);
        object(objection, path, why ? why : why_form(&parting));
    } else if (!made && fault.why) {
        object(objection, path_of(arena, text, fault.value), fault.why);
    }
    buf_clear(&remade);
    return made ? !same : fault.why != NULL;
}

size_t sdk_objections(struct arena *arena, const struct scheme *scheme, struct span body,
                      struct sdk_objection *out)
{
    struct delivery_text text;
    size_t count = 0;
    if (!scheme_signs(scheme, "{data}") || !read_body(&text, body))
        return 0;
    for (size_t i = 0; i < SDK_COUNT; i++) {
        struct sdk_objection *objection = &out[count];
        if (!sdk_name(i, scheme))
            continue;
        objection->sdk = rows[i].name;
        count += objects_to_text(arena, &rows[i], &text, objection) ||
                 objects_to_event(arena, &rows[i], &text, objection);
    }
    return count;
}

const char *sdk_name(size_t number, const struct scheme *scheme)
{
    bool knows =
        scheme_signs(scheme, "{data}") && !(rows[number].has_structs && scheme->shares_rule);
    return knows ? rows[number].name : NULL;
}

bool sdk_write(size_t number, struct span body, struct buf *out)
{
    struct span data;
    struct go_fault fault;
    return json_member(body, SPAN("data"), &data) == JSON_FOUND &&
           write_event(&rows[number], body, data, out, &fault);
}
