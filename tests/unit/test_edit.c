#include "check.h"
#include "edit.h"

#define EVENT "{\"a\":\"x\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"

static const struct {
    const char *assignment;
    const char *event; /* NULL: refused */
} edits[] = {
    {"a=y", "{\"a\":\"y\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=", "{\"a\":\"\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=5", "{\"a\":\"5\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=b=c", "{\"a\":\"b=c\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"a=\"&<\n",
     "{\"a\":\"\\\"\\u0026\\u003c\\n\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":1}"},
    {"n.amount:=1.50e+3", "{\"a\":\"x\",\"n\":{\"amount\":1.50e+3,\"list\":[1,2]},\"a.b\":1}"},
    {"n.list.1:= { \"z\" : [ ] } ",
     "{\"a\":\"x\",\"n\":{\"amount\":\"1\",\"list\":[1,{\"z\":[]}]},\"a.b\":1}"},
    {"n:=null", "{\"a\":\"x\",\"n\":null,\"a.b\":1}"},
    {"\"a.b\"=2", "{\"a\":\"x\",\"n\":{\"amount\":\"1\",\"list\":[1,2]},\"a.b\":\"2\"}"},
    {"", NULL},
    {"=", NULL},
    {"=x", NULL},
    {"a", NULL},
    {"b=x", NULL},
    {"n.amout=x", NULL},
    {"n.list.2=x", NULL},
    {"a.b=x", NULL},
    {"a:=", NULL},
    {"a:=x", NULL},
    {"a:=01", NULL},
    {"a:=1 2", NULL},
    {"\"a\"x=1", NULL},
    {":=5", NULL},
};

static void sets(void)
{
    for (size_t i = 0; i < COUNT_OF(edits); i++) {
        struct buf event = {0};
        struct error err = {0};
        check_row("%s", edits[i].assignment);
        buf_add_text(&event, EVENT);
        bool done = edit_set(&event, edits[i].assignment, false, &err);
        CHECK(done == (edits[i].event != NULL));
        CHECK_TEXT(buf_span(&event), edits[i].event ? edits[i].event : EVENT);
        CHECK_NUMBER(err.code, edits[i].event ? ERROR_NONE : ERROR_USAGE);
        buf_clear(&event);
    }
}

static void hints_at_the_nearest_name(void)
{
    struct buf event = {0};
    struct error err = {0};
    buf_add_text(&event, EVENT);
    CHECK(!edit_set(&event, "n.amuont=5", false, &err));
    CHECK_TEXT(span_of(err.hint), "did you mean 'amount'?");
    buf_clear(&event);
}

static const struct check_case cases[] = {
    {"sets", sets},
    {"hints at the nearest name", hints_at_the_nearest_name},
};

int main(void)
{
    return CHECK_RUN(cases);
}
