#include "commands.h"

#include "clock.h"
#include "jsonw.h"
#include "payload.h"
#include "secrets.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

struct verify_opts {
    struct common_opts common;
    const char *signature;
    struct opt_list headers;
    const char *at;
    int input;
};

static const struct opt rows[] = {
    OPT(struct verify_opts, signature, .name = "signature", .value = "VALUE",
        .help = "the signature, byte for byte, in place of the one in FILE"),
    OPT(struct verify_opts, headers, .name = "header", .letter = 'H', .value = "'NAME: VALUE'",
        .help = "a header that came with the payload; repeatable, wins over FILE's"),
    OPT(struct verify_opts, at, .name = "at", .value = "TIME",
        .help = "verify as of then (default: when a record or HAR entry was made, else now)"),
    OPT(struct verify_opts, input, .name = "input", .value = "FORM",
        .help = "what FILE is: body, http, journal, har or curl (default: guess)",
        .choices = payload_forms),
};

struct verifying {
    const struct verify_opts *opts;
    struct ui *ui;
    struct secrets secrets;
    const struct scheme *scheme; /* NULL: found out for each payload */
    struct headers given;        /* by -H */
    struct signer **signers;     /* by the scheme's number, made at first use */
    size_t valid, invalid;
    int64_t at;
    struct error damage; /* the first input that could not be parsed */
    bool many;           /* one line each, and totals */
};

static struct signer *signer_for(struct verifying *verifying, const struct scheme *scheme,
                                 struct error *err)
{
    struct signer **slot = &verifying->signers[scheme - verifying->opts->common.schemes->at];
    if (!*slot)
        *slot = signer_new(scheme, verifying->secrets.at, verifying->secrets.count, err);
    return *slot;
}

/* What the command line gives wins over what the file holds. */
static void apply_given(struct verifying *verifying, struct payload *payload, struct arena *arena)
{
    struct headers *headers = &payload->message.headers;
    for (size_t i = 0; i < verifying->given.count; i++)
        headers_remove(headers, verifying->given.at[i].name);
    for (size_t i = 0; i < verifying->given.count; i++)
        headers_add(headers, arena, verifying->given.at[i].name, verifying->given.at[i].value);
}

static void apply_signature(const struct scheme *scheme, const char *signature,
                            struct payload *payload, struct arena *arena)
{
    struct headers *headers = &payload->message.headers;
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++)
        headers_remove(headers, span_of(scheme->names[i].signature));
    headers_add(headers, arena, span_of(scheme->names[0].signature), span_of(signature));
}

/* A hint beyond the reason's own, where the payload shows more. */
static void add_hint(struct buf *hint, const struct verifying *verifying,
                     const struct payload *payload, enum reason reason)
{
    const struct header *length =
        headers_find(&payload->message.headers, SPAN("Content-Length"), NULL);
    char size[24];
    struct buf digits = BUF_OVER(size);
    buf_printf(&digits, "%zu", payload->message.body.size);
    if (reason == REASON_MISSING_SIGNATURE && payload->bare && !verifying->opts->headers.count)
        buf_add_text(hint, "a raw body has no headers: give the signature with --signature or -H");
    else
        buf_add_text(hint, reason_mend(reason));
    if (length && !span_equal(length->value, buf_span(&digits))) {
        buf_printf(hint, "; Content-Length says %.*s, but %s bytes follow the blank line",
                   SPAN_ARG(length->value), size);
    }
}

static void write_json(struct buf *out, const struct verdict *verdict, struct span hint,
                       const char *file, struct span id)
{
    struct buf header = {0};
    bool valid = verdict->validity == VALIDITY_VALID;
    verdict_write_header(&header, verdict);
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("verification"));
    jsonw_bool(out, "valid", valid);
    jsonw_text(out, "scheme", span_of(verdict->scheme->name));
    jsonw_text(out, "reason", span_of(reason_name(verdict->reason)));
    jsonw_null(out, "cause");
    jsonw_text(out, "hint", valid ? (struct span){0} : hint);
    jsonw_text(out, "header", valid ? buf_span(&header) : (struct span){0});
    jsonw_text(out, "secret", span_of(verdict->secret));
    jsonw_text(out, "file", span_of(file));
    jsonw_text(out, "id", id);
    jsonw_null(out, "sdk");
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
    buf_clear(&header);
}

