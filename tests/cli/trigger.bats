#!/usr/bin/env bats
# `trigger`: what it sends, prints and records, and how it ends.
#
# shellcheck disable=SC2016,SC2153  # the dollars are for other programs; SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
}

# dry [ARG]...: a dry run; the record that it would leave is in the file out.
dry() {
    hook 0 trigger --dry-run --json "$@"
    err_is
}

# header NAME FILE: the values of a header in a record.
header() {
    jq -r --arg name "$1" '.headers[] | select(.[0] == $name) | .[1]' "$2"
}

# nobody: sets URL to an address where nobody listens.
nobody() {
    start_listen
    stop_listen
}

@test "a payment arrives, valid" {
    start_listen --count 1 --json
    hook 0 trigger payment.confirmed --to "$URL"
    err_is
    ended 0
    [[ $(<out) =~ ^[0-9:.]{12}\ \ payment\.confirmed\ \(payment:created\)\ \ [0-9A-V]{20}\ \ →\ 200\ \ [0-9.]+\ ms$ ]] ||
        fail "$(<out)"
    json_is listen.out '.kind != "delivery" or (.verdict.valid and .event.name == "payment.confirmed")'
    grep -q '"kind":"delivery"' listen.out
}

@test "an event is named by its fixture or its wire type" {
    for name in refund.confirmed refund:created; do
        dry "$name"
        json_is out '.event.name == "refund.confirmed" and .event.type == "refund:created"'
    done
}

@test "the signature is that of the bytes of data, under both names" {
    for name in payment.confirmed refund.confirmed; do
        dry "$name"
        local expected
        jq -j .body out >body.json
        expected=$(hmac "$(jq -cj .data body.json)")
        assert_equal "$(header X-SFPY-SIGNATURE out) $(header SFPY-Signature out)" "$expected $expected"
    done
}

@test "ids, hashes and times are fresh at each call and within one" {
    hook 0 trigger payment.confirmed payment.confirmed --dry-run --json
    cp out records
    hook 0 trigger payment.confirmed payment.confirmed --dry-run --json
    cat out >>records
    for path in .id .time '(.body | fromjson | .data.token)' '(.body | fromjson | .data.data.notification.txn_hash)'; do
        assert_equal "$(jq -r "$path" records | sort -u | wc -l)" 4
    done
}

@test "--dry-run prints the request as HTTP" {
    hook 0 trigger refund.confirmed --dry-run --to http://localhost:3000/hooks?a=b
    cp out http
    err_is
    assert_equal "$(head -n 5 http | tr -d '\r')" "POST /hooks?a=b HTTP/1.1
Host: localhost:3000
User-Agent: sfpy-hook/0.1.0
Content-Type: application/json
Content-Length: $(sed '1,/^\r$/d' http | wc -c)"
    hook 0 verify http
    hook 0 trigger refund.confirmed --dry-run --format http
    cp out http
    hook 0 verify - <http
}

@test "--dry-run --format body prints the body alone" {
    hook 0 trigger refund.confirmed --dry-run --format body
    err_is
    # Compact JSON that ends without a newline.
    cmp <(jq -cj . out) out
    cp out body.json
    hook 0 sign body.json
}

@test "--dry-run --format json prints the record it would leave" {
    hook 0 trigger refund.confirmed --dry-run --format json --to http://127.0.0.1:1/x
    members_are out delivery schema id direction time peer method url target version headers body verdict event answer expected error forwards \
        replay_of
    json_is out '.direction == "sent" and .method == "POST" and .url == "http://127.0.0.1:1/x" and .target == "/x"
        and .version == "1.1" and .verdict == null and .answer == null and .forwards == [] and .replay_of == null
        and (.id | test("^[0-9A-HJKMNP-TV-Z]{26}$")) and (.time | test("^20.*Z$"))'
    assert_equal "$(wc -l <out)" 1
}

@test "--dry-run --format curl is a command that sends the same bytes" {
    start_listen --journal received.jsonl --path '*'
    hook 0 trigger payment.confirmed --dry-run --format curl --to "${URL}it's?a=\$b" -q -H "X-Odd: it's \"\$odd\" \`x\`" \
        --set "status=it's \\ \"€\" \$(x)"
    err_is
    cp out command
    sh command >answer
    assert_equal "$(<answer)" '{"received":true}'
    stop_listen
    json_is received.jsonl .verdict.valid
    assert_equal "$(jq -r .target received.jsonl)" "/it's?a=\$b"
    assert_equal "$(header X-Odd received.jsonl)" "it's \"\$odd\" \`x\`"
    assert_equal "$(jq -r '.body | fromjson | .data.status' received.jsonl)" "it's \\ \"€\" \$(x)"
    # Single-quoted for the shell, the body stands in the command as it was sent.
    grep -qF -- "--data-binary '$(jq -j .body received.jsonl | sed "s/'/'\\\\''/g")'" command
    assert_equal "$(header Content-Type received.jsonl)" application/json
}

