#include "json_diff.h"

#include "json_form.h"
#include "json_path.h"
#include "json_tree.h"

#include <string.h>

/* Two trees that are compared, and the path to where that goes on. */
struct comparison {
    struct buf path;
    const struct json_diff_reader *reader;
};

static bool has_escape(struct span string)
{
    return memchr(string.at, '\\', string.size) != NULL;
}

/* Of two strings of other bytes. */
static bool are_strings_alike(struct span a, struct span b)
{
    struct arena scratch = {0};
    if (!has_escape(a) && !has_escape(b))
        return false;
    bool alike = span_equal(json_identify(&scratch, a), json_identify(&scratch, b));
    arena_clear(&scratch);
    return alike;
}

static bool is_container(const struct json_node *node)
{
    return node->kind == JSON_OBJECT || node->kind == JSON_ARRAY;
}

/* Goes no deeper than the tree does. */
static bool are_alike(const struct json_node *a, const struct json_node *b)
{
    if (span_equal(a->raw, b->raw))
        return true;
    if (a->kind != b->kind || a->count != b->count)
        return false;
    if (a->kind == JSON_STRING)
        return are_strings_alike(a->raw, b->raw);
    if (!is_container(a))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!span_equal(a->children[i]->name, b->children[i]->name) ||
            !are_alike(a->children[i], b->children[i]))
            return false;
    return true;
}

static void tell(struct comparison *comparison, struct span before, struct span after)
{
    const struct json_difference difference = {buf_span(&comparison->path), before, after};
    comparison->reader->found(comparison->reader->context, &difference);
}

/* Adds the step to a child; returns what the path's size was. */
static size_t enter(struct comparison *comparison, const struct json_node *child, size_t index)
{
    struct buf *path = &comparison->path;
    size_t size = path->size;
    if (size > 0)
        buf_add_byte(path, '.');
    if (child->quoted.at)
        json_step_show(path, child->quoted);
    else
        buf_printf(path, "%zu", index);
    return size;
}

static void tell_lone(struct comparison *comparison, const struct json_node *child, size_t index,
                      bool added)
{
    const struct span absent = {0};
    size_t size = enter(comparison, child, index);
    tell(comparison, added ? absent : child->raw, added ? child->raw : absent);
    comparison->path.size = size;
}

static void compare(struct comparison *comparison, struct json_node *a, struct json_node *b);

static void compare_child(struct comparison *comparison, struct json_node *a, struct json_node *b,
                          size_t index)
{
    size_t size = enter(comparison, a, index);
    compare(comparison, a, b);
    comparison->path.size = size;
}

/* Gives members of one name the index, counted from 1, of the one in the other's list. */
static void pair_members(struct json_node *a, struct json_node *b)
{
    uint32_t i = 0, j = 0;
    while (i < a->count || j < b->count) {
        int order = i == a->count   ? 1
                    : j == b->count ? -1
                                    : span_compare(a->children[i]->name, b->children[j]->name);
        if (order <= 0)
            a->children[i]->partner = order == 0 ? j + 1 : 0;
        if (order >= 0)
            b->children[j]->partner = order == 0 ? i + 1 : 0;
        i += order <= 0;
        j += order >= 0;
    }
}

static void compare_members(struct comparison *comparison, struct json_node *a, struct json_node *b)
{
    pair_members(a, b);
    for (struct json_node *child = NULL; (child = json_tree_next(a, child));) {
        if (child->partner)
            compare_child(comparison, child, b->children[child->partner - 1], 0);
        else
            tell_lone(comparison, child, 0, false);
    }
    for (struct json_node *child = NULL; (child = json_tree_next(b, child));)
        if (!child->partner)
            tell_lone(comparison, child, 0, true);
}

/* How many elements to leave out at the begin and at the end, as they are alike. */
static void trim(const struct json_node *a, const struct json_node *b, size_t *head, size_t *tail)
{
    size_t least = a->count < b->count ? a->count : b->count;
    *head = *tail = 0;
    if (a->count == b->count)
        return;
    while (*head < least && are_alike(a->children[*head], b->children[*head]))
        ++*head;
    while (*head + *tail < least &&
           are_alike(a->children[a->count - 1 - *tail], b->children[b->count - 1 - *tail]))
        ++*tail;
}

static void compare_elements(struct comparison *comparison, struct json_node *a,
                             struct json_node *b)
{
    size_t head, tail;
    trim(a, b, &head, &tail);
    size_t i = head;
    for (; i < a->count - tail && i < b->count - tail; i++)
        compare_child(comparison, a->children[i], b->children[i], i);
    for (size_t j = i; j < a->count - tail; j++)
        tell_lone(comparison, a->children[j], j, false);
    for (size_t j = i; j < b->count - tail; j++)
        tell_lone(comparison, b->children[j], j, true);
}

static void compare(struct comparison *comparison, struct json_node *a, struct json_node *b)
{
    if (span_equal(a->raw, b->raw))
        return;
    if (a->kind == JSON_OBJECT && b->kind == JSON_OBJECT)
        compare_members(comparison, a, b);
    else if (a->kind == JSON_ARRAY && b->kind == JSON_ARRAY)
        compare_elements(comparison, a, b);
    else if (a->kind != JSON_STRING || b->kind != JSON_STRING || !are_strings_alike(a->raw, b->raw))
        tell(comparison, a->raw, b->raw);
}

bool json_diff(struct span before, struct span after, const struct json_diff_reader *reader)
{
    struct json_tree a = {0}, b = {0};
    struct comparison comparison = {.reader = reader};
    bool whole = json_tree_read(&a, before) && json_tree_read(&b, after);
    if (whole)
        compare(&comparison, a.nodes, b.nodes);
    json_tree_clear(&a);
    json_tree_clear(&b);
    buf_clear(&comparison.path);
    return whole;
}
