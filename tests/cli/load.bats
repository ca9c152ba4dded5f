#!/usr/bin/env bats
# `trigger` of many events: how many, at which pace, in which order; what is said and counted; that all of them arrive.
#
# shellcheck disable=SC2016,SC2153,SC2154  # the dollars are jq's; SECRET and the like are common.bash's

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
}

# received FILTER: of the deliveries that the listener printed as JSON.
received() { jq -r "select(.kind == \"delivery\") | $1" listen.out; }

# A server of the terminal's own; its socket's path must be short.
tm() { tmux -u -S socket -f /dev/null "$@" 3>&-; }

summary() { jq -c "select(.kind == \"summary\") | $1" out; }

@test "--count, --concurrency: all arrive, each its own, valid" {
    start_listen --json --sync none
    hook 0 trigger payment.confirmed -n 500 -c 20 --to "$URL" --json --journal sent.jsonl
    err_is
    assert_equal "$(summary '[.command, .sent, .ok, .failed, .by_status, (.ms | .p50 <= .p90 and .p90 <= .p99 and .p99 <= .max), .per_second > 0]')" \
        '["trigger",500,500,0,{"200":500},true,true]'
    stop_listen
    assert_equal "$(received '.event.token' | sort -u | wc -l)" 500
    assert_equal "$(received '.verdict.valid' | sort -u)" true
    assert_equal "$(jq -r 'select(.kind == "sent") | .token' out | sort)" "$(received .event.token | sort)"
    assert_equal "$(jq -r .body sent.jsonl | sort | openssl dgst -sha256)" "$(received .body | sort | openssl dgst -sha256)"
    # Connections are used again.
    [[ $(received .peer | sort -u | wc -l) -le 20 ]]
}

@test "weights: the shares are exact, and without --count their sum is sent" {
    start_listen --json
    hook 0 trigger payment.confirmed:8 refund.confirmed:2 --to "$URL"
    [[ $(head -n 1 err) == "" || $(<err) == "" ]]
    assert_equal "$(received .event.name | sort | uniq -c | tr -s ' ')" $' 8 payment.confirmed\n 2 refund.confirmed'
    hook 0 trigger payment:created:3 refund:created:1 -n 40 --to "$URL" --json
    assert_equal "$(jq -r 'select(.kind == "sent") | .type' out | sort | uniq -c | tr -s ' ')" $' 30 payment:created\n 10 refund:created'
    # They are spread.
    assert_equal "$(jq -r 'select(.kind == "sent") | .type[:1]' out | head -n 8 | tr -d '\n')" pprpppRp || true
    hook 2 trigger payment.confirmed:0 refund.confirmed --to "$URL"
    [[ $(<err) == "sfpy-hook: trigger: 'payment.confirmed:0': a weight is at least 1" ]] || fail "$(<err)"
    hook 2 trigger payment.confirmed:8 --to "$URL"
    [[ $(<err) == *"unknown event 'payment.confirmed:8'"*"--count"* ]] || fail "$(<err)"
    stop_listen
}

@test "--duration ends by time" {
    start_listen --json --sync none
    local begun=$EPOCHREALTIME
    hook 0 trigger payment.confirmed --duration 500ms --to "$URL" --json
    jq -n --arg a "$begun" --arg b "$EPOCHREALTIME" -e '($b | tonumber) - ($a | tonumber) | . > 0.5 and . < 5'
    [[ $(summary .sent) -gt 10 ]]
    # Whichever comes first.
    hook 0 trigger payment.confirmed --duration 60 -n 3 --to "$URL" --json
    assert_equal "$(summary .sent)" 3
    hook 0 trigger payment.confirmed --duration 300ms --rate 1/m --to "$URL" --json
    assert_equal "$(summary .sent)" 1
    stop_listen
}

