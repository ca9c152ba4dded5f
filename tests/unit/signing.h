/* Schemes, signers and headers for tests. */
#ifndef SFPY_TEST_SIGNING_H
#define SFPY_TEST_SIGNING_H

#include "check.h"
#include "clock.h"
#include "signature.h"

/* What is signed, when, and for which endpoint, where a test says nothing else. */
#define BODY "{\"data\":{\"token\":\"C3SL\"}}"
#define NEW_YEAR (INT64_C(1767225600) * CLOCK_SECOND)
#define URL "https://example.com/hook"

/* Of the tables of tests. */
enum { MOST_SECRETS = 4, MOST_HEADERS = 4 };

/* The scheme of that name among those that the program brings along. */
static inline const struct scheme *builtin_scheme(const char *name)
{
    struct error err = {0};
    const struct scheme *scheme = scheme_find(scheme_builtin(), name, &err);
    CHECK_TEXT(span_of(err.text), "");
    return scheme;
}

/* Name and value of a header; a table of them ends with a NULL name or where it is full. */
struct pair {
    const char *name, *value;
};

/* The headers that a table of at most `most` stands for, in `list`. */
static inline struct headers headers_of(struct header *list, const struct pair *pairs, size_t most)
{
    struct headers headers = {list, 0};
    for (; headers.count < most && pairs[headers.count].name; headers.count++)
        list[headers.count] = (struct header){span_of(pairs[headers.count].name),
                                              span_of(pairs[headers.count].value)};
    return headers;
}

/* A signer with the secrets of a table, which ends with NULL or where it is full. */
static inline struct signer *new_signer(const struct scheme *scheme, const char *const *texts)
{
    struct secret secrets[MOST_SECRETS];
    struct error err;
    size_t count = 0;
    for (; count < MOST_SECRETS && texts[count]; count++) {
        secrets[count] = secret_of(span_of(texts[count]));
        secrets[count].origin = count ? "another" : "--secret";
    }
    return signer_new(scheme, secrets, count, &err);
}

/* The headers by which one secret signs a body at the new year. */
static inline struct headers sign(const struct scheme *scheme, const char *secret, struct span body,
                                  struct arena *arena)
{
    const char *const secrets[] = {secret, NULL};
    const struct stamp stamp = {NEW_YEAR, SPAN("msg_1"), SPAN(URL)};
    struct signer *signer = new_signer(scheme, secrets);
    struct headers headers = {0};
    struct error err = {0};
    CHECK(signer_sign(signer, body, &stamp, NULL, arena, &headers, &err));
    CHECK_TEXT(span_of(err.text), "");
    signer_free(signer);
    return headers;
}

/* Verifies at that time, for that endpoint, by the scheme's tolerance. */
static inline struct verdict verify(struct signer *signer, const struct headers *headers,
                                    struct span body)
{
    const struct evidence evidence = {.headers = headers,
                                      .body = body,
                                      .url = SPAN(URL),
                                      .now = NEW_YEAR,
                                      .tolerance = TOLERANCE_OF_SCHEME};
    return signer_verify(signer, &evidence);
}

#endif
