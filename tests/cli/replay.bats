#!/usr/bin/env bats
# `replay`: which records it means, where they go, what stays of them to the byte, and what comes of their answers.
#
# shellcheck disable=SC2016,SC2153,SC2154  # the dollars are jq's; SECRET and the like are common.bash's

load common

setup() {
    isolate
    mkdir "$BATS_TEST_TMPDIR/.git"
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
}

J=(--journal journal.jsonl)

# record N [FILTER]: adds record N to the journal: received at N o'clock, valid, answered 200, changed by the filter of jq.
record() {
    jq -nc --arg n "$1" '{kind: "delivery", schema: 1, id: "01M0000000000000000000000\($n)", direction: "received",
        time: "2026-01-01T0\($n):00:00Z", peer: "127.0.0.1:5000\($n)", method: "POST", url: "http://127.0.0.1:4242/",
        target: "/", version: "1.1",
        headers: [["Host", "old.example.com"], ["Content-Type", "application/json"], ["Content-Length", "999"], ["X-N", $n]],
        body: "{\"data\":\($n)}", verdict: {valid: true, scheme: "sfpy", reason: null, cause: null},
        event: {name: "payment.confirmed", type: "payment:created", token: "T\($n)"},
        answer: {status: 200, headers: [["Content-Type", "application/json"]], body: "{\"received\":true}", ms: 1.5},
        forwards: [], replay_of: null} | '"${2:-.}" >>journal.jsonl
}

# Six records: 1 to 4 received, of which 2 was refused, 3 is a refund and the forward of 4 failed; 5 and 6 sent, 6 in vain.
six_records() {
    record 1
    record 2 '.answer.status = 401 | .verdict.valid = false | .verdict.reason = "mismatch"'
    record 3 '.event = {name: "refund.confirmed", type: "refund:created", token: "T3"}'
    record 4 '.forwards = [{url: "http://127.0.0.1:9/a?b=c", status: null, ms: 1, attempts: 1, error: "connection refused"},
        {url: "http://127.0.0.1:8/", status: 200, ms: 1, attempts: 1, error: null}]'
    record 5 '.direction = "sent" | .url = "http://127.0.0.1:7/sent?x" | .verdict = null | .expected = "2xx" | .error = null'
    record 6 '.direction = "sent" | .url = "http://***@localhost:6/sent" | .verdict = null | .answer = null | .expected = "2xx" | .error = "timed out"'
}

# means NUMBERS [ARG]...: the records that are meant, in this order.
means() {
    hook 0 replay "${J[@]}" --dry-run --json "${@:2}"
    assert_equal "$(jq -r '.replay_of[-1:]' out | tr -d '\n')" "$1"
}

# has FILE LINES: what is refused is recorded after it was answered, once its cause was looked for.
has() { [[ -e $1 && $(wc -l <"$1") -eq $2 ]]; }

goes_to() {
    hook 0 replay "${J[@]}" --dry-run --json "${@:2}"
    assert_equal "$(jq -r '.url + " " + (.headers[] | select(.[0] == "Host") | .[1]) + " " + .target' out)" "$1"
}

# refuses WHAT HINT [ARG]...: a mistake of the command line, told by one line and a hint.
refuses() {
    hook 2 replay "${@:3}"
    [[ $(head -n 1 err) == "sfpy-hook: replay: $1" ]] || fail "$(<err)"
    [[ -z $2 || $(tail -n 1 err) == "hint: "*"$2"* ]] || fail "no hint '$2': $(<err)"
}

@test "which records are meant" {
    six_records
    local id=01M0000000000000000000000
    while IFS='|' read -r numbers arguments; do
        eval "set -- $arguments"
        means "$numbers" "$@"
    done <<ROWS
4|
4|--last 1
1234|--last 9
34|--last 2
24|--failed
4|--failed --last 1
124|-e 'payment.*'
3|-e refund.confirmed --since 2026-01-01T02:00:00Z
23|--since 2026-01-01T02:00:00Z --until 2026-01-01T03:00:00Z
2|--failed --until 2026-01-01T03:00:00Z
4|@1
3|@2
13|@2 ${id}1
3|@1 -e 'refund.*'
6|${id}6
56|${id}6 ${id,,}5
11|${id}1 ${id}1
4321|--last 9 --order desc
12341234|--last 4 --times 2
4|--resign
ROWS
    means 1234 --last 4 --order asc
    means "$(means_shuffled 7)" --last 4 --order shuffle --seed 7
    means "$(means_shuffled 7)" --last 4 --order shuffle --seed 7
    local seeds
    seeds=$(for seed in 1 2 3 4 5 6; do means_shuffled $seed; done | sort -u | wc -l)
    [[ $seeds -gt 1 ]] || fail "every seed has the same order"
}

