#include "pattern.h"

#include <ctype.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 1024, LARGEST = 2000 };

struct pattern {
    regex_t regex;
};

/* The size of an expression whose repetitions are written out, group by group. */
struct extent {
    size_t sums[LONGEST + 1]; /* of the open groups, outermost first */
    size_t depth, last;       /* the last piece, which a repetition takes */
};

static void add_piece(struct extent *extent, size_t size)
{
    extent->last = size < LARGEST ? size : LARGEST + 1;
    extent->sums[extent->depth] += extent->last;
}

/* The largest number between braces, as in {2,5}. */
static size_t largest_number(const char *braces)
{
    size_t largest = 1;
    for (const char *at = braces + 1; *at && *at != '}';) {
        char *end = NULL;
        unsigned long number = isdigit((unsigned char)*at) ? strtoul(at, &end, 10) : 0;
        if (number > largest)
            largest = number < LARGEST ? number : LARGEST + 1;
        at = end ? end : at + 1;
    }
    return largest;
}

static size_t extent_of(const char *text)
{
    struct extent extent = {0};
    for (const char *at = text; *at; at++) {
        if (*at == '(') {
            extent.sums[++extent.depth] = 0;
        } else if (*at == ')' && extent.depth > 0) {
            size_t inner = extent.sums[extent.depth--];
            add_piece(&extent, inner);
        } else if (*at == '{') {
            size_t before = extent.last, times = largest_number(at);
            add_piece(&extent, before * (times - 1));
            extent.last += before;
        } else {
            at += *at == '\\' && at[1];
            add_piece(&extent, 1);
        }
        if (extent.sums[extent.depth] > LARGEST)
            return LARGEST + 1;
    }
    size_t whole = 0;
    for (size_t i = 0; i <= extent.depth; i++)
        whole += extent.sums[i];
    return whole;
}

/* The place of a back reference, or NULL; in brackets a backslash is itself. */
static const char *back_reference(const char *text)
{
    bool bracketed = false;
    for (const char *at = text; *at; at++) {
        if (bracketed || *at == '[') {
            bracketed = *at != ']' || (at > text && (at[-1] == '[' || at[-1] == '^'));
            continue;
        }
        if (*at == '\\' && at[1]) {
            at++;
            if (*at >= '1' && *at <= '9')
                return at - 1;
        }
    }
    return NULL;
}

static int compile(regex_t *regex, const char *text)
{
    return regcomp(regex, text, REG_EXTENDED | REG_NOSUB);
}

/*
 * Where it goes wrong, from 1: the first character from which on every beginning is wrong in the
 * same way.
 */
static size_t faulty_place(const char *text, int fault)
{
    char beginning[LONGEST + 1];
    size_t size = strlen(text);
    memcpy(beginning, text, size + 1);
    for (; size > 1; size--) {
        regex_t regex;
        beginning[size - 1] = 0;
        int other = compile(&regex, beginning);
        if (other == 0)
            regfree(&regex);
        if (other != fault && other != REG_BADPAT) /* as of a bracket that just opens */
            break;
    }
    return size;
}

static struct pattern *refuse(struct error *err, const char *why, size_t place)
{
    error_set(err, ERROR_USAGE, "%s (character %zu)", why, place);
    error_context(err, "bad regular expression");
    return NULL;
}

struct pattern *pattern_new(const char *text, struct error *err)
{
    if (strlen(text) > LONGEST)
        return refuse(err, "it is longer than 1024 bytes", LONGEST + 1);
    const char *back = back_reference(text);
    if (back)
        return refuse(err, "back references are not supported", (size_t)(back - text) + 1);
    if (extent_of(text) > LARGEST)
        return refuse(err, "it repeats too much", strcspn(text, "{") + 1);
    struct pattern *pattern = mem_new(1, sizeof *pattern);
    int fault = compile(&pattern->regex, text);
    if (!fault)
        return pattern;
    char why[128];
    regerror(fault, &pattern->regex, why, sizeof why);
    free(pattern);
    return refuse(err, why, faulty_place(text, fault));
}

bool pattern_fits(const struct pattern *pattern, struct span text)
{
    size_t size = text.size < PATTERN_TEXT ? text.size : PATTERN_TEXT;
    regmatch_t part = {.rm_so = 0, .rm_eo = (regoff_t)size};
    return regexec(&pattern->regex, text.at, 0, &part, REG_STARTEND) == 0;
}

void pattern_free(struct pattern *pattern)
{
    if (!pattern)
        return;
    regfree(&pattern->regex);
    free(pattern);
}