@test "--dry-run sends and records nothing" {
    start_listen --json
    for format in http curl body json; do
        hook 0 trigger payment.confirmed --to "$URL" --dry-run --format "$format" --journal sent.jsonl
    done
    [[ ! -e sent.jsonl ]]
    stop_listen
    json_is listen.out '.kind != "summary" or (.received == 0 and .refused == 0)'
}

@test "--set changes text and JSON, and what is signed" {
    hook 0 trigger --dry-run --json payment.confirmed --set 'status=a & <b> é' --set data.notification.chain_id:=1337 --set delivery_attempts:=12 \
        --set 'data.notification.amount=1' --set 'data.notification.rate:={"a": [1.50, null]}'
    jq -j .body out >body.json
    # As a Go sender writes it.
    grep -qF '"status":"a \u0026 \u003cb\u003e é"' body.json
    grep -qF '"chain_id":1337,' body.json
    grep -qF '"rate":{"a":[1.50,null]}' body.json
    grep -qF '"delivery_attempts":12,' body.json
    header X-SFPY-SIGNATURE out >signature
    hook 0 verify body.json --signature "$(<signature)"
}

@test "--set that is empty text, JSON text and a value with = and :=" {
    dry payment.confirmed -q --set status= --set 'resource:="x"' --set 'resource_path=a:=b=c'
    json_is out '.body | fromjson | .data | .status == "" and .resource == "x" and .resource_path == "a:=b=c"'
}

@test "--set of what there is not, or is malformed" {
    hook 2 trigger payment.confirmed --dry-run --set data.notification.amont=1
    out_is
    err_is "sfpy-hook: trigger: option '--set': path 'data.notification.amont': there is no 'amont' at this place" \
        "hint: did you mean 'amount'?"
    hook 2 trigger payment.confirmed --dry-run --set status.more=1
    out_is
    hook 2 trigger payment.confirmed --dry-run --set amount
    out_is
    err_is "sfpy-hook: trigger: option '--set': 'amount' is neither PATH=TEXT nor PATH:=JSON" \
        "hint: such as data.notification.amount=1000 or data.notification.chain_id:=5"
    for value in '' x '{' '1 2' "'a'" 01 nul '"'; do
        hook 2 trigger payment.confirmed --dry-run --set "delivery_attempts:=$value"
        out_is
        [[ $(head -n 1 err) == "sfpy-hook: trigger: option '--set': "* ]] || fail "$value: $(<err)"
    done
}

@test "a mistake in the second event sends nothing of the first" {
    start_listen --json
    hook 2 trigger payment.confirmed payment.confirmd --to "$URL"
    out_is
    hook 2 trigger payment.confirmed refund.confirmed --to "$URL" --set data.notification.state=X
    stop_listen
    json_is listen.out '.kind != "summary" or .received == 0'
}

@test "-H adds, replaces in any case, repeats and removes" {
    dry payment.confirmed -H 'X-New: one' -H 'x-new: two' -H 'content-type: text/plain' -H 'User-Agent:' \
        -H 'SFPY-Signature:  '
    assert_equal "$(jq -r '.headers[] | "\(.[0]): \(.[1])"' out | grep -v -i -e '^X-SFPY' -e ^Content-Length)" \
        "Host: 127.0.0.1:4242
X-New: one
x-new: two
content-type: text/plain"
}

@test "what -H says is what arrives" {
    start_listen --journal received.jsonl --json
    hook 1 trigger refund.confirmed --to "$URL" -H 'X-SFPY-SIGNATURE: 00' -H 'SFPY-Signature:' -H 'X-New: é' -H 'User-Agent:'
    hook 0 trigger refund.confirmed --to "$URL" -H 'Content-Type:' -H 'Accept: text/html' -H 'Host: example.com'
    stop_listen
    assert_equal "$(jq -c '[.headers[] | select(.[0] | ascii_downcase | IN("content-length", "host", "sfpy-signature") | not)]' \
        received.jsonl | head -n 1)" '[["Content-Type","application/json"],["X-SFPY-SIGNATURE","00"],["X-New","é"]]'
    assert_equal "$(sed -n 2p received.jsonl | jq -c '[.headers[][0] | ascii_downcase] | sort')" \
        '["accept","content-length","host","sfpy-signature","user-agent","x-sfpy-signature"]'
    assert_equal "$(sed -n 2p received.jsonl >second && header Host second)" example.com
}

@test "--signature-header sends one header of that name" {
    dry payment.confirmed --signature-header SFPY-Signature
    assert_equal "$(jq -r '[.headers[][0] | select(test("sign"; "i"))] | join(" ")' out)" SFPY-Signature
}