/* The first line stands alone where there are many. */
static void write_text(struct buf *out, const struct verifying *verifying,
                       const struct verdict *verdict, struct span hint, const char *file,
                       const struct payload *payload)
{
    const struct palette *palette = verifying->ui->out;
    if (verifying->many) {
        text_escape(out, payload->id.at ? payload->id : span_of(file));
        buf_add_text(out, ": ");
    }
    if (verdict->validity == VALIDITY_VALID) {
        buf_printf(out, "%svalid%s: scheme %s, secret %s (%s), header ", palette->good,
                   palette->end, verdict->scheme->name, verdict->secret, verdict->origin);
        verdict_write_header(out, verdict);
        buf_add_byte(out, '\n');
        return;
    }
    buf_printf(out, "%sinvalid%s: %s: %s", palette->bad, palette->end, reason_name(verdict->reason),
               reason_meaning(verdict->reason));
    buf_printf(out, " (scheme %s, secret ", verdict->scheme->name);
    secrets_write_fingerprints(out, &verifying->secrets);
    buf_add_text(out, ")\n");
    if (verifying->many)
        return;
    buf_printf(out, "%shint:%s ", palette->strong, palette->end);
    text_escape(out, hint);
    buf_add_byte(out, '\n');
}

static bool verify_one(struct verifying *verifying, const char *file, struct payload *payload,
                       struct arena *arena, struct error *err)
{
    const char *signature = verifying->opts->signature;
    apply_given(verifying, payload, arena);
    const struct scheme_traits traits = {.headers = &payload->message.headers,
                                         .body = payload->message.body,
                                         .bare_signature = signature != NULL};
    const struct scheme *scheme = verifying->scheme
                                      ? verifying->scheme
                                      : scheme_detect(verifying->opts->common.schemes, &traits);
    struct signer *signer = signer_for(verifying, scheme, err);
    if (!signer)
        return false;
    if (signature)
        apply_signature(scheme, signature, payload, arena);
    const struct evidence evidence = {.headers = &payload->message.headers,
                                      .body = payload->message.body,
                                      .url = span_of(verifying->opts->common.notification_url),
                                      .now = verifying->at,
                                      .tolerance = verifying->opts->common.tolerance};
    struct verdict verdict = signer_verify(signer, &evidence);
    bool valid = verdict.validity == VALIDITY_VALID;
    *(valid ? &verifying->valid : &verifying->invalid) += 1;
    struct buf hint = {0}, out = {0};
    if (!valid)
        add_hint(&hint, verifying, payload, verdict.reason);
    if (verifying->opts->common.json)
        write_json(&out, &verdict, buf_span(&hint), file, payload->id);
    else
        write_text(&out, verifying, &verdict, buf_span(&hint), file, payload);
    bool written = ui_text(verifying->ui, &out, err);
    buf_clear(&hint);
    buf_clear(&out);
    return written;
}

/* Says what is damaged; the rest is verified all the same. */
static void say_damage(struct verifying *verifying, const struct error *fault)
{
    ui_trouble(verifying->ui, fault);
    if (verifying->damage.code == ERROR_NONE)
        verifying->damage = *fault;
}

static bool verify_file(struct verifying *verifying, const char *file, struct error *err)
{
    struct payload_reader reader;
    struct payload payload;
    struct error fault = {0};
    ui_note_waiting(verifying->ui, file);
    if (!payload_open(&reader, file, (enum payload_form)verifying->opts->input,
                      verifying->opts->common.schemes, &fault)) {
        say_damage(verifying, &fault);
        payload_close(&reader);
        return true;
    }
    verifying->many = verifying->many || payload_has_several(&reader);
    enum payload_result result;
    bool going_on = true;
    while (going_on && (result = payload_next(&reader, &payload, &fault)) != PAYLOAD_END) {
        if (result == PAYLOAD_READ) {
            going_on = verify_one(verifying, file, &payload, &reader.arena, err);
            continue;
        }
        error_context(&fault, "%s", strcmp(file, "-") == 0 ? "standard input" : file);
        say_damage(verifying, &fault);
    }
    payload_close(&reader);
    return going_on;
}

