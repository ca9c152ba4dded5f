#include "hyperlink.h"

#include "text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Terminals that show links, by what they set. */
static const struct {
    const char *variable, *begins;
    long least; /* version */
} able[] = {
    {"TERM_PROGRAM", "iTerm.app", 0},
    {"TERM_PROGRAM", "WezTerm", 0},
    {"TERM_PROGRAM", "vscode", 0},
    {"TERM_PROGRAM", "ghostty", 0},
    {"TERM", "xterm-kitty", 0},
    {"TERM", "xterm-ghostty", 0},
    {"TERM", "foot", 0},
    {"TERM", "alacritty", 0},
    {"TERM", "wezterm", 0},
    {"WT_SESSION", "", 0},
    {"VTE_VERSION", "", 5001}, /* 0.50.0 itself crashed over links */
    {"KONSOLE_VERSION", "", 201200},
};

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "";
}

static bool is_able(void)
{
    bool found = false;
    for (size_t i = 0; i < COUNT_OF(able); i++) {
        const char *value = variable(able[i].variable);
        found = found || (*value && span_starts(span_of(value), span_of(able[i].begins)) &&
                          strtol(value, NULL, 10) >= able[i].least);
    }
    return found;
}

/* tmux passes links on from 3.4, screen doesn't; the terminal around them left its variables. */
static bool is_known(void)
{
    enum { LEAST_MAJOR = 3, LEAST_MINOR = 4 };
    char *end;
    if (*variable("STY"))
        return false;
    if (!*variable("TMUX"))
        return is_able();
    long major = strtol(variable("TERM_PROGRAM_VERSION"), &end, 10);
    long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;
    return strcmp(variable("TERM_PROGRAM"), "tmux") == 0 &&
           (major > LEAST_MAJOR || (major == LEAST_MAJOR && minor >= LEAST_MINOR));
}

bool hyperlink_is_shown(int stream)
{
    const char *force = variable("FORCE_HYPERLINK"), *term = variable("TERM");
    if (!isatty(stream) || !*term || strcmp(term, "dumb") == 0)
        return false;
    return *force ? strcmp(force, "0") != 0 : is_known();
}

static void add_encoded(struct buf *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c < 0x80 && (isalnum(c) || strchr("-._~/", c)))
            buf_add_byte(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

void hyperlink_file(struct buf *out, const struct ui *ui, const struct palette *palette,
                    const char *path)
{
    char host[256] = "";
    struct buf shown = {0};
    buf_add_text(&shown, path);
    ui_hide(ui, &shown);
    bool whole = span_equal(buf_span(&shown), span_of(path));
    char *real = palette->links && whole ? realpath(path, NULL) : NULL;
    if (real && gethostname(host, sizeof host - 1) == 0) {
        buf_add_text(out, "\x1b]8;;file://");
        add_encoded(out, host);
        add_encoded(out, real);
        buf_add_text(out, "\x1b\\");
    }
    text_escape(out, buf_span(&shown));
    if (real && host[0])
        buf_add_text(out, "\x1b]8;;\x1b\\");
    free(real);
    buf_wipe(&shown);
}
