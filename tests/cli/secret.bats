#!/usr/bin/env bats
# `secret`, and where secrets come from: which source wins, what an empty one says, and that none is shown.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

# used SECRET [ARG]...: sign, with the arguments, signs with this secret.
used() {
    local secret=$1
    shift
    hook 0 sign body.json --signature-header S "$@"
    [[ $(<out) == "S: $(hmac 1 "$secret")" ]] || fail "another secret was used with: $*"
}

# empty SOURCE ARG...: exit 2, naming the source.
empty() {
    local source=$1
    shift
    hook 2 "$@"
    out_is
    assert_equal "$(head -n 1 err)" "sfpy-hook: $1: the secret from $source is empty"
}

@test "the development secret is made at first use, 64 hex digits, mode 0600" {
    hook 0 secret
    err_is
    [[ $(<out) =~ ^[0-9a-f]{64}$ ]] || fail "$(<out)"
    assert_equal "$(stat -c '%a %F' "$XDG_STATE_HOME/sfpy-hook/secret")" "600 regular file"
    diff out "$XDG_STATE_HOME/sfpy-hook/secret"
    mv out first
    hook 0 secret
    diff first out
}

@test "without XDG_STATE_HOME it stands under HOME" {
    unset XDG_STATE_HOME
    hook 0 secret
    diff out "$HOME/.local/state/sfpy-hook/secret"
    # The specification of base directories has relative paths ignored.
    XDG_STATE_HOME=relative hook 0 secret
    diff out "$HOME/.local/state/sfpy-hook/secret"
    [[ ! -e relative ]]
    unset HOME
    hook 5 secret
    out_is
    err_is "sfpy-hook: secret: neither XDG_STATE_HOME nor HOME is set" \
        "hint: give --secret or --secret-file, and --journal or --no-record"
}

@test "twenty first uses at once agree" {
    for ((round = 0; round < 3; round++)); do
        rm -rf "$XDG_STATE_HOME"
        local pids=()
        for ((i = 0; i < 20; i++)); do
            "$SFPY_HOOK" secret >"out.$i" 2>"err.$i" 3>&- &
            pids+=($!)
        done
        for pid in "${pids[@]}"; do
            wait "$pid" || fail "one failed: $(cat err.*)"
        done
        assert_equal "$(sort -u out.* | wc -l)" 1
        diff out.0 "$XDG_STATE_HOME/sfpy-hook/secret"
        assert_equal "$(ls -A "$XDG_STATE_HOME/sfpy-hook")" secret
    done
}

@test "secret --env and --json" {
    hook 0 secret
    local secret fingerprint
    secret=$(<out)
    fingerprint=$(printf '#%.8s' "$(printf '%s' "$secret" | sha256sum)")
    hook 0 secret --env
    out_is "SFPY_WEBHOOK_SECRET=$secret"
    hook 0 secret --json
    members_are out secret secret fingerprint path
    assert_equal "$(jq -r '"\(.secret) \(.fingerprint) \(.path)"' out)" \
        "$secret $fingerprint $XDG_STATE_HOME/sfpy-hook/secret"
}

@test "secret new is fresh and isn't stored" {
    hook 0 secret new
    [[ $(<out) =~ ^[0-9a-f]{64}$ ]]
    [[ ! -e $XDG_STATE_HOME/sfpy-hook/secret ]] || fail "it was stored"
    mv out first
    hook 0 secret new
    refute diff -q first out
    hook 0 secret
    mv out stored
    hook 0 secret new --json
    json_is out '.path == null'
    hook 0 secret
    diff stored out
}

@test "rotate replaces it, and the old one is accepted for --overlap hours" {
    payload 1
    hook 0 secret
    local old new
    old=$(<out)
    hook 0 secret rotate
    new=$(<out)
    [[ $new =~ ^[0-9a-f]{64}$ && $new != "$old" ]]
    assert_equal "$(stat -c %a "$XDG_STATE_HOME/sfpy-hook/secret.old")" 600
    hook 0 secret
    out_is "$new"
    used "$new"
    hook 0 verify body.json --signature "$(hmac 1 "$new")"
    hook 0 verify body.json --signature "$(hmac 1 "$old")"
    hook 0 secret rotate --overlap 0
    hook 1 verify body.json --signature "$(hmac 1 "$new")"
    hook 2 secret new --overlap 1
    err_is "sfpy-hook: secret: option '--overlap' is of 'secret rotate'"
}

