#!/usr/bin/env bats
# `listen --forward-to`: real applications (app.js, or bytes as broken ones send them), and what they, the sender, the
# journal and people get.
#
# shellcheck disable=SC2016,SC2153,SC2154  # the dollars are jq's; SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
    payload '{"type":"payment:created","token":"T0"}'
}

delivers() { posts "${1:-200}" body.json -H @headers.txt "${@:2}"; }

# got NAME FILTER: what the application received, by jq.
got() { jq -c "$2" "$1.json"; }

has() { grep -qF -- "$2" "$1" || fail "no '$2' in $1: $(cat "$1")"; }

has_not() { ! grep -qF -- "$2" "$1" || fail "'$2' in $1: $(cat "$1")"; }

journal() { jq -c "$1" "$XDG_STATE_HOME/sfpy-hook/journal.jsonl"; }

listens_no_more() { ! (exec 9<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# connected COUNT: so many connections to the listener stand (the kernel's table names addresses in hex).
connected() {
    local begin
    begin=$(printf '^ *[0-9]*: 0100007F:%04X [0-9A-F:]* 01 ' "$PORT")
    [[ $(grep -c "$begin" /proc/net/tcp) -eq $1 ]]
}

has_ipv6() { [[ -e /proc/net/if_inet6 ]] || skip "no IPv6 here"; }

@test "a body arrives byte for byte, from 1 byte to 1 MiB, also sent in chunks" {
    start_app app
    start_listen --no-verify -q -f "$APP_PORT"
    local number=0
    for size in 1 2 1023 16384 65535 65536 65537 1048575 1048576; do
        head -c "$size" /dev/urandom >sent
        for coding in '' 'Transfer-Encoding: chunked'; do
            number=$((number + 1))
            posts 200 sent -H "$coding" -H 'Expect:'
            cmp sent "app/$number.body"
            assert_equal "$(got "app/$number" '[.headers as $h | range(0; $h|length; 2) | select($h[.] | ascii_downcase == "content-length") | $h[.+1]]')" "[\"$size\"]"
            assert_equal "$(got "app/$number" '[.headers[] | ascii_downcase] | index("transfer-encoding")')" null
        done
    done
    : >sent
    posts 200 sent
    cmp sent "app/$((number + 1)).body"
    stop_listen
}

@test "end-to-end headers arrive in their order, duplicates too; those of one hop don't" {
    start_app app
    start_listen --no-verify -f "$APP_PORT/to"
    printf '%s\r\n' 'POST / HTTP/1.1' 'B: 2' 'host: sender.example' 'a: 1' 'X-Empty:' 'b:  3 ' 'Connection: x-hop, close' \
        'X-HOP: gone' 'Keep-Alive: 5' 'Proxy-Connection: x' 'TE: trailers' 'Trailer: x' 'Upgrade: h2c' \
        'Connection: other' 'Other: gone' $'Latin: \xe9' 'Accept-Encoding: gzip' 'Content-Length: 2' 'A: 4' '' >request
    printf '{}' >>request
    talks 200 request
    printf '%s\n' Host "127.0.0.1:$APP_PORT" B 2 a 1 X-Empty '' b 3 Latin é Accept-Encoding gzip Content-Length 2 A 4 >expected
    jq -r '.headers[]' app/1.json | diff -u expected -
    assert_equal "$(got app/1 '[.method, .url]')" '["POST","/to"]'
    stop_listen
}

@test "curl adds nothing, whatever its user has set; 100 KiB don't make it wait for 100" {
    printf 'header = "X-Rc: 1"\n' >"$HOME/.curlrc"
    start_app app
    start_listen --no-verify -f "$APP_PORT"
    head -c 100000 /dev/zero >sent
    { printf 'POST / HTTP/1.0\r\nContent-Length: 100000\r\n\r\n' && cat sent; } >request
    talks 200 request
    assert_equal "$(got app/1 .headers)" "[\"Host\",\"127.0.0.1:$APP_PORT\",\"Content-Length\",\"100000\"]"
    cmp sent app/1.body
    stop_listen
}

@test "the target's path, its query and the delivery's" {
    start_app app
    start_listen --path '*' --no-verify -f "$APP_PORT/a//../b?x=1&y" -f ":$APP_PORT/q?" -f "http://127.0.0.1:$APP_PORT"
    posts 200 body.json --request-target '/other?z=%20&z=2?#'
    assert_equal "$(jq -sc 'map(.url) | sort' app/[123].json)" \
        '["/?z=%20&z=2?","/a//../b?x=1&y&z=%20&z=2?","/q?z=%20&z=2?"]'
    posts 200 body.json --request-target /other
    assert_equal "$(jq -sc 'map(.url) | sort' app/[456].json)" '["/","/a//../b?x=1&y","/q?"]'
    local odd='/?'"\"<>^\`{|}\\[]'~!*()%zz;:@,=+$&&"
    posts 200 body.json --request-target "$odd"
    jq -r '.url' app/9.json app/8.json app/7.json | grep -Fx -- "$odd"
    stop_listen
}

@test "targets by type, by both names of it; none fits: our own answer" {
    start_app pay
    local pay=$APP_PORT
    start_app refund
    start_listen -f "payment.confirmed=$pay/friendly" -f "payment:created=$pay/wire" -f "refund.confirmed=:$APP_PORT/r?a=b"
    delivers
    [[ $(<answer) == "answer "[12] ]]
    assert_equal "$(jq -sc 'map(.url) | sort' pay/[12].json)" '["/friendly","/wire"]'
    payload '{"type":"refund:created"}'
    delivers
    assert_equal "$(<answer)" 'answer 1'
    assert_equal "$(got refund/1 .url)" '"/r?a=b"'
    payload '{"type":"else"}'
    delivers
    assert_equal "$(<answer)" '{"received":true}'
    stop_listen
    [[ ! -e pay/3.json && ! -e refund/2.json ]]
    assert_equal "$(journal '.forwards | map(.status)' | paste -sd ' ')" '[200,200] [200] []'
    has listen.err '2 forwarded, 0 of them failed'
}

@test "several targets get it at once; the sender gets the first one's answer, whatever the others say" {
    start_app first
    local first=$APP_PORT
    start_app second
    dead_port
    start_listen -f "$first/?status=202&slow=300&body=mine" -f "$APP_PORT/?status=500" -f "$DEAD_PORT"
    delivers 202
    assert_equal "$(<answer)" mine
    delivers 202
    stop_listen
    assert_equal "$(journal '[.answer.status, (.forwards | map(.status, .error))]' | head -n 1)" \
        '[202,[202,null,500,null,null,"connection refused"]]'
    has listen.out "http://127.0.0.1:$first/?status=202&slow=300&body=mine  → 202"
    has listen.out "http://127.0.0.1:$APP_PORT/?status=500  → 500"
    has listen.err '2 forwarded, 2 of them failed'
}

@test "the application's answer goes back: status, end-to-end headers, body" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    delivers 418 --url-query status=418 --url-query body=short --dump-header answer.head
    assert_equal "$(<answer)" short
    tr -d '\r' <answer.head | grep -v '^Date: ' >headers
    printf '%s\n' 'HTTP/1.1 418 ' 'Content-Type: text/x-test' 'X-Twice: 1' 'X-Other: b' 'X-Twice: 2' 'Content-Length: 5' '' |
        diff -u - <(sed 's/^\(HTTP.1.1 418\).*/\1 /' headers)
    assert_equal "$(journal '[.answer.status, .answer.body, (.answer.headers | map(select(.[0] != "Date") | .[1]))]')" \
        '[418,"short",["text/x-test","1","b","2","5"]]'
    delivers 200 --url-query size=1048576
    assert_equal "$(wc -c <answer)" 1048576
    for status in 204 304; do
        delivers "$status" --url-query "status=$status" --dump-header answer.head
        has_not answer.head Content-Length
    done
    stop_listen
}

@test "an answer over 1 MiB is cut there, its status counts" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    delivers 201 --url-query size=2000000 --url-query status=201
    assert_equal "$(wc -c <answer)" 1048576
    delivers 200
    stop_listen
    assert_equal "$(journal '.forwards[0] | [.status, .error]' | head -n 1)" '[201,null]'
}

