#include "diagnosing.h"

#include "encode.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#define ZLIB_CONST /* what is read is const */
#include <zlib.h>

#include <ctype.h>
#include <string.h>

const struct scheme own_schemes[2] = {
    {.name = "hexed",
     .names = {{.signature = "X-Hexed"}},
     .signed_bytes = "{body}",
     .hash = "SHA256",
     .key = KEY_HEX},
    {.name = "timed",
     .names = {{.signature = "X-Timed", .timestamp = "X-Timed-At"}},
     .signed_bytes = "{timestamp}.{body}",
     .hash = "SHA256",
     .prefix = "sha256="},
};

const struct scheme *scheme_of(const char *name)
{
    struct error err;
    for (size_t i = 0; i < COUNT_OF(own_schemes); i++)
        if (name && strcmp(name, own_schemes[i].name) == 0)
            return &own_schemes[i];
    return scheme_find(scheme_builtin(), name ? name : "sfpy", &err);
}

static struct span key_of(const struct signing *signing)
{
    return signing->key.at ? signing->key : SPAN(SECRET);
}

static void compute(struct raw_signature *signature, const struct signing *signing)
{
    const char *name = signing->hash ? signing->hash : scheme_of(signing->scheme)->hash;
    const EVP_MD *hash = EVP_get_digestbyname(name);
    struct span key = key_of(signing), bytes = signing->bytes;
    unsigned size = 0;
    CHECK(hash);
    if (signing->made == IN_PLAIN_HASH)
        CHECK(EVP_Digest(bytes.at, bytes.size, signature->at, &size, hash, NULL) == 1);
    else
        CHECK(HMAC(hash, key.at, (int)key.size, (const unsigned char *)bytes.at, bytes.size,
                   signature->at, &size));
    signature->size = size;
}

void sign_as(struct buf *out, const struct signing *signing)
{
    const struct scheme *scheme = scheme_of(signing->scheme);
    struct raw_signature signature;
    compute(&signature, signing);
    buf_add_text(out, signing->before ? signing->before : scheme->prefix ? scheme->prefix : "");
    size_t begin = out->size;
    bool base64 = signing->form == AS_BASE64 || signing->form == AS_URL_BASE64 ||
                  (signing->form == AS_SCHEME && scheme->encoding == ENCODING_BASE64);
    if (base64)
        encode_base64(out, (struct span){(const char *)signature.at, signature.size});
    else
        encode_hex(out, signature.at, signature.size);
    for (size_t i = begin; i < out->size; i++) {
        char *at = &out->at[i];
        if (signing->form == AS_UPPER_HEX)
            *at = (char)toupper((unsigned char)*at);
        else if (signing->form == AS_URL_BASE64)
            *at = (char)(*at == '+' ? '-' : *at == '/' ? '_' : *at);
    }
    if (signing->cut)
        out->size = begin + signing->cut;
    buf_add_text(out, signing->behind ? signing->behind : "");
}

static void add_header(struct request *request, const char *name, struct span value)
{
    if (name)
        headers_add(&request->headers, &request->arena, span_of(name),
                    span_keep(&request->arena, value));
}

void request_make(struct request *request, const struct signing *signing)
{
    *request = (struct request){.headers = {0}};
    const struct scheme *scheme = scheme_of(signing->scheme);
    const char *secret = signing->secret ? signing->secret : SECRET;
    struct buf value = {0};
    sign_as(&value, signing);
    add_header(request, scheme->names[0].signature, buf_span(&value));
    add_header(request, scheme->names[0].timestamp,
               span_of(signing->timestamp ? signing->timestamp : UNIX_TIME));
    add_header(request, scheme->names[0].id, SPAN(MESSAGE_ID));
    buf_clear(&value);
    request->secrets[0] = secret_of(span_of(secret));
    request->input =
        (struct diagnosis_case){.scheme = scheme,
                                .schemes = scheme_builtin(),
                                .secrets = request->secrets,
                                .secret_count = 1,
                                .others = request->others,
                                .evidence = {.headers = &request->headers,
                                             .body = signing->body.at ? signing->body : SPAN(BODY),
                                             .url = span_of(signing->url)}};
}

void request_set_header(struct request *request, const char *name, struct span value)
{
    request->headers.count = 0;
    add_header(request, name, value);
}

void request_clear(struct request *request)
{
    arena_clear(&request->arena);
}

void check_diagnosis(const struct diagnosis *diagnosis)
{
    bool found = diagnosis->cause.at != NULL;
    CHECK((diagnosis->was.at != NULL) == found && (diagnosis->mend.at != NULL) == found);
    CHECK(!found || (diagnosis->cause.size > 0 && diagnosis->was.size > 0));
    CHECK(!found || diagnosis->mend.size > 0);
    CHECK(!(found && diagnosis->given_up));
    CHECK(found || !diagnosis->differs);
    CHECK(!(found && diagnosis->tried.at));
}

void diagnose_row(struct diagnosis *diagnosis, const struct signing *signing)
{
    struct request request;
    check_row("%s", signing->cause);
    request_make(&request, signing);
    diagnose(diagnosis, &request.input);
    CHECK_TEXT(diagnosis->cause, signing->cause);
    check_diagnosis(diagnosis);
    request_clear(&request);
}

void add_gzip(struct buf *out, struct span bytes)
{
    enum { GZIP_HEADER = 16 + MAX_WBITS };
    z_stream stream = {.next_in = (const unsigned char *)bytes.at,
                       .avail_in = (unsigned)bytes.size};
    CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_HEADER, 8,
                       Z_DEFAULT_STRATEGY) == Z_OK);
    size_t room = deflateBound(&stream, (uLong)bytes.size);
    stream.next_out = (unsigned char *)buf_space(out, room);
    stream.avail_out = (unsigned)room;
    CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    buf_grew(out, room - stream.avail_out);
    deflateEnd(&stream);
}
