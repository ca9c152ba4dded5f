#include "admission.h"

static bool from_browser(const struct message *request)
{
    return headers_find(&request->headers, SPAN("Origin"), NULL) ||
           headers_find(&request->headers, SPAN("Sec-Fetch-Site"), NULL);
}

int admission_refuse(const struct server_settings *settings, const struct message *request,
                     uint64_t length, const char **why)
{
    bool any_path = span_is(settings->path, "*");
    const struct {
        bool applies;
        int status;
        const char *why;
    } rows[] = {
        {from_browser(request) && !settings->allow_browser, 403,
         "it comes from a web page; --allow-browser lets those in"},
        {!any_path && !span_equal(target_path(request->target), settings->path), 404,
         "another path"},
        {!span_is(request->method, "POST"), 405, "only POST is taken"},
        {length > settings->max_body, 413, "the body is over --max-body"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        if (rows[i].applies) {
            *why = rows[i].why;
            return rows[i].status;
        }
    return 0;
}