@test "an application that is down: 502, one hint for the many" {
    dead_port
    start_listen -f "$DEAD_PORT/hook" --format compact
    for ((i = 0; i < 20; i++)); do
        delivers 502
        assert_equal "$(<answer)" '{"error":"unreachable"}'
    done
    stop_listen
    assert_equal "$(grep -c 'connection refused  ' listen.out)" 20
    assert_equal "$(grep -c 'hint: start the app, or name its port: --forward-to PORT/hook' listen.out)" 1
    assert_equal "$(journal '[.verdict.valid, .answer.status, .forwards[0].url, .forwards[0].status, .forwards[0].error]' | sort -u)" \
        "[true,502,\"http://127.0.0.1:$DEAD_PORT/hook\",null,\"connection refused\"]"
    has listen.err '20 forwarded, 20 of them failed'
}

@test "an answer that is late: 504; with --forward-timeout 0 it is waited for" {
    start_app app
    start_listen --path '*' -f "$APP_PORT" --forward-timeout 300ms
    delivers 504 --url-query hang
    assert_equal "$(<answer)" '{"error":"timeout"}'
    delivers 504 --url-query partial=stalled
    delivers 200
    stop_listen
    has listen.out 'no answer within 300 ms'
    has listen.out 'its answer was not whole within 300 ms'
    has listen.out '--forward-timeout 0 waits for ever'
    assert_equal "$(journal '.forwards[0] | [.status, .error, .ms >= 300]' | head -n 2 | paste -sd ' ')" \
        '[null,"timed out",true] [200,"timed out before the answer was whole",true]'
    start_listen --path '*' -f "$APP_PORT" --forward-timeout 0
    delivers 200 --url-query slow=1500
    stop_listen
}

