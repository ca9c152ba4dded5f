#include "check.h"
#include "clock.h"
#include "scheme_read.h"
#include "signature.h"

#include <inttypes.h>
#include <string.h>

/* The texts of tables are JSON with ' for ". */
static struct span quoted(struct arena *arena, const char *text)
{
    struct span kept = span_keep(arena, span_of(text));
    for (size_t i = 0; i < kept.size; i++)
        if (kept.at[i] == '\'')
            ((char *)kept.at)[i] = '"';
    return kept;
}

static const char *or_dash(const char *text)
{
    return text ? text : "-";
}

/* All of a row as one line. */
static void write_row(struct buf *out, const struct scheme *row)
{
    static const char *const keys[] = {"text", "hex", "base64"};
    const struct scheme_names *names = &row->names[0];
    buf_printf(out, "%s: %s %s %s; %s; %s", row->name, names->signature, or_dash(names->timestamp),
               or_dash(names->id), row->signed_bytes, or_dash(row->hash));
    buf_printf(out, " %s %s%s;", row->encoding == ENCODING_HEX ? "hex" : "base64", keys[row->key],
               row->any_case ? " any" : "");
    buf_printf(out, " <%s%s%s%s>", or_dash(row->key_prefix), or_dash(row->prefix),
               or_dash(row->separator), or_dash(row->timestamp_prefix));
    buf_printf(out, " %s %" PRId64 "%s; '%s'; %s",
               row->timestamp == TIMESTAMP_UNIX ? "unix" : "rfc3339", row->tolerance,
               row->future ? " both" : "", row->event_path, row->summary);
    CHECK(!row->alias && !row->names[1].signature && !row->marks[0]);
    CHECK(!row->every_name && !row->shares_rule);
}

#define ROW(more) "{'a':{'header':'X-A','signed':'{body}','algorithm':'hmac-sha256'" more "}}"

