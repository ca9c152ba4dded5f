#!/usr/bin/env bats
# `deliveries export` and `deliveries import`: what was recorded, in forms that other tools write and read.
#
# shellcheck disable=SC2016  # the dollars are for jq and sh

load common

# Bodies and headers that are hard to quote, each sent to the listener; their number in SENT.
send_odd() {
    : >empty
    printf -- '-\0\1\377\n%%s\\n' >binary
    printf -- "-n 'it'\\\\''s' \"\$HOME\" \`id\`\r\n\n%%d\\\\" >quotes
    printf '@quotes' >mark
    repeated 150000 '\n' >long
    printf '{"data":{"note":"\303\251\342\200\256"}}\n' >text
    local file base=$URL
    for file in empty binary quotes mark long text; do
        URL="$base?a=$file&b=%20c+d&e" posts 401 "$file" -H "X-Text: it's \"a\"; \\ \$x" -H "X-Odd: $'\351'$(printf '\351')" -H 'x-odd: 2' -H 'X-Empty;' \
            -H 'Cookie: a=b' -H 'X-SFPY-Signature: 00'
    done
    SENT=6
}

# requests FILE: what of each record is the request, headers in the order of their names.
requests() {
    jq -c '[.method, .target, (.headers | sort), .body, .body_base64]' "$1"
}

all_are_recorded() { [[ $(wc -l <"$1") -eq ${2:-$SENT} ]]; } # FILE [COUNT]

# record_odd FILE: a journal of them.
record_odd() {
    start_listen --journal "$1" -q --path '*'
    send_odd
    wait_until all_are_recorded "$1" # which is after their answers, where a cause is looked for
}

@test "jsonl: records go out and come in byte for byte, once" {
    record_odd a.jsonl
    "$SFPY_HOOK" trigger payment.confirmed --to "$URL" --journal a.jsonl -q
    stop_listen
    jq -c 'select(.body_base64) | .later = {"a": [1.50]}' a.jsonl | sed 's/"later"/"l\\u0061ter" /' >other
    sed -i "s/01/02/" other && cat other >>a.jsonl
    hook 0 deliveries export --journal a.jsonl
    mv out once.jsonl
    [[ $(wc -l <once.jsonl) -eq $((SENT + 3)) ]]
    diff <(sort a.jsonl) <(sort once.jsonl)
    hook 0 deliveries import once.jsonl --journal b.jsonl
    out_is "imported $((SENT + 3))"
    hook 0 deliveries import - a.jsonl --journal b.jsonl --json <once.jsonl
    json_is out '.kind == "summary" and .command == "deliveries" and .imported == 0 and .known == ($n | tonumber)' \
        --arg n $((2 * (SENT + 3)))
    hook 0 deliveries export --format jsonl --journal b.jsonl
    cmp out once.jsonl
    [[ $(stat -c %a b.jsonl) == 600 ]]
    hook 0 deliveries import once.jsonl # where nothing was recorded yet
    out_is "imported $((SENT + 3))"
    diff <(sort once.jsonl) <(sort state/sfpy-hook/journal.jsonl)
}

@test "har: requests and answers go out and come in again" {
    record_odd a.jsonl
    "$SFPY_HOOK" trigger payment.confirmed --to "$URL" --journal a.jsonl -q
    stop_listen
    hook 0 deliveries export --format har --show-credentials --journal a.jsonl
    mv out a.har
    hook 0 deliveries import a.har --journal b.jsonl
    out_is "imported $((SENT + 2))"
    diff <(sort a.jsonl) <(sort b.jsonl)
    hook 0 deliveries export --format har --show-credentials --journal b.jsonl
    cmp out a.har
    jq -e '.log.entries | map(select(.request.postData._encoding == "base64")) | length == 1' a.har
    hook 0 deliveries export --format har --journal a.jsonl
    jq -e '[.log.entries[].request.headers[] | select(.name == "Cookie") | .value] | unique == ["***"]' out
    hook 1 deliveries export --format har --journal a.jsonl --until 2020-01-01T00:00:00Z
    out_is
}

