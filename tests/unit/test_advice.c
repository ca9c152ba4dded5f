#include "advice.h"
#include "check.h"

#include <string.h>

static const struct scheme *scheme_of(const char *name)
{
    struct error err;
    return scheme_find(scheme_builtin(), name, &err);
}

static const struct {
    const char *scheme;
    enum advice advice;
    const char *lines[ADVICE_LANGUAGES]; /* all absent: there is none */
} rows[] = {
    {"sfpy", ADVICE_NONE, {NULL}},
    {"sfpy",
     ADVICE_BYTES,
     {"const data = body.subarray(body.indexOf(\"{\", 1), body.lastIndexOf(\"}\"));  // body: "
      "req.body of express.raw({ type: \"*/*\" })",
      "var in struct{ Data json.RawMessage }; err := json.Unmarshal(body, &in)  // sign in.Data",
      "$data = substr($body, $i = strpos($body, '{', 1), strrpos($body, '}') - $i);  // $body = "
      "file_get_contents('php://input')",
      "data = body[body.index(b\"{\", 1):body.rindex(b\"}\")]  # body = request.get_data()"}},
    {"safepay-v2",
     ADVICE_BYTES,
     {"app.use(express.raw({ type: \"*/*\" }));  // req.body: the bytes as they came",
      "body, err := io.ReadAll(r.Body)  // before anything decodes it",
      "$body = file_get_contents('php://input');",
      "body = request.get_data()  # Flask; in Django request.body"}},
    {"stripe",
     ADVICE_SIGNED,
     {"const signed = Buffer.concat([Buffer.from(timestamp), Buffer.from(\".\"), body]);",
      "signed := bytes.Join([][]byte{[]byte(timestamp), []byte(\".\"), body}, nil)",
      "$signed = $timestamp . '.' . $body;", "signed = timestamp.encode() + b\".\" + body"}},
    {"slack",
     ADVICE_SIGNED,
     {"const signed = Buffer.concat([Buffer.from(\"v0:\"), Buffer.from(timestamp), "
      "Buffer.from(\":\"), body]);",
      "signed := bytes.Join([][]byte{[]byte(\"v0:\"), []byte(timestamp), []byte(\":\"), body}, "
      "nil)",
      "$signed = 'v0:' . $timestamp . ':' . $body;",
      "signed = b\"v0:\" + timestamp.encode() + b\":\" + body"}},
    {"square",
     ADVICE_SIGNED,
     {"const signed = Buffer.concat([Buffer.from(url), body]);",
      "signed := bytes.Join([][]byte{[]byte(url), body}, nil)", "$signed = $url . $body;",
      "signed = url.encode() + body"}},
    {"standard",
     ADVICE_SIGNED,
     {"const signed = Buffer.concat([Buffer.from(id), Buffer.from(\".\"), Buffer.from(timestamp), "
      "Buffer.from(\".\"), body]);",
      "signed := bytes.Join([][]byte{[]byte(id), []byte(\".\"), []byte(timestamp), []byte(\".\"), "
      "body}, nil)",
      "$signed = $id . '.' . $timestamp . '.' . $body;",
      "signed = id.encode() + b\".\" + timestamp.encode() + b\".\" + body"}},
    {"sfpy",
     ADVICE_SIGNED,
     {"const signed = Buffer.concat([data]);", "signed := bytes.Join([][]byte{data}, nil)",
      "$signed = $data;", "signed = data"}},
    {"sfpy",
     ADVICE_SECRET,
     {"const secret = process.env.SFPY_WEBHOOK_SECRET.trim();",
      "secret := strings.TrimSpace(os.Getenv(\"SFPY_WEBHOOK_SECRET\"))",
      "$secret = trim(getenv('SFPY_WEBHOOK_SECRET'));",
      "secret = os.environ[\"SFPY_WEBHOOK_SECRET\"].strip()"}},
    {"sfpy",
     ADVICE_KEY,
     {"const key = secret;  // the text as it is", "key := []byte(secret)", "$key = $secret;",
      "key = secret.encode()"}},
    {"safepay-raast",
     ADVICE_KEY,
     {"const key = Buffer.from(secret, \"base64\");",
      "key, err := base64.StdEncoding.DecodeString(secret)", "$key = base64_decode($secret);",
      "key = base64.b64decode(secret)"}},
    {"standard",
     ADVICE_KEY,
     {"const key = Buffer.from(secret.slice(\"whsec_\".length), \"base64\");",
      "key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, \"whsec_\"))",
      "$key = base64_decode(substr($secret, strlen('whsec_')));",
      "key = base64.b64decode(secret.removeprefix(\"whsec_\"))"}},
    {"standard-v1a", ADVICE_KEY, {NULL}},
    {"sfpy",
     ADVICE_DIGEST,
     {"createHmac(\"sha512\", key).update(signed).digest(\"hex\")",
      "hex.EncodeToString(mac.Sum(nil))  // mac := hmac.New(sha512.New, key); mac.Write(signed)",
      "hash_hmac('sha512', $signed, $key)", "hmac.new(key, signed, \"sha512\").hexdigest()"}},
    {"github",
     ADVICE_DIGEST,
     {"\"sha256=\" + createHmac(\"sha256\", key).update(signed).digest(\"hex\")",
      "\"sha256=\" + hex.EncodeToString(mac.Sum(nil))  // mac := hmac.New(sha256.New, key); "
      "mac.Write(signed)",
      "'sha256=' . hash_hmac('sha256', $signed, $key)",
      "\"sha256=\" + hmac.new(key, signed, \"sha256\").hexdigest()"}},
    {"shopify",
     ADVICE_DIGEST,
     {"createHmac(\"sha256\", key).update(signed).digest(\"base64\")",
      "base64.StdEncoding.EncodeToString(mac.Sum(nil))  // mac := hmac.New(sha256.New, key); "
      "mac.Write(signed)",
      "base64_encode(hash_hmac('sha256', $signed, $key, true))",
      "base64.b64encode(hmac.new(key, signed, \"sha256\").digest()).decode()"}},
    {"standard-v1a", ADVICE_DIGEST, {NULL}},
};

