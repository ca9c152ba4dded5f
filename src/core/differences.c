#include "differences.h"

#include "contrast.h"
#include "inflate.h"
#include "json_diff.h"
#include "json_path.h"

#include <stdlib.h>

/* Of paths and excerpts; a path can be as long as the body. */
enum { ARENA_MOST = 16 << 20 };

const char *difference_place_name(enum difference_place place)
{
    static const char *const names[] = {
#define DIFFERENCE_NAME(name, text) [DIFFERENCE_##name] = (text),
        DIFFERENCE_PLACES(DIFFERENCE_NAME)
#undef DIFFERENCE_NAME
    };
    return names[place];
}

void differences_clear(struct differences *list)
{
    if (!list)
        return;
    free(list->at);
    arena_clear(&list->arena);
    *list = (struct differences){0};
}

/* Whether there is no room for one more, which then is counted. */
static bool is_full(struct differences *list)
{
    bool full = list->count == DIFFERENCES_MOST || arena_size(&list->arena) >= ARENA_MOST;
    list->left_out += full;
    return full;
}

static void add(struct differences *list, struct difference difference)
{
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 16;
        list->at = mem_resize(list->at, list->room, sizeof *list->at);
    }
    list->at[list->count++] = difference;
}

/* Adds a row where two texts, or whether they are there, differ. */
static void add_texts(struct differences *list, enum difference_place place, struct span name,
                      struct span before, struct span after)
{
    bool differ = !before.at != !after.at || !span_equal(before, after);
    if (differ && !is_full(list))
        add(list,
            (struct difference){.place = place, .name = name, .before = before, .after = after});
}

/* A header among those of its delivery, and the one of the other delivery that has its place. */
struct entry {
    const struct header *header;
    const struct header *partner;
    size_t place;
};

static int compare_places(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

static int compare_names(const struct entry *a, const struct entry *b)
{
    struct span left = a->header->name, right = b->header->name;
    size_t i = 0;
    while (i < left.size && i < right.size && lower(left.at[i]) == lower(right.at[i]))
        i++;
    if (i < left.size && i < right.size)
        return lower(left.at[i]) - lower(right.at[i]);
    return (left.size > right.size) - (left.size < right.size);
}

/* By name; of one name, in their order. */
static int compare_entries(const void *left, const void *right)
{
    int order = compare_names(left, right);
    return order ? order : compare_places(left, right);
}

static bool is_chosen(const struct header_choice *choice, struct span name)
{
    for (size_t i = 0; i < choice->count; i++)
        if (span_equal_nocase(name, span_of(choice->names[i])))
            return !choice->others;
    return choice->others;
}

/* The chosen headers, sorted; free() them. */
static struct entry *choose(const struct headers *headers, const struct header_choice *choice,
                            size_t *count)
{
    struct entry *entries = mem_new(headers->count + 1, sizeof *entries);
    *count = 0;
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->at[i];
        if (is_chosen(choice, header->name))
            entries[(*count)++] = (struct entry){.header = header, .place = i};
    }
    qsort(entries, *count, sizeof *entries, compare_entries);
    return entries;
}

/* Gives headers of one name their partners, then brings them back into their order. */
static void pair_entries(struct entry *a, size_t a_count, struct entry *b, size_t b_count)
{
    size_t i = 0, j = 0;
    while (i < a_count && j < b_count) {
        int order = compare_names(&a[i], &b[j]);
        if (order == 0) {
            a[i].partner = b[j].header;
            b[j].partner = a[i].header;
        }
        i += order <= 0;
        j += order >= 0;
    }
    qsort(a, a_count, sizeof *a, compare_places);
    qsort(b, b_count, sizeof *b, compare_places);
}

void differences_add_headers(struct differences *list, enum difference_place place,
                             const struct headers *before, const struct headers *after,
                             const struct header_choice *choice)
{
    const struct span absent = {0};
    size_t a_count, b_count;
    struct entry *a = choose(before, choice, &a_count), *b = choose(after, choice, &b_count);
    pair_entries(a, a_count, b, b_count);
    for (size_t i = 0; i < a_count; i++)
        add_texts(list, place, a[i].header->name, a[i].header->value,
                  a[i].partner ? a[i].partner->value : absent);
    for (size_t i = 0; i < b_count; i++)
        if (!b[i].partner)
            add_texts(list, place, b[i].header->name, absent, b[i].header->value);
    free(a);
    free(b);
}

/* Where the differences of a body go. */
struct body_rows {
    struct differences *list;
    enum difference_place place;
    bool exact;
    const struct answer_choice *choice;
};

static bool is_ignored(const struct answer_choice *choice, struct span path)
{
    for (size_t i = 0; i < choice->ignored_count; i++)
        if (json_path_is_in(path, span_of(choice->ignored[i])))
            return true;
    return false;
}

static void add_path(void *context, const struct json_difference *difference)
{
    const struct body_rows *rows = context;
    if (is_ignored(rows->choice, difference->path) || is_full(rows->list))
        return;
    add(rows->list, (struct difference){.place = rows->place,
                                        .name = span_keep(&rows->list->arena, difference->path),
                                        .before = difference->before,
                                        .after = difference->after});
}

static void add_contrast(struct differences *list, enum difference_place place, struct span before,
                         struct span after, bool same_json)
{
    if (is_full(list))
        return;
    struct contrast contrast = contrast_bytes(before, after, &list->arena);
    add(list, (struct difference){.place = place,
                                  .before = contrast.left,
                                  .after = contrast.right,
                                  .bytes = true,
                                  .same_json = same_json,
                                  .offset = contrast.offset,
                                  .from = contrast.from,
                                  .before_size = before.size,
                                  .after_size = after.size});
}

