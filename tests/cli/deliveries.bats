#!/usr/bin/env bats
# `deliveries`: list, show and diff of a journal that is made here, line by line, and of one that real runs have left.
#
# shellcheck disable=SC2016  # the dollars are for jq

load common

# Ids that sort by the minute they carry: A0 … of 12:00, B0 … of 12:01, as minute and number say.
id_of() { printf '01KB%02d%020d' "$1" "$2"; }

# record MINUTE NUMBER [JQ-CHANGE]: a received, valid, answered delivery of 2026-11-24, changed as the filter says.
record() {
    jq -cn --arg id "$(id_of "$1" "$2")" --arg minute "$(printf %02d "$1")" '{kind: "delivery", schema: 1, id: $id,
        direction: "received", time: "2026-11-24T12:\($minute):00Z", peer: "127.0.0.1:5", method: "POST",
        url: "http://127.0.0.1:4242/", target: "/hooks", version: "1.1", headers: [["X-A", "1"]],
        body: "{\"data\":{\"type\":\"payment:created\",\"token\":\"T\($minute)\"}}",
        verdict: {valid: true, scheme: "sfpy", reason: null, cause: null},
        event: {name: "payment.confirmed", type: "payment:created", token: "T\($minute)"},
        answer: {status: 200, headers: [], body: "{\"received\":true}", ms: 0.25}, forwards: [], replay_of: null}
        | '"${3:-.}"
}

REFUND='.event = {name: "refund.confirmed", type: "refund:created", token: null}'
REFUSED='.verdict |= (.valid = false | .reason = "mismatch" | .cause = "whole-body") | .answer.status = 401'
SENT='.direction = "sent" | .verdict = null | .peer = null | .expected = "2xx" | .error = null'

# Eight records: 1 and 2 received, 3 a refund, 4 refused, 5 sent, 6 sent in vain, 7 with a failed forward, 8 as 1.
journal() {
    record 1 1
    record 2 2
    record 3 3 "$REFUND"
    record 4 4 "$REFUSED"
    record 5 5 "$SENT"
    record 6 6 "$SENT | .answer = null | .error = \"connection refused\""
    record 7 7 '.forwards = [{url: "http://h/", status: 200, ms: 1, attempts: 1, error: null},
                             {url: "http://h:1/", status: null, ms: 0, attempts: 2, error: "connection refused"}]'
    record 8 8
}

setup() {
    isolate
    mkdir "$BATS_TEST_TMPDIR/.git"
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_HOOK_JOURNAL=journal.jsonl
    journal >journal.jsonl
}

# lists NUMBER... -- [OPTION]...: these records, in this order.
lists() {
    local wanted=()
    while [[ $1 != -- ]]; do
        wanted+=("$1")
        shift
    done
    hook 0 deliveries list "${@:2}"
    err_is
    assert_equal "$(awk '{print substr($1, 26)}' out | xargs)" "${wanted[*]}"
}

@test "the list has a row each, newest first, the columns below each other" {
    hook 0 deliveries
    err_is
    out_is \
        "$(id_of 8 8)  2026-11-24T12:08:00Z  received  payment.confirmed  T08  valid     200   0.250" \
        "$(id_of 7 7)  2026-11-24T12:07:00Z  received  payment.confirmed  T07  valid     200!  0.250" \
        "$(id_of 6 6)  2026-11-24T12:06:00Z  sent      payment.confirmed  T06  -         none  -" \
        "$(id_of 5 5)  2026-11-24T12:05:00Z  sent      payment.confirmed  T05  -         200   0.250" \
        "$(id_of 4 4)  2026-11-24T12:04:00Z  received  payment.confirmed  T04  mismatch  401   0.250" \
        "$(id_of 3 3)  2026-11-24T12:03:00Z  received  refund.confirmed   -    valid     200   0.250" \
        "$(id_of 2 2)  2026-11-24T12:02:00Z  received  payment.confirmed  T02  valid     200   0.250" \
        "$(id_of 1 1)  2026-11-24T12:01:00Z  received  payment.confirmed  T01  valid     200   0.250"
    hook 0 deliveries list --json
    err_is
    diff <(tac journal.jsonl) out
}

