#include "json_path.h"

enum { DEEPEST = 32 };

/* The child that is read of an object or array: its raw name, or else the number of it. */
struct step {
    struct span name;
    size_t index;
};

static void add_steps(struct buf *out, const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count && i < DEEPEST; i++) {
        if (i > 0)
            buf_add_byte(out, '.');
        if (steps[i].name.at)
            json_step_show(out, steps[i].name);
        else
            buf_printf(out, "%zu", steps[i].index);
    }
}

void json_path_of(struct buf *out, struct span text, size_t offset)
{
    /* Behind each [ stands SIZE_MAX, lest its first element be counted as the second. */
    struct step steps[DEEPEST] = {{{0}, 0}};
    struct json_reader reader;
    enum json_token kind;
    json_open(&reader, text);
    while ((kind = json_next(&reader)) > JSON_END) {
        bool opening = kind == JSON_OBJECT || kind == JSON_ARRAY;
        bool closing = kind == JSON_OBJECT_END || kind == JSON_ARRAY_END;
        size_t level = reader.depth - opening; /* what is open around the token */
        struct step *step = level > 0 && level <= DEEPEST ? &steps[level - 1] : NULL;
        if (step && kind == JSON_NAME)
            step->name = reader.slice;
        else if (step && !closing && !step->name.at)
            step->index++;
        if (reader.at > offset) {
            add_steps(out, steps, level);
            break;
        }
        if (opening && level < DEEPEST)
            steps[level] = (struct step){.index = SIZE_MAX};
    }
    json_close(&reader);
}
