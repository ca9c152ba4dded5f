#include "inflate.h"

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

/* One step into `plain`; at its limit, into nowhere, which shows whether more would come. */
static int inflate_step(z_stream *stream, struct buf *plain)
{
    unsigned char beyond;
    size_t left = plain->limit ? plain->limit - plain->size : STEP;
    size_t room = left < STEP ? left : STEP;
    stream->next_out = room ? (unsigned char *)buf_space(plain, room) : &beyond;
    stream->avail_out = room ? (unsigned)room : 1;
    int result = inflate(stream, Z_NO_FLUSH);
    if (room)
        buf_grew(plain, room - stream->avail_out);
    else if (stream->avail_out == 0)
        result = Z_BUF_ERROR;
    return result;
}

bool inflate_all(struct span bytes, struct buf *plain)
{
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)bytes.at,
                       .avail_in = (unsigned)bytes.size};
    if (bytes.size > UINT32_MAX || inflateInit2(&stream, EITHER_HEADER) != Z_OK)
        return false;
    int result = Z_OK;
    while (result == Z_OK)
        result = inflate_step(&stream, plain);
    bool whole = result == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    return whole;
}
