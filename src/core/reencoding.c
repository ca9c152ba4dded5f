#include "reencoding.h"

#include "parting.h"
#include "sdk.h"
#include "suspect.h"

/* Writers are numbered: the SDKs, then the rewriters. */
static const struct rewriter *rewriter_of(size_t writer)
{
    size_t count;
    const struct rewriter *list = suspect_rewriters(&count);
    return writer >= SDK_COUNT && writer < SDK_COUNT + count ? &list[writer - SDK_COUNT] : NULL;
}

const char *reencoding_name(const struct scheme *scheme, size_t writer)
{
    return writer < SDK_COUNT ? sdk_name(writer, scheme) : rewriter_of(writer)->name;
}

/* What the scheme signs of a body; absent where it has no such part. */
static struct span content_of(const struct scheme *scheme, struct span body)
{
    const struct scheme_parts parts = {.body = body};
    return attempt_of(scheme, &parts).content;
}

/* Adds what a writer makes of it; false where it can't. */
static bool write(struct buf *out, const struct scheme *scheme, size_t writer, struct span body)
{
    enum { GROWTH = 4, SPARE = 64 << 10 };
    if (writer < SDK_COUNT)
        return sdk_write(writer, body, out);
    const struct rewriter *rewriter = rewriter_of(writer);
    struct json_form form = json_form_merge(rewriter->form, rewriter->reading);
    struct span content = content_of(scheme, body);
    *out = buf_limited(GROWTH * content.size + SPARE);
    return content.at && json_form_write(out, content, &form);
}

static bool keeps(const struct scheme *scheme, size_t writer, struct span body)
{
    struct buf remade = {0};
    bool kept = write(&remade, scheme, writer, body) &&
                span_equal(buf_span(&remade), content_of(scheme, body));
    buf_clear(&remade);
    return kept;
}

static bool fits(const struct scheme *scheme, size_t writer,
                 const struct reencoding_sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (keeps(scheme, writer, samples[i].body) != samples[i].accepted)
            return false;
    return true;
}

/* Whether just what has members added at this level, or above it, is refused. */
static bool is_strict(enum reencoding_added level, const struct reencoding_sample *samples,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((samples[i].added < level) != samples[i].accepted)
            return false;
    return true;
}

struct reencoding reencoding_find(const struct scheme *scheme,
                                  const struct reencoding_sample *samples, size_t count)
{
    struct reencoding found = {.strict = ADDED_NOTHING};
    size_t accepted = 0;
    for (size_t i = 0; i < count; i++)
        accepted += samples[i].accepted;
    if (accepted == 0 || accepted == count)
        return found;
    if (is_strict(ADDED_WITHIN, samples, count))
        found.strict = ADDED_WITHIN;
    else if (is_strict(ADDED_TO_EVENT, samples, count))
        found.strict = ADDED_TO_EVENT;
    for (size_t i = 0; found.count < REENCODING_WRITERS; i++) {
        if (i >= SDK_COUNT && !rewriter_of(i))
            break;
        if (reencoding_name(scheme, i) && fits(scheme, i, samples, count))
            found.writers[found.count++] = i;
    }
    return found;
}

void reencoding_write(struct buf *out, const struct scheme *scheme, const struct reencoding *found)
{
    enum { MOST_NAMES = 3 };
    size_t count = found->count < MOST_NAMES ? found->count : MOST_NAMES;
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s%s",
                   i == 0          ? ""
                   : i + 1 < count ? ", "
                                   : " or ",
                   reencoding_name(scheme, found->writers[i]));
}

bool reencoding_describe(struct buf *out, const struct scheme *scheme, size_t writer,
                         struct span body)
{
    struct buf remade = {0};
    bool changed = false;
    if (write(&remade, scheme, writer, body)) {
        struct span content = content_of(scheme, body);
        struct parting parting = parting_find(content, buf_span(&remade));
        changed = !span_equal(buf_span(&remade), content);
        if (changed && !parting_write(out, &parting, buf_span(&remade)))
            buf_add_text(out, "white space between tokens is added");
    }
    buf_clear(&remade);
    return changed;
}
