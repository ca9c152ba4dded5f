#include "json_form.h"

#include <stdlib.h>

enum { DEEPEST = 512, MOST_COSTLY = 10000, FIRST_ROOM = 64 };

/* What stands between the tokens; `width` times `pad` for each level of a line. */
struct layout {
    const char *comma, *colon;
    size_t width;
    char pad;
};

static const struct layout layouts[] = {
    [JSON_LAYOUT_KEPT] = {",", ":", 0, 0}, [JSON_COMPACTED] = {",", ":", 0, 0},
    [JSON_SPACED] = {", ", ": ", 0, 0},    [JSON_LINES_2] = {",", ": ", 2, ' '},
    [JSON_LINES_4] = {",", ": ", 4, ' '},  [JSON_LINES_TAB] = {",", ": ", 1, '\t'},
};

/* What is written token by token. */
struct writer {
    struct buf *out;
    const struct json_form *form;
    const struct layout *layout;
    enum json_token last; /* JSON_END before the first */
    size_t level;         /* open objects and arrays */
    size_t opened;        /* where the last bracket was written that opens one */
    unsigned costly;      /* numbers whose notation was */
};

static struct writer writer_to(struct buf *out, const struct json_form *form)
{
    return (struct writer){
        .out = out, .form = form, .layout = &layouts[form->layout], .last = JSON_END};
}

static bool is_opening(enum json_token kind)
{
    return kind == JSON_OBJECT || kind == JSON_ARRAY;
}

static bool is_closing(enum json_token kind)
{
    return kind == JSON_OBJECT_END || kind == JSON_ARRAY_END;
}

static void add_separator(struct writer *writer, enum json_token kind)
{
    const struct layout *layout = writer->layout;
    bool empty = is_closing(kind) && is_opening(writer->last);
    if (writer->last == JSON_NAME)
        buf_add_text(writer->out, layout->colon);
    if (writer->last == JSON_NAME || writer->last == JSON_END || empty)
        return;
    if (!is_closing(kind) && !is_opening(writer->last))
        buf_add_text(writer->out, layout->comma);
    if (layout->width) {
        buf_add_byte(writer->out, '\n');
        buf_add_repeated(writer->out, layout->pad,
                         layout->width * (writer->level - is_closing(kind)));
    }
}

/* An object that closes without a member may have to be an array from its begin. */
static void add_bracket(struct writer *writer, enum json_token kind)
{
    static const char brackets[] = {
        [JSON_OBJECT] = '{', [JSON_OBJECT_END] = '}', [JSON_ARRAY] = '[', [JSON_ARRAY_END] = ']'};
    struct buf *out = writer->out;
    bool as_array = writer->form->empty_object_as_array && kind == JSON_OBJECT_END &&
                    writer->last == JSON_OBJECT;
    if (is_opening(kind)) {
        writer->opened = out->size;
        writer->level++;
    } else {
        writer->level--;
    }
    if (as_array && !out->full)
        out->at[writer->opened] = '[';
    buf_add_byte(out, as_array ? ']' : brackets[kind]);
}

static void add_token(struct writer *writer, enum json_token kind, struct span token)
{
    if (kind == JSON_NAME || kind == JSON_STRING)
        json_form_string(writer->out, token, writer->form);
    else if (kind == JSON_NUMBER)
        writer->costly += json_number_write(writer->out, token, writer->form->numbers);
    else if (kind == JSON_LITERAL)
        buf_add(writer->out, token);
    else
        add_bracket(writer, kind);
    writer->last = kind;
}

/* Whether it makes sense to go on. */
static bool is_writing(const struct writer *writer)
{
    return !writer->out->full && writer->costly <= MOST_COSTLY;
}

/* As the tokens stand in the text, with what is between them or what the layout has there. */
static bool write_in_order(struct writer *writer, struct span text)
{
    struct json_reader reader;
    enum json_token kind;
    size_t end = 0;
    json_open(&reader, text);
    while ((kind = json_next(&reader)) > JSON_END && reader.depth <= DEEPEST) {
        size_t from = (size_t)(reader.slice.at - text.at);
        if (writer->form->layout != JSON_LAYOUT_KEPT)
            add_separator(writer, kind);
        else if (writer->last != JSON_END)
            buf_add(writer->out, span_slice(text, end, from));
        add_token(writer, kind, reader.slice);
        end = reader.at;
        if (!is_writing(writer))
            break;
    }
    json_close(&reader);
    return kind == JSON_END;
}

