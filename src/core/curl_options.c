#include "curl_options.h"

#include "text.h"

#include <string.h>

static bool keep_text(struct curl_request *request, const struct curl_option *option,
                      struct span value, struct error *err)
{
    (void)err;
    memcpy((char *)request + option->detail, &value, sizeof value);
    return true;
}

static bool set_flag(struct curl_request *request, const struct curl_option *option,
                     struct span value, struct error *err)
{
    (void)value;
    (void)err;
    *(bool *)((char *)request + option->detail) = true;
    return true;
}

static bool refuse(struct curl_request *request, const struct curl_option *option,
                   struct span value, struct error *err)
{
    (void)request;
    (void)value;
    return error_set(err, ERROR_INPUT, "%s", option->why);
}

static bool add_data(struct curl_request *request, const struct curl_option *option,
                     struct span value, struct error *err)
{
    return curl_data_add(&request->data, (enum curl_data_kind)option->detail, value, request->files,
                         err);
}

bool curl_url_add(struct curl_request *request, const struct curl_option *option, struct span value,
                  struct error *err)
{
    (void)option;
    (void)err;
    if (request->urls++ == 0)
        request->url = value;
    return true;
}

/* Several are sent as one header. */
static bool add_cookie(struct curl_request *request, const struct curl_option *option,
                       struct span value, struct error *err)
{
    (void)option;
    if (value.size == 0)
        return true;
    if (value.at[0] == '@' || !memchr(value.at, '=', value.size))
        return error_set(err, ERROR_INPUT, "the cookies of the file '%.*s' are not in the command",
                         SPAN_ARG(value));
    if (request->cookie.size)
        buf_add_byte(&request->cookie, ';');
    buf_add(&request->cookie, value);
    return true;
}

/* `Name: value`; `Name;` is an empty one, `Name:` takes out what curl would make. */
static bool add_line(struct curl_request *request, struct span line, struct error *err)
{
    struct header header = {{0}, {0}};
    const char *colon = line.size ? memchr(line.at, ':', line.size) : NULL;
    if (!colon && line.size && line.at[line.size - 1] == ';')
        header = (struct header){span_slice(line, 0, line.size - 1), SPAN("")};
    else if (!header_read(line, &header, err))
        return false;
    else if (header.value.size == 0)
        header.value = (struct span){0};
    if (!header_is_sound(header.name, SPAN("")))
        return error_set(err, ERROR_INPUT, "'%.*s' is no header name", SPAN_ARG(header.name));
    headers_add(&request->lines, request->arena, header.name, header.value);
    return true;
}

/* The value of -H is a header, or `@FILE` with one a line. */
static bool add_header(struct curl_request *request, const struct curl_option *option,
                       struct span value, struct error *err)
{
    (void)option;
    if (!span_starts(value, SPAN("@")))
        return add_line(request, value, err);
    struct buf file = {0};
    bool added = curl_file_read(&file, value.at + 1, request->files, err);
    struct span rest = buf_keep(request->arena, &file), line;
    while (added && span_split(&rest, '\n', &line))
        if (span_trim(line).size > 0 && !span_is(line, "\r"))
            added = add_line(request, line, err);
    return added;
}

#define IGNORED(name, letter)                                                                      \
    {                                                                                              \
        name, letter, false, NULL, 0, NULL                                                         \
    }
#define IGNORED_VALUE(name, letter)                                                                \
    {                                                                                              \
        name, letter, true, NULL, 0, NULL                                                          \
    }
#define FIELD(field) offsetof(struct curl_request, field)
#define NO_BODY "the body is not in the command, but in what curl makes of this option"

