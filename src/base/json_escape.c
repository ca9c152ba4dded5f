#include "json_escape.h"

#include "text.h"

static uint32_t read_unit(const char *digits)
{
    uint32_t unit = 0;
    for (int i = 0; i < 4; i++)
        unit = unit << 4 | (uint32_t)text_hex_value(digits[i]);
    return unit;
}

size_t json_escape_read(struct span text, uint32_t *point)
{
    uint32_t unit = read_unit(text.at + 2);
    bool high = unit >= 0xD800 && unit <= 0xDBFF;
    if (high && text.size >= 12 && text.at[6] == '\\' && text.at[7] == 'u') {
        uint32_t low = read_unit(text.at + 8);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *point = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            return 12;
        }
    }
    *point = unit;
    return 6;
}

void json_escape_add(struct buf *out, uint32_t point, const char *digits)
{
    if (point > 0xFFFF) {
        json_escape_add(out, 0xD800 + ((point - 0x10000) >> 10), digits);
        point = 0xDC00 + (point & 0x3FF);
    }
    char text[6] = {'\\', 'u'};
    for (int i = 0; i < 4; i++)
        text[2 + i] = digits[point >> (12 - 4 * i) & 15];
    buf_add(out, (struct span){text, sizeof text});
}

bool json_escape_is_html(uint32_t point)
{
    return point == '&' || point == '<' || point == '>' || point == 0x2028 || point == 0x2029;
}

bool json_escape_is_surrogate(uint32_t point)
{
    return point >= 0xD800 && point <= 0xDFFF;
}
