#include "check.h"
#include "clock.h"
#include "trace.h"

#include <stdlib.h>
#include <string.h>

/* What is found in a text, and the line that is shown; `kind` NULL: nothing. */
struct row {
    struct span text;
    const char *kind, *where;
};

#define NODE "a Node.js stack trace"
#define PYTHON "a Python traceback"
#define PHP "a PHP stack trace"
#define JAVA "a Java stack trace"
#define DOTNET "a .NET stack trace"
#define GO "a Go panic"
#define RUST "a Rust panic"
#define RUBY "a Ruby backtrace"
#define PERL "a Perl error with its line"

static const struct row plain[] = {
    {BYTES("Error: no\n    at verify (/app/index.js:12:9)\n    at next (/app/x.js:1:2)"), NODE,
     "at verify (/app/index.js:12:9)"},
    {BYTES("TypeError: x\n    at /app/hook.mjs:3:11\n"), NODE, "at /app/hook.mjs:3:11"},
    {BYTES("    at async Server.<anonymous> (file:///srv/app/x.ts:95:5)\r\nmore"), NODE,
     "at async Server.<anonymous> (file:///srv/app/x.ts:95:5)"},
    {BYTES("    at Layer.handle [as handle_request] (C:\\app\\node_modules\\router.js:95:5)"), NODE,
     "at Layer.handle [as handle_request] (C:\\app\\node_modules\\router.js:95:5)"},
    {BYTES("    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)"),
     NODE, "at process.processTicksAndRejections (node:internal/process/task_queues:95:5)"},
    {BYTES("SyntaxError: bad at JSON.parse (<anonymous>)\nat parse (/a/b.js:1:2)"), NODE,
     "at parse (/a/b.js:1:2)"},
    {BYTES("Traceback (most recent call last):\n  File \"/app/x.py\", line 3, in hook\n"), PYTHON,
     "Traceback (most recent call last):"},
    {BYTES("oops\n  File \"/srv/my app/views.py\", line 12, in hook\n    x = 1\n"), PYTHON,
     "File \"/srv/my app/views.py\", line 12, in hook"},
    {BYTES("  File \"<frozen runpy>\", line 88, in _run_code"), PYTHON,
     "File \"<frozen runpy>\", line 88, in _run_code"},
    {BYTES("PHP Fatal error:  Uncaught Exception: \"no\" in /app/hook.php:12\nStack trace:\n"), PHP,
     "PHP Fatal error:  Uncaught Exception: \"no\" in /app/hook.php:12"},
    {BYTES("#0 /app/vendor/x/Kernel.php(164): App\\Hook->handle()\n#1 {main}"), PHP,
     "#0 /app/vendor/x/Kernel.php(164): App\\Hook->handle()"},
    {BYTES("thrown\n#7 [internal function]: {closure}(1)\n"), PHP,
     "#7 [internal function]: {closure}(1)"},
    {BYTES("java.lang.IllegalStateException: no\n\tat com.shop.Hook.post(Hook.java:41)\n"), JAVA,
     "at com.shop.Hook.post(Hook.java:41)"},
    {BYTES("\tat java.base/java.lang.Thread.run(Thread.java:829)"), JAVA,
     "at java.base/java.lang.Thread.run(Thread.java:829)"},
    {BYTES("\tat shop.HookKt.main(Hook.kt:7)"), JAVA, "at shop.HookKt.main(Hook.kt:7)"},
    {BYTES("\tat sun.reflect.Invoke.invoke0(Native Method)"), JAVA,
     "at sun.reflect.Invoke.invoke0(Native Method)"},
    {BYTES("   at Shop.Hook.Post(String body) in C:\\src\\Hook.cs:line 41"), DOTNET,
     "at Shop.Hook.Post(String body) in C:\\src\\Hook.cs:line 41"},
    {BYTES("   at Shop.Hook.Post(String body)\n   at Microsoft.AspNetCore.Routing.Invoke(X y)"),
     DOTNET, "at Microsoft.AspNetCore.Routing.Invoke(X y)"},
    {BYTES("panic: runtime error: index out of range [3]\n\ngoroutine 1 [running]:\n"), GO,
     "panic: runtime error: index out of range [3]"},
    {BYTES("goroutine 34 [chan receive, 5 minutes]:\nmain.main()\n\t/app/main.go:12 +0x1d\n"), GO,
     "goroutine 34 [chan receive, 5 minutes]:"},
    {BYTES("main.main()\n\t/app/main.go:12 +0x1d\n"), GO, "/app/main.go:12 +0x1d"},
    {BYTES("main.hook\n\t/app/main.go:7\n\t/usr/local/go/src/net/http/server.go:2109\n"),
     "a Go stack trace", "/usr/local/go/src/net/http/server.go:2109"},
    {BYTES("thread 'main' panicked at src/main.rs:4:5:\nno"), RUST,
     "thread 'main' panicked at src/main.rs:4:5:"},
    {BYTES("  16: std::rt::lang_start\n             at /rustc/90c/library/std/src/rt.rs:166:17"),
     RUST, "at /rustc/90c/library/std/src/rt.rs:166:17"},
    {BYTES("NoMethodError\napp/controllers/hook.rb:12:in `create'\n"), RUBY,
     "app/controllers/hook.rb:12:in `create'"},
    {BYTES("/srv/hook.rb:3:in 'Hook#create': undefined method\n"), RUBY,
     "/srv/hook.rb:3:in 'Hook#create': undefined method"},
    {BYTES("Died at /srv/hook.pl line 12.\n"), PERL, "Died at /srv/hook.pl line 12."},
    {BYTES("** (RuntimeError) no\n    (shop 0.1.0) lib/shop/hook.ex:12: Shop.Hook.post/2"),
     "an Elixir stack trace", "(shop 0.1.0) lib/shop/hook.ex:12: Shop.Hook.post/2"},
    {BYTES("stack traceback:\n\t[C]: in function 'error'"), "a Lua traceback", "stack traceback:"},
};

