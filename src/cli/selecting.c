#include "selecting.h"

#include "event_list.h"
#include "settings.h"

bool selecting_read(const struct selecting_opts *opts, struct selection *selection,
                    struct error *err)
{
    selection->events = opts->events;
    selection->failed = opts->failed;
    selection->has_since = opts->since != NULL;
    selection->has_until = opts->until != NULL;
    if (opts->events && !event_list_check(opts->events, err))
        return error_context(err, "option '--events'");
    return settings_time("--since", opts->since, &selection->since, err) &&
           settings_time("--until", opts->until, &selection->until, err);
}
