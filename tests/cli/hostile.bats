#!/usr/bin/env bats
# Foreign text never steers a terminal: whatever it comes from (arguments, variables, files and their names, settings,
# fixtures, requests, answers, records), no control character, no bidi override and nothing invisible gets out, only its
# escaped form.

load common

# ESC [, OSC … BEL, CR, backspace, DEL, C1 CSI, an override, an isolate, zero-width characters, a BOM, a tag, no UTF-8.
EVIL=$'\e[2J\e]0;t\a\r\b\x7f\xc2\x9b31m\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xe2\x80\x8c\xe2\x80\x8d\xe2\x80\x8e\xe2\x80\x8f\xef\xbb\xbf\xf3\xa0\x81\xa1\xff'
# The same without what a header can't have: controls but for C1.
EVIL_HEADER=$'\xc2\x9b31m\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8bx\xef\xbb\xbf'

# harmless FILE...: nothing of the kind is in them.
harmless() {
    local file
    for file; do
        iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1 || fail "$file is no UTF-8: $(cat -v "$file" | head -c 800)"
        # 200C and 200D may join letters; here they stand in front of none.
        ! LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f\xad]|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xf3\xa0[\x80\x81]' "$file" ||
            fail "$file: $(cat -v "$file" | head -c 800)"
    done
}

# shows TEXT ARG...: run with the arguments the program says the text, on either stream, and nothing harmful.
shows() {
    local text=$1
    shift
    timeout 20 "$SFPY_HOOK" "$@" >out 2>err </dev/null 3>&- || true
    harmless out err
    cat out err | grep -qF -- "$text" || fail "$(cat -v <<<"$*"): not '$text' in: $(cat out err | head -c 800)"
}

# escaped ARG...: the arguments hold EVIL, and its escaped form is shown; as JSON too.
escaped() {
    shows '\x1b[2J\x1b]0;t\x07\r\x08\x7f\u{9b}31m\u{202e}\u{2066}\u{200b}' "$@"
}

@test "arguments" {
    without_leak_search
    payload '{"type":"payment:created"}'
    escaped "$EVIL"
    escaped "--$EVIL"
    escaped help "$EVIL"
    escaped listen "--$EVIL"
    escaped listen "$EVIL"
    escaped trigger "$EVIL"
    escaped trigger "$EVIL/x.json"
    escaped verify body.json -s x --scheme "$EVIL"
    escaped verify "$EVIL"
    escaped sign "$EVIL"
    escaped deliveries "$EVIL"
    escaped deliveries show "$EVIL"
    escaped deliveries import "$EVIL"
    escaped replay "$EVIL"
    escaped fixtures "$EVIL"
    escaped fixtures show "$EVIL"
    escaped fixtures check "$EVIL"
    escaped secret "$EVIL"
    escaped smoke http://127.0.0.1:1/ --only "$EVIL"
    escaped smoke "http://$EVIL/"
    local option
    for option in port host format until fault respond respond-header color config tolerance forward-to; do
        shows '\x1b[2J' listen -p 0 "--$option" "$EVIL"
    done
    shows '\x1b[2J' listen -p 0 --journal "$EVIL/x"
    shows '\x1b[2J' listen --unix-socket "$EVIL/x"
    for option in set unset at expect rate header resolve notification-url to retry-plan secret-file \
        cacert fixtures; do
        shows '\x1b[2J' trigger payment.confirmed -s x "--$option" "$EVIL"
    done
    shows '\x1b[2J' trigger -s x --payload "$EVIL"
    shows '\x1b[2J' trigger -s x --like "$EVIL"
    shows '\u001b[2J' "$EVIL" --json
    shows '\u001b[2J' verify "$EVIL" --json
}