@test "filters are ANDed" {
    without_leak_search
    lists 8 7 6 5 4 3 2 1 --
    lists 8 7 -- --limit 2
    lists 8 7 6 5 4 3 2 1 -- --limit 0
    lists 3 -- -e 'refund.*'
    lists 3 -- -e refund:created
    lists 8 7 6 5 4 2 1 -- --events '!refund.*'
    lists 7 6 4 -- --failed
    lists 4 -- --invalid
    lists 6 5 -- --direction sent
    lists 8 7 4 3 2 1 -- --direction received
    lists 8 7 4 3 2 1 -- --direction received --direction both --direction received
    lists 6 -- --direction sent --failed
    lists 8 7 -- --since 2026-11-24T12:07:00Z
    lists 2 1 -- --until 2026-11-24T12:02:00Z
    lists 3 2 -- --since 2026-11-24T12:02:00Z --until 2026-11-24T12:03:00Z
    lists 3 2 -- --since 2026-11-24T13:02:00+01:00 --until 1795521780
    lists 7 -- --failed --direction received --limit 1
    SFPY_HOOK_DELIVERIES_LIMIT=1 lists 8 --
    hook 1 deliveries --since 2026-11-24T12:09:00Z
    out_is
    err_is "sfpy-hook: deliveries: no delivery in journal.jsonl fits"
}

@test "what stands out of its order is listed by its time" {
    record 5 9 >>journal.jsonl
    lists 8 7 6 9 5 -- --limit 5
}

@test "of many the newest come first, whatever their order nearby, before all is read" {
    # 20,000 of a second each, every forty of them the other way round; the record that is cut short is the oldest.
    record 0 0 >one
    jq -r --slurp '.[0] as $one | range(20000) | (. / 40 | floor) * 40 + 39 - . % 40
        | $one + {id: ("01KA" + ("0" * 22 + tostring)[-22:]), time: (1767225600 + . | todate)} | tojson' one |
        { head -c 300 one && echo && cat; } >journal.jsonl
    hook 0 deliveries list --json
    err_is 'sfpy-hook: deliveries: journal.jsonl: line 1 is damaged: the record is no whole JSON object'
    assert_equal "$(jq -r .time out | sort -r | sha256sum)" "$(jq -r .time out | sha256sum)"
    assert_equal "$(wc -l <out)" 20000
    head -n 1234 out >newest
    hook 0 deliveries list --json --limit 1234
    err_is
    cmp out newest
    # Who takes the first lines alone doesn't wait for the others: the damage in front is never met.
    set +o pipefail
    "$SFPY_HOOK" deliveries list --json 2>err 3>&- | head -n 1 | cmp - <(head -n 1 newest)
    err_is
}

