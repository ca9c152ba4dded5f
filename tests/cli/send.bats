#!/usr/bin/env bats
# How `trigger` reaches an endpoint, and what becomes of it: every kind of failure with its status and hint, retries, TLS,
# HTTP/2, sockets, proxies. The endpoints are real ones (app.js, listeners, or bytes as broken ones send them).
#
# shellcheck disable=SC2016,SC2153,SC2154  # the dollars are jq's; SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
}

# sends STATUS WHAT-BEGIN HINT-PART [ARG]...: trigger ends so, its error line begins and its hint goes so.
sends() {
    # -q: of a URL with & in it the notes say which SDKs take it amiss.
    hook "$1" trigger payment.confirmed -q "${@:4}"
    [[ $(head -n 1 err) == "sfpy-hook: trigger: $2"* ]] || fail "$*: $(<err)"
    [[ -z $3 || $(tail -n +2 err) == "hint: "*"$3"* ]] || fail "$*: no hint '$3': $(<err)"
    [[ $(wc -l <err) -eq $([[ -z $3 ]] && echo 1 || echo 2) ]] || fail "$*: $(<err)"
    hook "$1" trigger payment.confirmed -q "${@:4}" --json
    json_is out '.kind != "error" or .code == $code' --argjson code "$1"
    assert_equal "$(jq -r .kind out | paste -sd ' ')" "sent error"
}

journal() { jq -c "$1" "$XDG_STATE_HOME/sfpy-hook/journal.jsonl"; }

got() { jq -c "$2" "$1.json"; }

header_of() { jq -r --arg name "$2" '.headers as $h | range(0; $h | length; 2) | select(($h[.] | ascii_downcase) == $name) | $h[. + 1]' "$1.json"; }

@test "every answer that is not expected has a cause and a hint of its own, and its body is shown" {
    start_app app
    while IFS='|' read -r status what hint; do
        sends 1 "the endpoint answered $status, not 2xx: $what" "$hint" --to "$APP_PORT/hook?status=$status&body=it-says-$status"
        hook 1 trigger payment.confirmed --to "$APP_PORT/hook?status=$status&body=it-says-$status"
        grep -qF "| it-says-$status" out || fail "$status: $(<out)"
    done <<ROWS
400|the app could not read the request|raw body
401|the app refused it: it verifies by another secret|give the app the secret $FINGERPRINT ('sfpy-hook secret --env' where it is the development one), and let /hook pass without a login; compare the app's: printf %s "\$SECRET" | sha256sum
403|forbidden: CSRF|does the app use the secret $FINGERPRINT?
404|the app has no route for POST /hook|--to $APP_PORT/path
405|the app has a route /hook, but not for POST|--to $APP_PORT/path
413|the app takes no body of |body parser
415|the app's body parser takes no content type application/json|express.raw
419|CSRF protection|exempt /hook
422|the app read the event and found it invalid|fixtures show
429|the app limits|more slowly
500|the app failed while handling it|--retry N tries again
502|127.0.0.1:$APP_PORT answered 502|start the app behind it
503|the app, or what stands before it, is not ready|--retry N tries again
418|the app refused it with 418|log
ROWS
}

@test "a redirect is reported and not followed" {
    start_app app
    for status in 301 302 307 308; do
        sends 1 "the endpoint answered $status, not 2xx: redirected to http://127.0.0.1:$APP_PORT/x" "--to http://127.0.0.1:$APP_PORT/x" \
            --to "$APP_PORT/?status=$status&location=http://127.0.0.1:$APP_PORT/x"
    done
    assert_equal "$(jq -r .url app/*.json | cut -d '?' -f 1 | sort -u)" /
}

