/*
 * How JSON would look had another writer written it: re-indented, sorted by name, escaped or its
 * numbers written in another way. What signed such a form signed other bytes than were sent; to
 * recognise that is what this is for.
 */
#ifndef SFPY_JSON_FORM_H
#define SFPY_JSON_FORM_H

#include "json.h"
#include "json_number.h"

enum json_layout {
    JSON_LAYOUT_KEPT,
    JSON_COMPACTED,
    JSON_SPACED,  /* one line with ", " and ": ", Python's default */
    JSON_LINES_2, /* a line each, indented by two spaces: JSON.stringify, jq, .NET */
    JSON_LINES_4, /* Python's json.tool, PHP's JSON_PRETTY_PRINT */
    JSON_LINES_TAB,
};

/* & < > U+2028 U+2029 */
enum json_html {
    JSON_HTML_KEPT,
    JSON_HTML_ESCAPED, /* \u0026 \u003c \u003e \u2028 \u2029, as Go does */
    JSON_HTML_PLAIN,
};

enum json_slash {
    JSON_SLASH_KEPT,
    JSON_SLASH_ESCAPED, /* \/, as PHP does */
    JSON_SLASH_PLAIN,
};

enum json_unicode {
    JSON_UNICODE_KEPT,
    JSON_UNICODE_LOWER, /* all that is not ASCII as \u20ac: Python, PHP */
    JSON_UNICODE_UPPER, /* as \u20AC: .NET */
    JSON_UNICODE_PLAIN,
};

/* U+007F, DEL */
enum json_del {
    JSON_DEL_KEPT,
    JSON_DEL_ESCAPED, /* \u007f, as Python does */
    JSON_DEL_PLAIN,
};

/* The zero of each field means: as it is. */
struct json_form {
    enum json_layout layout;
    enum json_html html;
    enum json_slash slash;
    enum json_unicode unicode;
    enum json_del del;
    enum json_numbers numbers;
    bool empty_object_as_array; /* {} as [], as PHP does */
    /* What arranges members anew; it is compact where the layout is kept. */
    bool sort_keys;       /* by the bytes of the names' UTF-8 */
    bool last_of_name;    /* of one name, the last value in the first's place, as most readers do */
    bool indexes_first;   /* names that are integers in front, by their size, as JavaScript does */
    bool lists_as_arrays; /* {"0":…,"1":…} as […,…], as PHP does */
};

/* The fields of `b` where they are set, else those of `a`. */
struct json_form json_form_merge(struct json_form a, struct json_form b);

/*
 * Adds the first JSON value of `text` in that form, without the white space around it; without
 * `last_of_name`, members of one name stay, in their order. False (`out` then holds nothing of use)
 * where it is no JSON, is nested deeper than 512, has over 10,000 numbers whose notation is costly
 * or, to be arranged, over 2 GiB, or where `out` met its limit. It should have one: what is nested
 * deep grows a thousandfold when it is indented.
 */
MUST_USE bool json_form_write(struct buf *out, struct span text, const struct json_form *form);

/*
 * The same; `costly` gets how many numbers had a notation whose digits had to be searched for, each
 * of which takes some microseconds.
 */
MUST_USE bool json_form_write_counting(struct buf *out, struct span text,
                                       const struct json_form *form, unsigned *costly);

/*
 * Adds a string token in the form. Where `unicode` is set, its \u escapes are undone first, and
 * what needs one (controls, lone surrogates) or is to have one gets it in the same case of digits;
 * else they stay. Those of & < > U+2028 U+2029 are undone with JSON_HTML_PLAIN alone. Bytes that
 * are no UTF-8 stay as they are; so does DEL where `del` is kept, except that JSON_UNICODE_PLAIN
 * undoes \u007f.
 */
void json_form_string(struct buf *out, struct span string, const struct json_form *form);

/*
 * What tells a string token from others, however it is escaped: its text or, as the halves of pairs
 * of surrogates have no UTF-8, what no text is where it holds one. Lives in the arena, or is a
 * slice of the token where that has no escape.
 */
struct span json_identify(struct arena *arena, struct span string);

#endif