@test "names of files that are there, and what is said of them" {
    without_leak_search
    local odd=$'o\e[2J\xe2\x80\xaed'
    payload 1
    cp body.json "$odd.json"
    printf x >"$odd.secret"
    shows 'o\x1b[2J\u{202e}d.secret' verify "$odd.json" --secret-file "$odd.secret" --signature "$(hmac 1 x)"
    shows 'o\x1b[2J\u{202e}d.json: ' verify "$odd.json" body.json -s x --signature 00
    shows 'o\x1b[2J\u{202e}d.jsonl' deliveries --journal "$odd.jsonl"
    shows 'o\x1b[2J\u{202e}d.jsonl' deliveries show @1 --journal "$odd.jsonl"
    shows 'o\x1b[2J\u{202e}d.sock' listen --unix-socket "$odd.sock" -s x --timeout 0.1
    shows 'o\u001b[2J\u202ed.sock' listen --unix-socket "$odd.sock" -s x --timeout 0.1 --json
    shows "no answer" trigger payment.confirmed -s x --unix-socket "$odd.sock"
    mkdir "$odd"
    shows 'o\x1b[2J\u{202e}d' fixtures export "$odd" payment.confirmed
    shows 'o\x1b[2J\u{202e}d' fixtures check "$odd/payment.confirmed.json"
    shows 'x\u{202e}' trigger payment.confirmed -s x --to $'http://127.0.0.1:1/x\xe2\x80\xae'
    shows 'x\u{202e}' smoke $'http://127.0.0.1:1/x\xe2\x80\xae' -s x
    shows 'o\x1b[2J\u{202e}d' secret --config "$odd/missing"
    cd "$odd" && mkdir .git && echo '{}' >.sfpy-hook.json && chmod o+w .sfpy-hook.json
    shows 'not read: ' secret
}

@test "variables" {
    without_leak_search
    payload 1
    SFPY_HOOK_SCHEME=$EVIL escaped sign body.json -s x
    SFPY_HOOK_LISTEN_PORT=$EVIL escaped listen
    SFPY_HOOK_SECRET_FILE=$EVIL escaped sign body.json
    SFPY_HOOK_CONFIG=$EVIL escaped sign body.json -s x
    XDG_STATE_HOME=/dev/null/$EVIL escaped secret
    EDITOR="false '$EVIL'" escaped trigger payment.confirmed --edit --dry-run -s x
    # An editor is found before the folder for its file.
    EDITOR=true TMPDIR=/nowhere/$EVIL escaped trigger payment.confirmed --edit --dry-run -s x
}

@test "settings, fixtures and their file names" {
    without_leak_search
    payload 1
    local text='\u001b[2J\u202e\u2066\u200b' folder=$'a\e[2J\xe2\x80\xae'
    mkdir -p "$folder"
    echo "{\"$text\": 1}" >.sfpy-hook.json
    shows '\x1b[2J\u{202e}\u{2066}\u{200b}' sign body.json -s x
    echo "{\"scheme\": \"$text\"}" >.sfpy-hook.json
    shows '\x1b[2J\u{202e}\u{2066}\u{200b}' sign body.json -s x
    echo "{\"schemes\": {\"$text\": {}}}" >.sfpy-hook.json
    shows '\x1b[2J\u{202e}\u{2066}\u{200b}' sign body.json -s x
    echo '{' >"$folder/.sfpy-hook.json"
    shows '\x1b[2J\u{202e}' sign body.json -s x --config "$folder/.sfpy-hook.json"
    rm .sfpy-hook.json
    echo "{\"name\": \"n$text\", \"type\": \"t$text\", \"scheme\": \"sfpy\", \"summary\": \"s$text\", \"event\": {}}" >"$folder/f.json"
    shows 's\x1b[2J\u{202e}\u{2066}\u{200b}' fixtures list --fixtures "$folder"
    shows '\u001b[2J\u202e' fixtures list --fixtures "$folder" --json
    shows '\x1b[2J\u{202e}' fixtures check "$folder/f.json"
    echo '{"name": 1}' >"$folder/f.json"
    shows '\x1b[2J\u{202e}' fixtures check "$folder/f.json"
    shows '\x1b[2J\u{202e}' fixtures list --fixtures "$folder"
}

@test "requests in files, archives and commands" {
    without_leak_search
    printf '{"data":{"type":"%s"}}' '\u001b[2J\u202e\u200b' >body.json
    shows malformed-signature verify body.json -s x --signature "$EVIL_HEADER"
    printf 'POST /%s HTTP/1.1\r\nHost: x\r\nX-SFPY-SIGNATURE: %s\r\n%s: 1\r\n\r\n%s' "$EVIL" "$EVIL" "$EVIL" "$EVIL" >request
    timeout 20 "$SFPY_HOOK" verify request -s x >out 2>err || true
    harmless out err
    printf 'POST / HTTP/1.1\r\nHost: x\r\nX-SFPY-SIGNATURE: %s\r\n\r\n{}' "$EVIL_HEADER" >request
    shows malformed-signature verify request -s x -v
    printf '{"log":{"entries":[{"request":{"method":"\\u001b[2J","url":"http://x/\\u001b[2J\\u202e","httpVersion":"HTTP/1.1","headers":[{"name":"a\\u202e","value":"\\u001b"}],"postData":{"text":"\\u001b[2J"}}}]}}' >a.har
    timeout 20 "$SFPY_HOOK" verify a.har -s x >out 2>err || true
    harmless out err
    timeout 20 "$SFPY_HOOK" deliveries import a.har >out 2>err || true
    harmless out err
    printf "curl --%s -H 'a: %s' 'http://x/%s'" "$EVIL" "$EVIL" "$EVIL" >command.txt
    shows '\x1b[2J\x1b]0' verify --input curl command.txt -s x
    printf '{"v":1,"%s":1}\n{"id":"%s"}\n' "$EVIL" "$EVIL" >journal.jsonl
    timeout 20 "$SFPY_HOOK" verify --input journal journal.jsonl -s x >out 2>err || true
    harmless out err
    timeout 20 "$SFPY_HOOK" deliveries --journal journal.jsonl >out 2>err || true
    harmless out err
}