static const struct {
    const char *text, *row;
} good[] = {
    {"{'acme':{'header':'X-Acme-Signature','signed':'{timestamp}.{body}','algorithm':"
     "'hmac-sha256','key':'text','key-prefix':'','encoding':'hex','any-case':false,'prefix':"
     "'sha256=','separator':'','timestamp-header':'X-Acme-Time','timestamp':'unix','id-header':'',"
     "'tolerance':300,'future':true}}",
     "acme: X-Acme-Signature X-Acme-Time -; {timestamp}.{body}; SHA256 hex text; <-sha256=--> unix "
     "300 both; ''; your own: {timestamp}.{body}, HMAC-SHA256, hex"},
    {ROW(""), "a: X-A - -; {body}; SHA256 hex text; <----> unix 0 both; ''; your own: {body}, "
              "HMAC-SHA256, hex"},
    {ROW(",'algorithm':'hmac-sha1'"), "a: X-A - -; {body}; SHA1 hex text; <----> unix 0 both; ''; "
                                      "your own: {body}, HMAC-SHA1, hex"},
    {ROW(",'algorithm':'hmac-sha384','key':'hex'"),
     "a: X-A - -; {body}; SHA384 hex hex; <----> unix 0 both; ''; your own: {body}, HMAC-SHA384, "
     "hex"},
    {ROW(",'algorithm':'hmac-sha512','key':'base64','encoding':'base64'"),
     "a: X-A - -; {body}; SHA512 base64 base64; <----> unix 0 both; ''; your own: {body}, "
     "HMAC-SHA512, base64"},
    {ROW(",'algorithm':'ed25519'"), "a: X-A - -; {body}; - hex base64; <----> unix 0 both; ''; "
                                    "your own: {body}, Ed25519, hex"},
    {ROW(",'algorithm':'ed25519','key':'hex','encoding':'base64'"),
     "a: X-A - -; {body}; - base64 hex; <----> unix 0 both; ''; your own: {body}, Ed25519, base64"},
    {ROW(",'signed':'{data}','any-case':true,'key-prefix':'k_'"),
     "a: X-A - -; {data}; SHA256 hex text any; <k_---> unix 0 both; 'data'; your own: {data}, "
     "HMAC-SHA256, hex"},
    {ROW(",'signed':'{id}{timestamp}{url}{body}{data}','timestamp-prefix':'t=','separator':',',"
         "'prefix':'v1=','id-header':'X-Id','timestamp':'rfc3339','tolerance':0,'future':false"),
     "a: X-A - X-Id; {id}{timestamp}{url}{body}{data}; SHA256 hex text; <-v1=,t=> rfc3339 0; "
     "'data'; your own: {id}{timestamp}{url}{body}{data}, HMAC-SHA256, hex"},
    {ROW(",'signed':'{timestamp}{body}','timestamp-header':'T'"),
     "a: X-A T -; {timestamp}{body}; SHA256 hex text; <----> unix 300 both; ''; your own: "
     "{timestamp}{body}, HMAC-SHA256, hex"},
    {ROW(",'tolerance':3153600000,'summary':'S','timestamp-prefix':'','separator':' '"),
     "a: X-A - -; {body}; SHA256 hex text; <-- -> unix 0 both; ''; S"},
    {ROW(",'signed':'} { {} {{body}} {a b} {\\u00e9\\n\\\\ \xff}'"),
     "a: X-A - -; } { {} {{body}} {a b} {\xc3\xa9\n\\ \xff}; SHA256 hex text; <----> unix 0 both; "
     "''; your own: } { {} {{body}} {a b} {\xc3\xa9\n\\ \xff}, HMAC-SHA256, hex"},
    {ROW(",'prefix':'HMAC-SHA256 (v1) '"),
     "a: X-A - -; {body}; SHA256 hex text; <-HMAC-SHA256 (v1) --> unix 0 both; ''; your own: "
     "{body}, HMAC-SHA256, hex"},
    {ROW(",'signed':'{timestamp}{body}','timestamp-prefix':'t=','separator':',','prefix':' v='"),
     "a: X-A - -; {timestamp}{body}; SHA256 hex text; <- v=,t=> unix 300 both; ''; your own: "
     "{timestamp}{body}, HMAC-SHA256, hex"},
    /* The last of duplicates, whatever the others are. */
    {ROW(",'key':1,'k\\u0065y':'hex','header':'X-B','signed':'{nothing}','signed':'{body}.'"),
     "a: X-B - -; {body}.; SHA256 hex hex; <----> unix 0 both; ''; your own: {body}., HMAC-SHA256, "
     "hex"},
};

static void reads(void)
{
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct arena arena = {0};
        struct error err = {0};
        struct schemes own;
        struct buf got = {0};
        const char *at;
        check_row("%s", good[i].text);
        CHECK(scheme_read(&arena, quoted(&arena, good[i].text), &own, &at, &err));
        CHECK_TEXT(span_of(err.text), "");
        CHECK_NUMBER((long long)own.count, 1);
        CHECK_NUMBER((long long)own.own, 1);
        if (own.count)
            write_row(&got, &own.at[0]);
        CHECK_TEXT(buf_span(&got), good[i].row);
        buf_clear(&got);
        arena_clear(&arena);
    }
}

#define LISTS "sfpy-hook-schemes(7) has all of them"
#define NAMES "a name is made of 1 to 64 letters, digits, '-', '_', '.'"
#define NAME_64 "0123456789012345678901234567890123456789012345678901234567890123"
#define TIMED(more)                                                                                \
    ROW(",'signed':'{timestamp}.{body}','timestamp-prefix':'t=','separator':','" more)