static const struct row html[] = {
    {BYTES("<pre>Error: no<br> &nbsp; &nbsp;at Layer.handle (/app/node_modules/layer.js:95:5)<br>"
           " &nbsp; &nbsp;at next (/app/route.js:1:2)</pre>"),
     NODE, "at Layer.handle (/app/node_modules/layer.js:95:5)"},
    {BYTES("<pre>    at Object.&lt;anonymous&gt; (/app/x.js:1:2)</pre>"), NODE,
     "at Object.&lt;anonymous&gt; (/app/x.js:1:2)"},
    {BYTES("<b>Fatal error</b>:  Uncaught Exception: no in /app/hook.php:3\nStack trace:\n"), PHP,
     "<b>Fatal error</b>:  Uncaught Exception: no in /app/hook.php:3"},
    {BYTES("<br />\n<b>Warning</b>:  Undefined variable $x in <b>/app/x.php</b> on line <b>3</b>"
           "<br />\n"),
     PHP, "<b>Warning</b>:  Undefined variable $x in <b>/app/x.php</b> on line <b>3</b>"},
    {BYTES("<pre>  File &quot;/app/x.py&quot;, line 3, in hook</pre>"), PYTHON,
     "File &quot;/app/x.py&quot;, line 3, in hook"},
    {BYTES("<title>ZeroDivisionError: division by zero\n // Werkzeug Debugger</title>"),
     "Werkzeug's debug page", "// Werkzeug Debugger"},
    {BYTES("<p>You\xe2\x80\x99re seeing this error because you have <code>DEBUG = True</code> in"),
     "Django's debug page",
     "You\xe2\x80\x99re seeing this error because you have <code>DEBUG = True</code> in"},
    {BYTES("<p><code>Rails.root: /srv/shop</code></p>"), "Rails' debug page",
     "<code>Rails.root: /srv/shop</code>"},
    {BYTES("<script>window.ignite({\"report\":1})</script>"), "Laravel's debug page",
     "<script>window.ignite({\"report\":1})</script>"},
    {BYTES("<h1>HTTP Status 500</h1><pre>java.lang.X\n\tat a.B.c(B.java:1)</pre>"), JAVA,
     "at a.B.c(B.java:1)"},
};