means_shuffled() {
    "$SFPY_HOOK" replay "${J[@]}" --dry-run --json --last 4 --order shuffle --seed "$1" | jq -r '.replay_of[-1:]' | tr -d '\n'
    echo
}

@test "what fits nothing ends with 1, an unknown id with 2, a journal that isn't there with 3" {
    hook 1 replay
    [[ $(head -n 1 err) == "sfpy-hook: replay: nothing was recorded yet" ]] || fail "$(<err)"
    hook 3 replay "${J[@]}"
    six_records
    hook 1 replay "${J[@]}" -e 'withdrawal.*'
    [[ $(head -n 1 err) == "sfpy-hook: replay: no delivery in journal.jsonl fits" ]] || fail "$(<err)"
    hook 1 replay "${J[@]}" --since now
    hook 1 replay "${J[@]}" 01M00000000000000000000001 --failed --json
    json_is out '.kind == "error" and .code == 1 and .command == "replay" and (.hint | contains("count for ids, too"))'
    hook 2 replay "${J[@]}" 7ZZZ
    hook 2 replay "${J[@]}" 01M
    [[ $(head -n 1 err) == "sfpy-hook: replay: several deliveries have an id that begins with '01M'" ]] || fail "$(<err)"
    hook 2 replay "${J[@]}" @5
}

@test "a damaged record that was named is told as such, whatever is damaged" {
    record 1
    record 2 '.headers += [["X-A", "a\r\nX-B: c"]]'
    record 3 '.method = "GE T"'
    hook 3 replay "${J[@]}" 01M00000000000000000000001 01M00000000000000000000002 --to 9
    err_is 'sfpy-hook: replay: journal.jsonl: line 2 is damaged: the record'"'"'s member "headers" is missing or malformed'
    hook 3 replay "${J[@]}" 01M00000000000000000000003 --to 9
    err_is 'sfpy-hook: replay: journal.jsonl: line 3 is damaged: the record'"'"'s member "method" is missing or malformed'
}

@test "a secret that no signature is made with is told" {
    record 1
    local unused="is not used: an exact replay keeps the signature it has; --resign signs anew"
    hook 0 replay "${J[@]}" --dry-run -s right --scheme sfpy
    err_is "option '--secret' $unused" "option '--scheme' $unused"
    for words in '-s right --resign' '-q -s right'; do
        # shellcheck disable=SC2086
        hook 0 replay "${J[@]}" --dry-run $words
        err_is
    done
    SFPY_HOOK_SECRET=right hook 0 replay "${J[@]}" --dry-run
    err_is
}

@test "a command line that makes no sense is told before anything is read" {
    refuses "'--speed' and '--rate' don't go together" gaps --speed 2 --rate 5
    refuses "'--speed' and '--order' don't go together" order --speed 2 --order desc
    refuses "'--speed' and '--order' don't go together" order --speed 2 --order shuffle
    refuses "option '--last' goes without an ID" "which delivery" @1 --last 2
    refuses "option '--add' needs '--set'" "adds" --add
    refuses "option '--diff-header' needs '--diff'" compares --diff-header X
    refuses "option '--diff-ignore' needs '--diff'" compares --diff-ignore x
    refuses "option '--diff-ignore': path 'a..b': a step is empty" "double quotes" --diff --diff-ignore a..b
    refuses "'--diff' and '--dry-run' don't go together" answers --diff --dry-run
    refuses "option '--format' needs '--dry-run'" prints --format curl
    refuses "option '--diff-header': 'a b' is no header name" "" --diff --diff-header 'a b'
    refuses "option '--rate': '0' is no rate" 50/s --rate 0
    local value
    for value in 0 -1 x '' 1/s 1e3 nan inf; do
        refuses "option '--speed': '$value' is no speed" 0.5 --speed "$value"
    done
    while read -r option value; do
        hook 2 replay "$option" "$value"
        [[ $(head -n 1 err) == "sfpy-hook: replay: option '$option': "* ]] || fail "$(<err)"
    done <<ROWS
--last 0
--times 0
--concurrency 0
--order backwards
--expect 20
--since never
--until soon
--timeout -1
--retry -1
--retry-plan x
--seed x
ROWS
    hook 2 replay --to 'ftp://x'
    hook 2 replay --nothing
}

