/* `deliveries export`: records in forms that other tools read, one after the other. */
#include "curl_command.h"
#include "deliveries.h"
#include "har_write.h"
#include "url.h"

struct exporting {
    const struct deliveries *run;
    struct har_writer har;
};

/* With a length that is right, lest who reads it waits for more, or takes the next for a part. */
static struct message framed(struct arena *arena, const struct delivery *delivery)
{
    struct message request = delivery->request;
    request.headers = headers_keep(arena, &request.headers);
    headers_remove(&request.headers, SPAN("Transfer-Encoding"));
    headers_set_length(&request.headers, arena, request.body.size);
    return request;
}

bool deliveries_write_curl(struct buf *out, struct arena *arena, const struct delivery *delivery,
                           struct error *err)
{
    struct url url;
    struct span target = delivery->request.target;
    const char *options[] = {NULL, NULL, NULL, NULL, NULL, NULL};
    size_t count = 0;
    bool chunked = headers_find(&delivery->request.headers, SPAN("Transfer-Encoding"), NULL);
    const struct message request = chunked ? delivery->request : framed(arena, delivery);
    bool path = span_starts(target, SPAN("/")); /* else `*`, or a URL, which may name any server */
    if (!url_of_request(arena, delivery->url, path ? target : SPAN("/"), &url, err))
        return false;
    if (span_is(request.version, "1.0"))
        options[count++] = "-0";
    if (url.loopback) {
        options[count++] = "--noproxy";
        options[count++] = "*";
    }
    if (!span_equal(target, url.target)) { /* a # ends what URLs say, too */
        options[count++] = "--request-target";
        options[count++] = span_keep(arena, target).at;
    }
    curl_write(out, &request, &url, options);
    return true;
}

static bool write_one(struct buf *out, struct exporting *exporting, struct arena *arena,
                      const struct delivery *delivery, struct span line, struct error *err)
{
    struct message request;
    switch (exporting->run->format) {
    case FORMAT_HAR:
        har_write_entry(&exporting->har, out, delivery);
        return true;
    case FORMAT_HTTP:
        request = framed(arena, delivery);
        message_write(out, &request);
        return true;
    case FORMAT_CURL:
        return deliveries_write_curl(out, arena, delivery, err);
    default:
        buf_add(out, line);
        buf_add_byte(out, '\n');
        return true;
    }
}

/* What turns out to be damaged is named, and the others go out all the same. */
static bool export_one(struct exporting *exporting, struct catalogue *catalogue,
                       const struct entry *entry, struct error *err)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct delivery delivery;
    struct span line;
    struct error fault = {0};
    bool whole =
        catalogue_read(catalogue, entry, DELIVERY_WHOLE, &arena, &delivery, &line, &fault) &&
        write_one(&out, exporting, &arena, &delivery, line, &fault);
    if (!whole)
        catalogue_tell_damage(catalogue, &entry->place, &fault);
    bool done = !whole || ui_raw(exporting->run->ui, buf_span(&out), err);
    buf_clear(&out);
    arena_clear(&arena);
    return done;
}

/* What a HAR file begins or ends with. */
static bool write_around(const struct exporting *exporting, void (*write)(struct buf *out),
                         struct error *err)
{
    struct buf out = {0};
    if (exporting->run->format == FORMAT_HAR)
        write(&out);
    bool written = out.size == 0 || ui_raw(exporting->run->ui, buf_span(&out), err);
    buf_clear(&out);
    return written;
}

static bool choose(struct deliveries *run, struct catalogue *catalogue, struct error *err)
{
    if (!deliveries_open(run, catalogue, err))
        return false;
    if (run->args.count)
        return catalogue_find(catalogue, &run->selection, &run->args, err);
    return catalogue_choose(catalogue, &run->selection, SIZE_MAX, err) &&
           (catalogue->count > 0 || deliveries_none(run, err));
}

/* What was chosen by filters goes out oldest first, as it came in; by ids in their order. */
static bool export_all(struct exporting *exporting, struct catalogue *catalogue, struct error *err)
{
    bool done = write_around(exporting, har_write_begin, err);
    for (size_t i = 0; done && i < catalogue->count; i++) {
        size_t at = exporting->run->args.count ? i : catalogue->count - 1 - i;
        done = export_one(exporting, catalogue, &catalogue->at[at], err);
    }
    return done && write_around(exporting, har_write_end, err);
}

bool deliveries_export(void *context, struct error *err)
{
    struct deliveries *run = context;
    struct exporting exporting = {.run = run, .har = {.credentials = run->opts->show_credentials}};
    struct catalogue catalogue = {0};
    bool done = choose(run, &catalogue, err) && export_all(&exporting, &catalogue, err);
    catalogue_close(&catalogue);
    return done;
}
