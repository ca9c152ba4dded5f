#include "check.h"

#include "curl_command.h"
#include "curl_read.h"
#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct curl_files real_files = {.read = file_read};
static struct arena arena;
static char folder[64];

static void tidy(void)
{
    static const char *const names[] = {"text", "headers", "bytes"};
    char path[96];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
}

/* What a request is, for a table: the request line, the headers, a blank line, the body. */
static void write_request(struct buf *out, const struct message *message)
{
    buf_printf(out, "%.*s %.*s%s\n", SPAN_ARG(message->method), SPAN_ARG(message->target),
               span_is(message->version, "1.0") ? " HTTP/1.0" : "");
    for (size_t i = 0; i < message->headers.count; i++)
        buf_printf(out, "%.*s: %.*s\n", SPAN_ARG(message->headers.at[i].name),
                   SPAN_ARG(message->headers.at[i].value));
    buf_add_byte(out, '\n');
    buf_add(out, message->body);
}

#define FORM "Content-Type: application/x-www-form-urlencoded\n"
#define JSON "Content-Type: application/json\nAccept: application/json\n"

/* The same requests curl 7.88 sends, but for what it adds by itself. */
static const struct {
    const char *command, *request;
} commands[] = {
    {"curl http://h/", "GET /\nHost: h\n\n"},
    {"curl h", "GET /\nHost: h\n\n"},
    {"curl -- h:3000/a", "GET /a\nHost: h:3000\n\n"},
    {"/usr/bin/curl --url https://h:443/a?b=c#d", "GET /a?b=c\nHost: h\n\n"},
    {" \n $ curl \\\n  http://h:80/ \\\r\n  -sS\n", "GET /\nHost: h\n\n"},
    {"curl http://h:443/", "GET /\nHost: h:443\n\n"},
    {"curl http://[::1]:3000/", "GET /\nHost: [::1]:3000\n\n"},
    {"curl -g 'http://h/[1-2]{a}'", "GET /[1-2]{a}\nHost: h\n\n"},
    {"curl 'http://h/\\[1-2\\]\\{a\\}\\b'", "GET /[1-2]{a}\\b\nHost: h\n\n"},
    {"curl h -d a -d b --data-raw @c --data-binary 'd\ne'",
     "POST /\nHost: h\n" FORM "\na&b&@c&d\ne"},
    {"curl h -d '' -d x", "POST /\nHost: h\n" FORM "\n&x"},
    {"curl h --data-ascii ''", "POST /\nHost: h\n" FORM "\n"},
    {"curl h -d x -H 'content-type: a'", "POST /\nHost: h\ncontent-type: a\n\nx"},
    {"curl h -d x -H 'Content-Type:' -H Host:", "POST /\n\nx"},
    {"curl h -d @text", "POST /\nHost: h\n" FORM "\n{\"a\": 1}"},
    {"curl h --data-binary @text", "POST /\nHost: h\n" FORM "\n{\"a\":\r\n 1}\n"},
    {"curl h --json @text", "POST /\nHost: h\n" JSON "\n{\"a\":\r\n 1}\n"},
    {"curl h --json '{' --json '}' -H 'Accept: x'",
     "POST /\nHost: h\nAccept: x\nContent-Type: application/json\n\n{}"},
    {"curl h --json x -d y", "POST /\nHost: h\n" JSON "\nx&y"},
    {"curl h -d y --json x", "POST /\nHost: h\n" JSON "\nyx"},
    {"curl h --data-urlencode 'a b=c d&\xC3\xA9' --data-urlencode '=x y' --data-urlencode -._~/",
     "POST /\nHost: h\n" FORM "\na b=c+d%26%C3%A9&x+y&-._~%2F"},
    {"curl h --data-urlencode a@text --data-urlencode @text",
     "POST /\nHost: h\n" FORM "\na=%7B%22a%22%3A%0D%0A+1%7D%0A&%7B%22a%22%3A%0D%0A+1%7D%0A"},
    {"curl -sSXPUT h -dabc", "PUT /\nHost: h\n" FORM "\nabc"},
    {"curl h -X GET -d a", "GET /\nHost: h\n" FORM "\na"},
    {"curl -X POST -X PATCH h", "PATCH /\nHost: h\n\n"},
    {"curl -I h", "HEAD /\nHost: h\n\n"},
    {"curl h -u me:p:w", "GET /\nHost: h\nAuthorization: Basic bWU6cDp3\n\n"},
    {"curl http://m%65:p@h/", "GET /\nHost: h\nAuthorization: Basic bWU6cA==\n\n"},
    {"curl http://me@h/", "GET /\nHost: h\nAuthorization: Basic bWU6\n\n"},
    {"curl http://a:b@h/ -u me:p", "GET /\nHost: h\nAuthorization: Basic bWU6cA==\n\n"},
    {"curl h -u a:b -H 'authorization: x'", "GET /\nHost: h\nauthorization: x\n\n"},
    {"curl h --digest -u a:b", "GET /\nHost: h\n\n"},
    {"curl h --oauth2-bearer t", "GET /\nHost: h\nAuthorization: Bearer t\n\n"},
    {"curl h -A 'a b' -e 'http://r/;auto' -b 'a=1; b=2' -b c=3",
     "GET /\nHost: h\nUser-Agent: a b\nReferer: http://r/\nCookie: a=1; b=2;c=3\n\n"},
    {"curl h -A '' -e ';auto' -b ''", "GET /\nHost: h\n\n"},
    {"curl h -A ' a ' -e 'r  ;auto' -b 'a=1 '",
     "GET /\nHost: h\nUser-Agent: a\nReferer: r\nCookie: a=1\n\n"},
    {"curl h -H 'X;' -H 'Y:' -H 'Z:z' -H 'x: 1' -HX:2 -H 'Host: other'",
     "GET /\nX: \nZ: z\nx: 1\nX: 2\nHost: other\n\n"},
    {"curl h -H @headers", "GET /\nHost: h\nX-F: 1\nX-G: 2\n\n"},
    {"curl --no-compressed --no-buffer --compressed -kLivf#m 5 --retry 1 -o- -w '%{http_code}' h",
     "GET /\nHost: h\n\n"},
    {"curl h --http1.1 --path-as-is --noproxy '*' --resolve a:1:b --cacert c --max-time 1 -x p",
     "GET /\nHost: h\n\n"},
    {"curl h --data-raw $'{\"it\\'s\":\"\\u0021\\n\"}'",
     "POST /\nHost: h\n" FORM "\n{\"it's\":\"!\n\"}"},
    {"curl h -d \"{\\\"a\\\":\\\"\\$\\\"}\"", "POST /\nHost: h\n" FORM "\n{\"a\":\"$\"}"},
    {"curl h -d {'\"a\"':1}", "POST /\nHost: h\n" FORM "\n{\"a\":1}"},
    {"curl -0 h/a --request-target '/a#b'", "GET /a#b HTTP/1.0\nHost: h\n\n"},
    {"curl h -d -- -H -:x", "POST /\nHost: h\n-: x\n" FORM "\n--"},
};

