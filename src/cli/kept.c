#include "kept.h"

#include <stdlib.h>
#include <string.h>

enum { COST_OF_A_TEXT = 16 }; /* beside its bytes, about */

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

static struct span keep(struct kept *kept, struct span text)
{
    kept->size += text.size + COST_OF_A_TEXT;
    return span_keep(&kept->arena, text);
}

static struct headers keep_headers(struct kept *kept, const struct headers *headers)
{
    struct headers copy = {arena_new(&kept->arena, headers->count * sizeof *copy.at),
                           headers->count};
    kept->size += copy.count * sizeof *copy.at;
    for (size_t i = 0; i < copy.count; i++)
        copy.at[i] =
            (struct header){keep(kept, headers->at[i].name), keep(kept, headers->at[i].value)};
    return copy;
}

static struct message keep_message(struct kept *kept, const struct message *message)
{
    return (struct message){.method = keep(kept, message->method),
                            .target = keep(kept, message->target),
                            .version = keep(kept, message->version),
                            .headers = keep_headers(kept, &message->headers),
                            .body = keep(kept, message->body)};
}

static struct answer keep_answer(struct kept *kept, const struct answer *answer)
{
    return (struct answer){.status = answer->status,
                           .headers = keep_headers(kept, &answer->headers),
                           .body = keep(kept, answer->body),
                           .duration = answer->duration,
                           .fault = answer->fault};
}

/* Member by member: what is not copied here must not be borrowed. */
static struct kept *copy(const struct delivery *delivery)
{
    struct kept *kept = mem_new(1, sizeof *kept);
    kept->holds = 1;
    kept->size = sizeof *kept;
    kept->delivery = (struct delivery){.direction = delivery->direction,
                                       .time = delivery->time,
                                       .peer = keep(kept, delivery->peer),
                                       .url = keep(kept, delivery->url),
                                       .request = keep_message(kept, &delivery->request),
                                       .judged = delivery->judged,
                                       .verdict = delivery->verdict,
                                       .event = {keep(kept, delivery->event.name),
                                                 keep(kept, delivery->event.type),
                                                 keep(kept, delivery->event.token)},
                                       .answer = keep_answer(kept, &delivery->answer)};
    kept->delivery.verdict.was = keep(kept, span_of(delivery->verdict.was)).at;
    kept->delivery.verdict.cause = keep(kept, span_of(delivery->verdict.cause)).at;
    memcpy(kept->delivery.id, delivery->id, sizeof kept->delivery.id);
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
