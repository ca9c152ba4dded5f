#include "commands.h"

#include "clock.h"
#include "jsonw.h"
#include "payload.h"
#include "verification.h"

#include <string.h>

struct verify_opts {
    struct common_opts common;
    const char *signature;
    struct opt_list headers;
    const char *at;
    bool explain;
    int input;
};

static const struct opt rows[] = {
    OPT(struct verify_opts, signature, .name = "signature", .value = "VALUE",
        .help = "the signature, byte for byte, in place of the one in FILE"),
    OPT(struct verify_opts, headers, .name = "header", .letter = 'H', .value = "'NAME: VALUE'",
        .help = "a header that came with the payload; repeatable, wins over FILE's",
        .complete = OPT_COMPLETE_HEADER),
    OPT(struct verify_opts, at, .name = "at", .value = "TIME",
        .help = "verify as of then (default: when a record or HAR entry was made, else now)",
        .complete = OPT_COMPLETE_TIME),
    OPT(struct verify_opts, explain, .name = "explain",
        .help = "show the working: header, signed bytes, key, expected and given signature"),
    OPT(struct verify_opts, input, .name = "input", .value = "FORM",
        .help = "what FILE is: body, http, journal, har, curl, gosmee, clerk (default: guess)",
        .choices = payload_forms),
};

struct verifying {
    const struct verify_opts *opts;
    struct ui *ui;
    struct keyring keyring;
    const struct scheme *scheme; /* NULL: found out for each payload */
    struct headers given;        /* by -H */
    struct signer **signers;     /* by the scheme's number, made at first use */
    int64_t at;                  /* as of when, where the payload itself doesn't say */
    size_t valid, invalid, skipped;
    size_t work, undiagnosed;
    struct error damage; /* the first input that could not be parsed */
    bool many;           /* one line each, and totals */
};

static struct signer *signer_for(struct verifying *verifying, const struct scheme *scheme,
                                 struct error *err)
{
    struct signer **slot = &verifying->signers[scheme - verifying->opts->common.schemes->at];
    if (!*slot)
        *slot =
            signer_new(scheme, verifying->keyring.in_use.at, verifying->keyring.in_use.count, err);
    return *slot;
}

/* What the command line gives wins over what the file holds. */
static void apply_given(struct verifying *verifying, struct payload *payload, struct arena *arena)
{
    struct headers *headers = &payload->delivery.request.headers;
    for (size_t i = 0; i < verifying->given.count; i++)
        headers_remove(headers, verifying->given.at[i].name);
    for (size_t i = 0; i < verifying->given.count; i++)
        headers_add(headers, arena, verifying->given.at[i].name, verifying->given.at[i].value);
}

/* Under the name that goes with the timestamp that came, else the first. */
static void apply_signature(const struct scheme *scheme, const char *signature,
                            struct payload *payload, struct arena *arena)
{
    struct headers *headers = &payload->delivery.request.headers;
    const char *name = NULL;
    for (size_t i = 0; i < SCHEME_NAMES && scheme->names[i].signature; i++) {
        const char *timestamp = scheme->names[i].timestamp;
        headers_remove(headers, span_of(scheme->names[i].signature));
        if (!name && timestamp && headers_find(headers, span_of(timestamp), NULL))
            name = scheme->names[i].signature;
    }
    headers_add(headers, arena, span_of(name ? name : scheme->names[0].signature),
                span_of(signature));
}

static const struct scheme *scheme_for(const struct verifying *verifying,
                                       const struct payload *payload)
{
    const struct scheme_traits traits = {.headers = &payload->delivery.request.headers,
                                         .body = payload->delivery.request.body,
                                         .bare_signature = verifying->opts->signature != NULL};
    return verifying->scheme ? verifying->scheme
                             : scheme_detect(verifying->opts->common.schemes, &traits);
}

/* Of a saved request it can only be what its sender most likely called. */
static struct span url_of(const struct verifying *verifying, const struct payload *payload,
                          struct arena *arena)
{
    const char *given = verifying->opts->common.notification_url;
    const struct header *host =
        headers_find(&payload->delivery.request.headers, SPAN("Host"), NULL);
    if (given || payload->delivery.url.at || !host)
        return given ? span_of(given) : payload->delivery.url;
    struct buf url = {0};
    buf_printf(&url, "https://%.*s%.*s", SPAN_ARG(host->value),
               SPAN_ARG(payload->delivery.request.target));
    return buf_keep(arena, &url);
}

static bool gather(const struct verifying *verifying, const struct payload *payload,
                   const struct scheme *scheme, struct arena *arena, struct evidence *evidence,
                   struct error *err)
{
    *evidence = (struct evidence){.headers = &payload->delivery.request.headers,
                                  .body = payload->delivery.request.body,
                                  .now = verifying->at,
                                  .tolerance = verifying->opts->common.tolerance};
    if (payload->timed && !verifying->opts->at)
        evidence->now = payload->delivery.time;
    if (!scheme_signs(scheme, "{url}"))
        return true;
    evidence->url = url_of(verifying, payload, arena);
    return evidence->url.at || signature_lacks_url(scheme, err);
}