static void reads_commands(void)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct message message;
        struct span url;
        struct error err = {0};
        struct buf got = {0};
        check_row("%s", commands[i].command);
        CHECK(curl_read(&arena, span_of(commands[i].command), &real_files, &message, &url, &err));
        CHECK_TEXT(span_of(err.text), "");
        if (!err.code)
            write_request(&got, &message);
        CHECK_SPAN(buf_span(&got), span_of(commands[i].request));
        buf_clear(&got);
    }
}

#define OPTION(name) "curl's option '--" name "': "
#define LOST "the body is not in the command, but in what curl makes of this option"

static const struct {
    const char *command, *why, *hint;
} refused[] = {
    {"", "there is no command in it", ""},
    {"$", "there is no command in it", ""},
    {"wget h", "the command is 'wget', not curl", ""},
    {"A=1 curl h", "the command is 'A=1', not curl", ""},
    {"curl", "the command has no URL", ""},
    {"curl -d x", "the command has no URL", ""},
    {"curl h i", "the command has several URLs, and one request can be read", ""},
    {"curl h --url i", "the command has several URLs, and one request can be read", ""},
    {"curl h -d '' ''", "the command has several URLs, and one request can be read", ""},
    {"curl h --next i", OPTION("next") "it begins a second request, and one can be read", ""},
    {"curl h -: i", OPTION("next") "it begins a second request, and one can be read", ""},
    {"curl 'h/{a,b}'", "the URL is a pattern of several, by its '{'",
     "with the option -g curl takes it as it is"},
    {"curl 'h/[1-2]'", "the URL is a pattern of several, by its '['",
     "with the option -g curl takes it as it is"},
    {"curl 'h/]'", "the URL is a pattern of several, by its ']'",
     "with the option -g curl takes it as it is"},
    {"curl ''", "the host or port is malformed in the URL: 'http://'", ""},
    {"curl ftp://h/", "no http or https URL: 'ftp://h/'", ""},
    {"curl 'http://h/a b'",
     "a space, control character or byte beyond ASCII in the URL: 'http://h/a b'", ""},
    {"curl h -d", "curl's option '--data' wants a value", ""},
    {"curl h -sH", "curl's option '--header' wants a value", ""},
    {"curl h --heder a:b", "curl has no option '--heder'", "did you mean '--header'?"},
    {"curl h --header=a:b", "curl has no option '--header=a:b'",
     "curl takes the value as a word of its own: --header VALUE"},
    {"curl h --no-data x", "curl has no option '--no-data'", ""},
    {"curl h --no-", "curl has no option '--no-'", ""},
    {"curl h -", "curl has no option '-'", ""},
    {"curl h -s5", "curl has no option '-s5'", ""},
    {"curl h -H abc", OPTION("header") "a header is written 'Name: value', not 'abc'", ""},
    {"curl h -H ''", OPTION("header") "a header is written 'Name: value', not ''", ""},
    {"curl h -H ': a'", OPTION("header") "'' is no header name", ""},
    {"curl h -H ';'", OPTION("header") "'' is no header name", ""},
    {"curl h -H 'a b;'", OPTION("header") "'a b' is no header name", ""},
    {"curl h -H $'a: b\\nc: d'", OPTION("header") "a line end in the value of header 'a'", ""},
    {"curl h -d @missing", OPTION("data") "cannot read missing: No such file or directory",
     "a file that a command names is looked for in the working folder"},
    {"curl h --json @.", OPTION("json") "cannot read .: Is a directory",
     "a file that a command names is looked for in the working folder"},
    {"curl h --data-binary @", OPTION("data-binary") "cannot read : No such file or directory",
     "a file that a command names is looked for in the working folder"},
    {"curl h -d @-", OPTION("data") "what curl would read from standard input is not known", ""},
    {"curl h --data-urlencode a@-",
     OPTION("data-urlencode") "what curl would read from standard input is not known", ""},
    {"curl h -H @-", OPTION("header") "what curl would read from standard input is not known", ""},
    {"curl h -b cookies.txt",
     OPTION("cookie") "the cookies of the file 'cookies.txt' are not in the command", ""},
    {"curl h -G -d a", OPTION("get") "no body is sent with it", ""},
    {"curl h -F a=b", OPTION("form") LOST, ""},
    {"curl h -T file", OPTION("upload-file") LOST, ""},
    {"curl h -K file", OPTION("config") "the options of its file are not in the command", ""},
    {"curl h -u me", "curl's option '--user' asks for a password", ""},
    {"curl h -d \"$BODY\"", "what $ stands for can't be known at line 1, column 12",
     "write what it stands for in its place, or '…' around it"},
    {"curl h | sh", "what | stands for can't be known at line 1, column 8",
     "write what it stands for in its place, or '…' around it"},
    {"curl h ^\n -d x", "a command for Windows, by its ^ at line 1, column 8",
     "copy it 'as cURL (bash)'"},
    {"curl h\ncurl i", "a second command begins at line 2, column 1", ""},
};

