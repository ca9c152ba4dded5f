/*
 * Where random bytes come from: OpenSSL's generator, or a seed, so that what was made once can be
 * made again, byte for byte, on any machine.
 */
#ifndef SFPY_DICE_H
#define SFPY_DICE_H

#include "base.h"

enum { DICE_BLOCK = 32 }; /* bytes of a SHA-256 */

/* Dice with a seed; to be set by dice_of_seed(). */
struct dice {
    uint64_t seed, stream, blocks;
    unsigned char block[DICE_BLOCK];
    size_t used; /* of the block */
};

/*
 * Dice that fall the same for the same seed and stream: SHA-256 over both and a counter, 64 bits
 * each with the high byte first. The streams of a seed have nothing to do with each other.
 */
struct dice dice_of_seed(uint64_t seed, uint64_t stream);

/*
 * Fills with random bytes; without dice (NULL) by OpenSSL's generator, and ends the program with
 * status 5 where it has none.
 */
void dice_roll(struct dice *dice, unsigned char *bytes, size_t size);

/* A number below `sides`, which is at least 1; the bias is below one in 2^32. */
uint32_t dice_below(struct dice *dice, uint32_t sides);

#endif
