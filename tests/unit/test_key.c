#include "encode.h"
#include "signing.h"

#include <string.h>

/* Bytes that are one byte many times over, or the ones that `text` holds. */
struct bytes {
    const char *text;
    unsigned char repeated;
    size_t times;
};

#define REPEATED(byte, count)                                                                      \
    {                                                                                              \
        NULL, (byte), (count)                                                                      \
    }

enum { MOST_BYTES = 160 };

static struct span fill(char *room, const struct bytes *bytes)
{
    if (bytes->text)
        return span_of(bytes->text);
    memset(room, bytes->repeated, bytes->times);
    return (struct span){room, bytes->times};
}

static void check_hex(const struct raw_signature *signature, const char *hex)
{
    struct buf out = {0};
    encode_hex(&out, signature->at, signature->size);
    CHECK_TEXT(buf_span(&out), hex);
    buf_clear(&out);
}

static struct scheme_pieces one_piece(struct span message)
{
    struct scheme_pieces pieces = {.count = 1};
    pieces.at[0] = message;
    return pieces;
}

#define COUNTED                                                                                    \
    "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11\x12\x13"                 \
    "\x14\x15\x16\x17\x18\x19"
#define LONG_KEY "Test Using Larger Than Block-Size Key"

#define LONG_MESSAGE                                                                               \
    "This is a test using a larger than block-size key and a larger than block-size data. The "    \
    "key needs to be hashed before being used by the HMAC algorithm."

