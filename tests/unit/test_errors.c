#include "check.h"
#include "errors.h"

#include <errno.h>
#include <string.h>

static void says_what_and_why(void)
{
    struct error err = {0};
    CHECK(!error_set(&err, ERROR_INPUT, "no %s", "data"));
    CHECK_NUMBER(err.code, 3);
    CHECK_TEXT(span_of(err.text), "no data");
    CHECK_NUMBER((long long)err.why, 0);
    CHECK(!error_context(&err, "fixture %d", 7));
    CHECK_TEXT(span_of(err.text), "fixture 7: no data");
    CHECK_TEXT(span_of(err.text + err.why), "no data");
    CHECK(!error_context(&err, "trigger"));
    CHECK_TEXT(span_of(err.text), "trigger: fixture 7: no data");
    CHECK_TEXT(span_of(err.text + err.why), "no data");
    CHECK(!error_hint(&err, "see %s", "fixtures"));
    CHECK_TEXT(span_of(err.hint), "see fixtures");
    error_set(&err, ERROR_USAGE, "again");
    CHECK_TEXT(span_of(err.hint), "");
    CHECK_NUMBER((long long)err.why, 0);
}

static void names_the_systems_reason(void)
{
    struct error err = {0};
    CHECK(!error_errno(&err, ERROR_SYSTEM, ENOENT, "cannot open %s", "journal"));
    CHECK_TEXT(span_of(err.text), "cannot open journal: No such file or directory");
    CHECK_TEXT(span_of(err.text + err.why), "No such file or directory");
    CHECK_NUMBER(err.code, 5);
}

static void cuts_what_does_not_fit(void)
{
    char wide[400];
    memset(wide, 'x', sizeof wide - 1);
    wide[sizeof wide - 1] = 0;
    struct error err = {0};
    error_set(&err, ERROR_INPUT, "%s", wide);
    CHECK_NUMBER((long long)strlen(err.text), 255);
    error_context(&err, "%s", "context");
    CHECK_NUMBER((long long)strlen(err.text), 255);
    CHECK(span_starts(span_of(err.text), SPAN("context: xxx")));
    error_context(&err, "%s", wide);
    CHECK_NUMBER((long long)strlen(err.text), 255);
    error_hint(&err, "%s", wide);
    CHECK_NUMBER((long long)strlen(err.hint), 255);
}

/* Whatever was cut, the reason is looked for inside the text. */
static void reason_begins_inside_the_text(void)
{
    char wide[101];
    memset(wide, 'x', sizeof wide - 1);
    wide[sizeof wide - 1] = 0;
    struct error err = {0};
    error_set(&err, ERROR_INPUT, "reason");
    for (int i = 0; i < 5; i++) {
        check_row("%d contexts of 100 bytes", i + 1);
        error_context(&err, "%s", wide);
        CHECK(err.why < sizeof err.text);
        CHECK(strlen(err.text) < sizeof err.text);
    }
}

static const struct check_case cases[] = {
    {"says what and why", says_what_and_why},
    {"names the system's reason", names_the_systems_reason},
    {"cuts what does not fit", cuts_what_does_not_fit},
    {"reason begins inside the text", reason_begins_inside_the_text},
};

int main(void)
{
    return CHECK_RUN(cases);
}
