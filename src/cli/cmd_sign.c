#include "commands.h"

#include "jsonw.h"
#include "payload.h"
#include "secrets.h"

#include <string.h>

struct sign_opts {
    struct common_opts common;
    int input;
    const char *signature_header;
};

static const struct opt rows[] = {
    OPT(struct sign_opts, input, .name = "input", .value = "FORM",
        .help = "what FILE is: body, http, journal, har or curl (default: guess)",
        .choices = payload_forms),
    OPT(struct sign_opts, signature_header, .name = "signature-header", .value = "NAME",
        .help = "print one header of this name only"),
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

static bool sign_payload(const struct sign_opts *opts, const struct scheme *scheme,
                         const struct secrets *secrets, struct span body, struct ui *ui,
                         struct arena *arena, struct error *err)
{
    struct buf signature = {0}, out = {0};
    struct headers headers = {0};
    struct signer *signer = signer_new(scheme, secrets->at, secrets->count, err);
    bool made = signer && signer_sign(signer, body, &signature, err);
    if (made) {
        scheme_add_headers(scheme, opts->signature_header, buf_span(&signature), &headers, arena);
        write_signature(&out, scheme, &headers, &secrets->at[0], opts->common.json);
        made = ui_data(ui, buf_span(&out), err);
    }
    signer_free(signer);
    buf_clear(&signature);
    buf_clear(&out);
    return made;
}

static bool sign_file(const struct sign_opts *opts, const char *file, const struct scheme *scheme,
                      const struct secrets *secrets, struct ui *ui, struct arena *arena,
                      struct error *err)
{
    struct payload_reader reader = {0};
    struct payload payload;
    ui_note_waiting(ui, file);
    bool opened = payload_open(&reader, file, (enum payload_form)opts->input, err);
    bool several = opened && payload_has_several(&reader), made = false;
    if (several) {
        error_set(err, ERROR_INPUT, "it holds several payloads, and one can be signed");
    } else if (opened) {
        enum payload_result result = payload_next(&reader, &payload, err);
        if (result == PAYLOAD_END)
            error_set(err, ERROR_INPUT, "there is nothing in it");
        made = result == PAYLOAD_READ &&
               sign_payload(opts, scheme, secrets, payload.message.body, ui, arena, err);
    }
    payload_close(&reader);
    if (opened && !made)
        error_context(err, "%s", strcmp(file, "-") == 0 ? "standard input" : file);
    return made;
}

static enum error_code run(const void *options, const struct opt_list *operands, struct ui *ui,
                           struct arena *arena, struct error *err)
{
    const struct sign_opts *opts = options;
    const char *file = operands->count ? operands->at[0] : "-";
    struct secrets secrets;
    const struct scheme *scheme =
        scheme_find(opts->common.scheme ? opts->common.scheme : "sfpy", err);
    bool ready = scheme && settings_header_name(opts->signature_header, err) &&
                 settings_one_stdin(&opts->common, operands, err) &&
                 secrets_resolve(&opts->common, arena, &secrets, err);
    if (!ready)
        return err->code;
    ui_mask(ui, arena, &secrets);
    if (sign_file(opts, file, scheme, &secrets, ui, arena, err) &&
        secrets_are_development(&secrets))
        ui_note(ui, "signed with the development secret %s", secrets.at[0].fingerprint);
    return err->code;
}

static const struct opt_group own_group = {"Options", rows, COUNT_OF(rows), false};
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
        },
    .opts_size = sizeof(struct sign_opts),
    .run = run,
};
