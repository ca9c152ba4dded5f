#include "trouble.h"

#include <stddef.h>

static const char *const texts[] = {
    [TROUBLE_REFUSED] = "connection refused",
    [TROUBLE_NAME] = "the host's name is not known",
    [TROUBLE_LATE] = "timed out",
    [TROUBLE_STALLED] = "timed out before the answer was whole",
    [TROUBLE_BROKEN] = "the connection ended before the answer was whole",
    [TROUBLE_PROXY] = "the name of the proxy is not known",
    [TROUBLE_NOT_HTTP] = "what came back is no HTTP/1.1",
    [TROUBLE_OTHER] = NULL,
};

const char *trouble_text(enum trouble trouble)
{
    return texts[trouble];
}
