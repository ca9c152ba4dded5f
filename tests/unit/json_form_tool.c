/*
 * Each line of standard input, a JSON text, in the form that the arguments name, and a line of
 * dashes behind each: to hold json_form against other programs.
 */
#include "json_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word;
    struct json_form form;
} words[] = {
    {"kept", {0}},
    {"compact", {.layout = JSON_COMPACTED}},
    {"spaced", {.layout = JSON_SPACED}},
    {"lines-2", {.layout = JSON_LINES_2}},
    {"lines-4", {.layout = JSON_LINES_4}},
    {"lines-tab", {.layout = JSON_LINES_TAB}},
    {"html-escaped", {.html = JSON_HTML_ESCAPED}},
    {"html-plain", {.html = JSON_HTML_PLAIN}},
    {"slash-escaped", {.slash = JSON_SLASH_ESCAPED}},
    {"slash-plain", {.slash = JSON_SLASH_PLAIN}},
    {"unicode-lower", {.unicode = JSON_UNICODE_LOWER}},
    {"unicode-upper", {.unicode = JSON_UNICODE_UPPER}},
    {"unicode-plain", {.unicode = JSON_UNICODE_PLAIN}},
    {"numbers-js", {.numbers = JSON_NUMBERS_JS}},
    {"numbers-python", {.numbers = JSON_NUMBERS_PYTHON}},
    {"numbers-php", {.numbers = JSON_NUMBERS_PHP}},
    {"del-escaped", {.del = JSON_DEL_ESCAPED}},
    {"del-plain", {.del = JSON_DEL_PLAIN}},
    {"last-of-name", {.last_of_name = true}},
    {"indexes-first", {.indexes_first = true}},
    {"lists-as-arrays", {.lists_as_arrays = true}},
    {"sorted", {.sort_keys = true}},
    {"empty-array", {.empty_object_as_array = true}},
};

static struct json_form form_of(char **arguments)
{
    struct json_form form = {0};
    for (; *arguments; arguments++) {
        size_t i = 0;
        while (i < COUNT_OF(words) && strcmp(words[i].word, *arguments) != 0)
            i++;
        if (i == COUNT_OF(words)) {
            fprintf(stderr, "no part of a form: %s\n", *arguments);
            exit(2);
        }
        form = json_form_merge(form, words[i].form);
    }
    return form;
}

int main(int count, char **arguments)
{
    struct json_form form = form_of(arguments + (count > 0));
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while ((size = getline(&line, &room, stdin)) > 0) {
        struct buf out = {0};
        if (!json_form_write(&out, (struct span){line, (size_t)size}, &form)) {
            buf_reset(&out);
            buf_add_text(&out, "refused");
        }
        printf("%s\n----\n", out.at);
        buf_clear(&out);
    }
    free(line);
    return ferror(stdin) || fflush(stdout) ? 1 : 0;
}