@test "damaged lines are named with their number, and stay" {
    {
        echo '{"kind":"delivery","id":"01KB'
        head -n 2 journal.jsonl
        echo
        echo 'no JSON'
        record 9 9 '.schema = 2'
        record 9 9 '.answer.status = "200"'
        tail -n 1 journal.jsonl | head -c 100
    } >damaged.jsonl
    cp damaged.jsonl before
    hook 0 deliveries --journal damaged.jsonl
    assert_equal "$(cut -c 26 out | xargs)" "2 1"
    err_is \
        "sfpy-hook: deliveries: damaged.jsonl: line 8 is damaged: the record is no whole JSON object" \
        'sfpy-hook: deliveries: damaged.jsonl: line 7 is damaged: the record'"'"'s member "answer" is missing or malformed' \
        "sfpy-hook: deliveries: damaged.jsonl: line 6 is damaged: the record is of schema 2, and this version reads up to 1" \
        "hint: a later sfpy-hook has written it: read it with that" \
        "sfpy-hook: deliveries: damaged.jsonl: line 5 is damaged: the record is no whole JSON object" \
        "sfpy-hook: deliveries: damaged.jsonl: line 1 is damaged: the record is no whole JSON object"
    cmp damaged.jsonl before
    hook 2 deliveries show "$(id_of 9 9)" --journal before.jsonl --journal damaged.jsonl --limit 1
    hook 3 deliveries show "$(id_of 9 9)" --journal damaged.jsonl
    local torn
    torn=$(id_of 10 10)
    { cat journal.jsonl; record 10 10 | head -c 100; } >torn.jsonl
    hook 2 deliveries show "$torn" --journal torn.jsonl
    [[ $(grep -c "$torn" err) -eq 1 ]] || fail "what is damaged is not what was meant: $(<err)"
    yes broken | head -n 30 >broken.jsonl
    hook 0 deliveries --journal broken.jsonl
    assert_equal "$(wc -l <err)" 12
    assert_equal "$(tail -n 2 err | head -n 1)" "more damaged lines: 20"
}

@test "a line that is no UTF-8 is damaged: what comes out is JSON" {
    without_leak_search
    local damaged="sfpy-hook: deliveries: journal.jsonl: line 9 is damaged: the record is no UTF-8"
    record 9 9 '.event.token = "a-byte-here"' | sed 's/a-byte-here/\xff/' >>journal.jsonl
    for words in 'list --json' list 'show --json' 'export --format jsonl'; do
        # shellcheck disable=SC2086  # words
        hook 0 deliveries $words
        err_is "$damaged"
        iconv -f UTF-8 -t UTF-8 out >iconv.out || fail "$words"
    done
    hook 0 deliveries list --json
    diff <(head -n 8 journal.jsonl | tac) out
    hook 3 deliveries show "$(id_of 9 9)" --json
}

@test "what others wrote into a journal steers no terminal" {
    local words
    without_leak_search
    record 9 9 '.event.name = "a\u009bb\u202ec"' >>journal.jsonl
    for words in 'list --json' 'list --limit 1' 'show --json' 'show --format json' 'export --format jsonl @1'; do
        # shellcheck disable=SC2086  # words
        python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' "$SFPY_HOOK" deliveries $words >screen </dev/null
        grep -qF 'a\u{9b}b' screen || fail "$words: $(cat -v screen | head -c 800)"
        run ! grep -qP '\x{9b}|\x{202e}' screen
    done
    hook 0 deliveries list --json
    diff <(tac journal.jsonl) out
}

@test "a journal in which nothing was recorded is no mistake, one that is named and missing is" {
    unset SFPY_HOOK_JOURNAL
    hook 0 deliveries
    out_is
    local hint="'sfpy-hook listen' records what it receives"
    err_is "nothing is recorded in $XDG_STATE_HOME/sfpy-hook/journal.jsonl; $hint"
    hook 0 deliveries -q
    err_is
    hook 1 deliveries --failed
    hook 1 deliveries show
    err_is "sfpy-hook: deliveries: nothing is recorded in $XDG_STATE_HOME/sfpy-hook/journal.jsonl" "hint: $hint"
    for id in @1 01KB; do
        hook 2 deliveries show "$id"
        assert_equal "$(tail -n 1 err)" "hint: $hint"
    done
    : >empty.jsonl
    hook 0 deliveries --journal empty.jsonl
    err_is "nothing is recorded in empty.jsonl; $hint"
    hook 2 deliveries show @1 --journal empty.jsonl
    assert_equal "$(tail -n 1 err)" "hint: $hint"
    hook 3 deliveries --journal missing.jsonl
    assert_equal "$(<err)" "sfpy-hook: deliveries: cannot read missing.jsonl: No such file or directory"
    hook 3 deliveries --journal .
}