@test "what is received, recorded, shown, compared, sent again" {
    without_leak_search
    printf '{"data":{"type":"\\u001b[2Jt\\u202e","token":"\\u009b31m\\u200b","x":"%s"}}' $'\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf' >body.json
    printf '%s' "$EVIL" >evil
    start_listen --no-verify -s x
    post body.json -H "X-Evil: $EVIL_HEADER" -H "X-SFPY-SIGNATURE: $EVIL_HEADER" >/dev/null
    post evil -H "Content-Type: $EVIL_HEADER" >/dev/null
    post evil --request-target "/$EVIL_HEADER" >/dev/null
    stop_listen
    harmless listen.out listen.err
    grep -qF '\x1b[2Jt\u{202e}' listen.out
    shows '\x1b[2Jt\u{202e}' deliveries
    shows '\u{9b}31m\u{202e}\u{2066}\u{200b}x\u{feff}' deliveries show @1 @2 --format pretty
    shows '\u001b[2Jt\u202e' deliveries --json
    shows '\u{202e}' deliveries diff @1 @2
    shows '\u202e' deliveries diff @1 @2 --json
    shows '\u202e' deliveries export --format har
    shows '\u202e' deliveries export --format jsonl
    shows 'connection refused' replay @1 --to http://127.0.0.1:1/ -v
}

@test "answers, and what a tested endpoint does" {
    without_leak_search
    printf 'HTTP/1.1 418 %s\r\nX-Evil: %s\r\nContent-Type: %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' \
        "$EVIL_HEADER" "$EVIL_HEADER" "$EVIL_HEADER" "${#EVIL}" "$EVIL" >answer.raw
    start_app app raw=answer.raw
    shows '\x1b[2J\x1b]0;t\x07' trigger payment.confirmed -s x --to "$APP_PORT"
    shows '\u{9b}31m\u{202e}\u{2066}\u{200b}x\u{feff}' trigger payment.confirmed -s x --to "$APP_PORT" -v
    shows '"status":418' trigger payment.confirmed -s x --to "$APP_PORT" --json
    shows '\x1b[2J' deliveries show @1
    hook 0 deliveries --json
    shows '\x1b[2J' replay "$(jq -r 'select(.kind == "delivery") | .id' out | head -n 1)" --to "http://127.0.0.1:$APP_PORT/"
    shows '\x1b[2J' smoke "http://127.0.0.1:$APP_PORT/" -s x --only accepts
    shows '\\x1b[2J' smoke "http://127.0.0.1:$APP_PORT/" -s x --only accepts --json
    shows '\x1b[2J' smoke "http://127.0.0.1:$APP_PORT/" -s x --only accepts --tap
    start_listen -s x --forward-to "$APP_PORT"
    "$SFPY_HOOK" trigger payment.confirmed -s x --to "$URL" >out 2>err 3>&- || true
    harmless out err
    stop_listen
    harmless listen.out listen.err
    grep -qF '\x1b[2J' listen.out || fail "$(<listen.out)"
    printf 'HTTP/1.1 %s\r\n\r\n' "$EVIL" >answer.raw
    timeout 60 "$SFPY_HOOK" trigger payment.confirmed -s x --to "$APP_PORT" >out 2>err || true
    harmless out err
}

@test "what a spawned application writes" {
    without_leak_search
    printf '%s\n' "$EVIL" >evil
    shows '\x1b[2J' smoke http://127.0.0.1:1/ -s x --spawn 'cat evil; cat evil >&2; exit 3'
    shows '"kind":"check"' smoke http://127.0.0.1:1/ -s x --spawn 'cat evil; exit 3' --json --only accepts
}