/* A token, and the index of the one to be written behind it: small, as there are many. */
struct link {
    uint32_t at, size; /* in the text */
    uint32_t next;
    uint32_t kind;
};

/* A member of an object: its unescaped name, its tokens and its place among the others. */
struct member {
    struct span name;
    uint32_t first, last;
    uint32_t place;
};

/*
 * All tokens of a text, linked in the order in which they are written, and the members of the
 * objects that are open. Arranging an object links its members anew, not what is inside of them.
 */
struct chain {
    struct span text;
    const struct json_form *form;
    struct link *links;
    uint32_t link_count, link_room;
    struct member *members;
    size_t member_count, member_room;
    uint32_t brackets[DEEPEST]; /* the links of what is open */
    size_t bases[DEEPEST];      /* the first member of each */
    struct arena names;
};

static void chain_init(struct chain *chain, struct span text, const struct json_form *form)
{
    *chain = (struct chain){
        .text = text, .form = form, .link_room = FIRST_ROOM, .member_room = FIRST_ROOM};
    chain->links = mem_new(FIRST_ROOM, sizeof *chain->links);
    chain->members = mem_new(FIRST_ROOM, sizeof *chain->members);
}

static void chain_clear(struct chain *chain)
{
    free(chain->links);
    free(chain->members);
    arena_clear(&chain->names);
}

static void add_link(struct chain *chain, enum json_token kind, struct span token)
{
    if (chain->link_count == chain->link_room) {
        chain->link_room *= 2;
        chain->links = mem_resize(chain->links, chain->link_room, sizeof *chain->links);
    }
    uint32_t index = chain->link_count++;
    chain->links[index] = (struct link){.at = (uint32_t)(token.at - chain->text.at),
                                        .size = (uint32_t)token.size,
                                        .next = index + 1,
                                        .kind = kind};
}

static void add_member(struct chain *chain, struct span name)
{
    if (chain->member_count == chain->member_room) {
        chain->member_room *= 2;
        chain->members = mem_resize(chain->members, chain->member_room, sizeof *chain->members);
    }
    uint32_t first = chain->link_count - 1;
    chain->members[chain->member_count++] =
        (struct member){.name = json_identify(&chain->names, name), .first = first, .place = first};
}

