/*
 * How fast the parts are that every delivery goes through, each beside what it replaces, in one
 * run, so that the ratio means something on a noisy machine. Arguments: bodies, one file each.
 */
#include "clock.h"
#include "json.h"
#include "signature.h"

#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdio.h>
#include <stdlib.h>
#ifdef WITH_CJSON
#include <cjson/cJSON.h>
#endif

enum { ROUNDS = 5, LEAST_MS = 200 };

static const struct scheme *scheme;
static struct signer *signer;
static struct secret secret;

/* What is measured; each returns something that depends on its work. */
static size_t slice_data(struct span body)
{
    struct span data = {0};
    return json_member(body, SPAN("data"), &data) == JSON_FOUND ? data.size : 0;
}

#ifdef WITH_CJSON
static size_t parse_by_cjson(struct span body)
{
    cJSON *tree = cJSON_ParseWithLength(body.at, body.size);
    size_t found = cJSON_GetObjectItem(tree, "data") != NULL;
    cJSON_Delete(tree);
    return found;
}
#endif

static size_t verify(struct span body)
{
    struct header header = {SPAN("X-SFPY-SIGNATURE"), SPAN("00")};
    struct headers headers = {&header, 1};
    const struct evidence evidence = {
        .headers = &headers, .body = body, .tolerance = TOLERANCE_OF_SCHEME};
    return signer_verify(signer, &evidence).reason == REASON_MISMATCH;
}

/* The same HMAC with the algorithm fetched and keyed for each message, as a first attempt would
 * have it. */
static size_t verify_by_fetch(struct span body)
{
    OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", (char *)"SHA512", 0),
                           OSSL_PARAM_construct_end()};
    unsigned char mac[EVP_MAX_MD_SIZE];
    size_t size = 0;
    struct span data = {0};
    if (json_member(body, SPAN("data"), &data) != JSON_FOUND)
        return 0;
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(algorithm);
    EVP_MAC_init(context, (const unsigned char *)secret.text.at, secret.text.size, params);
    EVP_MAC_update(context, (const unsigned char *)data.at, data.size);
    EVP_MAC_final(context, mac, &size, sizeof mac);
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(algorithm);
    return size;
}

static const struct {
    const char *name;
    size_t (*run)(struct span body);
} rows[] = {
    {"slice of data", slice_data},
#ifdef WITH_CJSON
    {"  cJSON tree", parse_by_cjson},
#endif
    {"verify", verify},
    {"  fetch per message", verify_by_fetch},
};

/* Nanoseconds a call, the best of some rounds. */
static double measure(size_t (*run)(struct span), struct span body)
{
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
        size_t calls = 0, result = 1;
        int64_t start = clock_ticks(), spent;
        do {
            result &= run(body) != 0;
            calls++;
        } while ((spent = clock_ticks() - start) < LEAST_MS * CLOCK_MS / ROUNDS);
        double each = (double)spent / (double)calls;
        if (!result)
            return 0;
        best = round == 0 || each < best ? each : best;
    }
    return best;
}

static bool read_body(const char *path, struct buf *body)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t size;
    char *space;
    while ((space = buf_space(body, 65536)) && (size = fread(space, 1, 65536, file)) > 0)
        buf_grew(body, size);
    fclose(file);
    return true;
}

int main(int argc, char **argv)
{
    struct error err;
    secret = secret_of(SPAN("a secret for the bench"));
    scheme = scheme_find(scheme_builtin(), "sfpy", &err);
    signer = signer_new(scheme, &secret, 1, &err);
    printf("%-20s %10s %12s %10s %12s\n", "", "bytes", "ns/message", "GB/s", "messages/s");
    for (int i = 1; signer && i < argc; i++) {
        struct buf body = {0};
        if (!read_body(argv[i], &body)) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        for (size_t j = 0; j < COUNT_OF(rows); j++) {
            double each = measure(rows[j].run, buf_span(&body));
            printf("%-20s %10zu %12.0f %10.2f %12.0f\n", rows[j].name, body.size, each,
                   each > 0 ? (double)body.size / each : 0, each > 0 ? 1e9 / each : 0);
        }
        buf_clear(&body);
    }
    signer_free(signer);
    return EXIT_SUCCESS;
}
