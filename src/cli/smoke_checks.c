/* The checks of `smoke`, in the order of its reports. */
#include "smoke_event.h"
#include "smoke_spoil.h"

static const char *lacks_second_secret(const struct smoke_run *run)
{
    return run->keyring.in_use.count < 2
               ? "only one secret is in use: give the old one by a second -s"
               : NULL;
}

static const char *lacks_hash(const struct smoke_run *run)
{
    return run->scheme->hash ? NULL : "the scheme signs by Ed25519, which has one hash";
}

static const char *lacks_single(const struct smoke_run *run)
{
    return run->scheme->separator ? "the scheme allows several signatures" : NULL;
}

static const char *lacks_data(const struct smoke_run *run)
{
    return scheme_signs(run->scheme, "{data}") || scheme_signs(run->scheme, "{body}")
               ? NULL
               : "the scheme doesn't sign the body";
}

static const char *lacks_time(const struct smoke_run *run)
{
    if (run->scheme->names[0].timestamp || run->scheme->timestamp_prefix)
        return run->tolerance ? NULL : "no age is checked: the tolerance is 0";
    return "the scheme signs no time";
}

static const char *lacks_future(const struct smoke_run *run)
{
    const char *time = lacks_time(run);
    return time || run->scheme->future ? time : "the scheme takes what lies in the future";
}

/* Who parses the JSON and hashes what it writes of that. */
#define REENCODES                                                                                  \
    "the app doesn't hash the bytes that came: it parses the JSON and hashes what it writes of "   \
    "it, in which "
#define RAW_BODY                                                                                   \
    "hash {signed} as received: take the raw body before any parser (Express: express.raw({ "      \
    "type: '*/*' }); Flask: request.get_data(); Laravel: $request->getContent(); Go: "             \
    "io.ReadAll(r.Body))"
#define CRASHES                                                                                    \
    "a sender's mistake, or an attacker, breaks the app: what it throws isn't caught, and a "      \
    "sender that gets a 5xx sends the same again and again"
#define CATCHES "answer 400 where "
#define COMPARE                                                                                    \
    "compute the HMAC-{hash} of {signed} and compare all of it in constant time (Node.js: "        \
    "crypto.timingSafeEqual, Go: hmac.Equal, PHP: hash_equals, Python: hmac.compare_digest)"
#define BROKEN "anyone can send this endpoint events that never happened: "

#define BYTES .group = "bytes", .severity = SMOKE_SHOULD, .concluded = true
#define REFUSES .group = "refuses", .want = WANT_REFUSED, .alone = true
#define ROBUST .group = "robust", .want = WANT_CALM, .alone = true, .meaning = CRASHES
#define DELIVERY .group = "delivery", .severity = SMOKE_SHOULD, .alone = true

