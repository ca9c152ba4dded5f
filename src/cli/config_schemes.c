#include "config_parts.h"

#include "scheme_read.h"

void config_read_schemes(struct config *config, struct arena *arena)
{
    struct schemes own[COUNT_OF(config->files)];
    bool any = false;
    for (size_t i = 0; i < config->count; i++) {
        const struct config_file *file = &config->files[i];
        const char *at;
        own[i] = (struct schemes){0};
        if (file->schemes.at && !scheme_read(arena, file->schemes, &own[i], &at, &config->fault)) {
            config_context(file, at, &config->fault);
            return;
        }
        any = any || own[i].count > 0;
    }
    if (any)
        config->schemes = scheme_join(arena, own, config->count);
}