@test "ids: whole, begun, in any case, by place" {
    without_leak_search
    local id
    for id in "$(id_of 4 4)" "$(id_of 4 4 | tr '[:upper:]' '[:lower:]')" 01KB04 01kb04 @5; do
        hook 0 deliveries show "$id" --json
        diff out <(record 4 4 "$REFUSED")
    done
    hook 0 deliveries show @1 --direction sent --json
    assert_equal "$(jq -r .id out)" "$(id_of 6 6)"
    hook 0 deliveries show @2 --direction sent @1 01KB02 --json
    assert_equal "$(jq -r .id out | cut -c 26 | xargs)" "5 6 2"
    # A record that is there twice is one.
    record 4 4 "$REFUSED" >>journal.jsonl
    hook 0 deliveries show 01KB04 --json
    hook 2 deliveries show 01KB
    err_is "sfpy-hook: deliveries: several deliveries have an id that begins with '01KB'" \
        "hint: give more of it, such as $(id_of 4 4) or $(id_of 8 8), or @1 for the newest"
    hook 2 deliveries show @10
    assert_equal "$(tail -n 1 err)" "hint: the newest is @1, the oldest @9"
    hook 2 deliveries show @3 --direction sent
    assert_equal "$(tail -n 1 err)" "hint: the newest is @1, the oldest @2"
    hook 2 deliveries show @1 -e 'order.*'
    assert_equal "$(tail -n 1 err)" "hint: nothing that is recorded fits the options"
    for id in @0 @99 @x 01KC "" "$(id_of 4 5)" 01KB0400000000000000000004X; do
        hook 2 deliveries show "$id"
        assert_equal "$(head -n 1 err)" "sfpy-hook: deliveries: no delivery '$id' in journal.jsonl"
    done
}

@test "a rotated journal is one with the file before it" {
    head -n 4 journal.jsonl >old
    tail -n 4 journal.jsonl >new
    mv old journal.jsonl.1
    mv new journal.jsonl
    lists 8 7 6 5 4 3 2 1 --
    hook 0 deliveries show 01KB02 --json
    rm journal.jsonl
    lists 4 3 2 1 --
}

@test "show has all there is to know" {
    record 9 9 "$REFUSED"' | .headers += [["Cookie", "secret=1"], ["X-B", "a\u202eb"]] | .target = "/hooks?a=1"
        | .forwards = [{url: "http://h/", status: null, ms: 1.5, attempts: 2, error: "connection refused"}]
        | .replay_of = "01KB0900000000000000000008"' >>journal.jsonl
    hook 0 deliveries show
    err_is
    out_is "$(id_of 9 9)  received 2026-11-24T12:09:00Z from 127.0.0.1:5, replay of 01KB0900000000000000000008" \
        "POST /hooks?a=1  HTTP/1.1, http://127.0.0.1:4242/" \
        "17:09:00.000  payment.confirmed (payment:created)  T09  ✗ mismatch  → 401  0.2 ms" \
        "              the signature was made with another secret or over other bytes" \
        "              X-A: 1" \
        "              Cookie: ***" \
        '              X-B: a\u{202e}b' \
        "              {" \
        '                "data": {' \
        '                  "type": "payment:created",' \
        '                  "token": "T09"' \
        "                }" \
        "              }" \
        "              forwarded to http://h/  → no answer  1.5 ms, attempt 2: connection refused" \
        "              answered 401" \
        "              {" \
        '                "received": true' \
        "              }"
    hook 0 deliveries show --show-credentials
    grep -qx ' *Cookie: secret=1' out
    hook 0 deliveries show 01KB06
    assert_equal "$(tail -n 1 out)" "              not answered: connection refused"
}

@test "show --format has the raw bytes" {
    record 9 9 '.body = null | .body_base64 = "/wAK"' >>journal.jsonl
    hook 0 deliveries show --format body
    printf '\xff\0\n' | cmp - out
    hook 0 deliveries show --format http
    printf 'POST /hooks HTTP/1.1\r\nX-A: 1\r\n\r\n\xff\0\n' | cmp - out
    hook 0 deliveries show --format json
    diff out <(tail -n 1 journal.jsonl)
    hook 0 deliveries show 01KB01 --format curl
    assert_equal "$(tail -n 1 out)" "  'http://127.0.0.1:4242/hooks'"
}