@test "--forward-retries: after 5xx, a broken answer or a refused connection, not after 4xx" {
    start_app app
    start_listen --path '*' -f "$APP_PORT" --forward-retries 2
    delivers 200 --url-query times=2
    cmp app/1.body app/3.body
    delivers 404 --url-query status=404
    [[ -e app/4.json && ! -e app/5.json ]]
    delivers 500 --url-query status=500
    [[ -e app/7.json && ! -e app/8.json ]]
    delivers 502 --url-query close
    stop_listen
    assert_equal "$(journal '.forwards[0] | [.status, .attempts]' | paste -sd ' ')" '[200,3] [404,1] [500,3] [null,3]'
    has listen.out '(attempt 3)'
}

@test "an application that ends a kept connection without an answer gets the delivery once" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    delivers 200 --url-query close=reused
    delivers 502 --url-query close=reused
    stop_listen
    [[ -e app/2.json && ! -e app/3.json ]] || fail "$(ls app)"
}

@test "a retry reaches an application that comes up meanwhile" {
    dead_port
    start_listen -f "$DEAD_PORT" --forward-retries 5
    { delivers 200 && : >delivered; } &
    wait_until grep -q 'nothing answers at' listen.err
    start_app app "port=$DEAD_PORT"
    wait_until test -e delivered
    stop_listen
}

@test "redirects are reported, never followed" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    for status in 301 302 303 307 308; do
        delivers "$status" --url-query "status=$status" --url-query "location=http://127.0.0.1:$APP_PORT/x"
    done
    stop_listen
    [[ ! -e app/6.json ]]
    assert_equal "$(grep -c "redirected to http://127.0.0.1:$APP_PORT/x; following would turn the POST into a GET" listen.out)" 5
}

@test "each refusal has its body and two lines: cause and mend; again only when something else came between" {
    start_app app
    start_listen --path '*' -f "$APP_PORT/hook"
    for status in 400 401 403 404 405 413 415 418 419 422 429 500 502 503; do
        printf '%s\n' "$status" >>expected
        for ((i = 0; i < 3; i++)); do
            delivers "$status" --url-query "status=$status" --url-query "body="$'\e'"[31m-$status"
        done
    done
    delivers 200
    delivers 404 --url-query status=404
    stop_listen
    assert_equal "$(grep -c '^ *hint: ' listen.out)" 15
    for status in $(<expected); do
        assert_equal "$(grep -cF "| \\x1b[31m-$status" listen.out)" 3
    done
    has listen.out 'the app has no route for POST /hook'
    has listen.out "--forward-to $APP_PORT/path"
    has listen.out "give the app the secret $FINGERPRINT"
    has listen.out 'not for POST'
    has listen.out 'takes no content type application/json'
    has_not listen.out "$SECRET"
}

@test "of a long answer that isn't 2xx 4096 bytes are shown" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    delivers 500 --url-query size=10000 --url-query status=500
    stop_listen
    has listen.out '… 5904 more bytes'
    assert_equal "$(grep -c "^ *| x\{4096\}$" listen.out)" 1
}

