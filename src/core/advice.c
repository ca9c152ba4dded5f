#include "advice.h"

#include <ctype.h>
#include <string.h>

enum { EXPRESS, GO, PHP, PYTHON };

static const char *const languages[ADVICE_LANGUAGES] = {"Express", "Go", "PHP", "Python"};

static const char *const raw_body[ADVICE_LANGUAGES] = {
    "app.use(express.raw({ type: \"*/*\" }));  // req.body: the bytes as they came",
    "body, err := io.ReadAll(r.Body)  // before anything decodes it",
    "$body = file_get_contents('php://input');",
    "body = request.get_data()  # Flask; in Django request.body",
};

/* SFPY's envelope is {"data":EVENT}: its bytes lie between the second and the last brace. */
static const char *const raw_data[ADVICE_LANGUAGES] = {
    "const data = body.subarray(body.indexOf(\"{\", 1), body.lastIndexOf(\"}\"));  // body: "
    "req.body of express.raw({ type: \"*/*\" })",
    "var in struct{ Data json.RawMessage }; err := json.Unmarshal(body, &in)  // sign in.Data",
    "$data = substr($body, $i = strpos($body, '{', 1), strrpos($body, '}') - $i);  // $body = "
    "file_get_contents('php://input')",
    "data = body[body.index(b\"{\", 1):body.rindex(b\"}\")]  # body = request.get_data()",
};

static const char *const secret[ADVICE_LANGUAGES] = {
    "const secret = process.env.SFPY_WEBHOOK_SECRET.trim();",
    "secret := strings.TrimSpace(os.Getenv(\"SFPY_WEBHOOK_SECRET\"))",
    "$secret = trim(getenv('SFPY_WEBHOOK_SECRET'));",
    "secret = os.environ[\"SFPY_WEBHOOK_SECRET\"].strip()",
};

static const char *const keys[][ADVICE_LANGUAGES] = {
    [KEY_TEXT] = {"const key = secret;  // the text as it is", "key := []byte(secret)",
                  "$key = $secret;", "key = secret.encode()"},
    [KEY_HEX] = {"const key = Buffer.from(secret, \"hex\");",
                 "key, err := hex.DecodeString(secret)", "$key = hex2bin($secret);",
                 "key = bytes.fromhex(secret)"},
    [KEY_BASE64] = {"const key = Buffer.from(secret, \"base64\");",
                    "key, err := base64.StdEncoding.DecodeString(secret)",
                    "$key = base64_decode($secret);", "key = base64.b64decode(secret)"},
};

static const char *const keys_behind_prefix[][ADVICE_LANGUAGES] = {
    [KEY_TEXT] = {"const key = secret.slice(\"%s\".length);  // as it is, behind the prefix",
                  "key := []byte(strings.TrimPrefix(secret, \"%s\"))",
                  "$key = substr($secret, strlen('%s'));",
                  "key = secret.removeprefix(\"%s\").encode()"},
    [KEY_HEX] = {"const key = Buffer.from(secret.slice(\"%s\".length), \"hex\");",
                 "key, err := hex.DecodeString(strings.TrimPrefix(secret, \"%s\"))",
                 "$key = hex2bin(substr($secret, strlen('%s')));",
                 "key = bytes.fromhex(secret.removeprefix(\"%s\"))"},
    [KEY_BASE64] =
        {"const key = Buffer.from(secret.slice(\"%s\".length), \"base64\");",
         "key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, \"%s\"))",
         "$key = base64_decode(substr($secret, strlen('%s')));",
         "key = base64.b64decode(secret.removeprefix(\"%s\"))"},
};

/* How a language puts bytes together: texts in variables, texts in the code, bytes in variables. */
static const struct joiner {
    const char *open, *text, *literal, *bytes, *between, *close;
} joiners[ADVICE_LANGUAGES] = {
    {"const signed = Buffer.concat([", "Buffer.from(%s)", "Buffer.from(\"%s\")", "%s", ", ", "]);"},
    {"signed := bytes.Join([][]byte{", "[]byte(%s)", "[]byte(\"%s\")", "%s", ", ", "}, nil)"},
    {"$signed = ", "$%s", "'%s'", "$%s", " . ", ";"},
    {"signed = ", "%s.encode()", "b\"%s\"", "%s", " + ", ""},
};

const char *advice_language(size_t number)
{
    return languages[number];
}

/* Adds a format of the tables above with its %s filled in. */
static void add_filled(struct buf *out, const char *format, struct span word)
{
    const char *place = strstr(format, "%s");
    buf_add(out, (struct span){format, (size_t)(place - format)});
    buf_add(out, word);
    buf_add_text(out, place + 2);
}