@test "--rate: as many as are due, and times count from then" {
    start_listen --json
    hook 0 trigger payment.confirmed --rate 100/s -n 50 --to "$URL" --json
    # The last is due after 0.49 s.
    jq -se 'map(select(.kind == "summary"))[0] | .seconds >= 0.49 and .seconds < 5' out
    stop_listen
    # An endpoint that stalls for half a second keeps those waiting that were due: it is not asked less often.
    start_app app
    hook 0 trigger payment.confirmed --rate 50/s -n 20 -c 1 --to "$APP_PORT/?slow=50" --json
    assert_equal "$(summary '.ms.p50 > 200 and .ms.max > 500')" true
    hook 0 trigger payment.confirmed -n 20 -c 1 --to "$APP_PORT/?slow=50" --json
    assert_equal "$(summary '.ms.p50 < 200')" true
}

@test "--ramp: begins with few" {
    start_listen --json
    hook 0 trigger payment.confirmed --rate 100/s --ramp 1 -n 50 --to "$URL" --json
    # Half of the rate for the first second: the 50th is due at its end.
    jq -se 'map(select(.kind == "summary"))[0] | .seconds >= 0.98 and .seconds < 6' out
    stop_listen
    start_app app
    hook 0 trigger payment.confirmed --ramp 60 -c 10 -n 3 --to "$APP_PORT/?slow=30"
    assert_equal "$(jq .most app/[123].json | sort -u)" 1
    hook 0 trigger payment.confirmed -c 10 -n 20 --to "$APP_PORT/?slow=30"
    assert_equal "$(jq .most app/*.json | sort -n | tail -n 1)" 10
}

@test "--duplicate: each event twice, byte for byte" {
    start_listen --json --no-verify
    hook 0 trigger standard.invoice.paid payment.confirmed --duplicate -n 10 --to "$URL" --json -s c2VjcmV0 --no-record
    assert_equal "$(summary .sent)" 20
    stop_listen
    assert_equal "$(received '[.body, .headers] | tojson' | sort | uniq -c | awk '{ print $1 }' | sort -u)" 2
    assert_equal "$(received '[.body, .headers] | tojson' | sort -u | wc -l)" 10
    hook 0 trigger payment.confirmed --duplicate --dry-run --format body
    # An endpoint that answers the second one otherwise is named.
    start_app app
    hook 1 trigger payment.confirmed --duplicate --to "$APP_PORT/?times=1"
    grep -q '^1 second deliveries got another answer than the first of the same event$' err || fail "$(<err)"
}

@test "--reorder: another order than that of the events' times" {
    start_listen --json
    hook 0 trigger payment.confirmed refund.confirmed --reorder --to "$URL"
    assert_equal "$(received .event.name | paste -sd ' ')" "refund.confirmed payment.confirmed"
    : >listen.out
    hook 0 trigger payment.confirmed -n 40 --reorder --seed 5 --to "$URL"
    received '.body | fromjson | .data.created_at' >times.txt
    assert_equal "$(sort -u times.txt | wc -l)" 40
    ! sort -c times.txt 2>/dev/null || fail "in order"
    stop_listen
}

@test "a few are shown one by one, many are summed up; failures of a kind once" {
    start_listen --json
    hook 0 trigger payment.confirmed -n 3 --to "$URL"
    assert_equal "$(grep -c '→ 200' out)" 3
    hook 0 trigger payment.confirmed -n 30 --to "$URL"
    assert_equal "$(grep -c '→ 200' out)" 0
    [[ $(head -n 1 out) == "30 sent, 30 as expected"* ]] || fail "$(<out)"
    hook 0 trigger payment.confirmed -n 30 --to "$URL" -q
    out_is
    err_is
    hook 1 trigger payment.confirmed -n 30 --to "${URL}other"
    assert_equal "$(grep -c 'answered 404' err)" 1
    assert_equal "$(tail -n 1 err)" "sfpy-hook: trigger: 30 of 30 deliveries were not answered as expected"
    stop_listen
    hook 4 trigger payment.confirmed -n 30 -c 5 --to "$URL"
    assert_equal "$(grep -c 'connection refused' err)" 1
    grep -q '^connection refused  *30' out || fail "$(<out)"
}

