#include "json_tree.h"

#include "json_form.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

/* The tree on its way: which nodes are open, and the name that was read for the next one. */
struct builder {
    struct json_tree *tree;
    struct json_reader reader;
    size_t open[JSON_TREE_DEEPEST + 1];
    struct span quoted;
};

static void add_node(struct builder *builder, enum json_token kind, size_t around)
{
    struct json_tree *tree = builder->tree;
    if (tree->count == tree->room) {
        tree->room = tree->room ? tree->room * 2 : FIRST_ROOM;
        tree->nodes = mem_resize(tree->nodes, tree->room, sizeof *tree->nodes);
    }
    struct json_node *node = &tree->nodes[tree->count];
    *node =
        (struct json_node){.kind = kind, .raw = builder->reader.slice, .quoted = builder->quoted};
    if (builder->quoted.at)
        node->name = json_identify(&tree->names, builder->quoted);
    builder->quoted = (struct span){0};
    if (around > 0)
        tree->nodes[builder->open[around - 1]].count++;
    builder->open[around] = tree->count++;
}

static void end_node(struct builder *builder, size_t around)
{
    struct json_tree *tree = builder->tree;
    size_t index = builder->open[around];
    struct json_node *node = &tree->nodes[index];
    const char *end = builder->reader.text.at + builder->reader.at;
    node->raw.size = (size_t)(end - node->raw.at);
    node->inside = (uint32_t)(tree->count - index - 1);
}

/* The nodes in the order of the text, all but their children. */
static bool read_nodes(struct builder *builder)
{
    struct json_reader *reader = &builder->reader;
    enum json_token kind;
    while ((kind = json_next(reader)) > JSON_END && builder->tree->count <= JSON_TREE_MOST) {
        bool opening = kind == JSON_OBJECT || kind == JSON_ARRAY;
        size_t around = reader->depth - opening;
        if (around > JSON_TREE_DEEPEST)
            continue;
        if (kind == JSON_NAME)
            builder->quoted = reader->slice;
        else if (kind == JSON_OBJECT_END || kind == JSON_ARRAY_END)
            end_node(builder, around);
        else
            add_node(builder, opening && around == JSON_TREE_DEEPEST ? JSON_LITERAL : kind, around);
    }
    struct span rest = span_slice(reader->text, reader->at, reader->text.size);
    return kind == JSON_END && span_strip(rest).size == 0;
}

/* By name; of one name, as they stand in the text. */
static int compare_members(const void *left, const void *right)
{
    const struct json_node *a = *(struct json_node *const *)left;
    const struct json_node *b = *(struct json_node *const *)right;
    int order = span_compare(a->name, b->name);
    return order ? order : (a > b) - (a < b);
}

static void list_children(struct json_tree *tree)
{
    size_t used = 0;
    tree->lists = mem_new(tree->count, sizeof(struct json_node *));
    for (size_t i = 0; i < tree->count; i++) {
        struct json_node *node = &tree->nodes[i], *child = NULL;
        node->children = tree->lists + used;
        while ((child = json_tree_next(node, child)))
            tree->lists[used++] = child;
        if (node->kind == JSON_OBJECT && node->count > 1)
            qsort(node->children, node->count, sizeof(struct json_node *), compare_members);
    }
}

bool json_tree_read(struct json_tree *tree, struct span text)
{
    struct builder builder = {.tree = tree};
    *tree = (struct json_tree){0};
    json_open(&builder.reader, text);
    bool whole = read_nodes(&builder);
    json_close(&builder.reader);
    if (whole)
        list_children(tree);
    return whole;
}

void json_tree_clear(struct json_tree *tree)
{
    free(tree->nodes);
    free(tree->lists);
    arena_clear(&tree->names);
    *tree = (struct json_tree){0};
}

struct json_node *json_tree_next(struct json_node *parent, struct json_node *child)
{
    struct json_node *next = child ? child + child->inside + 1 : parent + 1;
    return next <= parent + parent->inside ? next : NULL;
}
