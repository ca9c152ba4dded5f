#!/usr/bin/env bats
# What `trigger` sends and `sign` signs, judged by somebody else: a merchant's Express
# endpoint with SFPY's official SDK (server.js), and openssl.
#
# SFPY_HOOK: the program (default: build/dev/sfpy-hook);
# SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

bats_require_minimum_version 1.5.0

setup_file() {
    local root=$BATS_TEST_DIRNAME/../..
    local ready=$BATS_FILE_TMPDIR/ready

    export SFPY_HOOK=${SFPY_HOOK:-$root/build/dev/sfpy-hook}
    export SFPY_ENDPOINT_MODULES=${SFPY_ENDPOINT_MODULES:-$root/build/endpoint}
    export ENDPOINT_LOG=$BATS_FILE_TMPDIR/endpoint.log
    export SECRET URL ENDPOINT_PID
    isolate

    SFPY_HOOK=$(realpath "$SFPY_HOOK") || return 1
    [[ -x $SFPY_HOOK ]] || {
        echo "no program at $SFPY_HOOK: build it first, or set SFPY_HOOK" >&2
        return 1
    }
    SECRET=$(openssl rand -hex 32)
    SFPY_WEBHOOK_SECRET=$SECRET node "$BATS_TEST_DIRNAME/server.js" "$ready" \
        >"$ENDPOINT_LOG" 2>&1 3>&- &
    ENDPOINT_PID=$!
    wait_for_file "$ready" "$ENDPOINT_PID" || return 1
    URL=$(<"$ready")
}

teardown_file() {
    if [[ -n ${ENDPOINT_PID:-} ]]; then
        kill "$ENDPOINT_PID" 2>/dev/null || true
        wait "$ENDPOINT_PID" 2>/dev/null || true
    fi
}

setup() {
    bats_load_library bats-support
    bats_load_library bats-assert
    mkdir "$BATS_TEST_TMPDIR/.git" # no configuration above is looked for
    cd "$BATS_TEST_TMPDIR" || return 1
}

# No setting of the person who runs the tests may reach the program.
isolate() {
    local name
    for name in $(compgen -e); do
        case $name in
        SFPY_HOOK | SFPY_ENDPOINT_MODULES) ;;
        SFPY_*) unset "$name" ;;
        esac
    done
    export HOME=$BATS_FILE_TMPDIR/home
    export XDG_CONFIG_HOME=$HOME/config XDG_STATE_HOME=$HOME/state XDG_DATA_HOME=$HOME/data
    mkdir -p "$HOME"
}

# wait_for_file FILE PID: up to a minute, but no longer than the process lives.
wait_for_file() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        [[ -s $1 ]] && return 0
        kill -0 "$2" 2>/dev/null || break
        sleep 0.1
    done
    echo "the endpoint did not start:" >&2
    cat "$ENDPOINT_LOG" >&2
    return 1
}

# sfpy_fixtures: fills `fixtures` with the names of all built-in fixtures of scheme sfpy that the SDK can take: not
# payment.text, which a Go sender writes in another way than JavaScript.
sfpy_fixtures() {
    local names
    "$SFPY_HOOK" fixtures list --json >list.jsonl
    names=$(jq -r 'select(.scheme == "sfpy" and .name != "payment.text") | .name' list.jsonl)
    mapfile -t fixtures <<<"$names"
    [[ " ${fixtures[*]} " == *" payment.confirmed "* ]] || fail "no payment.confirmed: $names"
    [[ " ${fixtures[*]} " == *" refund.confirmed "* ]] || fail "no refund.confirmed: $names"
}

# saved_payload NAME: the body in body.json, its signature headers in headers.txt.
saved_payload() {
    "$SFPY_HOOK" trigger "$1" --dry-run --format body -s "$SECRET" >body.json
    "$SFPY_HOOK" sign body.json -s "$SECRET" >headers.txt
}

