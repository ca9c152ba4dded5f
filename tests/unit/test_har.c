#include "check.h"

#include "clock.h"
#include "har.h"

#define BEGIN "{\"log\":{\"version\":\"1.2\",\"entries\":["
#define END "]}}"
#define REQUEST "\"method\":\"POST\",\"url\":\"http://h/p?q#f\",\"httpVersion\":\"HTTP/1.1\""
#define ENTRY(rest) "{\"request\":{" REQUEST ",\"headers\":[]" rest "}}"
#define POST(members) BEGIN ENTRY(",\"postData\":{" members "}") END

static struct har_entry entry;
static struct error err;
static struct arena arena;

/* The first entry of a text. */
static enum har_result read_first(const char *text)
{
    struct har_reader reader;
    err = (struct error){0};
    bool opened = har_open(&reader, span_of(text), &err);
    enum har_result result = opened ? har_next(&reader, &arena, &entry, &err) : HAR_DAMAGED;
    har_close(&reader);
    return result;
}

static const struct {
    const char *text;
    struct span body;
} bodies[] = {
    {BEGIN ENTRY("") END, BYTES("")},
    {BEGIN ENTRY(",\"postData\":null") END, BYTES("")},
    {BEGIN ENTRY(",\"bodySize\":0") END, BYTES("")},
    {BEGIN ENTRY(",\"bodySize\":-1") END, BYTES("")},
    {POST(""), BYTES("")},
    {POST("\"text\":\"\",\"params\":[]"), BYTES("")},
    {POST("\"text\":null,\"params\":[]"), BYTES("")},
    {POST("\"text\":\"a\\r\\n\\u0000\\ud83d\\ude00\\/\\\"\xC3\xA9\""),
     BYTES("a\r\n\0\xF0\x9F\x98\x80/\"\xC3\xA9")},
    {POST("\"text\":\"\xFF\xFE\""), BYTES("\xFF\xFE")},
    {POST("\"text\":\"a=b+c\",\"params\":[{\"name\":\"a\",\"value\":\"b c\"}]"), BYTES("a=b+c")},
    {POST("\"text\":\"AP8K\",\"encoding\":\"base64\""), BYTES("\0\xFF\n")},
    {POST("\"text\":\"AP8K\",\"_encoding\":\"Base64\""), BYTES("\0\xFF\n")},
    {POST("\"text\":\"AP8K\",\"encoding\":\"\""), BYTES("AP8K")},
    {BEGIN "{\"_delivery\":{},\"request\":{" REQUEST
           ",\"headers\":[{\"name\":\"Content-Length\",\"value\":\"6\"}],\"bodySize\":6}}" END,
     BYTES("")}, /* what was sent so was recorded so */
    {POST("\"te\\u0078t\":\"1\",\"text\":\"2\""), BYTES("2")},
};

static void reads_bodies(void)
{
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        check_row("row %zu", i);
        CHECK_NUMBER(read_first(bodies[i].text), HAR_READ);
        CHECK_SPAN(entry.request.body, bodies[i].body);
    }
}

static void names_lost_bodies(void)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        {POST("\"params\":[{\"name\":\"a\",\"value\":\"b\"}]"), "postData has params, but no text"},
        {POST("\"text\":null,\"params\":[1]"), "postData has params, but no text"},
        {POST("\"text\":1"), "postData.text is no string"},
        {POST("\"text\":\"a\\ud800\""), "postData.text holds half of a surrogate pair"},
        {POST("\"text\":\"\\udc00\\ud800\""), "postData.text holds half of a surrogate pair"},
        {POST("\"text\":\"a b\",\"encoding\":\"base64\""), "postData.text is no base64"},
        {POST("\"text\":\"ab\",\"_encoding\":\"gzip\""), "postData has an unknown encoding"},
        {BEGIN ENTRY(",\"postData\":[1]") END, "postData is no object"},
        {BEGIN ENTRY(",\"bodySize\":17") END,
         "bodySize counts bytes, but there is no postData.text"},
        {BEGIN ENTRY(",\"bodySize\":6,\"postData\":{\"text\":\"\",\"params\":[]}") END,
         "bodySize counts bytes, but there is no postData.text"},
        {POST("\"text\":\"\",\"params\":[1]"), "postData has params, but no text"},
        {BEGIN "{\"request\":{" REQUEST ",\"headers\":[{\"name\":\"content-length\","
               "\"value\":\"288\"}],\"bodySize\":0}}" END,
         "Content-Length counts bytes, but there is no postData.text"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = {0};
        check_row("row %zu", i);
        CHECK_NUMBER(read_first(rows[i].text), HAR_BODILESS);
        buf_printf(&text, "entry 1: the bytes of its body are not in the file: %s", rows[i].why);
        CHECK_TEXT(span_of(err.text), text.at);
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_TEXT(entry.request.method, "POST");
        CHECK_TEXT(entry.request.body, "");
        buf_clear(&text);
    }
}