@test "no answer: each kind has its words, hint and status 4" {
    dead_port
    sends 4 "no answer from http://127.0.0.1:$DEAD_PORT/: connection refused" "'sfpy-hook listen' is an endpoint" --to "$DEAD_PORT"
    sends 4 "no answer from http://no..where/: the host's name is not known" spelling --to http://no..where/
    start_app app
    sends 4 "no answer from http://127.0.0.1:$APP_PORT/?hang=1: timed out" "--timeout 0" --to "$APP_PORT/?hang=1" --timeout 200ms
    sends 4 "no answer from http://127.0.0.1:$APP_PORT/?close=1: the connection ended" "its log" --to "$APP_PORT/?close=1"
    sends 4 "no answer from https://127.0.0.1:$APP_PORT/: " "does this port speak TLS" --to "https://127.0.0.1:$APP_PORT/"
    printf 'SSH-2.0-OpenSSH_9.2\r\n' >ssh
    start_app app-ssh raw=ssh
    sends 4 "no answer from http://127.0.0.1:$APP_PORT/: " "web server" --to "$APP_PORT"
    sends 4 "no answer from http://localhost/: No such file or directory" "the app's socket" --to http://localhost/ \
        --unix-socket nowhere.sock
    run -0 journal '.answer == null'
    assert_equal "$(printf '%s\n' "${lines[@]}" | sort -u)" true
}

@test "an answer that breaks off is none that was wanted, and is recorded" {
    start_app app
    hook 1 trigger payment.confirmed --to "$APP_PORT/?partial=1" -q
    [[ $(head -n 1 err) == "sfpy-hook: trigger: the endpoint answered 200, but not to the end: the app closed "* ]] || fail "$(<err)"
    assert_equal "$(journal '[.answer.status, .answer.body]')" '[200,"half"]'
    hook 1 trigger payment.confirmed --to "$APP_PORT/?partial=1" -q --retry-plan 1ms --json
    assert_equal "$(jq -c 'select(.kind == "sent") | .attempts' out)" 2
    hook 1 trigger payment.confirmed --to "$APP_PORT/?partial=stalled" -q --timeout 200ms
    err_is "sfpy-hook: trigger: the endpoint answered 200, but not to the end: its answer was not whole within 200 ms" \
        "hint: the handler has to end its answer, such as by res.end(); who announces a Content-Length has to send as much; --timeout 0 waits for ever"
    assert_equal "$(journal '[.answer.status, .answer.body, .error]' | tail -n 1)" \
        '[200,"half","timed out before the answer was whole"]'
}

@test "what ends a kept connection without an answer gets the request once" {
    start_app app
    hook 1 trigger payment.confirmed -n 4 --json --to "$APP_PORT/?close=reused"
    [[ -e app/4.json && ! -e app/5.json ]] || fail "$(ls app)"
    assert_equal "$(jq -c 'select(.kind == "sent") | [.status, .attempts]' out | paste -sd ' ')" '[200,1] [null,1] [200,1] [null,1]'
    assert_equal "$(journal .error | paste -sd ' ')" "${BROKEN:=null \"the connection ended before the answer was whole\"} $BROKEN"
    start_app once
    hook 0 trigger payment.confirmed -n 2 --retry 1 --to "$APP_PORT/?close=reused"
    [[ -e once/3.json && ! -e once/4.json ]] || fail "$(ls once)"
    # A connection that was not used for 2 s, as servers may be about to close it, isn't any more.
    start_app later
    hook 0 trigger payment.confirmed -n 2 --rate 24/m --to "$APP_PORT/?close=reused"
}

@test "417 to an Expect of the user is an answer" {
    printf 'HTTP/1.1 417 No\r\nContent-Length: 2\r\n\r\nno' >answer
    start_app app raw="$PWD/answer"
    hook 1 trigger payment.confirmed --to "$APP_PORT" -H 'Expect: 100-continue'
    [[ $(head -n 1 err) == "sfpy-hook: trigger: the endpoint answered 417, not 2xx: "* ]] || fail "$(head -c 1000 err)"
}

@test "an application that crashes on what came over a kept connection was reached" {
    start_app app
    hook 1 trigger payment.confirmed -n 2 --json --to "$APP_PORT/?gone=2"
    assert_equal "$(jq -r 'select(.kind == "sent") | .error' out | paste -sd ' ')" "null no answer from http://127.0.0.1:$APP_PORT/?gone=2: the connection ended before the answer was whole"
}