/* What is wrong with a text, how to mend it, and what stands at the place that is named. */
static const struct {
    const char *text, *message, *hint, *place;
} bad[] = {
    {"{'a':1}", "scheme a: an object is wanted, not a number", "", "1}"},
    {"{'a':[]}", "scheme a: an object is wanted, not an array", "", "[]}"},
    {"{'':{}}", "'' is no name for a scheme", NAMES, "'':"},
    {"{'a b':{}}", "'a b' is no name for a scheme", NAMES, "'a b'"},
    {"{'a/b':{}}", "'a/b' is no name for a scheme", NAMES, "'a/b'"},
    {"{'\xc3\xa9':{}}", "'\xc3\xa9' is no name for a scheme", NAMES, "'\xc3\xa9'"},
    {"{'a\\u0000':{}}", "'a' is no name for a scheme", NAMES, "'a\\u0000'"},
    {"{'" NAME_64 "x':{}}", "'" NAME_64 "x' is no name for a scheme", NAMES, "'0123"},
    {"{'auto':{}}", "scheme auto is built in", "give yours another name", "'auto'"},
    {"{'github':{}}", "scheme github is built in", "give yours another name", "'github'"},
    {"{'standardwebhooks':{}}", "scheme standardwebhooks is built in", "give yours another name",
     "'standardwebhooks'"},
    {"{'a':{'header':'H','signed':'{body}','algorithm':'hmac-sha1'},'\\u0061':{}}",
     "scheme a is there already", "give one of them another name", "'\\u0061'"},
    {"{'a':{}}", "scheme a: \"header\" is missing", "such as \"header\": \"X-Acme-Signature\"",
     "{}}"},
    {"{'a':{'header':''}}", "scheme a: \"header\" is missing",
     "such as \"header\": \"X-Acme-Signature\"", "{'header'"},
    {"{'a':{'header':'H'}}", "scheme a: \"signed\" is missing", "such as \"signed\": \"{body}\"",
     "{'header'"},
    {"{'a':{'header':'H','signed':'{body}'}}", "scheme a: \"algorithm\" is missing",
     "such as \"algorithm\": \"hmac-sha256\"", "{'header'"},
    {ROW(",'heder':'X'"), "scheme a: unknown member 'heder'", "did you mean 'header'?", "'heder'"},
    {ROW(",'timestamp_header':'X'"), "scheme a: unknown member 'timestamp_header'",
     "did you mean 'timestamp-header'?", "'timestamp_header'"},
    {ROW(",'names':[]"), "scheme a: unknown member 'names'", LISTS, "'names'"},
    {ROW(",'':1"), "scheme a: unknown member ''", LISTS, "'':1"},
    {ROW(",'header':1"), "scheme a: \"header\": the name of a header is wanted, not a number", "",
     "1}"},
    {ROW(",'header':null"), "scheme a: \"header\": the name of a header is wanted, not null", "",
     "null"},
    {ROW(",'header':'X A'"), "scheme a: \"header\": the name of a header is wanted, not 'X A'", "",
     "'X A'"},
    {ROW(",'id-header':'X:'"), "scheme a: \"id-header\": the name of a header is wanted, not 'X:'",
     "", "'X:'"},
    {ROW(",'timestamp-header':'X\\n'"),
     "scheme a: \"timestamp-header\": the name of a header is wanted, not 'X\n'", "", "'X\\n'"},
    {ROW(",'signed':['{body}']"), "scheme a: \"signed\": a string is wanted, not an array", "",
     "['{body}']"},
    {ROW(",'signed':'{body}\\u0000'"),
     "scheme a: \"signed\": a text without NUL characters is wanted", "", "'{body}\\u0000'"},
    {ROW(",'signed':'\\ud800{body}'"),
     "scheme a: \"signed\": half a surrogate pair is no character", "", "'\\ud800{body}'"},
    {ROW(",'algorithm':'md5'"),
     "scheme a: \"algorithm\": hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512 or ed25519 is "
     "wanted, not 'md5'",
     "", "'md5'"},
    {ROW(",'algorithm':'hmac-sha-256'"),
     "scheme a: \"algorithm\": hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512 or ed25519 is "
     "wanted, not 'hmac-sha-256'",
     "did you mean 'hmac-sha256'?", "'hmac-sha-256'"},
    {ROW(",'algorithm':''"),
     "scheme a: \"algorithm\": hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512 or ed25519 is "
     "wanted, not ''",
     "", "''"},
    {ROW(",'key':'utf8'"), "scheme a: \"key\": text, hex or base64 is wanted, not 'utf8'", "",
     "'utf8'"},
    {ROW(",'key-prefix':true"), "scheme a: \"key-prefix\": a string is wanted, not true", "",
     "true"},
    {ROW(",'encoding':'base65'"), "scheme a: \"encoding\": hex or base64 is wanted, not 'base65'",
     "did you mean 'base64'?", "'base65'"},
    {ROW(",'any-case':'true'"), "scheme a: \"any-case\": true or false is wanted, not a string", "",
     "'true'"},
    {ROW(",'prefix':'v\\t'"),
     "scheme a: \"prefix\": a text of visible ASCII characters and spaces is wanted, not 'v\t'", "",
     "'v\\t'"},
    {ROW(",'prefix':'\xc3\xa9'"),
     "scheme a: \"prefix\": a text of visible ASCII characters and spaces is wanted, not "
     "'\xc3\xa9'",
     "", "'\xc3\xa9'"},
    {ROW(",'separator':', '"),
     "scheme a: \"separator\": one visible ASCII character or a space is wanted, not ', '", "",
     "', '"},
    {ROW(",'separator':'\\n'"),
     "scheme a: \"separator\": one visible ASCII character or a space is wanted, not '\n'", "",
     "'\\n'"},
    {ROW(",'timestamp':'millis'"),
     "scheme a: \"timestamp\": unix or rfc3339 is wanted, not "
     "'millis'",
     "", "'millis'"},
    {ROW(",'tolerance':-1"),
     "scheme a: \"tolerance\": a whole number of seconds from 0 to 3153600000 is wanted, not '-1'",
     "", "-1"},
    {ROW(",'tolerance':1.5"),
     "scheme a: \"tolerance\": a whole number of seconds from 0 to 3153600000 is wanted, not '1.5'",
     "", "1.5"},
    {ROW(",'tolerance':3153600001"),
     "scheme a: \"tolerance\": a whole number of seconds from 0 to 3153600000 is wanted, not "
     "'3153600001'",
     "", "3153600001"},
    {ROW(",'tolerance':99999999999999999999999999"),
     "scheme a: \"tolerance\": a whole number of seconds from 0 to 3153600000 is wanted, not "
     "'99999999999999999999999999'",
     "", "9999"},
    {ROW(",'tolerance':'5m'"),
     "scheme a: \"tolerance\": a whole number of seconds from 0 to 3153600000 is wanted, not a "
     "string",
     "", "'5m'"},
    {ROW(",'future':0"), "scheme a: \"future\": true or false is wanted, not a number", "", "0}"},
    {ROW(",'summary':{}"), "scheme a: \"summary\": a string is wanted, not an object", "", "{}}}"},
    {ROW(",'signed':'{boddy}'"), "scheme a: \"signed\": unknown placeholder '{boddy}'",
     "did you mean '{body}'?", "'{boddy}'"},
    {ROW(",'signed':'{body}{{nonce}'"), "scheme a: \"signed\": unknown placeholder '{nonce}'",
     "there are {body}, {data}, {timestamp}, {id} and {url}", "'{body}{{nonce}'"},
    {ROW(",'signed':'{Body}'"), "scheme a: \"signed\": unknown placeholder '{Body}'",
     "did you mean '{body}'?", "'{Body}'"},
    {ROW(",'signed':'{url}'"), "scheme a: \"signed\": neither {body} nor {data} is in it",
     "a signature that leaves the body out says nothing of it; such as {timestamp}.{body}",
     "'{url}'"},
    {ROW(",'signed':'{ body }'"), "scheme a: \"signed\": neither {body} nor {data} is in it",
     "a signature that leaves the body out says nothing of it; such as {timestamp}.{body}",
     "'{ body }'"},
    {ROW(",'signed':'.{body}.{body}.{body}.{body}.{body}.{body}.{body}.{body}.'"),
     "scheme a: \"signed\": it has more than 16 pieces",
     "each placeholder is one, and each text between two", "'.{body}"},
    {ROW(",'signed':'{timestamp}{body}'"), "scheme a: \"signed\": no header brings the {timestamp}",
     "name it by timestamp-header or, where it is an element of the signature's, by "
     "timestamp-prefix",
     "'{timestamp}{body}'"},
    {ROW(",'timestamp-header':'T'"),
     "scheme a: \"timestamp-header\": {timestamp} is not in what is signed",
     "sign it, as in {timestamp}.{body}, or leave timestamp-header out", "'T'"},
    {ROW(",'timestamp-prefix':'t='"),
     "scheme a: \"timestamp-prefix\": {timestamp} is not in what is signed",
     "sign it, as in {timestamp}.{body}, or leave timestamp-prefix out", "'t='"},
    {TIMED(",'timestamp-header':'T'"),
     "scheme a: \"timestamp-prefix\": timestamp-header says already where the time stands",
     "leave out one of them", "'t='"},
    {ROW(",'signed':'{id}{body}'"), "scheme a: \"signed\": no header brings the {id}",
     "name it by id-header", "'{id}{body}'"},
    {ROW(",'id-header':'I'"), "scheme a: \"id-header\": {id} is not in what is signed",
     "sign it, as in {id}.{body}, or leave id-header out", "'I'"},
    {ROW(",'signed':'{timestamp}{body}','timestamp-header':'x-a'"),
     "scheme a: \"timestamp-header\": it is the signature's header",
     "where the time is an element of that, timestamp-prefix tells which", "'x-a'"},
    {ROW(",'signed':'{id}{body}','id-header':'x-A'"),
     "scheme a: \"id-header\": it is another header of the scheme",
     "signature, timestamp and id stand in headers of their own", "'x-A'"},
    {ROW(",'signed':'{id}{timestamp}{body}','timestamp-header':'T','id-header':'t'"),
     "scheme a: \"id-header\": it is another header of the scheme",
     "signature, timestamp and id stand in headers of their own", "'t'"},
    {ROW(",'any-case':true,'encoding':'base64'"),
     "scheme a: \"any-case\": base64 means other bytes in another case",
     "leave it out, or let encoding be hex", "true"},
    {ROW(",'algorithm':'ed25519','key':'text'"), "scheme a: \"key\": an Ed25519 key is no text",
     "base64, which is the default with ed25519, or hex", "'text'"},
    {ROW(",'signed':'{timestamp}{body}','timestamp-prefix':'t='"),
     "scheme a: \"timestamp-prefix\": a header with several elements needs a separator",
     "such as \"separator\": \",\"", "'t='"},
    {ROW(",'separator':'F'"), "scheme a: \"separator\": it may stand in a signature itself",
     "such as a comma, a semicolon or a space", "'F'"},
    {ROW(",'separator':'=','encoding':'base64'"),
     "scheme a: \"separator\": it may stand in a signature itself",
     "such as a comma, a semicolon or a space", "'='"},
    {ROW(",'separator':',','prefix':'v1,'"),
     "scheme a: \"separator\": it stands in prefix or timestamp-prefix",
     "elements are cut at it; take another character", "','"},
    {TIMED(",'separator':'='"), "scheme a: \"separator\": it stands in prefix or timestamp-prefix",
     "elements are cut at it; take another character", "'='"},
    {TIMED(",'separator':':','timestamp':'rfc3339'"),
     "scheme a: \"separator\": it may stand in a timestamp itself",
     "such as a comma, a semicolon or a space", "':'"},
    {TIMED(",'timestamp-prefix':'a'"),
     "scheme a: \"timestamp-prefix\": a signature can begin with it",
     "signatures need a prefix that begins otherwise", "'a'"},
    {TIMED(",'prefix':'t=='"), "scheme a: \"timestamp-prefix\": a signature can begin with it",
     "signatures need a prefix that begins otherwise", "'t='"},
    {TIMED(",'timestamp-prefix':' t='"),
     "scheme a: \"timestamp-prefix\": a header's value begins with no space",
     "it would get lost on the way", "' t='"},
    {ROW(",'prefix':' v='"), "scheme a: \"prefix\": a header's value begins with no space",
     "it would get lost on the way", "' v='"},
};

