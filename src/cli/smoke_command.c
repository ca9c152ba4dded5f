/* Commands that send again what a check of `smoke` has sent. */
#include "curl_command.h"
#include "shell_words.h"
#include "smoke_stages.h"
#include "text.h"

enum { MOST_COMMAND = 8 << 10 };

/* The request without what lets in. */
static struct message shown_request(const struct smoke_sending *sending, struct arena *arena)
{
    struct message request = sending->shot.delivery.request;
    request.headers = headers_keep(arena, &request.headers);
    for (size_t i = 0; i < request.headers.count; i++)
        if (header_is_credential(request.headers.at[i].name))
            request.headers.at[i].value = SPAN("***");
    return request;
}

struct span smoke_replay(const struct smoke_sending *sending)
{
    const struct smoke_run *run = sending->at->run;
    const char *journal = run->opts->outbound.common.journal;
    struct buf out = {0};
    if (!run->recorder.commit)
        return (struct span){0};
    buf_printf(&out, "sfpy-hook replay %s", sending->shot.delivery.id);
    if (journal) {
        buf_add_text(&out, " --journal ");
        shell_quote(&out, span_of(journal));
    }
    return smoke_keep(run, &out);
}

struct span smoke_again(const struct smoke_sending *sending)
{
    const struct smoke_run *run = sending->at->run;
    struct arena arena = {0};
    struct buf out = {0};
    const struct message request = shown_request(sending, &arena);
    if (sending->at->check->command) {
        smoke_words(&out, sending->at, sending->at->check->command);
    } else if (request.body.size <= MOST_COMMAND && text_is_utf8(request.body)) {
        curl_write(&out, &request, &run->url,
                   outbound_curl_options(&run->outbound, &run->url, &arena));
    } else if (run->recorder.commit) {
        buf_add(&out, smoke_replay(sending));
    } else {
        buf_printf(&out, "sfpy-hook smoke --only %s --scheme %s ", sending->at->result.id,
                   run->scheme->name);
        shell_quote(&out, run->url.text);
    }
    arena_clear(&arena);
    while (out.size > 0 && out.at[out.size - 1] == '\n')
        out.size--;
    return smoke_keep(run, &out);
}