@test "TLS: an unknown issuer, another name, --cacert, --resolve, -k" {
    make_certificate DNS:hooks.example.com
    start_app app cert=cert.pem key=key.pem
    sends 4 "no answer from https://127.0.0.1:$APP_PORT/: " "--cacert FILE names who issued it" --to "https://127.0.0.1:$APP_PORT/"
    sends 4 "no answer from https://127.0.0.1:$APP_PORT/: " "a host that stands in the certificate" \
        --to "https://127.0.0.1:$APP_PORT/" --cacert cert.pem
    hook 0 trigger payment.confirmed --to "https://127.0.0.1:$APP_PORT/" -k
    http_proxy=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1 hook 0 trigger payment.confirmed --cacert cert.pem \
        --to "https://hooks.example.com:$APP_PORT/" --resolve "hooks.example.com:$APP_PORT:127.0.0.1"
    assert_equal "$(header_of app/2 host)" "hooks.example.com:$APP_PORT"
}

@test "TLS: a certificate of ours" {
    make_certificate IP:127.0.0.1
    cat cert.pem key.pem >both.pem
    start_app app cert=cert.pem key=key.pem ca=cert.pem
    local to=(--to "https://127.0.0.1:$APP_PORT/" --cacert cert.pem)
    hook 4 trigger payment.confirmed "${to[@]}"
    hook 0 trigger payment.confirmed "${to[@]}" --cert cert.pem --key key.pem
    hook 0 trigger payment.confirmed "${to[@]}" --cert both.pem
    sends 4 "no answer from https://127.0.0.1:$APP_PORT/: " "PEM file" "${to[@]}" --cert cert.pem --key cert.pem
    hook 2 trigger payment.confirmed "${to[@]}" --key key.pem
    err_is "sfpy-hook: trigger: option '--key' needs '--cert'" "hint: --cert FILE is the certificate that the key is for"
    echo nothing >nothing.pem
    hook 3 trigger payment.confirmed "${to[@]}" --cacert nothing.pem
    err_is "sfpy-hook: trigger: option '--cacert': nothing.pem holds nothing in PEM form"
    for option in --cert --key --cacert; do
        hook 3 trigger payment.confirmed "${to[@]}" --cert cert.pem "$option" nowhere.pem
        [[ $(<err) == "sfpy-hook: trigger: option '$option': cannot read nowhere.pem: No such file or directory" ]] || fail "$(<err)"
    done
}

@test "HTTP/2 where the endpoint has it, and the record says so" {
    make_certificate IP:127.0.0.1
    start_app app cert=cert.pem key=key.pem h2=1
    local to=(--to "https://127.0.0.1:$APP_PORT/" --cacert cert.pem)
    hook 0 trigger payment.confirmed "${to[@]}" -H 'X-Odd: é'
    assert_equal "$(got app/1 .version)" '"2.0"'
    assert_equal "$(journal .version)" '"2"'
    cmp app/1.body <(journal .body | jq -j .)
    hook 0 verify "$XDG_STATE_HOME/sfpy-hook/journal.jsonl"
    hook 0 trigger payment.confirmed "${to[@]}" -n 200 -c 16
    [[ $(cut -d ' ' -f 1,3,4 out | head -n 1) == "200 200 as" ]] || fail "$(<out)"
    # A body in chunks says that it is to be HTTP/1.1.
    hook 0 trigger payment.confirmed "${to[@]}" -H 'Transfer-Encoding: chunked'
    assert_equal "$(got app/202 .version)" '"1.1"'
}