static void refuses_commands(void)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct message message;
        struct span url;
        struct error err = {0};
        check_row("%s", refused[i].command);
        CHECK(!curl_read(&arena, span_of(refused[i].command), &real_files, &message, &url, &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_TEXT(span_of(err.text), refused[i].why);
        CHECK_TEXT(span_of(err.hint), refused[i].hint);
    }
}

static void gives_the_url(void)
{
    struct message message;
    struct span url;
    struct error err;
    CHECK(curl_read(&arena, SPAN("curl 'me:pw@h:3000/a?b#c'"), &real_files, &message, &url, &err));
    CHECK_TEXT(url, "http://h:3000/a?b");
    CHECK_TEXT(message.version, "1.1");
}

static void tells_commands(void)
{
    static const struct {
        const char *text;
        bool looks;
    } rows[] = {
        {"curl h", true},
        {" \r\n\t$ curl\th", true},
        {"curl\nh", true},
        {"$  curl h", true},
        {"", false},
        {"curl", false},
        {"curls h", false},
        {"Curl h", false},
        {"{\"curl \":", false},
        {"$curl h", false},
        {"$", false},
        {"# curl h", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%s", rows[i].text);
        CHECK(curl_looks(span_of(rows[i].text)) == rows[i].looks);
    }
}

/* What our own writer makes reads as the same request, whatever its bytes. */
static void reads_what_is_written(void)
{
    static const struct span texts[] = {
        BYTES(""),           BYTES("@file"),     BYTES("it''s\n$(x) `y` \\ \"z\"\r\n"),
        BYTES("'"),          BYTES("\\'\\\\''"), BYTES("\xFF\x01\x7F\xC3\xA9\t!^%#~*"),
        BYTES("$'\\u0041'"), BYTES(" \n "),      BYTES("--data"),
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        check_row("row %zu", i);
        struct header list[] = {{SPAN("Host"), SPAN("h:1")},
                                {SPAN("X-A"), SPAN("it's $(x) `y` \\ \"z\" ;@")},
                                {SPAN("X-Empty"), SPAN("")},
                                {SPAN("X-A"), SPAN("2")}};
        struct message written = {.method = texts[i].size ? texts[i] : SPAN("POST"),
                                  .target = SPAN("/a?b=[1-2]{c}"),
                                  .headers = {list, COUNT_OF(list)},
                                  .body = texts[i]};
        struct message read;
        struct url url;
        struct span plain;
        struct error err = {0};
        struct buf command = {0}, before = {0}, after = {0};
        CHECK(url_read(&arena, "http://h:1/a?b=[1-2]{c}", &url, &err));
        curl_write(&command, &written, &url, NULL);
        CHECK(curl_read(&arena, buf_span(&command), &real_files, &read, &plain, &err));
        CHECK_TEXT(span_of(err.text), "");
        if (!err.code) {
            write_request(&before, &written);
            write_request(&after, &read);
            CHECK_SPAN(buf_span(&after), buf_span(&before));
            CHECK_SPAN(plain, url.text);
        }
        buf_clear(&command);
        buf_clear(&before);
        buf_clear(&after);
    }
}

/* A command may be as long as it likes; time goes with its size. */
static void reads_long_commands(void)
{
    struct buf command = {0};
    struct message message;
    struct span url;
    struct error err = {0};
    buf_add_text(&command, "curl h");
    for (int i = 0; i < 50000; i++)
        buf_add_text(&command, " -d x -H 'a: b'");
    CHECK(curl_read(&arena, buf_span(&command), &real_files, &message, &url, &err));
    CHECK_NUMBER((long long)message.body.size, 99999);
    CHECK_NUMBER((long long)message.headers.count, 50002);
    buf_clear(&command);
}

static void reads_files_as_they_are(void)
{
    struct message message;
    struct span url;
    struct error err;
    CHECK(
        curl_read(&arena, SPAN("curl h --data-binary @bytes"), &real_files, &message, &url, &err));
    CHECK_SPAN(message.body, SPAN("\0\xFF\r\n"));
}

static void make_files(void)
{
    struct error err;
    bool made = chdir(folder) == 0 && file_write("text", SPAN("{\"a\":\r\n 1}\n"), false, &err) &&
                file_write("headers", SPAN("X-F: 1\r\n\r\nX-G:2\n"), false, &err) &&
                file_write("bytes", SPAN("\0\xFF\r\n"), false, &err);
    CHECK(made);
}

static const struct check_case cases[] = {
    {"makes files", make_files},
    {"reads commands", reads_commands},
    {"refuses commands", refuses_commands},
    {"gives the URL", gives_the_url},
    {"tells commands", tells_commands},
    {"reads what is written", reads_what_is_written},
    {"reads long commands", reads_long_commands},
    {"reads files as they are", reads_files_as_they_are},
};

int main(void)
{
    int result = check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, tidy);
    arena_clear(&arena);
    return result;
}
