#include "check.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Long values are shown from here on: what differs is what matters. */
enum { CONTEXT = 40, SHOWN = 200 };

static const char *running;
static char row[160];
static unsigned failures;

void check_row(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(row, sizeof row, format, args);
    va_end(args);
}

static void report(const char *text, const char *file, int line)
{
    failures++;
    printf("%s:%d: %s%s%s: %s\n", file, line, running, row[0] ? ": " : "", row, text);
}

bool check_true(bool held, const char *text, const char *file, int line)
{
    if (!held)
        report(text, file, line);
    return held;
}

bool check_number(long long got, long long expected, const char *text, const char *file, int line)
{
    if (got == expected)
        return true;
    report(text, file, line);
    printf("  got       %lld\n  expected  %lld\n", got, expected);
    return false;
}

static void show(const char *label, struct span text, size_t from)
{
    struct buf escaped = {0};
    text_escape(&escaped, span_slice(text, from, from + SHOWN));
    printf("  %-9s %s%s%s\n", label, from ? "…" : "", escaped.at ? escaped.at : "",
           text.size > from + SHOWN ? "…" : "");
    buf_clear(&escaped);
}

bool check_span(struct span got, struct span expected, const char *text, const char *file, int line)
{
    bool both = got.at && expected.at;
    if (span_equal(got, expected) && (both || !(got.at || expected.at)))
        return true;
    size_t same = 0;
    while (both && same < got.size && same < expected.size && got.at[same] == expected.at[same])
        same++;
    size_t from = same > CONTEXT ? same - CONTEXT : 0;
    report(text, file, line);
    show(got.at ? "got" : "absent", got, from);
    show("expected", expected, from);
    return false;
}

struct span check_data(struct arena *arena, const char *name)
{
    struct buf path = {0}, text = {0};
    buf_printf(&path, "%s/%s", TESTS_DATA, name);
    FILE *file = fopen(path.at, "rb");
    if (!file) {
        printf("cannot read %s\n", path.at);
        exit(2);
    }
    size_t read;
    do {
        char *space = buf_space(&text, 1 << 16);
        read = fread(space, 1, 1 << 16, file);
        buf_grew(&text, read);
    } while (read > 0);
    fclose(file);
    struct span kept = buf_keep(arena, &text);
    buf_clear(&path);
    return kept;
}

int check_run(const struct check_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        running = cases[i].name;
        row[0] = 0;
        cases[i].run();
    }
    if (failures)
        printf("%u checks failed\n", failures);
    return failures > 0;
}

int check_run_in_folder(const struct check_case *cases, size_t count, char *folder, size_t size,
                        void (*tidy)(void))
{
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, size, "%s/check-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(folder)) {
        perror(folder);
        return 2;
    }
    int result = check_run(cases, count);
    tidy();
    rmdir(folder);
    return result;
}
