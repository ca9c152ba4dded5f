#include "inflate.h"

#define ZLIB_CONST /* what is read is const */
#include <zlib.h>

enum { EITHER_HEADER = 32 + MAX_WBITS, STEP = 64 << 10 };

bool inflate_looks_packed(struct span bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.at;
    if (bytes.size < 2)
        return false;
    bool gzip = at[0] == 0x1F && at[1] == 0x8B;
    bool zlib = at[0] == 0x78 && (at[0] << 8 | at[1]) % 31 == 0;
    return gzip || zlib;
}

/* Room for the next step: what the limit leaves, but a byte at least, to meet it. */
static size_t step_of(const struct buf *plain)
{
    size_t left = plain->limit ? plain->limit - plain->size : STEP;
    return left == 0 ? 1 : left < STEP ? left : STEP;
}

bool inflate_all(struct span bytes, struct buf *plain)
{
    z_stream stream = {.next_in = (const unsigned char *)bytes.at,
                       .avail_in = (unsigned)bytes.size};
    if (bytes.size > UINT32_MAX || inflateInit2(&stream, EITHER_HEADER) != Z_OK)
        return false;
    int result = Z_OK;
    while (result == Z_OK) {
        size_t step = step_of(plain);
        char *space = buf_space(plain, step);
        if (!space)
            break;
        stream.next_out = (unsigned char *)space;
        stream.avail_out = (unsigned)step;
        result = inflate(&stream, Z_NO_FLUSH);
        buf_grew(plain, step - stream.avail_out);
    }
    bool whole = result == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return whole;
}
