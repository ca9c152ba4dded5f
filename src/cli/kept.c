#include "kept.h"

#include <stdlib.h>
#include <string.h>

struct kept *kept_hold(struct kept *kept)
{
    if (kept)
        kept->holds++;
    return kept;
}

void kept_release(struct kept *kept)
{
    if (!kept || --kept->holds > 0)
        return;
    arena_clear(&kept->arena);
    free(kept);
}

static struct answer keep_answer(struct arena *arena, const struct answer *answer)
{
    return (struct answer){.status = answer->status,
                           .headers = headers_keep(arena, &answer->headers),
                           .body = span_keep(arena, answer->body),
                           .duration = answer->duration,
                           .fault = answer->fault};
}

/* Member by member: what is not copied here must not be borrowed. */
static struct kept *copy(const struct delivery *delivery)
{
    struct kept *kept = mem_new(1, sizeof *kept);
    struct arena *arena = &kept->arena;
    kept->holds = 1;
    kept->delivery = (struct delivery){.direction = delivery->direction,
                                       .time = delivery->time,
                                       .peer = span_keep(arena, delivery->peer),
                                       .url = span_keep(arena, delivery->url),
                                       .request = message_keep(arena, &delivery->request),
                                       .judged = delivery->judged,
                                       .verdict = delivery->verdict,
                                       .event = {span_keep(arena, delivery->event.name),
                                                 span_keep(arena, delivery->event.type),
                                                 span_keep(arena, delivery->event.token)},
                                       .answer = keep_answer(arena, &delivery->answer)};
    kept->delivery.verdict.was = span_keep(arena, span_of(delivery->verdict.was)).at;
    kept->delivery.verdict.cause = span_keep(arena, span_of(delivery->verdict.cause)).at;
    memcpy(kept->delivery.id, delivery->id, sizeof kept->delivery.id);
    kept->size = sizeof *kept + arena_size(arena);
    return kept;
}

static struct kept **slot(struct kept_list *list, size_t number)
{
    return &list->at[number % KEPT_MOST];
}

static void drop_oldest(struct kept_list *list)
{
    struct kept **oldest = slot(list, ++list->first);
    list->size -= (*oldest)->size;
    kept_release(*oldest);
    *oldest = NULL;
}

void kept_add(struct kept_list *list, const struct delivery *delivery)
{
    if (delivery->request.body.size + delivery->answer.body.size > KEPT_BYTES)
        return;
    struct kept *kept = copy(delivery);
    if (kept->size > KEPT_BYTES) {
        kept_release(kept);
        return;
    }
    while (kept_count(list) > 0 &&
           (kept_count(list) == KEPT_MOST || list->size + kept->size > KEPT_BYTES))
        drop_oldest(list);
    kept->number = ++list->end;
    list->size += kept->size;
    *slot(list, kept->number) = kept;
}

size_t kept_count(const struct kept_list *list)
{
    return list->end - list->first;
}

struct kept *kept_find(const struct kept_list *list, size_t number)
{
    bool there = number > list->first && number <= list->end;
    return there ? list->at[number % KEPT_MOST] : NULL;
}

size_t kept_place(const struct kept_list *list, size_t number)
{
    return number - list->first;
}

void kept_clear(struct kept_list *list)
{
    while (kept_count(list) > 0)
        drop_oldest(list);
}
