#include "expect.h"

#include "buf.h"

/* Three characters: the first a digit from 1 to 9, the others digits, or both x. */
static bool is_pattern(struct span text)
{
    if (text.size != 3 || text.at[0] < '1' || text.at[0] > '9')
        return false;
    if (span_equal_nocase(span_slice(text, 1, 3), SPAN("xx")))
        return true;
    return text.at[1] >= '0' && text.at[1] <= '9' && text.at[2] >= '0' && text.at[2] <= '9';
}

bool expect_check(const char *list, struct error *err)
{
    struct span rest = span_of(list), pattern;
    while (span_split(&rest, ',', &pattern))
        if (!is_pattern(pattern))
            return error_set(err, ERROR_USAGE,
                             "'%s' is no list of statuses such as 2xx or 200,204,4xx", list);
    return true;
}

bool expect_fits(const char *list, int status)
{
    struct span rest = span_of(list), pattern;
    while (span_split(&rest, ',', &pattern)) {
        bool same_class = pattern.at[0] - '0' == status / 100;
        bool any = pattern.at[1] == 'x' || pattern.at[1] == 'X';
        int last = (pattern.at[1] - '0') * 10 + (pattern.at[2] - '0');
        if (same_class && (any || last == status % 100))
            return true;
    }
    return false;
}