static void names_damaged_entries(void)
{
    static const struct {
        const char *entry, *member;
    } rows[] = {
        {"1", "request"},
        {"null", "request"},
        {"{}", "request"},
        {"{\"request\":[]}", "request"},
        {"{\"request\":{}}", "request.method"},
        {"{\"request\":{\"method\":1,\"url\":\"http://h/\",\"headers\":[]}}", "request.method"},
        {"{\"request\":{\"method\":\"GET\",\"headers\":[]}}", "request.url"},
        {"{\"request\":{\"method\":\"GET\",\"url\":\"\",\"headers\":[]}}", "request.url"},
        {"{\"request\":{" REQUEST "}}", "request.headers"},
        {"{\"request\":{" REQUEST ",\"headers\":{}}}", "request.headers"},
        {"{\"request\":{" REQUEST ",\"headers\":[1]}}", "request.headers"},
        {"{\"request\":{" REQUEST ",\"headers\":[{\"name\":\"a\"}]}}", "request.headers"},
        {"{\"request\":{" REQUEST ",\"headers\":[{\"name\":\"a\",\"value\":1}]}}",
         "request.headers"},
        {"{\"startedDateTime\":\"today\",\"request\":{" REQUEST ",\"headers\":[]}}",
         "startedDateTime"},
        {"{\"startedDateTime\":1,\"request\":{" REQUEST ",\"headers\":[]}}", "startedDateTime"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct har_reader reader;
        struct buf text = {0}, why = {0};
        check_row("row %zu", i);
        buf_printf(&text, BEGIN "%s," ENTRY("") ",%s" END, rows[i].entry, rows[i].entry);
        CHECK(har_open(&reader, buf_span(&text), &err));
        CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_DAMAGED);
        buf_printf(&why, "entry 1: its member \"%s\" is missing or malformed", rows[i].member);
        CHECK_TEXT(span_of(err.text), why.at);
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_READ);
        CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_DAMAGED);
        CHECK(span_starts(span_of(err.text), SPAN("entry 3: ")));
        CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_END);
        har_close(&reader);
        buf_clear(&text);
        buf_clear(&why);
    }
}

