#include "check.h"
#include "expect.h"

static void checks_lists(void)
{
    static const struct {
        const char *list;
        bool well_formed;
    } rows[] = {
        {"2xx", true},     {"2XX", true},       {"200", true},   {"200,204,4xx", true},
        {"100,599", true}, {"", false},         {",", false},    {"2xx,", false},
        {",2xx", false},   {"2xx,,3xx", false}, {"20", false},   {"2000", false},
        {"2x0", false},    {"20x", false},      {"xxx", false},  {"0xx", false},
        {"999", true},     {"2xx 3xx", false},  {" 2xx", false}, {"2xx, 3xx", false},
        {"-20", false},    {"ok", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error err = {0};
        check_row("'%s'", rows[i].list);
        CHECK(expect_check(rows[i].list, &err) == rows[i].well_formed);
        CHECK_NUMBER(err.code, rows[i].well_formed ? ERROR_NONE : ERROR_USAGE);
    }
}

static void fits_statuses(void)
{
    static const struct {
        const char *list;
        int status;
        bool fits;
    } rows[] = {
        {"2xx", 200, true},      {"2xx", 299, true},  {"2XX", 204, true},
        {"2xx", 300, false},     {"2xx", 199, false}, {"200,204", 204, true},
        {"200", 201, false},     {"200", 400, false}, {"500,4xx,204", 404, true},
        {"500,4xx", 501, false}, {"2xx", 0, false},   {"503", 503, true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%d in '%s'", rows[i].status, rows[i].list);
        CHECK(expect_fits(rows[i].list, rows[i].status) == rows[i].fits);
    }
}

static const struct check_case cases[] = {
    {"checks lists", checks_lists},
    {"fits statuses", fits_statuses},
};

int main(void)
{
    return CHECK_RUN(cases);
}
