/* Which events are meant: a list of globs such as `payment.*,!*.failed`, as --events takes it. */
#ifndef SFPY_EVENT_LIST_H
#define SFPY_EVENT_LIST_H

#include "events.h"

/*
 * Whether the list is well-formed; false with code USAGE. What its globs name is not looked at:
 * other schemes have other events.
 */
MUST_USE bool event_list_check(const char *list, struct error *err);

/*
 * Whether a well-formed list means an event. Each glob (`*`: any characters, `?`: one) is held
 * against the wire type and the friendly name; the last one that fits decides, `!` in front
 * excludes. Where all exclude, all other events are meant; so they are where the list is NULL. An
 * event without a type fits as if that were empty.
 */
bool events_select(const char *list, const struct event_label *event);

#endif
