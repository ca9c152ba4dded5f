#include "check.h"

#include "curl_command.h"
#include "messages.h"

static const struct url url = {.text = {"http://h/", 9}, .authority = {"h", 1}};

#define CURL "curl -sS -g --path-as-is -X POST \\\n  "
#define URL " \\\n  'http://h/'\n"

/* What curl would add is taken out: the command sends these headers and no others. */
#define NO_OTHERS "-H 'Accept:' \\\n  -H 'Content-Type:' \\\n  -H 'User-Agent:' \\\n  "
#define NO_HOST "-H 'Host:' \\\n  "
#define NO_LENGTH "-H 'Content-Length:' \\\n  "
#define NO_EXPECT "-H 'Expect:' \\\n  "
#define NONE NO_OTHERS NO_HOST NO_LENGTH NO_EXPECT

static const struct {
    const char *name, *value, *body, *command;
} commands[] = {
    {"X-Y", "1", "{\"a\":1}", CURL "-H 'X-Y: 1' \\\n  " NONE "--data-binary '{\"a\":1}'" URL},
    {"X-Y", "it's", "it''s\n$(x) `y` \\ \"z\"\r\n",
     CURL "-H 'X-Y: it'\\''s' \\\n  " NONE
          "--data-binary 'it'\\'''\\''s\n$(x) `y` \\ \"z\"\r\n'" URL},
    {"X-Y", "1", "@file", CURL "-H 'X-Y: 1' \\\n  " NONE "--data-raw '@file'" URL},
    {"X-Y", "1", "'", CURL "-H 'X-Y: 1' \\\n  " NONE "--data-binary ''\\'''" URL},
    {"Host", "h", "x", CURL NO_OTHERS NO_LENGTH NO_EXPECT "--data-binary 'x'" URL},
    {"Host", "other", "x",
     CURL "-H 'Host: other' \\\n  " NO_OTHERS NO_LENGTH NO_EXPECT "--data-binary 'x'" URL},
    {"content-length", "1", "x", CURL NO_OTHERS NO_HOST NO_EXPECT "--data-binary 'x'" URL},
    {"content-length", "9", "x",
     CURL "-H 'content-length: 9' \\\n  " NO_OTHERS NO_HOST NO_EXPECT "--data-binary 'x'" URL},
    {"X-Y", "1", "", CURL "-H 'X-Y: 1' \\\n  " NONE "--data-binary ''" URL},
};

static void writes_curl_commands(void)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct buf out = {0};
        struct header header = {span_of(commands[i].name), span_of(commands[i].value)};
        struct message message = message_of(&header, "POST", commands[i].body);
        check_row("row %zu", i);
        curl_write(&out, &message, &url, NULL);
        CHECK_TEXT(buf_span(&out), commands[i].command);
        buf_clear(&out);
    }
}

/* To curl 'Name: ' means 'send no such header'; what it sends as empty is written 'Name;'. */
static void writes_empty_headers_for_curl(void)
{
    struct buf out = {0};
    struct header header = {SPAN("X-Y"), SPAN("")};
    struct message message = message_of(&header, "POST", "x");
    curl_write(&out, &message, &url, NULL);
    CHECK_TEXT(buf_span(&out), CURL "-H 'X-Y;' \\\n  " NONE "--data-binary 'x'" URL);
    buf_clear(&out);
}

/* Methods come from records, which anyone may have written: none may reach the shell as code. */
static void quotes_methods_for_the_shell(void)
{
    static const char *const hostile[] = {"A`id`", "A|id", "A&id", "POST; id", "A\nid", "$(id)"};
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        struct buf out = {0}, quoted = {0};
        struct header header = {SPAN("X-Y"), SPAN("1")};
        struct message message = message_of(&header, hostile[i], "x");
        check_row("%s", hostile[i]);
        curl_write(&out, &message, &url, NULL);
        buf_printf(&quoted, "-X '%s'", hostile[i]);
        CHECK(span_contains(buf_span(&out), buf_span(&quoted)));
        buf_clear(&quoted);
        buf_clear(&out);
    }
}

static const struct check_case cases[] = {
    {"writes curl commands", writes_curl_commands},
    {"writes empty headers for curl", writes_empty_headers_for_curl},
    {"quotes methods for the shell", quotes_methods_for_the_shell},
};

int main(void)
{
    return check_run(cases, COUNT_OF(cases));
}