@test "broken answers: 502, a reason and a hint" {
    printf '' >empty
    printf 'SSH-2.0-OpenSSH_9.2\r\n' >ssh
    printf 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf' >partial
    printf 'HTTP/1.1 200 OK\r\nX: ' >cut-head
    printf 'HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n' >upgrade
    printf 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n' >chunks
    { printf 'HTTP/1.1 200 OK\r\n' && for ((i = 0; i < 300; i++)); do printf 'X-%s: %01000d\r\n' "$i" 0; done && printf '\r\n'; } >large
    for file in empty ssh partial cut-head upgrade chunks large; do
        start_app "app-$file" "raw=$file"
        start_listen -f "$APP_PORT"
        delivers 502
        assert_equal "$(<answer)" '{"error":"unreachable"}'
        stop_listen
        grep -q '^ *hint: ' listen.out || fail "$file: $(<listen.out)"
    done
    assert_equal "$(journal '.forwards[0].error == null' | sort -u)" false
    assert_equal "$(journal '.forwards[0].status' | paste -sd ' ')" 'null null 200 null null 200 null'
}

@test "unusual answers that are good" {
    printf 'HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 200 OK\r\nX-Final: 1\r\nTransfer-Encoding: chunked\r\nTrailer: X-Late\r\n\r\n3\r\nabc\r\n0\r\nX-Late: 1\r\n\r\n' >interim
    printf 'HTTP/1.0 200\r\nX-Final: 1\r\nConnection: close\r\n\r\nabc' >old
    printf 'HTTP/1.1 200 OK\nX-Final: 1\nX-Cr: a\rb\n folded\n\nabc' >feeds
    for file in interim old feeds; do
        start_app "app-$file" "raw=$file"
        start_listen -f "$APP_PORT"
        delivers 200 --dump-header answer.head
        assert_equal "$(<answer)" abc
        stop_listen
        printf '%s\r\n' 'HTTP/1.1 200 OK' 'X-Final: 1' 'Content-Length: 3' '' | diff -u - answer.head
    done
}

@test "invalid deliveries are not forwarded, accepted ones are" {
    start_app app
    start_listen -f "$APP_PORT"
    posts 401 body.json
    stop_listen
    [[ ! -e app/1.json ]]
    has listen.err '0 forwarded, 0 of them failed'
    start_listen -f "$APP_PORT" --accept-invalid
    posts 200 body.json
    cmp body.json app/1.body
    stop_listen
}

@test "user and password of a URL are sent, and masked wherever shown or recorded" {
    start_app app
    start_listen -f "http://us%65r:hunter2@127.0.0.1:$APP_PORT/a"
    delivers 200 -H 'Authorization: Basic old'
    assert_equal "$(got app/1 '.headers as $h | $h[($h | index("Authorization")) + 1]')" '"Basic dXNlcjpodW50ZXIy"'
    stop_app
    delivers 502
    stop_listen
    assert_equal "$(journal '.forwards[0].url' | sort -u)" "\"http://***@127.0.0.1:$APP_PORT/a\""
    ! grep -r hunter2 listen.* "$XDG_STATE_HOME" || fail 'the password shows'
    hook 2 listen -p 0 -f 'http://u:hunter2@:80/'
    has_not err hunter2
}

@test "-H adds, replaces and removes; --forwarded tells where it came from" {
    start_app app
    start_listen -f "$APP_PORT" -H 'X-New: 1' -H 'X-New: 2' -H 'x-old: mine' -H 'X-Gone:' -H 'Host: other.example' --forwarded
    delivers 200 -H 'X-Old: 1' -H 'X-Old: 2' -H 'X-Gone: 1' -H 'X-Forwarded-For: 192.0.2.7'
    jq -r '.headers as $h | range(0; $h|length; 2) | $h[.] + ": " + $h[.+1]' app/1.json | grep -i '^x-[nogf]\|^host' >headers
    printf '%s\n' 'Host: other.example' 'X-Forwarded-For: 192.0.2.7, 127.0.0.1' "X-Forwarded-Host: 127.0.0.1:$PORT" 'X-Forwarded-Proto: http' \
        'X-New: 1' 'X-New: 2' 'x-old: mine' | diff -u - headers
    stop_listen
    start_listen -f "$APP_PORT"
    delivers 200
    assert_equal "$(got app/2 '.headers | map(ascii_downcase) | index("x-forwarded-for")')" null
    stop_listen
}

