#!/usr/bin/env bats
# `listen` over TLS and over a unix socket.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
    CERT=$XDG_STATE_HOME/sfpy-hook/tls-cert.pem
    payload 1
}

# start_tls [ARG]...: a listener with a certificate of its own.
start_tls() { start_listen --tls "$@"; }

# delivery [HEADER]...: body.json as a request, signed.
delivery() {
    printf '%s\r\n' 'POST / HTTP/1.1' 'Host: x' "X-SFPY-SIGNATURE: $SIGNATURE" "Content-Length: $(wc -c <body.json)" "$@" ''
    cat body.json
}

# speak FILE [OPTION]...: its bytes over TLS by openssl; prints what comes back until the listener closes.
speak() {
    openssl s_client -quiet -ign_eof -connect "127.0.0.1:$PORT" -CAfile "$CERT" -verify_return_error "${@:2}" <"$1" 2>speak.err 3>&-
}

# certificate NAME [OPTION]...: NAME.pem and NAME.key for localhost, made by openssl.
certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" \
        -subj "/CN=$1" -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -days 2 "${@:2}" 2>/dev/null
}

# said TEXT: the listener's standard error has a line that ends so.
said() { grep -q -- "$1\$" listen.err; }

# refuses STATUS MESSAGE HINT [ARG]...: listen doesn't begin.
refuses() {
    hook "$1" listen --port 0 "${@:4}"
    err_is "sfpy-hook: listen: $2" ${3:+"hint: $3"}
}