@test "the URL: a bare port, a path, a query, a fragment" {
    while read -r to url target; do
        dry payment.confirmed --to "$to"
        assert_equal "$(jq -r '"\(.url) \(.target)"' out)" "$url $target"
    done <<'ROWS'
3000 http://127.0.0.1:3000/ /
3000/hooks http://127.0.0.1:3000/hooks /hooks
:3000/hooks?a=b http://127.0.0.1:3000/hooks?a=b /hooks?a=b
/hooks http://127.0.0.1/hooks /hooks
http://localhost http://localhost/ /
http://[::1]:3000/x http://[::1]:3000/x /x
https://example.com?q#f https://example.com/?q /?q
ROWS
}

@test "user and password in a URL are sent, and masked where shown" {
    start_listen --journal received.jsonl
    hook 0 trigger payment.confirmed --to "http://me:pass-word@127.0.0.1:$PORT/" --journal sent.jsonl --json
    run -1 grep -q pass-word out err
    stop_listen
    run -1 grep -q pass-word sent.jsonl
    assert_equal "$(header Authorization received.jsonl)" "Basic $(printf me:pass-word | base64)"
}

@test "a proxy is not asked for a loopback host" {
    start_listen --count 2
    http_proxy=http://127.0.0.1:1 HTTP_PROXY=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 \
        hook 0 trigger payment.confirmed --to "$URL"
    http_proxy=http://127.0.0.1:1 hook 0 trigger payment.confirmed --to "http://localhost:$PORT/"
    ended 0
}

@test "an answer that was not expected: exit 1, the answer is shown" {
    start_listen
    hook 1 trigger payment.confirmed --to "$URL" -s other
    assert_equal "$(tail -n +2 out)" '              {
                "error": "mismatch"
              }'
    [[ $(head -n 1 err) == "sfpy-hook: trigger: the endpoint answered 401, not 2xx: the app refused it: "* ]] || fail "$(<err)"
    [[ $(tail -n 1 err) == "hint: give the app the secret #d9298a10 "* ]] || fail "$(<err)"
    hook 1 trigger payment.confirmed --to "${URL}other" -q
    [[ $(head -n 1 err) == "sfpy-hook: trigger: the endpoint answered 404, not 2xx: "* ]] || fail "$(<err)"
    stop_listen
}

@test "--expect says what is a success" {
    start_listen
    for expect in 200 2xx 2XX 404,200 5xx,2xx; do
        hook 0 trigger payment.confirmed --to "$URL" --expect "$expect"
        err_is
    done
    for expect in 201 4xx 404,201; do
        hook 1 trigger payment.confirmed --to "$URL" --expect "$expect"
        err_is "sfpy-hook: trigger: the endpoint answered 200: $expect was expected"
    done
    hook 0 trigger payment.confirmed --to "$URL" --expect 401 -s other
    err_is
    SFPY_HOOK_TRIGGER_EXPECT=404 hook 0 trigger payment.confirmed --to "${URL}other"
    stop_listen
}

@test "a refused connection: exit 4, with a hint" {
    nobody
    hook 4 trigger payment.confirmed --to "$URL"
    out_is
    err_is "sfpy-hook: trigger: no answer from $URL: connection refused" \
        "hint: start the app, or name its port: --to PORT/; in a container, publish the port and listen on 0.0.0.0; \
'sfpy-hook listen' is an endpoint to try it with"
    hook 4 trigger payment.confirmed --to "$URL" --json
    assert_equal "$(jq -c 'select(.kind == "sent") | [.status, .attempts, .error]' out)" \
        "[null,1,\"no answer from $URL: connection refused\"]"
    json_is out '.kind != "error" or (.command == "trigger" and .code == 4 and .why == "connection refused" and .hint)'
    hook 4 trigger payment.confirmed refund.confirmed --to "$URL"
    [[ $(sed -n 2p out) =~ ^connection\ refused\ +2$ && $(wc -l <out) -eq 2 ]] || fail "$(<out)"
    assert_equal "$(tail -n 1 err)" "sfpy-hook: trigger: 2 of 2 deliveries were not answered as expected"
}

@test "--timeout: exit 4" {
    start_listen
    kill -STOP "$LISTENER"
    hook 4 trigger payment.confirmed --to "$URL" --timeout 300ms --journal sent.jsonl
    out_is
    [[ $(head -n 1 err) == "sfpy-hook: trigger: no answer from $URL: "* ]] || fail "$(<err)"
    json_is sent.jsonl '.answer == null'
    hook 4 trigger payment.confirmed --to "$URL" --timeout 0.2
    kill -CONT "$LISTENER"
    stop_listen
}

