#include "keys.h"

#include "clock.h"

#define ESCAPE '\x1b'
#define PASTE_BEGIN SPAN("\x1b[200~")
#define PASTE_END SPAN("\x1b[201~")

/* Whether a sequence goes on: ESC [ up to a final byte, ESC O and one more, ESC and one more. */
static bool goes_on(const struct keys *keys, char byte)
{
    if (keys->size == 0)
        return byte == ESCAPE;
    if (keys->size == 1)
        return byte == '[' || byte == 'O';
    return keys->bytes[1] == '[' && byte >= ' ' && byte <= '?';
}

/* Inside of a sequence a control character belongs to something else. */
static bool breaks_off(const struct keys *keys, char byte)
{
    return keys->size > 0 && byte >= 0 && (byte < ' ' || byte == 0x7F);
}

/* Of what is too long the end is left out, so that it is like no key. */
static void add(struct keys *keys, char byte)
{
    if (keys->size < sizeof keys->bytes)
        keys->bytes[keys->size++] = byte;
}

static void take(struct keys *keys, char byte)
{
    if (keys->whole || breaks_off(keys, byte))
        keys->size = 0;
    keys->whole = !goes_on(keys, byte);
    add(keys, byte);
}

static void forget(struct keys *keys, int64_t now)
{
    int64_t silence = now - keys->last;
    if (!keys->whole && silence > CLOCK_SECOND / 2)
        keys->size = 0;
    if (silence > 2 * CLOCK_SECOND)
        keys->pasting = false;
    keys->last = now;
}

/* Whether a key is one that the user has pressed, not part of pasted text. */
static bool is_pressed(struct keys *keys, struct span key)
{
    bool begins = span_equal(key, PASTE_BEGIN), ends = span_equal(key, PASTE_END);
    bool pressed = !keys->pasting && !begins && !ends;
    keys->pasting = begins || (keys->pasting && !ends);
    return pressed;
}

bool keys_next(struct keys *keys, struct span *typed, int64_t now, struct span *key)
{
    forget(keys, now);
    while (typed->size > 0) {
        take(keys, typed->at[0]);
        *typed = span_slice(*typed, 1, typed->size);
        *key = (struct span){keys->bytes, keys->size};
        if (keys->whole && is_pressed(keys, *key))
            return true;
    }
    return false;
}
