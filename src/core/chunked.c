#include "chunked.h"

#include "message.h"
#include "text.h"

enum { MOST_DIGITS = 16, MOST_IGNORED = 64 * 1024 };

enum state {
    IN_SIZE,
    IN_EXTENSION,
    SIZE_LF,
    IN_DATA,
    DATA_CR,
    DATA_LF,
    TRAILER, /* at the begin of a line, which is empty behind the last trailer */
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF
};

/* A step returns NULL, or what is wrong with the byte. */
static const char *expect(struct chunked *chunked, char byte, char expected, enum state next,
                          const char *why)
{
    chunked->state = next;
    return byte == expected ? NULL : why;
}

static const char *step_size(struct chunked *chunked, char byte)
{
    int value = text_hex_value(byte);
    if (value >= 0) {
        chunked->left = chunked->left << 4 | (unsigned)value;
        return chunked->digits++ < MOST_DIGITS ? NULL : "a chunk's size has over 16 digits";
    }
    if (chunked->digits == 0 || (byte != ';' && byte != '\r'))
        return "a malformed chunk size";
    chunked->state = byte == ';' ? IN_EXTENSION : SIZE_LF;
    return NULL;
}

/* Text up to a carriage return, behind which `next` comes. */
static const char *step_text(struct chunked *chunked, char byte, enum state next, const char *why)
{
    unsigned char c = (unsigned char)byte;
    if (byte == '\r')
        chunked->state = next;
    else if ((c < ' ' && c != '\t') || c == 0x7F)
        return why;
    return NULL;
}

static const char *step_size_end(struct chunked *chunked, char byte)
{
    chunked->digits = 0;
    if (chunked->left == 0)
        chunked->ignored = 0; /* trailers are counted on their own */
    return expect(chunked, byte, '\n', chunked->left ? IN_DATA : TRAILER,
                  "a chunk's size does not end in CRLF");
}

static const char *step_trailer(struct chunked *chunked, char byte)
{
    if (byte == '\r')
        chunked->state = LAST_LF;
    else if (is_token_byte(byte))
        chunked->state = TRAILER_NAME;
    else
        return "a malformed trailer name";
    return NULL;
}

static const char *step_trailer_name(struct chunked *chunked, char byte)
{
    if (byte == ':')
        chunked->state = TRAILER_VALUE;
    else if (!is_token_byte(byte))
        return "a malformed trailer name";
    return NULL;
}

static const char *step(struct chunked *chunked, char byte)
{
    switch ((enum state)chunked->state) {
    case IN_SIZE:
        return step_size(chunked, byte);
    case IN_EXTENSION:
        return step_text(chunked, byte, SIZE_LF, "a control character in a chunk extension");
    case SIZE_LF:
        return step_size_end(chunked, byte);
    case DATA_CR:
        return expect(chunked, byte, '\r', DATA_LF, "a chunk is longer than its size");
    case DATA_LF:
        return expect(chunked, byte, '\n', IN_SIZE, "a chunk does not end in CRLF");
    case TRAILER:
        return step_trailer(chunked, byte);
    case TRAILER_NAME:
        return step_trailer_name(chunked, byte);
    case TRAILER_VALUE:
        return step_text(chunked, byte, TRAILER_LF, "a control character in a trailer");
    case TRAILER_LF:
        return expect(chunked, byte, '\n', TRAILER, "a trailer does not end in CRLF");
    case LAST_LF:
        chunked->whole = byte == '\n';
        return chunked->whole ? NULL : "the trailers do not end in CRLF";
    case IN_DATA:
        break;
    }
    return NULL;
}

static size_t take_data(struct chunked *chunked, struct span bytes, struct buf *body)
{
    size_t size = bytes.size < chunked->left ? bytes.size : (size_t)chunked->left;
    buf_add(body, span_slice(bytes, 0, size));
    chunked->left -= size;
    if (chunked->left == 0)
        chunked->state = DATA_CR;
    return size;
}

/* The limits, which a peer meets as soon as it announces or sends too much. */
static int overflow(const struct chunked *chunked, const struct buf *body, const char **why)
{
    if (chunked->state == IN_DATA && body->limit && chunked->left > body->limit - body->size) {
        *why = "the body is over --max-body";
        return 413;
    }
    if (chunked->ignored <= MOST_IGNORED)
        return 0;
    bool trailers = chunked->state >= TRAILER;
    *why = trailers ? "the trailers are over 64 KiB" : "the chunk extensions are over 64 KiB";
    return trailers ? 431 : 400;
}

int chunked_take(struct chunked *chunked, struct span bytes, struct buf *body, size_t *used,
                 const char **why)
{
    for (*used = 0; *used < bytes.size && !chunked->whole;) {
        if (chunked->state == IN_DATA) {
            *used += take_data(chunked, span_slice(bytes, *used, bytes.size), body);
            continue;
        }
        chunked->ignored += chunked->state == IN_EXTENSION || chunked->state >= TRAILER;
        *why = step(chunked, bytes.at[(*used)++]);
        int status = *why ? 400 : overflow(chunked, body, why);
        if (status)
            return status;
    }
    return 0;
}
