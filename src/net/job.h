/* Work that takes too long for the loop: it is done in the thread pool. */
#ifndef SFPY_JOB_H
#define SFPY_JOB_H

#include "loop.h"

/*
 * Calls `work` in the thread pool, then `done` on the loop, which runs on until then. `work` may
 * touch nothing that the loop changes meanwhile.
 */
void job_start(struct loop *loop, void (*work)(void *context), void (*done)(void *context),
               void *context);

#endif
