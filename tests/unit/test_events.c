#include "check.h"
#include "events.h"

#define MOST "115792089237316195423570985008687907853269984665640564039457584007913129639935"

static const struct {
    const char *amount;
    unsigned decimals;
    const char *whole; /* NULL: refused */
} amounts[] = {
    {"350000000000000000", 18, "0.35"},
    {"1000000000000000000", 18, "1"},
    {"1", 18, "0.000000000000000001"},
    {"0", 18, "0"},
    {"000", 18, "0"},
    {"0001500000", 6, "1.5"},
    {"1500000", 6, "1.5"},
    {"999999", 6, "0.999999"},
    {"1000001", 6, "1.000001"},
    {"12", 0, "12"},
    {"0", 0, "0"},
    {"100", 2, "1"},
    {"9007199254740993", 0, "9007199254740993"}, /* 2^53 + 1, which a double can't hold */
    {"9007199254740993000000000000000001", 18, "9007199254740993.000000000000000001"},
    {MOST, 18, "115792089237316195423570985008687907853269984665640564039457.584007913129639935"},
    {MOST, 78, "0." MOST},
    {"1", 80, "0.00000000000000000000000000000000000000000000000000000000000000000000000000000001"},
    {"", 18, NULL},
    {"-1", 18, NULL},
    {"+1", 18, NULL},
    {" 1", 18, NULL},
    {"1.5", 18, NULL},
    {"1e18", 18, NULL},
    {"0x10", 18, NULL},
    {"12a", 18, NULL},
    {MOST MOST, 18, NULL}, /* more than 100 digits */
};

static void writes_amounts_exactly(void)
{
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        struct buf out = {0};
        check_row("%s, %u decimals", amounts[i].amount, amounts[i].decimals);
        bool done = amount_write(&out, span_of(amounts[i].amount), amounts[i].decimals);
        CHECK(done == (amounts[i].whole != NULL));
        CHECK_TEXT(buf_span(&out), done ? amounts[i].whole : "");
        buf_clear(&out);
    }
}

static const struct {
    const char *amount;
    unsigned decimals;
    const char *rate, *dollars; /* NULL: refused */
} worths[] = {
    {"350000000000000000", 18, "2034550000", "712.09"}, /* millionths of a dollar */
    {"350000000000000000", 18, "2034.55", "712.09"},    /* dollars */
    {"1000000000000000000", 18, "2034.5500000000000000000001", "2034.55"},
    {"25000000", 6, "1.00", "25.00"},
    {"25000000", 6, "1000000", "25.00"},
    {"1", 18, "2034.55", "0.00"},
    {"0", 18, "2034.55", "0.00"},
    {"1", 0, "0.00", "0.00"},
    {"1", 0, "0", "0.00"},
    {"1", 0, "0.004999", "0.00"},
    {"1", 0, "0.005", "0.01"}, /* half up */
    {"1", 0, "0.014999", "0.01"},
    {"1", 0, "0.015", "0.02"},
    {"1", 0, "1.005", "1.01"}, /* which a double rounds down */
    {"1", 0, "4999", "0.00"},
    {"1", 0, "5000", "0.01"},
    {"5", 1, "0.01", "0.01"},
    {"49", 2, "0.01", "0.00"},
    {"999999", 6, "0.99999999", "1.00"},
    {"123456789012345678901234567890", 0, "1.25", "154320986265432098626543209862.50"},
    {MOST, 78, "10.0", "1.16"},
    {"1", 18, "", NULL},
    {"1", 18, ".", NULL},
    {"1", 18, ".5", NULL},
    {"1", 18, "5.", NULL},
    {"1", 18, "1.2.3", NULL},
    {"1", 18, "-1", NULL},
    {"1", 18, "-1.0", NULL},
    {"1", 18, "1e3", NULL},
    {"1", 18, "1,5", NULL},
    {"1", 18, " 1", NULL},
    {"1", 18, "nan", NULL},
    {"1", 18, MOST MOST, NULL},
    {"x", 18, "1.0", NULL},
    {"", 18, "1.0", NULL},
};

static void rounds_dollars_half_up(void)
{
    for (size_t i = 0; i < COUNT_OF(worths); i++) {
        struct buf out = {0};
        check_row("%s, %u decimals, at '%s'", worths[i].amount, worths[i].decimals, worths[i].rate);
        bool done = amount_write_dollars(&out, span_of(worths[i].amount), worths[i].decimals,
                                         span_of(worths[i].rate));
        CHECK(done == (worths[i].dollars != NULL));
        CHECK_TEXT(buf_span(&out), done ? worths[i].dollars : "");
        buf_clear(&out);
    }
    struct buf out = {0};
    CHECK(!amount_write_dollars(&out, SPAN("1"), 18, span_of(NULL)));
    buf_clear(&out);
}

#define PAYER "\"from\":\"0x742D0cd613E3D8F16AdF91B7584A2265b1f9cE29\""
#define PAYEE "\"to\":\"0x742D0cd613E3D8F16AdF91B7584A2265b1f9cE29\""
#define DETAILS                                                                                    \
    "\"request_id\":\"C3SLANR2DNCAUU2H1GE0\","                                                     \
    "\"txn_hash\":\"0x88df016429689c079f3b2f6ad39fa052532c56795b733da78a91ebe6a7134164\","
#define EVENT(type, members) "{\"type\":\"" type "\",\"data\":{\"notification\":{" members "}}}"
#define PAID(members) EVENT("payment:created", members)

