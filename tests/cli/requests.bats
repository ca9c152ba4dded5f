#!/usr/bin/env bats
# `listen` as a server: which requests are deliveries, what is refused and how, limits, connections, hostile bytes.
#
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
    payload 1
}

# statuses [FILE]: the statuses of all answers in it, one a line.
statuses() { grep -a -o 'HTTP/1\.1 [0-9]*' "${1-answer}" | cut -c 10-; }

# delivery [HEADER]...: body.json as a request, signed; without further headers the connection stays open.
delivery() {
    printf '%s\r\n' 'POST / HTTP/1.1' 'Host: x' "X-SFPY-SIGNATURE: $SIGNATURE" "Content-Length: $(wc -c <body.json)" "$@" ''
    cat body.json
}

# still_serves: the listener takes a delivery after what came before.
still_serves() {
    payload 1
    posts 200 body.json -H @headers.txt
}

# refused STATUS REASON LINE...: a request of these lines, each ended by CRLF, is answered so, and the connection closed.
refused() {
    printf '%s\r\n' "${@:3}" '' >request
    talks "$1" request
    assert_equal "$(tail -n 1 answer)" "{\"error\":\"$2\"}"
    assert_equal "$(statuses)" "$1"
    grep -qi '^connection: close' answer
}

# bad STATUS REQUEST: a request with printf's escapes is refused, nothing that follows it is taken for another.
bad() {
    { printf '%b' "$2" && delivery 'Connection: close'; } >request
    talks "$1" request
    assert_equal "$(statuses)" "$1"
}

@test "answers are byte for byte" {
    start_listen
    delivery 'Connection: close' >request
    talks 200 request
    printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\nConnection: close\r\n\r\n{"received":true}' |
        cmp - answer
    printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' >request
    talks 401 request
    printf '%s\r\n' 'HTTP/1.1 401 Unauthorized' 'Content-Type: application/json' 'Content-Length: 29' 'Connection: close' '' >expected
    printf '{"error":"missing-signature"}' >>expected
    cmp expected answer
    stop_listen
}

@test "--path: compared byte for byte before the query; an absolute target is reduced" {
    start_listen --path /hooks/a%20b
    while read -r status target; do
        posts "$status" body.json -H @headers.txt --request-target "$target"
        [[ $status == 200 ]] || assert_equal "$(<answer)" '{"error":"not-found"}'
    done <<'ROWS'
200 /hooks/a%20b
200 /hooks/a%20b?x=/other
200 http://example.com/hooks/a%20b?x
200 https://example.com:1/hooks/a%20b
404 /hooks/a%20b/
404 /hooks/A%20b
404 /hooks/a+b
404 /hooks//a%20b
404 //hooks/a%20b
404 /hooks/a%20b;x
404 /
404 *
404 http://example.com
404 http://example.com?/hooks/a%20b
404 /x/../hooks/a%20b
ROWS
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" "4 received: 4 valid, 0 invalid; 11 refused"
}

@test "--path '*' takes any" {
    start_listen --path '*' --json
    for target in / /x/y?z '*' http://example.com; do
        posts 200 body.json -H @headers.txt --request-target "$target"
    done
    stop_listen
    assert_equal "$(jq -r 'select(.kind == "delivery") | .target' listen.out)" $'/\n/x/y?z\n*\nhttp://example.com'
}

@test "another method: 405 with Allow" {
    start_listen
    for method in GET PUT DELETE OPTIONS PATCH; do
        posts 405 body.json -X "$method" -D answer.head
        assert_equal "$(<answer)" '{"error":"method-not-allowed"}'
        grep -qix $'allow: post\r' answer.head
    done
    printf 'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >request
    talks 405 request
    # The head alone: a HEAD has no body.
    assert_equal "$(tail -c 4 answer | od -An -tx1)" ' 0d 0a 0d 0a'
    # No method of HTTP at all, as the parser sees it: methods are compared with their case.
    refused 400 bad-request 'post / HTTP/1.1' 'Host: x'
    refused 400 bad-request 'XYZZY / HTTP/1.1' 'Host: x'
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" "0 received: 0 valid, 0 invalid; 8 refused"
    assert_equal "$(grep -c '  refused 127\.0\.0\.1:[0-9]* GET / → 405: ' listen.err)" 1
}

@test "a browser: 403, unless --allow-browser" {
    start_listen
    for header in 'Origin: https://evil.example' 'Origin: null' 'Sec-Fetch-Site: cross-site' 'sec-fetch-site: same-origin'; do
        posts 403 body.json -H @headers.txt -H "$header"
    done
    posts 403 body.json -X OPTIONS -H 'Origin: x'
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" "0 received: 0 valid, 0 invalid; 5 refused"
    start_listen --allow-browser
    posts 200 body.json -H @headers.txt -H 'Origin: https://evil.example' -H 'Sec-Fetch-Site: cross-site'
    stop_listen
}