@test "diff compares two, and ends with 1 where they differ" {
    hook 1 deliveries diff 01KB01 01KB04
    err_is
    grep -q '^verdict .*valid .*true → false$' out
    grep -q '^answer.status .*200 → 401$' out
    hook 1 deliveries diff 01KB01 01KB04 --json
    members_are out difference before_id after_id where path before after
    json_is out '.where != "answer.status" or (.before == "200" and .after == "401")'
    hook 0 deliveries diff 01KB01 01KB01
    assert_equal "$(tail -n 1 out)" "no difference"
    hook 2 deliveries diff 01KB01
    hook 2 deliveries diff 01KB01 nothing
}

@test "--follow goes on with what is recorded, past rotation and rewriting" {
    launch deliveries --follow --direction received --limit 1
    wait_until grep -q 01KB08 listen.out
    record 9 9 >>journal.jsonl
    record 10 10 "$SENT" >>journal.jsonl
    wait_until grep -q 01KB09 listen.out
    mv journal.jsonl journal.jsonl.1
    record 11 11 >journal.jsonl
    wait_until grep -q 01KB11 listen.out
    # As prune does: another file, of which the begin is gone.
    { tail -n 1 journal.jsonl; record 12 12; } >fresh
    mv fresh journal.jsonl
    wait_until grep -q 01KB12 listen.out
    # Without its end a line is none.
    record 13 13 | tr -d '\n' >>journal.jsonl
    echo >>journal.jsonl
    wait_until grep -q 01KB13 listen.out
    kill -INT "$LISTENER"
    ended 130
    assert_equal "$(cut -c 25,26 listen.out | xargs)" "08 09 11 12 13"
}

@test "--follow shows nothing twice, and nothing of what was there before" {
    record 9 9 "$REFUND" >>journal.jsonl
    echo '{"broken' >>journal.jsonl
    launch deliveries --follow --limit 1
    wait_until grep -q 01KB09 listen.out
    # The newest goes: what stays was shown, or was left out.
    hook 0 deliveries prune --older-than 2030-01-01T00:00:00Z -e 'refund.*'
    record 10 10 >>journal.jsonl
    wait_until grep -q 01KB10 listen.out
    # Emptied in place, it begins anew.
    record 11 11 >fresh
    cat fresh >journal.jsonl
    wait_until grep -q 01KB11 listen.out
    kill -INT "$LISTENER"
    ended 130
    assert_equal "$(cut -c 25,26 listen.out | xargs)" "09 10 11"
    run ! grep -q … listen.out
}

@test "--follow waits for a journal that isn't there yet" {
    unset SFPY_HOOK_JOURNAL
    launch deliveries --follow --json
    wait_until test -d /proc/"$LISTENER"
    start=$LISTENER
    dead_port
    hook 4 trigger payment.confirmed --to "$DEAD_PORT" -s x
    wait_until grep -q '"sent"' listen.out
    kill -TERM "$start"
    ended 143 "$start"
    diff listen.out "$XDG_STATE_HOME"/sfpy-hook/journal.jsonl
}

# switches PID: how often the process went to sleep.
switches() { awk '$1 == "voluntary_ctxt_switches:" { print $2 }' /proc/"$1"/status; }