static void writes_lines(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t language = 0; language < ADVICE_LANGUAGES; language++) {
            struct buf line = {0};
            bool any = rows[i].lines[0] != NULL;
            check_row("row %zu, %s", i, advice_language(language));
            buf_add_text(&line, "before");
            CHECK(advice_write(&line, rows[i].advice, scheme_of(rows[i].scheme), language) == any);
            CHECK(span_starts(buf_span(&line), SPAN("before")));
            CHECK_TEXT(span_slice(buf_span(&line), 6, line.size),
                       any ? rows[i].lines[language] : "");
            buf_clear(&line);
        }
}

/* A user's own schemes, with what no built-in one has. */
static void writes_own_schemes(void)
{
    static const struct scheme own = {.name = "own",
                                      .names = {{.signature = "X-Own"}},
                                      .signed_bytes = "100%s{data}",
                                      .hash = "SHA384",
                                      .key = KEY_HEX,
                                      .key_prefix = NULL};
    static const struct {
        enum advice advice;
        size_t language;
        const char *line;
    } lines[] = {
        {ADVICE_KEY, 1, "key, err := hex.DecodeString(secret)"},
        {ADVICE_KEY, 3, "key = bytes.fromhex(secret)"},
        {ADVICE_SIGNED, 2, "$signed = '100%s' . $data;"},
        {ADVICE_DIGEST, 1,
         "hex.EncodeToString(mac.Sum(nil))  // mac := hmac.New(sha512.New384, key); "
         "mac.Write(signed)"},
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct buf line = {0};
        check_row("row %zu", i);
        CHECK(advice_write(&line, lines[i].advice, &own, lines[i].language));
        CHECK_TEXT(buf_span(&line), lines[i].line);
        buf_clear(&line);
    }
}

static void knows_languages(void)
{
    static const char *const names[ADVICE_LANGUAGES] = {"Express", "Go", "PHP", "Python"};
    for (size_t i = 0; i < ADVICE_LANGUAGES; i++)
        CHECK_TEXT(span_of(advice_language(i)), names[i]);
}

static const struct check_case cases[] = {
    {"writes lines", writes_lines},
    {"writes own schemes", writes_own_schemes},
    {"knows languages", knows_languages},
};

int main(void)
{
    return CHECK_RUN(cases);
}