static void refuses(void)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct arena arena = {0};
        struct error err = {0};
        struct schemes own;
        const char *at = NULL;
        struct span text = quoted(&arena, bad[i].text), place = quoted(&arena, bad[i].place);
        check_row("%s", bad[i].text);
        CHECK(!scheme_read(&arena, text, &own, &at, &err));
        CHECK_NUMBER(err.code, ERROR_INPUT);
        CHECK_TEXT(span_of(err.text), bad[i].message);
        CHECK_TEXT(span_of(err.hint), bad[i].hint);
        CHECK(at >= text.at && at < text.at + text.size);
        CHECK_SPAN(span_slice(span_of(at), 0, place.size), place);
        arena_clear(&arena);
    }
}

/* Rows before a wrong one are no reason to take it; a list too long is refused at once. */
static void has_a_limit(void)
{
    for (size_t count = SCHEME_READ_MOST; count <= SCHEME_READ_MOST + 1; count++) {
        struct arena arena = {0};
        struct error err = {0};
        struct schemes own;
        struct buf text = {0};
        const char *at = NULL;
        for (size_t i = 0; i < count; i++)
            buf_printf(&text,
                       "%c\"s%zu\":{\"header\":\"h\",\"signed\":\"{body}\",\"algorithm\":"
                       "\"hmac-sha1\"}",
                       i ? ',' : '{', i);
        buf_add_byte(&text, '}');
        CHECK(scheme_read(&arena, buf_span(&text), &own, &at, &err) == (count == SCHEME_READ_MOST));
        if (count > SCHEME_READ_MOST)
            CHECK_TEXT(span_of(err.text), "more than 256 schemes");
        else
            CHECK_NUMBER((long long)own.count, SCHEME_READ_MOST);
        buf_clear(&text);
        arena_clear(&arena);
    }
}

