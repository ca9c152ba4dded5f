#include "scheme.h"

#include "json.h"
#include "text.h"

#include <string.h>

static const struct scheme schemes[] = {
    {
        .name = "sfpy",
        .summary = "SFPY: HMAC-SHA512 over the bytes of the member data, hex",
        .headers = {"X-SFPY-SIGNATURE", "SFPY-Signature"},
        .signed_bytes = "{data}",
        .hash = "SHA512",
        .any_case = true,
        .event_path = "data",
    },
    {
        .name = "safepay-v1",
        .summary = "Safepay, first version: the same rule, other events",
        .headers = {"X-SFPY-SIGNATURE"},
        .signed_bytes = "{data}",
        .hash = "SHA512",
        .any_case = true,
        .event_path = "data",
        .marks = {"data.notification"},
        .shares_rule = true,
    },
    {
        .name = "safepay-v2",
        .summary = "Safepay 2.0.0: HMAC-SHA512 over the whole body, hex",
        .headers = {"X-SFPY-SIGNATURE"},
        .signed_bytes = "{body}",
        .hash = "SHA512",
        .any_case = true,
        .event_path = "",
        .marks = {"version", "type"},
    },
};

const struct scheme *scheme_all(size_t *count)
{
    *count = COUNT_OF(schemes);
    return schemes;
}

const struct scheme *scheme_find(const char *name, struct error *err)
{
    struct nearest nearest = nearest_to(span_of(name));
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        if (strcmp(schemes[i].name, name) == 0)
            return &schemes[i];
        nearest_offer(&nearest, schemes[i].name);
    }
    nearest_unknown(&nearest, "scheme", "'sfpy-hook help schemes' lists them", err);
    return NULL;
}

static bool has_marks(const struct scheme *scheme, struct span body)
{
    for (size_t i = 0; i < SCHEME_MARKS && scheme->marks[i]; i++) {
        struct span value;
        if (json_at_path(body, span_of(scheme->marks[i]), &value, NULL) != JSON_FOUND)
            return false;
    }
    return scheme->marks[0] != NULL;
}

static bool has_header(const struct scheme *scheme, const struct headers *headers)
{
    for (size_t i = 0; i < SCHEME_HEADERS && scheme->headers[i]; i++)
        if (headers_find(headers, span_of(scheme->headers[i]), NULL))
            return true;
    return false;
}

const struct scheme *scheme_detect(const struct headers *headers, struct span body)
{
    for (size_t i = 0; i < COUNT_OF(schemes); i++) {
        bool possible = headers ? has_header(&schemes[i], headers) : !schemes[i].shares_rule;
        if (possible && has_marks(&schemes[i], body))
            return &schemes[i];
    }
    return &schemes[0];
}

void scheme_add_headers(const struct scheme *scheme, const char *only, struct span signature,
                        struct headers *headers, struct arena *arena)
{
    if (only)
        headers_add(headers, arena, span_of(only), signature);
    for (size_t i = 0; !only && i < SCHEME_HEADERS && scheme->headers[i]; i++)
        headers_add(headers, arena, span_of(scheme->headers[i]), signature);
}

struct span scheme_event(const struct scheme *scheme, struct span body)
{
    struct span event;
    struct span path = span_of(scheme->event_path);
    if (path.size == 0)
        path = (struct span){0};
    return json_at_path(body, path, &event, NULL) == JSON_FOUND ? event : (struct span){0};
}