# fingerprint SECRET
fingerprint() { printf '#%.8s' "$(printf '%s' "$1" | sha256sum)"; }

@test "a rotation tells until when the old secret is accepted" {
    hook 0 secret
    local old new until
    old=$(<out)
    hook 0 secret rotate --overlap 2h --json
    new=$(jq -r .secret out)
    until=$(jq -r '.accepted[0].until' out)
    json_is out '.accepted | length == 1'
    assert_equal "$(jq -r '.accepted[0].fingerprint' out)" "$(fingerprint "$old")"
    (($(date -d "$until" +%s) - $(date +%s) >= 7195))
    local said
    said="the secret before, $(fingerprint "$old"), is accepted until $(date -u -d "$until" +%FT%TZ)"
    err_is "a listen that runs takes the new secret, too; tell it to your application" "$said"
    hook 0 secret
    out_is "$new"
    err_is "$said"
    hook 0 secret -q
    err_is
    # As of when it is over; which is then the cause.
    payload 1
    hook 0 verify body.json --signature "$(hmac 1 "$old")"
    hook 1 verify body.json --signature "$(hmac 1 "$old")" --at "$(date -u -d "$until + 1 second" +%FT%TZ)" --json
    json_is out '.reason == "mismatch" and .cause == "other-secret"'
    hook 0 verify body.json --signature "$(hmac 1 "$new")" --at "$(date -u -d "$until + 1 second" +%FT%TZ)"
    hook 0 secret rotate --overlap 0
    grep -q "^the secret before, $(fingerprint "$old"), is accepted until " err
    assert_equal "$(wc -l <err)" 2
}

@test "a listener that runs takes a rotated secret, and lets the old one go" {
    payload 1
    hook 0 secret
    local old new newer
    old=$(<out)
    start_listen
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$old")"
    hook 0 secret rotate --overlap 1500ms
    new=$(<out)
    hook 0 trigger payment.confirmed --to "$URL" --no-record
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$old")"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$new")"
    grep -q "^the development secret was rotated: it is $(fingerprint "$new") now; still accepted: $(fingerprint "$old") until " \
        listen.err
    sleep 1.5
    posts 401 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$old")"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$new")"
    hook 1 verify body.json --signature "$(hmac 1 "$old")"
    hook 0 secret rotate --overlap 0
    newer=$(<out)
    posts 401 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$new")"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$newer")"
    # What can't be read changes nothing, and is told.
    : >"$XDG_STATE_HOME/sfpy-hook/secret"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$newer")"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$newer")"
    stop_listen
    assert_equal "$(grep -c 'the secret from development is empty' listen.err)" 1
    assert_equal "$(grep -c 'was rotated' listen.err)" 2
    grep -q 'another of the known secrets' listen.out
    rm out
    hidden "$newer"
}

@test "a listener with a secret of its own doesn't look at the development secret" {
    payload 1
    hook 0 secret
    start_listen -s own
    hook 0 secret rotate
    posts 401 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$(<out)")"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 own)"
    stop_listen
    run -1 grep rotated listen.err
}

@test "what listen accepts follows a rotation made before" {
    hook 0 secret
    local old
    old=$(<out)
    hook 0 secret rotate
    payload 1
    start_listen
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$old")"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$(<out)")"
    posts 401 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 other)"
    stop_listen
}

