#include "check.h"
#include "condition.h"
#include "scheme.h"

#include <string.h>

#define BODY                                                                                       \
    "{\"data\":{\"type\":\"payment:created\",\"token\":\"T0\",\"n\":{\"state\":\"PAID\","          \
    "\"amount\":\"350\",\"rate\":1.50e+3,\"ok\":true,\"none\":null,\"empty\":\"\","                \
    "\"list\":[1,\"two\",{\"x\":\"y\"}],\"esc\":\"a\\u0041\\n\"},\"a.b\":\"dotted\","              \
    "\"a=b\":\"equal\",\"verdict\":\"mine\",\"raw\":{ \"k\" : 1 },\"twice\":1,\"twice\":2,"        \
    "\"nul\":\"a\\u0000b\"}}"

static struct header headers[] = {
    {BYTES("Content-Type"), BYTES("application/json")},
    {BYTES("X-Many"), BYTES("one")},
    {BYTES("x-many"), BYTES("two")},
    {BYTES("X-Empty"), BYTES("")},
};

/* A delivery of the body above. */
static struct delivery delivery_of(enum validity validity, enum reason reason)
{
    struct error err = {0};
    return (struct delivery){
        .request = {.headers = {headers, COUNT_OF(headers)}, .body = SPAN(BODY)},
        .judged = true,
        .verdict = {.validity = validity,
                    .reason = reason,
                    .scheme = scheme_find(scheme_builtin(), "sfpy", &err)},
        .event = {.type = SPAN("payment:created"), .name = SPAN("payment.confirmed")},
    };
}

static bool meets(const char *text, const struct delivery *delivery)
{
    const char *texts[] = {text};
    const struct opt_list list = {texts, 1};
    struct conditions conditions = {0};
    struct arena arena = {0};
    struct error err = {0};
    if (!CHECK(conditions_read(&conditions, &list, &arena, &err)))
        CHECK_TEXT(span_of(err.text), "");
    conditions_see(&conditions, delivery);
    bool met = conditions_met(&conditions);
    conditions_clear(&conditions);
    arena_clear(&arena);
    return met;
}

static const struct {
    const char *text;
    bool met;
} rows[] = {
    /* both names of a type */
    {"type=payment.confirmed", true},
    {"type=payment:created", true},
    {"type=refund.confirmed", false},
    {"type=payment", false},
    {"type=", false},
    {"type=payment.confirmed ", false},
    {"type!=payment.confirmed", false},
    {"type!=payment:created", false},
    {"type!=refund.confirmed", true},
    {"type!=", true},
    {"type~^payment", true},
    {"type~confirmed$", true},
    {"type~created$", true},
    {"type~^(payment|refund)[.]", true},
    {"type~refund", false},
    {"type~", true},
    /* the verdict */
    {"verdict=valid", true},
    {"verdict=invalid", false},
    {"verdict=unchecked", false},
    {"verdict=mismatch", false},
    {"verdict!=valid", false},
    {"verdict!=mismatch", true},
    {"verdict~^val", true},
    {"verdict~mismatch|timestamp", false},
    /* headers, in any case, any of several values */
    {"header.content-type=application/json", true},
    {"header.Content-Type=application/json", true},
    {"header.content-type=json", false},
    {"header.content-type~json", true},
    {"header.x-many=one", true},
    {"header.x-many=two", true},
    {"header.x-many=three", false},
    {"header.x-many!=one", false},
    {"header.x-many!=three", true},
    {"header.x-many~^t", true},
    {"header.x-empty=", true},
    {"header.x-empty~^$", true},
    {"header.x-absent=", false},
    {"header.x-absent!=x", false},
    {"header.x-absent~.*", false},
    /* paths into the event */
    {"token=T0", true},
    {"token=T1", false},
    {"token!=T1", true},
    {"n.state=PAID", true},
    {"n.state!=PAID", false},
    {"n.state~^PA", true},
    {"n.state~^pa", false},
    {"n.amount=350", true},
    {"n.rate=1.50e+3", true},
    {"n.rate=1500", false},
    {"n.rate!=1500", true},
    {"n.ok=true", true},
    {"n.ok=\"true\"", false},
    {"n.none=null", true},
    {"n.none!=null", false},
    {"n.empty=", true},
    {"n.empty!=x", true},
    {"n.list.0=1", true},
    {"n.list.1=two", true},
    {"n.list.2.x=y", true},
    {"n.list.3=1", false},
    {"n.list=[1,\"two\",{\"x\":\"y\"}]", true},
    {"n.esc=aA\n", true},
    {"raw={ \"k\" : 1 }", true},
    {"raw={\"k\":1}", false},
    {"twice=2", true},
    {"twice=1", false},
    {"nul~b$", true},
    {"nul=a", false},
    {"\"a.b\"=dotted", true},
    {"a.b=dotted", false},
    {"\"a=b\"=equal", true},
    {"\"verdict\"=mine", true},
    {"\"type\"=payment:created", true},
    {"\"type\"=payment.confirmed", false},
    /* what is not there meets nothing */
    {"n.absent=x", false},
    {"n.absent=", false},
    {"n.absent!=x", false},
    {"n.absent~.*", false},
    {"token.deeper!=x", false},
    {"type.deeper!=x", false},
    {"data.token=T0", false}, /* relative to the event */
    /* what follows the operator is the text, whatever it holds */
    {"n.state!=a=b", true},
    {"n.state~P=|PAID", true},
    {"n.state!=!=", true},
};

