#include "render.h"

#include "clock.h"
#include "inflate.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

const struct palette plain_palette = {"", "", "", "", "", "", {"", "", "", "", ""}, 0, false};

/*
 * Of the eight basic colours, which follow the terminal's theme, those that read on light and on
 * dark. By the contrast (WCAG 2) of the defaults of xterm, the console, GNOME, macOS, Windows and
 * VS Code, blue is below 2.5 on most dark backgrounds and yellow down to 1.7 on white, so neither
 * is used; no colour says what no sign or word beside it says. Dim is for what can be passed over.
 */
const struct palette colour_palette = {
    .strong = "\x1b[1m",
    .dim = "\x1b[2m",
    .good = "\x1b[32m",
    .warn = "\x1b[35m",
    .bad = "\x1b[31m",
    .end = "\x1b[0m",
    .json = {"\x1b[36m", "\x1b[32m", "\x1b[35m", "\x1b[35m", "\x1b[0m"},
};

static void add_event(struct buf *out, const struct event_label *event,
                      const struct palette *palette)
{
    buf_add_text(out, palette->strong);
    if (event->name.at)
        text_escape(out, event->name);
    else
        text_escape(out, event->type.size > 0 ? event->type : SPAN("no event"));
    buf_add_text(out, palette->end);
    if (event->name.at) {
        buf_add_text(out, " (");
        text_escape(out, event->type);
        buf_add_text(out, ")");
    }
    if (event->token.size > 0) {
        buf_add_text(out, "  ");
        text_escape(out, event->token);
    }
}

static void add_verdict(struct buf *out, const struct delivery *delivery,
                        const struct palette *palette)
{
    const struct verdict *verdict = &delivery->verdict;
    if (!delivery->judged)
        return;
    if (verdict->validity == VALIDITY_UNCHECKED)
        buf_printf(out, "  %s· unchecked%s", palette->dim, palette->end);
    else if (verdict->validity == VALIDITY_VALID)
        buf_printf(out, "  %s✓ valid%s", palette->good, palette->end);
    else
        buf_printf(out, "  %s✗ %s%s", palette->bad,
                   verdict->reason ? reason_name(verdict->reason) : "invalid", palette->end);
}

void render_duration(struct buf *out, int64_t duration, const struct palette *palette)
{
    buf_printf(out, "%s%" PRId64 ".%d ms%s", palette->dim, duration / CLOCK_MS,
               (int)(duration % CLOCK_MS / 100000), palette->end);
}

static void add_answer(struct buf *out, const struct delivery *delivery,
                       const struct palette *palette)
{
    const struct answer *answer = &delivery->answer;
    bool good = answer->status / 100 == 2;
    bool accepted = delivery->verdict.validity == VALIDITY_INVALID && good;
    if (answer->status || answer->fault)
        buf_add_text(out, "  →");
    if (answer->status)
        buf_printf(out, " %s%d%s", good ? palette->good : palette->bad, answer->status,
                   palette->end);
    if (answer->fault) {
        buf_printf(out, " %s", palette->bad);
        text_escape(out, span_of(answer->fault));
        buf_printf(out, "%s (--fault)", palette->end);
    }
    if (accepted)
        buf_add_text(out, " (accepted all the same)");
    if (answer->status) {
        buf_add_text(out, "  ");
        render_duration(out, answer->duration, palette);
    }
}

void render_line_marked(struct buf *out, const struct delivery *delivery, const char *mark,
                        const struct palette *palette)
{
    struct buf line = {0};
    buf_add_text(&line, palette->dim);
    clock_write_time_of_day(&line, delivery->time);
    buf_printf(&line, "%s  ", palette->end);
    add_event(&line, &delivery->event, palette);
    add_verdict(&line, delivery, palette);
    if (mark)
        buf_printf(&line, "  %s%s%s", palette->dim, mark, palette->end);
    add_answer(&line, delivery, palette);
    text_fold(out, buf_span(&line), SPAN("  "), RENDER_MARGIN, palette->columns);
    buf_add_byte(out, '\n');
    buf_clear(&line);
}