@test "--follow sleeps until the file changes, and ends as it is told to" {
    launch deliveries --follow --limit 1
    wait_until grep -q 01KB08 listen.out
    before=$(switches "$LISTENER")
    sleep 2
    [[ $(($(switches "$LISTENER") - before)) -le 8 ]]
    kill -TERM "$LISTENER"
    ended 143
    # Links are followed, also past a rotation of the file that they lead to.
    mkdir elsewhere
    mv journal.jsonl elsewhere/real.jsonl
    ln -s elsewhere/real.jsonl journal.jsonl
    launch deliveries --follow --limit 1
    wait_until grep -q 01KB08 listen.out
    record 9 9 >>elsewhere/real.jsonl
    mv elsewhere/real.jsonl elsewhere/real.jsonl.1
    { record 5 5; record 10 10; } >elsewhere/real.jsonl
    wait_until grep -q 01KB10 listen.out
    assert_equal "$(cut -c 25,26 listen.out | xargs)" "08 09 05 10"
    kill -HUP "$LISTENER"
    ended 129
    # Nobody reads on: SIGPIPE, as it is without --follow.
    mkfifo pipe
    env --default-signal=PIPE "$SFPY_HOOK" deliveries --follow --limit 1 --journal elsewhere/real.jsonl >pipe 2>err 3>&- &
    STARTED+=($!)
    head -n 1 <pipe >out
    record 11 11 >>elsewhere/real.jsonl
    ended 141 "${STARTED[-1]}"
}

@test "known secrets are masked, and settings are for the subcommand that heeds them" {
    record 9 9 '.url = "http://127.0.0.1/?correct-horse" | .body = "correct-horse"' >>journal.jsonl
    SFPY_HOOK_SECRET=correct-horse hook 0 deliveries show
    run ! grep -q correct-horse out
    SFPY_HOOK_SECRET=correct-horse hook 0 deliveries show --format body
    assert_equal "$(<out)" correct-horse
    export SFPY_HOOK_DELIVERIES_LIMIT=5 SFPY_HOOK_DELIVERIES_FORMAT=http
    hook 0 deliveries
    assert_equal "$(wc -l <out)" 5
    hook 0 deliveries prune --keep 9
    hook 0 deliveries show
    assert_equal "$(head -n 1 out | tr -d '\r')" "POST /hooks HTTP/1.1"
    SFPY_HOOK_DELIVERIES_FORMAT=har hook 0 deliveries show
}

@test "real runs leave what the list shows" {
    rm journal.jsonl
    export SFPY_WEBHOOK_SECRET=$SECRET
    start_listen
    hook 0 trigger refund.confirmed --to "$URL"
    hook 1 trigger payment.confirmed --to "$URL" -s other
    stop_listen
    hook 0 deliveries
    assert_equal "$(awk '{print $3, $4, $6, $7}' out)" "received payment.confirmed mismatch 401
sent payment.confirmed - 401
received refund.confirmed valid 200
sent refund.confirmed - 200"
    hook 0 deliveries show @1
    grep -q '✗ mismatch' out
    # No secret is in a journal, whatever it is called.
    run ! grep -q "$SECRET" journal.jsonl
}

@test "prune removes what is old, and leaves all else byte for byte" {
    {
        echo broken
        journal | head -n 4
        echo '{"kind":"delivery","id":"'"$(id_of 5 0)"'"'
        journal | tail -n 4 | jq -c '.later = [1.50, {}]'
    } >journal.jsonl
    cp journal.jsonl before
    hook 0 deliveries prune --keep 3 --dry-run
    out_is "5 would be removed, 3 kept"
    cmp journal.jsonl before
    hook 0 deliveries prune --older-than 2026-11-24T12:03:00Z
    out_is "2 removed, 6 kept"
    assert_equal "$(tail -n 1 err)" "damaged lines, which stay: 2"
    diff <(grep -v -e "$(id_of 1 1)" -e "$(id_of 2 2)" before) journal.jsonl
    hook 0 deliveries prune --older-than 2026-11-24T12:08:00Z -e 'refund.*' --json
    members_are out summary command kept removed damaged
    json_is out '.kept == 5 and .removed == 1 and .damaged == 2'
    hook 0 deliveries prune --keep 1
    out_is "4 removed, 1 kept"
    diff <(grep -e broken -e "$(id_of 5 0)" -e "$(id_of 8 8)" before) journal.jsonl
    hook 0 deliveries prune --older-than 2030-01-01T00:00:00Z -q
    out_is
    assert_equal "$(stat -c %a journal.jsonl) $(wc -l <journal.jsonl)" "600 2"
    hook 0 deliveries
    assert_equal "$(tail -n 1 err)" "nothing is recorded in journal.jsonl; 'sfpy-hook listen' records what it receives"
}