static const struct curl_option options[] = {
    {"request", 'X', true, keep_text, FIELD(method), NULL},
    {"header", 'H', true, add_header, 0, NULL},
    {"data", 'd', true, add_data, CURL_DATA_TEXT, NULL},
    {"data-ascii", 0, true, add_data, CURL_DATA_TEXT, NULL},
    {"data-raw", 0, true, add_data, CURL_DATA_RAW, NULL},
    {"data-binary", 0, true, add_data, CURL_DATA_BINARY, NULL},
    {"data-urlencode", 0, true, add_data, CURL_DATA_URLENCODED, NULL},
    {"json", 0, true, add_data, CURL_DATA_JSON, NULL},
    {"url", 0, true, curl_url_add, 0, NULL},
    {"request-target", 0, true, keep_text, FIELD(target), NULL},
    {"user", 'u', true, keep_text, FIELD(user), NULL},
    {"oauth2-bearer", 0, true, keep_text, FIELD(bearer), NULL},
    {"user-agent", 'A', true, keep_text, FIELD(agent), NULL},
    {"referer", 'e', true, keep_text, FIELD(referer), NULL},
    {"cookie", 'b', true, add_cookie, 0, NULL},
    {"head", 'I', false, set_flag, FIELD(head), NULL},
    {"http1.0", '0', false, set_flag, FIELD(old), NULL},
    {"globoff", 'g', false, set_flag, FIELD(literal_url), NULL},
    {"digest", 0, false, set_flag, FIELD(other_login), NULL},
    {"ntlm", 0, false, set_flag, FIELD(other_login), NULL},
    {"negotiate", 0, false, set_flag, FIELD(other_login), NULL},
    {"anyauth", 0, false, set_flag, FIELD(other_login), NULL},

    {"get", 'G', false, refuse, 0, "no body is sent with it"},
    {"form", 'F', true, refuse, 0, NO_BODY},
    {"form-string", 0, true, refuse, 0, NO_BODY},
    {"upload-file", 'T', true, refuse, 0, NO_BODY},
    {"config", 'K', true, refuse, 0, "the options of its file are not in the command"},
    {"next", ':', false, refuse, 0, "it begins a second request, and one can be read"},
    {"url-query", 0, true, refuse, 0, "it changes the URL; write the query into the URL itself"},

    IGNORED("http1.1", 0),
    IGNORED("http2", 0),
    IGNORED("http2-prior-knowledge", 0),
    IGNORED("http3", 0),
    IGNORED("http3-only", 0),
    IGNORED("http0.9", 0),
    IGNORED("tlsv1", '1'),
    IGNORED("tlsv1.0", 0),
    IGNORED("tlsv1.1", 0),
    IGNORED("tlsv1.2", 0),
    IGNORED("tlsv1.3", 0),
    IGNORED("sslv2", '2'),
    IGNORED("sslv3", '3'),
    IGNORED("ipv4", '4'),
    IGNORED("ipv6", '6'),
    IGNORED("basic", 0),
    IGNORED("buffer", 'N'),
    IGNORED("alpn", 0),
    IGNORED("keepalive", 0),
    IGNORED("sessionid", 0),
    IGNORED("clobber", 0),
    IGNORED("progress-meter", 0),
    IGNORED("progress-bar", '#'),
    IGNORED("cert-status", 0),
    IGNORED("compressed", 0),
    IGNORED("compressed-ssh", 0),
    IGNORED("create-dirs", 0),
    IGNORED("disable", 'q'),
    IGNORED("disallow-username-in-url", 0),
    IGNORED("fail", 'f'),
    IGNORED("fail-early", 0),
    IGNORED("fail-with-body", 0),
    IGNORED("false-start", 0),
    IGNORED("haproxy-protocol", 0),
    IGNORED("ignore-content-length", 0),
    IGNORED("include", 'i'),
    IGNORED("show-headers", 0),
    IGNORED("insecure", 'k'),
    IGNORED("junk-session-cookies", 'j'),
    IGNORED("location", 'L'),
    IGNORED("location-trusted", 0),
    IGNORED("netrc", 'n'),
    IGNORED("netrc-optional", 0),
    IGNORED("parallel", 'Z'),
    IGNORED("parallel-immediate", 0),
    IGNORED("path-as-is", 0),
    IGNORED("post301", 0),
    IGNORED("post302", 0),
    IGNORED("post303", 0),
    IGNORED("proxy-insecure", 0),
    IGNORED("proxytunnel", 'p'),
    IGNORED("raw", 0),
    IGNORED("remote-header-name", 'J'),
    IGNORED("remote-name", 'O'),
    IGNORED("remote-name-all", 0),
    IGNORED("remote-time", 'R'),
    IGNORED("remove-on-error", 0),
    IGNORED("retry-all-errors", 0),
    IGNORED("retry-connrefused", 0),
    IGNORED("show-error", 'S'),
    IGNORED("silent", 's'),
    IGNORED("ssl", 0),
    IGNORED("ssl-reqd", 0),
    IGNORED("ssl-no-revoke", 0),
    IGNORED("styled-output", 0),
    IGNORED("suppress-connect-headers", 0),
    IGNORED("tcp-fastopen", 0),
    IGNORED("tcp-nodelay", 0),
    IGNORED("tr-encoding", 0),
    IGNORED("trace-ids", 0),
    IGNORED("trace-time", 0),
    IGNORED("verbose", 'v'),
    IGNORED("xattr", 0),

    IGNORED_VALUE("abstract-unix-socket", 0),
    IGNORED_VALUE("alt-svc", 0),
    IGNORED_VALUE("aws-sigv4", 0),
    IGNORED_VALUE("cacert", 0),
    IGNORED_VALUE("capath", 0),
    IGNORED_VALUE("cert", 'E'),
    IGNORED_VALUE("cert-type", 0),
    IGNORED_VALUE("ciphers", 0),
    IGNORED_VALUE("connect-timeout", 0),
    IGNORED_VALUE("connect-to", 0),
    IGNORED_VALUE("continue-at", 'C'),
    IGNORED_VALUE("cookie-jar", 'c'),
    IGNORED_VALUE("crlfile", 0),
    IGNORED_VALUE("curves", 0),
    IGNORED_VALUE("dns-interface", 0),
    IGNORED_VALUE("dns-servers", 0),
    IGNORED_VALUE("doh-url", 0),
    IGNORED_VALUE("dump-header", 'D'),
    IGNORED_VALUE("etag-compare", 0),
    IGNORED_VALUE("etag-save", 0),
    IGNORED_VALUE("expect100-timeout", 0),
    IGNORED_VALUE("happy-eyeballs-timeout-ms", 0),
    IGNORED_VALUE("hsts", 0),
    IGNORED_VALUE("interface", 0),
    IGNORED_VALUE("keepalive-time", 0),
    IGNORED_VALUE("key", 0),
    IGNORED_VALUE("key-type", 0),
    IGNORED_VALUE("limit-rate", 0),
    IGNORED_VALUE("local-port", 0),
    IGNORED_VALUE("max-filesize", 0),
    IGNORED_VALUE("max-redirs", 0),
    IGNORED_VALUE("max-time", 'm'),
    IGNORED_VALUE("netrc-file", 0),
    IGNORED_VALUE("noproxy", 0),
    IGNORED_VALUE("output", 'o'),
    IGNORED_VALUE("output-dir", 0),
    IGNORED_VALUE("parallel-max", 0),
    IGNORED_VALUE("pass", 0),
    IGNORED_VALUE("pinnedpubkey", 0),
    IGNORED_VALUE("preproxy", 0),
    IGNORED_VALUE("proto", 0),
    IGNORED_VALUE("proto-default", 0),
    IGNORED_VALUE("proto-redir", 0),
    IGNORED_VALUE("proxy", 'x'),
    IGNORED_VALUE("proxy-cacert", 0),
    IGNORED_VALUE("proxy-header", 0),
    IGNORED_VALUE("proxy-user", 'U'),
    IGNORED_VALUE("range", 'r'),
    IGNORED_VALUE("rate", 0),
    IGNORED_VALUE("resolve", 0),
    IGNORED_VALUE("retry", 0),
    IGNORED_VALUE("retry-delay", 0),
    IGNORED_VALUE("retry-max-time", 0),
    IGNORED_VALUE("socks4", 0),
    IGNORED_VALUE("socks4a", 0),
    IGNORED_VALUE("socks5", 0),
    IGNORED_VALUE("socks5-hostname", 0),
    IGNORED_VALUE("speed-limit", 'Y'),
    IGNORED_VALUE("speed-time", 'y'),
    IGNORED_VALUE("stderr", 0),
    IGNORED_VALUE("time-cond", 'z'),
    IGNORED_VALUE("tls-max", 0),
    IGNORED_VALUE("tls13-ciphers", 0),
    IGNORED_VALUE("trace", 0),
    IGNORED_VALUE("trace-ascii", 0),
    IGNORED_VALUE("trace-config", 0),
    IGNORED_VALUE("unix-socket", 0),
    IGNORED_VALUE("write-out", 'w'),
};

const struct curl_option *curl_option_named(struct span name)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (span_is(name, options[i].name))
            return &options[i];
    return NULL;
}

const struct curl_option *curl_option_lettered(char letter)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (letter && options[i].letter == letter)
            return &options[i];
    return NULL;
}

bool curl_option_unknown(struct span written, struct error *err)
{
    struct span name = written;
    bool is_long = span_starts(written, SPAN("--"));
    if (is_long)
        span_split(&(struct span){written.at + 2, written.size - 2}, '=', &name);
    struct nearest nearest = nearest_to(name);
    nearest.prefix = "--";
    for (size_t i = 0; is_long && i < COUNT_OF(options); i++)
        nearest_offer(&nearest, options[i].name);
    error_set(err, ERROR_INPUT, "curl has no option '%.*s'", SPAN_ARG(written));
    if (is_long && name.size + 2 < written.size && curl_option_named(name))
        return error_hint(err, "curl takes the value as a word of its own: --%.*s VALUE",
                          SPAN_ARG(name));
    return nearest_hint(&nearest, NULL, err);
}
