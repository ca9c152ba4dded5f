/*
 * Writes a made-up report of a smoke test in a form, to hold that against programs that read it:
 * smoke_tool FORM REPORT [SEED]. `disarmed` in front of the form: as for a GitHub Actions runner.
 */
#include "smoking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_annotations(struct buf *out, const struct smoke_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        smoke_annotation_write(out, &report->heading, &report->results[i]);
}

static const struct {
    const char *name;
    const struct smoke_form *form;
    void (*write)(struct buf *out, const struct smoke_report *report);
} forms[] = {
    {"text", &smoke_text, NULL},
    {"tap", &smoke_tap, NULL},
    {"json", &smoke_json, NULL},
    {"junit", NULL, smoke_junit_write},
    {"markdown", NULL, smoke_markdown_write},
    {"annotations", NULL, write_annotations},
};

static bool write_form(struct buf *out, const char *name, const struct smoke_report *report)
{
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (strcmp(forms[i].name, name) != 0)
            continue;
        if (forms[i].form)
            smoking_write(out, forms[i].form, report, &plain_palette);
        else
            forms[i].write(out, report);
        return true;
    }
    return false;
}

static const struct smoke_report *find_report(struct arena *arena, const char *name,
                                              const char *seed)
{
    for (size_t i = 0; i < SMOKING_COUNT; i++)
        if (strcmp(smoking_names[i], name) == 0)
            return smoking_make(arena, (enum smoking)i, seed ? strtoull(seed, NULL, 10) : 0);
    return NULL;
}

int main(int count, char **arguments)
{
    bool disarmed = count > 1 && strcmp(arguments[1], "disarmed") == 0;
    char **words = arguments + 1 + disarmed;
    if (count - disarmed < 3)
        return 2;
    struct arena arena = {0};
    struct buf out = {0};
    const struct smoke_report *report = find_report(&arena, words[1], words[2]);
    bool written = report && write_form(&out, words[0], report);
    if (disarmed)
        smoke_disarm(&out, strcmp(words[0], "json") == 0);
    if (out.size > 0)
        fwrite(out.at, 1, out.size, stdout);
    buf_clear(&out);
    arena_clear(&arena);
    return written && fflush(stdout) == 0 ? 0 : 2;
}
