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

# bad STATUS WHY REQUEST: a request with printf's escapes is refused, to the byte, nothing that follows it is taken for
# another, and why is said.
bad() {
    local phrase reason
    case $1 in
    400) phrase='Bad Request' reason=bad-request ;;
    413) phrase='Content Too Large' reason=body-too-large ;;
    431) phrase='Request Header Fields Too Large' reason=head-too-large ;;
    esac
    { printf '%b' "$3" && delivery 'Connection: close'; } >request
    talk request >answer
    printf '%s\r\n' "HTTP/1.1 $1 $phrase" 'Content-Type: application/json' "Content-Length: $((${#reason} + 12))" \
        'Connection: close' '' >expected
    printf '{"error":"%s"}' "$reason" >>expected
    cmp answer expected || fail "$3: $(<answer)"
    local said
    said=$(tail -n 1 listen.err)
    [[ ${said#* → } == "$1: $2"* ]] || fail "$3: $said"
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
    bad 400 'this is no HTTP/1.1 request' 'POST / HTTP/1.1\nHost: x\n\n'
    bad 400 'this is no HTTP/1.1 request' 'POST / HTTP/1.1\r\nHost: x\n\r\n'
    bad 400 'this is no HTTP/1.1 request' 'POST / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n'
    bad 400 'this is no HTTP/1.1 request' 'POST / HTTP/1.1\r\nHost: x\r\n\n'
    bad 400 'this is no HTTP/1.1 request' ' POST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'this is no HTTP/1.1 request' '\tPOST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'this is no HTTP/1.1 request' '\nPOST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'this is no HTTP/1.1 request' '\0POST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'this is no HTTP/1.1 request' '\xef\xbb\xbfPOST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'this is no HTTP/1.1 request' '{\x22data\x22:1}\r\n\r\n'
    bad 400 'this is TLS, which' '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'
    bad 400 'a folded header line' 'POST / HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n'
    bad 400 'a folded header line' 'POST / HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc\r\n\r\n'
    bad 400 'a folded header line' 'POST / HTTP/1.1\r\n Host: x\r\n\r\n'
    bad 400 'not exactly one Host header' 'POST / HTTP/1.1\r\n\r\n'
    bad 400 'not exactly one Host header' 'POST / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n'
    bad 400 'not exactly one Host header' 'POST / HTTP/1.1\r\nHost: x\r\nhost: y\r\n\r\n'
    bad 400 'not exactly one Host header' 'POST / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n'
    bad 400 'a malformed header name' 'POST / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n'
    bad 400 'a malformed header name' 'POST / HTTP/1.1\r\nHost: x\r\nName : y\r\n\r\n'
    bad 400 'a malformed header name' 'POST / HTTP/1.1\r\nHost: x\r\nName\t: y\r\n\r\n'
    bad 400 'a malformed header name' 'POST / HTTP/1.1\r\nHost: x\r\nNa\0me: y\r\n\r\n'
    bad 400 'a malformed header name' 'POST / HTTP/1.1\r\nHost: x\r\nN\xc3\xa4me: y\r\n\r\n'
    bad 400 'a malformed header name' 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length\r: 5\r\n\r\n'
    bad 400 'a header line without a colon' 'POST / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n'
    bad 400 'a header line without a colon' 'POST / HTTP/1.1\r\nHost: x\r\nPOST / HTTP/1.1\r\n\r\n'
    bad 400 'a control character in a header value' 'POST / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n'
    bad 400 'a control character in a header value' 'POST / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n'
    bad 400 'a control character in a header value' 'POST / HTTP/1.1\r\nHost: x\r\r\n\r\n'
    bad 400 'a control character in a header value' 'POST / HTTP/1.1\r\nHost: x\r\nA: \x7f\r\n\r\n'
    bad 400 'a control character in a header value' 'POST / HTTP/1.1\r\nHost: x\r\nA: \x1b[2J\r\n\r\n'
    bad 400 'the request line has no target' 'POST  / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the request line has no target' 'POST\r\nHost: x\r\n\r\n'
    bad 400 'the request line is not three words' 'POST /  HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the request line is not three words' 'POST / x HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the request line is not three words' 'POST / HTTP/1.1 \r\nHost: x\r\n\r\n'
    bad 400 'the request line is not three words' 'POST /\r\n\r\n'
    bad 400 'the version is neither' 'POST / HTTP/0.9\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'POST / HTTP/2.0\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'POST / HTTP/1.2\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'POST / HTTP/1.01\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'POST / HTTP/1\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'POST / http/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'POST / HTTPS/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'POST / ICE/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the version is neither' 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
    bad 400 'a control character or a byte beyond ASCII' 'POST /\x01 HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'a control character or a byte beyond ASCII' 'POST /\tHTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'a control character or a byte beyond ASCII' 'POST /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'a control character or a byte beyond ASCII' 'POST /a\0b HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the method is malformed' 'PO(ST / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 'the method is malformed' 'POST\t/ HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 '' 'post / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 '' 'XYZZY / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 '' 'POSTS / HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 '' 'POST hooks HTTP/1.1\r\nHost: x\r\n\r\n'
    bad 400 '' 'POST ?a HTTP/1.1\r\nHost: x\r\n\r\n'
    still_serves
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 1
    assert_equal "$(tail -n 1 listen.err)" '1 received: 1 valid, 0 invalid; 57 refused'
}

@test "contradictory lengths: 400, no smuggling" {
    start_listen --journal journal.jsonl
    local head='POST / HTTP/1.1\r\nHost: x\r\n'
    bad 400 'two Content-Length headers' "${head}Content-Length: 1\r\nContent-Length: 1\r\n\r\n1"
    bad 400 'two Content-Length headers' "${head}Content-Length: 1\r\ncontent-length: 2\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: 1, 1\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: -1\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: +1\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: 0x1\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: 1 1\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length:\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: 1.\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: 1e1\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: ¹\r\n\r\n1"
    bad 400 'a Content-Length that is no number' "${head}Content-Length: 99999999999999999999\r\n\r\n1"
    bad 400 '' "${head}Content-Length: 99999999999999999999\r\n\r\n"
    bad 400 'both Content-Length and' "${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    bad 400 'both Content-Length and' "${head}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: \x22chunked\x22\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding other' "${head}Transfer-Encoding:\r\n\r\n0\r\n\r\n"
    bad 400 'a transfer coding in HTTP/1.0' "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    still_serves
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 1
    assert_equal "$(tail -n 1 listen.err)" '1 received: 1 valid, 0 invalid; 26 refused'
}

@test "malformed chunks, extensions and trailers: 400, by every parser" {
    start_listen --journal journal.jsonl
    local chunked='POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
    bad 400 'a malformed chunk size' "${chunked}x\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}-1\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}+5\r\nhello\r\n0\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}0x10\r\n"
    bad 400 'a malformed chunk size' "${chunked} 1\r\na\r\n0\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}1 \r\na\r\n0\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}1\t\r\na\r\n0\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}1 ;a\r\na\r\n0\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}\r\n1\r\na\r\n0\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}1\na\n0\n\n"
    bad 400 'a malformed chunk size' "${chunked}1\na\r\n0\r\n\r\n"
    bad 400 'a malformed chunk size' "${chunked};a\r\n"
    bad 400 'a malformed chunk size' "${chunked}1,1\r\n"
    bad 400 'a malformed chunk size' "${chunked}0\n\r\n"
    bad 400 'a malformed chunk size' "${chunked}1\0\r\na\r\n0\r\n\r\n"
    bad 400 "a chunk's size has over 16 digits" "${chunked}fffffffffffffffff\r\n"
    bad 400 "a chunk's size has over 16 digits" "${chunked}00000000000000001\r\na\r\n0\r\n\r\n"
    bad 400 "a chunk's size does not end in CRLF" "${chunked}1\ra\r\n0\r\n\r\n"
    bad 400 "a chunk's size does not end in CRLF" "${chunked}1;a\rb\r\na\r\n0\r\n\r\n"
    bad 400 'a chunk is longer than its size' "${chunked}1\r\nab\r\n0\r\n\r\n"
    bad 400 'a chunk is longer than its size' "${chunked}1\r\na0\r\n\r\n"
    bad 400 'a chunk is longer than its size' "${chunked}1\r\na\n0\r\n\r\n"
    bad 400 'a chunk does not end in CRLF' "${chunked}1\r\na\r0\r\n\r\n"
    bad 400 'a control character in a chunk extension' "${chunked}1;a\n\r\na\r\n0\r\n\r\n"
    bad 400 'a control character in a chunk extension' "${chunked}1;a=\x22\0\x22\r\na\r\n0\r\n\r\n"
    bad 400 'a control character in a chunk extension' "${chunked}1;\x7f\r\na\r\n0\r\n\r\n"
    bad 400 'a malformed trailer name' "${chunked}0\r\n\n"
    bad 400 'a malformed trailer name' "${chunked}0\r\n A: b\r\n\r\n"
    bad 400 'a malformed trailer name' "${chunked}0\r\nA: b\r\n c\r\n\r\n"
    bad 400 'a malformed trailer name' "${chunked}0\r\nA : b\r\n\r\n"
    bad 400 'a malformed trailer name' "${chunked}0\r\n: b\r\n\r\n"
    bad 400 'a malformed trailer name' "${chunked}0\r\nPOST / HTTP/1.1\r\n\r\n"
    bad 400 'a control character in a trailer' "${chunked}0\r\nA: b\n\r\n"
    bad 400 'a control character in a trailer' "${chunked}0\r\nA: b\0\r\n\r\n"
    bad 400 'a trailer does not end in CRLF' "${chunked}0\r\nA: b\rC: d\r\n\r\n"
    bad 400 'the trailers do not end in CRLF' "${chunked}0\r\n\r\r\n"
    still_serves
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 1
    assert_equal "$(tail -n 1 listen.err)" '1 received: 1 valid, 0 invalid; 36 refused'
}

@test "chunk extensions, trailers and chunks over their limits" {
    start_listen --max-body 100 --journal journal.jsonl
    local chunked='POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
    bad 413 'the body is over --max-body' "${chunked}65\r\n"
    bad 413 'the body is over --max-body' "${chunked}1\r\na\r\n64\r\n"
    bad 413 'the body is over --max-body' "${chunked}ffffffffffffffff\r\n"
    bad 400 'the chunk extensions are over 64 KiB' "${chunked}1;$(repeated 70000 a)"
    bad 400 'the chunk extensions are over 64 KiB' "${chunked}$(repeated 70 "1;$(repeated 1000 b)\\\\r\\\\na\\\\r\\\\n")"
    bad 431 'the trailers are over 64 KiB' "${chunked}0\r\nA: $(repeated 70000 a)"
    bad 431 'the trailers are over 64 KiB' "${chunked}0\r\n$(repeated 20000 'A: b\\\\r\\\\n')"
    # Just within them.
    printf '%s\r\n' 'POST / HTTP/1.1' 'Host: x' "X-SFPY-SIGNATURE: $SIGNATURE" 'Transfer-Encoding: chunked' 'Connection: close' '' \
        "1;$(repeated 65535 a)" '{' >request
    printf '9\r\n"data":1}\r\n0\r\nA: %s\r\n\r\n' "$(repeated 65528 a)" >>request
    talks 200 request
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

@test "1,023 idle connections and one that works; the next is told 503" {
    start_listen --no-record
    # An idle one is a connection that was answered and is kept.
    python3 - "$PORT" "$SIGNATURE" "/proc/$LISTENER/status" >talked 3>&- <<'SCRIPT'
import resource, socket, sys
port, signature, status = int(sys.argv[1]), sys.argv[2], sys.argv[3]
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
request = ('POST / HTTP/1.1\r\nHost: x\r\nX-SFPY-SIGNATURE: %s\r\nContent-Length: 10\r\n\r\n{"data":1}' % signature).encode()
def answer(connection):
    got = b''
    while b'}' not in got:
        part = connection.recv(4096)
        if not part:
            break
        got += part
    return got
def connect():
    return socket.create_connection(('127.0.0.1', port), 30)
idle = [connect() for _ in range(1023)]
for connection in idle[::2]:
    connection.sendall(request)
    assert answer(connection).startswith(b'HTTP/1.1 200 '), 'one of the many'
working = connect()
for _ in range(3):
    working.sendall(request)
    assert answer(working).startswith(b'HTTP/1.1 200 '), 'the last one'
for _ in range(5):
    surplus = connect()
    surplus.sendall(request) # before the answer, which no reset may eat
    got = answer(surplus)
    assert got.startswith(b'HTTP/1.1 503 ') and b'\r\nConnection: close\r\n' in got and got.endswith(b'{"error":"too-many-connections"}'), got
    assert surplus.recv(1) == b''
working.sendall(request)
assert answer(working).startswith(b'HTTP/1.1 200 '), 'still'
print([line.split()[1] for line in open(status) if line.startswith('VmHWM')][0])
SCRIPT
    # A sanitizer has uses of its own for memory.
    grep -q __asan_init "$SFPY_HOOK" || (($(<talked) < 64 * 1024)) || fail "$(<talked) KiB"
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" '516 received: 516 valid, 0 invalid; 5 refused'
}

@test "SIGTERM under load: what was read is answered" {
    for options in '' '--tls'; do
        rm -f journal.jsonl
        # shellcheck disable=SC2086  # no word or one
        start_listen --journal journal.jsonl --format compact $options
        # Half of the senders keep their connection, half take a new one each time.
        node - "$URL" "$SIGNATURE" >answered 3>&- <<'SCRIPT' &
const [url, signature] = process.argv.slice(2);
const http = require(url.startsWith("https") ? "https" : "http");
const keeping = new http.Agent({ keepAlive: true });
let answers = 0;
function send(agent) {
    const headers = { "x-sfpy-signature": signature };
    const request = http.request(url, { method: "POST", agent, headers, rejectUnauthorized: false }, (answer) => {
        let body = "";
        answer.on("data", (part) => (body += part));
        answer.on("end", () => {
            answers += body === '{"received":true}';
            send(agent);
        });
    });
    request.on("error", () => {}); // not read: refused, or closed before
    request.end('{"data":1}');
}
for (let i = 0; i < 64; i++) send(i % 2 ? keeping : false);
process.on("exit", () => console.log(answers));
SCRIPT
        local senders=$! begun
        STARTED+=("$senders")
        wait_until many_came
        begun=$SECONDS
        stop_listen
        ((SECONDS - begun <= 6)) || fail "ended after $((SECONDS - begun)) s"
        wait "$senders"
        assert_equal "$(<answered)" "$(wc -l <journal.jsonl)"
        assert_equal "$(tail -n 1 listen.err | cut -d ' ' -f 1)" "$(<answered)"
    done
}

many_came() { [[ -e journal.jsonl && $(wc -l <journal.jsonl) -gt 300 ]]; }

@test "clients: Node's fetch, curl asking for HTTP/2, a bare socket" {
    start_listen --json
    node - "$URL" "$SIGNATURE" >fetched <<'SCRIPT'
const [url, signature] = process.argv.slice(2);
(async () => {
    for (const body of ['{"data":1}', new Blob(['{"data"', ":1}"]).stream()]) {
        const answer = await fetch(url, { method: "POST", body, duplex: "half", headers: { "x-sfpy-signature": signature } });
        console.log(answer.status, await answer.text());
    }
})();
SCRIPT
    assert_equal "$(<fetched)" $'200 {"received":true}\n200 {"received":true}'
    posts 200 body.json -H @headers.txt --http2
    posts 200 body.json -H @headers.txt --http1.0
    delivery >request # kept open by us; the answer comes all the same
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    cat request >&"$socket"
    IFS= read -r -t 30 line <&"$socket"
    assert_equal "$line" $'HTTP/1.1 200 OK\r'
    exec {socket}>&-
    stop_listen
    # What curl asked for with the third was seen, and not granted.
    assert_equal "$(jq -r 'select(.kind == "delivery") | .headers | map(.[0] | ascii_downcase)
        | if index("upgrade") then "h2c" elif index("transfer-encoding") then "chunked" else "plain" end' listen.out)" \
        $'plain\nchunked\nh2c\nplain\nplain'
}

@test "a page in a browser: 403, with all that a browser sends" {
    start_listen
    # As Chromium sends them: a form without JavaScript, fetch() in mode no-cors, and the question before one with
    # headers of its own.
    node - "$URL" >refused <<'SCRIPT'
const url = process.argv[2];
const common = { "sec-ch-ua": '"Chromium";v="131"', "sec-ch-ua-mobile": "?0", "user-agent": "Mozilla/5.0 Chrome/131.0", "sec-ch-ua-platform": '"Linux"', accept: "*/*", "accept-encoding": "gzip, deflate, br, zstd", "accept-language": "en" };
const requests = [
    ["POST", { ...common, origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "upgrade-insecure-requests": "1" }],
    ["POST", { ...common, origin: "null", "content-type": "text/plain;charset=UTF-8", "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "empty" }],
    ["OPTIONS", { ...common, origin: "http://localhost:3000", "access-control-request-method": "POST", "access-control-request-headers": "x-sfpy-signature", "sec-fetch-site": "same-site", "sec-fetch-mode": "cors" }],
];
(async () => {
    for (const [method, headers] of requests)
        await new Promise((done) => {
            require("http").request(url, { method, headers }, (answer) => {
                let body = "";
                answer.on("data", (part) => (body += part));
                answer.on("end", () => done(console.log(answer.statusCode, body, Object.keys(answer.headers).some((name) => name.startsWith("access-control")))));
            }).end(method === "POST" ? '{"data":1}' : undefined);
        });
})();
SCRIPT
    assert_equal "$(sort refused | uniq -c | tr -s ' ')" ' 3 403 {"error":"from-a-browser"} false'
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" '0 received: 0 valid, 0 invalid; 3 refused'
}

@test "compressed bodies: recorded and verified as they came, shown unpacked" {
    printf '{"action":"opened","n":1.50}' >plain
    gzip -nc plain >packed
    local key
    key=$(openssl dgst -sha256 -hmac "$SECRET" -r packed | cut -d ' ' -f 1)
    start_listen --scheme github --journal journal.jsonl --max-body 5000
    posts 200 packed -H "X-Hub-Signature-256: sha256=$key" -H 'Content-Encoding: gzip'
    posts 401 packed -H 'X-Hub-Signature-256: sha256=00' -H 'Content-Encoding: GZIP'
    # Damaged, cut short, more than --max-body, not packed at all, of an unknown kind.
    head -c 20 packed >"cut" && posts 401 cut -H 'Content-Encoding: gzip'
    head -c 1000000 /dev/zero | gzip -nc >bomb && posts 401 bomb -H 'Content-Encoding: gzip'
    posts 401 plain -H 'Content-Encoding: gzip'
    posts 401 packed -H 'Content-Encoding: br'
    posts 401 packed -H 'Content-Encoding: identity'
    stop_listen
    assert_equal "$(jq -r '.body_base64 // empty' journal.jsonl | head -n 1)" "$(base64 -w 0 packed)"
    grep -v '→\|^ *\(no signature\|the signature\)' listen.out | sed 's/^ *//; s/\\x.*/…/' >shown
    printf '%s\n' '(unpacked from 46 bytes)' '{' '"action": "opened",' '"n": 1.50' '}' '(unpacked from 46 bytes)' '{' '"action": "opened",' \
        '"n": 1.50' '}' '| (compressed: 20 bytes)' "| (compressed: $(wc -c <bomb) bytes)" '{' '"action": "opened",' '"n": 1.50' '}' \
        '(unpacked from 46 bytes)' '{' '"action": "opened",' '"n": 1.50' '}' '| …' | diff - shown
}
