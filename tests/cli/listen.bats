#!/usr/bin/env bats
# `listen`: what it says, answers, prints and records, and how it ends. Its HTTP is in requests.bats.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
    payload '{"type":"payment:created","token":"T0"}'
}

# delivers [CURL-OPTION]...: body.json, signed, is answered 200.
delivers() {
    posts 200 body.json -H @headers.txt "$@"
    assert_equal "$(<answer)" '{"received":true}'
}

# totals RECEIVED VALID INVALID REFUSED: the last line says so.
totals() {
    assert_equal "$(tail -n 1 listen.err)" "$1 received: $2 valid, $3 invalid; $4 refused"
}

# summary RECEIVED VALID INVALID REFUSED: so does the last line with --json.
summary() {
    assert_equal "$(tail -n 1 listen.out | jq -c '[.kind, .command, .received, .valid, .invalid, .refused, .forwarded, .failed]')" \
        "[\"summary\",\"listen\",$1,$2,$3,$4,0,0]"
}

@test "the first line says URL, scheme and secret, also with -q" {
    for quiet in '' -q; do
        start_listen $quiet
        [[ $URL =~ ^http://127\.0\.0\.1:[1-9][0-9]*/$ ]] || fail "$URL"
        assert_equal "$(<listen.err)" \
            "sfpy-hook listens on $URL   scheme sfpy   secret $FINGERPRINT (SFPY_WEBHOOK_SECRET)"
        stop_listen
        assert_equal "$(<listen.out)" ''
    done
    assert_equal "$(wc -l <listen.err)" 1
    start_listen --path /hooks --scheme safepay-v1 -s one -s two
    assert_equal "$(<listen.err)" \
        "sfpy-hook listens on ${URL%/hooks}/hooks   scheme safepay-v1   secret #7692c3ad, #3fc4ccfe (--secret)"
}

@test "the ready file has the URL and a newline, and goes away at the end" {
    start_listen --path /x
    printf 'http://127.0.0.1:%s/x\n' "$PORT" | cmp - ready
    stop_listen
    [[ ! -e ready ]]
    assert_equal "$(echo ready*)" 'ready*' # no temporary file either
    start_listen --timeout 100ms
    ended 0
    [[ ! -e ready ]]
}

@test "a ready file that can't be written: exit 5" {
    hook 5 listen -p 0 --ready-file missing/ready
    assert_equal "$(tail -n 2 err | grep -c 'sfpy-hook: listen: cannot write missing/ready: No such file or directory')" 1
}

@test "an address in use: exit 4" {
    start_listen
    hook 4 listen -p "$PORT"
    out_is
    [[ $(head -n 1 err) == "sfpy-hook: listen: cannot listen on "*": address already in use" ]] || fail "$(<err)"
    hook 4 listen -p "$PORT" --ready-file second
    [[ ! -e second ]]
    delivers
    stop_listen
}

@test "an address that isn't ours: exit 4" {
    hook 4 listen -p 0 --host 192.0.2.1
    out_is
    hook 2 listen -p 0 --host 'no address'
    out_is
}

@test "IPv6 loopback" {
    [[ -e /proc/net/if_inet6 ]] || skip "no IPv6 here"
    start_listen --host ::1
    [[ $URL == "http://[::1]:"* ]] || fail "$URL"
    delivers
    stop_listen
}

@test "a valid delivery, an invalid one, one without signature: answers" {
    start_listen
    delivers
    posts 401 body.json -H 'X-SFPY-SIGNATURE: 00' -D head
    assert_equal "$(<answer)" '{"error":"mismatch"}'
    grep -qix $'content-type: application/json\r' head
    posts 401 body.json
    assert_equal "$(<answer)" '{"error":"missing-signature"}'
    posts 401 body.json -H 'X-SFPY-SIGNATURE: ?'
    assert_equal "$(<answer)" '{"error":"malformed-signature"}'
    posts 401 body.json -H @headers.txt -H @headers.txt
    assert_equal "$(<answer)" '{"error":"malformed-signature"}'
    delivers -H "SFPY-Signature: $SIGNATURE"
    stop_listen
    totals 6 2 4 0
}

@test "--accept-invalid answers 200, marked" {
    start_listen --accept-invalid --format compact
    posts 200 body.json
    assert_equal "$(<answer)" '{"received":true}'
    stop_listen
    totals 1 0 1 0
    assert_equal "$(grep -c '✗ missing-signature  → 200 (accepted all the same)' listen.out)" 1
    start_listen --accept-invalid --json
    posts 200 body.json -H 'X-SFPY-SIGNATURE: 00'
    stop_listen
    json_is listen.out '.kind != "delivery" or (.verdict.valid == false and .verdict.reason == "mismatch" and .answer.status == 200)'
}

@test "--no-verify checks nothing and says so" {
    start_listen --no-verify
    grep -q 'signatures are not checked' listen.err
    posts 200 body.json
    printf 'no JSON' >other
    posts 200 other
    stop_listen
    totals 2 0 0 0
    assert_equal "$(grep -c '· unchecked  → 200' listen.out)" 2
    start_listen --no-verify --json
    posts 200 body.json -H 'X-SFPY-SIGNATURE: 00'
    stop_listen
    json_is listen.out '.kind != "delivery" or (.verdict.valid == null and .verdict.reason == null)'
    summary 1 0 0 0
}

@test "--count ends it after as many deliveries, valid or not; what is refused doesn't count" {
    start_listen --count 3
    delivers
    posts 404 body.json --request-target /other
    posts 401 body.json
    kill -0 "$LISTENER"
    delivers
    ended 0
    totals 3 2 1 1
}

@test "--timeout: 0 without a condition, 1 with one unmet, 0 with it met" {
    start_listen --timeout 200ms
    ended 0
    totals 0 0 0 0
    launch listen -p 0 --count 2 --timeout 0.2
    ended 1
    assert_equal "$(sed -n '$p' listen.err)" "sfpy-hook: listen: time is up: unmet: 0 of 2 deliveries came"
    launch listen -p 0 --count 2 --timeout 200ms --json
    ended 1
    members_are listen.out error command code what why hint
    assert_equal "$(tail -n 1 listen.out | jq -r .kind)" error
    start_listen --count 1 --timeout 1m
    delivers
    ended 0
}

@test "SIGINT and SIGTERM: 0 without a condition, else 130 and 143" {
    for signal in INT TERM; do
        start_listen
        delivers
        kill -"$signal" "$LISTENER"
        ended 0
        totals 1 1 0 0
        [[ ! -e ready ]]
    done
    for signal in INT:130 TERM:143; do
        start_listen --count 2
        delivers
        kill -"${signal%:*}" "$LISTENER"
        ended "${signal#*:}"
        assert_equal "$(tail -n 1 listen.err)" "sfpy-hook: listen: ended by SIG${signal%:*}: unmet: 1 of 2 deliveries came"
    done
}

@test "a stop does not wait for an idle connection" {
    start_listen
    exec {idle}<>"/dev/tcp/127.0.0.1/$PORT"
    printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n' >&"$idle"
    head -n 1 <&"$idle" >answer
    SECONDS=0
    stop_listen
    [[ $SECONDS -lt 4 ]] || fail "$SECONDS s"
    exec {idle}>&-
}

@test "a second signal ends it at once" {
    start_listen
    # A request that is begun is waited for.
    exec {begun}<>"/dev/tcp/127.0.0.1/$PORT"
    printf 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n' >&"$begun"
    posts 401 body.json # what came before has been read by now
    kill -TERM "$LISTENER"
    wait_until refuses_connections
    kill -TERM "$LISTENER"
    SECONDS=0
    ended 0
    [[ $SECONDS -lt 4 ]] || fail "$SECONDS s"
    exec {begun}>&-
}

refuses_connections() { ! (exec 9<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

@test "what is in flight at SIGTERM is answered" {
    start_listen --json
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    printf 'POST / HTTP/1.1\r\nHost: x\r\nX-SFPY-SIGNATURE: %s\r\nContent-Length: %s\r\n\r\n{' "$SIGNATURE" \
        "$(wc -c <body.json)" >&"$socket"
    delivers
    kill -TERM "$LISTENER"
    wait_until refuses_connections
    tail -c +2 body.json >&"$socket"
    timeout 30 cat <&"$socket" >answer
    exec {socket}>&-
    ended 0
    [[ $(head -c 12 answer) == 'HTTP/1.1 200' && $(tail -n 1 answer) == '{"received":true}' ]] || fail "$(<answer)"
    summary 2 2 0 0
}

@test "--json: ready, a delivery a line, summary" {
    start_listen --json --journal journal.jsonl
    json_is listen.out '.kind == "ready"'
    members_are listen.out ready url pid scheme
    assert_equal "$(jq -c '[.url, .pid, .scheme]' listen.out)" "[\"$URL\",$LISTENER,\"sfpy\"]"
    delivers -H 'X-Twice: a' -H 'x-twice:  b ' -A agent
    posts 401 body.json -H 'X-SFPY-SIGNATURE: 00'
    posts 405 body.json -X PUT
    # shellcheck disable=SC2016  # a shell of its own counts
    wait_until bash -c '[[ $(wc -l <journal.jsonl) -eq 2 ]]'
    stop_listen
    assert_equal "$(jq -r .kind listen.out)" $'ready\ndelivery\ndelivery\nsummary'
    members_are listen.out delivery id direction time peer method url target version headers body verdict event answer \
        forwards replay_of
    members_are listen.out summary command received valid invalid forwarded failed refused
    summary 2 1 1 1
    # What is printed is what is recorded.
    diff <(jq -c 'select(.kind == "delivery")' listen.out) <(jq -c . journal.jsonl)
    head -n 1 journal.jsonl >first
    assert_equal "$(jq -c '[.direction, .method, .url, .target, .version, .forwards, .replay_of]' first)" \
        "[\"received\",\"POST\",\"$URL\",\"/\",\"1.1\",[],null]"
    json_is journal.jsonl '(.id | test("^[0-9A-HJKMNP-TV-Z]{26}$")) and (.peer | test("^127\\.0\\.0\\.1:[0-9]+$"))
        and (.time | test("^20[0-9-]{8}T[0-9:]{8}(\\.[0-9]+)?Z$")) and (.answer.ms | type == "number" and . > 0)'
    assert_equal "$(jq -c '[.headers[] | select(.[0] | ascii_downcase | IN("x-twice", "user-agent"))]' first)" \
        '[["User-Agent","agent"],["X-Twice","a"],["x-twice","b"]]'
    assert_equal "$(jq -c '.event, .verdict' journal.jsonl)" '{"name":"payment.confirmed","type":"payment:created","token":"T0"}
{"valid":true,"scheme":"sfpy","reason":null,"cause":null}
{"name":"payment.confirmed","type":"payment:created","token":"T0"}
{"valid":false,"scheme":"sfpy","reason":"mismatch","cause":null}'
    assert_equal "$(jq -c '[.answer.status, .answer.body]' journal.jsonl)" \
        '[200,"{\"received\":true}"]
[401,"{\"error\":\"mismatch\"}"]'
    assert_equal "$(jq -r '[.answer.headers[] | join(": ")] | join(", ")' first)" \
        "Content-Type: application/json, Content-Length: 17"
}

@test "--format json prints the same lines" {
    start_listen --format json
    delivers
    stop_listen
    assert_equal "$(jq -r .kind listen.out)" $'ready\ndelivery\nsummary'
}

@test "--format compact: one line a delivery" {
    start_listen --format compact
    delivers
    posts 401 body.json
    printf '{"data":1}' >plain
    posts 401 plain -H 'X-SFPY-SIGNATURE: 00'
    stop_listen
    sed -E 's/^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME/; s/[0-9]+\.[0-9] ms$/MS/' listen.out >lines
    lines_are lines 'TIME  payment.confirmed (payment:created)  T0  ✓ valid  → 200  MS' \
        'TIME  payment.confirmed (payment:created)  T0  ✗ missing-signature  → 401  MS' \
        'TIME  no event  ✗ mismatch  → 401  MS'
}

@test "the pretty form: a line, a sentence, the body with every digit" {
    local address=0x742D0cd613E3D8F16AdF91B7584A2265b1f9cE29
    payload "{\"token\":\"C3SLANR2DNCAUU2H1GE0\",\"type\":\"payment:created\",\"data\":{\"notification\":{\
\"request_id\":\"C3SLANR2DNCAUU2H1GG0\",\"chain_id\":1,\"is_eth\":true,\"from\":\"$address\",\"txn_hash\":\"0x88df016429689c07\",\
\"amount\":\"350000000000000000\",\"rate\":\"2034550000\",\"precise\":1.10000000000000000001e+400,\"empty\":{},\"none\":[]}}}"
    start_listen
    delivers
    stop_listen
    sed -E '1s/^[0-9:.]{12}/TIME/; 1s/[0-9]+\.[0-9] ms$/MS/' listen.out >lines
    # shellcheck disable=SC2016
    lines_are lines 'TIME  payment.confirmed (payment:created)  C3SLANR2DNCAUU2H1GE0  ✓ valid  → 200  MS' \
        '              0.35 ETH (about $712.09) from 0x742D…9cE29 on mainnet, request C3SL…GG0, tx 0x88df…9c07' \
        '              {' \
        '                "data": {' \
        '                  "token": "C3SLANR2DNCAUU2H1GE0",' \
        '                  "type": "payment:created",' \
        '                  "data": {' \
        '                    "notification": {' \
        '                      "request_id": "C3SLANR2DNCAUU2H1GG0",' \
        '                      "chain_id": 1,' \
        '                      "is_eth": true,' \
        "                      \"from\": \"$address\"," \
        '                      "txn_hash": "0x88df016429689c07",' \
        '                      "amount": "350000000000000000",' \
        '                      "rate": "2034550000",' \
        '                      "precise": 1.10000000000000000001e+400,' \
        '                      "empty": {},' \
        '                      "none": []' \
        '                    }' \
        '                  }' \
        '                }' \
        '              }'
}

@test "the sentence: tokens, chains, dollars, refunds, what is not known" {
    start_listen
    local dai=0x6B175474E89094C44Da98b954EedeAC495271d0F
    while IFS='|' read -r type notification sentence; do
        payload "{\"type\":\"$type\",\"data\":{\"notification\":$notification}}"
        : >listen.out
        delivers
        wait_until grep -q '"notification"' listen.out
        assert_equal "$(sed -n 2p listen.out)" "              $sentence"
    done <<ROWS
payment:created|{"amount":"1","is_eth":true,"chain_id":5,"from":"0xabc"}|0.000000000000000001 ETH from 0xabc on goerli
payment:created|{"amount":"1000000000000000000000000","is_eth":true,"chain_id":1337,"from":"x"}|1000000 ETH from x on ganache
payment:created|{"amount":"2500000000000000000","token_address":"${dai,,}","chain_id":1,"rate":"1.005","from":"x"}|2.5 DAI (about \$2.51) from x on mainnet
refund:created|{"amount":"1000000000000000000","is_eth":true,"chain_id":3,"to":"x","rate":"1000000"}|1 ETH (about \$1.00) refunded to x on ropsten
payment:created|{"amount":"12345","token_address":"0x00000000000000000000000000000000000000ff","chain_id":1,"from":"x"}|12345 of token 0x00000000000000000000000000000000000000ff from x on mainnet
payment:created|{"amount":"1","is_eth":true,"chain_id":77,"from":"x"}|0.000000000000000001 ETH from x on chain 77
ROWS
    stop_listen
}

@test "an invalid delivery in the pretty form says what is wrong" {
    start_listen
    posts 401 body.json -H 'X-SFPY-SIGNATURE: 00'
    stop_listen
    assert_equal "$(sed -n '1s/^[0-9:.]* *//p' listen.out | sed 's/  [0-9.]* ms$//')" \
        'payment.confirmed (payment:created)  T0  ✗ mismatch  → 401'
    assert_equal "$(sed -n 2p listen.out)" "              the signature was made with another secret or over other bytes"
}

@test "why a signature is refused: found beside the answer, recorded and printed" {
    start_listen --journal journal.jsonl --json
    posts 401 body.json -H "X-SFPY-SIGNATURE: $(hmac "$(<body.json)")"
    assert_equal "$(<answer)" '{"error":"mismatch"}' # never a cause
    posts 401 body.json -H "X-SFPY-SIGNATURE: $(hmac '{}')"
    stop_listen
    assert_equal "$(jq -c '[.verdict.reason, .verdict.cause]' journal.jsonl)" $'["mismatch","whole-body"]\n["mismatch",null]'
    cmp <(jq -c 'select(.kind == "delivery")' listen.out) <(jq -c . journal.jsonl)
    start_listen --no-record --format pretty
    posts 401 body.json -H "X-SFPY-SIGNATURE: $(hmac "$(<body.json)")"
    stop_listen
    assert_equal "$(sed -n 2p listen.out)" '              the whole body was signed, not the bytes of "data" alone'
}

@test "what is large, or one of many, is refused without asking why" {
    start_listen --journal journal.jsonl
    { printf '{"data":"' && head -c 70000 /dev/zero | tr '\0' x && printf '"}'; } >large.json
    posts 401 large.json -H 'X-SFPY-SIGNATURE: 00'
    wait_until grep -q "; 'sfpy-hook verify' of the journal says why$" listen.out
    for ((i = 0; i < 40; i++)); do printf 'url = %s\noutput = /dev/null\n' "$(<ready)"; done >urls
    curl --disable --silent --parallel --parallel-immediate --data-binary @body.json -H 'X-SFPY-SIGNATURE: 00' --config urls \
        --write-out '%{http_code}\n' | sort -u >codes
    assert_equal "$(<codes)" 401
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 41
    assert_equal "$(jq -c .verdict.cause journal.jsonl | sort -u)" null
}

@test "a delivery let in although it is invalid has its cause too" {
    start_listen --accept-invalid --journal journal.jsonl
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac "$(<body.json)")"
    stop_listen
    assert_equal "$(jq -c '[.verdict.cause, .answer.status]' journal.jsonl)" '["whole-body",200]'
}

@test "-q prints no deliveries; with --json they are data all the same" {
    start_listen -q
    delivers
    posts 405 body.json -X PUT
    stop_listen
    assert_equal "$(<listen.out)" ''
    assert_equal "$(wc -l <listen.err)" 1
    start_listen -q --json
    delivers
    stop_listen
    assert_equal "$(jq -r .kind listen.out)" $'ready\ndelivery\nsummary'
}

@test "-v shows the headers, credentials masked; the journal has them" {
    start_listen -v --journal journal.jsonl
    delivers -H 'Authorization: Bearer letmein' -H 'Cookie: a=letmein' -H 'Proxy-Authorization: letmein' -H 'X-Plain: seen'
    stop_listen
    run -1 grep -q letmein listen.out listen.err
    grep -q '^ *X-Plain: seen$' listen.out
    grep -q '^ *Authorization: ' listen.out
    assert_equal "$(jq -r '.headers[] | select(.[1] | contains("letmein")) | .[0]' journal.jsonl)" \
        $'Authorization\nCookie\nProxy-Authorization'
}

@test "hostile text can't steer the terminal" {
    payload '{"type":"\u001b[2Jx\u202ey","token":"\u0007\u009b1m","data":{"notification":{"amount":"\u001b[1m","from":"\u2066a"}}}'
    start_listen -v --path '*'
    delivers -H $'X-Evil: \xc2\x9b31m\xe2\x80\xae' --request-target $'/%1b'
    # Text that is no JSON stands behind a bar, its lines included.
    printf 'one\033]0;title\007\r\n12:00:00.000  payment.confirmed\342\200\256\nthree\377\0' >evil
    posts 401 evil -H @headers.txt
    posts 405 evil -X $'DELETE' --request-target '/[2J'
    # JSON with raw bidi overrides and DEL in its texts.
    printf '{"data":"\342\200\256\177\302\205\342\201\247"}' >bidi
    posts 401 bidi -H @headers.txt
    stop_listen
    run -1 grep -qP '[\x00-\x09\x0b-\x1f\x7f]|\x{9b}|\x{85}|[\x{202a}-\x{202e}\x{2066}-\x{2069}]' listen.out
    run -1 grep -qP '[\x00-\x09\x0b-\x1f\x7f]|[\x{202a}-\x{202e}\x{2066}-\x{2069}]' listen.err
    grep -qx '              | one\\x1b\]0;title\\x07' listen.out
    grep -qx '              | 12:00:00.000  payment.confirmed\\u{202e}' listen.out
    grep -qx '              | three\\xff\\x00' listen.out
    grep -qF '  \x1b[2Jx\u{202e}y' listen.out
    # A line of the pretty form begins at the left edge only where it is ours.
    run -1 grep -qE '^12:00:00' listen.out
}

@test "the journal has each delivery's body byte for byte, 0600" {
    start_listen --journal journal.jsonl
    delivers
    # All bytes, twice, as no JSON.
    for ((i = 0; i < 256; i++)); do printf '%b' "\\0$(printf %o "$i")"; done >bytes
    cat bytes bytes >binary
    posts 401 binary
    printf '\0' >nul
    posts 401 nul
    : >empty
    posts 401 empty
    printf '{"data":"\\u0000\\ud800 \xe2\x82\xac\x7f\xf0\x9f\x98\x80 \\/ \xe2\x80\xa8"}\r\n' >texts
    posts 401 texts
    head -c 1048576 /dev/urandom >large
    posts 401 large
    stop_listen
    assert_equal "$(stat -c %a journal.jsonl)" 600
    assert_equal "$(wc -l <journal.jsonl)" 6
    local number=0
    for file in body.json binary nul empty texts large; do
        number=$((number + 1))
        sed -n "${number}p" journal.jsonl >record
        # As text where it is valid UTF-8, else as base64.
        if iconv -f UTF-8 -t UTF-8 "$file" >/dev/null 2>&1; then
            jq -j .body record | cmp - "$file"
        else
            jq -j .body_base64 record | base64 -d | cmp - "$file"
        fi
    done
    hook 1 verify journal.jsonl
    assert_equal "$(tail -n 1 out)" "1 valid, 5 invalid"
}

@test "the journal is appended to, also after a torn line, and shared by two listeners" {
    printf '{"torn' >journal.jsonl
    start_listen --journal journal.jsonl
    local first=$LISTENER
    delivers
    start_listen --journal journal.jsonl
    delivers
    kill -TERM "$first"
    ended 0 "$first"
    stop_listen
    assert_equal "$(wc -l <journal.jsonl)" 3
    assert_equal "$(head -n 1 journal.jsonl)" '{"torn'
    tail -n +2 journal.jsonl >rest
    json_is rest '.verdict.valid'
}

@test "the journal may be replaced while it listens" {
    start_listen --journal journal.jsonl
    delivers
    mv journal.jsonl rotated.jsonl
    delivers
    stop_listen
    assert_equal "$(wc -l <rotated.jsonl) $(wc -l <journal.jsonl)" "1 1"
}

@test "a journal over --journal-max is rotated" {
    start_listen --journal journal.jsonl --journal-max 2K
    for number in 1 2 3 4 5 6; do
        delivers -H "X-Number: $number"
        [[ $(wc -c <journal.jsonl) -le 2048 ]]
    done
    stop_listen
    # What is left are the last ones, in their order.
    cat journal.jsonl.1 journal.jsonl | jq -r '.headers[] | select(.[0] == "X-Number")[1]' >numbers
    seq 6 | tail -n "$(wc -l <numbers)" | cmp - numbers
    [[ $(wc -l <journal.jsonl) -ge 1 && $(wc -l <journal.jsonl.1) -ge 1 && $(wc -l <numbers) -lt 6 ]]
    assert_equal "$(stat -c %a journal.jsonl)" 600
    hook 2 listen --journal-max 256
    err_is "sfpy-hook: listen: option '--journal-max': 256 bytes would hold no record" \
        "hint: 1K at least, such as 256M; 0: any size"
}

@test "--no-record writes nothing" {
    start_listen --no-record
    delivers
    stop_listen
    [[ ! -e $XDG_STATE_HOME ]] || fail "$(find "$XDG_STATE_HOME")"
}

@test "a journal that can't be written: 503, said once, and it goes on" {
    start_listen --journal /dev/full --json
    posts 503 body.json -H @headers.txt
    assert_equal "$(jq -r 'keys[0]' answer)" error
    posts 503 body.json -H @headers.txt
    posts 503 body.json
    stop_listen
    assert_equal "$(grep -c 'cannot write to the journal /dev/full: No space left on device' listen.err)" 1
    json_is listen.out '.kind != "delivery" or .answer.status == 503'
    summary 3 2 1 0
}

@test "a journal that is a folder: exit 5 before it listens" {
    mkdir folder
    hook 5 listen -p 0 --journal folder --ready-file ready
    out_is
    [[ $(head -n 1 err) == "sfpy-hook: listen: cannot open the journal folder: "* ]]
    [[ ! -e ready ]]
}

@test "killed between requests, its journal has all that was answered 2xx" {
    local answered=0
    for ((round = 0; round < 30; round++)); do
        start_listen --journal journal.jsonl
        for ((i = 0; i <= round % 3; i++)); do
            delivers
            answered=$((answered + 1))
        done
        kill -KILL "$LISTENER"
        ended 137
    done
    assert_equal "$(wc -l <journal.jsonl)" "$answered"
    json_is journal.jsonl '.verdict.valid and .answer.status == 200'
}

# client NAME: posts until it fails; each that was answered 200 is a line in the file answers.
client() {
    local i
    for ((i = 0; i < 100; i++)); do
        [[ $(post body.json -H @headers.txt -H "X-Id: $1-$i" -o /dev/null 2>/dev/null) == 200 ]] || break
        echo "$1-$i" >>answers
    done
}

@test "killed amid requests, its journal has all that was answered 2xx" {
    for ((round = 0; round < 5; round++)); do
        start_listen --journal journal.jsonl
        : >answers
        for client in 1 2 3 4; do
            client "$round-$client" 3>&- &
        done
        wait_until test -s answers
        kill -KILL "$LISTENER"
        ended 137
        wait
        jq -r '.headers[] | select(.[0] == "X-Id") | .[1]' <(grep -a '}$' journal.jsonl) | sort >recorded
        # What was answered and is not recorded:
        assert_equal "$(sort answers | comm -23 - recorded)" ''
    done
}

@test "several secrets and both forms of a rotation are accepted" {
    start_listen -s one -s two
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac "$(jq -cj .data body.json)" one)"
    posts 200 body.json -H "X-SFPY-SIGNATURE: $(hmac "$(jq -cj .data body.json)" two)"
    posts 401 body.json -H @headers.txt
    stop_listen
}

@test "standard output that can't be written ends it with 5" {
    env "$SFPY_HOOK" listen -p 0 --ready-file ready >/dev/full 2>listen.err 3>&- &
    LISTENER=$!
    # shellcheck disable=SC2031
    STARTED+=("$LISTENER")
    wait_until ready_or_gone
    URL=$(cat ready)
    posts 200 body.json -H @headers.txt
    ended 5
    grep -q 'sfpy-hook: listen: cannot write to standard output: No space left on device' listen.err
}

@test "a reader that stands still stops neither answers nor the end" {
    mkfifo listen.out
    exec 8<>listen.out # nobody reads from it
    head -c 300000 /dev/zero | tr '\0' x >large
    start_listen --no-record -s "$SECRET"
    for _ in 1 2 3; do posts 401 large; done
    stop_listen 5
    assert_equal "$(tail -n 1 listen.err)" "sfpy-hook: listen: cannot write to standard output: it is not read"
    [[ ! -e ready ]]
}