@test "where a record goes when nothing is said" {
    six_records
    goes_to "http://127.0.0.1:4242/ 127.0.0.1:4242 /" 01M00000000000000000000001
    goes_to "http://127.0.0.1:9/a?b=c 127.0.0.1:9 /a?b=c"
    goes_to "http://127.0.0.1:7/sent?x 127.0.0.1:7 /sent?x" 01M00000000000000000000005
    # A masked password is none.
    goes_to "http://localhost:6/sent localhost:6 /sent" 01M00000000000000000000006
    jq -e 'all(.headers[][0]; . != "Authorization")' out >/dev/null || fail "$(<out)"
    # What is said comes first.
    echo '{"replay": {"to": "http://127.0.0.1:3/config"}}' >.sfpy-hook.json
    goes_to "http://127.0.0.1:3/config 127.0.0.1:3 /config"
    SFPY_HOOK_REPLAY_TO=2/env goes_to "http://127.0.0.1:2/env 127.0.0.1:2 /env"
    SFPY_HOOK_REPLAY_TO=2/env goes_to "http://127.0.0.1:1/option 127.0.0.1:1 /option" --to 1/option
    rm .sfpy-hook.json
    record 7 '.direction = "sent" | .url = "gopher://x/"'
    hook 2 replay "${J[@]}" 01M00000000000000000000007
    [[ $(head -n 1 err) == "sfpy-hook: replay: delivery 01M00000000000000000000007: no http or https URL"* ]] || fail "$(<err)"
    grep -qF -- "hint: --to URL" err || fail "$(<err)"
}