/* A part of a hint that comes from outside. */
static void add_foreign(struct buf *hint, const struct verifying *verifying, const char *before,
                        struct span foreign)
{
    struct buf text = {0};
    buf_add(&text, foreign);
    secrets_mask(&verifying->keyring.known, &text);
    buf_add_text(hint, before);
    buf_add(hint, buf_span(&text));
    buf_wipe(&text);
}

/* A hint beyond the reason's own, where the payload shows more. */
static void add_hint(struct buf *hint, const struct verifying *verifying,
                     const struct payload *payload, const struct evidence *evidence,
                     const struct scheme *scheme, enum reason reason)
{
    const struct header *length = headers_find(evidence->headers, SPAN("Content-Length"), NULL);
    char size[24];
    struct buf digits = BUF_OVER(size);
    buf_printf(&digits, "%zu", evidence->body.size);
    if (reason == REASON_MISSING_SIGNATURE && payload->bare && !verifying->opts->headers.count)
        buf_add_text(hint, "a raw body has no headers: give the signature with --signature or -H");
    else
        working_write_mend(hint, reason, scheme, evidence);
    if (evidence->url.at && reason == REASON_MISMATCH &&
        !verifying->opts->common.notification_url) {
        add_foreign(hint, verifying, "; the URL that is signed was taken to be ", evidence->url);
        buf_add_text(hint, ": --notification-url gives another");
    }
    if (length && !span_equal(length->value, buf_span(&digits))) {
        add_foreign(hint, verifying, "; Content-Length says ", length->value);
        buf_printf(hint, ", but %s bytes follow the blank line", size);
    }
}

/*
 * Looks for the cause of one refusal. Of many, as much as some seconds allow is looked at: where
 * all are refused, for one reason, more would only repeat it.
 */
static bool look_for_cause(struct verifying *verifying, const struct verdict *verdict,
                           const struct evidence *evidence, struct diagnosis *diagnosis)
{
    enum { MOST_WORK_OF_ALL = 1536 << 20 };
    if (!diagnosis_is_due(verdict->reason))
        return false;
    if (verifying->work > MOST_WORK_OF_ALL) {
        verifying->undiagnosed++;
        return false;
    }
    const struct diagnosis_case input = keyring_case(&verifying->keyring, verdict, evidence);
    diagnose(diagnosis, &input);
    verifying->work += diagnosis->work;
    return true;
}