static int compare_places(const void *left, const void *right)
{
    const struct member *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

/* By the bytes of the names; of one name, by their place. */
static int compare_names(const void *left, const void *right)
{
    const struct member *a = left, *b = right;
    int order = span_compare(a->name, b->name);
    return order ? order : compare_places(left, right);
}

/* What the name is as an index of an array; above all that is one where it is none. */
static uint64_t index_of(struct span name)
{
    const uint64_t none = UINT32_MAX;
    uint64_t index = 0;
    if (name.size == 0 || name.size > 10 || (name.size > 1 && name.at[0] == '0'))
        return none;
    for (size_t i = 0; i < name.size; i++) {
        if (name.at[i] < '0' || name.at[i] > '9')
            return none;
        index = index * 10 + (uint64_t)(name.at[i] - '0');
    }
    return index < none ? index : none;
}

/* What is an index in front; the others by their place. */
static int compare_indexes(const void *left, const void *right)
{
    uint64_t a = index_of(((const struct member *)left)->name);
    uint64_t b = index_of(((const struct member *)right)->name);
    return a != b ? (a > b) - (a < b) : compare_places(left, right);
}

/* Leaves one of each name: the last, in the place of the first. Returns how many there are. */
static size_t drop_repeated(struct member *members, size_t count)
{
    size_t kept = 0;
    qsort(members, count, sizeof *members, compare_names);
    for (size_t i = 0; i < count; i++) {
        bool again = kept > 0 && span_equal(members[i].name, members[kept - 1].name);
        uint32_t place = again ? members[kept - 1].place : members[i].place;
        kept += !again;
        members[kept - 1] = members[i];
        members[kept - 1].place = place;
    }
    qsort(members, kept, sizeof *members, compare_places);
    return kept;
}

static bool is_list(const struct member *members, size_t count)
{
    size_t i = 0;
    while (i < count && index_of(members[i].name) == i)
        i++;
    return i == count;
}

/* Brings members into the order of the form; returns how many are left. */
static size_t arrange(struct member *members, size_t count, const struct json_form *form)
{
    if (form->last_of_name)
        count = drop_repeated(members, count);
    if (form->sort_keys)
        qsort(members, count, sizeof *members, compare_names);
    for (size_t i = 0; i < count; i++)
        members[i].place = (uint32_t)i;
    if (form->indexes_first)
        qsort(members, count, sizeof *members, compare_indexes);
    return count;
}

/* Links the members of the innermost object, which the last token closed. */
static void link_members(struct chain *chain, size_t depth)
{
    size_t base = chain->bases[depth], count = chain->member_count - base;
    uint32_t close = chain->link_count - 1, at = chain->brackets[depth];
    chain->member_count = base;
    if (count == 0)
        return;
    struct member *members = chain->members + base;
    for (size_t i = 0; i < count; i++)
        members[i].last = (i + 1 < count ? members[i + 1].first : close) - 1;
    count = arrange(members, count, chain->form);
    bool list = chain->form->lists_as_arrays && is_list(members, count);
    if (list) {
        chain->links[at].kind = JSON_ARRAY;
        chain->links[close].kind = JSON_ARRAY_END;
    }
    for (size_t i = 0; i < count; i++) {
        chain->links[at].next = members[i].first + list; /* a list has no names */
        at = members[i].last;
    }
    chain->links[at].next = close;
}

static bool chain_read(struct chain *chain)
{
    struct json_reader reader;
    enum json_token kind;
    json_open(&reader, chain->text);
    while ((kind = json_next(&reader)) > JSON_END && reader.depth <= DEEPEST) {
        add_link(chain, kind, reader.slice);
        if (kind == JSON_OBJECT) {
            chain->brackets[reader.depth - 1] = chain->link_count - 1;
            chain->bases[reader.depth - 1] = chain->member_count;
        } else if (kind == JSON_NAME) {
            add_member(chain, reader.slice);
        } else if (kind == JSON_OBJECT_END) {
            link_members(chain, reader.depth);
        }
    }
    json_close(&reader);
    return kind == JSON_END;
}

static bool write_arranged(struct writer *writer, struct span text)
{
    if (text.size > UINT32_MAX / 2)
        return false;
    struct chain chain;
    chain_init(&chain, text, writer->form);
    bool whole = chain_read(&chain);
    for (uint32_t at = 0; whole && at < chain.link_count && is_writing(writer);) {
        const struct link *link = &chain.links[at];
        enum json_token kind = (enum json_token)link->kind;
        add_separator(writer, kind);
        add_token(writer, kind, span_slice(text, link->at, (size_t)link->at + link->size));
        at = link->next;
    }
    chain_clear(&chain);
    return whole;
}

bool json_form_write_counting(struct buf *out, struct span text, const struct json_form *form,
                              unsigned *costly)
{
    struct writer writer = writer_to(out, form);
    bool arranged =
        form->sort_keys || form->last_of_name || form->indexes_first || form->lists_as_arrays;
    bool whole = arranged ? write_arranged(&writer, text) : write_in_order(&writer, text);
    *costly = writer.costly;
    return whole && is_writing(&writer);
}

bool json_form_write(struct buf *out, struct span text, const struct json_form *form)
{
    unsigned costly;
    return json_form_write_counting(out, text, form, &costly);
}

struct json_form json_form_merge(struct json_form a, struct json_form b)
{
    return (struct json_form){
        .layout = b.layout ? b.layout : a.layout,
        .html = b.html ? b.html : a.html,
        .slash = b.slash ? b.slash : a.slash,
        .unicode = b.unicode ? b.unicode : a.unicode,
        .numbers = b.numbers ? b.numbers : a.numbers,
        .del = b.del ? b.del : a.del,
        .empty_object_as_array = a.empty_object_as_array || b.empty_object_as_array,
        .sort_keys = a.sort_keys || b.sort_keys,
        .last_of_name = a.last_of_name || b.last_of_name,
        .indexes_first = a.indexes_first || b.indexes_first,
        .lists_as_arrays = a.lists_as_arrays || b.lists_as_arrays,
    };
}
