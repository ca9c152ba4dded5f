#include "events.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>

#include <string.h>

/* 2^256 has 78 digits; what is much longer is no amount, and costs quadratic time. */
enum { MOST_DIGITS = 100 };

static bool is_decimal(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.size > 0 && text.size <= MOST_DIGITS;
}

bool amount_write(struct buf *out, struct span amount, unsigned decimals)
{
    if (!is_decimal(amount))
        return false;
    while (amount.size > 1 && amount.at[0] == '0')
        amount = span_slice(amount, 1, amount.size);
    size_t whole = amount.size > decimals ? amount.size - decimals : 0;
    struct span fraction = span_slice(amount, whole, amount.size);
    size_t zeros = decimals - fraction.size;
    while (fraction.size > 0 && fraction.at[fraction.size - 1] == '0')
        fraction.size--;
    if (whole)
        buf_add(out, span_slice(amount, 0, whole));
    else
        buf_add_byte(out, '0');
    if (fraction.size == 0)
        return true;
    buf_add_byte(out, '.');
    buf_add_repeated(out, '0', zeros);
    buf_add(out, fraction);
    return true;
}

/* Cuts a rate into its digits and how many of them stand behind the point. */
static bool read_rate(struct span rate, struct buf *digits, unsigned *places)
{
    struct span fraction = rate, whole;
    *places = 6;
    if (!span_split(&fraction, '.', &whole) || !is_decimal(whole))
        return false;
    buf_add(digits, whole);
    if (!fraction.at)
        return true;
    *places = (unsigned)fraction.size;
    buf_add(digits, fraction);
    return is_decimal(fraction);
}

/*
 * round(amount * rate * 100 / 10^places), the half up: floor((2 * numerator + denominator) / (2 *
 * denominator)).
 */
static char *cents_of(const char *amount, const char *rate, unsigned places)
{
    BN_CTX *context = BN_CTX_new();
    BIGNUM *value = NULL, *factor = NULL, *divisor = BN_new(), *ten = BN_new(),
           *exponent = BN_new();
    char *cents = NULL;
    bool made = context && divisor && ten && exponent && BN_dec2bn(&value, amount) &&
                BN_dec2bn(&factor, rate) && BN_set_word(ten, 10) && BN_set_word(exponent, places) &&
                BN_exp(divisor, ten, exponent, context) && BN_mul(value, value, factor, context) &&
                BN_mul_word(value, 200) && BN_add(value, value, divisor) &&
                BN_lshift1(divisor, divisor) && BN_div(value, NULL, value, divisor, context);
    if (made)
        cents = BN_bn2dec(value);
    BN_free(value);
    BN_free(factor);
    BN_free(divisor);
    BN_free(ten);
    BN_free(exponent);
    BN_CTX_free(context);
    return cents;
}

bool amount_write_dollars(struct buf *out, struct span amount, unsigned decimals, struct span rate)
{
    struct buf digits = {0}, text = {0};
    unsigned places;
    bool known = is_decimal(amount) && rate.size > 0 && read_rate(rate, &digits, &places);
    if (known) {
        buf_add(&text, amount);
        char *cents = cents_of(text.at, digits.at, decimals + places);
        known = cents != NULL;
        if (known) {
            size_t size = strlen(cents);
            buf_printf(out, "%.*s.", size > 2 ? (int)size - 2 : 1, size > 2 ? cents : "0");
            buf_printf(out, "%s%s", size < 2 ? "0" : "", size > 2 ? cents + size - 2 : cents);
        }
        OPENSSL_free(cents);
    }
    buf_clear(&digits);
    buf_clear(&text);
    return known;
}
