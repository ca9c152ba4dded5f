#!/usr/bin/env bats
# What `verify` reads: raw bodies, saved requests, journals, HTTP archives, curl commands; from files and from standard
# input, guessed and named, and journals of any size.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

VALID="valid: scheme sfpy, secret $FINGERPRINT (--secret), header X-SFPY-SIGNATURE"

# record ID SIGNATURE: body.json as a line of a journal.
record() {
    jq -cRs --arg id "$1" --arg signature "$2" '{kind: "delivery", id: $id, direction: "received",
        time: "2026-01-02T03:04:05.678Z", method: "POST", url: "http://127.0.0.1:4242/", target: "/", version: "1.1",
        headers: [["X-SFPY-SIGNATURE", $signature]], body: .}' body.json
}

# archive SIGNATURE...: a HAR file, body.json in an entry for each signature.
archive() {
    jq -Rs '{log: {version: "1.2", entries: [$ARGS.positional[] as $signature | {startedDateTime: "2026-01-02T03:04:05Z",
        request: {method: "POST", url: "http://127.0.0.1:4242/", httpVersion: "HTTP/1.1",
            headers: [{name: "X-SFPY-SIGNATURE", value: $signature}], postData: {mimeType: "", text: .}}}]}}' \
        body.json --args "$@"
}

# reads_as FORM FILE [ARG]...: it is valid as a file and on standard input, both guessed and named.
reads_as() {
    local form=$1 file=$2
    shift 2
    for way in '' "--input=$form"; do
        hook 0 verify "$file" -s "$SECRET" ${way:+"$way"} "$@"
        err_is
        grep -q "${VALID//[()]/.}" out || fail "$form: $(<out)"
        hook 0 verify - -s "$SECRET" ${way:+"$way"} "$@" <"$file"
        grep -q "${VALID//[()]/.}" out || fail "$form: $(<out)"
        hook 0 verify -s "$SECRET" ${way:+"$way"} "$@" < <(cat "$file")
        grep -q "${VALID//[()]/.}" out || fail "$form: $(<out)"
    done
}

@test "each form, from a file and from standard input, guessed and named" {
    payload '{"a":"é\n\u0000","it'\''s":1.0}'
    reads_as body body.json --signature "$SIGNATURE"
    { printf 'POST / HTTP/1.1\r\nX-SFPY-SIGNATURE: %s\r\n\r\n' "$SIGNATURE" && cat body.json; } >crlf
    reads_as http crlf
    { printf 'POST / HTTP/1.1\nX-SFPY-SIGNATURE: %s\n\n' "$SIGNATURE" && cat body.json; } >lf
    reads_as http lf
    record 01KE5Z0000000000000000000A "$SIGNATURE" >journal.jsonl
    reads_as journal journal.jsonl
    archive "$SIGNATURE" >some.har
    reads_as har some.har
    printf 'curl http://127.0.0.1/ -H @headers.txt --data-binary @body.json\n' >command.txt
    reads_as curl command.txt
}

@test "the command that trigger writes verifies" {
    hook 0 trigger payment.confirmed -s "$SECRET" --dry-run --format curl
    mv out command.txt
    hook 0 verify command.txt -s "$SECRET"
    out_is "$VALID, SFPY-Signature"
    sed 's/$/\r/' command.txt >crlf # but not in its quotes, which hold no line end
    hook 0 verify --input curl -s "$SECRET" <crlf
    out_is "$VALID, SFPY-Signature"
    hook 1 verify command.txt -s other
}

@test "what curl itself sends is what is read of its command" {
    payload '{"it'\''s":"\u0021 & é"}'
    start_listen -s "$SECRET" --journal journal.jsonl
    # shellcheck disable=SC2016,SC1003,SC2089  # quotes for the shell that runs them
    local signed="-H 'X-SFPY-SIGNATURE: $SIGNATURE'" commands=(
        '--data-binary @body.json'
        '--json @body.json'
        $'--data-raw $\'{"data":{"it\\\'s":"\\\\u0021 & \\u00e9"}}\''
        $'-d "{\\"data\\":{\\"it\'s\\":\\"\\\\u0021 & é\\"}}" -H Content-Type:'
        $'-XPOST -d {\'"data":{"it\'\\\'\'s":"\\u0021 \' -d \' é"}}\''
    )
    local command
    for command in "${commands[@]}"; do
        printf '%s\n' "curl -sSgo answer $signed $command $URL" >command.txt
        bash ./command.txt 3>&-
        assert_equal "$(<answer)" '{"received":true}'
        hook 0 verify command.txt -s "$SECRET"
        out_is "$VALID"
    done
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 5
}

@test "what a command does not hold is an error" {
    payload 1
    # shellcheck disable=SC2016  # the dollar is to be refused
    printf 'curl http://h/ -d "$BODY"' >command.txt
    hook 3 verify command.txt -s "$SECRET"
    out_is
    err_is "sfpy-hook: verify: command.txt: what \$ stands for can't be known at line 1, column 20" \
        "hint: write what it stands for in its place, or '…' around it"
    printf 'curl http://h/ --data-binary @missing' >command.txt
    hook 3 verify command.txt -s "$SECRET"
    err_is "sfpy-hook: verify: command.txt: curl's option '--data-binary': cannot read missing: No such file or directory" \
        "hint: a file that a command names is looked for in the working folder"
    printf 'curl http://h/ --heder a:b' >command.txt
    hook 3 verify - -s "$SECRET" <command.txt
    err_is "sfpy-hook: verify: standard input: curl has no option '--heder'" "hint: did you mean '--header'?"
    hook 3 verify body.json -s "$SECRET" --input curl
    err_is "sfpy-hook: verify: body.json: the command is '{data:1}', not curl"
}

