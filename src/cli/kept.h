/* The last deliveries, copied, for who looks at them again. */
#ifndef SFPY_KEPT_H
#define SFPY_KEPT_H

#include "delivery.h"

enum { KEPT_MOST = 1000, KEPT_BYTES = 64 << 20 };

/* A delivery that lives as long as somebody holds it. */
struct kept {
    struct delivery delivery;
    size_t number; /* from 1, in the order of arrival */
    size_t size;   /* bytes that it takes */
    unsigned holds;
    struct arena arena;
};

/* Holds once more, and lets go; the last frees. Both accept NULL. */
struct kept *kept_hold(struct kept *kept);
void kept_release(struct kept *kept);

/* The newest KEPT_MOST deliveries of together KEPT_BYTES at most. A zeroed list is empty. */
struct kept_list {
    struct kept *at[KEPT_MOST]; /* by number, modulo */
    size_t first, end;          /* the oldest number less 1, the newest */
    size_t size;
};

/*
 * Copies a delivery, request, verdict and answer, into the list; older ones fall out where there
 * are too many. One that alone is too large is not kept.
 */
void kept_add(struct kept_list *list, const struct delivery *delivery);

/* How many there are. */
size_t kept_count(const struct kept_list *list);

/* By its number; NULL: it has fallen out, or never was. */
struct kept *kept_find(const struct kept_list *list, size_t number);

/* The place of a number in the list, 1 for the oldest. */
size_t kept_place(const struct kept_list *list, size_t number);

/* Lets go of all; numbers go on. */
void kept_clear(struct kept_list *list);

#endif