@test "the first source present wins, whole" {
    payload 1
    printf 'file\n' >secrets
    printf 'own-file\n' >own
    hook 0 secret
    local development
    development=$(<out)
    used "$development"
    assert_equal "$(<err)" "signed with the development secret $("$SFPY_HOOK" secret --json | jq -r .fingerprint)"
    export SFPY_WEBHOOK_SECRET=app
    used app
    err_is
    export SFPY_HOOK_SECRET_FILE=own
    used own-file
    export SFPY_HOOK_SECRET=own-variable
    used own-variable
    used file --secret-file secrets
    used option -s option
    # -s and --secret-file are one source, in this order.
    used option --secret-file secrets -s option
    for secret in option file; do
        hook 0 verify body.json -s option --secret-file secrets --signature "$(hmac 1 "$secret")"
    done
    # The sources below are not added.
    for secret in own-variable own-file app "$development"; do
        hook 1 verify body.json -s option --secret-file secrets --signature "$(hmac 1 "$secret")"
    done
    unset SFPY_HOOK_SECRET
    hook 1 verify body.json --signature "$(hmac 1 app)"
}

@test "several secrets: the first signs, any verifies" {
    payload 1
    SFPY_HOOK_SECRET=$'one\ntwo' used one
    for secret in one two three; do
        hook 0 verify body.json -s one -s two -s three --signature "$(hmac 1 "$secret")"
    done
    SFPY_HOOK_SECRET=$'one\ntwo' hook 0 verify body.json --signature "$(hmac 1 two)"
    hook 1 verify body.json -s one -s two --signature "$(hmac 1 three)"
}

@test "a secret file: CRLF, blank lines, spaces, no last newline" {
    payload 1
    printf '\r\n\n first \r\n\r\n\nsecond\n\nthird' >secrets
    used ' first ' --secret-file secrets
    for secret in ' first ' second third; do
        hook 0 verify body.json --secret-file secrets --signature "$(hmac 1 "$secret")"
    done
    for secret in first $'second\n' $' first \r'; do
        hook 1 verify body.json --secret-file secrets --signature "$(hmac 1 "$secret")"
    done
}

@test "a secret file from standard input" {
    payload 1
    used piped --secret-file - <<<piped
    used piped --secret-file - < <(printf piped)
}

@test "an empty secret is exit 2 and names its source" {
    payload 1
    : >nothing
    printf '\n\r\n\n' >blank
    empty --secret sign body.json -s ''
    empty --secret sign body.json -s good --secret=
    empty "--secret-file nothing" sign body.json --secret-file nothing
    empty "--secret-file blank" verify body.json --secret-file blank
    empty "--secret-file -" verify body.json --secret-file - </dev/null
    SFPY_HOOK_SECRET='' empty SFPY_HOOK_SECRET trigger refund.confirmed --dry-run
    SFPY_HOOK_SECRET=$'\n' empty SFPY_HOOK_SECRET trigger refund.confirmed --dry-run
    SFPY_HOOK_SECRET_FILE=blank empty "SFPY_HOOK_SECRET_FILE blank" sign body.json
    SFPY_WEBHOOK_SECRET='' empty SFPY_WEBHOOK_SECRET listen -p 0
    mkdir -p "$XDG_STATE_HOME/sfpy-hook"
    printf '\n' >"$XDG_STATE_HOME/sfpy-hook/secret"
    empty development sign body.json
    : >"$XDG_STATE_HOME/sfpy-hook/secret"
    empty development sign body.json
    empty development listen -p 0
}

@test "a secret file that can't be read is exit 3" {
    payload 1
    hook 3 sign body.json --secret-file missing
    out_is
    err_is "sfpy-hook: sign: cannot read missing: No such file or directory"
    SFPY_HOOK_SECRET_FILE=. hook 3 sign body.json
    assert_equal "$(<err)" "sfpy-hook: sign: cannot read .: Is a directory"
}

@test "a secret in the arguments is out of sight of ps" {
    payload 1
    printf 'file-secret-in-no-argument\n' >secrets
    start_listen -s "secret-one-in-sight" --secret=secret-two-in-sight -ssecret-three-in-sight --secret-file secrets
    tr '\0' ' ' <"/proc/$LISTENER/cmdline" >cmdline
    grep -q -e '--ready-file ready' cmdline
    run -1 grep -e in-sight -e in-no-argument cmdline
    # Each was kept all the same.
    for secret in secret-one-in-sight secret-two-in-sight secret-three-in-sight file-secret-in-no-argument; do
        posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac 1 "$secret")"
    done
    stop_listen
}

