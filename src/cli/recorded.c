#include "recorded.h"

#include "json.h"
#include "lines.h"

#include <stdlib.h>
#include <string.h>

enum { ID_ROOM = ULID_SIZE + 1 };

static struct span id_of(struct arena *arena, struct span line)
{
    struct span value;
    if (json_member(line, SPAN("id"), &value) != JSON_FOUND)
        return (struct span){0};
    struct span id = json_text(arena, value);
    return ident_is_ulid(id) ? id : (struct span){0};
}

/* All ids, each with a NUL behind it; they sort by time. */
static bool read_ids(const char *journal, struct buf *ids, struct error *err)
{
    struct line_reader lines = {0};
    struct span line;
    enum line_result result = LINE_FAILED;
    if (lines_open(&lines, journal, err))
        while ((result = lines_next(&lines, &line, err)) == LINE_READ) {
            struct arena arena = {0};
            struct span id = id_of(&arena, line);
            if (id.at)
                buf_add(ids, (struct span){id.at, ID_ROOM});
            arena_clear(&arena);
        }
    lines_close(&lines);
    return result == LINE_END;
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The place that `@N` means, from 1; 0: it is none. */
static size_t place_of(const char *id)
{
    char *end;
    if (id[0] != '@' || id[1] < '1' || id[1] > '9')
        return 0;
    unsigned long place = strtoul(id + 1, &end, 10);
    return *end ? 0 : place;
}

static bool not_found(const char *journal, const char *id, size_t fitting, struct error *err)
{
    if (fitting > 1) {
        error_set(err, ERROR_USAGE, "%zu deliveries have an id that begins with '%s'", fitting, id);
        return error_hint(err, "give more of it, or @1 for the newest");
    }
    error_set(err, ERROR_USAGE, "no delivery '%s' in %s", id, journal);
    return error_hint(err, "an id or the begin of one, as in the journal, or @1 for the newest");
}

/* Chooses among the sorted ids. */
static bool choose(const char *journal, const char *id, const struct buf *ids, char *chosen,
                   struct error *err)
{
    size_t count = ids->size / ID_ROOM, place = place_of(id), fitting = 0, last = 0;
    for (size_t i = 0; !place && i < count; i++)
        if (strncasecmp(ids->at + i * ID_ROOM, id, strlen(id)) == 0) {
            /* The attempts of one delivery have ids of their own; a line may be there twice. */
            bool again = fitting && strcmp(ids->at + i * ID_ROOM, ids->at + last * ID_ROOM) == 0;
            fitting += !again;
            last = i;
        }
    if (place && place <= count) {
        fitting = 1;
        last = count - place;
    }
    if (fitting != 1 || !*id)
        return not_found(journal, id, fitting, err);
    memcpy(chosen, ids->at + last * ID_ROOM, ID_ROOM);
    return true;
}

static bool read_record(const char *journal, const char *id, const struct schemes *schemes,
                        struct arena *arena, struct delivery *delivery, struct error *err)
{
    struct line_reader lines = {0};
    struct span line;
    bool found = false, read = false;
    if (lines_open(&lines, journal, err))
        while (!found && lines_next(&lines, &line, err) == LINE_READ) {
            struct arena scratch = {0};
            struct span here = id_of(&scratch, line);
            found = here.at && span_is(here, id);
            arena_clear(&scratch);
            read = found && delivery_read(arena, schemes, line, DELIVERY_WHOLE, delivery, err);
        }
    lines_close(&lines);
    if (!found && err->code == ERROR_NONE)
        not_found(journal, id, 0, err);
    return read;
}

bool recorded_find(const char *journal, const char *id, const struct schemes *schemes,
                   struct arena *arena, struct delivery *delivery, struct error *err)
{
    struct buf ids = {0};
    char chosen[ID_ROOM];
    bool read = read_ids(journal, &ids, err);
    if (read && ids.size > 0)
        qsort(ids.at, ids.size / ID_ROOM, ID_ROOM, compare_ids);
    bool found = read && choose(journal, id, &ids, chosen, err);
    buf_clear(&ids);
    return found && read_record(journal, chosen, schemes, arena, delivery, err);
}