@test "a record that says no URL fails alone" {
    record 1
    record 2 '.forwards = [{url: "ftp://user:word@x/", status: 200, ms: 1, error: null}]'
    record 3
    start_listen --no-record --no-verify
    to=$(jq -nc --arg url "$URL" '[{url: $url, status: 200, ms: 1, error: null}]')
    jq -c --argjson to "$to" 'if .forwards == [] then .forwards = $to else . end' journal.jsonl >kept.jsonl
    hook 1 replay --journal kept.jsonl --since 2020-01-01T00:00:00Z --json --retry 3
    assert_equal "$(jq -c 'select(.kind == "sent") | [.status, .token, .mode, .attempts, .error]' out)" "[200,\"T1\",\"exact\",1,null]
[null,\"T2\",\"exact\",0,\"no http or https URL: '***@x/'\"]
[200,\"T3\",\"exact\",1,null]"
    assert_equal "$(jq -c 'select(.kind == "summary") | [.sent, .ok, .failed]' out)" '[3,2,1]'
    [[ $(wc -l <kept.jsonl) -eq 5 ]] || fail "$(<kept.jsonl)" # what wasn't sent isn't recorded
    hook 4 replay "${J[@]}" --no-record 01M00000000000000000000002 01M00000000000000000000002
    err_is "sfpy-hook: replay: delivery 01M00000000000000000000002: no http or https URL: '***@x/'" \
        "hint: --to URL says where it is to go" \
        "sfpy-hook: replay: delivery 01M00000000000000000000002: no http or https URL: '***@x/'" \
        "hint: --to URL says where it is to go" \
        "sfpy-hook: replay: 2 of 2 deliveries were not answered as expected"
    hook 1 replay "${J[@]}" --since 2020-01-01T00:00:00Z --dry-run --format body
    assert_equal "$(<out)" '{"data":1}{"data":3}'
    [[ $(<err) == *"delivery 01M00000000000000000000002: no http"*"1 of 3 can't be sent"* ]] || fail "$(<err)"
    hook 2 replay "${J[@]}" 01M00000000000000000000002 --dry-run
    hook 2 replay "${J[@]}" --since 2020-01-01T00:00:00Z --to ftp://x/
}

@test "what can't be signed anew fails alone" {
    record 1
    record 2 '.body = ""'
    start_listen --no-record --no-verify
    hook 1 replay "${J[@]}" --no-record --last 2 --resign --to "$URL" --json
    assert_equal "$(jq -c 'select(.kind == "sent") | [.status, .token, .mode]' out)" $'[200,"T1","re-signed"]\n[null,"T2","re-signed"]'
    [[ $(head -n 1 err) == "sfpy-hook: replay: delivery 01M00000000000000000000002: scheme sfpy can't sign it: "* ]] || fail "$(<err)"
    hook 3 replay "${J[@]}" --no-record --resign --to "$URL"
    hook 1 replay "${J[@]}" --last 2 --resign --dry-run --format body
    assert_equal "$(<out)" '{"data":1}'
}

@test "what got no answer is named" {
    record 1
    record 2
    dead_port
    hook 4 replay "${J[@]}" --no-record --last 2 --to "$DEAD_PORT"
    assert_equal "$(grep -c '^sfpy-hook: replay: delivery 01M0000000000000000000000[12]: no answer from http' err)" 2
}

@test "exact: head and body as they were but for what belongs to the connection; -H changes that" {
    record 1 '.method = "PUT" | .body = null | .body_base64 = "AP8K" | .headers = [["x-B", "1"], ["hOST", "old"], ["X-b", ""],
        ["Transfer-Encoding", "chunked"], ["EXPECT", "100-continue"], ["Connection", "x-gone"], ["x-gone", "1"], ["X-O", "\ufffd", "6Q=="]]'
    hook 0 replay "${J[@]}" --to 1/p?q --dry-run
    printf 'PUT /p?q HTTP/1.1\r\nx-B: 1\r\nhOST: 127.0.0.1:1\r\nX-b: \r\nContent-Length: 3\r\nX-O: \xe9\r\n\r\n\0\xff\n' | cmp - out
    hook 0 replay "${J[@]}" --to 1 --dry-run -H 'Host: other.example.com' -H 'X-B:' -H 'X-New: 1'
    printf 'PUT / HTTP/1.1\r\nhOST: other.example.com\r\nContent-Length: 3\r\nX-O: \xe9\r\nX-New: 1\r\n\r\n\0\xff\n' | cmp - out
    hook 0 replay "${J[@]}" --to http://user:word@127.0.0.1:1/ --dry-run --json
    jq -e '.url == "http://***@127.0.0.1:1/" and (.headers | any(.[0] == "Authorization" and .[1] == "Basic dXNlcjp3b3Jk"))' out >/dev/null || fail "$(<out)"
    # On the wire nothing is added.
    start_app app
    hook 0 replay "${J[@]}" --to "$APP_PORT" --json
    json_is out '.mode == "exact" and .status == 200 and .attempts == 1'
    assert_equal "$(jq -c '[.method, .headers]' app/1.json)" \
        "[\"PUT\",[\"x-B\",\"1\",\"hOST\",\"127.0.0.1:$APP_PORT\",\"X-b\",\"\",\"Content-Length\",\"3\",\"X-O\",\"é\"]]"
    printf '\0\xff\n' | cmp - app/1.body
    assert_equal "$(tail -n 1 journal.jsonl | jq -c '[.direction, .replay_of, .event.token]')" '["sent","01M00000000000000000000001","T1"]'
    # A request without a body stays without a length.
    local method number=2
    for method in GET HEAD DELETE; do
        rm journal.jsonl
        record 2 ".method = \"$method\""' | .body = "" | .headers = [["Host", "old"]]'
        hook 0 replay "${J[@]}" --to "$APP_PORT" --no-record
        assert_equal "$(jq -c '[.method, .headers]' app/$number.json)" "[\"$method\",[\"Host\",\"127.0.0.1:$APP_PORT\"]]"
        number=$((number + 1))
    done
}

@test "a thousand random deliveries go round to the byte: bodies, and headers in their order, spelling and number" {
    start_listen --no-verify -q --journal first.jsonl
    python3 "$BATS_TEST_DIRNAME/replay.py" send "$PORT" 1000
    stop_listen
    start_listen --no-verify -q --journal second.jsonl
    hook 0 replay --journal first.jsonl --last 1000 --to "$URL" --no-record
    grep -q '^1,000 sent, 1,000 as expected, 0 not ' out || fail "$(tail out)"
    assert_equal "$(grep -c '  exact  → 200' out)" 1000
    stop_listen
    python3 "$BATS_TEST_DIRNAME/replay.py" compare 1000 first.jsonl second.jsonl
}

@test "--resign signs anew in the place of the old signature, --set and --unset edit, and each says what it is" {
    start_listen --journal received.jsonl
    hook 0 trigger payment.confirmed -s other --to "$URL" --no-record --expect 401
    wait_until has received.jsonl 1
    hook 1 replay --journal received.jsonl --to "$URL" --no-record
    wait_until has received.jsonl 2
    grep -qF '  exact  → 401 ' out || fail "$(<out)"
    grep -qF 'sign anew by --resign' err || fail "$(<err)"
    hook 0 replay --journal received.jsonl @1 --to "$URL" --no-record --resign
    grep -qF '  re-signed  → 200 ' out || fail "$(<out)"
    hook 0 replay --journal received.jsonl @1 --to "$URL" --no-record --set data.notification.amount=5 --json
    json_is out '.mode == "edited" and .event == "payment.confirmed"'
    stop_listen
    jq -se '.[0].body == .[1].body and .[0].body == .[2].body and (.[0].headers[:-2] | map(select(.[0] != "Host"))) == (.[2].headers[:-2] | map(select(.[0] != "Host"))) and
        (map(.headers | map(.[0])) | unique | length) == 1 and .[0].headers[-1] != .[2].headers[-1] and
        (.[3].body | fromjson | .data.data.notification.amount) == "5"' received.jsonl >/dev/null || fail "$(<received.jsonl)"
    head -n 1 received.jsonl >one.jsonl
    hook 2 replay --journal one.jsonl --set nowhere=5
    [[ $(head -n 1 err) == "sfpy-hook: replay: delivery 01"*": option '--set': path 'nowhere': there is no 'nowhere'"* ]] || fail "$(<err)"
    hook 0 replay --journal one.jsonl --set nowhere=5 --add --dry-run --format body
    jq -e '.data.nowhere == "5"' out >/dev/null || fail "$(<out)"
    hook 0 replay --journal one.jsonl --unset data.notification.amount --dry-run --format body
    jq -e '.data.data.notification | has("amount") | not' out >/dev/null || fail "$(<out)"
    hook 0 replay --journal one.jsonl --resign --scheme github --dry-run --json
    assert_equal "$(jq -r '[.headers[][0] | select(test("sign"; "i"))] | join(" ")' out)" X-Hub-Signature-256
    hook 2 replay --journal one.jsonl --resign --scheme nothing
    hook 2 replay --journal one.jsonl --resign -s ''
}

@test "what can't be edited in one of several is told before any is sent" {
    six_records
    start_app app
    hook 2 replay "${J[@]}" --last 4 --to "$APP_PORT" --set token=x
    [[ ! -e app/1.json ]]
}

@test "an exact replay that is too old says so once for each scheme; the id of a message stays when it is signed anew" {
    local age='.headers += [["Stripe-Signature", "t=1700000000,v1=00"]] | .verdict.scheme = "stripe"'
    record 1 "$age"
    record 2 "$age"
    record 3 '.headers += [["webhook-id", "msg_1"], ["webhook-timestamp", "1700000000"], ["webhook-signature", "v1,AAAA"]] |
        .verdict.scheme = "standard-webhooks"'
    record 4
    hook 0 replay "${J[@]}" --last 4 --dry-run --format body
    assert_equal "$(grep -c -- '--resign signs anew' err)" 2
    grep -qE '^stripe signs a time, and that of 01M00000000000000000000001 is [0-9,]+ d( [0-9]+ h)? old: who checks it takes at most 5 min' err || fail "$(<err)"
    hook 0 replay "${J[@]}" --last 4 --dry-run --tolerance 0 --format body
    err_is
    hook 0 replay "${J[@]}" 01M00000000000000000000003 --dry-run --resign -s "whsec_$(printf key | base64)" --json
    err_is
    jq -e '(.headers | map(select(.[0] == "webhook-id"))) == [["webhook-id", "msg_1"]] and
        (.headers | map(select(.[0] == "webhook-timestamp"))[0][1] | tonumber) > 1700000000' out >/dev/null || fail "$(<out)"
}

@test "--speed keeps the gaps" {
    six_records
    start_listen --no-verify -q --journal received.jsonl
    hook 0 replay "${J[@]}" --last 3 --to "$URL" --speed 18000x --no-record
    stop_listen
    # An hour in 200 ms, twice.
    jq -se 'def ns: sub("\\.(?<f>[0-9]*)Z$"; "Z") | fromdateiso8601; def at: .time | ns + ("0" + (capture("\\.(?<f>[0-9]*)Z").f // "" | if . == "" then "" else "." + . end) | tonumber);
        map(at) | length == 3 and (.[1] - .[0]) > 0.15 and (.[2] - .[1]) > 0.15 and (.[2] - .[0]) < 5' received.jsonl >/dev/null ||
        fail "$(jq -r .time received.jsonl)"
    grep -q 'from when each was due' out || fail "$(<out)"
}

@test "--speed says how long it will take where that is long" {
    record 1
    record 3
    start_listen --no-record --no-verify
    launch replay "${J[@]}" --last 2 --no-record --speed 2 --to "$URL"
    wait_until grep -q 'the recorded gaps take 1 h at this speed; a higher --speed shortens them' listen.err
    kill -INT "$LISTENER"
    ended 130
    hook 0 replay "${J[@]}" --last 2 --no-record --speed 100000x --to "$URL"
    err_is
}

@test "--diff: answers that are packed are compared by what they hold" {
    record 1 ".answer.body = null | .answer.body_base64 = \"$(printf '{"a":1,"b":2}' | gzip -n9 | base64 -w 0)\""
    printf '{"b":2, "a":1}' | gzip -n1 >alike
    printf '{"b":2, "a":3}' | gzip -n1 >other
    for name in alike other; do
        start_app "$name.app" raw="$name.http"
        { printf 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n' "$(wc -c <"$name")" && cat "$name"; } >"$name.http"
        hook "$([[ $name == alike ]] && echo 0 || echo 1)" replay "${J[@]}" --no-record --diff --to "$APP_PORT"
    done
    grep -qE 'answer.body +a +1 → 3' out || fail "$(<out)"
}

@test "--diff: what is answered in another way is shown, counted, and fails" {
    six_records
    start_listen --no-verify -q
    hook 0 replay "${J[@]}" --to "$URL" --diff --no-record
    hook 0 replay "${J[@]}" @1 @2 --to "$URL" --diff --no-record --json
    jq -se '.[-1] | .kind == "summary" and .command == "replay" and .differing == 0 and .ok == 2' out >/dev/null || fail "$(<out)"
    hook 1 replay "${J[@]}" --last 4 --to "$URL" --diff --no-record
    [[ $(tail -n 1 err) == "sfpy-hook: replay: 1 of 4 answers differ from the recorded ones" ]] || fail "$(<err)"
    grep -qE 'answer.status +401 → 200' out || fail "$(<out)"
    grep -qE '^4 sent, 3 as expected, 1 not \(1 differ\)' out || fail "$(<out)"
    hook 1 replay "${J[@]}" --last 4 --to "$URL" --diff --no-record --json
    jq -se '(map(.kind) | unique) == ["difference", "error", "sent", "summary"] and (map(select(.kind == "summary"))[0].differing == 1)' out >/dev/null ||
        fail "$(<out)"
    # The wanted status and the recorded answer: both must be.
    hook 1 replay "${J[@]}" --to "$URL" --diff --expect 5xx --no-record
    [[ $(head -n 1 err) == "sfpy-hook: replay: the endpoint answered 200: 5xx was expected" ]] || fail "$(<err)"
    hook 0 replay "${J[@]}" --to "$URL" --diff --diff-header content-type --no-record
    hook 1 replay "${J[@]}" --to "$URL" --diff --diff-header Content-Length --no-record
    grep -qE 'answer.header +Content-Length' out || fail "$(<out)"
    # What the endpoint makes anew each time.
    record 7 '.answer.body = "{\"received\":true,\"order\":{\"id\":7}}"'
    hook 1 replay "${J[@]}" 01M00000000000000000000007 --to "$URL" --diff --no-record --diff-ignore order.id
    hook 0 replay "${J[@]}" 01M00000000000000000000007 --to "$URL" --diff --no-record --diff-ignore x --diff-ignore order
    # Nobody was there, and somebody is.
    hook 1 replay "${J[@]}" 01M00000000000000000000006 --to "$URL" --diff --no-record
    stop_listen
    # What was refused and is refused again is as it was.
    start_listen --journal refused.jsonl -q
    hook 1 trigger payment.confirmed -s other --to "$URL" --no-record
    wait_until has refused.jsonl 1
    hook 0 replay --journal refused.jsonl --to "$URL" --diff
    assert_equal "$(jq -c 'select(.direction == "sent") | [.answer.status, .expected]' refused.jsonl)" '[401,"401"]'
    stop_listen
    hook 4 replay --journal refused.jsonl --to "$URL" --diff --no-record
}

@test "--retry sends the same bytes again, each attempt is recorded as a replay" {
    record 1 '.headers += [["X-SFPY-SIGNATURE", "00"]]'
    start_app app
    hook 0 replay "${J[@]}" --to "$APP_PORT/?times=2" --retry-plan 1ms --retry 2 --json
    json_is out '.attempts == 3 and .mode == "exact" and .event == "payment.confirmed" and .token == "T1"'
    cmp app/1.body app/3.body
    cmp app/1.json app/3.json
    assert_equal "$(jq -r '.replay_of // "-"' journal.jsonl | paste -sd ' ')" "- 01M00000000000000000000001 01M00000000000000000000001 01M00000000000000000000001"
}

@test "an application that ends a kept connection without an answer gets a replay once" {
    start_app app
    record 1
    hook 1 replay "${J[@]}" --no-record --times 2 --to "$APP_PORT/?close=reused"
    [[ -e app/2.json && ! -e app/3.json ]] || fail "$(ls app)"
}

@test "a password that no record holds is told, and an empty secret is none" {
    six_records
    jq -c '.forwards = [{url: "http://***@127.0.0.1:1/x", status: 200, ms: 1, attempts: 1, error: null}]' journal.jsonl >masked.jsonl
    hook 4 replay --journal masked.jsonl --no-record --last 2
    assert_equal "$(grep -c 'went to a URL with a password, which no record holds' err)" 1
    hook 2 replay --journal masked.jsonl -s ''
    SFPY_HOOK_SECRET='' hook 2 replay --journal masked.jsonl
    export SFPY_HOOK_REPLAY_LAST=1 SFPY_HOOK_REPLAY_FORMAT=curl SFPY_HOOK_REPLAY_RATE=5
    hook 4 replay @1 --journal masked.jsonl --no-record --speed 3
}

@test "many: a summary, its line of JSON, exit 4 where nobody answers, and nothing damaged is sent" {
    six_records
    sed -i '2s/.*/{"half": /' journal.jsonl
    start_app app
    hook 0 replay "${J[@]}" --last 9 --times 10 --to "$APP_PORT" -c 4 --no-record
    grep -qF 'journal.jsonl: line 2 is damaged: ' err || fail "$(<err)"
    assert_equal "$(grep -c '  exact  → 200' out)" 30
    grep -q "^30 sent, 30 as expected, 0 not" out || fail "$(<out)"
    hook 0 replay "${J[@]}" --last 9 --to "$APP_PORT" --rate 1000 --no-record --json
    members_are out sent id event type token url mode status ms attempts error
    members_are out summary command sent ok failed by_status per_second ms
    jq -se 'map(select(.kind == "summary"))[0] | has("differing") | not' out >/dev/null || fail "$(<out)"
    dead_port
    hook 4 replay "${J[@]}" --last 9 --to "$DEAD_PORT" --no-record
    hook 4 replay "${J[@]}" --to "$DEAD_PORT" --no-record --json
    json_is out '.kind != "error" or .code == 4'
    hook 1 replay "${J[@]}" --to "$APP_PORT/?status=500" --no-record
}
