#include "check.h"
#include "json_number.h"

static void check_written(struct span number, enum json_numbers notation, struct span expected)
{
    struct buf out = {0};
    json_number_write(&out, number, notation);
    CHECK_SPAN(buf_span(&out), expected);
    buf_clear(&out);
}

static const struct {
    const char *number, *js, *python;
} rows[] = {
    {"0", "0", "0"},
    {"7", "7", "7"},
    {"-42", "-42", "-42"},
    {"-0", "0", "0"},
    {"-0.0", "0", "-0.0"},
    {"-0e5", "0", "-0.0"},
    {"0.000", "0", "0.0"},
    {"10.0", "10", "10.0"},
    {"1.50", "1.5", "1.5"},
    {"1e2", "100", "100.0"},
    {"1E+2", "100", "100.0"},
    {"-100e-2", "-1", "-1.0"},
    {"1E-7", "1e-7", "1e-07"},
    {"0.000001", "0.000001", "1e-06"},
    {"1e-5", "0.00001", "1e-05"},
    {"1e-4", "0.0001", "0.0001"},
    {"1.5e-10", "1.5e-10", "1.5e-10"},
    {"1E15", "1000000000000000", "1000000000000000.0"},
    {"1E16", "10000000000000000", "1e+16"},
    {"1e20", "100000000000000000000", "1e+20"},
    {"1e21", "1e+21", "1e+21"},
    {"1.25e100", "1.25e+100", "1.25e+100"},
    {"9007199254740993", "9007199254740992", "9007199254740993"},
    {"12345678901234567890", "12345678901234567000", "12345678901234567890"},
    {"-12345678901234567890.0", "-12345678901234567000", "-1.2345678901234567e+19"},
    {"0.1000000000000000055511151231257827", "0.1", "0.1"},
    {"0.30000000000000004", "0.30000000000000004", "0.30000000000000004"},
    {"3.14159265358979323846", "3.141592653589793", "3.141592653589793"},
    {"1.00000000000000000001", "1", "1.0"},
    {"9.9999999999999999", "10", "10.0"},
    /* below a power of two doubles lie closer */
    {"5.6843418860808015e-14", "5.684341886080802e-14", "5.684341886080802e-14"},
    {"1.7976931348623157e308", "1.7976931348623157e+308", "1.7976931348623157e+308"},
    {"1.7976931348623159e308", "null", "Infinity"},
    {"1e400", "null", "Infinity"},
    {"-1e400", "null", "-Infinity"},
    {"2.2250738585072011e-308", "2.225073858507201e-308", "2.225073858507201e-308"},
    {"4e-324", "5e-324", "5e-324"},
    {"2.4703282292062327e-324", "0", "0.0"},
    {"2.4703282292062328e-324", "5e-324", "5e-324"},
    {"-1e-400", "0", "-0.0"},
    {"1e-99999999999999999999999999", "0", "0.0"},
    {"0e99999999999999999999999999", "0", "0.0"},
    {"1e99999999999999999999999999", "null", "Infinity"},
};

static void writes(void)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct span number = span_of(rows[i].number);
        struct span js = span_of(rows[i].js), python = span_of(rows[i].python);
        check_row("%s", rows[i].number);
        check_written(number, JSON_NUMBERS_KEPT, number);
        check_written(number, JSON_NUMBERS_JS, js);
        check_written(js, JSON_NUMBERS_JS, js);
        check_written(number, JSON_NUMBERS_PYTHON, python);
        if (!span_contains(python, SPAN("Infinity"))) /* which is no number of JSON */
            check_written(python, JSON_NUMBERS_PYTHON, python);
    }
}

