#include "suspicion.h"

#include "job.h"

#include <stdlib.h>

/* What is looked into takes some 50 ms at most. */
enum { MOST_BODY = 64 << 10, MOST_WORK = 24 << 20 };

struct suspicions {
    struct loop *loop;
    bool looking; /* into one */
};

struct suspicions *suspicions_new(struct loop *loop)
{
    struct suspicions *suspicions = mem_new(1, sizeof *suspicions);
    *suspicions = (struct suspicions){.loop = loop};
    return suspicions;
}

bool suspicions_are_over(const struct suspicions *suspicions)
{
    return !suspicions->looking;
}

void suspicions_free(struct suspicions *suspicions)
{
    free(suspicions);
}

/* In the thread pool. */
static void look(void *context)
{
    struct suspicion *suspicion = context;
    struct diagnosis_case input =
        keyring_case(&suspicion->keyring, &suspicion->delivery->verdict, &suspicion->evidence);
    input.work = MOST_WORK;
    diagnose(&suspicion->diagnosis, &input);
}

static void on_looked(void *context)
{
    struct suspicion *suspicion = context;
    struct verdict *verdict = &suspicion->delivery->verdict;
    verdict->cause = suspicion->diagnosis.cause.at;
    verdict->was = suspicion->diagnosis.was.at;
    verdict->unasked = !verdict->cause && suspicion->diagnosis.given_up;
    suspicion->suspicions->looking = false;
    suspicion->done(suspicion);
}

bool suspicion_is_due(const struct suspicions *suspicions, struct delivery *delivery)
{
    bool due = diagnosis_is_due(delivery->verdict.reason);
    bool quick = delivery->request.body.size <= MOST_BODY && suspicions_are_over(suspicions);
    delivery->verdict.unasked = due && !quick;
    return due && quick;
}

void suspicion_begin(struct suspicions *suspicions, struct suspicion *suspicion,
                     struct delivery *delivery, const struct evidence *evidence,
                     const struct keyring *keyring, void (*done)(struct suspicion *suspicion))
{
    *suspicion = (struct suspicion){.suspicions = suspicions,
                                    .delivery = delivery,
                                    .evidence = *evidence,
                                    .keyring = *keyring,
                                    .done = done};
    suspicions->looking = true;
    job_start(suspicions->loop, look, on_looked, suspicion);
}

void suspicion_clear(struct suspicion *suspicion)
{
    diagnosis_clear(&suspicion->diagnosis);
}