@test "loopback never by a proxy" {
    start_app app
    dead_port
    export http_proxy=http://127.0.0.1:$DEAD_PORT all_proxy=http://127.0.0.1:$DEAD_PORT
    for host in 127.0.0.1 127.0.0.1 localhost; do
        start_listen -f "http://$host:$APP_PORT"
        delivers 200
        stop_listen
        has_not listen.err 'nothing answers'
    done
}

@test "localhost is tried on both address families" {
    has_ipv6
    for host in 127.0.0.1 ::1; do
        start_app "app$host" "host=$host"
        start_listen -f "localhost:$APP_PORT"
        delivers 200
        delivers 200
        stop_listen
        has_not listen.err 'nothing answers'
    done
    start_app app host=::1
    start_listen -f "http://[::1]:$APP_PORT/x"
    delivers 200
    assert_equal "$(got app/1 '.headers[1]')" "\"[::1]:$APP_PORT\""
    stop_listen
}

@test "https: who is trusted, and what is said otherwise" {
    make_certificate DNS:localhost
    start_app app cert=cert.pem key=key.pem
    start_listen -f "https://localhost:$APP_PORT/"
    wait_until grep -q "nothing answers at https://localhost:$APP_PORT/ yet: SSL certificate problem" listen.err
    delivers 502
    stop_listen
    has listen.out "the certificate of localhost:$APP_PORT is not trusted: SSL certificate problem"
    has listen.out '--cacert FILE'
    start_listen -f "https://localhost:$APP_PORT/" --cacert cert.pem
    delivers 200
    stop_listen
    has_not listen.err 'nothing answers'
    start_listen -f "https://127.0.0.1:$APP_PORT/" --cacert cert.pem
    delivers 502
    stop_listen
    has listen.out "the certificate of 127.0.0.1:$APP_PORT is for another name"
    start_listen -f "https://127.0.0.1:$APP_PORT/" --insecure
    delivers 200
    stop_listen
    start_listen -f "http://127.0.0.1:$APP_PORT/"
    delivers 502
    stop_listen
    start_app plain
    start_listen -f "https://127.0.0.1:$APP_PORT/hook" --insecure
    delivers 502
    stop_listen
    has listen.out 'the TLS handshake with'
    has listen.out "--forward-to http://127.0.0.1:$APP_PORT/hook"
}

@test "a target that is dead at the start is warned about in two lines, and told when it comes back" {
    dead_port
    start_listen -f "payment.confirmed=$DEAD_PORT/a" -f "refund.confirmed=$DEAD_PORT/b"
    wait_until grep -q '^hint: ' listen.err
    assert_equal "$(sed -n 2,3p listen.err)" "sfpy-hook: listen: nothing answers at http://127.0.0.1:$DEAD_PORT/a yet: connection refused
hint: start the app, or check the URL; it is tried again every 3 s, and until it answers senders get 502"
    start_app app "port=$DEAD_PORT"
    wait_until grep -q "^http://127.0.0.1:$DEAD_PORT/a answers again$" listen.err
    assert_equal "$(wc -l <listen.err)" 4
    delivers 200
    stop_app
    delivers 502
    start_app app "port=$DEAD_PORT"
    delivers 200
    assert_equal "$(grep -c 'answers again$' listen.err)" 2
    stop_listen
}

@test "a dead target neither keeps the listener nor delays it" {
    local started=$EPOCHREALTIME
    start_listen -f 192.0.2.1:9 --timeout 200ms # an address that nobody has: no answer at all
    has listen.err 'sfpy-hook listens on'
    ended 0
    ((${EPOCHREALTIME/./} - ${started/./} < 3000000)) || fail 'it took 3 s'
}

@test "64 in flight, the rest waits, nothing is lost" {
    start_app app
    start_listen --path '*' -f "$APP_PORT" --forward-timeout 0
    for ((i = 0; i < 200; i++)); do
        printf 'url = "%s?hang&n=%s"\noutput = "/dev/null"\n' "$URL" "$i"
    done >urls
    { curl --disable --no-progress-meter --parallel --parallel-immediate --parallel-max 200 --config urls -H @headers.txt \
        --data-binary @body.json --write-out '%{http_code}\n' 3>&- >statuses && : >all; } &
    wait_until test -e app/64.json
    # All 200 are connected, and what waits stays with us.
    wait_until connected 200
    [[ ! -e app/65.json && ! -s statuses ]]
    : >app/go
    wait_until test -e all
    assert_equal "$(sort statuses | uniq -c | xargs)" '200 200'
    stop_listen
    assert_equal "$(jq .most app/*.json | sort -n | tail -n 1)" 64
    assert_equal "$(jq -r .url app/*.json | sort -u | wc -l)" 200
    assert_equal "$(journal '[.target, .forwards[0].status, .answer.status]' | sort -u | wc -l)" 200
    has listen.err '200 forwarded, 0 of them failed'
}

