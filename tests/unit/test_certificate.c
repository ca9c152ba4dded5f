#include "certificate.h"
#include "check.h"
#include "clock.h"

static const int64_t now = INT64_C(1767366245) * CLOCK_SECOND, day = 24 * 60 * 60 * CLOCK_SECOND;

static void is_good_for_its_time(void)
{
    struct buf certificate = {0}, key = {0};
    struct error err;
    CHECK(certificate_make(now, &certificate, &key, &err));
    const struct {
        int64_t days;
        bool good;
    } rows[] = {{0, true}, {1, true}, {823, true}, {824, false}, {825, false}, {-1, false}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("after %lld days", (long long)rows[i].days);
        CHECK(certificate_is_good(buf_span(&certificate), buf_span(&key),
                                  now + rows[i].days * day) == rows[i].good);
    }
    CHECK(span_starts(buf_span(&certificate), SPAN("-----BEGIN CERTIFICATE-----\n")));
    CHECK(span_starts(buf_span(&key), SPAN("-----BEGIN PRIVATE KEY-----\n")));
    buf_clear(&certificate);
    buf_wipe(&key);
}

static void is_good_with_its_key_only(void)
{
    struct buf certificates[2] = {{0}}, keys[2] = {{0}};
    struct error err;
    for (size_t i = 0; i < 2; i++)
        CHECK(certificate_make(now, &certificates[i], &keys[i], &err));
    struct span certificate = buf_span(&certificates[0]), key = buf_span(&keys[0]);
    CHECK(certificate_is_good(certificate, key, now));
    CHECK(!certificate_is_good(certificate, buf_span(&keys[1]), now));
    CHECK(!certificate_is_good(buf_span(&certificates[1]), key, now));
    CHECK(!certificate_is_good(key, certificate, now));
    CHECK(!certificate_is_good(SPAN(""), SPAN(""), now));
    CHECK(!certificate_is_good(SPAN("-----BEGIN CERTIFICATE-----\nAAAA"), key, now));
    for (size_t cut = 0; cut < certificate.size - 1; cut += 7)
        CHECK(!certificate_is_good(span_slice(certificate, 0, cut), key, now));
    for (size_t i = 0; i < 2; i++) {
        buf_clear(&certificates[i]);
        buf_wipe(&keys[i]);
    }
}

static const struct check_case cases[] = {
    {"is good for its time", is_good_for_its_time},
    {"is good with its key only", is_good_with_its_key_only},
};

int main(void)
{
    return CHECK_RUN(cases);
}
