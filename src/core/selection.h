/* Which recorded deliveries are meant: filters of options, all of which must fit. */
#ifndef SFPY_SELECTION_H
#define SFPY_SELECTION_H

#include "delivery.h"

enum selected_direction { SELECT_BOTH, SELECT_RECEIVED, SELECT_SENT };

/* A zeroed one means all. Texts are borrowed and well-formed. */
struct selection {
    const char *events; /* as events_select() takes it; NULL: all */
    bool has_since, has_until;
    int64_t since, until; /* nanoseconds since 1970, both inclusive */
    bool failed, invalid;
    enum selected_direction direction;
};

/*
 * Whether a delivery failed: a received one whose answer, or any of whose forwards, is not 2xx; a
 * sent one that got no whole answer, or one that was not expected.
 */
bool delivery_failed(const struct delivery *delivery);

/* Whether a delivery, of which the frame is enough, is meant. */
bool selection_fits(const struct selection *selection, const struct delivery *delivery);

/* Whether it has any filter. */
bool selection_filters(const struct selection *selection);

#endif