@test "SIGTERM lets a forward in flight end" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    { delivers 200 --url-query hang && : >delivered; } &
    wait_until test -e app/1.json
    kill -TERM "$LISTENER"
    wait_until listens_no_more
    : >app/go
    ended 0
    [[ -e delivered ]]
    assert_equal "$(journal .forwards[0].status)" 200
}

@test "SIGTERM cuts after 5 s what doesn't end: 504, recorded" {
    start_app app
    start_listen --path '*' -f "$APP_PORT" --forward-retries 9
    { delivers 504 --url-query hang && : >delivered; } &
    wait_until test -e app/1.json
    kill -TERM "$LISTENER"
    ended 0
    wait_until test -e delivered
    assert_equal "$(<answer)" '{"error":"timeout"}'
    assert_equal "$(journal '[.answer.status, .forwards[0].status, .forwards[0].error]')" '[504,null,"cut at the end of listen"]'
    has listen.err '1 forwarded, 1 of them failed'
}

@test "a second SIGTERM doesn't wait" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    post body.json -H @headers.txt --url-query hang 2>/dev/null &
    wait_until test -e app/1.json
    local started=$EPOCHREALTIME
    kill -TERM "$LISTENER"
    wait_until listens_no_more
    kill -TERM "$LISTENER"
    ended 0
    ((${EPOCHREALTIME/./} - ${started/./} < 4000000)) || fail 'it waited'
    assert_equal "$(journal .answer.status)" 504
}

@test "a sender that goes away: the application gets it all the same, and it is recorded" {
    start_app app
    start_listen --path '*' -f "$APP_PORT"
    post body.json -H @headers.txt --url-query hang --max-time 1 >/dev/null 2>&1 || true
    : >app/go
    wait_until test -s "$XDG_STATE_HOME/sfpy-hook/journal.jsonl"
    assert_equal "$(journal .forwards[0].status)" 200
    stop_listen
}

@test "what can't be recorded isn't answered 2xx, even where the application did" {
    start_app app
    start_listen -f "$APP_PORT" --journal /dev/full
    delivers 503
    assert_equal "$(<answer)" '{"error":"not-recorded"}'
    [[ -e app/1.json ]]
    stop_listen
}

@test "with --json: forwards in the record, counts in the summary, hints on standard error" {
    start_app app
    start_listen --json --path '*' -f "$APP_PORT/a"
    delivers 200
    delivers 404 --url-query status=404
    posts 401 body.json
    stop_listen
    members_are listen.out delivery forwards answer
    assert_equal "$(jq -c 'select(.kind == "delivery") | .forwards | map([.url, .status, (.ms | type), .attempts, .error])' listen.out | paste -sd ' ')" \
        "[[\"http://127.0.0.1:$APP_PORT/a\",200,\"number\",1,null]] [[\"http://127.0.0.1:$APP_PORT/a?status=404\",404,\"number\",1,null]] []"
    assert_equal "$(tail -n 1 listen.out | jq -c '[.received, .valid, .invalid, .forwarded, .failed]')" '[3,2,1,2,1]'
    assert_equal "$(<listen.err)" "http://127.0.0.1:$APP_PORT/a?status=404: the app has no route for POST /a
hint: name the path of its webhook route: --forward-to $APP_PORT/path"
    diff <(jq -c 'select(.kind == "delivery")' listen.out) <(journal .)
}

@test "such records can be verified" {
    dead_port
    start_listen -f "$DEAD_PORT"
    delivers 502
    stop_listen
    hook 0 verify "$XDG_STATE_HOME/sfpy-hook/journal.jsonl"
}

@test "--events limits what is forwarded; the rest is answered here, and counts" {
    start_app app
    start_listen --format compact -e 'refund.*' -f "$APP_PORT"
    delivers 200
    assert_equal "$(<answer)" '{"received":true}'
    payload '{"type":"refund:created","token":"T1"}'
    delivers 200
    assert_equal "$(<answer)" 'answer 1'
    stop_listen
    assert_equal "$(journal '.forwards | length' | paste -sd ' ')" '0 1'
    assert_equal "$(grep -c '→ 200' listen.out)" 1
    has listen.out 'refund.confirmed'
    has listen.err '2 received: 2 valid, 0 invalid; 0 refused'
    has listen.err '1 forwarded, 0 of them failed'
}