static struct schemes read_own(struct arena *arena, const char *text)
{
    struct error err = {0};
    struct schemes own;
    const char *at;
    CHECK(scheme_read(arena, quoted(arena, text), &own, &at, &err));
    CHECK_TEXT(span_of(err.text), "");
    return own;
}

#define HUB(name, more)                                                                            \
    "'" name "':{'header':'X-Hub-Signature-256','signed':'{body}','algorithm':'hmac-sha256'" more  \
    "}"

static void joins(void)
{
    struct arena arena = {0};
    struct error err = {0};
    const struct schemes *builtin = scheme_builtin();
    const struct schemes own[] = {
        read_own(&arena, "{" HUB("a", ",'summary':'first'") "," HUB("b", "") "}"),
        read_own(&arena, "{" HUB("c", "") "," HUB("a", ",'summary':'second'") "}")};
    struct schemes all = scheme_join(&arena, own, 2);
    CHECK_NUMBER((long long)all.own, 3);
    CHECK_NUMBER((long long)all.count, (long long)builtin->count + 3);
    static const char *const names[] = {"a", "b", "c", "sfpy"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        CHECK_TEXT(span_of(all.at[i].name), names[i]);
    CHECK_TEXT(span_of(scheme_find(&all, "a", &err)->summary), "first");
    CHECK(scheme_find(&all, "standardwebhooks", &err) != NULL);
    CHECK(!scheme_find(&all, "cc", &err));
    CHECK(!scheme_lookup(builtin, SPAN("a")));
    all = scheme_join(&arena, NULL, 0);
    CHECK_NUMBER((long long)all.count, (long long)builtin->count);
    arena_clear(&arena);
}

/* Where headers fit as well, one's own comes first; where nothing tells, the default stays. */
static void is_detected(void)
{
    static const struct {
        const char *header, *value, *found;
    } rows[] = {{"X-Hub-Signature-256", "sha256=00", "github"},
                {"X-Hub-Signature-256", "00", "a"},
                {"x-own", "00", "own"},
                {"X-SFPY-SIGNATURE", "00", "sfpy"},
                {"X-Other", "00", "sfpy"}};
    struct arena arena = {0};
    const struct schemes own =
        read_own(&arena, "{" HUB("a", "") ",'own':{'header':'X-Own','signed':'{body}','algorithm':"
                                          "'hmac-sha1'}}");
    struct schemes all = scheme_join(&arena, &own, 1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct header header = {span_of(rows[i].header), span_of(rows[i].value)};
        struct headers headers = {&header, 1};
        struct scheme_traits traits = {.headers = &headers, .body = SPAN("{}")};
        check_row("%s: %s", rows[i].header, rows[i].value);
        const struct scheme *found = scheme_detect(&all, &traits);
        CHECK(found >= all.at && found < all.at + all.count);
        CHECK_TEXT(span_of(found->name), rows[i].found);
        traits = (struct scheme_traits){.headers = &headers, .body = SPAN("1")};
        CHECK(scheme_detect(&all, &traits) >= all.at);
    }
    struct headers none = {0};
    struct scheme_traits bare = {.headers = &none, .body = SPAN("1"), .bare_signature = true};
    CHECK_TEXT(span_of(scheme_detect(&all, &bare)->name), "sfpy");
    arena_clear(&arena);
}

/* A secret of the scheme's form; of a key pair the private half, which verifies too. */
static struct secret secret_for(const struct scheme *scheme)
{
#define HEX_32 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define BASE64_32 "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    bool hex = scheme->key == KEY_HEX;
    if (!scheme->hash)
        return secret_of(hex ? SPAN("whsk_" HEX_32) : SPAN("whsk_" BASE64_32));
    return secret_of(hex ? SPAN(HEX_32) : SPAN(BASE64_32));
}

/* What signing gives is valid, whatever stands in front of it. */
static void signs_and_verifies(void)
{
    struct arena arena = {0};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct schemes own = read_own(&arena, good[i].text);
        struct secret secret = secret_for(&own.at[0]);
        struct error err = {0};
        struct headers headers = {0};
        struct span body = SPAN("{\"data\": [1 ]}");
        const struct stamp stamp = {INT64_C(1767225600) * CLOCK_SECOND + 5, SPAN("id"), SPAN("u")};
        check_row("%s", good[i].text);
        struct signer *signer = signer_new(&own.at[0], &secret, 1, &err);
        CHECK(signer_sign(signer, body, &stamp, NULL, &arena, &headers, &err));
        CHECK_TEXT(span_of(err.text), "");
        const struct evidence evidence = {.headers = &headers,
                                          .body = body,
                                          .url = stamp.url,
                                          .now = stamp.time,
                                          .tolerance = TOLERANCE_OF_SCHEME};
        CHECK_TEXT(span_of(reason_name(signer_verify(signer, &evidence).reason)), NULL);
        signer_free(signer);
    }
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"reads", reads}, {"refuses", refuses},         {"has a limit", has_a_limit},
    {"joins", joins}, {"is detected", is_detected}, {"signs and verifies", signs_and_verifies},
};

int main(void)
{
    return CHECK_RUN(cases);
}