@test "http: several requests in one file are as many" {
    record_odd a.jsonl
    printf 'POST /chunks HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1\r\nx\r\n0\r\n\r\n' >chunks
    talks 401 chunks
    stop_listen
    hook 0 deliveries export --format http --journal a.jsonl
    mv out all.http
    hook 0 deliveries import all.http --journal b.jsonl
    out_is "imported $((SENT + 1))"
    hook 0 deliveries import all.http --journal b.jsonl
    out_is "imported 0, $((SENT + 1)) were there already"
    diff <(requests a.jsonl | head -n "$SENT") <(requests b.jsonl | head -n "$SENT")
    tail -n 1 b.jsonl >last
    json_is last '.body == "x" and .target == "/chunks" and (.headers | map(.[0]) == ["Host", "Connection", "Content-Length"])'
    hook 1 verify all.http --json
    [[ $(jq -c 'select(.kind == "verification")' out | wc -l) -eq $((SENT + 1)) ]]
    hook 3 sign all.http
}

@test "http: what was cut short is damage, chunks are undone, an editor's line ends are no body" {
    printf 'POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc' >whole.http
    head -c -1 whole.http >short.http
    hook 3 deliveries import short.http --journal b.jsonl
    err_is 'sfpy-hook: deliveries: short.http: its body is cut short: it has 2 bytes, of 3' \
        'hint: if that is all of it, mend its Content-Length or take it out'
    { cat whole.http && printf '\n\n' && cat whole.http && echo; } >edited.http
    hook 0 deliveries import edited.http --journal b.jsonl
    out_is 'imported 2'
    printf 'POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n' >chunks.http
    hook 0 deliveries import chunks.http --journal b.jsonl
    json_is b.jsonl '.body == "abc"'
}

# twice NAME VALUE: two requests that are alike, with such a header.
twice() {
    printf 'POST /%d HTTP/1.1\r\nHost: h\r\n%s: %s\r\nContent-Length: 2\r\n\r\n{}' 1 "$1" "$2" 1 "$1" "$2"
}

@test "what is alike in a file are as many records, and the same when it comes again" {
    twice A b >plain.http
    twice Stripe-Signature "t=1700000000,v1=00" >signed.http
    printf "curl http://h/ -d 1\n%.0s" 1 2 3 >three.sh
    jq -n '[range(2) | {startedDateTime: "2026-01-01T00:00:00Z", request: {method: "POST", url: "http://h/", headers: []}}] |
        {log: {entries: .}}' >same.har
    hook 0 deliveries import plain.http signed.http three.sh same.har --journal b.jsonl
    out_is "imported 9"
    hook 0 deliveries import same.har three.sh signed.http plain.http --journal b.jsonl
    out_is "imported 0, 9 were there already"
    touch -d yesterday plain.http # what is told by its bytes alone may have any time
    cat three.sh >>more.sh && echo 'curl http://h/ -d 2' >>more.sh && cat three.sh >>more.sh
    hook 0 deliveries import plain.http more.sh --journal b.jsonl
    out_is "imported 4, 5 were there already"
    hook 0 deliveries import - --journal b.jsonl < <(cat more.sh)
    out_is "imported 0, 7 were there already"
    hook 0 deliveries import - plain.http --journal c.jsonl < <(cat plain.http)
    out_is "imported 2, 2 were there already"
}

@test "two that import the same at once add it once" {
    record_odd a.jsonl
    stop_listen
    hook 0 deliveries export --format http --journal a.jsonl
    mv out all.http
    local first=0 second=0
    "$SFPY_HOOK" deliveries import - --json --journal b.jsonl < <(cat all.http) >first &
    "$SFPY_HOOK" deliveries import - --json --journal b.jsonl < <(cat all.http) >second || second=$?
    wait "$!" || first=$?
    [[ $first$second == 00 ]]
    jq -se --arg n "$SENT" 'map(.imported) | sort == [0, ($n | tonumber)]' first second
    all_are_recorded b.jsonl
}

