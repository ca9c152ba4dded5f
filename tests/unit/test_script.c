#include "check.h"
#include "script.h"

#include <string.h>

static void takes_statuses(void)
{
    static const struct {
        const char *text;
        int taken[6]; /* 0: the text is refused */
    } rows[] = {
        {"200", {200, 200, 200, 200, 200, 200}},
        {"500,200", {500, 200, 200, 200, 200, 200}},
        {"500:2,200", {500, 500, 200, 200, 200, 200}},
        {"500:2,503:3,204", {500, 500, 503, 503, 503, 204}},
        {"500:2", {500, 500, 500, 500, 500, 500}},
        {"599:01,200:1", {599, 200, 200, 200, 200, 200}},
        {"429:999999999999999999,200", {429, 429, 429, 429, 429, 429}},
        {"500,500,500,500,500,301", {500, 500, 500, 500, 500, 301}},
        {"", {0}},
        {",", {0}},
        {"500,", {0}},
        {",500", {0}},
        {"500,,200", {0}},
        {"199", {0}},
        {"600", {0}},
        {"100", {0}},
        {"2xx", {0}},
        {"0200", {0}},
        {"20", {0}},
        {"+20", {0}},
        {" 200", {0}},
        {"200 ", {0}},
        {"500, 200", {0}},
        {"500:0,200", {0}},
        {"500:,200", {0}},
        {"500:-1,200", {0}},
        {"500:1.5,200", {0}},
        {"500:1:1,200", {0}},
        {"500:1000000000000000000,200", {0}},
        {"500:x", {0}},
        {":2", {0}},
        {"ok", {0}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct script script;
        struct error err = {0};
        bool sound = rows[i].taken[0] != 0;
        check_row("'%s'", rows[i].text);
        CHECK(script_read_statuses(&arena, rows[i].text, &script, &err) == sound);
        CHECK_NUMBER(err.code, sound ? ERROR_NONE : ERROR_USAGE);
        for (size_t j = 0; sound && j < COUNT_OF(rows[i].taken); j++)
            CHECK_NUMBER(script_next(&script), rows[i].taken[j]);
        arena_clear(&arena);
    }
}

static void takes_faults(void)
{
    static const char *const names[] = {"reset", "hang", NULL};
    static const struct {
        const char *text;
        int taken[3];
        const char *why; /* NULL: nothing */
    } rows[] = {
        {"reset", {1, 1, 1}, NULL},
        {"hang:1", {2, 0, 0}, NULL},
        {"hang:2", {2, 2, 0}, NULL},
        {"", {0}, "unknown fault ''"},
        {"hung", {0}, "unknown fault 'hung'"},
        {"Reset", {0}, "unknown fault 'Reset'"},
        {"reset:0", {0}, "'reset:0' is no fault, NAME[:COUNT]"},
        {"reset:", {0}, "'reset:' is no fault, NAME[:COUNT]"},
        {"reset:1:1", {0}, "'reset:1:1' is no fault, NAME[:COUNT]"},
        {"reset,hang", {0}, "unknown fault 'reset,hang'"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct script script;
        struct error err = {0};
        check_row("'%s'", rows[i].text);
        CHECK(script_read_fault(&arena, rows[i].text, names, &script, &err) == !rows[i].why);
        CHECK_TEXT(span_of(err.text), rows[i].why ? rows[i].why : "");
        for (size_t j = 0; !rows[i].why && j < COUNT_OF(rows[i].taken); j++)
            CHECK_NUMBER(script_next(&script), rows[i].taken[j]);
        arena_clear(&arena);
    }
}

static void does_nothing_unread(void)
{
    struct script script = {0};
    CHECK_NUMBER(script_next(&script), 0);
    CHECK_NUMBER(script_next(&script), 0);
}

static const struct check_case cases[] = {
    {"takes statuses", takes_statuses},
    {"takes faults", takes_faults},
    {"does nothing unread", does_nothing_unread},
};

int main(void)
{
    return CHECK_RUN(cases);
}