static const struct {
    const char *name, *event, *sentence;
} sentences[] = {
    {"payment",
     PAID("\"chain_id\":1,\"state\":\"PAID\",\"is_eth\":true,\"amount\":\"350000000000000000\","
          "\"rate\":\"2034550000\"," DETAILS PAYER),
     "0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, request C3SL…GE0, tx 0x88df…4164"},
    {"refund",
     EVENT("refund:created", "\"chain_id\":5,\"is_eth\":true,\"amount\":\"1\"," DETAILS PAYEE
                             ",\"refund_id\":\"C3SLANR2DNCAUU2H1GF1\",\"from\":\"0x0\""),
     "0.000000000000000001 ETH refunded to 0x742D…9cE29 on goerli, request C3SL…GE0, refund "
     "C3SL…GF1, tx 0x88df…4164"},
    {"token of the table, address in any case",
     PAID("\"chain_id\":1,\"is_eth\":false,\"amount\":\"25000000\",\"rate\":\"1.00\","
          "\"token_address\":\"0xa0B86991C6218B36C1D19D4A2E9EB0CE3606EB48\"," PAYER),
     "25 USDC (about $25.00) from 0x742D…9cE29 on mainnet"},
    {"the same address on another chain",
     PAID("\"chain_id\":42,\"is_eth\":false,\"amount\":\"25000000\",\"rate\":\"1.00\","
          "\"token_address\":\"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48\"," PAYER),
     "25000000 of token 0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48 from 0x742D…9cE29 on kovan"},
    {"unknown token",
     PAID("\"chain_id\":1,\"amount\":\"7\",\"token_address\":"
          "\"0x3333333333333333333333333333333333333333\"," PAYER),
     "7 of token 0x3333333333333333333333333333333333333333 from 0x742D…9cE29 on mainnet"},
    {"unknown chain",
     PAID("\"chain_id\":137,\"is_eth\":true,\"amount\":\"1000000000000000000\",\"rate\":\"?"
          "\"," PAYER),
     "1 ETH from 0x742D…9cE29 on chain 137"},
    {"another state",
     PAID("\"chain_id\":1337,\"is_eth\":true,\"amount\":\"0\",\"state\":\"ERRORED\"," PAYER),
     "0 ETH from 0x742D…9cE29 on ganache, state ERRORED"},
    {"unknown type", EVENT("x", "\"is_eth\":true,\"amount\":\"0\"," PAYER),
     "0 ETH from 0x742D…9cE29"},
    {"hostile text",
     PAID("\"chain_id\":\"\xe2\x80\xae\",\"is_eth\":true,\"amount\":\"0\",\"from\":\"\\u001b["
          "2J\\n\","
          "\"request_id\":\"\xc2\x9b\",\"state\":\"\\u202e\xff\""),
     "0 ETH from \\x1b[2J\\n on chain \"\\u{202e}\", request \\u{9b}, state \\u{202e}\\xff"},
    {"hostile amount",
     PAID("\"is_eth\":true,\"amount\":\"\\u001b[0m\",\"token_address\":\"\\r\"," PAYER),
     "\\x1b[0m of token \\r from 0x742D…9cE29"},
    {"amount that is none", PAID("\"is_eth\":true,\"amount\":\"-5\"," PAYER),
     "-5 of token without an address from 0x742D…9cE29"},
    {"amount as a number", PAID("\"is_eth\":true,\"amount\":5," PAYER), ""},
    {"no amount", PAID(PAYER), ""},
    {"no notification", "{\"type\":\"payment:created\",\"data\":{}}", ""},
    {"notification as text", "{\"data\":{\"notification\":\"x\"}}", ""},
    {"no object", "[]", ""},
    {"no JSON", "{\"data\":", ""},
    {"absent", NULL, ""},
};

static void describes(void)
{
    for (size_t i = 0; i < COUNT_OF(sentences); i++) {
        struct buf out = {0};
        check_row("%s", sentences[i].name);
        event_describe(&out, span_of(sentences[i].event));
        CHECK_TEXT(buf_span(&out), sentences[i].sentence);
        buf_clear(&out);
    }
}

/* Whoever paid isn't said: then nothing stands for it. */
static void leaves_out_an_absent_party(void)
{
    struct buf out = {0};
    event_describe(&out, SPAN(PAID("\"is_eth\":true,\"amount\":\"0\",\"chain_id\":1")));
    CHECK_TEXT(buf_span(&out), "0 ETH on mainnet");
    buf_clear(&out);
}

static void labels(void)
{
    static const struct {
        const char *body, *name, *type, *token;
    } rows[] = {
        {"{\"data\":{\"type\":\"payment:created\",\"token\":\"T\"}}", "payment.confirmed",
         "payment:created", "T"},
        {"{\"data\":{\"type\":\"refund:created\"}}", "refund.confirmed", "refund:created", NULL},
        {"{\"data\":{\"type\":\"x\",\"token\":5}}", NULL, "x", NULL},
        {"{\"data\":[]}", NULL, NULL, NULL},
        {"{}", NULL, NULL, NULL},
        {"", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena arena = {0};
        struct error err;
        check_row("%s", rows[i].body);
        struct event_label label =
            event_label(&arena, scheme_find(scheme_builtin(), "sfpy", &err), span_of(rows[i].body));
        CHECK_TEXT(label.name, rows[i].name);
        CHECK_TEXT(label.type, rows[i].type);
        CHECK_TEXT(label.token, rows[i].token);
        arena_clear(&arena);
    }
}

static const struct check_case cases[] = {
    {"writes amounts exactly", writes_amounts_exactly},
    {"rounds dollars half up", rounds_dollars_half_up},
    {"describes", describes},
    {"leaves out an absent party", leaves_out_an_absent_party},
    {"labels", labels},
};

int main(void)
{
    return CHECK_RUN(cases);
}
