#include "check.h"
#include "encode.h"
#include "json.h"
#include "signature.h"

/* The vectors were made by the vendors' own code; `verdict` is the member that holds our rule's. */
static const struct {
    const char *file, *scheme, *verdict;
    size_t rows;
} files[] = {
    {"sfpy.jsonl", "sfpy", "raw_data_valid", 118},
    {"sfpy_bytes.jsonl", "sfpy", "raw_data_valid", 5},
    {"safepay_v1.jsonl", "safepay-v1", "raw_data_valid", 13},
    {"safepay_v2.jsonl", "safepay-v2", "raw_body_valid", 9},
};

struct vector {
    struct span name, secret, header, signature, body;
    bool valid;
};

static struct vector read_vector(struct arena *arena, struct span line, const char *verdict)
{
    struct span valid = {0};
    struct vector vector = {
        .name = json_text_at(arena, line, "name"),
        .secret = json_text_at(arena, line, "secret"),
        .header = json_text_at(arena, line, "header"),
        .signature = json_text_at(arena, line, "signature"),
        .body = json_text_at(arena, line, "body"),
    };
    CHECK_NUMBER(json_member(line, span_of(verdict), &valid), JSON_FOUND);
    vector.valid = span_is(valid, "true");
    struct span base64 = json_text_at(arena, line, "body_base64");
    if (base64.at) {
        struct buf bytes = {0};
        CHECK(decode_base64(&bytes, base64));
        vector.body = span_keep(arena, buf_span(&bytes));
        buf_clear(&bytes);
    }
    return vector;
}

/* A valid signature is what signing gives, an invalid one isn't. */
static void check_vector(const struct scheme *scheme, const struct vector *vector)
{
    struct error err = {0};
    struct secret secret = secret_of(vector->secret);
    struct signer *signer = signer_new(scheme, &secret, 1, &err);
    struct header header = {vector->header, vector->signature};
    struct headers headers = {&header, 1};
    struct verdict verdict = signer_verify(signer, &headers, vector->body);
    CHECK_NUMBER(verdict.validity, vector->valid ? VALIDITY_VALID : VALIDITY_INVALID);
    CHECK((verdict.reason == REASON_NONE) == vector->valid);
    struct buf signature = {0};
    bool made = signer_sign(signer, vector->body, &signature, &err);
    CHECK(made || !vector->valid);
    CHECK((made && span_equal_nocase(buf_span(&signature), vector->signature)) == vector->valid);
    buf_clear(&signature);
    signer_free(signer);
}

static void agrees_with_each_row(void)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct arena arena = {0};
        struct error err;
        struct span rest = check_data(&arena, files[i].file), line;
        const struct scheme *scheme = scheme_find(files[i].scheme, &err);
        size_t rows = 0;
        while (span_split(&rest, '\n', &line)) {
            if (line.size == 0)
                continue;
            struct vector vector = read_vector(&arena, line, files[i].verdict);
            check_row("%s: %.*s", files[i].file, SPAN_ARG(vector.name));
            check_vector(scheme, &vector);
            rows++;
        }
        check_row("%s", files[i].file);
        CHECK_NUMBER((long long)rows, (long long)files[i].rows);
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {{"agrees with each row", agrees_with_each_row}};

int main(void)
{
    return CHECK_RUN(cases);
}