# hidden TEXT: no stream shows it.
hidden() {
    touch out err listen.out listen.err
    run -1 grep -q "$1" out err listen.out listen.err
}

@test "no output shows a secret, but secret and listen --print-secret" {
    local secret=sEcReT-thAt-nobody-may-see
    payload "{\"note\":\"$secret\",\"type\":\"$secret\",\"token\":\"$secret\"}"
    printf 'POST /%s HTTP/1.1\nX-Note: %s\nX-SFPY-SIGNATURE: 12\n\n{"data":"%s"}' "$secret" "$secret" "$secret" >saved.http
    hook 0 sign body.json -s "$secret" -v
    hidden "$secret"
    hook 1 verify saved.http -s "$secret" -v
    hidden "$secret"
    hook 1 verify saved.http -s "$secret" --json
    hidden "$secret"
    hook 2 sign body.json -s "$secret" --unknown
    hidden "$secret"
    for format in pretty compact; do
        start_listen --format "$format" -v -s "$secret"
        posts 401 body.json -H 'X-SFPY-SIGNATURE: 12' -H "X-Note: $secret"
        hook 1 trigger payment.confirmed --to "$URL" -s "not-$SECRET" -v --no-record
        hidden "$secret"
        hook 0 trigger payment.confirmed --to "$URL" -s "$secret" -v --no-record --set "status=$secret"
        hidden "$secret"
        stop_listen
        hidden "$secret"
    done
    hook 0 trigger payment.confirmed --dry-run -s "$secret" --json
    hidden "$secret"
    start_listen --print-secret -s "$secret"
    stop_listen
    grep -q "^sfpy-hook listens on $URL   scheme sfpy   .*$secret" listen.err
    start_listen --print-secret -s "$secret" --json
    stop_listen
    # shellcheck disable=SC2016  # the dollar is jq's
    json_is listen.out '.kind != "ready" or (tostring | contains($secret))' --arg secret "$secret"
}

@test "a line about what was refused shows no secret" {
    local secret=sEcReT-thAt-nobody-may-see
    payload 1
    start_listen -s "$secret"
    posts 404 body.json --request-target "/$secret"
    stop_listen
    hidden "$secret"
}

@test "of two secrets one of which holds the other no part is shown" {
    payload '{"type":"first-of-all-and-the-rest","token":"first-of-all"}'
    start_listen -s first-of-all -s first-of-all-and-the-rest
    posts 401 body.json
    stop_listen
    hidden first-of-all
    hidden the-rest
}

@test "a second rotation keeps the promise of the first" {
    local first
    first=$("$SFPY_HOOK" secret)
    hook 0 secret rotate
    hook 0 secret rotate --overlap 0
    printf '{"data":1}' >body.json
    hook 0 verify body.json --signature "$(hmac 1 "$first")"
    # The one in between was given no time at all.
    assert_equal "$(wc -l <"$XDG_STATE_HOME/sfpy-hook/secret.old")" 2
}

@test "rotations at the same time each leave a secret that is accepted" {
    hook 0 secret --env
    local i pids=() pid
    for i in 1 2 3 4 5 6; do
        "$SFPY_HOOK" secret rotate >"new.$i" 2>/dev/null 3>&- &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid"; done
    printf '{"data":1}' >body.json
    for i in 1 2 3 4 5 6; do
        hook 0 verify body.json --signature "$(hmac 1 "$(<"new.$i")")"
    done
}

@test "standard input is read once" {
    printf x >secret.txt
    hook 2 verify --secret-file - - <secret.txt
    err_is "sfpy-hook: verify: standard input can be read once only" \
        "hint: give the payload as FILE, or the secret in a file"
    hook 2 sign --secret-file - <secret.txt
    hook 2 verify -s x - - <secret.txt
}