static void add_bodies(struct body_rows *rows, struct span before, struct span after)
{
    const struct json_diff_reader reader = {rows, add_path};
    struct differences *list = rows->list;
    size_t found = list->count + list->left_out;
    if (span_equal(before, after))
        return;
    bool compared = json_diff(before, after, &reader);
    bool alike = compared && list->count + list->left_out == found;
    if (!compared || (alike && rows->exact))
        add_contrast(list, rows->place, before, after, alike);
}

void differences_add_bodies(struct differences *list, enum difference_place place,
                            struct span before, struct span after, bool exact)
{
    static const struct answer_choice all;
    struct body_rows rows = {list, place, exact, &all};
    add_bodies(&rows, before, after);
}

/* A status as a text in the arena; absent where there was no answer. */
static struct span status_text(struct arena *arena, int status)
{
    char room[16];
    struct buf text = BUF_OVER(room);
    buf_printf(&text, "%d", status);
    return status ? span_keep(arena, buf_span(&text)) : (struct span){0};
}

/* What a body holds: packed anew it need not have the same bytes. */
static struct span unpacked(struct arena *arena, struct span body)
{
    struct buf plain = buf_limited(INFLATE_MOST);
    if (inflate_looks_packed(body) && inflate_all(body, &plain))
        return buf_keep(arena, &plain);
    buf_clear(&plain);
    return body;
}

void differences_add_answers(struct differences *list, const struct answer *before,
                             const struct answer *after, const struct answer_choice *choice)
{
    const struct span none = {0};
    struct body_rows rows = {list, DIFFERENCE_ANSWER_BODY, false, choice};
    add_texts(list, DIFFERENCE_STATUS, none, status_text(&list->arena, before->status),
              status_text(&list->arena, after->status));
    add_texts(list, DIFFERENCE_FAULT, none, span_of(before->fault), span_of(after->fault));
    if (!before->status || !after->status)
        return;
    differences_add_headers(list, DIFFERENCE_ANSWER_HEADER, &before->headers, &after->headers,
                            &choice->headers);
    add_bodies(&rows, unpacked(&list->arena, before->body), unpacked(&list->arena, after->body));
}

/* What a verdict says, in texts; all absent where there is none. */
struct verdict_texts {
    struct span scheme, valid, reason, cause;
};

static struct verdict_texts verdict_texts(const struct delivery *delivery)
{
    static const char *const valid[] = {[VALIDITY_UNCHECKED] = "unchecked",
                                        [VALIDITY_VALID] = "true",
                                        [VALIDITY_INVALID] = "false"};
    const struct verdict *verdict = &delivery->verdict;
    if (!delivery->judged)
        return (struct verdict_texts){0};
    return (struct verdict_texts){
        .scheme = span_of(verdict->scheme ? verdict->scheme->name : NULL),
        .valid = span_of(valid[verdict->validity]),
        .reason = span_of(reason_name(verdict->reason)),
        .cause = span_of(verdict->cause),
    };
}

static struct span direction_text(const struct delivery *delivery)
{
    return delivery->direction == DIRECTION_SENT ? SPAN("sent") : SPAN("received");
}

/* What of two deliveries is one text each. */
struct text_row {
    enum difference_place place;
    const char *name;
    struct span before, after;
};

static void add_rows(struct differences *list, const struct text_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_texts(list, rows[i].place, span_of(rows[i].name), rows[i].before, rows[i].after);
}

void differences_add_deliveries(struct differences *list, const struct delivery *before,
                                const struct delivery *after)
{
    const struct answer_choice all = {.headers.others = true};
    const struct message *a = &before->request, *b = &after->request;
    const struct verdict_texts was = verdict_texts(before), is = verdict_texts(after);
    const struct event_label *old = &before->event, *new = &after->event;
    const struct text_row head[] = {
        {DIFFERENCE_DIRECTION, NULL, direction_text(before), direction_text(after)},
        {DIFFERENCE_METHOD, NULL, a->method, b->method},
        {DIFFERENCE_URL, NULL, before->url, after->url},
        {DIFFERENCE_TARGET, NULL, a->target, b->target},
        {DIFFERENCE_VERSION, NULL, a->version, b->version},
    };
    const struct text_row judgement[] = {
        {DIFFERENCE_VERDICT, "scheme", was.scheme, is.scheme},
        {DIFFERENCE_VERDICT, "valid", was.valid, is.valid},
        {DIFFERENCE_VERDICT, "reason", was.reason, is.reason},
        {DIFFERENCE_VERDICT, "cause", was.cause, is.cause},
        {DIFFERENCE_EVENT, "name", old->name, new->name},
        {DIFFERENCE_EVENT, "type", old->type, new->type},
        {DIFFERENCE_EVENT, "token", old->token, new->token},
    };
    const struct text_row sending[] = {
        {DIFFERENCE_EXPECTED, NULL, before->expected, after->expected},
        {DIFFERENCE_ERROR, NULL, before->error, after->error},
    };
    add_rows(list, head, COUNT_OF(head));
    differences_add_headers(list, DIFFERENCE_HEADER, &a->headers, &b->headers, &all.headers);
    differences_add_bodies(list, DIFFERENCE_BODY, a->body, b->body, true);
    add_rows(list, judgement, COUNT_OF(judgement));
    differences_add_answers(list, &before->answer, &after->answer, &all);
    add_rows(list, sending, COUNT_OF(sending));
}
