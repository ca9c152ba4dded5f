/*
 * A JSON text as values that know what is inside of them: for what has to look at one more than
 * once. All are slices of the text, which is borrowed.
 */
#ifndef SFPY_JSON_TREE_H
#define SFPY_JSON_TREE_H

#include "json.h"

/*
 * A tree takes about 90 bytes a value, so much text of a peer's choosing may have no more of them.
 * What lies deeper is not looked into.
 */
enum { JSON_TREE_MOST = 1 << 20, JSON_TREE_DEEPEST = 64 };

struct json_node {
    enum json_token kind; /* JSON_LITERAL also of what lies too deep to be looked into */
    uint32_t inside;      /* how many nodes are, children's children too; they follow this one */
    uint32_t count;       /* children */
    uint32_t partner;     /* for who works with the tree; 0 at first */
    struct span raw;      /* as it stands in the text */
    struct span quoted;   /* the name of a member with its quotes; absent in arrays */
    struct span name;     /* what tells that from others: see json_identify() */
    struct json_node **children; /* elements in their order; members by name, equal names in
                                    theirs */
};

struct json_tree {
    struct json_node *nodes; /* in the order of the text; the first is the whole */
    size_t count, room;
    struct json_node **lists; /* of all nodes' children */
    struct arena names;
};

/*
 * Reads a text that holds one value and nothing but white space around it. False where it is
 * anything else or has more than JSON_TREE_MOST values. json_tree_clear() is due in any case.
 */
bool json_tree_read(struct json_tree *tree, struct span text);

/* Accepts a zeroed one. */
void json_tree_clear(struct json_tree *tree);

/* The next child in the order of the text, the first behind NULL; NULL: there is no more. */
struct json_node *json_tree_next(struct json_node *parent, struct json_node *child);

#endif
