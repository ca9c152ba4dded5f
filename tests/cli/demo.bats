#!/usr/bin/env bats
# What a newcomer types first: the demo, and the commands of README.md.

load common

ROOT=$BATS_TEST_DIRNAME/../..

@test "the demo shows a valid delivery and the refusal of a changed one, and leaves nothing behind" {
    git -C "$ROOT" status --porcelain >before
    "$ROOT/script/demo" >demo.out 2>demo.err </dev/null 3>&- # the first time this builds, which is not the demo's time
    local start=$SECONDS
    "$ROOT/script/demo" >demo.out 2>demo.err </dev/null 3>&-
    ((SECONDS - start < 60)) # ten times as long as it may take
    git -C "$ROOT" status --porcelain | diff before -
    grep -F '✓ valid' demo.out
    grep -F "0.35 ETH (about \$712.09) from 0x742D…9cE29 on mainnet" demo.out
    grep -F '0.35 ETH refunded to 0x742D…9cE29 on mainnet' demo.out
    grep '^valid: scheme sfpy' demo.out
    grep '^invalid: mismatch' demo.out
    run ! pgrep -f "$(realpath "$ROOT")/build/release/sfpy-hook"
    [[ -z $(find "$HOME" "$XDG_STATE_HOME" -mindepth 1 2>/dev/null) ]]
}

# The commands in README.md and the guides, a line each; those that go on for ever are left to the test.
commands_to_type() {
    awk '/^```/ { inside = $0 == "```console" } inside && /^\$ / { print substr($0, 3) }' "$ROOT/README.md" "$ROOT"/docs/*.md
}

@test "every command in README.md and the guides does what it says there" {
    sfpy-hook() { "$SFPY_HOOK" "$@" 3>&-; }
    export SFPY_HOOK_LISTEN_PORT=0 SFPY_HOOK_LISTEN_READY_FILE=ready
    launch listen --path '*'
    wait_until ready_or_gone
    # What the commands work with.
    # shellcheck disable=SC2016  # for the script to expand
    printf '#!/bin/sh\nexec "%s" trigger payment.confirmed --to "$SFPY_HOOK_URL" --no-record\n' "$SFPY_HOOK" >app-test.sh
    chmod +x app-test.sh
    echo sorry >sorry.html
    sfpy-hook trigger payment.confirmed --dry-run --format body >body.json 2>/dev/null
    hmac "$(<body.json)" "$(sfpy-hook secret)" >signature
    sfpy-hook secret >.webhook-secret
    chmod 600 .webhook-secret
    local count=0 command status
    export SFPY_HOOK_TRIGGER_TO SFPY_HOOK_REPLAY_TO PUBLIC_URL
    SFPY_HOOK_TRIGGER_TO=$(<ready)
    PUBLIC_URL=${SFPY_HOOK_TRIGGER_TO%/}
    SFPY_HOOK_REPLAY_TO=$SFPY_HOOK_TRIGGER_TO
    while IFS= read -r command; do
        count=$((count + 1)) status=0
        command=${command/ -n 20000 / -n 2000 } # for what comes later reads them all; load.bats sends a hundred thousand
        case $command in
        'sfpy-hook listen') continue ;; # is running
        *'listen --count 1'*)
            SFPY_HOOK_LISTEN_READY_FILE=ready2
            eval "$command" >listen.json &
            wait_until test -s ready2
            sfpy-hook trigger payment.confirmed --to "$(<ready2)" >/dev/null 2>&1
            wait $!
            [[ $(<listen.json) == true ]]
            ;;
        *'-- ./app-test.sh') SFPY_HOOK_LISTEN_READY_FILE=ready2 eval "$command" >out 2>err || fail "$command: $?, $(<err)" ;;
        'sfpy-hook listen '*)
            # It would go on for ever.
            SFPY_HOOK_LISTEN_READY_FILE=ready2 SFPY_HOOK_LISTEN_TIMEOUT=300ms eval "$command" >out 2>err ||
                fail "$command: $?, $(<err)"
            grep -q '^sfpy-hook listens on ' err
            ;;
        *'verify body.json --signature'*)
            eval "$command" >out 2>err || status=$?
            [[ $status -eq 1 ]] && grep -q '^cause: whole-body: ' out
            ;;
        *'--to http://127.0.0.1:3000/'* | *'--to 3000/'* | 'sfpy-hook smoke 3000/'*)
            # Nobody has to be there.
            eval "$command" >out 2>err || status=$?
            [[ $status -eq 4 || $status -eq 1 || $status -eq 0 ]] || fail "$command: $status, $(<err)"
            ;;
        *changed.http)
            eval "$command" >out 2>err || status=$?
            [[ $command == sed* ]] || { [[ $status -eq 1 ]] && grep -q '^invalid: mismatch: ' out; }
            ;;
        *) eval "$command" >out 2>err || fail "$command: $?, $(<err)" ;;
        esac
    done < <(commands_to_type)
    ((count >= 50))
    stop_listen
    grep -F '✓ valid' listen.out
}
