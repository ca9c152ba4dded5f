#include "dice.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dice dice_of_seed(uint64_t seed, uint64_t stream)
{
    return (struct dice){.seed = seed, .stream = stream, .used = DICE_BLOCK};
}

static void next_block(struct dice *dice)
{
    const uint64_t words[] = {dice->seed, dice->stream, dice->blocks++};
    unsigned char bytes[sizeof words];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(words[i / 8] >> (56 - 8 * (i % 8)));
    SHA256(bytes, sizeof bytes, dice->block);
    dice->used = 0;
}

static void roll_system(unsigned char *bytes, size_t size)
{
    if (RAND_bytes(bytes, (int)size) == 1)
        return;
    /*
     * As with memory: without randomness no id and no secret can be made, and no caller could mend
     * it.
     */
    fputs("sfpy-hook: the system gives no random bytes\n", stderr);
    exit(5);
}

void dice_roll(struct dice *dice, unsigned char *bytes, size_t size)
{
    if (!dice)
        roll_system(bytes, size);
    for (size_t done = 0; dice && done < size;) {
        if (dice->used == DICE_BLOCK)
            next_block(dice);
        size_t left = DICE_BLOCK - dice->used;
        size_t step = size - done < left ? size - done : left;
        memcpy(bytes + done, dice->block + dice->used, step);
        dice->used += step;
        done += step;
    }
}

uint32_t dice_below(struct dice *dice, uint32_t sides)
{
    unsigned char bytes[8];
    uint64_t number = 0;
    dice_roll(dice, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        number = number << 8 | bytes[i];
    return (uint32_t)(number % sides);
}