void render_line(struct buf *out, const struct delivery *delivery, const struct palette *palette)
{
    render_line_marked(out, delivery, NULL, palette);
}

void render_headers(struct buf *out, const struct headers *headers, unsigned parts,
                    const struct palette *palette)
{
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->at[i];
        bool masked = !(parts & RENDER_CREDENTIALS) && header_is_credential(header->name);
        buf_add_repeated(out, ' ', RENDER_MARGIN);
        buf_add_text(out, palette->dim);
        text_escape(out, header->name);
        buf_printf(out, ":%s ", palette->end);
        text_escape(out, masked ? SPAN("***") : header->value);
        buf_add_byte(out, '\n');
    }
}

void render_body(struct buf *out, struct span body, size_t margin, const struct palette *palette)
{
    struct error ignored;
    struct span value;
    if (json_document(body, &value, &ignored)) {
        buf_add_repeated(out, ' ', margin);
        json_indent(out, value, margin, &palette->json);
        buf_add_byte(out, '\n');
        return;
    }
    char prefix[64];
    struct buf text = BUF_OVER(prefix);
    buf_add_repeated(&text, ' ', margin);
    buf_add_text(&text, "| ");
    text_escape_lines(out, body, prefix);
}

void render_answer_body(struct buf *out, struct span body, const struct palette *palette)
{
    enum { MOST_SHOWN = 4096 };
    if (body.size == 0)
        return;
    render_body(out, span_slice(body, 0, MOST_SHOWN), RENDER_MARGIN, palette);
    if (body.size <= MOST_SHOWN)
        return;
    buf_add_repeated(out, ' ', RENDER_MARGIN);
    buf_printf(out, "… %zu more bytes\n", body.size - MOST_SHOWN);
}

/*
 * Whether the body came packed, as its Content-Encoding says and its bytes don't deny; then `plain`
 * gets what it holds, which stays empty where that is damaged, over `most` bytes or of a kind
 * unknown here.
 */
static bool unpack(const struct message *request, size_t most, struct buf *plain)
{
    const struct header *coding = headers_find(&request->headers, SPAN("Content-Encoding"), NULL);
    if (!coding || span_equal_nocase(coding->value, SPAN("identity")) || request->body.size == 0)
        return false;
    *plain = buf_limited(most);
    bool known = inflate_looks_packed(request->body);
    if (known && !inflate_all(request->body, plain))
        buf_clear(plain);
    return known || !text_is_utf8(request->body);
}

static void add_packed(struct buf *out, size_t size, bool shown, const struct palette *palette)
{
    buf_add_repeated(out, ' ', RENDER_MARGIN);
    if (shown)
        buf_printf(out, "%s(unpacked from %zu bytes)%s\n", palette->dim, size, palette->end);
    else
        buf_printf(out, "| (compressed: %zu bytes)\n", size);
}

/* A sentence below the event's name. */
static void add_sentence(struct buf *out, const struct buf *sentence, const struct palette *palette)
{
    enum { FURTHER = RENDER_MARGIN + 2 };
    buf_add_repeated(out, ' ', RENDER_MARGIN);
    text_wrap(out, buf_span(sentence), RENDER_MARGIN, FURTHER, palette->columns);
    buf_add_byte(out, '\n');
}

/* What was done, where that is known; else what the reason means. */
static void add_why(struct buf *out, const struct verdict *verdict, const struct palette *palette)
{
    struct buf why = {0};
    buf_add_text(&why, palette->bad);
    text_escape(&why, span_of(verdict->was ? verdict->was : reason_meaning(verdict->reason)));
    buf_printf(&why, "%s%s", palette->end,
               verdict->unasked ? "; 'sfpy-hook verify' of the journal says why" : "");
    add_sentence(out, &why, palette);
    buf_clear(&why);
}

