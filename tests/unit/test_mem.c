#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void is_zeroed(void)
{
    unsigned char *bytes = mem_new(3, 100);
    for (size_t i = 0; i < 300; i++)
        CHECK_NUMBER(bytes[i], 0);
    memset(bytes, 'x', 300);
    bytes = mem_resize(bytes, 2, 400);
    CHECK_NUMBER(bytes[299], 'x');
    free(bytes);
    void *nothing = mem_new(0, 8);
    CHECK(nothing != NULL);
    free(nothing);
}

static void copies_text(void)
{
    char *copy = mem_text("secret");
    CHECK_TEXT(span_of(copy), "secret");
    CHECK(!mem_text(NULL));
    free(copy);
}

/* In a child, which ends with the exit status that stands for a system without memory. */
static void ends_where_the_product_overflows(void)
{
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        free(mem_new(SIZE_MAX / 2, 3));
        _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK_NUMBER(WEXITSTATUS(status), 5);
}

static void arena_aligns_and_zeroes(void)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 4095, 4096, 4097, 100000, 1};
    struct arena arena = {0};
    unsigned char *before = NULL;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        unsigned char *bytes = arena_new(&arena, sizes[i]);
        check_row("%zu bytes", sizes[i]);
        CHECK((uintptr_t)bytes % 16 == 0);
        CHECK(i == 0 || sizes[i - 1] == 0 || bytes != before);
        for (size_t at = 0; at < sizes[i]; at++)
            if (bytes[at] != 0 && !CHECK(!"zeroed"))
                break;
        memset(bytes, 'x', sizes[i]);
        before = bytes;
    }
    CHECK_NUMBER((long long)arena_size(&arena), 113408); /* each rounded up to 16 */
    arena_clear(&arena);
    CHECK(!arena.newest && arena_size(&arena) == 0);
    arena_clear(&arena);
    arena_clear(NULL);
}

static const struct check_case cases[] = {
    {"is zeroed", is_zeroed},
    {"copies text", copies_text},
    {"ends where the product overflows", ends_where_the_product_overflows},
    {"arena aligns and zeroes", arena_aligns_and_zeroes},
};

int main(void)
{
    return CHECK_RUN(cases);
}
