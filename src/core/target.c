#include "target.h"

#include <string.h>

bool target_read(struct arena *arena, const char *text, struct target *target, struct error *err)
{
    size_t size = strcspn(text, "=/?#");
    *target = (struct target){0};
    if (text[size] == '=') {
        target->type = span_keep(arena, (struct span){text, size});
        text += size + 1;
        if (size == 0)
            return error_set(err, ERROR_USAGE, "no type of event before the '='");
    }
    return url_read(arena, text, &target->url, err);
}

bool target_fits(const struct target *target, const struct event_label *event)
{
    return !target->type.at || event_is(event, target->type);
}

static struct span join(struct arena *arena, struct span url, struct span query)
{
    struct buf joined = {0};
    buf_add(&joined, url);
    if (query.size > 0) {
        bool has_query = memchr(url.at, '?', url.size) != NULL;
        bool bare = url.at[url.size - 1] == '?' || url.at[url.size - 1] == '&';
        buf_add_text(&joined, !has_query ? "?" : bare ? "" : "&");
        buf_add(&joined, query);
    }
    return buf_keep(arena, &joined);
}

struct target_url target_url(struct arena *arena, const struct target *target,
                             struct span request_target)
{
    struct span query = request_target, path;
    span_split(&query, '?', &path);
    if (query.at)
        span_split(&query, '#', &query); /* no request should have a fragment */
    return (struct target_url){join(arena, target->url.plain, query),
                               join(arena, target->url.text, query)};
}
