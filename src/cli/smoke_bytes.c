#include "smoke_stages.h"

void smoke_conclude_bytes(struct smoke_run *run)
{
    (void)run;
}