static bool print_totals(struct verifying *verifying, struct error *err)
{
    struct buf out = {0};
    if (verifying->many && verifying->opts->common.json) {
        jsonw_object(&out, NULL);
        jsonw_text(&out, "kind", SPAN("summary"));
        jsonw_text(&out, "command", SPAN("verify"));
        jsonw_integer(&out, "valid", (int64_t)verifying->valid);
        jsonw_integer(&out, "invalid", (int64_t)verifying->invalid);
        jsonw_integer(&out, "skipped", 0);
        jsonw_end_object(&out);
        buf_add_byte(&out, '\n');
    } else if (verifying->many) {
        buf_printf(&out, "%zu valid, %zu invalid\n", verifying->valid, verifying->invalid);
    }
    bool written = ui_data(verifying->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

static bool read_given(struct verifying *verifying, struct arena *arena, struct error *err)
{
    const struct opt_list *list = &verifying->opts->headers;
    for (size_t i = 0; i < list->count; i++) {
        struct header header;
        if (!header_read(span_of(list->at[i]), &header, err))
            return error_context(err, "option '--header'");
        headers_add(&verifying->given, arena, header.name, header.value);
    }
    return true;
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    const struct verify_opts *opts = options;
    struct verifying verifying = {.opts = opts, .ui = ui, .many = operands->count > 1};
    const char *scheme = opts->common.scheme;
    size_t schemes = opts->common.schemes->count;
    verifying.signers = arena_new(arena, schemes * sizeof(struct signer *));
    if (scheme && strcmp(scheme, "auto") != 0 &&
        !(verifying.scheme = scheme_find(opts->common.schemes, scheme, err)))
        return err->code;
    verifying.at = clock_now();
    if (!settings_time("--at", opts->at, &verifying.at, err) ||
        !read_given(&verifying, arena, err) || !settings_one_stdin(&opts->common, operands, err) ||
        !secrets_resolve(&opts->common, arena, &verifying.secrets, err))
        return err->code;
    if (secrets_are_development(&verifying.secrets))
        ui_note(ui, "verifying with the development secret %s; --secret gives another",
                verifying.secrets.at[0].fingerprint);
    ui_mask(ui, arena, &verifying.secrets);
    bool done = true;
    if (operands->count == 0)
        done = verify_file(&verifying, "-", err);
    for (size_t i = 0; done && i < operands->count; i++)
        done = verify_file(&verifying, operands->at[i], err);
    if (done)
        done = print_totals(&verifying, err);
    for (size_t i = 0; i < schemes; i++)
        signer_free(verifying.signers[i]);
    if (!done)
        return err->code;
    if (verifying.damage.code != ERROR_NONE) {
        ui_error_line(ui, &verifying.damage);
        return verifying.damage.code;
    }
    return verifying.invalid ? ERROR_CHECK : ERROR_NONE;
}

static const struct verify_opts defaults = {COMMON_DEFAULTS};
static const struct opt_group own_group = {"Options", rows, COUNT_OF(rows), false};
static const struct opt_group *const groups[] = {&own_group, &signing_group, &output_group, NULL};

const struct command command_verify = {
    .options =
        {
            .name = "verify",
            .synopsis = "[OPTION]... [FILE]...",
            .summary = "check the signature of a saved payload, request or record",
            .about =
                "Check the signature of saved payloads and say valid, or invalid and the reason.\n"
                "FILE (or standard input) is a raw body, a saved HTTP request (start line,\n"
                "headers, blank line, body), or a journal of records. The scheme is found out by\n"
                "headers and body unless --scheme names it.\n",
            .examples = "  sfpy-hook verify request.http\n"
                        "  sfpy-hook verify body.json --signature 5887b24e…\n"
                        "  sfpy-hook verify ~/.local/state/sfpy-hook/journal.jsonl\n",
            .groups = groups,
            .most_operands = SIZE_MAX,
        },
    .opts_size = sizeof(struct verify_opts),
    .defaults = &defaults,
    .run = run,
};