/* What PHP 8.2 writes by json_encode(); what it can't write is null here. */
static const struct {
    const char *number, *php;
} php_rows[] = {
    {"-0", "0"},
    {"-0.0", "-0"},
    {"0e5", "0"},
    {"1.0", "1"},
    {"10.0", "10"},
    {"1e2", "100"},
    {"1e25", "1.0e+25"},
    {"1.25e25", "1.25e+25"},
    {"1e-7", "1.0e-7"},
    {"1e-4", "0.0001"},
    {"0.00012", "0.00012"},
    {"1e-5", "1.0e-5"},
    {"0.00001234", "1.234e-5"},
    {"1e16", "10000000000000000"},
    {"1.2345e16", "12345000000000000"},
    {"1e17", "1.0e+17"},
    {"100000000000000000.0", "1.0e+17"},
    {"123456789012345678", "123456789012345678"},
    {"9223372036854775807", "9223372036854775807"},
    {"9223372036854775808", "9.223372036854776e+18"},
    {"-9223372036854775808", "-9223372036854775808"},
    {"-9223372036854775809", "-9.223372036854776e+18"},
    {"12345678901234567890", "1.2345678901234567e+19"},
    {"1234567890123456.7", "1234567890123456.8"},
    {"5e-324", "5.0e-324"},
    {"1.7976931348623157e308", "1.7976931348623157e+308"},
    {"1e-400", "0"},
    {"-1e-400", "-0"},
    {"1e400", "null"},
    {"-1e400", "null"},
};

static void writes_as_php(void)
{
    for (size_t i = 0; i < COUNT_OF(php_rows); i++) {
        check_row("%s", php_rows[i].number);
        check_written(span_of(php_rows[i].number), JSON_NUMBERS_PHP, span_of(php_rows[i].php));
    }
}

/* Digits beyond what is looked at: a half way point is one only as far as all of them say so. */
static void writes_long_ones(void)
{
    struct buf text = {0};
    buf_add_text(&text, "9007199254740993.");
    buf_add_repeated(&text, '0', 100000);
    check_written(buf_span(&text), JSON_NUMBERS_JS, SPAN("9007199254740992"));
    buf_add_byte(&text, '1');
    check_written(buf_span(&text), JSON_NUMBERS_JS, SPAN("9007199254740994"));
    buf_reset(&text);
    buf_add_text(&text, "0.");
    buf_add_repeated(&text, '0', 100000);
    buf_add_text(&text, "25e100001");
    check_written(buf_span(&text), JSON_NUMBERS_JS, SPAN("2.5"));
    buf_reset(&text);
    buf_add_repeated(&text, '7', 100000);
    check_written(buf_span(&text), JSON_NUMBERS_JS, SPAN("null"));
    check_written(buf_span(&text), JSON_NUMBERS_PYTHON, buf_span(&text));
    buf_add_text(&text, "e-99999");
    check_written(buf_span(&text), JSON_NUMBERS_JS, SPAN("7.777777777777778"));
    buf_clear(&text);
}

static const struct {
    const char *number;
    bool js, python;
} costs[] = {
    {"1", false, false},
    {"123456789012345.0", false, false},
    {"0.123456789012345e300", false, false},
    {"1e999999999", true, true},
    {"1234567890123456", true, false},
    {"0.1234567890123456", true, true},
    {"5e-323", false, false},
    {"5e-324", true, true},
};

static void says_what_is_costly(void)
{
    for (size_t i = 0; i < COUNT_OF(costs); i++) {
        struct buf out = {0};
        check_row("%s", costs[i].number);
        CHECK(json_number_write(&out, span_of(costs[i].number), JSON_NUMBERS_JS) == costs[i].js);
        CHECK(json_number_write(&out, span_of(costs[i].number), JSON_NUMBERS_PYTHON) ==
              costs[i].python);
        buf_clear(&out);
    }
}

static const struct check_case cases[] = {
    {"writes", writes},
    {"writes as PHP", writes_as_php},
    {"writes long ones", writes_long_ones},
    {"says what is costly", says_what_is_costly},
};

int main(void)
{
    return CHECK_RUN(cases);
}
