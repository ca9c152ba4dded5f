#include "events.h"

#include "embedded.h"
#include "json.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* The two events that SFPY sends. */
static const struct event_kind {
    const char *type, *name;
    const char *before_party; /* words between the amount and the party */
    const char *party;        /* the member that names it */
} kinds[] = {
    {"payment:created", "payment.confirmed", " from ", "from"},
    {"refund:created", "refund.confirmed", " refunded to ", "to"},
};

static const struct {
    const char *id, *name;
} chains[] = {{"1", "mainnet"}, {"3", "ropsten"}, {"4", "rinkeby"},
              {"5", "goerli"},  {"42", "kovan"},  {"1337", "ganache"}};

static const struct event_kind *kind_of(struct span type)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (span_is(type, kinds[i].type))
            return &kinds[i];
    return NULL;
}

const char *event_name(struct span type)
{
    const struct event_kind *kind = kind_of(type);
    return kind ? kind->name : NULL;
}

struct event_label event_label(struct arena *arena, const struct scheme *scheme, struct span body)
{
    struct span event = scheme_event(scheme, body);
    struct event_label label = {
        .type = json_text_at(arena, event, "type"),
        .token = json_text_at(arena, event, "token"),
    };
    label.name = span_of(event_name(label.type));
    return label;
}

/* The wire type of an event that goes by two names; other names are what they are. */
static struct span wire_type(struct span name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (span_is(name, kinds[i].name))
            return span_of(kinds[i].type);
    return name;
}

bool event_is(const struct event_label *label, struct span name)
{
    return label->type.at && span_equal(wire_type(label->type), wire_type(name));
}

struct token {
    struct span symbol;
    unsigned decimals;
};

/*
 * Finds a token by chain and address in the embedded table, whose columns are chain, address,
 * symbol, decimals, name.
 */
static bool find_token(struct span chain, struct span address, struct token *token)
{
    struct span rest = embedded_file("tokens.tsv"), line;
    while (span_split(&rest, '\n', &line)) {
        struct span columns[4];
        bool whole = true;
        for (size_t i = 0; i < COUNT_OF(columns); i++)
            whole = whole && span_split(&line, '\t', &columns[i]);
        if (!whole || !span_equal(columns[0], chain) || !span_equal_nocase(columns[1], address))
            continue;
        *token = (struct token){columns[2], (unsigned)strtoul(columns[3].at, NULL, 10)};
        return true;
    }
    return false;
}

/* The raw text of a number or literal at a path of the notification; absent where there is none. */
static struct span raw_at(struct span notification, const char *path)
{
    struct span value;
    return json_at_path(notification, span_of(path), &value, NULL) == JSON_FOUND ? value
                                                                                 : (struct span){0};
}

/*
 * Adds `words` and the text, shortened to its first and last characters where it is long and plain.
 */
static void add_part(struct buf *out, const char *words, struct span text, size_t first,
                     size_t last)
{
    if (text.size == 0)
        return;
    buf_add_text(out, words);
    bool plain = true;
    for (size_t i = 0; i < text.size; i++)
        plain = plain && text.at[i] > ' ' && text.at[i] < 0x7F;
    if (!plain || text.size <= first + last + 1) {
        text_escape(out, text);
        return;
    }
    buf_add(out, span_slice(text, 0, first));
    buf_add_text(out, "…");
    buf_add(out, span_slice(text, text.size - last, text.size));
}

static void add_amount(struct buf *out, struct arena *arena, struct span notification,
                       struct span amount)
{
    struct span address = json_text_at(arena, notification, "token_address");
    struct token token = {SPAN("ETH"), 18};
    bool known = span_is(raw_at(notification, "is_eth"), "true") ||
                 find_token(raw_at(notification, "chain_id"), address, &token);
    if (!known || !amount_write(out, amount, token.decimals)) {
        add_part(out, "", amount, 80, 20);
        buf_add_text(out, " of token ");
        text_escape(out, address.size > 0 ? address : SPAN("without an address"));
        return;
    }
    buf_add_byte(out, ' ');
    buf_add(out, token.symbol);
    struct buf dollars = {0};
    if (amount_write_dollars(&dollars, amount, token.decimals,
                             json_text_at(arena, notification, "rate")))
        buf_printf(out, " (about $%s)", dollars.at);
    buf_clear(&dollars);
}

static void add_chain(struct buf *out, struct span id)
{
    if (!id.at)
        return;
    buf_add_text(out, " on ");
    for (size_t i = 0; i < COUNT_OF(chains); i++)
        if (span_is(id, chains[i].id)) {
            buf_add_text(out, chains[i].name);
            return;
        }
    add_part(out, "chain ", id, 20, 4);
}

void event_describe(struct buf *out, struct span event)
{
    struct arena arena = {0};
    struct span notification = {0};
    bool found = event.at &&
                 json_at_path(event, SPAN("data.notification"), &notification, NULL) == JSON_FOUND;
    struct span amount = found ? json_text_at(&arena, notification, "amount") : (struct span){0};
    if (amount.size > 0) {
        const struct event_kind *kind = kind_of(json_text_at(&arena, event, "type"));
        if (!kind)
            kind = &kinds[0];
        add_amount(out, &arena, notification, amount);
        add_part(out, kind->before_party, json_text_at(&arena, notification, kind->party), 6, 5);
        add_chain(out, raw_at(notification, "chain_id"));
        add_part(out, ", request ", json_text_at(&arena, notification, "request_id"), 4, 3);
        add_part(out, ", refund ", json_text_at(&arena, notification, "refund_id"), 4, 3);
        add_part(out, ", tx ", json_text_at(&arena, notification, "txn_hash"), 6, 4);
        struct span state = json_text_at(&arena, notification, "state");
        if (state.size > 0 && !span_is(state, "PAID")) {
            buf_add_text(out, ", state ");
            text_escape(out, state);
        }
    }
    arena_clear(&arena);
}