@test "archives as browsers save them" {
    hook 0 verify "$DATA/firefox.har" -s "$SECRET"
    grep -q '^valid: .* header SFPY-Signature$' out || grep -q ': valid: .* header SFPY-Signature$' out || fail "$(<out)"
    "$SFPY_HOOK" verify "$DATA/chromium.har" -s "$SECRET" >out 2>err || true
    assert_equal "$(grep -c "${VALID//[()]/.}" out)" 1
    err_is
}

@test "an archive: damaged entries are named, the others verified" {
    payload 1
    archive "$SIGNATURE" "$SIGNATURE" "$SIGNATURE" |
        jq '.log.entries[1].request.postData = {params: [{name: "a", value: "b"}]}' >some.har
    hook 3 verify some.har -s "$SECRET"
    assert_equal "$(grep -c "${VALID//[()]/.}" out)" 2
    err_is "sfpy-hook: verify: some.har: entry 2: the bytes of its body are not in the file: postData has params, but no text"
    archive "$SIGNATURE" "$SIGNATURE" | jq '.log.entries[0].request.headers = 1' >some.har
    hook 3 verify some.har -s "$SECRET"
    assert_equal "$(grep -c "${VALID//[()]/.}" out)" 1
    err_is 'sfpy-hook: verify: some.har: entry 1: its member "request.headers" is missing or malformed'
    printf '{"log":{"entries":[\n{]}}' >some.har
    hook 3 verify some.har -s "$SECRET"
    out_is
    err_is "sfpy-hook: verify: some.har: not JSON: a member's name in quotes is missing at line 2, column 2"
    hook 3 verify body.json -s "$SECRET" --input har
    err_is "sfpy-hook: verify: body.json: it has no array log.entries" \
        'hint: a HAR file is {"log":{"entries":[…]}}; --input names another form'
}

@test "a journal whose first line is damaged is one" {
    payload 1
    { printf '{"direction":"received","headers":[\n' && record 01KE5Z0000000000000000000A "$SIGNATURE"; } >journal.jsonl
    hook 3 verify journal.jsonl -s "$SECRET"
    out_is "01KE5Z0000000000000000000A: $VALID" "1 valid, 0 invalid"
    err_is "sfpy-hook: verify: journal.jsonl: line 1 is damaged: the record is no whole JSON object"
}

@test "a record is verified before the next one comes in" {
    payload 1
    record 01KE5Z0000000000000000000A "$SIGNATURE" >first
    record 01KE5Z0000000000000000000B "$SIGNATURE" >second
    mkfifo pipe
    "$SFPY_HOOK" verify - -s "$SECRET" <pipe >out 2>err 3>&- &
    STARTED+=("$!")
    exec {writer}>pipe
    cat first second >&"$writer"
    wait_until grep -q 0A: out
    wait_until grep -q 0B: out
    cat first >&"$writer"
    exec {writer}>&-
    ended 0 "${STARTED[0]}"
    assert_equal "$(tail -n 1 out)" "3 valid, 0 invalid"
}

# many COUNT: as many records, of half a kilobyte each and with ids of their own.
many() {
    # One sub() a record would be far slower: mawk keeps, and goes through, every replacement that it has seen.
    record 01KE5Z0000000000000000000A "$SIGNATURE" | awk -v count="$1" -v id=01KE5Z0000000000000000000A '{
        at = index($0, id); before = substr($0, 1, at - 1); after = substr($0, at + length(id))
        for (i = 0; i < count; i++) printf "%s01KE5Z%020d%s\n", before, i, after
    }'
}

@test "100,000 records from a pipe: a line each and totals, in memory that does not grow with them" {
    local few all
    payload '{"a":1}'
    # A sanitizer's own memory, of which part is what was freed a while ago, is in both.
    few=$(peak 10000)
    all=$(peak 100000)
    err_is
    tail -n 2 out.100000 >out
    out_is "01KE5Z00000000000000099999: $VALID" "100000 valid, 0 invalid"
    echo "peaks: $few and $all KiB; the records alone: $(($(stat -c %s journal.jsonl) / 1024)) KiB"
    ((all - few < 8192))
}

# peak COUNT: the most memory, in KiB, that verifying as many records from a pipe has taken at once.
peak() {
    local pid pipe
    many "$1" >journal.jsonl
    rm -f pipe && mkfifo pipe
    ASAN_OPTIONS+=:quarantine_size_mb=1:thread_local_quarantine_size_kb=64 \
        "$SFPY_HOOK" verify - -s "$SECRET" <pipe >"out.$1" 2>err 3>&- &
    pid=$!
    exec {pipe}>pipe
    cat journal.jsonl >&"$pipe"
    wait_until has_lines "out.$1" "$1"
    awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status"
    exec {pipe}>&-
    wait "$pid"
}

has_lines() { [[ $(wc -l <"$1") -ge $2 ]]; }
