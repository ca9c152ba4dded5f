/* Two texts, parted by a NUL, compared with each other and with themselves written otherwise. */
#include "fuzz.h"

#include "json_diff.h"
#include "json_form.h"
#include "json_path.h"
#include "json_tree.h"

#include <string.h>

enum { LIMIT = 1 << 22 };

/* How many differences there were, and whose they are. */
struct tally {
    struct span before, after;
    size_t found;
};

static bool is_within(struct span part, struct span whole)
{
    return !part.at ||
           (part.size > 0 && part.at >= whole.at && part.at + part.size <= whole.at + whole.size);
}

static void found(void *context, const struct json_difference *difference)
{
    struct tally *tally = context;
    tally->found++;
    MUST_HOLD(difference->before.at || difference->after.at);
    MUST_HOLD(is_within(difference->before, tally->before));
    MUST_HOLD(is_within(difference->after, tally->after));
    MUST_HOLD(!difference->before.at || !difference->after.at ||
              !span_equal(difference->before, difference->after));
}

/* SIZE_MAX: they can't be compared. */
static size_t count(struct span before, struct span after)
{
    struct tally tally = {before, after, 0};
    const struct json_diff_reader reader = {&tally, found};
    bool compared = json_diff(before, after, &reader);
    MUST_HOLD(compared || tally.found == 0);
    return compared ? tally.found : SIZE_MAX;
}

/* Whether no value lies too deep to be looked into. */
static bool is_looked_into(struct span text)
{
    struct json_reader reader;
    bool shallow = true;
    json_open(&reader, text);
    while (json_next(&reader) > JSON_END)
        shallow = shallow && reader.depth <= JSON_TREE_DEEPEST;
    json_close(&reader);
    return shallow;
}

/* What makes no difference: layout, escapes, the order of members. */
static void check_forms(struct span text)
{
    static const struct json_form forms[] = {
        {.layout = JSON_LINES_TAB, .sort_keys = true, .unicode = JSON_UNICODE_UPPER},
        {.layout = JSON_COMPACTED, .unicode = JSON_UNICODE_PLAIN, .html = JSON_HTML_PLAIN},
        {.slash = JSON_SLASH_ESCAPED, .html = JSON_HTML_ESCAPED, .del = JSON_DEL_ESCAPED},
    };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct buf other = buf_limited(LIMIT);
        if (json_form_write(&other, text, &forms[i]))
            MUST_HOLD(count(text, buf_span(&other)) == 0);
        buf_clear(&other);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span after = fuzz_input(data, size), before;
    struct error err;
    if (!span_split(&after, '\0', &before) || !after.at)
        before = after = fuzz_input(data, size);
    size_t forth = count(before, after), back = count(after, before);
    MUST_HOLD(forth == back);
    if (forth == SIZE_MAX)
        return 0;
    struct span value;
    MUST_HOLD(json_document(before, &value, &err) && json_document(after, &value, &err));
    MUST_HOLD(count(before, before) == 0);
    if (is_looked_into(before))
        check_forms(before);
    return 0;
}
