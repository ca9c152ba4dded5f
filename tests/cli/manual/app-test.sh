#!/bin/sh
exec sfpy-hook trigger payment.confirmed --to "$SFPY_HOOK_URL" --no-record
