#include "event_list.h"

#include "text.h"

/* One entry of a list. */
struct entry {
    struct span glob;
    bool excludes;
};

/* Takes the first entry off the list, the spaces around it excluded. */
static bool take_entry(struct span *rest, struct entry *entry)
{
    struct span part;
    if (!span_split(rest, ',', &part))
        return false;
    entry->glob = span_trim(part);
    entry->excludes = span_starts(entry->glob, SPAN("!"));
    if (entry->excludes)
        entry->glob = span_trim(span_slice(entry->glob, 1, entry->glob.size));
    return true;
}

bool event_list_check(const char *list, struct error *err)
{
    struct span rest = span_of(list);
    struct entry entry;
    bool sound = rest.size > 0 && rest.at[rest.size - 1] != ',';
    while (sound && take_entry(&rest, &entry))
        sound = entry.glob.size > 0 && entry.glob.at[0] != '!';
    if (sound)
        return true;
    error_set(err, ERROR_USAGE, "'%s' is no list of events: a name is missing", list);
    return error_hint(err, "such as payment.confirmed, or 'payment.*,!*.failed'");
}

/* The bytes of the first character; of what is no UTF-8, one. */
static size_t character_size(struct span text)
{
    uint32_t point;
    size_t size = text_decode(text, &point);
    return size ? size : 1;
}

/* Goes back to the last star only, so the time is bounded by the product of both sizes. */
static bool glob_fits(struct span glob, struct span name)
{
    size_t at = 0, place = 0, behind_star = 0, retried = 0;
    while (place < name.size) {
        char wanted = 0;
        if (at < glob.size)
            wanted = glob.at[at];
        if (wanted == '*') {
            behind_star = ++at;
            retried = place;
        } else if (at < glob.size && (wanted == '?' || wanted == name.at[place])) {
            place += wanted == '?' ? character_size(span_slice(name, place, name.size)) : 1;
            at++;
        } else if (behind_star) {
            at = behind_star;
            place = ++retried;
        } else {
            return false;
        }
    }
    while (at < glob.size && glob.at[at] == '*')
        at++;
    return at == glob.size;
}

static bool entry_fits(const struct entry *entry, const struct event_label *event)
{
    return glob_fits(entry->glob, event->type) ||
           (event->name.at && glob_fits(entry->glob, event->name));
}

bool events_select(const char *list, const struct event_label *event)
{
    struct span rest = span_of(list);
    struct entry entry;
    bool selected = false, excluded = false, only_excludes = true;
    while (take_entry(&rest, &entry)) {
        only_excludes = only_excludes && entry.excludes;
        if (!entry_fits(&entry, event))
            continue;
        selected = !entry.excludes;
        excluded = entry.excludes;
    }
    return only_excludes ? !excluded : selected;
}
