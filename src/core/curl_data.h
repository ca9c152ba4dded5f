/* What curl makes of its options --data and the like. */
#ifndef SFPY_CURL_DATA_H
#define SFPY_CURL_DATA_H

#include "buf.h"
#include "errors.h"

enum curl_data_kind {
    CURL_DATA_TEXT, /* --data: @FILE without its line ends */
    CURL_DATA_RAW,
    CURL_DATA_BINARY,
    CURL_DATA_URLENCODED,
    CURL_DATA_JSON,
};

struct curl_data {
    struct buf body;
    bool given; /* by an option, which may be empty */
    bool json;
};

/*
 * What a command reads: `read` reads a file that it names, whole, into `out`, as file_read() does;
 * `input` is what stands on its standard input, absent where that is not known.
 */
struct curl_files {
    bool (*read)(struct buf *out, const char *path, struct error *err);
    struct span input;
};

/*
 * Adds the value of one more option, joined to the earlier ones by `&` unless it is --json's; the
 * value ends in a NUL. False with code INPUT where a file can't be read, or all is over 1 GiB.
 */
MUST_USE bool curl_data_add(struct curl_data *data, enum curl_data_kind kind, struct span value,
                            const struct curl_files *files, struct error *err);

/* Reads the file an option's value names behind its `@`. False with code INPUT. */
MUST_USE bool curl_file_read(struct buf *out, const char *path, const struct curl_files *files,
                             struct error *err);

#endif
