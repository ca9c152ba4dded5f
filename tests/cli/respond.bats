#!/usr/bin/env bats
# `listen` answering as it is told: --respond and its company, --delay, --fault; what is recorded and shown of that.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
    payload 1
}

# answered STATUS...: one valid delivery after the other is answered so.
answered() {
    local status
    for status; do posts "$status" body.json -H @headers.txt; done
}

# curl_fails STATUS [CURL-OPTION]...: a valid delivery has no whole answer; curl's own status says why.
curl_fails() {
    local got=0
    post body.json -H @headers.txt "${@:2}" 2>curl.err >status || got=$?
    [[ $got -eq $1 ]] || fail "curl ended with $got, not $1: $(cat curl.err)"
}

# raw: a valid delivery over a socket of its own; all that comes back is in the file answer.
raw() {
    printf '%s\r\n' 'POST / HTTP/1.1' 'Host: x' "X-SFPY-SIGNATURE: $SIGNATURE" 'Content-Length: 10' '' >request
    cat body.json >>request
    talk request >answer
}

shown() { sed -n 's/^[0-9:.]*  no event  //; s/  [0-9]*\.[0-9] ms$//; /→/p' listen.out; }

@test "--respond: one status after the other, the last for ever" {
    start_listen --respond 500:2,429,200 --journal journal.jsonl
    answered 500
    assert_equal "$(<answer)" '{"error":"scripted"}'
    answered 500 429 200 200 200
    assert_equal "$(<answer)" '{"received":true}'
    stop_listen
    assert_equal "$(jq -c '[.answer.status, .answer.body]' journal.jsonl | head -n 4)" \
        "$(printf '%s\n' '[500,"{\"error\":\"scripted\"}"]' '[500,"{\"error\":\"scripted\"}"]' \
            '[429,"{\"error\":\"scripted\"}"]' '[200,"{\"received\":true}"]')"
    assert_equal "$(shown | sort | uniq -c | tr -s ' ')" ' 3 ✓ valid → 200
 1 ✓ valid → 429
 2 ✓ valid → 500'
}

@test "only accepted deliveries use --respond up" {
    start_listen --respond 503,202
    posts 401 body.json -H 'X-SFPY-SIGNATURE: 00'
    posts 404 body.json -H @headers.txt --request-target /other
    posts 405 body.json -H @headers.txt -X PUT
    answered 503
    posts 401 body.json -H 'X-SFPY-SIGNATURE: 00'
    answered 202 202
    stop_listen
    start_listen --respond 503,202 --accept-invalid
    posts 503 body.json -H 'X-SFPY-SIGNATURE: 00'
    posts 202 body.json
    stop_listen
}

@test "all statuses have a phrase or none, and the sender reads them" {
    start_listen --respond "$(seq -s , 200 599)" --no-record -q
    for ((i = 200; i < 600; i++)); do
        printf 'url = "%s"\noutput = /dev/null\n' "$URL"
    done >config
    curl --disable --noproxy '*' -sS --max-time 100 --data-binary @body.json -H @headers.txt --write-out '%{http_code}\n' \
        --config config >statuses 3>&-
    assert_equal "$(<statuses)" "$(seq 200 599)"
    stop_listen
}

@test "204 and 304 have no body and no length" {
    start_listen --respond 204,304,205 --journal journal.jsonl --respond-header 'X-A: b'
    for status in 204 304; do
        answered "$status"
        assert_equal "$(<answer)" ''
    done
    posts 205 body.json -H @headers.txt -D head
    stop_listen
    assert_equal "$(jq -c '.answer | [.status, .headers, .body]' journal.jsonl | head -n 2)" \
        $'[204,[["X-A","b"]],""]\n[304,[["X-A","b"]],""]'
}

