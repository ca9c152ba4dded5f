/* `trigger --dry-run`: the request is printed, and nothing is sent. */
#include "curl_command.h"
#include "text.h"
#include "triggering.h"

enum dry_format { DRY_HTTP, DRY_CURL, DRY_BODY, DRY_JSON };

/* How curl reaches the endpoint as we would. */
static const char *const *curl_options(const struct outbound *outbound, struct shot *shot)
{
    const struct outbound_opts *opts = outbound->opts;
    struct arena *arena = &shot->arena;
    struct opt_list words = {0};
    const struct {
        const char *option, *value;
    } rows[] = {{"--unix-socket", opts->unix_socket},
                {"--cacert", opts->ca_file},
                {"--cert", opts->cert_file},
                {"--key", opts->key_file}};
    if (opts->insecure)
        opt_list_add(&words, arena, "-k");
    if (shot->url->loopback && !opts->unix_socket) {
        opt_list_add(&words, arena, "--noproxy");
        opt_list_add(&words, arena, "*");
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].value) {
            opt_list_add(&words, arena, rows[i].option);
            opt_list_add(&words, arena, rows[i].value);
        }
    for (size_t i = 0; i < opts->resolve.count; i++) {
        opt_list_add(&words, arena, "--resolve");
        opt_list_add(&words, arena, opts->resolve.at[i]);
    }
    opt_list_add(&words, arena, NULL);
    return words.at;
}

static void write_request(struct buf *out, const struct triggering *run, struct shot *shot)
{
    const struct message *request = &shot->delivery.request;
    bool json = run->opts->outbound.common.json;
    switch (json ? DRY_JSON : run->opts->format) {
    case DRY_CURL:
        curl_write(out, request, shot->url, curl_options(&run->outbound, shot));
        break;
    case DRY_BODY:
        buf_add(out, request->body);
        break;
    case DRY_JSON:
        delivery_write(out, &shot->delivery);
        break;
    default:
        message_write(out, request);
    }
}

/* With a seed or a time even the record, which no journal will hold, is the same each time. */
static void stamp(const struct triggering *run, struct shot *shot)
{
    struct dice dice = dice_of_seed(run->seed, UINT64_MAX - shot->number);
    struct buf id = BUF_OVER(shot->delivery.id);
    shot->delivery.time = run->timed ? run->time : clock_now();
    shot->time = shot->delivery.time;
    ident_write_ulid(&id, &dice, shot->time);
}

bool dry_run(struct triggering *run, uint64_t count, struct error *err)
{
    bool done = true;
    for (uint64_t i = 0; done && i < count; i++) {
        struct shot shot = {.number = i, .source = request_choose(run)};
        struct buf out = {0};
        shot.delivery.direction = DIRECTION_SENT;
        shot.delivery.expected = span_of(run->opts->outbound.expect);
        stamp(run, &shot);
        done = request_make(run, &shot, err);
        if (done) {
            write_request(&out, run, &shot);
            done = ui_raw(run->ui, buf_span(&out), err);
        }
        buf_clear(&out);
        arena_clear(&shot.arena);
    }
    return done;
}
