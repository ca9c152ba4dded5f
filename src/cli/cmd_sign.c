#include "commands.h"

#include "clock.h"
#include "jsonw.h"
#include "payload.h"
#include "secrets.h"
#include "text.h"

#include <string.h>

struct sign_opts {
    struct common_opts common;
    int input;
    const char *at;
    const char *id;
    const char *signature_header;
};

static const struct opt rows[] = {
    OPT(struct sign_opts, input, .name = "input", .value = "FORM",
        .help = "what FILE is: body, http, journal, har, curl, gosmee, clerk (default: guess)",
        .choices = payload_forms),
    OPT(struct sign_opts, at, .name = "at", .value = "TIME",
        .help = "the time that is signed, for schemes that sign one (default now)",
        .complete = OPT_COMPLETE_TIME),
    OPT(struct sign_opts, id, .name = "id", .value = "ID",
        .help = "the id that is signed, for schemes that sign one (default: a fresh one)"),
    OPT(struct sign_opts, signature_header, .name = "signature-header", .value = "NAME",
        .help = "print the signature under this name only", .complete = OPT_COMPLETE_HEADER_NAME),
};

static void write_signature(struct buf *out, const struct scheme *scheme,
                            const struct headers *headers, const struct secret *secret, bool json)
{
    if (json) {
        jsonw_object(out, NULL);
        jsonw_text(out, "kind", SPAN("signature"));
        jsonw_text(out, "scheme", span_of(scheme->name));
        jsonw_text(out, "secret", span_of(secret->fingerprint));
        delivery_write_headers(out, headers);
        jsonw_end_object(out);
        buf_add_byte(out, '\n');
        return;
    }
    for (size_t i = 0; i < headers->count; i++)
        buf_printf(out, "%.*s: %.*s\n", SPAN_ARG(headers->at[i].name),
                   SPAN_ARG(headers->at[i].value));
}

/* One run of the command. */
struct signing {
    const struct sign_opts *opts;
    struct ui *ui;
    struct arena *arena;
    const struct scheme *scheme;
    struct secrets secrets;
    struct signer *signer;
    struct stamp stamp;
};

static bool sign_payload(struct signing *signing, struct span body, struct error *err)
{
    struct buf out = {0};
    struct headers headers = {0};
    bool made = signer_sign(signing->signer, body, &signing->stamp, signing->opts->signature_header,
                            signing->arena, &headers, err);
    if (made) {
        write_signature(&out, signing->scheme, &headers, &signing->secrets.at[0],
                        signing->opts->common.json);
        made = ui_data(signing->ui, buf_span(&out), err);
    }
    buf_clear(&out);
    return made;
}

static bool sign_file(struct signing *signing, const char *file, struct error *err)
{
    struct payload_reader reader = {0};
    struct payload payload;
    ui_note_waiting(signing->ui, file);
    bool opened = payload_open(&reader, file, (enum payload_form)signing->opts->input,
                               signing->opts->common.schemes, err);
    bool several = opened && payload_has_several(&reader), made = false;
    if (several) {
        error_set(err, ERROR_INPUT, "it holds several payloads, and one can be signed");
    } else if (opened) {
        enum payload_result result = payload_next(&reader, &payload, err);
        if (result == PAYLOAD_END)
            error_set(err, ERROR_INPUT, "there is nothing in it");
        made = result == PAYLOAD_READ && sign_payload(signing, payload.delivery.request.body, err);
    }
    payload_close(&reader);
    if (opened && !made && err->code != ERROR_USAGE)
        error_context(err, "%s", strcmp(file, "-") == 0 ? "standard input" : file);
    return made;
}

/* It becomes the value of a header. */
static bool check_id(const char *id, struct error *err)
{
    if (!id || (*id && text_is_printable(span_of(id))))
        return true;
    error_set(err, ERROR_USAGE, "an id is made of visible characters, not '%s'", id);
    return error_context(err, "option '--id'");
}

/* What is wrong with the command line or the secrets, before the payload is read. */
static bool prepare(struct signing *signing, const struct opt_list *operands, struct error *err)
{
    const struct sign_opts *opts = signing->opts;
    const struct common_opts *common = &opts->common;
    signing->scheme = settings_scheme(common, "sfpy", err);
    signing->stamp = (struct stamp){.time = clock_now(), .url = span_of(common->notification_url)};
    if (!signing->scheme || !settings_time("--at", opts->at, &signing->stamp.time, err) ||
        !check_id(opts->id, err) || !settings_url(common, err) ||
        !settings_header_name(opts->signature_header, err) ||
        !settings_one_stdin(common, operands, err) ||
        !secrets_resolve(common, signing->arena, &signing->secrets, err))
        return false;
    ui_mask(signing->ui, signing->arena, &signing->secrets);
    signing->stamp.id =
        opts->id ? span_of(opts->id) : ident_message(signing->arena, NULL, signing->stamp.time);
    signing->signer = signer_new(signing->scheme, signing->secrets.at, signing->secrets.count, err);
    return signing->signer && signer_check(signing->signer, true, err);
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    struct signing signing = {.opts = options, .ui = ui, .arena = arena};
    if (prepare(&signing, operands, err) &&
        sign_file(&signing, operands->count ? operands->at[0] : "-", err) &&
        secrets_are_development(&signing.secrets))
        ui_note(ui, "signed with the development secret %s", signing.secrets.at[0].fingerprint);
    signer_free(signing.signer);
    return err->code;
}

static const struct sign_opts defaults = {COMMON_DEFAULTS};
static const struct opt_group own_group = OPT_GROUP("Options", rows);
static const struct opt_group *const groups[] = {&own_group, &signing_group, &output_group, NULL};

const struct command command_sign = {
    .options =
        {
            .name = "sign",
            .synopsis = "[OPTION]... [FILE]",
            .summary = "print the signature headers for a payload",
            .about =
                "Print the signature header(s) for a payload: a line 'Name: value' for each\n"
                "header that is sent. FILE (or standard input) is a raw body or a saved HTTP\n"
                "request. With the scheme sfpy the bytes of the member \"data\" are signed, just\n"
                "as they stand.\n",
            .examples =
                "  sfpy-hook sign body.json\n"
                "  sfpy-hook sign --secret-file .secret < body.json\n"
                "  sfpy-hook trigger payment.confirmed --dry-run --format body | sfpy-hook sign\n",
            .groups = groups,
            .most_operands = 1,
            .operands = {OPT_COMPLETE_FILE},
        },
    .opts_size = sizeof(struct sign_opts),
    .defaults = &defaults,
    .run = run,
};
