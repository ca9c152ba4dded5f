#include "journal_merge.h"

#include "delivery.h"

#include <stdlib.h>
#include <string.h>

static int compare_ids(const void *a, const void *b)
{
    const struct journal_addition *first = a, *second = b;
    return memcmp(first->id.at, second->id.at, ULID_SIZE);
}

static int compare(const void *a, const void *b)
{
    const struct journal_addition *first = a, *second = b;
    int order = compare_ids(a, b);
    return order ? order : first->number < second->number ? -1 : 1;
}

static void drop_repeated(struct journal_merge *merge)
{
    size_t count = 0;
    for (size_t i = 0; i < merge->count; i++)
        if (count == 0 || compare_ids(&merge->at[i], &merge->at[count - 1]) != 0)
            merge->at[count++] = merge->at[i];
    merge->count = count;
}

bool journal_merge_open(struct journal_merge *merge, const struct span *lines, size_t count,
                        struct error *err)
{
    *merge = (struct journal_merge){.at = mem_new(count + 1, sizeof *merge->at), .count = count};
    for (size_t i = 0; i < count; i++) {
        merge->at[i] = (struct journal_addition){.line = lines[i], .number = i};
        if (!delivery_line_id(lines[i], &merge->at[i].id))
            return error_set(err, ERROR_INPUT, "record %zu to be added has no id", i + 1);
    }
    qsort(merge->at, count, sizeof *merge->at, compare);
    drop_repeated(merge);
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
    const struct journal_addition wanted = {.id = id};
    struct journal_addition *found =
        bsearch(&wanted, merge->at, merge->count, sizeof *merge->at, compare_ids);
    if (found)
        found->known = true;
}

size_t journal_merge_write(struct journal_merge *merge, struct span id, struct buf *out)
{
    const struct journal_addition end = {.id = id};
    size_t written = 0;
    for (; merge->next < merge->count; merge->next++) {
        const struct journal_addition *addition = &merge->at[merge->next];
        if (id.at && compare_ids(addition, &end) > 0)
            break;
        if (addition->known)
            continue;
        buf_add(out, addition->line);
        buf_add_byte(out, '\n');
        written++;
    }
    return written;
}

void journal_merge_close(struct journal_merge *merge)
{
    free(merge->at);
    *merge = (struct journal_merge){0};
}
