/* What a well-formed head must say to begin a delivery. */
#ifndef SFPY_ADMISSION_H
#define SFPY_ADMISSION_H

#include "server.h"

/*
 * The status of the first reason to refuse a request, whose body has `length` bytes (0 where that
 * isn't known yet); `why` gets it in words. 0: it begins a delivery.
 */
int admission_refuse(const struct server_settings *settings, const struct message *request,
                     uint64_t length, const char **why);

#endif
