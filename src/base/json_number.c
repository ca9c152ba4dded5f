#include "json_number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Digits that are looked at one by one: a point half way between two doubles has at most 767, so of
 * more it only matters whether there is any but 0.
 */
enum { MOST_DIGITS = 800 };

/* 0.DIGITS times ten to the exponent; no digits: zero. */
struct decimal {
    long long exponent;
    size_t count;
    char digits[MOST_DIGITS + 1];
    bool infinite;
};

/* How a language writes a double. */
struct notation {
    long long least, most; /* with an e at exponents up to `least` and above `most` */
    int exponent_width;    /* of the exponent with its sign */
    const char *whole;     /* behind a whole number */
    const char *infinite;  /* what no double holds */
    bool infinite_has_sign;
    bool zero_has_sign;
    size_t integer_digits; /* what has neither point nor exponent is no double up to so many */
    const char *fraction;  /* behind the only digit in front of an e */
};

/* The digits of the largest int of 64 bits. */
#define LARGEST_INT "9223372036854775807"

static const struct notation notations[] = {
    [JSON_NUMBERS_JS] = {-6, 21, 2, "", "null", false, false, 0, ""},
    [JSON_NUMBERS_PYTHON] = {-4, 16, 3, ".0", "Infinity", true, true, SIZE_MAX, ""},
    [JSON_NUMBERS_PHP] = {-4, 17, 2, "", "null", false, true, sizeof LARGEST_INT - 1, ".0"},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number behind e or E; one that is out of all bounds stays so. */
static long long read_exponent(struct span text)
{
    const long long bound = 1000000000000000;
    bool minus = text.size > 0 && text.at[0] == '-';
    long long value = 0;
    for (size_t i = 0; i < text.size; i++)
        if (is_digit(text.at[i]) && value < bound)
            value = value * 10 + (text.at[i] - '0');
    return minus ? -value : value;
}

/* Reads a number without its sign. */
static void read_decimal(struct decimal *decimal, struct span number)
{
    bool fraction = false, more = false;
    decimal->count = 0;
    decimal->exponent = 0;
    decimal->infinite = false;
    size_t at = 0;
    for (; at < number.size && (number.at[at] | 0x20) != 'e'; at++) {
        char c = number.at[at];
        bool leading = c == '0' && decimal->count == 0;
        if (c == '.')
            fraction = true;
        else if (leading || !fraction)
            decimal->exponent += leading ? -fraction : 1;
        if (c == '.' || leading)
            continue;
        if (decimal->count < MOST_DIGITS)
            decimal->digits[decimal->count++] = c;
        else
            more = more || c != '0';
    }
    decimal->exponent += read_exponent(span_slice(number, at + 1, number.size));
    while (!more && decimal->count > 0 && decimal->digits[decimal->count - 1] == '0')
        decimal->count--;
    if (more)
        decimal->digits[decimal->count++] = '1';
}

/*
 * Whether no other decimal of as many digits or less is the same double: each of DBL_DIG digits has
 * its own, and next to zero, where doubles are 5e-324 apart, each multiple of 1e-323.
 */
static bool is_shortest(const struct decimal *decimal)
{
    return decimal->count == 0 ||
           (decimal->count <= DBL_DIG && decimal->exponent <= DBL_MAX_10_EXP &&
            decimal->exponent - (long long)decimal->count >= -323);
}

/* The nearest double; what is far out of its range needn't be tried. */
static double to_double(const struct decimal *decimal)
{
    char text[MOST_DIGITS + 32];
    if (decimal->exponent > DBL_MAX_10_EXP + 1)
        return HUGE_VAL;
    if (decimal->exponent < -323)
        return 0;
    snprintf(text, sizeof text, "0.%.*se%lld", (int)decimal->count, decimal->digits,
             decimal->exponent);
    return strtod(text, NULL);
}

/* Makes the last digit of D.DDDe±XX one more. False for nines alone: they are 1 of fewer digits. */
static bool step_up(char *text)
{
    for (char *at = strchr(text, 'e'); at-- > text;) {
        if (*at == '.')
            continue;
        if (*at < '9') {
            ++*at;
            return true;
        }
        *at = '0';
    }
    return false;
}

static bool is_power_of_two(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (bits & ((UINT64_C(1) << (DBL_MANT_DIG - 1)) - 1)) == 0;
}

/*
 * Whether `value` has a decimal of so many digits that is read as the same. The nearest is it or,
 * below a power of two, where doubles lie closer, at times only the one above.
 */
static bool has_digits(double value, int digits, char *text, size_t size)
{
    snprintf(text, size, "%.*e", digits - 1, value);
    return strtod(text, NULL) == value ||
           (is_power_of_two(value) && step_up(text) && strtod(text, NULL) == value);
}

/* Takes the shortest decimal that is read as the same double. */
static void shorten(struct decimal *decimal)
{
    char text[32];
    double value = to_double(decimal);
    decimal->infinite = value > DBL_MAX;
    if (value == 0 || decimal->infinite) {
        decimal->count = 0;
        return;
    }
    int least = value < DBL_MIN ? 1 : DBL_DIG, most = DBL_DECIMAL_DIG;
    while (least < most) {
        int middle = (least + most) / 2;
        if (has_digits(value, middle, text, sizeof text))
            most = middle;
        else
            least = middle + 1;
    }
    if (has_digits(value, least, text, sizeof text))
        read_decimal(decimal, span_of(text));
}

static void add_digits(struct buf *out, const struct decimal *decimal, size_t from, size_t to)
{
    buf_add(out, span_slice((struct span){decimal->digits, decimal->count}, from, to));
}

/* With an e: D.DDDe±X. */
static void add_scientific(struct buf *out, const struct decimal *decimal,
                           const struct notation *notation)
{
    add_digits(out, decimal, 0, 1);
    buf_add_text(out, decimal->count > 1 ? "." : notation->fraction);
    add_digits(out, decimal, 1, decimal->count);
    buf_printf(out, "e%+0*lld", notation->exponent_width, decimal->exponent - 1);
}

static void add_decimal(struct buf *out, const struct decimal *decimal,
                        const struct notation *notation)
{
    long long exponent = decimal->exponent;
    if (decimal->count == 0) {
        buf_add_byte(out, '0');
        buf_add_text(out, notation->whole);
    } else if (exponent <= notation->least || exponent > notation->most) {
        add_scientific(out, decimal, notation);
    } else if (exponent <= 0) {
        buf_add_text(out, "0.");
        buf_add_repeated(out, '0', (size_t)-exponent);
        add_digits(out, decimal, 0, decimal->count);
    } else if ((size_t)exponent >= decimal->count) {
        add_digits(out, decimal, 0, decimal->count);
        buf_add_repeated(out, '0', (size_t)exponent - decimal->count);
        buf_add_text(out, notation->whole);
    } else {
        add_digits(out, decimal, 0, (size_t)exponent);
        buf_add_byte(out, '.');
        add_digits(out, decimal, (size_t)exponent, decimal->count);
    }
}

/* Whether so many digits are an integer of the language and not a double. */
static bool is_integer(struct span digits, bool minus, const struct notation *notation)
{
    static const struct span largest = {LARGEST_INT, sizeof LARGEST_INT - 1};
    if (digits.size != largest.size || notation->integer_digits != largest.size)
        return digits.size <= notation->integer_digits;
    bool least = minus && span_is(digits, "9223372036854775808");
    return least || memcmp(digits.at, largest.at, largest.size) <= 0;
}

/* Whether an integer is written as it stands: in doubles, where it has few enough digits. */
static bool is_kept(struct span number, const struct notation *notation)
{
    bool minus = number.at[0] == '-';
    struct span digits = span_slice(number, minus, number.size);
    size_t at = 0;
    while (at < digits.size && is_digit(digits.at[at]))
        at++;
    if (at < digits.size || (minus && digits.at[0] == '0'))
        return false;
    return number.size <= DBL_DIG || is_integer(digits, minus, notation);
}

bool json_number_write(struct buf *out, struct span number, enum json_numbers numbers)
{
    const struct notation *notation = &notations[numbers];
    if (numbers == JSON_NUMBERS_KEPT || is_kept(number, notation)) {
        buf_add(out, number);
        return false;
    }
    if (notation->integer_digits && span_is(number, "-0")) {
        buf_add_byte(out, '0');
        return false;
    }
    struct decimal decimal;
    bool minus = number.at[0] == '-';
    read_decimal(&decimal, span_slice(number, minus, number.size));
    bool costly = !is_shortest(&decimal);
    if (costly)
        shorten(&decimal);
    if (minus && (decimal.infinite ? notation->infinite_has_sign
                                   : decimal.count > 0 || notation->zero_has_sign))
        buf_add_byte(out, '-');
    if (decimal.infinite)
        buf_add_text(out, notation->infinite);
    else
        add_decimal(out, &decimal, notation);
    return costly;
}
