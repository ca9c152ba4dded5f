#include "journal_merge.h"

#include "delivery.h"

#include <stdlib.h>
#include <string.h>

/* Of a ULID: what follows is random. */
enum { TIME_SIZE = 10 };

static int compare_tails(const struct journal_addition *first,
                         const struct journal_addition *second)
{
    return memcmp(first->id.at + TIME_SIZE, second->id.at + TIME_SIZE, ULID_SIZE - TIME_SIZE);
}

/* What makes a record the same as another; of those with one tail the timeless come last. */
static int compare_same(const void *a, const void *b)
{
    const struct journal_addition *first = a, *second = b;
    int order = compare_tails(first, second);
    if (order == 0)
        order = first->record.timeless - second->record.timeless;
    return order || first->record.timeless ? order : memcmp(first->id.at, second->id.at, TIME_SIZE);
}

static int compare(const void *a, const void *b)
{
    const struct journal_addition *first = a, *second = b;
    int order = compare_same(a, b);
    return order ? order : first->number < second->number ? -1 : 1;
}

static int compare_ids(const void *a, const void *b)
{
    const struct journal_turn *first = a, *second = b;
    return memcmp(first->addition->id.at, second->addition->id.at, ULID_SIZE);
}

static void drop_repeated(struct journal_merge *merge)
{
    const struct journal_addition *last = NULL;
    size_t count = 0;
    for (size_t i = 0; i < merge->count; i++) {
        const struct journal_addition *next = &merge->at[i];
        bool known = last && (next->record.timeless ? compare_tails(last, next) == 0
                                                    : compare_same(last, next) == 0);
        if (!known)
            merge->at[count++] = *next;
        last = &merge->at[count - 1];
    }
    merge->count = count;
}

bool journal_merge_open(struct journal_merge *merge, const struct journal_record *records,
                        size_t count, struct error *err)
{
    *merge = (struct journal_merge){.at = mem_new(count + 1, sizeof *merge->at),
                                    .turns = mem_new(count + 1, sizeof *merge->turns),
                                    .count = count};
    for (size_t i = 0; i < count; i++) {
        merge->at[i] = (struct journal_addition){.record = records[i], .number = i};
        if (!delivery_line_id(records[i].line, &merge->at[i].id))
            return error_set(err, ERROR_INPUT, "record %zu to be added has no id", i + 1);
    }
    qsort(merge->at, count, sizeof *merge->at, compare);
    drop_repeated(merge);
    for (size_t i = 0; i < merge->count; i++)
        merge->turns[i].addition = &merge->at[i];
    qsort(merge->turns, merge->count, sizeof *merge->turns, compare_ids);
    return true;
}

void journal_merge_restart(struct journal_merge *merge)
{
    merge->next = 0;
    for (size_t i = 0; i < merge->count; i++)
        merge->at[i].known = false;
}

void journal_merge_know(struct journal_merge *merge, struct span id)
{
    for (int timeless = 0; timeless <= 1; timeless++) {
        const struct journal_addition wanted = {.id = id, .record.timeless = timeless};
        struct journal_addition *found =
            bsearch(&wanted, merge->at, merge->count, sizeof *merge->at, compare_same);
        if (found)
            found->known = true;
    }
}

bool journal_merge_next(struct journal_merge *merge, struct span id, struct span *line)
{
    while (merge->next < merge->count) {
        const struct journal_addition *addition = merge->turns[merge->next].addition;
        if (id.at && memcmp(addition->id.at, id.at, ULID_SIZE) > 0)
            return false;
        merge->next++;
        *line = addition->record.line;
        if (!addition->known)
            return true;
    }
    return false;
}

void journal_merge_close(struct journal_merge *merge)
{
    free(merge->at);
    free(merge->turns);
    *merge = (struct journal_merge){0};
}