static const struct row json[] = {
    {BYTES("{\"error\":\"no\",\"stack\":\"Error: no\\n    at f (/app/x.js:1:2)\\n    at g\"}"),
     NODE, "at f (/app/x.js:1:2)"},
    {BYTES("{\"stack\":[\"Error: no\",\"at f (/app/x.js:1:2)\"]}"), NODE,
     "{\"stack\":[\"Error: no\",\"at f (/app/x.js:1:2)\"]}"},
    {BYTES("{\"stack\":\"E\\nat f (C:\\\\app\\\\new.js:1:2)\"}"), NODE,
     "at f (C:\\\\app\\\\new.js:1:2)\"}"},
    {BYTES("\"{\\\"stack\\\":\\\"Error: no\\\\n    at f (/app/x.js:1:2)\\\"}\""), NODE, NULL},
    {BYTES("{\"trace\":\"java.lang.X: no\\r\\n\\tat a.B.c(B.java:1)\\r\\n\"}"), JAVA,
     "at a.B.c(B.java:1)"},
    {BYTES("{\"detail\":\"Traceback (most recent call last):\\n  File \\\"/app/x.py\\\"\"}"),
     PYTHON, "{\"detail\":\"Traceback (most recent call last):"},
    {BYTES("{\"detail\":\"  File \\\"/app/x.py\\\", line 3, in hook\\n\"}"), PYTHON,
     "{\"detail\":\"  File \\\"/app/x.py\\\", line 3, in hook"},
    {BYTES("{\"message\":\"no\",\"exception\":\"E\",\"file\":\"\\/app\\/x.php\",\"line\":3}"), PHP,
     NULL},
    {BYTES("{\"trace\":\"#0 \\/app\\/x.php(3): f()\\n#1 {main}\"}"), PHP,
     "{\"trace\":\"#0 \\/app\\/x.php(3): f()"},
    {BYTES("{\"a\":\"\\u0023\\u0030 {main}\"}"), PHP, NULL},
    {BYTES("{\"exception\":\"Illuminate\\\\Database\\\\QueryException\"}"), "Laravel's debug page",
     NULL},
    {BYTES("{\"traces\":{\"Application Trace\":[]}}"), "Rails' debug page", NULL},
    {BYTES("{\"e\":\"panic\\ngoroutine 7 [running]:\\nmain.f()\"}"), GO, "goroutine 7 [running]:"},
};

/* Nothing of these says where a server's code lies. */
static const struct row harmless[] = {
    {BYTES(""), NULL, NULL},
    {BYTES("ok"), NULL, NULL},
    {BYTES("{\"received\":true}"), NULL, NULL},
    {BYTES("{\"error\":\"Unexpected token } in JSON at position 12\"}"), NULL, NULL},
    {BYTES("look at file.js:12 for more"), NULL, NULL},
    {BYTES("Paid at 2021-07-22T11:24:15Z, settled at 10:12:34"), NULL, NULL},
    {BYTES("GET at http://127.0.0.1:4242/ took 12:10:3"), NULL, NULL},
    {BYTES("at example.com:80 and at 10/Oct/2000:13:55:36 +0000"), NULL, NULL},
    {BYTES("meet at Microsoft. We are at System 4 (see below)"), NULL, NULL},
    {BYTES("[\"at\",\"x.js:1:2\"]"), NULL, NULL},
    {BYTES("{\"at\":\"here\",\"file\":\"a.js:1:2\"}"), NULL, NULL},
    {BYTES("at the\nend of a.js:1:2"), NULL, NULL},
    {BYTES("that a.js:1:2"), NULL, NULL},
    {BYTES("issue #0 is closed, #12 open (3): yes"), NULL, NULL},
    {BYTES("{\"file\":\"a.png\",\"line\":3,\"trace\":\"abc\",\"stack\":null}"), NULL, NULL},
    {BYTES("see \"File\" at line 3, in the book"), NULL, NULL},
    {BYTES("<html><body><p>Bad request at line 3 column 5</p><script src=\"/x.js\"></script>"),
     NULL, NULL},
    {BYTES("Error in line 3 of the form: amount is missing"), NULL, NULL},
    {BYTES("in case of trouble, the file is at /srv/x"), NULL, NULL},
    {BYTES("\\"), NULL, NULL},
    {BYTES("<"), NULL, NULL},
    {BYTES("&"), NULL, NULL},
    {BYTES("\\u00"), NULL, NULL},
    {BYTES("at .js:1:"), NULL, NULL},
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct span where = {0};
        check_row("row %zu: %.*s", i, SPAN_ARG(rows[i].text));
        CHECK_TEXT(span_of(trace_find(rows[i].text, &where)), rows[i].kind);
        CHECK(span_is(span_of(trace_find(rows[i].text, NULL)), rows[i].kind ? rows[i].kind : "") ||
              !rows[i].kind);
        CHECK_TEXT(where, rows[i].kind && !rows[i].where ? rows[i].text.at : rows[i].where);
    }
}