@test "SIGINT and SIGTERM while it waits: 130 and 143" {
    start_listen
    local listener=$LISTENER
    kill -STOP "$listener"
    for signal in INT:130 TERM:143; do
        launch trigger payment.confirmed --to "$URL" --timeout 60 --journal "sent.$signal"
        wait_until test -e "sent.$signal"
        kill -"${signal%:*}" "$LISTENER"
        ended "${signal#*:}"
    done
    kill -CONT "$listener"
    kill -TERM "$listener"
    ended 0 "$listener"
}

@test "several events: in order, a line each, and a summary" {
    start_listen --json
    hook 0 trigger payment.confirmed refund.confirmed payment:created --to "$URL"
    assert_equal "$(head -n 3 out | cut -d ' ' -f 3)" $'payment.confirmed\nrefund.confirmed\npayment.confirmed'
    [[ $(sed -n 4p out) == "3 sent, 3 as expected"* ]] || fail "$(<out)"
    err_is
    hook 1 trigger payment.confirmed refund.confirmed --to "$URL" -s other
    assert_equal "$(tail -n 1 err)" "sfpy-hook: trigger: 2 of 2 deliveries were not answered as expected"
    stop_listen
    assert_equal "$(jq -r 'select(.kind == "delivery") | .event.name' listen.out | head -n 3)" \
        $'payment.confirmed\nrefund.confirmed\npayment.confirmed'
}

@test "--json: sent, and a summary of more than one" {
    start_listen
    hook 0 trigger payment.confirmed --to "$URL" --json
    err_is
    members_are out sent id event type token url mode status ms attempts error
    # shellcheck disable=SC2016
    json_is out '.event == "payment.confirmed" and .type == "payment:created" and .url == $url and .mode == "new"
        and .status == 200 and .attempts == 1 and .error == null and .ms > 0 and (.token | test("^[0-9A-V]{20}$"))' --arg url "$URL"
    assert_equal "$(wc -l <out)" 1
    hook 1 trigger payment.confirmed refund.confirmed --to "$URL" --json --expect 404
    assert_equal "$(jq -r .kind out)" $'sent\nsent\nsummary\nerror'
    members_are out summary command sent ok failed by_status per_second ms
    json_is out '.kind != "summary" or (.command == "trigger" and .sent == 2 and .ok == 0 and .failed == 2
        and .by_status == {"200": 2} and (.ms | keys_unsorted == ["p50", "p90", "p99", "max"]))'
    stop_listen
}

@test "each attempt is recorded, answered or not" {
    start_listen
    hook 0 trigger payment.confirmed --to "$URL" --journal sent.jsonl --json
    jq -r .id out >id
    hook 1 trigger payment.confirmed --to "$URL" --journal sent.jsonl -s other
    stop_listen
    hook 4 trigger payment.confirmed --to "$URL" --journal sent.jsonl
    members_are sent.jsonl delivery schema id direction time peer method url target version headers verdict event answer expected error forwards \
        replay_of
    assert_equal "$(head -n 1 sent.jsonl | jq -r .id)" "$(<id)"
    assert_equal "$(jq -c '[.direction, .verdict, .answer.status, .answer.body]' sent.jsonl)" \
        '["sent",null,200,"{\"received\":true}"]
["sent",null,401,"{\"error\":\"mismatch\"}"]
["sent",null,null,null]'
    json_is sent.jsonl '.answer == null or (.answer.ms > 0 and (.answer.headers | map(.[0]) | index("Content-Type")))'
    assert_equal "$(stat -c %a sent.jsonl)" 600
    # What was sent verifies.
    hook 1 verify sent.jsonl
    assert_equal "$(tail -n 1 out)" "2 valid, 1 invalid"
}

@test "the journal stands in the state folder by default; --no-record leaves none" {
    nobody
    rm -rf "$XDG_STATE_HOME"
    hook 4 trigger payment.confirmed --to "$URL" --no-record
    [[ ! -e $XDG_STATE_HOME/sfpy-hook/journal.jsonl ]]
    hook 4 trigger payment.confirmed --to "$URL"
    assert_equal "$(stat -c %a "$XDG_STATE_HOME/sfpy-hook/journal.jsonl")" 600
    assert_equal "$(wc -l <"$XDG_STATE_HOME/sfpy-hook/journal.jsonl")" 1
    SFPY_HOOK_JOURNAL=own.jsonl hook 4 trigger payment.confirmed --to "$URL"
    assert_equal "$(wc -l <own.jsonl)" 1
}

@test "a journal that can't be written is exit 5" {
    start_listen
    hook 5 trigger payment.confirmed --to "$URL" --journal /dev/full
    [[ $(head -n 1 err) == "sfpy-hook: trigger: "*"cannot write to the journal /dev/full: No space left on device" ]] ||
        fail "$(<err)"
    stop_listen
}