# signature_of FILE: the hex that `sign` gives in its first line, X-SFPY-SIGNATURE.
signature_of() {
    local line
    line=$("$SFPY_HOOK" sign "$1" -s "$SECRET" | head -n 1)
    [[ $line =~ ^X-SFPY-SIGNATURE:\ ([0-9a-f]{128})$ ]] || fail "sign: $line"
    printf '%s\n' "${BASH_REMATCH[1]}"
}

# openssl_signature_of FILE: what openssl makes of the bytes that jq cuts out.
openssl_signature_of() {
    local line
    line=$(jq -cj .data "$1" | openssl dgst -sha512 -hmac "$SECRET" -r)
    printf '%s\n' "${line%% *}" # from "HEX *stdin"
}

# post FILE [CURL-OPTION]...: prints the status of the endpoint's answer.
post() {
    local body=$1
    shift
    curl --disable --noproxy '*' --silent --show-error --max-time 30 \
        --output answer.json --write-out '%{http_code}\n' \
        --header 'Content-Type: application/json' --data-binary "@$body" "$@" "$URL"
}

# another_amount: changes the amount's first digit, and no other byte, in body.json.
another_amount() {
    local body digit other
    body=$(<body.json)
    digit=$(jq -r '.data.data.notification.amount[:1]' body.json)
    [[ $digit == [0-9] ]] || fail "no amount in $body"
    other=$(((digit + 1) % 10))
    printf '%s' "${body/\"amount\":\"$digit/\"amount\":\"$other}" >changed.json
    # cmp -l prints one line for each byte that differs.
    run -1 cmp -l body.json changed.json
    [[ ${#lines[@]} -eq 1 ]] || fail "not one byte differs: $output"
}

@test "the endpoint takes every built-in sfpy fixture as triggered" {
    sfpy_fixtures
    for name in "${fixtures[@]}"; do
        run -0 --separate-stderr "$SFPY_HOOK" trigger "$name" --to "$URL" -s "$SECRET" \
            --no-record --json
        type=$(jq -r --arg name "$name" 'select(.name == $name) | .type' list.jsonl)
        jq -e --arg type "$type" '.kind == "sent" and .type == $type and .status == 200' \
            <<<"$output" || fail "$name: $output"

        run -0 tail -n 1 "$ENDPOINT_LOG"
        assert_output "{\"type\":\"$type\",\"accepted\":true}"
    done
}

@test "the endpoint takes every built-in sfpy fixture as saved and signed by hand" {
    sfpy_fixtures
    for name in "${fixtures[@]}"; do
        saved_payload "$name"
        run -0 post body.json --header @headers.txt
        assert_output 200
    done
}

@test "the endpoint refuses every built-in sfpy fixture with one byte changed" {
    sfpy_fixtures
    for name in "${fixtures[@]}"; do
        saved_payload "$name"
        another_amount
        run -0 post changed.json --header @headers.txt
        assert_output 401
    done
}

@test "the endpoint refuses what a Go sender escapes: the SDK signs other bytes than came" {
    saved_payload payment.text
    run -0 post body.json --header @headers.txt
    assert_output 401
}

@test "the endpoint refuses a payload without signature" {
    saved_payload payment.confirmed
    run -0 post body.json
    assert_output 401
}

@test "trigger with another secret is refused, and ends with 1" {
    run -1 --separate-stderr "$SFPY_HOOK" trigger payment.confirmed --to "$URL" \
        -s another-secret --no-record --json
    jq -e '.kind == "sent" and .status == 401' <<<"${lines[0]}" || fail "$output"
    run -0 tail -n 1 "$ENDPOINT_LOG"
    assert_output '{"type":"payment:created","accepted":false}'
}

@test "openssl over jq's .data gives the signature that sign gives" {
    for name in payment.confirmed refund.confirmed; do
        saved_payload "$name"
        signature=$(signature_of body.json)
        assert_equal "$signature" "$(openssl_signature_of body.json)"
    done
}