static void says_what_is_no_archive(void)
{
    static const struct {
        const char *text, *why;
        bool looks;
    } rows[] = {
        {"", "not JSON: the text ends too early at line 1, column 1", false},
        {"{\n \"log\":", "not JSON: the text ends too early at line 2, column 8", false},
        {BEGIN "\n1,]}}", "not JSON: no JSON value begins like this at line 2, column 3", true},
        {BEGIN "]}} x", "not JSON: text behind the value at line 1, column 40", true},
        {"{}", "it has no array log.entries", false},
        {"[]", "it has no array log.entries", false},
        {"{\"log\":[]}", "it has no array log.entries", false},
        {"{\"log\":{\"entries\":{}}}", "it has no array log.entries", false},
        {"{\"a\":{\"log\":{\"entries\":[]}}}", "it has no array log.entries", false},
        {"{\"log\":{\"pages\":{\"entries\":[]}}}", "it has no array log.entries", false},
        {"{\"entries\":[],\"log\":{}}", "it has no array log.entries", false},
        {"{\"log\":{}, \"entries\":[]}", "it has no array log.entries", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct har_reader reader;
        err = (struct error){0};
        check_row("row %zu", i);
        CHECK(!har_open(&reader, span_of(rows[i].text), &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_TEXT(span_of(err.text), rows[i].why);
        CHECK(har_looks(span_of(rows[i].text)) == rows[i].looks);
        har_close(&reader);
    }
}

static void reads_targets_and_versions(void)
{
    static const struct {
        const char *url, *version, *target, *number;
    } rows[] = {
        {"http://h/p?q#f", "HTTP/1.1", "/p?q", "1.1"},
        {"HTTPS://h:1", "http/2.0", "/", "2.0"},
        {"https://h?a=/b", "h2", "?a=/b", "2"},
        {"http://h#x", "h3", "/", "3"},
        {"data:text/plain,x", "", "", ""},
        {"chrome-extension://x/y", "unknown", "", "unknown"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = {0};
        check_row("%s", rows[i].url);
        buf_printf(&text,
                   BEGIN "{\"request\":{\"method\":\"GET\",\"url\":\"%s\",\"httpVersion\":\"%s\","
                         "\"headers\":[]}}" END,
                   rows[i].url, rows[i].version);
        CHECK_NUMBER(read_first(text.at), HAR_READ);
        CHECK_TEXT(entry.url, rows[i].url);
        CHECK(span_is(entry.request.target, rows[i].target));
        CHECK(span_is(entry.request.version, rows[i].number));
        CHECK(!entry.timed);
        buf_clear(&text);
    }
}

static void reads_what_browsers_save(void)
{
    struct har_reader reader;
    struct span text = check_data(&arena, "chromium.har");
    CHECK(har_looks(text));
    CHECK(har_open(&reader, text, &err));
    CHECK_NUMBER((long long)har_count(&reader, 9), 3);
    CHECK_NUMBER((long long)har_count(&reader, 2), 2);
    CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_READ);
    CHECK_NUMBER((long long)entry.request.headers.count, 2); /* no pseudo header but the host's */
    CHECK_TEXT(entry.request.headers.at[0].name, "Host");
    CHECK_TEXT(entry.request.headers.at[1].name, "accept");
    CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_READ);
    CHECK_TEXT(entry.url, "http://127.0.0.1:3000/webhooks?shop=1");
    CHECK(entry.timed && entry.time == INT64_C(1767323045678) * CLOCK_MS);
    CHECK_TEXT(entry.request.body,
               "{ \"data\": {\"token\":\"C3SLANR2DNCAUU2H1GE0\",\"note\":\"line\\nend \\u00e9 "
               "\xC3\xA9 \xF0\x9F\x98\x80 \\/ 1.0\",\"amount\":\"350000000000000000\"} }\n");
    CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_BODILESS);
    CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_END);
    har_close(&reader);
    CHECK(har_open(&reader, check_data(&arena, "firefox.har"), &err));
    CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_READ);
    CHECK(entry.timed && entry.time == INT64_C(1767323045678) * CLOCK_MS);
    CHECK_TEXT(entry.request.body,
               "{\"data\":{\"token\":\"C3SLAO12DNCAUU2H1GF0\",\"note\":\"\\u0007\x7F\"}}");
    CHECK_NUMBER(har_next(&reader, &arena, &entry, &err), HAR_END);
    har_close(&reader);
}

/* The format wants a byte order mark to be ignored. */
static void ignores_a_mark(void)
{
    CHECK(har_looks(span_of("\xEF\xBB\xBF" BEGIN END)));
    CHECK_NUMBER(read_first("\xEF\xBB\xBF" BEGIN ENTRY("") END), HAR_READ);
    CHECK_NUMBER(read_first(BEGIN END), HAR_END);
}

static const struct check_case cases[] = {
    {"reads bodies", reads_bodies},
    {"names lost bodies", names_lost_bodies},
    {"names damaged entries", names_damaged_entries},
    {"says what is no archive", says_what_is_no_archive},
    {"reads targets and versions", reads_targets_and_versions},
    {"reads what browsers save", reads_what_browsers_save},
    {"ignores a mark", ignores_a_mark},
};

int main(void)
{
    int result = CHECK_RUN(cases);
    arena_clear(&arena);
    return result;
}