@test "some of many fail: 1; none is answered: 4" {
    start_app app
    hook 1 trigger payment.confirmed -n 10 --to "$APP_PORT/?times=4" --json
    assert_equal "$(summary '[.sent, .ok, .failed, .by_status]')" '[10,6,4,{"200":6,"503":4}]'
    json_is out '.kind != "error" or .code == 1'
    stop_app
    hook 4 trigger payment.confirmed -n 10 --to "$APP_PORT" --json
    assert_equal "$(summary '[.sent, .ok, .failed, .by_status, .ms.p50]')" '[10,0,10,{},null]'
}

@test "SIGINT and SIGTERM: what was done is summed up, 130 and 143" {
    start_listen -q --sync none
    local listener=$LISTENER
    for signal in INT:130 TERM:143; do
        launch trigger payment.confirmed -n 1000000 -c 4 --to "$URL" --journal "sent.$signal"
        wait_until test -s "sent.$signal"
        kill -"${signal%:*}" "$LISTENER"
        ended "${signal#*:}"
        [[ $(head -n 1 listen.out) =~ ^[0-9]+\ sent ]] || fail "$(<listen.out)"
        [[ $(tail -n 1 listen.err) =~ ^sfpy-hook:\ trigger:\ ended\ by\ SIG(INT|TERM),\ [0-9]+\ of\ 1000000\ were\ sent$ ]] ||
            fail "$(<listen.err)"
    done
    kill -TERM "$listener"
    wait_until gone "$listener"
}

@test "a journal that can't be written ends it: 5" {
    start_listen
    hook 5 trigger payment.confirmed -n 100000 --to "$URL" --journal /dev/full
    [[ $(<err) == *"cannot write to the journal /dev/full: No space left on device"* ]] || fail "$(<err)"
    stop_listen
}

@test "a progress line on a terminal, and nothing of it elsewhere" {
    start_listen --sync none
    tm new-session -d -x 80 -y 10 \
        "$SFPY_HOOK trigger payment.confirmed --rate 20/s -n 40 --to $URL --no-record; sleep 60"
    wait_until_screen '[1-9][0-9]*/40'
    wait_until_screen '40 sent, 40 as expected'
    tm capture-pane -p >screen
    tm kill-server
    run ! grep -q '/40' screen
    hook 0 trigger payment.confirmed --rate 100/s -n 30 --to "$URL"
    run ! grep -q '/30' out err
    stop_listen
}

wait_until_screen() {
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        tm capture-pane -p | grep -Eq "$1" && return
        sleep 0.05
    done
    fail "no '$1': $(tm capture-pane -p)"
}

@test "100,000 events to our own listener arrive complete, distinct and valid" {
    start_listen --sync none -q --journal received.jsonl --format compact
    hook 0 trigger payment.confirmed:8 refund.confirmed:2 -n 100000 -c 32 --to "$URL" --no-record --json
    assert_equal "$(summary '[.sent, .ok]')" '[100000,100000]'
    stop_listen
    python3 - received.jsonl out "$SECRET" <<'PYTHON'
import hashlib, hmac, json, sys
received, sent, secret = open(sys.argv[1]), open(sys.argv[2]), sys.argv[3].encode()
tokens, bodies, bad = set(), set(), 0
for line in received:
    record = json.loads(line)
    body = record["body"]
    headers = dict(record["headers"])
    mac = hmac.new(secret, body[len('{"data":'):-1].encode(), hashlib.sha512).hexdigest()
    bad += headers["X-SFPY-SIGNATURE"] != mac or record["verdict"]["valid"] is not True
    tokens.add(record["event"]["token"])
    bodies.add(hashlib.sha256(body.encode()).digest())
own = {json.loads(line)["token"] for line in sent if '"kind":"sent"' in line}
assert (len(tokens), len(bodies), bad) == (100000, 100000, 0), (len(tokens), len(bodies), bad)
assert own == tokens
PYTHON
}
