/* Any bytes as a fixture file: what is refused is refused at places in it, in their order; what is
 * accepted renders to JSON and to sound headers, the same by the same dice. */
#include "fuzz.h"

#include "fixture.h"
#include "json.h"

#include <string.h>

static void check_faults(struct span text, const struct fixture_faults *faults)
{
    const struct fixture_fault *last = NULL;
    size_t lines = 1;
    for (size_t i = 0; i < text.size; i++)
        lines += text.at[i] == '\n';
    for (size_t i = 0; i < faults->count; i++) {
        const struct fixture_fault *fault = &faults->at[i];
        MUST_HOLD(*fault->why && (!fault->hint || *fault->hint));
        MUST_HOLD(fault->line >= 1 && fault->line <= lines);
        MUST_HOLD(fault->column >= 1 && fault->column <= text.size + 1);
        MUST_HOLD(!last || fault->line > last->line ||
                  (fault->line == last->line && fault->column >= last->column));
        last = fault;
    }
}

/* A header's value is what the text in the file says, so nothing can be added to the request. */
static void check_headers(const struct headers *headers, size_t count)
{
    MUST_HOLD(headers->count == count);
    for (size_t i = 0; i < count; i++) {
        size_t same;
        MUST_HOLD(header_is_sound(headers->at[i].name, headers->at[i].value));
        headers_find(headers, headers->at[i].name, &same);
        MUST_HOLD(same == 1);
    }
}

static void render(const struct fixture *fixture, uint64_t seed, struct buf *event)
{
    struct arena arena = {0};
    struct dice dice = dice_of_seed(seed, 0);
    struct fixture_refs refs = {0};
    struct headers headers = {0};
    struct error err = {0};
    struct span value;
    const struct fixture_values values = {INT64_C(1767225600123456789), SPAN("http://a/?\"<b>"),
                                          &dice, &refs};
    MUST_HOLD(fixture_render(fixture, &values, event, &err));
    MUST_HOLD(json_document(buf_span(event), &value, &err) && value.at[0] == '{');
    MUST_HOLD(fixture_headers(fixture, &values, &arena, &headers, &err));
    check_headers(&headers, fixture->headers.count);
    fixture_refs_clear(&refs);
    arena_clear(&arena);
}

static void check_fixture(const struct fixture *fixture)
{
    struct buf a = {0}, b = {0};
    const struct span head[] = {fixture->name, fixture->type, fixture->scheme, fixture->summary};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        MUST_HOLD(head[i].size > 0 && strlen(head[i].at) == head[i].size);
    MUST_HOLD(!strchr(fixture->name.at, '/'));
    render(fixture, 1, &a);
    render(fixture, 1, &b);
    MUST_HOLD(span_equal(buf_span(&a), buf_span(&b)));
    buf_clear(&a);
    buf_clear(&b);
}

/* As the template of somebody who edited it: filled in or refused, but never a way out of it. */
static void check_template(struct span text)
{
    const struct fixture fixture = {.name = SPAN("n"), .event = text};
    const struct fixture_values values = {.now = INT64_MIN, .url = SPAN("")};
    struct buf event = {0};
    struct error err = {0};
    MUST_HOLD(fixture_render(&fixture, &values, &event, &err) == (err.code == ERROR_NONE));
    buf_clear(&event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size);
    struct arena arena = {0};
    struct fixture fixture;
    struct fixture_faults faults;
    struct error err = {0};
    bool sound = fixture_check(&arena, text, scheme_builtin(), &fixture, &faults);
    MUST_HOLD(sound == (faults.count == 0));
    MUST_HOLD(fixture_read(&arena, text, "f", scheme_builtin(), &fixture, &err) == sound);
    MUST_HOLD(sound || err.code == ERROR_INPUT);
    check_faults(text, &faults);
    if (sound)
        check_fixture(&fixture);
    check_template(text);
    arena_clear(&arena);
    return 0;
}
