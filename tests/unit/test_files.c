#include "check.h"
#include "files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static char path[96];

/* Each case has the path to itself; no file is there yet. */
static void begin(void)
{
    snprintf(path, sizeof path, "%s/file", folder);
    remove(path);
}

static void check_content(struct span expected)
{
    struct buf content = {0};
    struct error err = {0};
    CHECK(file_read(&content, path, &err));
    CHECK_SPAN(buf_span(&content), expected);
    buf_clear(&content);
}

/* The files in the folder: nothing may be left beside the one that was written. */
static size_t count_files(void)
{
    size_t count = 0;
    DIR *open = opendir(folder);
    for (const struct dirent *entry = readdir(open); entry; entry = readdir(open))
        count += entry->d_name[0] != '.';
    closedir(open);
    return count;
}

static void writes_whole_files(void)
{
    struct error err = {0};
    struct stat status;
    struct buf large = {0};
    begin();
    umask(0);
    CHECK(file_write(path, SPAN("a\0b\xff\n"), false, &err));
    check_content(SPAN("a\0b\xff\n"));
    CHECK(stat(path, &status) == 0);
    CHECK_NUMBER(status.st_mode & 07777, 0600);
    for (int i = 0; i < 300000; i++)
        buf_add_byte(&large, (char)(i * 7));
    CHECK(file_write(path, buf_span(&large), false, &err));
    check_content(buf_span(&large));
    CHECK(file_write(path, SPAN(""), false, &err));
    check_content(SPAN(""));
    CHECK_NUMBER((long long)count_files(), 1);
    buf_clear(&large);
}

static void leaves_what_is_there(void)
{
    struct error err = {0};
    begin();
    CHECK(file_write(path, SPAN("1"), true, &err));
    CHECK(file_write(path, SPAN("2"), true, &err));
    check_content(SPAN("1"));
    CHECK_NUMBER((long long)count_files(), 1);
}

static void says_what_fails(void)
{
    struct error err = {0};
    struct buf content = {0};
    begin();
    CHECK(!file_read(&content, path, &err));
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK(span_contains(span_of(err.text), span_of(path)));
    CHECK(!file_read(&content, folder, &err)); /* a folder */
    CHECK_NUMBER(err.code, ERROR_INPUT);
    CHECK(!file_write("/nowhere/at/all", SPAN("x"), false, &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    CHECK(!file_write(folder, SPAN("x"), false, &err));
    CHECK_NUMBER(err.code, ERROR_SYSTEM);
    buf_clear(&content);
}

static const struct check_case cases[] = {
    {"writes whole files", writes_whole_files},
    {"leaves what is there", leaves_what_is_there},
    {"says what fails", says_what_fails},
};

int main(void)
{
    return check_run_in_folder(cases, COUNT_OF(cases), folder, sizeof folder, begin);
}