@test "--respond-body and --respond-header" {
    printf 'sorry\0\xff' >busy
    start_listen --respond 503:1,200 --respond-body busy --respond-header 'Retry-After: 2' \
        --respond-header 'content-type: text/plain; charset=utf-8' --respond-header 'Set-Cookie: a=1' \
        --respond-header 'Set-Cookie: b=2' --journal journal.jsonl
    answered 503
    cmp answer busy
    raw
    printf '%s\r\n' 'HTTP/1.1 200 OK' 'Retry-After: 2' 'content-type: text/plain; charset=utf-8' 'Set-Cookie: a=1' \
        'Set-Cookie: b=2' 'Content-Length: 7' '' >expected
    cat busy >>expected
    head -c "$(wc -c <expected)" answer | cmp - expected
    # An answer that is none of ours to choose stays as it is.
    posts 401 body.json -D head
    assert_equal "$(<answer)" '{"error":"missing-signature"}'
    ! grep -qi 'retry-after\|cookie' head || fail "$(cat head)"
    stop_listen
    assert_equal "$(jq -c 'select(.verdict.valid) | .answer | [.headers[][0]]' journal.jsonl | sort -u)" \
        '["Retry-After","content-type","Set-Cookie","Set-Cookie","Content-Length"]'
    assert_equal "$(jq -r 'select(.verdict.valid) | .answer.body_base64' journal.jsonl | sort -u)" "$(base64 busy)"
}

@test "an empty header removes ours; an empty body is one" {
    : >empty
    start_listen --respond-header 'Content-Type:' --respond-body empty
    posts 200 body.json -H @headers.txt -D head
    assert_equal "$(<answer)" ''
    assert_equal "$(tr -d '\r' <"head")" $'HTTP/1.1 200 OK\nContent-Length: 0'
    stop_listen
}

@test "--delay: milliseconds, or with a unit; recorded as time the answer took" {
    start_listen --delay 1000 --journal journal.jsonl
    local begun=${EPOCHREALTIME/./}
    answered 200
    ((${EPOCHREALTIME/./} - begun >= 1000000)) || fail "answered too early"
    # One that waits stops no other.
    begun=${EPOCHREALTIME/./}
    for i in 1 2 3 4 5 6 7 8; do
        curl --disable --noproxy '*' -sS --max-time 60 -H @headers.txt --data-binary @body.json "$URL" >"answer$i" 3>&- &
    done
    wait_until answers_came
    ((${EPOCHREALTIME/./} - begun < 6000000)) || fail "one after the other"
    stop_listen
    json_is journal.jsonl '.answer.ms >= 1000 and .answer.ms < 3000'
    # A delay that is under way when the end comes is waited for.
    start_listen --delay 1s --count 1
    answered 200
    ended 0
}

answers_came() { [[ $(cat answer[1-8] 2>/dev/null) == *'}{'*'}{'*'}{'*'}{'*'}{'*'}{'*'}{'*'}' ]]; }

@test "--fault reset: after the request was read, no answer" {
    start_listen --fault reset:2 --respond 201,202 --journal journal.jsonl
    curl_fails 56
    grep -qi 'reset' curl.err
    curl_fails 56
    # What had no answer took none from --respond.
    answered 201 202 202
    stop_listen
    assert_equal "$(jq -c '[.answer.status, .fault]' journal.jsonl)" \
        $'[null,"reset"]\n[null,"reset"]\n[201,null]\n[202,null]\n[202,null]'
    assert_equal "$(shown | head -n 3)" $'✓ valid  → reset (--fault)\n✓ valid  → reset (--fault)\n✓ valid  → 201'
    assert_equal "$(tail -n 1 listen.err)" '5 received: 5 valid, 0 invalid; 0 refused'
}

@test "--fault hang: no answer until the sender gives up" {
    start_listen --fault hang:1 --journal journal.jsonl
    curl_fails 28 --max-time 1
    answered 200
    stop_listen
    assert_equal "$(jq -c '[.answer, .fault]' journal.jsonl | head -n 1)" '[null,"hang"]'
    # Nor does one that hangs keep us from ending.
    start_listen --fault hang --delay 50
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n' >&"$socket"
    wait_until hangs
    local begun=$SECONDS
    stop_listen
    ((SECONDS - begun < 4)) || fail 'the end was waited for'
    assert_equal "$(cat <&"$socket")" ''
    exec {socket}>&-
}