@test "-q prints nothing of a success, -v the answer with its headers" {
    start_listen
    hook 0 trigger payment.confirmed --to "$URL" -q
    out_is
    err_is
    hook 0 trigger payment.confirmed --to "$URL" -v
    assert_equal "$(tail -n +2 out)" '              Content-Type: application/json
              Content-Length: 17
              {
                "received": true
              }'
    stop_listen
}

@test "a scheme of its own choice" {
    start_listen --scheme safepay-v2 --json
    hook 0 trigger payment.confirmed --to "$URL" --scheme safepay-v2
    stop_listen
    json_is listen.out '.kind != "delivery" or (.verdict.valid and .verdict.scheme == "safepay-v2")'
}

@test "the curl command sends the headers that trigger sends, and no others" {
    start_listen --json --path '*'
    local url=${URL%/}'/a/../b/{x,y}'
    for options in "" "-H User-Agent:" "-H Content-Type:" "-H Host:other.example" "-H X-Empty:,"; do
        # shellcheck disable=SC2086  # no option, or two words
        hook 0 trigger payment.confirmed --to "$url" --no-record $options
        # shellcheck disable=SC2086
        "$SFPY_HOOK" trigger payment.confirmed --to "$url" $options --dry-run --format curl >command.sh 2>/dev/null
        sh command.sh >/dev/null
    done
    stop_listen
    # Signatures and lengths differ from event to event.
    jq -c 'select(.kind == "delivery") | [.target, (.headers
        | map(if .[0] | test("^(x-)?sfpy-sig|^content-length$"; "i") then .[:1] else . end) | sort)]' listen.out >requests
    assert_equal "$(wc -l <requests)" 10
    # By pairs: what was sent, and what curl sent of the same.
    while read -r sent && read -r by_curl; do assert_equal "$by_curl" "$sent"; done <requests
}

@test "a body in chunks has no Content-Length beside it" {
    start_listen --json
    hook 0 trigger payment.confirmed --to "$URL" -H 'Transfer-Encoding: chunked'
    stop_listen
    json_is listen.out '.kind != "delivery" or .verdict.valid'
}

@test "user and password of the URL are a header, in the record too" {
    start_listen --json
    hook 0 trigger payment.confirmed --to "http://us%65r:pass@127.0.0.1:$PORT/" --journal sent.jsonl
    stop_listen
    json_is sent.jsonl '[.headers[] | select(.[0] == "Authorization") | .[1]] == ["Basic dXNlcjpwYXNz"]'
    json_is listen.out '.kind != "delivery" or any(.headers[]; . == ["Authorization", "Basic dXNlcjpwYXNz"])'
    run ! grep -q 'us%65r:pass\|user:pass' sent.jsonl
}

@test "--unset takes a member away, --add makes what isn't there; the rest stays byte for byte" {
    hook 0 trigger payment.confirmed --seed 1 --at 2026-01-02T03:04:05Z --dry-run --format body
    cp out plain
    hook 0 trigger payment.confirmed --seed 1 --at 2026-01-02T03:04:05Z --dry-run --format body --unset data.notification.rate
    cmp <(sed 's/,"rate":"2034550000"//' plain) out
    hook 0 trigger payment.confirmed --seed 1 --at 2026-01-02T03:04:05Z --dry-run --format body --add --set data.notification.extra.deep=x
    cmp <(sed 's/"rate":"2034550000"/&,"extra":{"deep":"x"}/' plain) out
    hook 0 trigger payment.confirmed --seed 1 --at 2026-01-02T03:04:05Z --dry-run --format body data.notification.amount=007 \
        'data.notification.rate:=1.50e+3'
    cmp <(sed 's/"350000000000000000"/"007"/; s/"2034550000"/1.50e+3/' plain) out
    hook 2 trigger payment.confirmed --dry-run --unset data.notification.amuont
    err_is "sfpy-hook: trigger: option '--unset': path 'data.notification.amuont': there is no 'amuont' at this place" \
        "hint: did you mean 'amount'?"
    hook 2 trigger payment.confirmed --dry-run --set data.notification.extra=x
    hook 2 trigger payment.confirmed refund.confirmed --dry-run --unset data.notification.rate
    out_is
}

@test "an edited value may hold placeholders, which are filled in afresh for each event" {
    hook 0 trigger payment.confirmed -n 2 --dry-run --json --set 'data.notification.payment_id=pay-{{xid}}'
    assert_equal "$(jq -r '.body | fromjson | .data.data.notification.payment_id' out | grep -Ec '^pay-[0-9A-V]{20}$')" 2
    assert_equal "$(jq -r '.body | fromjson | .data.data.notification.payment_id' out | sort -u | wc -l)" 2
    hook 2 trigger payment.confirmed --dry-run --set 'status={{xidd}}'
    [[ $(head -n 1 err) == "sfpy-hook: trigger: what --set or --edit makes of it: "*"{{xidd}}"* ]] || fail "$(<err)"
    hook 0 trigger payment.confirmed --dry-run --format body --set 'status:="\u007b{xidd}}"'
    assert_equal "$(jq -r .data.status out)" '{{xidd}}'
}