const struct smoke_check smoke_checks[] = {
    {.group = "preflight",
     .name = "reachable",
     .title = "something listens at the URL",
     .want = WANT_OWN,
     .sent = "a TCP connection",
     .passive = true},
    {.group = "preflight",
     .name = "accepts",
     .title = "accepts a rightly signed {event}",
     .sent = "a {event}, rightly signed"},

    {.group = "accepts",
     .title = "accepts a {event}",
     .sent = "a {event}, rightly signed",
     .meaning = "the app refuses events of this type, though the signature is right",
     .mend = "answer 2xx to every type that you subscribe to, also to what you don't handle"},
    {.group = "accepts",
     .name = "second_secret",
     .severity = SMOKE_SHOULD,
     .title = "accepts the second secret while secrets are rotated",
     .sent = "a {event}, signed by the second secret",
     .signing = SIGNED_BY_SECOND,
     .lacks = lacks_second_secret,
     .meaning =
         "the app knows the first secret alone: while secrets are rotated it refuses what is "
         "signed by the other one",
     .mend = "verify by each secret in use, and accept when one fits"},
    {.group = "accepts",
     .name = "lower_case_header",
     .title = "accepts the signature header in lower case",
     .sent = "a {event}, rightly signed, header names in lower case",
     .spoil = smoke_lower_case,
     .meaning = "the app looks for {header} in this spelling alone; proxies, HTTP/2 and other "
                "senders write it in lower case",
     .mend = "look headers up by your framework, which ignores the case (RFC 9110, section 5.1)"},
    {.group = "accepts",
     .name = "upper_case_header",
     .title = "accepts the signature header in upper case",
     .sent = "a {event}, rightly signed, header names in upper case",
     .spoil = smoke_upper_case,
     .meaning = "the app looks for {header} in one spelling alone",
     .mend = "look headers up by your framework, which ignores the case (RFC 9110, section 5.1)"},

    {REFUSES, .name = "no_signature", .title = "refuses a delivery without a signature",
     .sent = "a {event} without {header}", .spoil = smoke_drop_signature,
     .meaning = BROKEN "it checks no signature where none is there",
     .mend = "refuse with 401 where the header is missing, before anything else"},
    {REFUSES, .name = "empty_signature", .title = "refuses an empty signature",
     .sent = "a {event} with an empty {header}", .spoil = smoke_empty_signature,
     .meaning = BROKEN "an empty signature passes its check",
     .mend = "refuse an empty header as you refuse a missing one"},
    {REFUSES, .name = "changed_digit", .title = "refuses a signature with one digit changed",
     .sent = "a {event}, one digit of its signature changed", .spoil = smoke_change_digit,
     .meaning = BROKEN "it does not compare the signature, or not all of it", .mend = COMPARE},
    {REFUSES, .name = "half_signature", .title = "refuses the first half of a signature",
     .sent = "a {event}, its signature cut to the first half", .spoil = smoke_halve_signature,
     .meaning = BROKEN "a prefix of the signature passes, which can be guessed byte by byte",
     .mend = COMPARE},
    {REFUSES, .name = "wrong_secret", .title = "refuses what another secret signed",
     .sent = "a {event}, signed by a random secret", .signing = SIGNED_BY_STRANGER,
     .meaning = BROKEN "a signature by any secret passes", .mend = COMPARE},
    {REFUSES, .name = "changed_body", .title = "refuses a body changed after it was signed",
     .sent = "a {event}, one byte of it changed after it was signed", .tampered = true,
     .lacks = lacks_data,
     .meaning = "what is signed can be changed on its way, such as an amount: the app does not "
                "hash the body that came",
     .mend = COMPARE},
    {REFUSES, .name = "other_delivery", .title = "refuses the signature of another delivery",
     .sent = "a {event} with the signature of another one", .spoil = smoke_swap_signature,
     .lacks = lacks_data, .meaning = BROKEN "one signature that was seen once lets any body in",
     .mend = COMPARE},
    {REFUSES, .name = "other_hash", .title = "refuses an HMAC of another hash",
     .sent = "a {event}, signed by HMAC-{other} instead of HMAC-{hash}",
     .signing = SIGNED_BY_OTHER_HASH, .lacks = lacks_hash,
     .meaning = "the app takes more hashes than {scheme} uses: a weak one would let forgeries in",
     .mend = "fix the hash to {hash} in the app, whatever the request says"},
    {REFUSES, .name = "empty_object", .title = "refuses a signature over {}",
     .sent = "a {event} with the signature over {}", .spoil = smoke_sign_nothing,
     .lacks = lacks_data,
     .meaning = BROKEN "it verifies {} instead of the body, as where a parser that ran before has "
                       "emptied it",
     .mend = RAW_BODY},
    {REFUSES, .name = "two_signatures_right_first", .severity = SMOKE_SHOULD,
     .title = "refuses two signatures, the first of them right",
     .sent = "a {event} with {header} twice, first right, then wrong",
     .spoil = smoke_double_signature_first, .lacks = lacks_single,
     .meaning =
         "the app takes the first of several headers and passes over the others; what stands "
         "before it may take another one",
     .mend = "refuse a delivery that has the header more than once"},
    {REFUSES, .name = "two_signatures_right_last", .severity = SMOKE_SHOULD,
     .title = "refuses two signatures, the last of them right",
     .sent = "a {event} with {header} twice, first wrong, then right",
     .spoil = smoke_double_signature_last, .lacks = lacks_single,
     .meaning = "the app takes the last of several headers and passes over the others; what stands "
                "before it may take another one",
     .mend = "refuse a delivery that has the header more than once"},

    {BYTES, .name = "non_ascii", .title = "accepts text beyond ASCII",
     .sent = "a {event} with \"Zoë paid 5 €\" in it, rightly signed", .member = "\"Zoë paid 5 €\"",
     .meaning = REENCODES "ë and € become \\u00eb and \\u20ac, or another charset",
     .mend = RAW_BODY},
    {BYTES, .name = "ampersand", .title = "accepts & written as \\u0026",
     .sent = "a {event} with \"a=1\\u0026b=2\" in it, as Go writes &, rightly signed",
     .member = "\"a=1\\u0026b=2\"", .meaning = REENCODES "\\u0026 becomes &", .mend = RAW_BODY},
    {BYTES, .name = "slashes", .title = "accepts / written as \\/",
     .sent = "a {event} with \"https:\\/\\/example.com\\/\" in it, as PHP writes /, rightly signed",
     .member = "\"https:\\/\\/example.com\\/\"", .meaning = REENCODES "\\/ becomes /",
     .mend = RAW_BODY},
    {BYTES, .name = "unicode_escapes", .title = "accepts é written as \\u00e9",
     .sent = "a {event} with \"caf\\u00e9\" in it, as PHP and Python write é, rightly signed",
     .member = "\"caf\\u00e9\"", .meaning = REENCODES "\\u00e9 becomes é", .mend = RAW_BODY},
    {BYTES, .name = "big_numbers", .title = "accepts numbers beyond 2^53",
     .sent = "a {event} with 9007199254740993 in it, rightly signed", .member = "9007199254740993",
     .meaning = REENCODES "9007199254740993 becomes 9007199254740992: it loses digits of amounts "
                          "and ids, too",
     .mend = RAW_BODY},
    {BYTES, .name = "decimals", .title = "accepts 2034.50",
     .sent = "a {event} with 2034.50 in it, rightly signed", .member = "2034.50",
     .meaning = REENCODES "2034.50 becomes 2034.5", .mend = RAW_BODY},
    {BYTES, .name = "integer_keys", .title = "accepts names that are integers in any order",
     .sent = "a {event} with {\"10\":\"a\",\"9\":\"b\"} in it, rightly signed",
     .member = "{\"10\":\"a\",\"9\":\"b\"}",
     .meaning = REENCODES "names that are integers move in front, by their size", .mend = RAW_BODY},
    {BYTES, .name = "empty_object", .title = "accepts an empty object",
     .sent = "a {event} with {} in it, rightly signed", .member = "{}",
     .meaning = REENCODES "{} becomes []", .mend = RAW_BODY},
    {BYTES, .name = "member_order", .title = "accepts members in another order",
     .sent = "a {event}, its members in the reverse order, rightly signed",
     .shape = smoke_event_reverse,
     .meaning = REENCODES "members have an order of their own, as by a struct or sorted names",
     .mend = RAW_BODY},
    {BYTES, .name = "unknown_member", .title = "accepts a member it does not know",
     .sent = "a {event} with an unknown member, rightly signed", .shape = smoke_event_extend,
     .meaning = "the app hashes a struct that lacks what it does not know, or takes no event with "
                "more than it knows: it will fail on the day on which {scheme} adds a member",
     .mend = "let unknown members pass; and " RAW_BODY},

    {.group = "time",
     .name = "too_old",
     .title = "refuses what was signed too long ago",
     .want = WANT_REFUSED,
     .sent = "a {event}, rightly signed {age} ago",
     .age = 110,
     .lacks = lacks_time,
     .meaning = "whoever has seen a delivery can send it again at any later time: the app does not "
                "check the time, or allows more than {tolerance}",
     .mend = "refuse where the signed time is more than {tolerance} from now"},
    {.group = "time",
     .name = "within_tolerance",
     .title = "accepts what was signed a while ago",
     .sent = "a {event}, rightly signed {age} ago",
     .age = 90,
     .lacks = lacks_time,
     .meaning = "the app allows less than {tolerance}: deliveries that are late get lost",
     .mend = "allow {tolerance}, as {scheme} does; is the clock of the endpoint right?"},
    {.group = "time",
     .name = "future",
     .title = "refuses what was signed in the future",
     .want = WANT_REFUSED,
     .sent = "a {event}, rightly signed, {age} ahead of now",
     .age = -110,
     .lacks = lacks_future,
     .meaning = "the app looks at the age alone: a time in the future passes until it is past",
     .mend = "compare the absolute difference to {tolerance}"},

    {ROBUST, .name = "malformed_json", .title = "survives malformed JSON",
     .sent = "a body with a comma too much", .spoil = smoke_malform,
     .mend = CATCHES "the body is no JSON (try/catch around the parser)"},
    {ROBUST, .name = "truncated_body", .title = "survives a body cut in half",
     .sent = "the first half of a body", .spoil = smoke_cut_body,
     .mend = CATCHES "the body is no JSON (try/catch around the parser)"},
    {ROBUST, .name = "empty_body", .title = "survives an empty body", .sent = "an empty body",
     .spoil = smoke_empty_body, .mend = CATCHES "there is no body, before it is parsed or hashed"},
    {ROBUST, .name = "other_content_type", .title = "survives another content type",
     .sent = "a {event}, rightly signed, as text/plain", .spoil = smoke_retype,
     .mend = "read the raw body whatever the type (Express: express.raw({ type: '*/*' })), or "
             "answer 415"},
    {ROBUST, .name = "null_data", .title = "survives {\"data\":null}",
     .sent = "the body {\"data\":null}, signed", .spoil = smoke_null_data,
     .mend = CATCHES "\"data\" is no object"},
    {ROBUST, .name = "unknown_type", .title = "survives an event of an unknown type",
     .sent = "an event of the type smoke:unknown, rightly signed", .shape = smoke_event_retype,
     .mend = "answer 2xx to types that you don't handle: new ones come without notice"},
    {ROBUST, .name = "large_body", .title = "survives a body of 1 MiB",
     .sent = "a {event} of 1 MiB, rightly signed", .shape = smoke_event_inflate,
     .mend = "answer 413 where a body is too large"},
    {ROBUST, .name = "deep_nesting", .title = "survives JSON nested 10,000 deep",
     .sent = "a {event} with 10,000 nested arrays, rightly signed", .shape = smoke_event_nest,
     .mend = CATCHES "the JSON can't be parsed or written: recursion ends at the stack's limit"},
    {ROBUST, .name = "invalid_utf8", .title = "survives bytes that are no UTF-8",
     .sent = "a {event} with the bytes FF FE in a text, signed", .member = "\"SM0KE\"",
     .spoil = smoke_spoil_utf8, .mend = CATCHES "the body is no UTF-8"},
    {ROBUST, .name = "chunked", .title = "survives a body in chunks",
     .sent = "a {event}, rightly signed, with Transfer-Encoding: chunked",
     .spoil = smoke_send_chunked,
     .mend = "read the body to its end, and not by Content-Length, or answer 411"},
    {ROBUST, .name = "expect_continue", .title = "survives Expect: 100-continue",
     .sent = "a {event}, rightly signed, with Expect: 100-continue", .spoil = smoke_expect,
     .mend = "let the web server answer 100 Continue, or 417"},
    {.group = "robust",
     .alone = true,
     .name = "get",
     .title = "takes no GET for a delivery",
     .want = WANT_NOT_OK,
     .sent = "GET without a body",
     .spoil = smoke_get,
     .meaning = "the app answers a GET as if it were a delivery: monitors, crawlers and link "
                "previews would get 2xx",
     .mend = "register the route for POST alone, so that others get 405"},

    {DELIVERY, .name = "twice",
     .command = "sfpy-hook trigger {event} --scheme {scheme} --to {url} --duplicate",
     .title = "answers the same delivery twice alike",
     .sent = "a {event}, rightly signed, two times the same bytes", .requests = 2, .repeats = true,
     .judge = smoke_judge_twice,
     .meaning = "the app doesn't know what it has handled: senders deliver more than once, and a "
                "payment would count twice, or be sent until it is given up",
     .mend = "keep the tokens of handled events, and answer a known one as the first time"},
    {DELIVERY, .name = "out_of_order",
     .command = "sfpy-hook trigger {event} --scheme {scheme} --to {url} -n 8 --reorder",
     .title = "accepts events out of order", .sent = "two events, the later one first",
     .requests = 2, .backwards = true,
     .meaning = "the app relies on the order, which no sender promises",
     .mend = "handle each event by what it says, or ask the API for the state"},
    {DELIVERY, .name = "at_once",
     .command = "sfpy-hook trigger {event} --scheme {scheme} --to {url} -n 20 -c 20",
     .title = "accepts 20 deliveries at once",
     .sent = "20 events at the same time, each rightly signed", .requests = SMOKE_AT_ONCE,
     .together = true, .meaning = "under a burst, as after an outage, deliveries get lost",
     .mend = "answer as soon as the event is stored, and do the work later, in a queue"},
    {DELIVERY, .name = "kept_alive",
     .command = "sfpy-hook trigger {event} --scheme {scheme} --to {url} -n 2 -v",
     .title = "keeps the connection open", .want = WANT_CALM,
     .sent = "two events, one after the other", .requests = 2, .judge = smoke_judge_kept_alive,
     .meaning = "every delivery needs a new connection, and with TLS a handshake",
     .mend = "let the server keep connections open (no Connection: close in the answer)"},
    {DELIVERY, .name = "in_time",
     .command = "sfpy-hook trigger {event} --scheme {scheme} --to {url} -n 50 -c 8",
     .title = "answers within 10 s", .want = WANT_OWN, .passive = true,
     .sent = "nothing of its own: all deliveries that were to be accepted",
     .judge = smoke_judge_in_time,
     .meaning = "senders give up after 10 s or less, and send again what the app is still handling",
     .mend = "answer as soon as the event is stored, and do the work later, in a queue"},
    {DELIVERY, .name = "no_redirect", .title = "redirects nothing", .want = WANT_OWN,
     .passive = true, .sent = "nothing of its own: all answers", .judge = smoke_judge_redirects,
     .meaning = "senders don't follow redirects, or turn the POST into a GET",
     .mend = "answer at the URL itself: mind the trailing slash, https and the login"},
    {DELIVERY, .name = "no_secret", .title = "shows no secret and no right signature",
     .want = WANT_OWN, .passive = true, .sent = "nothing of its own: all answers",
     .judge = smoke_judge_secrets, .meaning = "whoever gets such an answer can sign events",
     .mend = "answer 401 and a fixed text; what was expected belongs in the log, if anywhere"},
    {DELIVERY, .name = "no_stack_trace", .title = "shows no stack trace", .want = WANT_OWN,
     .passive = true, .sent = "nothing of its own: all answers", .judge = smoke_judge_traces,
     .meaning = "an answer shows paths and code of the app, which nobody outside needs",
     .mend = "catch what is thrown; switch the debug pages off (NODE_ENV=production, "
             "APP_DEBUG=false, DEBUG = False)"},
};

const size_t smoke_check_count = COUNT_OF(smoke_checks);