static void holds_deliveries_against_them(void)
{
    const struct delivery delivery = delivery_of(VALIDITY_VALID, REASON_NONE);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row("%s", rows[i].text);
        CHECK(meets(rows[i].text, &delivery) == rows[i].met);
    }
}

static void an_invalid_one_meets_only_a_verdict(void)
{
    static const struct {
        const char *text;
        bool invalid, unchecked;
    } each[] = {
        {"type=payment.confirmed", false, true},
        {"type!=refund.confirmed", false, true},
        {"token=T0", false, true},
        {"header.x-many=one", false, true},
        {"verdict=invalid", true, false},
        {"verdict=mismatch", true, false},
        {"verdict=not-json", false, false},
        {"verdict=valid", false, false},
        {"verdict=unchecked", false, true},
        {"verdict!=valid", true, true},
        {"verdict!=invalid", false, true},
        {"verdict!=mismatch", false, true},
        {"verdict!=not-json", true, true},
        {"verdict~^mis", true, false},
        {"\"verdict\"=mine", false, true},
    };
    const struct delivery invalid = delivery_of(VALIDITY_INVALID, REASON_MISMATCH);
    const struct delivery unchecked = delivery_of(VALIDITY_UNCHECKED, REASON_NONE);
    for (size_t i = 0; i < COUNT_OF(each); i++) {
        check_row("%s", each[i].text);
        CHECK(meets(each[i].text, &invalid) == each[i].invalid);
        CHECK(meets(each[i].text, &unchecked) == each[i].unchecked);
    }
}

/* Bodies that hold no event, or no JSON, meet nothing that looks into it. */
static void survives_other_bodies(void)
{
    static const char *const bodies[] = {"",
                                         "{",
                                         "[]",
                                         "null",
                                         "{\"data\":1}",
                                         "{\"data\":",
                                         "\xff\xfe",
                                         "{\"data\":{\"token\":\"\\ud800\"}}"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct delivery delivery = delivery_of(VALIDITY_UNCHECKED, REASON_NONE);
        delivery.request.body = span_of(bodies[i]);
        delivery.event = (struct event_label){0};
        check_row("%s", bodies[i]);
        CHECK(!meets("token=T0", &delivery));
        CHECK(!meets("n.state!=PAID", &delivery));
        CHECK(!meets("type!=x", &delivery));
        CHECK(!meets("type~", &delivery));
    }
}

