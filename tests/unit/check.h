/* What the unit tests are made of: checks that show both sides where they fail, and named cases. */
#ifndef CHECK_H
#define CHECK_H

#include "buf.h"

#define CHECK(condition) check_true((condition), #condition, __FILE__, __LINE__)
#define CHECK_NUMBER(got, expected) check_number((got), (expected), #got, __FILE__, __LINE__)

/* Compares a span with a C string, or with another span. */
#define CHECK_TEXT(got, expected) check_span((got), span_of(expected), #got, __FILE__, __LINE__)
#define CHECK_SPAN(got, expected) check_span((got), (expected), #got, __FILE__, __LINE__)

/* A span of a string literal, for a table that is static. */
#define BYTES(literal)                                                                             \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

struct check_case {
    const char *name;
    void (*run)(void);
};

#define CHECK_RUN(cases) check_run(cases, COUNT_OF(cases))

/* Runs the cases; returns what main() does: nonzero where any check failed. */
int check_run(const struct check_case *cases, size_t count);

/*
 * The same in a temporary folder of its own, whose path `folder` (of `size` bytes) gets first;
 * `tidy` removes what the cases leave in it.
 */
int check_run_in_folder(const struct check_case *cases, size_t count, char *folder, size_t size,
                        void (*tidy)(void));

/* Names the row of a table that the checks to come are about. */
void check_row(const char *format, ...) PRINTF_LIKE(1, 2);

/* Each prints a failed check and counts it; returns whether it held. */
bool check_true(bool held, const char *text, const char *file, int line);
bool check_number(long long got, long long expected, const char *text, const char *file, int line);
bool check_span(struct span got, struct span expected, const char *text, const char *file,
                int line);

/* The content of a file of tests/data, in the arena; ends the program where it can't be read. */
struct span check_data(struct arena *arena, const char *name);

#endif
