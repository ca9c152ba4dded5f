#include "check.h"
#include "url.h"

#include <string.h>

static const struct {
    const char *given;
    const char *text, *authority, *host, *target; /* NULL: refused */
    bool loopback;
} urls[] = {
    {"http://127.0.0.1:4242/", "http://127.0.0.1:4242/", "127.0.0.1:4242", "127.0.0.1", "/", true},
    {"http://localhost:3000/a?b=c&d", "http://localhost:3000/a?b=c&d", "localhost:3000",
     "localhost", "/a?b=c&d", true},
    {"http://LocalHost", "http://LocalHost/", "LocalHost", "LocalHost", "/", true},
    {"http://[::1]:3000/", "http://[::1]:3000/", "[::1]:3000", "::1", "/", true},
    {"http://127.9.8.7/", "http://127.9.8.7/", "127.9.8.7", "127.9.8.7", "/", true},
    {"https://example.com", "https://example.com/", "example.com", "example.com", "/", false},
    {"https://example.com?a=b", "https://example.com/?a=b", "example.com", "example.com", "/?a=b",
     false},
    {"https://example.com/a#fragment", "https://example.com/a", "example.com", "example.com", "/a",
     false},
    {"https://[2001:db8::1]/", "https://[2001:db8::1]/", "[2001:db8::1]", "2001:db8::1", "/",
     false},
    {"https://u:p@example.com:8443/a", "https://***@example.com:8443/a", "example.com:8443",
     "example.com", "/a", false},
    {"https://a@b@example.com/", "https://***@example.com/", "example.com", "example.com", "/",
     false},
    {"http://example.com/@a", "http://example.com/@a", "example.com", "example.com", "/@a", false},
    {"http://localhost@example.com/", "http://***@example.com/", "example.com", "example.com", "/",
     false},
    {"http://127.0.0.1.example.com/", "http://127.0.0.1.example.com/", "127.0.0.1.example.com",
     "127.0.0.1.example.com", "/", false},
    {"http://localhost.example.com/", "http://localhost.example.com/", "localhost.example.com",
     "localhost.example.com", "/", false},
    {"3000", "http://127.0.0.1:3000/", "127.0.0.1:3000", "127.0.0.1", "/", true},
    {"3000/a?b", "http://127.0.0.1:3000/a?b", "127.0.0.1:3000", "127.0.0.1", "/a?b", true},
    {":3000/a", "http://127.0.0.1:3000/a", "127.0.0.1:3000", "127.0.0.1", "/a", true},
    {"/a", "http://127.0.0.1/a", "127.0.0.1", "127.0.0.1", "/a", true},
    {"//a", "http://127.0.0.1//a", "127.0.0.1", "127.0.0.1", "//a", true},
    {"", NULL, NULL, NULL, NULL, false},
    {"localhost:3000", "http://localhost:3000/", "localhost:3000", "localhost", "/", true},
    {"example.com:80/a", "http://example.com:80/a", "example.com:80", "example.com", "/a", false},
    {"user:80/a", "http://user:80/a", "user:80", "user", "/a", false},
    {"user:secret@h", NULL, NULL, NULL, NULL, false},
    {"example.com", NULL, NULL, NULL, NULL, false},
    {"ftp://example.com/", NULL, NULL, NULL, NULL, false},
    {"file:///etc/passwd", NULL, NULL, NULL, NULL, false},
    {"http:/example.com", NULL, NULL, NULL, NULL, false},
    {"http://", NULL, NULL, NULL, NULL, false},
    {"http:///a", NULL, NULL, NULL, NULL, false},
    {"http://:80/", NULL, NULL, NULL, NULL, false},
    {"http://a:/", NULL, NULL, NULL, NULL, false},
    {"http://a:b/", NULL, NULL, NULL, NULL, false},
    {"http://a:-1/", NULL, NULL, NULL, NULL, false},
    {"http://a:123456/", NULL, NULL, NULL, NULL, false},
    {"http://a:80:80/", NULL, NULL, NULL, NULL, false},
    {"http://[::1/", NULL, NULL, NULL, NULL, false},
    {"http://[::1]x/", NULL, NULL, NULL, NULL, false},
    {"http://[]/", NULL, NULL, NULL, NULL, false},
    {"http://a b/", NULL, NULL, NULL, NULL, false},
    {"http://a/\r\nX: y", NULL, NULL, NULL, NULL, false},
    {"http://a/\x7f", NULL, NULL, NULL, NULL, false},
    {"http://a/\xc3\xa9", NULL, NULL, NULL, NULL, false},
    {" http://a/", NULL, NULL, NULL, NULL, false},
};