static bool write_signed(struct buf *out, const struct scheme *scheme, size_t language)
{
    static const struct scheme_parts names = {.body = {"body", 4},
                                              .data = {"data", 4},
                                              .timestamp = {"timestamp", 9},
                                              .id = {"id", 2},
                                              .url = {"url", 3}};
    const struct joiner *joiner = &joiners[language];
    struct scheme_pieces pieces = scheme_expand(scheme->signed_bytes, &names);
    buf_add_text(out, joiner->open);
    for (size_t i = 0; i < pieces.count; i++) {
        const char *at = pieces.at[i].at;
        bool bytes = at == names.body.at || at == names.data.at;
        bool text = at == names.timestamp.at || at == names.id.at || at == names.url.at;
        if (i > 0)
            buf_add_text(out, joiner->between);
        add_filled(out,
                   bytes  ? joiner->bytes
                   : text ? joiner->text
                          : joiner->literal,
                   pieces.at[i]);
    }
    buf_add_text(out, joiner->close);
    return true;
}

/* sha512 as scripts name it; Go has a package for it. */
static void add_hash(struct buf *out, const char *hash, bool go)
{
    if (go && strcmp(hash, "SHA384") == 0) {
        buf_add_text(out, "sha512.New384");
        return;
    }
    for (; *hash; hash++)
        buf_add_byte(out, (char)tolower((unsigned char)*hash));
    if (go)
        buf_add_text(out, ".New");
}

/* HMAC and encoding; @ stands for the hash. */
static bool write_digest(struct buf *out, const struct scheme *scheme, size_t language)
{
    static const char *const hex[ADVICE_LANGUAGES] = {
        "createHmac(\"@\", key).update(signed).digest(\"hex\")",
        "hex.EncodeToString(mac.Sum(nil))  // mac := hmac.New(@, key); mac.Write(signed)",
        "hash_hmac('@', $signed, $key)",
        "hmac.new(key, signed, \"@\").hexdigest()",
    };
    static const char *const base64[ADVICE_LANGUAGES] = {
        "createHmac(\"@\", key).update(signed).digest(\"base64\")",
        ("base64.StdEncoding.EncodeToString(mac.Sum(nil))  // mac := hmac.New(@, key); "
         "mac.Write(signed)"),
        "base64_encode(hash_hmac('@', $signed, $key, true))",
        "base64.b64encode(hmac.new(key, signed, \"@\").digest()).decode()",
    };
    const char *line = (scheme->encoding == ENCODING_HEX ? hex : base64)[language];
    const char *place = strchr(line, '@');
    if (scheme->prefix)
        buf_printf(out, language == PHP ? "'%s' . " : "\"%s\" + ", scheme->prefix);
    buf_add(out, (struct span){line, (size_t)(place - line)});
    add_hash(out, scheme->hash, language == GO);
    buf_add_text(out, place + 1);
    return true;
}

static const char *line_of(enum advice advice, const struct scheme *scheme, size_t language)
{
    switch (advice) {
    case ADVICE_BYTES:
        return (scheme_signs(scheme, "{data}") ? raw_data : raw_body)[language];
    case ADVICE_SECRET:
        return secret[language];
    case ADVICE_KEY:
        return scheme->hash ? keys[scheme->key][language] : NULL;
    default:
        return NULL;
    }
}

/* Whether a text means itself between quotes in all languages. */
static bool is_plain(const char *text)
{
    for (; text && *text; text++)
        if (*text < ' ' || *text > '~' || strchr("\"'\\$", *text))
            return false;
    return true;
}

/* A user's own scheme may have texts that are written in each language in its own way. */
static bool is_writable(enum advice advice, const struct scheme *scheme)
{
    if (advice == ADVICE_SIGNED)
        return is_plain(scheme->signed_bytes);
    if (advice == ADVICE_DIGEST)
        return is_plain(scheme->prefix);
    return advice != ADVICE_KEY || is_plain(scheme->key_prefix);
}

bool advice_write(struct buf *out, enum advice advice, const struct scheme *scheme, size_t language)
{
    if (!is_writable(advice, scheme))
        return false;
    if (advice == ADVICE_SIGNED)
        return write_signed(out, scheme, language);
    if (advice == ADVICE_DIGEST)
        return scheme->hash && write_digest(out, scheme, language);
    if (advice == ADVICE_KEY && scheme->hash && scheme->key_prefix) {
        add_filled(out, keys_behind_prefix[scheme->key][language], span_of(scheme->key_prefix));
        return true;
    }
    const char *line = line_of(advice, scheme, language);
    if (line)
        buf_add_text(out, line);
    return line != NULL;
}