@test "curl: what was exported, run by sh, delivers the same bytes, and imports" {
    record_odd a.jsonl
    hook 0 deliveries export --format curl --journal a.jsonl
    mv out all.sh
    cp a.jsonl before.jsonl
    sh ./all.sh >answers
    bash ./all.sh >answers
    stop_listen
    [[ $(wc -l <a.jsonl) -eq $((3 * SENT)) ]]
    diff <(requests before.jsonl) <(tail -n "+$((SENT + 1))" a.jsonl | head -n "$SENT" | requests -)
    diff <(requests before.jsonl) <(tail -n "$SENT" a.jsonl | requests -)
    hook 0 deliveries import all.sh --journal b.jsonl
    out_is "imported $SENT"
    diff <(jq -c '[.target, .body, .body_base64]' before.jsonl) <(jq -c '[.target, .body, .body_base64]' b.jsonl)
    hook 1 verify all.sh --json
    [[ $(jq -c 'select(.kind == "verification")' out | wc -l) -eq $SENT ]]
}

@test "odd targets and an old version: by curl they come as they came, and are imported as they came" {
    start_listen --journal a.jsonl -q --path '*'
    local targets=('*' 'http://elsewhere.invalid/a?b' '/a#b' '//a/../b' '/[1-3]{a,b}') target
    printf 'POST /old HTTP/1.0\r\nContent-Length: 1\r\n\r\nx' >request
    talks 401 request
    for target in "${targets[@]}"; do
        printf 'POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx' "$target" >request
        talks 401 request
    done
    local sent=$((${#targets[@]} + 1))
    wait_until all_are_recorded a.jsonl $sent
    local form
    for form in http curl; do
        hook 0 deliveries export --format "$form" --journal a.jsonl
        mv out "all.$form"
        rm -f b.jsonl
        hook 0 deliveries import "all.$form" --journal b.jsonl
        diff <(jq -c '[.target, .version, .body]' a.jsonl) <(jq -c '[.target, .version, .body]' b.jsonl)
        hook 0 deliveries export --format "$form" --journal b.jsonl
        cmp out "all.$form"
    done
    sh ./all.curl >answers
    stop_listen
    diff <(head -n $sent a.jsonl | requests -) <(tail -n $sent a.jsonl | requests -)
}

@test "archives of browsers: what was posted is imported, the rest counted" {
    local file
    for file in "$DATA"/{chromium,firefox}.har; do
        rm -f b.jsonl
        hook 0 deliveries import "$file" --journal b.jsonl
        jq -c '.log.entries[] | select(.request.method == "POST" and .request.postData.text != null) | [.request.url, .response.status]' "$file" >expected
        [[ -s expected ]]
        diff expected <(jq -c '[.url, .answer.status]' b.jsonl)
        json_is b.jsonl '.direction == "received" and .verdict.valid == null'
        hook 0 deliveries import "$file" --journal b.jsonl
        [[ $(<out) == "imported 0, "*" there already"* ]]
    done
    hook 0 deliveries import "$DATA/chromium.har" --journal c.jsonl
    out_is "imported 1, 1 skipped (no POST), 1 skipped (without a body)"
}

@test "what gosmee has saved is imported with the body as it came" {
    mkdir saved
    printf '{\n  "a": 1\n}\n' >saved/push-2023-11-06T21.14.11.314.json
    cat >saved/push-2023-11-06T21.14.11.314.sh <<'SCRIPT'
#!/usr/bin/env bash
# Sends the payload to the target.
set -euxfo pipefail
cd $(dirname $(readlink -f $0))

targetURL="http://localhost:8080/hook"
if [[ ${1:-""} == -l ]]; then
  targetURL="http://localhost:8080"
fi

curl -sSi -H "Content-Type: application/json" -H 'X-Github-Event: push' -H 'Content-Type: application/json'  -X POST -d @./push-2023-11-06T21.14.11.314.json ${targetURL}
SCRIPT
    hook 0 deliveries import saved/*.sh --journal b.jsonl
    hook 0 deliveries import saved/*.sh --journal b.jsonl
    out_is "imported 0, 1 was there already"
    json_is b.jsonl '.time == "2023-11-06T21:14:00.314Z" and .body == "{\n  \"a\": 1\n}\n" and .url == "http://localhost:8080/hook"
        and .headers == [["Host", "localhost:8080"], ["X-Github-Event", "push"], ["Content-Type", "application/json"]]'
    rm saved/*.json
    hook 3 deliveries import saved/*.sh --journal b.jsonl
    grep -q '^hint: gosmee saves the body beside the script' err
}

@test "what Clerk's command line has printed is imported, and verifies" {
    local secret=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw body='{"type":"user.created"}' now signature
    now=$(date +%s)
    signature=$(printf '%s' "m.$now.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(printf '%s' "${secret#whsec_}" |
        base64 -d | od -An -tx1 | tr -d ' \n')" -binary | base64)
    jq -nc --arg body "$(printf '%s' "$body" | base64 -w 0)" --arg now "$now" --arg signature "v1,$signature" '
        {type: "ready", relay_url: "https://play.example.com/in/c_1/", forward_to: "http://localhost:3000/api"},
        {type: "event", svix_id: "m", event_type: "user.created", headers: {"svix-id": "m", "svix-timestamp": $now,
            "svix-signature": $signature}, body_b64: $body, forward_status: 502, latency_ms: 12},
        {type: "reconnecting"}' >clerk.jsonl
    hook 0 verify clerk.jsonl -s "$secret"
    hook 0 deliveries import clerk.jsonl --journal b.jsonl
    out_is "imported 1"
    json_is b.jsonl '.url == "https://play.example.com/in/c_1/" and .answer.status == 502 and .verdict.scheme == "svix"
        and .forwards[0].url == "http://localhost:3000/api" and .event.type == "user.created" and .peer == null'
    [[ $(jq -r '.time | fromdate' b.jsonl) == "$now" ]]
    hook 0 verify b.jsonl -s "$secret"
}

@test "damage is named with file and place, and the rest is imported" {
    record_odd a.jsonl
    stop_listen
    { printf 'x\n' && cat a.jsonl && head -c 100 a.jsonl; } >torn.jsonl
    hook 3 deliveries import torn.jsonl missing "$DATA/chromium.har" --journal b.jsonl
    grep -q "^sfpy-hook: deliveries: torn.jsonl: line 1 is damaged: " err
    grep -q "^sfpy-hook: deliveries: torn.jsonl: line $((SENT + 2)) is damaged: " err
    grep -q "^sfpy-hook: deliveries: cannot read missing: " err
    [[ $(<out) == "imported "*", 3 damaged" ]]
    [[ $(grep -cFf <(jq -r .id a.jsonl) b.jsonl) -eq $SENT ]]
    hook 3 deliveries import torn.jsonl --journal b.jsonl --json
    json_is <(head -n 1 out) '.kind == "summary" and .damaged == 2'
    json_is <(tail -n 1 out) '.kind == "error" and .code == 3'
}

@test "what is no delivery is told so" {
    printf '{"data":1}' >body.json
    : >nothing
    hook 3 deliveries import body.json --journal b.jsonl
    grep -q 'body.json: a body without headers is no delivery' err
    grep -q "^hint: 'sfpy-hook trigger --payload FILE'" err
    hook 3 deliveries import nothing --journal b.jsonl
    printf 'GET / HTTP/1.1\nHost: h\n\n' >get.http
    hook 0 deliveries import get.http --journal b.jsonl
    out_is "imported 0, 1 skipped (no POST)"
    printf 'POST / HTTP/1.1\nHost: h h\n\n' >host.http
    hook 3 deliveries import host.http --journal b.jsonl
    [[ ! -e b.jsonl ]]
    hook 2 deliveries import
    hook 2 deliveries export --format pretty
}