@test "--tls: a certificate is made at first use, and curl --cacert takes it" {
    start_tls
    [[ $URL == https://127.0.0.1:*/ ]]
    assert_equal "$(sed -n 2p listen.err)" "reach it by: curl --cacert $CERT $URL"
    assert_equal "$(stat -c '%a %n' "$XDG_STATE_HOME"/sfpy-hook/tls-*)" \
        "$(printf '600 %s\n' "$CERT" "${CERT/cert/key}")"
    posts 200 body.json -H @headers.txt --cacert "$CERT"
    posts 200 body.json -H @headers.txt --cacert "$CERT" --request-target / --connect-to "localhost:$PORT:127.0.0.1:$PORT"
    URL=https://localhost:$PORT/ posts 200 body.json -H @headers.txt --cacert "$CERT" --resolve "localhost:$PORT:127.0.0.1"
    cp "$CERT" first
    stop_listen
    assert_equal "$(tail -n 1 listen.err)" '3 received: 3 valid, 0 invalid; 0 refused'
    # The next use serves with the same.
    start_tls --json
    cmp "$CERT" first
    json_is listen.out ".url == \"$URL\" and .cacert == \"$CERT\" and .unix_socket == null"
    posts 200 body.json -H @headers.txt --cacert first
    stop_listen
    assert_equal "$(jq -r 'select(.kind == "delivery") | .url' listen.out)" "$URL"
}

@test "the certificate: what it is for, and how long" {
    start_tls --no-record
    stop_listen
    openssl x509 -in "$CERT" -noout -text >text
    grep -q 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1' text
    grep -q 'CA:FALSE' text
    grep -q 'prime256v1' text
    openssl verify -CAfile "$CERT" -purpose sslserver "$CERT"
    openssl x509 -in "$CERT" -noout -checkend $((824 * 86400))
    ! openssl x509 -in "$CERT" -noout -checkend $((825 * 86400)) || fail 'good for too long'
}

@test "ten first uses at a time agree" {
    for i in 0 1 2 3 4 5 6 7 8 9; do
        "$SFPY_HOOK" listen -p 0 --tls --no-record --json --timeout 0.01 >"out$i" 2>"err$i" 3>&- &
    done
    wait
    # As many different ones as there are, each read at its own start: served by one certificate.
    cp "$CERT" first
    assert_equal "$(cat out? | jq -r 'select(.kind == "ready") | .cacert' | sort | uniq -c | tr -s ' ')" " 10 $CERT"
    start_tls --no-record
    posts 200 body.json -H @headers.txt --cacert first
    stop_listen
}

@test "a certificate that is damaged, expired or without its key is made anew" {
    start_tls --no-record
    stop_listen
    for damage in 'truncate -s 100 CERT' 'truncate -s 0 CERT' 'rm CERT' 'rm KEY' 'cp other.key KEY' 'cp old.pem CERT; cp old.key KEY'; do
        certificate other
        certificate old -days 1
        cp "$CERT" before
        damage=${damage//CERT/$CERT}
        eval "${damage//KEY/${CERT/cert/key}}"
        start_tls --no-record
        ! cmp -s "$CERT" before || fail "$damage: not made anew"
        posts 200 body.json -H @headers.txt --cacert "$CERT"
        stop_listen
    done
}

@test "--tls-cert and --tls-key: a pair of one's own, with a chain" {
    certificate mine
    start_listen --tls-cert mine.pem --tls-key mine.key --json
    posts 200 body.json -H @headers.txt --cacert mine.pem
    json_is listen.out '.kind != "ready" or .cacert == null'
    stop_listen
    [[ ! -e $CERT ]]
    # A chain: the certificate, then who vouches for it.
    certificate root
    openssl req -newkey rsa:2048 -nodes -keyout leaf.key -subj /CN=localhost -out leaf.csr 2>/dev/null
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' >extensions
    certificate middle -CA root.pem -CAkey root.key
    openssl x509 -req -in leaf.csr -CA middle.pem -CAkey middle.key -CAcreateserial -days 2 -extfile extensions -out leaf.pem 2>/dev/null
    cat leaf.pem middle.pem >chain.pem
    start_listen --tls --tls-cert chain.pem --tls-key leaf.key
    posts 200 body.json -H @headers.txt --cacert root.pem
    stop_listen
}

@test "a pair that can't be served with: exit 3 and OpenSSL's reason" {
    certificate mine
    certificate other
    openssl pkey -in mine.key -aes256 -passout pass:x -out locked.key
    openssl req -x509 -newkey rsa:512 -nodes -keyout short.key -out short.pem -subj /CN=x 2>/dev/null || true
    printf 'junk' >junk
    : >empty
    refuses 3 'cannot serve with mine.pem and other.key: the key: key values mismatch' '' --tls-cert mine.pem --tls-key other.key
    refuses 3 'cannot serve with mine.pem and locked.key: the key: bad password read' '' --tls-cert mine.pem --tls-key locked.key </dev/null
    refuses 3 'cannot serve with junk and mine.key: the certificate: no start line' '' --tls-cert junk --tls-key mine.key
    refuses 3 'cannot serve with empty and mine.key: the certificate: no start line' '' --tls-cert empty --tls-key mine.key
    refuses 3 'cannot serve with mine.key and mine.key: the certificate: no start line' '' --tls-cert mine.key --tls-key mine.key
    hook 3 listen -p 0 --tls-cert mine.pem --tls-key junk
    hook 3 listen -p 0 --tls-cert mine.pem --tls-key mine.pem
    { cat mine.pem && printf -- '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'; } >damaged.pem
    hook 3 listen -p 0 --tls-cert damaged.pem --tls-key mine.key
    refuses 3 'cannot read missing: No such file or directory' '' --tls-cert missing --tls-key mine.key
    local hint='or --tls alone, which makes a certificate for this machine'
    refuses 2 "option '--tls-cert' needs '--tls-key'" "$hint" --tls-cert mine.pem
    refuses 2 "option '--tls-key' needs '--tls-cert'" "$hint" --tls-key mine.key --tls
}

@test "TLS 1.2 and 1.3, HTTP/1.1 by ALPN, nothing older and nothing else" {
    start_tls
    delivery 'Connection: close' >request
    for version in -tls1_2 -tls1_3; do
        speak request "$version" -alpn h2,http/1.1 >answer
        assert_equal "$(tail -n 1 answer)" '{"received":true}'
    done
    for version in -tls1 -tls1_1; do
        ! speak request "$version" -cipher 'ALL:@SECLEVEL=0' >answer || fail "$version: $(<answer)"
    done
    ! speak request -alpn h2 >answer || fail "h2: $(<answer)"
    grep -q 'no application protocol' speak.err
    ! speak request -tls1_2 -cipher RC4 >answer || fail 'RC4'
    ! post body.json -H @headers.txt 2>curl.err || fail 'trusted without being told'
    stop_listen
    said 'closed: the client offers neither TLS 1.2 nor 1.3'
    said 'closed: the client speaks no HTTP/1.1 (ALPN)'
    said 'closed: the client does not trust the certificate (unknown CA)'
    assert_equal "$(tail -n 1 listen.err | cut -d ' ' -f 1-6)" '2 received: 2 valid, 0 invalid;'
}

@test "no renegotiation" {
    start_tls
    { delivery && sleep 1 && printf 'R\n' && sleep 1; } |
        openssl s_client -connect "127.0.0.1:$PORT" -tls1_2 >answer 2>speak.err 3>&- || true
    grep -q 'RENEGOTIATING' answer speak.err
    grep -q 'no renegotiation' speak.err
    posts 200 body.json -H @headers.txt --cacert "$CERT"
    stop_listen
}

@test "plain HTTP at the TLS port: 400 in plain text" {
    start_tls
    printf '%s\r\n' 'HTTP/1.1 400 Bad Request' 'Content-Type: application/json' 'Content-Length: 24' 'Connection: close' '' >expected
    printf '{"error":"tls-required"}' >>expected
    delivery >request
    talks 400 request
    cmp answer expected
    head -c 3000000 /dev/zero | tr '\0' 'P' >request
    talks 400 request
    URL=http://127.0.0.1:$PORT/ posts 400 body.json -H @headers.txt
    stop_listen
    said '→ 400: this port speaks TLS: the URL begins with https://'
    assert_equal "$(tail -n 1 listen.err)" '0 received: 0 valid, 0 invalid; 3 refused'
}

@test "TLS at the plain port: 400 with its reason" {
    start_listen
    ! URL=https://127.0.0.1:$PORT/ post body.json --insecure 2>curl.err || fail 'spoken'
    stop_listen
    said '→ 400: this is TLS, which this port does not speak (--tls)'
}

@test "handshakes that are cut short, nonsense, and silence" {
    start_tls
    for bytes in '\x16' '\x16\x03\x01' '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03' '\x16\x03\x01\0\x04junk' '\x15\x03\x01\0\x02\x02\x28' \
        '\x17\x03\x03\0\x10aaaaaaaaaaaaaaaa' '\x80\x2e\x01\0\x02' '\0\0\0\0\0\0' '\xff\xff\xff\xff\xff\xff\xff\xff' 'post / HTTP/1.1\r\n\r\n'; do
        exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
        printf '%b' "$bytes" >&"$socket"
        exec {socket}>&-
    done
    # Nothing at all is nothing to speak of.
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    exec {socket}>&-
    for ((i = 1; i <= 20; i++)); do
        head -c $((i * 50)) /dev/zero | openssl enc -aes-128-ctr -K 00 -iv "$i" 2>/dev/null >request
        talk request >answer
    done
    posts 200 body.json -H @headers.txt --cacert "$CERT"
    # A handshake that stands still does not keep us from ending.
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    printf '\x16\x03\x01' >&"$socket"
    posts 200 body.json -H @headers.txt --cacert "$CERT"
    stop_listen
    exec {socket}>&-
    said 'closed: the TLS handshake was cut short'
    said 'closed: this is no TLS'
    assert_equal "$(tail -n 1 listen.err | cut -d ' ' -f 1-6)" '2 received: 2 valid, 0 invalid;'
}

@test "keep-alive, pipelining, close_notify from both sides" {
    start_tls --json
    {
        delivery
        payload 2 && delivery
        delivery 'SFPY-Signature: 00'
        delivery 'Connection: close'
    } >request
    speak request >answer
    assert_equal "$(grep -a -o 'HTTP/1\.1 [0-9]*' answer | cut -c 10-)" $'200\n200\n401\n200'
    # openssl complains where the end comes without close_notify.
    ! grep -i 'unexpected eof' speak.err || fail 'cut, not closed'
    curl --disable --noproxy '*' -sS --max-time 60 --cacert "$CERT" -H @headers.txt --data-binary @body.json "$URL" \
        --next -sS --cacert "$CERT" -H @headers.txt --data-binary @body.json -w ' %{num_connects}' "$URL" >answer 3>&-
    assert_equal "$(<answer)" '{"received":true}{"received":true} 0'
    # A sender that says at once that nothing more comes has its answer all the same.
    node - "$PORT" "$SIGNATURE" >answer <<'SCRIPT'
const [port, signature] = process.argv.slice(2);
const socket = require("tls").connect({ host: "127.0.0.1", port, rejectUnauthorized: false, allowHalfOpen: true });
socket.end(`POST / HTTP/1.1\r\nHost: x\r\nX-SFPY-SIGNATURE: ${signature}\r\nContent-Length: 10\r\n\r\n{"data":2}`);
socket.pipe(process.stdout);
SCRIPT
    assert_equal "$(tail -n 1 answer)" '{"received":true}'
    stop_listen
    assert_equal "$(tail -n 1 listen.out | jq .received)" 7
}

@test "large bodies both ways, byte by byte too" {
    head -c 1048575 /dev/urandom >large
    start_tls --journal journal.jsonl --no-verify --respond-body large
    for options in '' '-H Transfer-Encoding:chunked' '--tls-max 1.2' '-H Expect:100-continue' '--limit-rate 2M'; do
        # shellcheck disable=SC2086  # several words
        posts 200 large --cacert "$CERT" $options
        cmp answer large
    done
    posts 413 <(cat large large) --cacert "$CERT"
    delivery 'Connection: close' >request
    while IFS= read -r byte; do printf '%b' "$byte"; done < <(od -An -v -tx1 -w1 request | sed 's/^ /\\x/') | speak /dev/stdin >answer
    cmp <(tail -c 1048575 answer) large
    stop_listen
    jq -r 'select(.body_base64) | .body_base64' journal.jsonl | while read -r body; do base64 -d <<<"$body" | cmp - large; done
    assert_equal "$(wc -l <journal.jsonl)" 6
}

@test "over --max-connections: 503 over TLS" {
    start_tls --max-connections 1 --no-record
    mkfifo hold
    openssl s_client -quiet -connect "127.0.0.1:$PORT" <hold >held 2>/dev/null 3>&- &
    STARTED+=("$!")
    exec {socket}>hold
    delivery >&"$socket"
    wait_until grep -q received held
    posts 503 body.json -H @headers.txt --cacert "$CERT" -D answer.head
    grep -qix $'connection: close\r' answer.head
    assert_equal "$(<answer)" '{"error":"too-many-connections"}'
    exec {socket}>&-
    stop_listen
}

@test "a request not finished in 30 s is answered 408; a handshake is given no longer" {
    start_tls
    printf 'POST / HTTP/1.1\r\nHost: x\r\n' >request
    speak request >answer &
    local slow=$! begun=$SECONDS
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    printf '\x16\x03\x01' >&"$socket"
    assert_equal "$(timeout 60 cat <&"$socket")" ''
    ((SECONDS - begun >= 28 && SECONDS - begun < 45)) || fail "closed after $((SECONDS - begun)) s"
    exec {socket}>&-
    wait "$slow" || true
    assert_equal "$(tail -n 1 answer)" '{"error":"request-timeout"}'
    stop_listen
}

@test "faults over TLS" {
    start_tls --fault truncate
    delivery >request
    speak request >answer || true
    assert_equal "$(tail -c 8 answer)" '{"receiv'
    stop_listen
    start_tls --fault reset
    ! post body.json -H @headers.txt --cacert "$CERT" 2>curl.err || fail answered
    stop_listen
}

@test "a client library: Node" {
    start_tls
    node - "$PORT" "$SIGNATURE" "$CERT" >answer <<'SCRIPT'
const [port, signature, ca] = process.argv.slice(2);
const agent = new (require("https").Agent)({ keepAlive: true, ca: require("fs").readFileSync(ca) });
let left = 20;
function send() {
    const headers = { "x-sfpy-signature": signature };
    const request = require("https").request({ host: "localhost", family: 4, port, agent, headers, method: "POST" }, (answer) => {
        answer.resume().on("end", () => {
            console.log(answer.statusCode);
            if (--left) send();
            else agent.destroy();
        });
    });
    request.end('{"data":1}');
}
send();
SCRIPT
    assert_equal "$(sort answer | uniq -c | tr -s ' ')" ' 20 200'
    stop_listen
}

@test "--unix-socket: made for the user alone, gone at the end" {
    start_listen --unix-socket hook.sock --path /hooks --json
    assert_equal "$URL" http://localhost/hooks
    assert_equal "$(stat -c '%a %F' hook.sock)" '600 socket'
    json_is listen.out '.url == "http://localhost/hooks" and .unix_socket == "hook.sock"'
    posts 200 body.json -H @headers.txt --unix-socket hook.sock
    posts 404 body.json -H @headers.txt --unix-socket hook.sock --request-target /
    stop_listen
    [[ ! -e hook.sock ]]
    assert_equal "$(jq -c 'select(.kind == "delivery") | [.peer, .url]' listen.out)" '["unix","http://localhost/hooks"]'
    # For people.
    start_listen --unix-socket "$PWD/hook.sock" --no-record
    [[ $(sed -n 1p listen.err) == "sfpy-hook listens on http://localhost/ at $PWD/hook.sock   scheme sfpy "* ]]
    assert_equal "$(sed -n 2p listen.err)" "reach it by: curl --unix-socket $PWD/hook.sock http://localhost/"
    posts 404 body.json --unix-socket hook.sock --request-target /other
    stop_listen
    grep -q '  refused unix POST /other → 404: ' listen.err
}

@test "--unix-socket with --tls" {
    start_tls --unix-socket hook.sock
    assert_equal "$URL" https://localhost/
    assert_equal "$(sed -n 2p listen.err)" "reach it by: curl --cacert $CERT --unix-socket hook.sock https://localhost/"
    posts 200 body.json -H @headers.txt --cacert "$CERT" --unix-socket hook.sock
    ! URL=http://localhost/ posts 200 body.json --unix-socket hook.sock || fail 'plain'
    stop_listen
}

@test "a socket that nobody listens at is replaced, anything else left alone" {
    start_listen --unix-socket hook.sock --no-record
    hook 4 listen --unix-socket hook.sock
    err_is 'sfpy-hook: listen: cannot listen at hook.sock: address in use' 'hint: another program listens there; choose another path'
    posts 200 body.json -H @headers.txt --unix-socket hook.sock
    kill -KILL "$LISTENER"
    wait "$LISTENER" || true
    [[ -S hook.sock ]]
    start_listen --unix-socket hook.sock --no-record
    posts 200 body.json -H @headers.txt --unix-socket hook.sock
    # What has become somebody else's is not removed.
    mv hook.sock moved && echo theirs >hook.sock
    stop_listen
    assert_equal "$(<hook.sock)" theirs
    for what in 'echo text >it' 'mkdir it' 'mkfifo it' 'ln -s hook.sock it' 'ln -s nowhere it'; do
        eval "$what"
        hook 4 listen --unix-socket it
        err_is 'sfpy-hook: listen: cannot listen at it: there is something that is no socket' \
            'hint: choose another path, or remove it yourself'
        [[ -e it || -L it ]]
        rm -r it
    done
    hook 4 listen --unix-socket none/hook.sock
    err_is 'sfpy-hook: listen: cannot listen at none/hook.sock: No such file or directory'
    hook 2 listen --unix-socket "$(repeated 108 x)"
    err_is 'sfpy-hook: listen: the path of a unix socket has 1 to 107 bytes'
}

@test "ten that find the same stale socket: one gets it" {
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("hook.sock")'
    local pids=() won=0 lost=0 status
    for i in 0 1 2 3 4 5 6 7 8 9; do
        "$SFPY_HOOK" listen --unix-socket hook.sock --no-record --timeout 4 >"out$i" 2>"err$i" 3>&- &
        pids+=("$!")
    done
    for pid in "${pids[@]}"; do
        status=0
        wait "$pid" || status=$?
        case $status in
        0) won=$((won + 1)) ;;
        4) lost=$((lost + 1)) ;;
        esac
    done
    assert_equal "$won $lost" '1 9'
}