void render_pretty(struct buf *out, const struct delivery *delivery, unsigned parts, size_t most,
                   const struct palette *palette)
{
    render_line(out, delivery, palette);
    const struct verdict *verdict = &delivery->verdict;
    if (delivery->judged && verdict->validity == VALIDITY_INVALID)
        add_why(out, verdict, palette);
    struct buf sentence = {0}, plain = {0};
    bool packed = unpack(&delivery->request, most, &plain);
    struct span body = packed ? buf_span(&plain) : delivery->request.body;
    if (verdict->scheme)
        event_describe(&sentence, scheme_event(verdict->scheme, body));
    if (sentence.size > 0)
        add_sentence(out, &sentence, palette);
    if (parts & RENDER_HEADERS)
        render_headers(out, &delivery->request.headers, parts, palette);
    bool shown = parts & RENDER_BODY;
    if (packed && shown)
        add_packed(out, delivery->request.body.size, plain.at, palette);
    if (shown && (!packed || plain.at))
        render_body(out, body, RENDER_MARGIN, palette);
    buf_clear(&sentence);
    buf_clear(&plain);
}

static void add_answer_whole(struct buf *out, const struct delivery *delivery, unsigned parts,
                             const struct palette *palette)
{
    const struct answer *answer = &delivery->answer;
    if (!answer->status && !delivery->error.at)
        return;
    buf_add_repeated(out, ' ', RENDER_MARGIN);
    if (answer->status)
        buf_printf(out, "%sanswered %d%s", palette->strong, answer->status, palette->end);
    else
        buf_printf(out, "%snot answered%s", palette->bad, palette->end);
    if (delivery->error.at) {
        buf_add_text(out, ": ");
        text_escape(out, delivery->error);
    }
    buf_add_byte(out, '\n');
    if (parts & RENDER_HEADERS)
        render_headers(out, &answer->headers, parts, palette);
    if (answer->body.size > 0 && (parts & RENDER_BODY))
        render_body(out, answer->body, RENDER_MARGIN, palette);
}

static void add_forward(struct buf *out, const struct forwarded *forward,
                        const struct palette *palette)
{
    buf_add_repeated(out, ' ', RENDER_MARGIN);
    buf_add_text(out, "forwarded to ");
    text_escape(out, forward->url);
    if (forward->status)
        buf_printf(out, "  → %s%d%s  ", forward->status / 100 == 2 ? palette->good : palette->bad,
                   forward->status, palette->end);
    else
        buf_printf(out, "  %s→ no answer%s  ", palette->bad, palette->end);
    render_duration(out, forward->duration, palette);
    if (forward->attempts > 1)
        buf_printf(out, ", attempt %u", forward->attempts);
    if (forward->error.at) {
        buf_add_text(out, ": ");
        text_escape(out, forward->error);
    }
    buf_add_byte(out, '\n');
}

/* Its id, when it was, and between whom. */
static void add_head(struct buf *out, const struct delivery *delivery,
                     const struct palette *palette)
{
    bool sent = delivery->direction == DIRECTION_SENT;
    struct buf line = {0};
    buf_printf(&line, "%s%s%s  %s ", palette->strong, delivery->id, palette->end,
               sent ? "sent" : "received");
    clock_write_rfc3339(&line, delivery->time, 9);
    if (delivery->peer.at) {
        buf_add_text(&line, " from ");
        text_escape(&line, delivery->peer);
    }
    if (delivery->replay_of.at) {
        buf_add_text(&line, ", replay of ");
        text_escape(&line, delivery->replay_of);
    }
    text_wrap(out, buf_span(&line), 0, RENDER_MARGIN, palette->columns);
    buf_add_byte(out, '\n');
    buf_clear(&line);
    text_escape(out, delivery->request.method);
    buf_add_byte(out, ' ');
    text_escape(out, delivery->request.target);
    buf_printf(out, "  %sHTTP/%.*s,%s ", palette->dim, SPAN_ARG(delivery->request.version),
               palette->end);
    text_escape(out, delivery->url);
    buf_add_byte(out, '\n');
}

void render_whole(struct buf *out, const struct delivery *delivery, unsigned parts, size_t most,
                  const struct palette *palette)
{
    add_head(out, delivery, palette);
    render_pretty(out, delivery, parts, most, palette);
    for (size_t i = 0; i < delivery->forward_count; i++)
        add_forward(out, &delivery->forwards[i], palette);
    add_answer_whole(out, delivery, parts, palette);
}