static void reads_urls(void)
{
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct arena arena = {0};
        struct url url = {0};
        struct error err = {0};
        check_row("%s", urls[i].given);
        bool read = url_read(&arena, urls[i].given, &url, &err);
        CHECK(read == (urls[i].text != NULL));
        if (read) {
            CHECK_TEXT(url.text, urls[i].text);
            CHECK_TEXT(url.authority, urls[i].authority);
            CHECK_TEXT(url.host, urls[i].host);
            CHECK_TEXT(url.target, urls[i].target);
            CHECK(url.loopback == urls[i].loopback);
        } else {
            CHECK_NUMBER(err.code, ERROR_USAGE);
        }
        arena_clear(&arena);
    }
}

/* What is loopback is trusted: no other host may pass for it. */
static void takes_no_other_host_for_loopback(void)
{
    static const char *const others[] = {"http://127.0.0.1.EVIL.EXAMPLE/", "http://127.EVIL/",
                                         "http://127.0.0.1_/", "http://127.0.0.1%2e9/"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct arena arena = {0};
        struct url url = {0};
        struct error err = {0};
        check_row("%s", others[i]);
        CHECK(!url_read(&arena, others[i], &url, &err) || !url.loopback);
        arena_clear(&arena);
    }
}

static void refuses_ports_that_are_none(void)
{
    struct arena arena = {0};
    struct url url;
    struct error err;
    CHECK(url_read(&arena, "http://a:65535/", &url, &err));
    CHECK(!url_read(&arena, "http://a:65536/", &url, &err));
    CHECK(!url_read(&arena, "99999", &url, &err));
    arena_clear(&arena);
}

/* Schemes compare without regard to case (RFC 3986, section 3.1). */
static void takes_schemes_in_any_case(void)
{
    struct arena arena = {0};
    struct url url = {0};
    struct error err;
    if (CHECK(url_read(&arena, "HTTP://localhost:80/a", &url, &err)))
        CHECK_TEXT(url.host, "localhost");
    arena_clear(&arena);
}

static void keeps_passwords_out_of_messages(void)
{
    static const char *const malformed[] = {"http://u:hunter2@:80/", "http://u:hunter2@a:x/",
                                            "http://u:hunter2@a/ b"};
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        struct arena arena = {0};
        struct url url;
        struct error err = {0};
        check_row("%s", malformed[i]);
        CHECK(!url_read(&arena, malformed[i], &url, &err));
        CHECK(!strstr(err.text, "hunter2"));
        arena_clear(&arena);
    }
}

static void goes_where_a_request_went(void)
{
    static const struct {
        const char *text, *target, *plain; /* NULL: it can't be told */
    } rows[] = {
        {"http://127.0.0.1:4242/", "/hooks?a=1", "http://127.0.0.1:4242/hooks?a=1"},
        {"https://h/own?b", "/", "https://h/"},
        {"http://***@h:1/x", "/x", "http://h:1/x"},
        {"http://h/", "http://other:2/y", "http://other:2/y"},
        {"http://h/x", "*", "http://h/"},
        {"http://h/x", "", "http://h/"},
        {"ftp://h/x", "/", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct url url;
        struct error err = {0};
        check_row("%s %s", rows[i].text, rows[i].target);
        if (CHECK(url_of_request(&arena, span_of(rows[i].text), span_of(rows[i].target), &url,
                                 &err) == (rows[i].plain != NULL)) &&
            rows[i].plain)
            CHECK_TEXT(url.plain, rows[i].plain);
        arena_clear(&arena);
    }
}

static void masks_what_stands_in_texts(void)
{
    static const struct {
        const char *text, *masked;
    } rows[] = {
        {"http://u:p@h/a@b", "http://***@h/a@b"},
        {"HTTPS://u@h?c#d", "HTTPS://***@h?c#d"},
        {"http://u:a@b@h", "http://***@h"},
        {"http://u:p@", "http://***@"},
        {"http://***@h/", "http://***@h/"},
        {"http://h/a@b", "http://h/a@b"},
        {"http://h?a@b", "http://h?a@b"},
        {"wss://u:p@h/", "wss://u:p@h/"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        check_row("%s", rows[i].text);
        CHECK_TEXT(url_masked(&arena, span_of(rows[i].text)), rows[i].masked);
        arena_clear(&arena);
    }
    CHECK(!url_masked(NULL, (struct span){0}).at);
}

static const struct check_case cases[] = {
    {"reads URLs", reads_urls},
    {"takes no other host for loopback", takes_no_other_host_for_loopback},
    {"refuses ports that are none", refuses_ports_that_are_none},
    {"takes schemes in any case", takes_schemes_in_any_case},
    {"keeps passwords out of messages", keeps_passwords_out_of_messages},
    {"goes where a request went", goes_where_a_request_went},
    {"masks what stands in texts", masks_what_stands_in_texts},
};

int main(void)
{
    return CHECK_RUN(cases);
}