@test "from https and from a unix socket" {
    start_app app
    start_listen --tls --forwarded -f "$APP_PORT"
    delivers 200 --cacert "$XDG_STATE_HOME/sfpy-hook/tls-cert.pem"
    assert_equal "$(<answer)" 'answer 1'
    assert_equal "$(got app/1 '.headers as $h | $h[($h | index("X-Forwarded-Proto")) + 1]')" '"https"'
    stop_listen
    start_listen --unix-socket ./hook.sock --host 0.0.0.0 --no-verify --forwarded -f "$APP_PORT"
    posts 200 body.json --unix-socket ./hook.sock
    assert_equal "$(<answer)" 'answer 2'
    stop_listen
}

@test "a body that came compressed arrives as it came" {
    start_app app
    start_listen --no-verify -f "$APP_PORT"
    gzip -c body.json >packed
    posts 200 packed -H 'Content-Encoding: gzip'
    cmp packed app/1.body
    stop_listen
    has listen.out '"token": "T0"'
}

@test "conditions are met at once, the end waits for the application" {
    start_app app
    start_listen --path '*' --until type=payment.confirmed --timeout 60 -f "$APP_PORT"
    delivers 200 --url-query slow=1000
    assert_equal "$(<answer)" 'answer 1'
    ended 0
    assert_equal "$(journal .forwards[0].status)" 200
}

@test "a command sends, the application answers it" {
    start_app app
    # shellcheck disable=SC2016  # the dollar is for sh
    hook 0 listen -p 0 --count 1 --timeout 60 -f "$APP_PORT" -- \
        sh -c 'test "$(curl -sS "$SFPY_HOOK_URL" -H @headers.txt --data-binary @body.json)" = "answer 1"'
    [[ -e app/1.json ]]
    has err '1 forwarded, 0 of them failed'
}

@test "scripted answers and an application: not both" {
    : >file
    for option in --respond=500 --respond-body=file --respond-header=A:1 --delay=1 --fault=reset; do
        hook 2 listen -p 0 -f 3000 "$option"
        err_is "sfpy-hook: listen: '${option%%=*}' and '--forward-to' don't go together: the sender gets the application's answer" \
            "hint: leave ${option%%=*} out, or forward to a second 'sfpy-hook listen' that answers so"
    done
}

@test "what is wrong on the command line" {
    hook 2 listen -p 0 -f ftp://127.0.0.1/
    [[ $(head -n 1 err) == "sfpy-hook: listen: option '--forward-to': no http or https URL: 'ftp://127.0.0.1/'" ]] || fail "$(<err)"
    hook 2 listen -p 0 -f =3000
    hook 2 listen -p 0 -f 'a/b=3000'
    hook 2 listen -p 0 -f ''
    hook 2 listen -p 0 -f 3000 -H 'no header'
    hook 2 listen -p 0 -f 3000 -H 'Content-Length: 1'
    hook 2 listen -p 0 -f 3000 -H 'transfer-encoding: chunked'
    hook 2 listen -p 0 -f 3000 --forward-retries -1
    hook 2 listen -p 0 -f 3000 --forward-timeout soon
    hook 3 listen -p 0 -f 3000 --cacert missing
    hook 2 listen -p 0 -f 3000 --no-verify --host 0.0.0.0
    err_is "sfpy-hook: listen: '--no-verify' and '--forward-to' together need a '--host' of this machine: anybody who reaches 0.0.0.0 could call the application unverified" \
        "hint: leave --no-verify out, or listen on 127.0.0.1"
}

@test "a project's file may forward to this machine only, and not trust any certificate" {
    mkdir -p .git
    printf '{"listen": {"forward-to": ["payment.confirmed=3000/a", "http://localhost:1/"], "port": 0, "timeout": "100ms"}}' >.sfpy-hook.json
    chmod 600 .sfpy-hook.json
    hook 0 listen
    for setting in '"forward-to": "https://example.com/"' '"forward-to": ["x=https://example.com/"]' '"insecure": true'; do
        printf '{"listen": {%s}}' "$setting" >.sfpy-hook.json
        hook 3 listen -p 0 --timeout 100ms
    done
}