static bool print_one(struct verifying *verifying, const struct verification *verification,
                      struct error *err)
{
    struct buf out = {0};
    if (verifying->ui->json)
        verification_write_json(&out, verification);
    else
        verification_write_text(&out, verification, verifying->ui->out);
    bool written = ui_data(verifying->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

static struct span id_of(const struct payload *payload)
{
    const char *id = payload->delivery.id;
    return *id ? span_of(id) : (struct span){0};
}

/* Says all there is to say of one verdict. */
static bool tell(struct verifying *verifying, const char *file, const struct payload *payload,
                 const struct evidence *evidence, const struct verdict *verdict, struct error *err)
{
    struct buf hint = {0};
    struct diagnosis diagnosis = {.differs = false};
    struct working working = {.signed_size = 0};
    bool diagnosed = look_for_cause(verifying, verdict, evidence, &diagnosis);
    if (verifying->opts->explain)
        working_out(&working, verdict->scheme, keyring_find(&verifying->keyring, verdict),
                    evidence);
    if (verdict->validity != VALIDITY_VALID)
        add_hint(&hint, verifying, payload, evidence, verdict->scheme, verdict->reason);
    const struct verification verification = {.verdict = verdict,
                                              .diagnosis = diagnosed ? &diagnosis : NULL,
                                              .working = verifying->opts->explain ? &working : NULL,
                                              .keyring = &verifying->keyring,
                                              .hint = buf_span(&hint),
                                              .file = file,
                                              .name = payload->name,
                                              .id = id_of(payload),
                                              .many = verifying->many};
    bool told = print_one(verifying, &verification, err);
    diagnosis_clear(&diagnosis);
    working_clear(&working);
    buf_clear(&hint);
    return told;
}

static bool verify_one(struct verifying *verifying, const char *file, struct payload *payload,
                       struct arena *arena, struct error *err)
{
    struct evidence evidence;
    bool given = verifying->opts->signature || verifying->given.count;
    if (payload->foreign && !given) {
        verifying->skipped++;
        return true;
    }
    apply_given(verifying, payload, arena);
    const struct scheme *scheme = scheme_for(verifying, payload);
    struct signer *signer = signer_for(verifying, scheme, err);
    if (!signer || !gather(verifying, payload, scheme, arena, &evidence, err))
        return false;
    if (verifying->opts->signature)
        apply_signature(scheme, verifying->opts->signature, payload, arena);
    struct verdict verdict = signer_verify(signer, &evidence);
    bool valid = verdict.validity == VALIDITY_VALID;
    *(valid ? &verifying->valid : &verifying->invalid) += 1;
    return tell(verifying, file, payload, &evidence, &verdict, err);
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

static void write_totals_json(struct buf *out, const struct verifying *verifying)
{
    jsonw_object(out, NULL);
    jsonw_text(out, "kind", SPAN("summary"));
    jsonw_text(out, "command", SPAN("verify"));
    jsonw_integer(out, "valid", (int64_t)verifying->valid);
    jsonw_integer(out, "invalid", (int64_t)verifying->invalid);
    jsonw_integer(out, "skipped", (int64_t)verifying->skipped);
    jsonw_end_object(out);
    buf_add_byte(out, '\n');
}

static bool print_totals(struct verifying *verifying, struct error *err)
{
    struct buf out = {0};
    if (verifying->undiagnosed)
        ui_note(verifying->ui, "the causes of %zu more were not looked for; verify them alone",
                verifying->undiagnosed);
    if (!verifying->many && !verifying->skipped)
        return true;
    if (verifying->opts->common.json) {
        write_totals_json(&out, verifying);
    } else {
        buf_printf(&out, "%zu valid, %zu invalid", verifying->valid, verifying->invalid);
        if (verifying->skipped)
            buf_printf(&out, ", %zu skipped", verifying->skipped);
        buf_add_byte(&out, '\n');
    }
    bool written = ui_data(verifying->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

/* What is wrong with the command line, before anything is read. */
static bool prepare(struct verifying *verifying, const struct opt_list *operands,
                    struct arena *arena, struct error *err)
{
    const struct verify_opts *opts = verifying->opts;
    const struct common_opts *common = &opts->common;
    bool named = common->scheme && strcmp(common->scheme, "auto") != 0;
    verifying->at = clock_now();
    verifying->signers = arena_new(arena, common->schemes->count * sizeof(struct signer *));
    if (named)
        verifying->scheme = settings_scheme(common, NULL, err);
    return (!named || verifying->scheme) && settings_time("--at", opts->at, &verifying->at, err) &&
           settings_url(common, err) &&
           settings_headers(&opts->headers, arena, &verifying->given, err) &&
           settings_one_stdin(common, operands, err) &&
           keyring_open(&verifying->keyring, common, arena, err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct verifying verifying = {.opts = options, .ui = ui, .many = operands->count > 1};
    if (!prepare(&verifying, operands, arena, err))
        return err->code;
    const struct common_opts *common = &verifying.opts->common;
    if (secrets_are_development(&verifying.keyring.in_use))
        ui_note(ui, "verifying with the development secret %s; --secret gives another",
                verifying.keyring.in_use.at[0].fingerprint);
    ui_mask(ui, arena, &verifying.keyring.known);
    bool done = true;
    if (operands->count == 0)
        done = verify_file(&verifying, "-", err);
    for (size_t i = 0; done && i < operands->count; i++)
        done = verify_file(&verifying, operands->at[i], err);
    if (done)
        done = print_totals(&verifying, err);
    for (size_t i = 0; i < common->schemes->count; i++)
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
static const struct opt_group own_group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {&own_group, &signing_group, &output_group, NULL};

const struct command command_verify = {
    .options =
        {
            .name = "verify",
            .synopsis = "[OPTION]... [FILE]...",
            .summary = "check the signature of a saved payload, and say why it fails",
            .about =
                "Check the signature of saved payloads: say valid, or invalid and the reason. On\n"
                "a mismatch all that is known to go wrong is tried (another part of the body,\n"
                "line ends, JSON written anew, the secret decoded or not, another hash or\n"
                "encoding, …), and what reproduces the signature is named with its mend.\n"
                "FILE (or standard input) is a raw body, a saved HTTP request (start line,\n"
                "headers, blank line, body), a journal of records, a HAR file or a curl command.\n"
                "The scheme is found out by headers and body unless --scheme names it.\n",
            .examples = "  sfpy-hook verify request.http\n"
                        "  sfpy-hook verify body.json --signature 5887b24e…\n"
                        "  sfpy-hook verify ~/.local/state/sfpy-hook/journal.jsonl\n",
            .groups = groups,
            .most_operands = SIZE_MAX,
            .operands = {OPT_COMPLETE_FILE, OPT_COMPLETE_FILE},
        },
    .opts_size = sizeof(struct verify_opts),
    .defaults = &defaults,
    .run = run,
};
