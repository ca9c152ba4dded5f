#include "check.h"
#include "opt_mdoc.h"

struct made_up {
    bool flag;
    const char *text;
    struct opt_list list;
};

static const struct opt rows[] = {
    OPT(struct made_up, flag, .name = "no-flag", .letter = 'f', .help = "short"),
    OPT(struct made_up, text, .name = "text", .value = "TEXT", .help = "see .hidden 'files'"),
};

static const struct opt shared_rows[] = {
    OPT(struct made_up, list, .name = "header", .letter = 'H', .value = "'NAME: VALUE'",
        .help = "repeatable"),
};

static const struct opt flag_rows[] = {
    OPT(struct made_up, flag, .name = "flag", .help = "short"),
};

static const struct opt_group own = {.title = "Options", .rows = rows, .count = COUNT_OF(rows)};
static const struct opt_group shared = {
    .title = "Common options", .rows = shared_rows, .count = COUNT_OF(shared_rows), .common = true};
static const struct opt_group flags = {
    .title = "Flags", .rows = flag_rows, .count = COUNT_OF(flag_rows)};
static const struct opt_group *const both[] = {&own, &shared, NULL};
static const struct opt_group *const only_flags[] = {&flags, NULL};
static const struct opt_command command = {.name = "make", .groups = both};
static const struct opt_command flagged = {.name = "make", .groups = only_flags};

static void text_is_never_a_macro(void)
{
    static const struct {
        const char *text, *source;
    } table[] = {
        {"", "\n"},
        {"plain, (words); here:", "plain, (words); here:\n"},
        {".Dd at the begin", "\\%.Dd at the begin\n"},
        {"'quoted'", "\\%\\(aqquoted\\(aq\n"},
        {"a \\u0026 b", "a \\%\\eu0026 b\n"},
        {"--dry-run", "\\%\\-\\-dry\\-run\n"},
        {"~/x ^a `b` \"c\"", "\\%\\(ti/x \\%\\(haa \\%\\(gab\\(ga \\%\\(dqc\\(dq\n"},
        {"one two three four five six seven eight nine ten eleven twelve thirteen .fourteen",
         "one two three four five six seven eight nine ten eleven twelve thirteen\n"
         "\\%.fourteen\n"},
        {"1 s …", "\\%1 s \\%...\n"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct buf out = {0};
        check_row("%s", table[i].text);
        mdoc_text(&out, span_of(table[i].text));
        CHECK_SPAN(buf_span(&out), span_of(table[i].source));
        buf_clear(&out);
    }
}

static void options_are_tagged_lists(void)
{
    struct buf out = {0};
    opt_mdoc_options(&out, &command);
    CHECK_SPAN(buf_span(&out), span_of(".Ss Options\n"
                                       ".Bl -tag -width Ds\n"
                                       ".It Fl f , Fl \\-no\\-flag\n"
                                       "short\n"
                                       ".It Fl \\-text Ar TEXT\n"
                                       "see \\%.hidden \\%\\(aqfiles\\(aq\n"
                                       ".El\n"
                                       ".Ss Common options\n"
                                       ".Bl -tag -width Ds\n"
                                       ".It Fl H , Fl \\-header Ar \"\\(aqNAME: VALUE\\(aq\"\n"
                                       "repeatable\n"
                                       ".El\n"));
    buf_clear(&out);
}

static void variables_are_of_what_takes_a_value(void)
{
    struct buf out = {0};
    opt_mdoc_environment(&out, &command);
    CHECK_SPAN(buf_span(&out), span_of(".Bl -tag -width SFPY_HOOK_MAKE_TEXT -compact\n"
                                       ".It Ev SFPY_HOOK_MAKE_TEXT\n"
                                       ".Fl \\-text\n"
                                       ".It Ev SFPY_HOOK_HEADER\n"
                                       ".Fl \\-header ,\n"
                                       "one value a line\n"
                                       ".El\n"));
    buf_reset(&out);
    opt_mdoc_environment(&out, &flagged);
    CHECK(out.size == 0);
    buf_clear(&out);
}

static const struct check_case cases[] = {
    {"text is never a macro", text_is_never_a_macro},
    {"options are tagged lists", options_are_tagged_lists},
    {"variables are of what takes a value", variables_are_of_what_takes_a_value},
};

int main(void)
{
    return CHECK_RUN(cases);
}