@test "HTTP/2: what the endpoint took no notice of is sent again" {
    make_certificate IP:127.0.0.1
    start_app app key=key.pem cert=cert.pem h2=1
    hook 0 trigger payment.confirmed -n 3 -k --to "https://127.0.0.1:$APP_PORT/?refuse=2"
    cmp app/2.body app/3.body
    [[ -e app/4.json && ! -e app/5.json ]]
    start_app first key=key.pem cert=cert.pem h2=1
    hook 0 trigger payment.confirmed -k --to "https://127.0.0.1:$APP_PORT/?refuse=1"
    [[ -e first/2.json && ! -e first/3.json ]]
}

@test "a unix socket" {
    start_listen --unix-socket here.sock --count 2
    hook 0 trigger payment.confirmed --to http://localhost/ --unix-socket here.sock
    http_proxy=http://127.0.0.1:1 hook 0 trigger payment.confirmed --to http://hooks.example.com/ --unix-socket here.sock
    ended 0
}

@test "proxy variables count, but not for this machine" {
    start_app app
    export http_proxy=http://127.0.0.1:$APP_PORT
    hook 0 trigger payment.confirmed --to http://hooks.example.com/a?b
    assert_equal "$(got app/1 .url)" '"http://hooks.example.com/a?b"'
    no_proxy=no..where hook 4 trigger payment.confirmed --to http://no..where/
    http_proxy=http://no..where:1 hook 4 trigger payment.confirmed --to http://hooks.example.com/
    [[ $(<err) == *"the name of the proxy is not known"*"hint: check http_proxy"* ]] || fail "$(<err)"
    start_listen --count 1
    hook 0 trigger payment.confirmed --to "$URL"
    ended 0
}

@test "malformed options of sending are told before anything is sent" {
    while IFS='|' read -r options what; do
        # shellcheck disable=SC2086  # words
        hook 2 trigger payment.confirmed --to 1 $options
        [[ $(head -n 1 err) == "sfpy-hook: trigger: $what"* ]] || fail "$options: $(<err)"
        out_is
    done <<'ROWS'
--retry -1|option '--retry'
--retry x|option '--retry'
--retry-plan 1s,,2s|option '--retry-plan': '1s,,2s' is no list
--retry-plan soon|option '--retry-plan': 'soon' is no list
--resolve host|option '--resolve': 'host' is not HOST:PORT:ADDRESS
--resolve host:port:1|option '--resolve': 'host:port:1' is not
--resolve :1:1|option '--resolve': ':1:1' is not
--resolve host:1:address|option '--resolve': 'host:1:address' is not
--ramp 5|option '--ramp' needs '--rate' or '--concurrency'
--format curl|option '--format' needs '--dry-run'
--expect 20|option '--expect'
--timeout -1|option '--timeout'
-H nothing|option '--header'
-c 0|option '--concurrency'
-c 1001|option '--concurrency'
-n 0|option '--count'
--rate 0|option '--rate': '0' is no rate
--rate fast|option '--rate': 'fast' is no rate
--rate 2000000/s|option '--rate'
--ramp soon|option '--ramp'
--duration soon|option '--duration'
--duration 5 --dry-run|'--duration' and '--dry-run' don't go together
--seed -1|option '--seed'
--at soon|option '--at': 'soon' is no time
--signature a --no-signature|'--signature' and '--no-signature' don't go together
--signature-header a:b|option '--signature-header'
ROWS
}

@test "--retry: after 408, 429, 5xx and no answer, not after others" {
    start_app app
    for status in 408 429 500 503; do
        hook 1 trigger payment.confirmed --to "$APP_PORT/?status=$status" --retry-plan 1ms,2ms --json
        assert_equal "$(jq -c 'select(.kind == "sent") | [.status, .attempts]' out)" "[$status,3]"
    done
    for status in 301 400 401 404 422; do
        hook 1 trigger payment.confirmed --to "$APP_PORT/?status=$status" --retry-plan 1ms,2ms --json
        assert_equal "$(jq -c 'select(.kind == "sent") | [.status, .attempts]' out)" "[$status,1]"
    done
    hook 1 trigger payment.confirmed --to "$APP_PORT/?status=500" --retry 0 --retry-plan 1ms --json
    assert_equal "$(jq -c 'select(.kind == "sent") | .attempts' out)" 1
    dead_port
    hook 4 trigger payment.confirmed --to "$DEAD_PORT" --retry 4 --retry-plan 1ms --json
    assert_equal "$(jq -c 'select(.kind == "sent") | .attempts' out)" 5
    # What is expected is no failure.
    hook 0 trigger payment.confirmed --to "$APP_PORT/?status=503" --expect 503 --retry 3
    err_is
}