@test "prune works through the file before the journal too" {
    head -n 4 journal.jsonl >journal.jsonl.1
    sed -i 1,4d journal.jsonl
    hook 0 deliveries prune --keep 5
    out_is "3 removed, 5 kept"
    assert_equal "$(cat journal.jsonl.1 journal.jsonl | jq -r .id | cut -c 26 | xargs)" "4 5 6 7 8"
    hook 0 deliveries prune --keep 4
    [[ ! -e journal.jsonl.1 ]]
    unset SFPY_HOOK_JOURNAL
    hook 0 deliveries prune --keep 1
    out_is "0 removed, 0 kept"
}

@test "prune beside a listener loses nothing that was answered" {
    start_listen --no-verify -q
    local pids=() worker
    for worker in 1 2; do
        curl -sS --parallel --parallel-max 4 -o /dev/null -X POST -d "$worker" "$URL?[1-300]" 2>curl.err &
        pids+=($!)
    done
    while kill -0 "${pids[0]}" 2>/dev/null; do
        hook 0 deliveries prune --older-than 2026-11-24T12:09:00Z -q
    done
    wait "${pids[@]}"
    stop_listen
    assert_equal "$(jq -r '.target + .body' journal.jsonl | sort -u | wc -l)" 600
    assert_equal "$(wc -l <journal.jsonl)" 600
}

@test "command lines that can't be meant" {
    without_leak_search
    while IFS='|' read -r words message; do
        eval "hook 2 deliveries $words"
        assert_equal "$(head -n 1 err)" "sfpy-hook: deliveries: $message"
    done <<'TEXT'
lst|unknown subcommand 'lst'
list x|'deliveries list' takes no argument
diff @1|'deliveries diff' takes two IDs
show @1 --limit 1|option '--limit' is of 'deliveries list'
list --format json|option '--format' is of 'deliveries show' or 'export'
show --format har|'deliveries show --format' takes pretty, http, body, curl or json, not 'har'
show --follow|option '--follow' is of 'deliveries list'
--since never|option '--since': 'never' is no time
--until ''|option '--until': '' is no time
-e 'payment.*,,x'|option '--events': 'payment.*,,x' is no list of events: a name is missing
--direction up|option '--direction': both, received or sent is wanted, not 'up'
prune|'deliveries prune' takes either '--keep' or '--older-than'
prune --keep 1 --older-than 1h|'deliveries prune' takes either '--keep' or '--older-than'
prune --keep 1 --failed|'deliveries prune --keep' counts all records
prune --older-than soon|option '--older-than': 'soon' is no time
list --keep 1|option '--keep' is of 'deliveries prune'
import x --failed|option '--failed' is of 'deliveries list', 'show', 'export', 'diff' or 'prune'
--limit -1|option '--limit': a number from 0 to 1000000000 is wanted, not '-1'
TEXT
}

@test "a terminal has titles, and columns that fit" {
    local tm=(tmux -u -S socket -f /dev/null)
    "${tm[@]}" new-session -d -x 80 -y 30 sh -c "NO_COLOR=1 '$SFPY_HOOK' deliveries; sleep 60" 3>&-
    shown() { [[ $("${tm[@]}" capture-pane -p) == *01KB01* ]]; }
    wait_until shown
    "${tm[@]}" capture-pane -p >screen
    "${tm[@]}" kill-server
    assert_equal "$(head -n 1 screen)" "ID                          TIME          WAY   EVENT           VERDICT   ANSWER"
    [[ $(sed -n 2p screen) == "$(id_of 8 8)  Nov 24 17:08  recv  payment.confi…  valid     200" ]] || fail "$(<screen)"
}