hangs() { [[ $(<listen.out) == *'→ hang (--fault)'* ]]; }

@test "--fault truncate: the head and half of the body" {
    printf 0123456789 >ten
    start_listen --fault truncate:1 --respond 500,200 --respond-body ten --journal journal.jsonl
    raw
    printf 'HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n01234' | cmp - answer
    answered 200
    assert_equal "$(<answer)" 0123456789
    stop_listen
    assert_equal "$(jq -c '[.answer.status, .answer.body, .fault]' journal.jsonl)" \
        $'[500,"01234","truncate"]\n[200,"0123456789",null]'
    assert_equal "$(shown | head -n 1)" '✓ valid  → 500 truncate (--fault)'
    start_listen --fault truncate
    curl_fails 18
    curl_fails 18
    # Of an answer without a body, the head is cut.
    stop_listen
    start_listen --fault truncate --respond 204
    raw
    assert_equal "$(od -An -tx1 answer | tr -d ' \n' | tail -c 8)" "$(printf 'nt\r\n' | od -An -tx1 | tr -d ' ')"
    stop_listen
}

@test "a fault takes any delivery, but nothing that is none" {
    start_listen --fault truncate:2 --json
    posts 405 body.json -X PUT
    curl_fails 18 -H 'SFPY-Signature: 00'
    curl_fails 18
    answered 200
    stop_listen
    assert_equal "$(jq -c 'select(.kind == "delivery") | [.answer.status, .answer.body, .fault]' listen.out)" \
        "$(printf '%s\n' '[401,"{\"error\":\"","truncate"]' '[200,"{\"receiv","truncate"]' '[200,"{\"received\":true}",null]')"
}

@test "what can't be recorded is 503 in spite of --respond" {
    start_listen --respond 201 --journal /dev/full
    posts 503 body.json -H @headers.txt
    assert_equal "$(<answer)" '{"error":"not-recorded"}'
    stop_listen
}

# refuses STATUS MESSAGE [HINT] -- ARG...: listen doesn't begin.
refuses() {
    local status=$1 message=$2 hint=
    [[ $3 == -- ]] || { hint=$3 && shift; }
    hook "$status" listen --port 0 "${@:4}"
    err_is "sfpy-hook: listen: $message" ${hint:+"hint: $hint"}
}

@test "mistakes" {
    local such='such as 500:2,200: two answers 500, then 200 for ever; statuses are 200 to 599'
    for list in '' 199 600 ok '500,' 500:0,200 '500 200'; do
        refuses 2 "option '--respond': '$list' is no list of statuses, STATUS[:COUNT],…" "$such" -- --respond "$list"
    done
    refuses 2 "option '--fault': unknown fault 'hung'" "did you mean 'hang'?" -- --fault hung
    refuses 2 "option '--fault': unknown fault 'xyzzy'" 'reset, hang or truncate' -- --fault xyzzy
    refuses 2 "option '--fault': 'reset:0' is no fault, NAME[:COUNT]" -- --fault reset:0
    refuses 2 "option '--respond-header': a header is written 'Name: value', not 'x'" -- --respond-header x
    refuses 2 "option '--respond-header': a line end in the value of header 'A'" -- --respond-header $'A: b\r\nC: d'
    for name in Content-Length transfer-encoding CONNECTION; do
        refuses 2 "option '--respond-header': $name can't be chosen: it frames the answer" -- --respond-header "$name: 1"
    done
    refuses 2 "option '--delay': a duration such as 250ms, 10s or 2m is wanted, not 'soon'" -- --delay soon
    refuses 3 'cannot read missing: No such file or directory' -- --respond-body missing
    head -c 16777217 /dev/zero >large
    refuses 3 'cannot read large: it is larger than 16 MiB' -- --respond-body large
}