@test "what an official SDK would refuse is said" {
    hook 0 trigger payment.confirmed --dry-run --format body
    err_is
    hook 0 trigger payment.confirmed --dry-run --format body --add --set data.notification.extra=1 --set client.id=1
    [[ $(<err) == "payment.confirmed: go-sfpy will refuse it, rightly signed as it is: "*": client" ]] || fail "$(<err)"
    hook 0 trigger payment.confirmed --dry-run --format body --set created_at=2026-01-02T03:04:05.100Z
    [[ $(<err) == "payment.confirmed: go-sfpy will refuse it, rightly signed as it is: "*": created_at" ]] || fail "$(<err)"
    hook 0 trigger payment.text --dry-run --format body
    grep -q '^payment.text: @sfpy/node-sdk, safepay-python, safepay-php will refuse it' err || fail "$(<err)"
    hook 0 trigger payment.text --dry-run --format body -q
    err_is
}

@test "--edit: what the editor leaves is sent" {
    printf '#!/bin/sh\nsed -i "s/350000000000000000/5/" "$1"; cp "$1" seen; stat -c %%a "$1" >modes\n' >editor && chmod +x editor
    EDITOR="$PWD/editor" hook 0 trigger payment.confirmed --dry-run --format body --edit
    assert_equal "$(jq -r .data.data.notification.amount out)" 5
    assert_equal "$(<modes)" 600
    [[ $(wc -l <seen) -gt 30 ]]
    # The placeholders are still there: each event of many is its own.
    VISUAL="$PWD/editor" EDITOR=false hook 0 trigger payment.confirmed -n 2 --dry-run --json --edit
    assert_equal "$(jq -r .event.token out | sort -u | wc -l)" 2
    # What the editor prints is none of our output, and without a terminal none is started that isn't named.
    EDITOR="echo noise >&1; true" hook 0 trigger payment.confirmed --dry-run --format body --edit
    jq -e . out >/dev/null && grep -q noise err
    hook 2 trigger payment.confirmed --dry-run --edit </dev/null
    [[ $(head -n 1 err) == *"standard input is no terminal, and no editor is named" ]] || fail "$(<err)"
    EDITOR=false hook 1 trigger payment.confirmed --dry-run --edit
    out_is
    printf '#!/bin/sh\necho "{" >"$1"\n' >editor
    EDITOR="$PWD/editor" hook 3 trigger payment.confirmed --dry-run --edit
    [[ $(<err) == *"line 2, column 1"* || $(<err) == *"line 1"* ]] || fail "$(<err)"
    assert_equal "$(cat "$(sed -n 's/^hint: it is kept in //p' err)")" "{"
}

@test "a fixture file of one's own, by path and by name" {
    mkdir mine
    cat >mine/order.paid.json <<'JSON'
{
  "name": "order.paid", "type": "order:paid", "scheme": "github", "summary": "mine",
  "headers": {"X-Event": "paid-{{ref:order}}"},
  "event": {"type": "order:paid", "id": "{{ref:order}}", "cents": 1.50, "at": "{{seconds}}"}
}
JSON
    hook 0 trigger mine/order.paid.json --dry-run --json
    json_is out '.event.name == "order.paid" and .event.type == "order:paid" and (.body | test("^{\"type\":\"order:paid\",\"id\":\"[0-9A-V]{20}\",\"cents\":1.50,\"at\":[0-9]+}$"))'
    assert_equal "$(header X-Event out)" "paid-$(jq -r '.body | fromjson | .id' out)"
    [[ -n $(header X-Hub-Signature-256 out) ]]
    hook 0 trigger order.paid --fixtures mine --dry-run --json
    json_is out '.event.name == "order.paid"'
    SFPY_HOOK_FIXTURES=mine hook 0 trigger order:paid --dry-run --json
    # Its headers replace ours; its name can't steer the terminal.
    sed 's/"X-Event"/"Content-Length": "3", "X-Event"/; s/"name": "order.paid"/"name": "a\\u001b[31m"/' mine/order.paid.json >length.json
    hook 0 trigger ./length.json --dry-run --json
    assert_equal "$(header Content-Length out)" 3
    start_listen --no-verify -q
    sed -i 's/"Content-Length": "3", //' length.json
    hook 0 trigger ./length.json --to "$URL"
    run ! grep -q $'\033' out
    stop_listen
    hook 3 trigger nowhere/x.json --dry-run
    [[ $(<err) == *"nowhere/x.json"*"No such file"* ]] || fail "$(<err)"
    printf '{"name": "x",\n "type": 5}' >bad.json
    hook 3 trigger ./bad.json --dry-run
    [[ $(<err) == *"bad.json: line 2, column 10"* ]] || fail "$(<err)"
}