@test "--retry: delivery_attempts rises, each attempt is signed anew, recorded, and told" {
    start_app app
    hook 0 trigger payment.confirmed --to "$APP_PORT/?times=2" --retry 5 --retry-plan 10ms,20ms
    assert_equal "$(<err)" 'attempt 1 of 6: answered 503; the next in 0.01 s
attempt 2 of 6: answered 503; the next in 0.02 s'
    for number in 1 2 3; do
        assert_equal "$(jq .data.delivery_attempts "app/$number.body")" "$number"
        assert_equal "$(jq -c 'del(.data.delivery_attempts)' "app/$number.body")" "$(jq -c 'del(.data.delivery_attempts)' app/1.body)"
        hook 0 verify "app/$number.body" --signature "$(header_of "app/$number" x-sfpy-signature)"
    done
    [[ ! -e app/4.json ]]
    assert_equal "$(journal '[.answer.status, (.body | fromjson | .data.delivery_attempts)]')" $'[503,1]\n[503,2]\n[200,3]'
    assert_equal "$(journal .id | sort -u | wc -l)" 3
    # The same message, signed at another time.
    rm -r "$XDG_STATE_HOME"
    start_app app2
    SFPY_WEBHOOK_SECRET=c2VjcmV0
    hook 0 trigger standard.invoice.paid --to "$APP_PORT/?times=1" --retry-plan 1100ms
    assert_equal "$(header_of app2/1 webhook-id)" "$(header_of app2/2 webhook-id)"
    [[ $(header_of app2/2 webhook-timestamp) -gt $(header_of app2/1 webhook-timestamp) ]]
    cmp app2/1.body app2/2.body
    hook 0 verify "$XDG_STATE_HOME/sfpy-hook/journal.jsonl"
}

@test "a signal during the pause before a retry ends it, with what was sent recorded once" {
    start_app app
    launch trigger payment.confirmed --to "$APP_PORT/?status=500" --retry-plan 1h
    wait_until grep -q 'the next in' listen.err
    kill -INT "$LISTENER"
    ended 130
    assert_equal "$(journal .answer.status)" 500
    assert_equal "$(tail -n 1 listen.err)" "sfpy-hook: trigger: ended by SIGINT"
}

@test "a raised count keeps every other byte, and what is no number stays" {
    start_app app
    hook 0 trigger payment.confirmed --to "$APP_PORT/?times=1" --retry-plan 1ms --set delivery_attempts:=99
    assert_equal "$(jq .data.delivery_attempts app/2.body)" 100
    cmp <(sed 's/"delivery_attempts":99/"delivery_attempts":100/' app/1.body) app/2.body
    start_app app2
    hook 0 trigger payment.confirmed --to "$APP_PORT/?times=1" --retry-plan 1ms --set delivery_attempts:=1.5
    cmp app2/1.body app2/2.body
}

@test "an answer's head of 300 KiB ends it, a body of 2 MiB is cut" {
    start_app app
    hook 0 trigger payment.confirmed --to "$APP_PORT/?size=2097152"
    assert_equal "$(journal '.answer.body | length')" 1048576
    { printf 'HTTP/1.1 200 OK\r\n' && for ((i = 0; i < 300; i++)); do printf 'X-%s: %01000d\r\n' "$i" 0; done && printf '\r\n'; } >large
    start_app app-large raw=large
    hook 4 trigger payment.confirmed --to "$APP_PORT"
    [[ $(<err) == *"the head of the answer is over 256 KiB"* ]] || fail "$(<err)"
}
