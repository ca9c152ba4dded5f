#include "recorder.h"

#include <stdlib.h>

struct record {
    struct commit_ticket ticket;
    struct recorder *recorder;
};

static void on_recorded(struct commit_ticket *ticket, const struct error *failure)
{
    struct record *record = CONTAINER_OF(ticket, struct record, ticket);
    struct recorder *recorder = record->recorder;
    free(record);
    if (failure)
        recorder->failed(recorder->context, failure);
}

bool recorder_open(struct recorder *recorder, struct loop *loop, const char *path, int64_t most,
                   struct error *err)
{
    if (path)
        recorder->commit = commit_open(loop, path, most, SYNC_NONE, err);
    return !path || recorder->commit;
}

void recorder_add(struct recorder *recorder, struct delivery *delivery,
                  const struct sending *sending)
{
    delivery->answer = sending->answer;
    delivery->error = sending->trouble ? span_of(sending->why) : (struct span){0};
    if (sending->http2)
        delivery->request.version = SPAN("2");
    if (!recorder->commit)
        return;
    struct buf line = {0};
    struct record *record = mem_new(1, sizeof *record);
    *record = (struct record){.ticket.done = on_recorded, .recorder = recorder};
    delivery_write(&line, delivery);
    commit_add(recorder->commit, buf_span(&line), &record->ticket);
    buf_clear(&line);
}

void recorder_close(struct recorder *recorder)
{
    commit_close(recorder->commit);
}