static void finds_them_in_text(void)
{
    check_rows(plain, COUNT_OF(plain));
}

static void finds_them_in_html(void)
{
    check_rows(html, COUNT_OF(html));
}

static void finds_them_in_json(void)
{
    check_rows(json, COUNT_OF(json));
}

static void raises_no_false_alarm(void)
{
    check_rows(harmless, COUNT_OF(harmless));
}

/* However a text is cut, what is shown is a slice of it. */
static void stays_within_the_text(void)
{
    const struct {
        const struct row *rows;
        size_t count;
    } tables[] = {{plain, COUNT_OF(plain)}, {html, COUNT_OF(html)}, {json, COUNT_OF(json)}};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        for (size_t j = 0; j < tables[i].count; j++)
            for (size_t size = 0; size <= tables[i].rows[j].text.size; size++) {
                struct span where = {0}, text = tables[i].rows[j].text;
                char *copy = mem_new(1, size ? size : 1);
                memcpy(copy, text.at, size);
                const char *kind = trace_find((struct span){copy, size}, &where);
                check_row("table %zu, row %zu, %zu bytes", i, j, size);
                CHECK(!kind || (where.at >= copy && where.at + where.size <= copy + size));
                CHECK(!kind || where.size > 0);
                free(copy);
            }
}

static void shows_a_part_of_a_long_line(void)
{
    struct buf text = {0};
    struct span where;
    buf_add_repeated(&text, 'x', 100000);
    buf_add_text(&text, " at f (/app/x.js:1:2) ");
    buf_add_repeated(&text, 'y', 100000);
    CHECK_TEXT(span_of(trace_find(buf_span(&text), &where)), NODE);
    CHECK(span_starts(where, SPAN("at f (/app/x.js:1:2) yyy")));
    CHECK(where.size <= 200);
    buf_clear(&text);
}

/* A mebibyte of what makes each part of the search begin again and again. */
static void takes_linear_time(void)
{
    static const char *const pieces[] = {"at ",
                                         "at .js:",
                                         "at x.js:1:",
                                         "File \"",
                                         "<a",
                                         "<",
                                         "&",
                                         "\\",
                                         "\\\\n",
                                         "#1 ",
                                         "#0 x.php(",
                                         ".js:1:1a",
                                         "\"",
                                         "1",
                                         "a",
                                         "goroutine ",
                                         "goroutine 1 [",
                                         "in a.php",
                                         "at node:",
                                         "\\u00",
                                         "&nbsp",
                                         "at *) in ",
                                         "Traceback ",
                                         "\n",
                                         "in ",
                                         ".",
                                         "<!--",
                                         "at f() in x"};
    enum { MOST = 1 << 20 };
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct buf text = {0};
        while (text.size < MOST)
            buf_add_text(&text, pieces[i]);
        int64_t begin = clock_ticks();
        const char *kind = trace_find(buf_span(&text), NULL);
        int64_t took = clock_ticks() - begin;
        check_row("%s: %lld ms", pieces[i], (long long)(took / CLOCK_MS));
        CHECK(!kind);
        CHECK(took < 5 * CLOCK_SECOND);
        buf_clear(&text);
    }
}

static const struct check_case cases[] = {
    {"finds them in text", finds_them_in_text},
    {"finds them in HTML", finds_them_in_html},
    {"finds them in JSON", finds_them_in_json},
    {"raises no false alarm", raises_no_false_alarm},
    {"stays within the text", stays_within_the_text},
    {"shows a part of a long line", shows_a_part_of_a_long_line},
    {"takes linear time", takes_linear_time},
};

int main(void)
{
    return CHECK_RUN(cases);
}
