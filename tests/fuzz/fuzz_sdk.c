/* Any bytes as the `data` of a body, and as the body, to what is said of the official SDKs. */
#include "fuzz.h"

#include "go_marshal.h"
#include "json.h"
#include "sdk.h"

#include <string.h>

/* Each objection has its words, and a path that leads somewhere or is that of a missing member. */
static size_t check_objections(const char *scheme, struct span body, struct sdk_objection *list)
{
    struct arena arena = {0};
    struct error err;
    const struct scheme *row = scheme_find(scheme_builtin(), scheme, &err);
    size_t count = sdk_objections(&arena, row, body, list);
    MUST_HOLD(count <= SDK_COUNT);
    for (size_t i = 0; i < count; i++) {
        MUST_HOLD(list[i].sdk && list[i].why && *list[i].why);
        MUST_HOLD(!list[i].path.at || list[i].path.size > 0);
        list[i].path = (struct span){0};
    }
    arena_clear(&arena);
    return count;
}

static bool is_named(const struct sdk_objection *list, size_t count, const char *sdk)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i].sdk, sdk) == 0)
            return true;
    return false;
}

/* What Go made itself it makes again. */
static void check_made_by_go(struct span body)
{
    struct buf made = {0}, again = {0}, whole = {0};
    struct go_fault fault;
    struct sdk_objection list[SDK_COUNT];
    if (go_marshal_body(&made, body, &fault)) {
        MUST_HOLD(buf_span(&made).at[0] == 'n' ||
                  go_marshal_event(&again, buf_span(&made), &fault));
        MUST_HOLD(made.at[0] == 'n' || span_equal(buf_span(&made), buf_span(&again)));
        buf_add_text(&whole, "{\"data\":");
        buf_add(&whole, buf_span(&made));
        buf_add_text(&whole, "}");
        size_t count = check_objections("sfpy", buf_span(&whole), list);
        MUST_HOLD(!is_named(list, count, "go-sfpy"));
    } else {
        MUST_HOLD(fault.why);
    }
    buf_clear(&made);
    buf_clear(&again);
    buf_clear(&whole);
}

static void check_body(struct span body)
{
    struct sdk_objection list[SDK_COUNT], others[SDK_COUNT];
    struct span data;
    size_t count = check_objections("sfpy", body, list);
    size_t rest = check_objections("safepay-v1", body, others);
    MUST_HOLD(rest + is_named(list, count, "go-sfpy") == count);
    MUST_HOLD(!is_named(others, rest, "go-sfpy"));
    if (json_member(body, SPAN("data"), &data) != JSON_FOUND)
        MUST_HOLD(count == 0);
    check_made_by_go(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = fuzz_input(data, size);
    struct buf body = {0};
    check_body(text);
    buf_add_text(&body, "{\"data\":");
    buf_add(&body, text);
    buf_add_text(&body, "}");
    check_body(buf_span(&body));
    buf_clear(&body);
    return 0;
}