static void refuses_what_would_wait_in_vain(void)
{
    static const struct {
        const char *text, *error, *hint;
    } each[] = {
        {"", "it names nothing", "such as type=payment.confirmed"},
        {"type", "it names nothing", NULL},
        {"=x", "it names nothing", NULL},
        {"!=x", "it names nothing", NULL},
        {"~x", "it names nothing", NULL},
        {"\"type=x", "it names nothing", NULL},
        {"type==x", "'==' is no operator", "~ takes a regular expression"},
        {"type=~x", "'=~' is no operator", NULL},
        {"type!~x", "'!~' is no operator", NULL},
        {"type!==x", "'==' is no operator", NULL},
        {"typ=x", "unknown 'typ'", "did you mean 'type'?"},
        {"Type=x", "unknown 'Type'", "did you mean 'type'?"},
        {"types=x", "unknown 'types'", "did you mean 'type'?"},
        {"verdct=valid", "unknown 'verdct'", "did you mean 'verdict'?"},
        {"verdict.valid=true", "unknown 'verdict.valid'", "did you mean 'verdict'?"},
        {"header=x", "unknown 'header'", "did you mean 'header.NAME'?"},
        {"headers.x=y", "unknown 'headers.x'", "did you mean 'header.NAME'?"},
        {"header.=x", "'' is no header name", "such as header.content-type"},
        {"header.a b=x", "'a b' is no header name", NULL},
        {"type =x", "'type ' is no path", "without spaces"},
        {" token=x", "' token' is no path", NULL},
        {"a..b=x", "'a..b' is no path", "steps are parted by dots"},
        {".a=x", "'.a' is no path", NULL},
        {"a.=x", "'a.' is no path", NULL},
        {"verdict=mismach", "unknown verdict 'mismach'", "did you mean 'mismatch'?"},
        {"verdict=Valid", "unknown verdict 'Valid'", "did you mean 'valid'?"},
        {"verdict!=nonsense", "unknown verdict 'nonsense'", "it is valid, invalid"},
        {"verdict=", "unknown verdict ''", NULL},
        {"type~(", "bad regular expression", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(each); i++) {
        const char *texts[] = {"token=T0", "token~T", each[i].text};
        const struct opt_list list = {texts, COUNT_OF(texts)};
        struct conditions conditions = {0};
        struct arena arena = {0};
        struct error err = {0};
        check_row("%s: %s | %s", each[i].text, err.text, err.hint);
        CHECK(!conditions_read(&conditions, &list, &arena, &err));
        CHECK_NUMBER(err.code, ERROR_USAGE);
        CHECK(span_starts(span_of(err.text), SPAN("condition '")));
        if (!CHECK(strstr(err.text, each[i].error) != NULL))
            CHECK_TEXT(span_of(err.text), each[i].error);
        if (each[i].hint && !CHECK(strstr(err.hint, each[i].hint) != NULL))
            CHECK_TEXT(span_of(err.hint), each[i].hint);
        conditions_clear(&conditions);
        arena_clear(&arena);
    }
}

static void unmet_is(const struct conditions *conditions, const char *expected)
{
    struct buf out = {0};
    conditions_write_unmet(&out, conditions);
    CHECK_TEXT(buf_span(&out), expected);
    buf_clear(&out);
}

/* Each by some delivery, not all by one; and none is met by half. */
static void tells_what_is_unmet(void)
{
    const char *texts[] = {"type=payment.confirmed", "verdict=mismatch", "n.state=\x1b"};
    const struct opt_list list = {texts, COUNT_OF(texts)};
    struct conditions conditions = {.wanted = 3};
    struct arena arena = {0};
    struct error err = {0};
    CHECK(conditions_met(&(struct conditions){0}) && !conditions_exist(&(struct conditions){0}));
    CHECK(conditions_read(&conditions, &list, &arena, &err) && conditions_exist(&conditions));
    unmet_is(&conditions, "unmet: type=payment.confirmed; verdict=mismatch; n.state=\\x1b; "
                          "0 of 3 deliveries came");
    const struct delivery invalid = delivery_of(VALIDITY_INVALID, REASON_MISMATCH);
    conditions_see(&conditions, &invalid);
    unmet_is(&conditions, "unmet: type=payment.confirmed; n.state=\\x1b; 1 of 3 deliveries came");
    const struct delivery valid = delivery_of(VALIDITY_VALID, REASON_NONE);
    conditions_see(&conditions, &valid);
    conditions_see(&conditions, &invalid);
    unmet_is(&conditions, "unmet: n.state=\\x1b");
    CHECK(!conditions_met(&conditions));
    conditions_clear(&conditions);
    arena_clear(&arena);
    conditions = (struct conditions){.wanted = 2, .came = 1};
    unmet_is(&conditions, "unmet: 1 of 2 deliveries came");
    conditions_see(&conditions, &invalid);
    CHECK(conditions_met(&conditions) && conditions_exist(&conditions));
    unmet_is(&conditions, "");
}

/* However many and long they are, what is said stays short, and tells how many it leaves out. */
static void leaves_out_what_is_too_long(void)
{
    struct buf text = {0};
    const char *texts[50];
    buf_add_text(&text, "token=");
    buf_add_repeated(&text, 'x', 200);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        texts[i] = text.at;
    const struct opt_list list = {texts, COUNT_OF(texts)};
    struct conditions conditions = {.wanted = 3};
    struct arena arena = {0};
    struct error err = {0};
    struct buf out = {0};
    CHECK(conditions_read(&conditions, &list, &arena, &err));
    conditions_write_unmet(&out, &conditions);
    CHECK(out.size < 200);
    CHECK(strstr(out.at, "xxx…; and 48 more; 0 of 3 deliveries came") != NULL);
    buf_clear(&out);
    buf_clear(&text);
    conditions_clear(&conditions);
    arena_clear(&arena);
}

static const struct check_case cases[] = {
    {"holds deliveries against them", holds_deliveries_against_them},
    {"an invalid one meets only a verdict", an_invalid_one_meets_only_a_verdict},
    {"survives other bodies", survives_other_bodies},
    {"refuses what would wait in vain", refuses_what_would_wait_in_vain},
    {"tells what is unmet", tells_what_is_unmet},
    {"leaves out what is too long", leaves_out_what_is_too_long},
};

int main(void)
{
    return CHECK_RUN(cases);
}
