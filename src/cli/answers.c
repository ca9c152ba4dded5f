#include "answers.h"

#include "clock.h"
#include "files.h"
#include "listening.h"
#include "relay.h"

enum { MOST_BODY = 16 << 20 };

static const struct opt rows[] = {
    OPT(struct listen_opts, answers.respond, .name = "respond", .value = "STATUS[:COUNT],…",
        .help = "answer accepted deliveries so, one after the other; the last stays",
        .complete = OPT_COMPLETE_STATUS),
    OPT(struct listen_opts, answers.respond_body, .name = "respond-body", .value = "FILE",
        .help = "the body of these answers", .complete = OPT_COMPLETE_FILE),
    OPT(struct listen_opts, answers.respond_headers, .name = "respond-header",
        .value = "'NAME: VALUE'",
        .help = "add a header to them, or replace ours; repeatable; an empty value removes ours",
        .complete = OPT_COMPLETE_HEADER),
    OPT(struct listen_opts, answers.delay, .name = "delay", .value = "MS",
        .help = "wait before each answer", .unit = CLOCK_MS),
    OPT(struct listen_opts, answers.fault, .name = "fault", .value = "KIND[:COUNT]",
        .help = "instead of answering the first COUNT deliveries (or all), reset the connection, "
                "hang, or truncate the answer",
        .complete = OPT_COMPLETE_FAULT),
};

const struct opt_group answer_group = OPT_GROUP("Answers", rows);

/* As enum fault has them, from 1 on. */
static const char *const fault_names[] = {"reset", "hang", "truncate", NULL};

const char *answers_given(const struct answer_opts *opts)
{
    const struct {
        bool given;
        const char *name;
    } options[] = {{opts->respond, "--respond"},
                   {opts->respond_body, "--respond-body"},
                   {opts->respond_headers.count > 0, "--respond-header"},
                   {opts->delay > 0, "--delay"},
                   {opts->fault, "--fault"}};
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (options[i].given)
            return options[i].name;
    return NULL;
}

/* What frames the answer is ours to say. */
static bool frames(struct span name)
{
    static const char *const names[] = {"Content-Length", "Transfer-Encoding", "Connection"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (span_equal_nocase(name, span_of(names[i])))
            return true;
    return false;
}

static bool read_header(const char *text, struct header *header, struct error *err)
{
    if (!header_read(span_of(text), header, err))
        return false;
    return !frames(header->name) ||
           error_set(err, ERROR_USAGE, "%.*s can't be chosen: it frames the answer",
                     SPAN_ARG(header->name));
}

static bool read_headers(const struct opt_list *given, struct arena *arena, struct headers *headers,
                         struct error *err)
{
    struct header header;
    headers_add(headers, arena, SPAN("Content-Type"), SPAN("application/json"));
    for (size_t i = 0; i < given->count; i++) {
        if (!read_header(given->at[i], &header, err))
            return error_context(err, "option '--respond-header'");
        if (span_equal_nocase(header.name, SPAN("Content-Type")))
            headers_remove(headers, header.name);
    }
    for (size_t i = 0; i < given->count; i++)
        if (read_header(given->at[i], &header, err) && header.value.size > 0)
            headers_add(headers, arena, header.name, header.value);
    return true;
}

static bool read_body(const char *path, struct arena *arena, struct span *body, struct error *err)
{
    struct buf bytes = buf_limited(MOST_BODY);
    bool read = file_read(&bytes, path, err);
    if (read)
        *body = span_keep(arena, bytes.size > 0 ? buf_span(&bytes) : SPAN(""));
    buf_clear(&bytes);
    return read;
}

bool answers_open(const struct answer_opts *opts, struct arena *arena, struct answers *answers,
                  struct error *err)
{
    *answers = (struct answers){.delay = opts->delay};
    if (opts->respond && !script_read_statuses(arena, opts->respond, &answers->statuses, err))
        return error_context(err, "option '--respond'");
    if (opts->fault && !script_read_fault(arena, opts->fault, fault_names, &answers->faults, err))
        return error_context(err, "option '--fault'");
    return read_headers(&opts->respond_headers, arena, &answers->headers, err) &&
           (!opts->respond_body || read_body(opts->respond_body, arena, &answers->body, err));
}

static struct reply make(struct arena *arena, const struct exchange *exchange, int status,
                         const struct headers *own, struct span body)
{
    struct reply reply = {.status = status, .body = SPAN("")};
    if (status_has_body(status))
        reply.body = span_keep(arena, body);
    reply.headers = exchange_headers(arena, exchange, status, own, reply.body.size);
    return reply;
}

struct reply answers_plain(struct arena *arena, const struct exchange *exchange, int status,
                           const char *body)
{
    return make(arena, exchange, status, NULL, span_of(body));
}

struct reply answers_mirror(struct arena *arena, const struct exchange *exchange,
                            const struct answer *theirs)
{
    const struct headers own = relay_answer_headers(arena, &theirs->headers);
    return make(arena, exchange, theirs->status, &own, theirs->body);
}

static struct reply accept(struct answers *answers, struct arena *arena,
                           const struct exchange *exchange)
{
    int scripted = script_next(&answers->statuses);
    int status = scripted ? scripted : 200;
    struct span body = answers->body;
    struct headers headers = {0};
    if (!body.at)
        body = status / 100 == 2 ? SPAN("{\"received\":true}") : SPAN("{\"error\":\"scripted\"}");
    for (size_t i = 0; i < answers->headers.count; i++)
        headers_add(&headers, arena, answers->headers.at[i].name, answers->headers.at[i].value);
    if (!status_has_body(status))
        headers_remove(&headers, SPAN("Content-Type"));
    return make(arena, exchange, status, &headers, body);
}

static struct reply refuse(struct arena *arena, const struct exchange *exchange, const char *reason)
{
    struct buf body = {0};
    buf_printf(&body, "{\"error\":\"%s\"}", reason);
    struct reply reply = make(arena, exchange, 401, NULL, buf_span(&body));
    buf_clear(&body);
    return reply;
}

static bool is_silent(enum fault fault)
{
    return fault == FAULT_RESET || fault == FAULT_HANG;
}

struct reply answers_next(struct answers *answers, struct arena *arena,
                          const struct exchange *exchange, const char *reason)
{
    enum fault fault = (enum fault)script_next(&answers->faults);
    struct reply reply = {.body = SPAN("")};
    if (!is_silent(fault))
        reply = reason ? refuse(arena, exchange, reason) : accept(answers, arena, exchange);
    reply.fault = fault;
    reply.delay = answers->delay;
    return reply;
}

void answers_note(const struct reply *reply, struct answer *answer)
{
    answer->fault = reply->fault ? fault_names[reply->fault - 1] : NULL;
    answer->status = is_silent(reply->fault) ? 0 : reply->status;
    answer->headers = reply->headers;
    answer->body = reply->fault == FAULT_TRUNCATE ? exchange_truncated(reply->body) : reply->body;
}