/* RFC 2202, section 3, for SHA-1; RFC 4231, section 4, for the others (case 5, cut, left out). */
static const struct {
    const char *hash;
    struct bytes key, message;
    const char *hmac;
} hmacs[] = {
    {"SHA1", REPEATED(0x0b, 20), {.text = "Hi There"}, "b617318655057264e28bc0b6fb378c8ef146be00"},
    {"SHA1",
     {.text = "Jefe"},
     {.text = "what do ya want for nothing?"},
     "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
    {"SHA1", REPEATED(0xaa, 20), REPEATED(0xdd, 50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
    {"SHA1", {.text = COUNTED}, REPEATED(0xcd, 50), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
    {"SHA1",
     REPEATED(0xaa, 80),
     {.text = LONG_KEY " - Hash Key First"},
     "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
    {"SHA1",
     REPEATED(0xaa, 80),
     {.text = LONG_KEY " and Larger Than One Block-Size Data"},
     "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
    {"SHA256",
     REPEATED(0x0b, 20),
     {.text = "Hi There"},
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"SHA256",
     {.text = "Jefe"},
     {.text = "what do ya want for nothing?"},
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {"SHA256", REPEATED(0xaa, 20), REPEATED(0xdd, 50),
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {"SHA256",
     {.text = COUNTED},
     REPEATED(0xcd, 50),
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {"SHA256",
     REPEATED(0xaa, 131),
     {.text = LONG_KEY " - Hash Key First"},
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {"SHA256",
     REPEATED(0xaa, 131),
     {.text = LONG_MESSAGE},
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    {"SHA384",
     REPEATED(0x0b, 20),
     {.text = "Hi There"},
     "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
     "faea9ea9076ede7f4af152e8b2fa9cb6"},
    {"SHA384",
     {.text = "Jefe"},
     {.text = "what do ya want for nothing?"},
     "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
     "8e2240ca5e69e2c78b3239ecfab21649"},
    {"SHA384", REPEATED(0xaa, 20), REPEATED(0xdd, 50),
     "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b"
     "2a5ab39dc13814b94e3ab6e101a34f27"},
    {"SHA384",
     {.text = COUNTED},
     REPEATED(0xcd, 50),
     "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e"
     "6801dd23c4a7d679ccf8a386c674cffb"},
    {"SHA384",
     REPEATED(0xaa, 131),
     {.text = LONG_KEY " - Hash Key First"},
     "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
     "0c2ef6ab4030fe8296248df163f44952"},
    {"SHA384",
     REPEATED(0xaa, 131),
     {.text = LONG_MESSAGE},
     "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5"
     "a678cc31e799176d3860e6110c46523e"},
    {"SHA512",
     REPEATED(0x0b, 20),
     {.text = "Hi There"},
     "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
     "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"},
    {"SHA512",
     {.text = "Jefe"},
     {.text = "what do ya want for nothing?"},
     "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
     "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
    {"SHA512", REPEATED(0xaa, 20), REPEATED(0xdd, 50),
     "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
     "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"},
    {"SHA512",
     {.text = COUNTED},
     REPEATED(0xcd, 50),
     "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
     "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"},
    {"SHA512",
     REPEATED(0xaa, 131),
     {.text = LONG_KEY " - Hash Key First"},
     "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
     "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"},
    {"SHA512",
     REPEATED(0xaa, 131),
     {.text = LONG_MESSAGE},
     "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
     "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58"},
};

static void computes_hmacs(void)
{
    for (size_t i = 0; i < COUNT_OF(hmacs); i++) {
        char key_room[MOST_BYTES], message_room[MOST_BYTES];
        struct error err = {0};
        struct raw_signature signature;
        struct key *key = key_hmac(hmacs[i].hash, fill(key_room, &hmacs[i].key), &err);
        struct span message = fill(message_room, &hmacs[i].message);
        struct scheme_pieces pieces = one_piece(message);
        check_row("%s, row %zu", hmacs[i].hash, i);
        CHECK(key && key_can_sign(key));
        for (int again = 0; again < 2; again++) { /* since the context is restarted */
            CHECK(key_sign(key, &pieces, &signature));
            check_hex(&signature, hmacs[i].hmac);
        }
        pieces.count = 3; /* in pieces, of which one is absent */
        pieces.at[0] = span_slice(message, 0, 3);
        pieces.at[1] = (struct span){0};
        pieces.at[2] = span_slice(message, 3, message.size);
        CHECK(key_sign(key, &pieces, &signature));
        check_hex(&signature, hmacs[i].hmac);
        key_free(key);
    }
}

static void compares_hmacs(void)
{
    struct error err = {0};
    struct raw_signature own, given;
    struct scheme_pieces pieces = one_piece(SPAN("message"));
    struct key *key = key_hmac("SHA256", SPAN("secret"), &err);
    CHECK(key_sign(key, &pieces, &own));
    given = own;
    CHECK(key_accepts(key, &pieces, &own, &given));
    for (size_t i = 0; i < own.size; i++) {
        given = own;
        given.at[i] ^= 0x10;
        CHECK(!key_accepts(key, &pieces, &own, &given));
    }
    for (size_t size = 0; size < own.size; size++) {
        given = own;
        given.size = size;
        CHECK(!key_accepts(key, &pieces, &own, &given));
    }
    key_free(key);
    key_free(NULL);
    CHECK(!key_hmac("SHA0", SPAN("secret"), &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
}

/* RFC 8032, section 7.1: seed and public key in base64, the message, the signature. */
static const struct {
    const char *seed, *public, *pair;
    struct span message;
    const char *signature;
} pairs[] = {
    {"nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
     "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==",
     BYTES(""),
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
     "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs=", "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=",
     "TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs9QBfD6EOJWpK3CqdNG368nJgszy7ElozAzVXxKvRmDA==",
     BYTES("\x72"),
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"xaqN9D+fg3vtt0QvMdy3sWbThTUHbwlLhc46LgtEWPc=", "/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU=",
     "xaqN9D+fg3vtt0QvMdy3sWbThTUHbwlLhc46LgtEWPf8Uc2OYhiho42kftACMPBYCBbtE7ozA6xd65EVSJCAJQ==",
     BYTES("\xaf\x82"),
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

/* Signs by one text and verifies by the other, both under the scheme with Ed25519. */
static void check_pair(const char *prefix, const char *private, const char *public, size_t row)
{
    const struct scheme *scheme = builtin_scheme("standard-v1a");
    struct scheme_pieces pieces = one_piece(pairs[row].message);
    struct raw_signature own, none;
    struct error err = {0};
    struct buf text = {0};
    buf_printf(&text, "%s%s", prefix, private);
    check_row("row %zu, %s", row, text.at);
    struct key *signing = key_new(scheme, buf_span(&text), &err);
    struct key *verifying = key_new(scheme, span_of(public), &err);
    CHECK(signing && verifying && key_can_sign(signing));
    CHECK(key_sign(signing, &pieces, &own));
    check_hex(&own, pairs[row].signature);
    CHECK(key_sign(verifying, &pieces, &none));
    CHECK(key_accepts(verifying, &pieces, &none, &own));
    for (size_t i = 0; i < own.size; i++) {
        struct raw_signature changed = own;
        changed.at[i] ^= 1;
        CHECK(!key_accepts(verifying, &pieces, &none, &changed));
        changed = own;
        changed.size = i;
        CHECK(!key_accepts(verifying, &pieces, &none, &changed));
    }
    pieces.at[pieces.count++] = SPAN("more");
    CHECK(!key_accepts(verifying, &pieces, &none, &own));
    key_free(signing);
    key_free(verifying);
    buf_clear(&text);
}

static void signs_by_ed25519(void)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct buf public = {0};
        buf_printf(&public, "whpk_%s", pairs[i].public);
        check_pair("whsk_", pairs[i].seed, public.at, i);
        check_pair("whsk_", pairs[i].pair, public.at, i);
        check_pair("", pairs[i].seed, public.at, i);
        check_pair("", pairs[i].pair, public.at, i);
        check_pair("whsk_", pairs[i].seed, pairs[i].public, i); /* 32 bytes, for what they are */
        buf_clear(&public);
    }
}

#define PAIR_SECRET                                                                                \
    "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg=="

/* Whether a key signs, and whether the same secret verifies that. */
static const struct {
    const char *secret;
    bool signs, agrees;
} ed25519_secrets[] = {
    {"whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", true, true},
    {"whsk_" PAIR_SECRET, true, true},
    {PAIR_SECRET, true, true},
    {"whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", false, false},
    /* without a prefix it may be either half, so signing takes it as the one, verifying as the
       other */
    {"nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", true, false},
};

static void tells_which_keys_sign(void)
{
    for (size_t i = 0; i < COUNT_OF(ed25519_secrets); i++) {
        struct scheme_pieces pieces = one_piece(SPAN("message"));
        struct error err = {0};
        struct raw_signature own;
        struct key *key =
            key_new(builtin_scheme("standard-v1a"), span_of(ed25519_secrets[i].secret), &err);
        check_row("%s", ed25519_secrets[i].secret);
        CHECK(key != NULL);
        CHECK(key_can_sign(key) == ed25519_secrets[i].signs);
        CHECK(key_sign(key, &pieces, &own));
        CHECK_NUMBER((long long)own.size, ed25519_secrets[i].signs ? KEY_SIGNATURE_MOST : 0);
        CHECK(key_accepts(key, &pieces, &own, &own) == ed25519_secrets[i].agrees);
        key_free(key);
    }
}

static const struct scheme hex_scheme = {
    .name = "acme", .hash = "SHA256", .signed_bytes = "{body}", .key = KEY_HEX};
static const struct scheme prefixed_scheme = {.name = "acme",
                                              .hash = "SHA256",
                                              .signed_bytes = "{body}",
                                              .key = KEY_HEX,
                                              .key_prefix = "key-"};

/* A secret under a scheme, a built-in one or the one given, and the bytes of the key. */
static const struct {
    const char *name;
    const struct scheme *scheme;
    struct span secret;
    const char *hex; /* NULL: it is no such secret */
} secrets[] = {
    {"sfpy", NULL, BYTES("secret"), "736563726574"},
    {"sfpy", NULL, BYTES(" a\0b\xff\n"), "20610062ff0a"},
    {"sfpy", NULL, BYTES("whsec_AAAA"), "77687365635f41414141"},
    {"sfpy", NULL, BYTES(""), NULL},
    {"stripe", NULL, BYTES("whsec_AA"), "77687365635f4141"},
    {"standard", NULL, BYTES("whsec_AAEC"), "000102"},
    {"standard", NULL, BYTES("AAEC"), "000102"},
    {"standard", NULL, BYTES("whsec_+/8="), "fbff"},
    {"standard", NULL, BYTES(""), NULL},
    {"standard", NULL, BYTES("whsec_"), NULL},
    {"standard", NULL, BYTES("whsec_whsec_AAEC"), NULL},
    {"standard", NULL, BYTES("WHSEC_AAEC"), NULL},
    {"standard", NULL, BYTES("whsec_AAE"), NULL},
    {"standard", NULL, BYTES("whsec_+/8"), NULL},
    {"standard", NULL, BYTES("whsec_-_8="), NULL},
    {"standard", NULL, BYTES("whsec_AA=="), "00"},
    {"standard", NULL, BYTES("whsec_A==="), NULL},
    {"standard", NULL, BYTES("whsec_===="), NULL},
    {"standard", NULL, BYTES("whsec_AA==AAEC"), NULL},
    {"standard", NULL, BYTES("whsec_AA\0C"), NULL},
    {"standard", NULL, BYTES(" whsec_AAEC"), NULL},
    {"standard", NULL, BYTES("whsec_AAEC "), NULL},
    {"standard", NULL, BYTES("whsec_AAEC\n"), NULL},
    {"standard", NULL, BYTES("whsec_AA EC"), NULL},
    {"standard", NULL, BYTES("\"AAEC\""), NULL},
    {"standard", NULL, BYTES("not base64!"), NULL},
    {"svix", NULL, BYTES("whsec_AAEC"), "000102"},
    {"safepay-raast", NULL, BYTES("AAEC"), "000102"},
    {"safepay-raast", NULL, BYTES("whsec_AAEC"), NULL},
    {NULL, &hex_scheme, BYTES("00aAFf"), "00aaff"},
    {NULL, &hex_scheme, BYTES(""), NULL},
    {NULL, &hex_scheme, BYTES("0"), NULL},
    {NULL, &hex_scheme, BYTES("00f"), NULL},
    {NULL, &hex_scheme, BYTES("0x00"), NULL},
    {NULL, &hex_scheme, BYTES("00 ff"), NULL},
    {NULL, &hex_scheme, BYTES(" 00"), NULL},
    {NULL, &hex_scheme, BYTES("00\n"), NULL},
    {NULL, &prefixed_scheme, BYTES("key-00ff"), "00ff"},
    {NULL, &prefixed_scheme, BYTES("00ff"), "00ff"},
    {NULL, &prefixed_scheme, BYTES("key-"), NULL},
    {"standard-v1a", NULL, BYTES(""), NULL},
    {"standard-v1a", NULL, BYTES("whsk_"), NULL},
    {"standard-v1a", NULL, BYTES("whpk_"), NULL},
    {"standard-v1a", NULL, BYTES("whsk_AAEC"), NULL},
    {"standard-v1a", NULL, BYTES("whpk_" PAIR_SECRET), NULL},
    {"standard-v1a", NULL, BYTES("whsec_" PAIR_SECRET), NULL},
    {"standard-v1a", NULL, BYTES("whsk_whsk_" PAIR_SECRET), NULL},
    {"standard-v1a", NULL, BYTES("whsk_nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="), NULL},
    {"standard-v1a", NULL, BYTES("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"), NULL},
    {"standard-v1a", NULL, BYTES(" whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="), NULL},
};

static void check_secret(const struct scheme *scheme, struct span secret, const char *hex)
{
    struct error err = {0};
    struct buf bytes = {0}, shown = {0};
    struct key *key = key_new(scheme, secret, &err);
    CHECK((key != NULL) == (hex != NULL));
    CHECK_NUMBER(err.code, hex ? ERROR_NONE : ERROR_USAGE);
    CHECK((err.hint[0] != 0) == !hex);
    CHECK(hex || span_contains(span_of(err.text), span_of(scheme->name)));
    CHECK(hex || secret.size < 4 || !span_contains(span_of(err.text), secret));
    if (hex && CHECK(scheme_decode_key(scheme, secret, &bytes))) {
        encode_hex(&shown, (const unsigned char *)bytes.at, bytes.size);
        CHECK_TEXT(buf_span(&shown), hex);
    }
    key_free(key);
    buf_clear(&shown);
    buf_clear(&bytes);
}

static void decodes_secrets(void)
{
    for (size_t i = 0; i < COUNT_OF(secrets); i++) {
        const struct scheme *scheme =
            secrets[i].scheme ? secrets[i].scheme : builtin_scheme(secrets[i].name);
        check_row("row %zu, %s: '%.*s'", i, scheme->name, SPAN_ARG(secrets[i].secret));
        check_secret(scheme, secrets[i].secret, secrets[i].hex);
    }
}

static const struct check_case cases[] = {
    {"computes HMACs", computes_hmacs},     {"compares HMACs", compares_hmacs},
    {"signs by Ed25519", signs_by_ed25519}, {"tells which keys sign", tells_which_keys_sign},
    {"decodes secrets", decodes_secrets},
};

int main(void)
{
    return CHECK_RUN(cases);
}