@test "--payload and - send bytes as they are, signed" {
    printf '{ "data" : {"b":1.0,"a":"\\u0041"}  }\n' >payload.json
    start_listen --json
    hook 0 trigger --payload payload.json --to "$URL"
    hook 0 trigger - --to "$URL" <payload.json
    stop_listen
    json_is listen.out '.kind != "delivery" or .verdict.valid'
    cmp <(jq -j 'select(.kind == "delivery") | .body' listen.out) <(cat payload.json payload.json)
    # The scheme is what the body speaks of, or the one that is given.
    printf '{"version":"2.0.0","type":"payment.succeeded","token":"t"}' >v2.json
    hook 0 trigger --payload v2.json --dry-run --json
    assert_equal "$(header X-SFPY-SIGNATURE out)" "$(hmac "$(<v2.json)")"
    hook 0 trigger --payload v2.json --dry-run --json --scheme paystack
    assert_equal "$(header x-paystack-signature out)" "$(hmac "$(<v2.json)")"
    printf 'no JSON \000 \377' >bytes
    hook 3 trigger --payload bytes --dry-run
    hook 0 trigger --payload bytes --dry-run --no-signature --format body
    cmp bytes out
    hook 0 trigger --payload bytes --dry-run --scheme github --format body
    cmp bytes out
    hook 3 trigger --payload nowhere --dry-run
    hook 2 trigger --payload payload.json --set a=1 --dry-run
    [[ $(head -n 1 err) == *"can't be edited" ]] || fail "$(<err)"
    hook 2 trigger --payload payload.json payment.confirmed --dry-run
    hook 2 trigger --dry-run
    [[ $(head -n 1 err) == "sfpy-hook: trigger: there is no EVENT to send" ]] || fail "$(<err)"
}

@test "the curl form carries any body, of any length" {
    head -c 300000 /dev/urandom >random
    printf '@\000%%s\\n\\000%%%%\n'"'"'"$x`y`' >odd
    printf '@plain' >at.txt
    start_listen --no-verify --journal received.jsonl -q
    for file in random odd at.txt; do
        rm -f received.jsonl
        hook 0 trigger --payload $file --to "$URL" --scheme github --dry-run --format curl
        cp out command
        sh command >answer
        jq -r 'if .body then (.body | @base64) else .body_base64 end' received.jsonl | base64 -d | cmp - $file
    done
    stop_listen
    echo '-----BEGIN CERTIFICATE-----' >ca.pem
    hook 0 trigger payment.confirmed --dry-run --format curl -k --cacert ca.pem --unix-socket "a b" --resolve h:1:127.0.0.1
    [[ $(head -n 1 out) == "curl -sS -g --path-as-is -k --unix-socket 'a b' --cacert 'ca.pem' --resolve 'h:1:127.0.0.1' -X POST "* ]] ||
        fail "$(<out)"
}

@test "--like sends the event of a recorded delivery, signed anew" {
    start_listen --journal journal.jsonl --path '*'
    hook 0 trigger refund.confirmed --to "$URL" --no-record -H 'X-Own: 1' -H 'Content-Type: application/x-own'
    hook 0 trigger payment.confirmed --to "$URL" --no-record
    stop_listen
    local id
    id=$(head -n 1 journal.jsonl | jq -r .id)
    for like in "$id" "${id,,}" "${id:0:24}" @2; do
        hook 0 trigger --like "$like" --journal journal.jsonl --dry-run --json -s another
        assert_equal "$(jq -r .body out)" "$(head -n 1 journal.jsonl | jq -r .body)"
        assert_equal "$(header X-SFPY-SIGNATURE out)" "$(hmac "$(jq -j '.body | ltrimstr("{\"data\":") | rtrimstr("}")' out)" another)"
        assert_equal "$(header X-Own out) $(header Content-Type out) $(header Host out)" "1 application/x-own 127.0.0.1:4242"
    done
    hook 0 trigger --like @1 --journal journal.jsonl --dry-run --json --set data.notification.amount=5
    assert_equal "$(jq -r '.body | fromjson | .data.data.notification.amount' out)" 5
    assert_equal "$(jq -r '.event.name' out)" payment.confirmed
    # Nothing of the old signature comes along under another scheme.
    hook 0 trigger --like @1 --journal journal.jsonl --dry-run --json --scheme github
    assert_equal "$(jq -r '[.headers[][0] | select(test("sign"; "i"))] | join(" ")' out)" X-Hub-Signature-256
    start_listen --no-verify -q
    hook 0 trigger --like @1 --journal journal.jsonl --to "$URL" --json
    json_is out '.mode == "re-signed"'
    hook 0 trigger --like @1 --journal journal.jsonl --to "$URL" --json status=x
    json_is out '.mode == "edited"'
    stop_listen
    hook 2 trigger --like 7ZZZ --journal journal.jsonl --dry-run
    [[ $(head -n 1 err) == "sfpy-hook: trigger: option '--like': no delivery '7ZZZ' in journal.jsonl" ]] || fail "$(<err)"
    hook 2 trigger --like "${id:0:2}" --journal journal.jsonl --dry-run
    [[ $(head -n 1 err) == *"several deliveries have an id that begins with"* ]] || fail "$(<err)"
    hook 2 trigger --like @9 --journal journal.jsonl --dry-run
    hook 3 trigger --like @1 --journal nowhere.jsonl --dry-run
}