@test "malformed heads: 400, and nothing behind them is a request" {
    start_listen --journal journal.jsonl
    bad 400 'POST / HTTP/1.1\nHost: x\n\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\n Host: x\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\r\nName : y\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n'
    bad 400 'POST / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n'
    bad 400 'POST  / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'POST /  HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'POST / x HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'POST / HTTP/1.1 \r\nHost: x\r\n\r\n'
    bad 400 'POST /\r\n\r\n'
    bad 400 'POST / HTTP/0.9\r\nHost: x\r\n\r\n'
    bad 400 'POST / HTTP/2.0\r\nHost: x\r\n\r\n'
    bad 400 'POST / HTTP/1.2\r\nHost: x\r\n\r\n'
    bad 400 'POST / http/1.1\r\nHost: x\r\n\r\n'
    bad 400 'POST /\x01 HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'PO(ST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 ' POST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 '\nPOST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'
    bad 400 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
    still_serves
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 1
    assert_equal "$(tail -n 1 listen.err)" "1 received: 1 valid, 0 invalid; 26 refused"
}

@test "contradictory lengths: 400, no smuggling" {
    start_listen --journal journal.jsonl
    local head='POST / HTTP/1.1\r\nHost: x\r\n'
    bad 400 "${head}Content-Length: 1\r\nContent-Length: 1\r\n\r\n1"
    bad 400 "${head}Content-Length: 1, 1\r\n\r\n1"
    bad 400 "${head}Content-Length: -1\r\n\r\n"
    bad 400 "${head}Content-Length: +1\r\n\r\n1"
    bad 400 "${head}Content-Length: 0x1\r\n\r\n1"
    bad 400 "${head}Content-Length: 1 1\r\n\r\n1"
    bad 400 "${head}Content-Length:\r\n\r\n"
    bad 400 "${head}Content-Length: 99999999999999999999\r\n\r\n"
    bad 400 "${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: identity\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: chunked, identity\r\n\r\n"
    bad 400 "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n"
    bad 400 "${head}Transfer-Encoding: chunked\r\n\r\n1\na\n0\n\n"
    bad 400 "${head}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"
    still_serves
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 1
}

@test "bodies exactly at --max-body, and one byte over it" {
    start_listen --max-body 10 --journal journal.jsonl
    payload 1 # {"data":1}
    posts 200 body.json -H @headers.txt
    posts 200 body.json -H @headers.txt -H 'Transfer-Encoding: chunked'
    printf '{"data":1} ' >over
    posts 413 over -H @headers.txt
    assert_equal "$(<answer)" '{"error":"body-too-large"}'
    posts 413 over -H @headers.txt -H 'Transfer-Encoding: chunked'
    posts 413 over -H @headers.txt -H 'Expect: 100-continue'
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 2
    assert_equal "$(tail -n 1 listen.err)" "2 received: 2 valid, 0 invalid; 3 refused"
}

@test "the default --max-body is 1 MiB" {
    start_listen --no-record -q
    head -c 1048576 /dev/zero >most
    posts 401 most
    posts 401 most -H 'Transfer-Encoding: chunked'
    head -c 1048577 /dev/zero >over
    posts 413 over
    posts 413 over -H 'Transfer-Encoding: chunked'
    # Refused by its length, before it comes; the connection ends.
    refused 413 body-too-large 'POST / HTTP/1.1' 'Host: x' 'Content-Length: 1048577'
    still_serves
    stop_listen
}

@test "a head over 64 KiB: 431" {
    start_listen
    # request_of SIZE: a head of this many bytes.
    request_of() {
        payload 1
        delivery 'Connection: close' 'X-Filler: ' >short
        local filler=$(($1 - $(sed '/^\r$/q' short | wc -c)))
        sed "s/^X-Filler: /X-Filler: $(repeated "$filler" a)/" short >request
        assert_equal "$(sed '/^\r$/q' request | wc -c)" "$1"
    }
    request_of 65536
    talks 200 request
    request_of 65537
    talks 431 request
    assert_equal "$(tail -n 1 answer)" '{"error":"head-too-large"}'
    { printf 'POST / HTTP/1.1\r\nHost: x\r\n' && repeated 2000000 'A: b\r\n'; } >request
    talks 431 request
    { printf 'POST /' && repeated 200000 x; } >request
    talks 431 request
    still_serves
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" "2 received: 2 valid, 0 invalid; 3 refused"
}

@test "over --max-connections: 503 with Connection: close" {
    start_listen --max-connections 2
    exec {one}<>"/dev/tcp/127.0.0.1/$PORT" {two}<>"/dev/tcp/127.0.0.1/$PORT"
    # Both are accepted once each has been answered.
    for socket in $one $two; do
        printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n' >&"$socket"
        IFS= read -r line <&"$socket"
        assert_equal "$line" $'HTTP/1.1 401 Unauthorized\r'
    done
    printf '' >request
    talks 503 request
    grep -qix $'connection: close\r' answer
    assert_equal "$(tail -n 1 answer)" '{"error":"too-many-connections"}'
    posts 503 body.json -H @headers.txt
    exec {one}>&-
    wait_until serves_again
    exec {two}>&-
    stop_listen
}

serves_again() { [[ $(post body.json -H @headers.txt) == 200 ]]; }

@test "a request not finished in 30 s: 408; an idle connection is closed without a word" {
    start_listen
    printf '' >idle
    printf 'POST / HTTP/1.1\r\nHost: x\r\n' >"head"
    printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123' >part
    local pids=()
    for file in idle head part; do
        talk "$file" >"$file.answer" 3>&- &
        pids+=($!)
    done
    wait "${pids[@]}"
    assert_equal "$(<idle.answer)" ''
    for file in head part; do
        assert_equal "$(statuses "$file.answer") $(tail -n 1 "$file.answer")" '408 {"error":"request-timeout"}'
    done
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" "0 received: 0 valid, 0 invalid; 2 refused"
}

@test "keep-alive: several requests on one connection" {
    start_listen --json
    curl --disable --noproxy '*' -sS --max-time 60 -H @headers.txt --data-binary @body.json -o answer1 "$URL" \
        --next -sS -H 'X-SFPY-SIGNATURE: 00' --data-binary @body.json -o answer2 "$URL" \
        --next -sS -X PUT --data-binary @body.json -o answer3 "$URL" \
        --next -sS -H @headers.txt --data-binary @body.json -o answer4 -w '%{num_connects}' "$URL" >connects 3>&-
    assert_equal "$(cat answer[1-4])" \
        '{"received":true}{"error":"mismatch"}{"error":"method-not-allowed"}{"received":true}'
    stop_listen
    # The verdict of an invalid one leaves the connection open.
    assert_equal "$(jq -r 'select(.kind == "delivery") | .peer' listen.out | head -n 2 | sort -u | wc -l)" 1
}

@test "pipelined requests are answered in order" {
    start_listen --json
    {
        delivery
        payload 2 && delivery 'X-Number: 2'
        delivery 'SFPY-Signature: 00'
        delivery 'Connection: close'
    } >request
    talks 200 request
    assert_equal "$(statuses)" $'200\n200\n401\n200'
    stop_listen
    assert_equal "$(jq -r 'select(.kind == "delivery") | "\(.body) \(.verdict.valid)"' listen.out)" \
        $'{"data":1} true\n{"data":2} true\n{"data":2} false\n{"data":2} true'
}

@test "two hundred pipelined requests" {
    start_listen --json
    delivery >one
    { for ((i = 1; i < 200; i++)); do cat one; done && delivery 'Connection: close'; } >request
    talks 200 request
    assert_equal "$(statuses | sort | uniq -c | tr -s ' ')" ' 200 200'
    stop_listen
    assert_equal "$(tail -n 1 listen.out | jq .received)" 200
}

@test "empty lines before a request are skipped" {
    start_listen
    { printf '\r\n' && delivery && printf '\r\n' && delivery 'Connection: close'; } >request
    talks 200 request
    assert_equal "$(statuses)" $'200\n200'
    stop_listen
}

@test "what follows Connection: close is not read" {
    start_listen --json
    { delivery 'Connection: close' && delivery; } >request
    talks 200 request
    assert_equal "$(statuses)" 200
    stop_listen
    assert_equal "$(tail -n 1 listen.out | jq .received)" 1
}

@test "bytes that come one by one" {
    start_listen
    delivery 'Connection: close' >request
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    od -An -v -tx1 -w1 request | sed 's/^ /\\x/' | while IFS= read -r byte; do printf '%b' "$byte"; done >&"$socket"
    timeout 30 cat <&"$socket" >answer
    exec {socket}>&-
    assert_equal "$(statuses) $(tail -n 1 answer)" '200 {"received":true}'
    stop_listen
}

@test "chunked bodies: put together, extensions and trailers dropped" {
    start_listen --journal journal.jsonl
    {
        printf '%s\r\n' 'POST / HTTP/1.1' 'Host: x' "X-SFPY-SIGNATURE: $SIGNATURE" 'Transfer-Encoding: Chunked' \
            'Connection: close' '' '1;ext="a b"' '{' '8' '"data":1' '01' '}' '0' 'X-SFPY-SIGNATURE: 00' ''
    } >request
    talks 200 request
    stop_listen
    assert_equal "$(jq -r .body journal.jsonl)" '{"data":1}'
    assert_equal "$(jq -c '[.headers[] | select(.[0] == "X-SFPY-SIGNATURE")] | length' journal.jsonl)" 1
}

@test "Expect: 100-continue" {
    start_listen
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    delivery 'Expect: 100-continue' 'Connection: close' >request
    sed '/^\r$/q' request >&"$socket"
    IFS= read -r -t 30 line <&"$socket"
    assert_equal "$line" $'HTTP/1.1 100 Continue\r'
    cat body.json >&"$socket"
    timeout 30 cat <&"$socket" >answer
    exec {socket}>&-
    assert_equal "$(statuses)" 200
    # Refused by its head, without being asked for more.
    refused 404 not-found 'POST /other HTTP/1.1' 'Host: x' 'Content-Length: 10' 'Expect: 100-continue'
    refused 413 body-too-large 'POST / HTTP/1.1' 'Host: x' 'Content-Length: 1000000000' 'Expect: 100-continue'
    stop_listen
}

@test "HTTP/1.0: no Host needed, closed unless asked for" {
    start_listen --json
    printf 'POST / HTTP/1.0\r\nX-SFPY-SIGNATURE: %s\r\nContent-Length: 10\r\n\r\n{"data":1}' "$SIGNATURE" >request
    talks 200 request
    assert_equal "$(tail -n 1 answer)" '{"received":true}'
    sed 's/^Content-Length/Connection: keep-alive\r\n&/' request >first
    cat first request >both
    talks 200 both
    assert_equal "$(statuses)" $'200\n200'
    grep -qix $'connection: keep-alive\r' answer
    stop_listen
    assert_equal "$(jq -r 'select(.kind == "delivery") | .version' listen.out | sort | uniq -c | tr -s ' ')" ' 3 1.0'
}

@test "no body at all, and a body that never comes" {
    start_listen --json
    printf 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >request
    talks 401 request
    # A request that is cut short is no delivery but refused; a connection without a byte ends without a word.
    for part in '' 'P' 'POST / HTTP/1.1\r\n' 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"da'; do
        exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
        printf '%b' "$part" >&"$socket"
        exec {socket}>&-
    done
    still_serves
    stop_listen
    assert_equal "$(tail -n 1 listen.out | jq -c '[.received, .refused]')" '[2,3]'
}

@test "an upgrade is not granted" {
    start_listen
    delivery 'Connection: Upgrade, close' 'Upgrade: websocket' >request
    talks 200 request
    refused 404 not-found 'CONNECT x:1 HTTP/1.1' 'Host: x'
    stop_listen
}

@test "many headers are kept, in order and with duplicates" {
    start_listen --journal journal.jsonl
    local headers=()
    for ((i = 0; i < 500; i++)); do headers+=("X-$((i % 7)): $i"); done
    delivery "${headers[@]}" 'Connection: close' >request
    talks 200 request
    stop_listen
    assert_equal "$(jq -r '.headers[] | select(.[0] | test("^X-[0-9]")) | "\(.[0]): \(.[1])"' journal.jsonl)" \
        "$(printf '%s\n' "${headers[@]}")"
}

@test "the bodies from hell: 4xx or 200, and it serves on" {
    make_hell
    start_listen --journal journal.jsonl
    while read -r name reason signature; do
        local status=401
        [[ $reason != valid ]] || status=200
        posts "$status" "hell/$name" -H "X-SFPY-SIGNATURE: $signature" -H 'Expect:'
        [[ $reason == valid ]] || assert_equal "$name $(<answer)" "$name {\"error\":\"$reason\"}"
    done <hell/table
    still_serves
    stop_listen
    [[ $(<listen.err) != *Sanitizer* && $(<listen.err) != *'runtime error'* ]]
    # The journal has them all, as they came.
    hook 1 verify journal.jsonl --json
    assert_equal "$(jq -r 'select(.kind == "verification") | .reason // "valid"' out)" "$(cut -d ' ' -f 2 hell/table && echo valid)"
}

@test "the bodies from hell in the other formats" {
    make_hell
    for options in '--json --no-verify' '--format compact --accept-invalid' '-v --scheme safepay-v2'; do
        # shellcheck disable=SC2086  # several words
        start_listen --no-record $options
        while read -r name _; do
            [[ $(post "hell/$name" -H 'X-SFPY-SIGNATURE: 00' -H 'Expect:') =~ ^(200|401)$ ]] || fail "$options: $name"
        done <hell/table
        stop_listen
    done
}

@test "noise as requests" {
    start_listen
    for ((i = 1; i <= 40; i++)); do
        # The same bytes in every run.
        { head -c $((i * 7)) /dev/zero | openssl enc -aes-128-ctr -K 00 -iv "$i" 2>/dev/null && printf '\r\n\r\n'; } >request
        talks 400 request
    done
    still_serves
    stop_listen
}
