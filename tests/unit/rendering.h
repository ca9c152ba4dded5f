/* Fixtures rendered for tests, always with the same time and URL. */
#ifndef RENDERING_H
#define RENDERING_H

#include "check.h"
#include "fixture.h"

/* 2021-07-22T11:24:15.3178969Z: a hundred nanoseconds that a Go sender's database would drop. */
static const struct fixture_values values = {.now = INT64_C(1626953055317896900),
                                             .url = {"http://a/?b=c&d", 15}};

/* Adds the event; a failure is one of the test. */
static inline void render(const struct fixture *fixture, struct buf *event)
{
    struct error err = {0};
    if (!CHECK(fixture_render(fixture, &values, event, &err)))
        CHECK_TEXT(span_of(err.text), "");
}

#endif