@test "--signature, --no-signature, --tamper" {
    start_listen --json --path '*'
    hook 1 trigger payment.confirmed --to "$URL" --no-signature
    hook 1 trigger payment.confirmed --to "$URL" --signature 'zz!'
    hook 1 trigger payment.confirmed --to "$URL" --tamper
    assert_equal "$(tail -n 2 err)" "sfpy-hook: trigger: the endpoint answered 401, not 2xx: the app refused it, as it should: \
--tamper was given
hint: '--expect 4xx' counts that as success"
    hook 0 trigger payment.confirmed --to "$URL" --tamper --expect 4xx
    stop_listen
    assert_equal "$(jq -r 'select(.kind == "delivery") | .verdict.reason' listen.out | paste -sd ' ')" \
        "missing-signature malformed-signature mismatch mismatch"
    dry payment.confirmed --signature 00ff
    assert_equal "$(header X-SFPY-SIGNATURE out) $(header SFPY-Signature out)" "00ff 00ff"
    hook 0 trigger standard.invoice.paid --dry-run --json --no-signature -s c2VjcmV0
    assert_equal "$(jq -r '[.headers[][0] | select(startswith("webhook-"))] | sort | join(" ")' out)" "webhook-id webhook-timestamp"
    # One byte differs, and it is still JSON of the same form.
    hook 0 trigger payment.confirmed --seed 3 --at 2026-01-02T00:00:00Z --dry-run --format body
    cp out plain
    hook 0 trigger payment.confirmed --seed 3 --at 2026-01-02T00:00:00Z --dry-run --format body --tamper
    assert_equal "$(cmp -l plain out | wc -l)" 1
    jq -e . out >/dev/null
}

@test "--seed and --at make the bytes repeatable, of every fixture" {
    hook 0 fixtures list --json
    jq -r 'select(.scheme != "standard-v1a") | .name' out >names
    mapfile -t names <names
    [[ ${#names[@]} -gt 40 ]]
    for format in json http; do
        for i in 1 2; do
            hook 0 trigger "${names[@]}" -q --seed 42 --at 2026-01-02T03:04:05.678901234Z --dry-run --format "$format" -s "$(printf %064d 0)"
            cp out "run-$i"
        done
        cmp run-1 run-2
    done
    hook 0 trigger "${names[@]}" -q --seed 43 --at 2026-01-02T03:04:05.678901234Z --dry-run --format http -s "$(printf %064d 0)"
    ! cmp -s run-1 out || fail "another seed, the same bytes"
    # The bytes of this version on any machine.
    hook 0 trigger payment.confirmed --seed 42 --at 2026-01-02T03:04:05.678901234Z --dry-run --format body
    assert_equal "$(openssl dgst -sha256 -r <out | cut -d ' ' -f 1)" 2406027b28cd428b8c157986b62278fb6667fce1b44c5729af527fbacdadcb6a
    json_is out '.data.created_at == "2026-01-02T03:04:05.678901Z"'
}

@test "a scheme that signs a time takes that of --at" {
    hook 0 trigger stripe.charge.succeeded --at 1767225600 --dry-run --json
    [[ $(header Stripe-Signature out) == t=1767225600,v1=* ]] || fail "$(<out)"
    cp out record
    hook 0 verify record --scheme stripe --at 1767225600
    hook 1 verify record --scheme stripe --at now
}

@test "each scheme's fixture arrives valid at a listener of that scheme" {
    hook 0 fixtures list --json
    cp out list
    for scheme in $(jq -r .scheme list | sort -u); do
        local secret=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0IQ==
        [[ $scheme != standard-v1a ]] || secret=whsk_$(printf %032d 7 | base64)
        mapfile -t names < <(jq -r --arg scheme "$scheme" 'select(.scheme == $scheme) | .name' list)
        start_listen --json --scheme "$scheme" -s "$secret"
        hook 0 trigger "${names[@]}" -q --to "$URL" -s "$secret" --no-record
        stop_listen
        json_is listen.out '.kind != "delivery" or .verdict.valid'
        assert_equal "$(grep -c '"kind":"delivery"' listen.out)" "${#names[@]}"
    done
}
