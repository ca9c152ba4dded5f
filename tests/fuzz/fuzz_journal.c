/* Any file as a journal: read backward it has the lines that it has read forward, each where it was
 * found; and what has an id is found by it. The first byte says where the file is cut in two. */
#include "fuzz.h"

#include "delivery.h"
#include "history.h"
#include "json.h"
#include "lines.h"

#include <string.h>
#include <unistd.h>

/* A file of this process's own, in memory where the system has such. */
static const char *base_path(void)
{
    static char path[64];
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    if (!path[0])
        snprintf(path, sizeof path, "%s/fuzz_journal.%d", folder, (int)getpid());
    return path;
}

static void remove_files(void)
{
    char old[80];
    snprintf(old, sizeof old, "%s.1", base_path());
    remove(base_path());
    remove(old);
}

/* Writes a file anew; its path is valid until the next call. */
static const char *put(struct span content, const char *suffix)
{
    static char path[80];
    snprintf(path, sizeof path, "%s%s", base_path(), suffix);
    FILE *file = fopen(path, "wb");
    MUST_HOLD(file && fwrite(content.at, 1, content.size, file) == content.size);
    fclose(file);
    return path;
}

/* The lines of a file, in memory of their own. */
struct found_lines {
    struct span at[1 << 12];
    size_t numbers[1 << 12];
    size_t count;
    struct arena arena;
};

static void read_forward(struct found_lines *lines, const char *path)
{
    struct line_reader reader;
    struct span line;
    struct error err;
    lines->count = 0;
    MUST_HOLD(lines_open(&reader, path, &err));
    while (lines->count < COUNT_OF(lines->at) && lines_next(&reader, &line, &err) == LINE_READ) {
        lines->at[lines->count] = span_keep(&lines->arena, line);
        lines->numbers[lines->count++] = reader.number;
    }
    lines_close(&reader);
}

static void check_found(const struct history *history, struct span line)
{
    char wanted[ULID_SIZE + 1] = "";
    struct span id, value;
    struct place place;
    struct error err;
    bool found;
    if (!delivery_line_id(line, &id) || !json_document(line, &value, &err))
        return;
    memcpy(wanted, id.at, ULID_SIZE);
    MUST_HOLD(history_find(history, wanted, &place, &found, &err) && found);
}

/* The lines of one file, the last one first. */
static void check_back(struct history *history, unsigned file, const struct found_lines *lines)
{
    for (size_t i = lines->count; i-- > 0;) {
        struct span line;
        struct place place;
        struct error err;
        struct buf again = {0};
        MUST_HOLD(history_previous(history, &line, &place, &err) == LINE_READ);
        MUST_HOLD(place.file == file && span_equal(line, lines->at[i]));
        MUST_HOLD(history_line(history, &place) == lines->numbers[i]);
        MUST_HOLD(history_read(history, &place, &again, &err));
        MUST_HOLD(span_equal(buf_span(&again), line));
        check_found(history, line);
        buf_clear(&again);
    }
}

static void tidy_once(void)
{
    static bool registered;
    if (!registered)
        atexit(remove_files);
    registered = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct found_lines newer, older;
    struct span input = fuzz_input(data, size), line;
    struct history history;
    struct place place;
    struct error err;
    tidy_once();
    size_t cut = size > 0 ? 1 + data[0] * (size - 1) / 255 : 0;
    read_forward(&older, put(span_slice(input, size > 0, cut), ".1"));
    read_forward(&newer, put(span_slice(input, cut, size), ""));
    if (newer.count < COUNT_OF(newer.at) && older.count < COUNT_OF(older.at)) {
        MUST_HOLD(history_open(&history, base_path(), &err));
        check_back(&history, 0, &newer);
        check_back(&history, 1, &older);
        MUST_HOLD(history_previous(&history, &line, &place, &err) == LINE_END);
        history_close(&history);
    }
    arena_clear(&newer.arena);
    arena_clear(&older.arena);
    return 0;
}
