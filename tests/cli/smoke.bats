#!/usr/bin/env bats
# `smoke`: what is run, how its application is started and ended, what is sent, and the forms of the report. What is
# found at which endpoint is in smoke_zoo.bats.
#
# shellcheck disable=SC2016,SC2153,SC2154  # the dollars are jq's; SECRET and the like are common.bash's

load common

setup() {
    isolate
    mkdir "$BATS_TEST_TMPDIR/.git"
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
    without_leak_search
}

# start_zoo [OPTION=VALUE]...: sets ZOO.
start_zoo() {
    mkdir -p zoo
    node "$BATS_TEST_DIRNAME/zoo.js" zoo "$@" >zoo.log 2>&1 </dev/null 3>&- &
    STARTED+=("$!")
    wait_until test -e zoo/port
    ZOO=http://127.0.0.1:$(<zoo/port)
}

# free_port: in PORT a port on which nothing listens; ZOO is the zoo that will.
free_port() {
    dead_port
    PORT=$DEAD_PORT ZOO=http://127.0.0.1:$DEAD_PORT
    mkdir -p zoo
}

zoo() { echo "exec node '$BATS_TEST_DIRNAME/zoo.js' zoo port=$PORT $*"; }

ids() { jq -r --arg status "$1" 'select(.kind == "check" and .status == $status).id' out; }
of() { jq -r --arg id "$1" "select(.id == \$id).$2" out; }

# nobody_listens: whatever was spawned is gone, and its port is free.
nobody_listens() { ! (exec 9<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

@test "--list names every check, and sends nothing" {
    hook 0 smoke --list http://127.0.0.1:1/
    err_is
    hook 0 smoke --list http://127.0.0.1:1/ --json
    members_are out check id group severity status sent expected got meaning mend ms
    json_is out '.kind == "check" and .status == "listed" and .ms == null and .got == null and (.group + ".") as $group | .id | startswith($group)'
    assert_equal "$(jq -r 'select(.kind == "check").group' out | uniq | paste -sd ' ')" 'preflight accepts refuses bytes time robust delivery'
    assert_equal "$(jq -r 'select(.kind == "check").id' out | sort | uniq -d)" ''
    # What the run fails on without --strict, too.
    diff <(jq -r 'select(.severity == "should").id' out | sort) <(
        { jq -r 'select(.group == "bytes" or .group == "delivery").id' out
          printf '%s\n' accepts.second_secret refuses.two_signatures_right_{first,last}; } | sort)
    hook 0 smoke --list http://127.0.0.1:1/ --only 'bytes,*.get' --skip bytes.slashes --json
    assert_equal "$(jq -r .id out | sort | paste -sd ' ')" 'bytes.ampersand bytes.big_numbers bytes.decimals bytes.empty_object bytes.integer_keys bytes.member_order bytes.non_ascii bytes.slashes bytes.unicode_escapes bytes.unknown_member robust.get'
}

@test "--only and --skip take ids, groups and globs, and no others" {
    start_zoo
    hook 0 smoke "$ZOO/careful" --json --only 'refuses.no_signature,time,rob*.get'
    assert_equal "$(jq -r 'select(.kind == "check").id' out | paste -sd ' ')" \
        'preflight.reachable preflight.accepts refuses.no_signature time.too_old time.within_tolerance time.future robust.get'
    hook 0 smoke "$ZOO/careful" --json --only refuses --skip 'refuses.two*,refuses.other_hash'
    assert_equal "$(ids skip | paste -sd ' ')" 'refuses.other_hash refuses.two_signatures_right_first refuses.two_signatures_right_last'
    hook 2 smoke "$ZOO/careful" --skip preflight.accepts
    # What is left out isn't sent.
    hook 0 smoke "$ZOO/accepts_all" --json --skip refuses
    for list in --only --skip; do
        hook 2 smoke "$ZOO/careful" "$list" 'refuses,robust.gett'
        err_is "sfpy-hook: smoke: option '$list': unknown check 'robust.gett'" "hint: did you mean 'robust.get'?"
        hook 2 smoke "$ZOO/careful" "$list" ''
    done
}

@test "what can't be done is told before anything is sent: 2" {
    start_zoo record=1
    local line
    while read -r line; do
        eval "hook 2 smoke $line"
        [[ $(<err) == 'sfpy-hook: smoke: '* ]] || fail "$line: $(<err)"
    done <<'LINES'
''
"$ZOO/careful" "$ZOO/careful"
ftp://127.0.0.1/
"$ZOO/careful" --scheme sfpi
"$ZOO/careful" --scheme standard -s 'no base64'
"$ZOO/careful" --events payment.confirmd
"$ZOO/careful" --events payment.confirmed,github.push
"$ZOO/careful" --accept 2xy
"$ZOO/careful" --reject ''
"$ZOO/careful" --timeout soon
"$ZOO/careful" --wait -1
"$ZOO/careful" -c 0
"$ZOO/careful" --tap --json
"$ZOO/careful" -s ''
LINES
    [[ ! -e zoo/requests.jsonl ]]
}

@test "where nothing listens: 4, and all is skipped" {
    dead_port
    hook 4 smoke "http://127.0.0.1:$DEAD_PORT/" --json
    assert_equal "$(ids fail)" preflight.reachable
    assert_equal "$(ids pass)" ''
    hook 4 smoke "http://127.0.0.1:$DEAD_PORT/" --tap
    grep -q '^not ok 1 ' out
    hook 4 smoke "http://127.0.0.1:$DEAD_PORT/"
}

@test "--accept and --reject say what counts" {
    start_zoo
    hook 1 smoke "$ZOO/careful" --only refuses.no_signature --accept 202
    hook 0 smoke "$ZOO/accepted_202" --only refuses.no_signature --accept 202
    hook 1 smoke "$ZOO/forbidden" --only refuses.no_signature --reject 401
    hook 0 smoke "$ZOO/careful" --only refuses.no_signature --reject 401,403
    hook 0 smoke "$ZOO/refuses_with_500" --only refuses --reject 500
    # What passes for refused can be the same as what passes for accepted, but not be told from it.
    hook 1 smoke "$ZOO/careful" --only refuses.no_signature --reject 500 --json
    assert_equal "$(of refuses.no_signature expected)" 500
}

@test "a quick endpoint is tested in less than five seconds" {
    start_zoo
    local begun=$EPOCHREALTIME
    hook 0 smoke "$ZOO/careful" --strict --json
    jq -en --arg a "$begun" --arg b "$EPOCHREALTIME" '($b | tonumber) - ($a | tonumber) < 5' >/dev/null || fail "from $begun to $EPOCHREALTIME"
    json_is out '.kind != "summary" or (.command == "smoke" and .failed == 0 and .ms > 0 and .ms < 5000)'
}

@test "the report in JSON has all members, and counts what it says" {
    start_zoo
    hook 1 smoke "$ZOO/node" --strict --json
    err_is 'sfpy-hook: smoke: 7 of 47 checks failed'
    members_are out check id group severity status sent expected got meaning mend ms
    members_are out summary command passed failed skipped ms
    json_is out '.kind == "check" or .kind == "summary" or (.kind == "error" and .code == 1)'
    json_is out '.status != "fail" or (.sent and .expected and .got)'
    json_is out '.status != "fail" or (.meaning and .mend)'
    assert_equal "$(jq -s 'map(select(.kind == "check").status) | [map(select(. == "pass")), map(select(. == "fail")), map(select(. == "skip"))] | map(length)' -c out)" \
        "$(jq -c 'select(.kind == "summary") | [.passed, .failed, .skipped]' out)"
    assert_equal "$(tail -n 2 out | jq -r .kind | paste -sd ' ')" 'summary error'
    # Each of them is told that the app writes the JSON again, and what of it is another then.
    for id in $(ids fail | grep bytes); do
        [[ $(of "$id" meaning) == *'parses the JSON and hashes what it writes'* ]] || fail "$id: $(of "$id" meaning)"
        [[ $(of "$id" mend) == *raw* ]] || fail "$id: $(of "$id" mend)"
    done
}

@test "--junit and --summary: files beside any form" {
    start_zoo
    hook 1 smoke "$ZOO/accepts_all" --json --junit junit.xml --summary summary.md
    xmllint --noout junit.xml
    assert_equal "$(xmllint --xpath 'count(//testcase[failure])' junit.xml)" "$(ids fail | wc -l)"
    assert_equal "$(xmllint --xpath 'count(//testcase[skipped])' junit.xml)" "$(ids skip | wc -l)"
    assert_equal "$(xmllint --xpath 'count(//testcase)' junit.xml)" "$(jq -r 'select(.kind == "check").id' out | wc -l)"
    grep -q refuses.no_signature summary.md
    # Appended to, as the file of a job is.
    size=$(wc -l <summary.md)
    hook 0 smoke "$ZOO/careful" --json --junit junit.xml --summary summary.md
    [[ $(wc -l <summary.md) -gt $size ]]
    assert_equal "$(xmllint --xpath 'count(//testcase[failure])' junit.xml)" 0
    # What can't be written is told before anything is sent, as far as it can be known.
    for option in --junit --summary; do
        hook 5 smoke "$ZOO/careful" --only refuses.no_signature "$option" nowhere/file
        [[ ! -s out && $(<err) == *"$option"*nowhere/file* ]] || fail "$(cat out err)"
        hook 5 smoke "$ZOO/careful" --only refuses.no_signature "$option" /dev/full
        [[ -s out && $(<err) == *"$option"*/dev/full* ]] || fail "$(cat out err)"
    done
}

@test "for people: what failed with all that is known of it, and a total" {
    start_zoo
    hook 1 smoke "$ZOO/prefix_of_16"
    grep -q 'refuses.changed_digit' out
    grep -Eq '[0-9]+ passed, 2 failed' out || tail -n 3 out >&2
    hook 0 smoke "$ZOO/careful"
    hook 1 smoke "$ZOO/prefix_of_16" --quiet
}

@test "the command that a report gives sends the same again" {
    start_zoo
    local name id
    echo 'write-out = "%{stderr}%{http_code}"' >"$HOME/.curlrc"
    PATH=$(dirname "$SFPY_HOOK"):$PATH
    for name in accepts_all node malformed_500 get_200; do
        hook 1 smoke "$ZOO/$name" --strict --json
        for id in $(ids fail); do
            [[ $id != delivery.* ]] || continue
            of "$id" again >again.sh
            sh again.sh >again.out 2>&1 3>&- || true
            grep -q "$(of "$id" got | cut -c 1-3)" again.out || fail "$name, $id: $(of "$id" got), then $(<again.out): $(<again.sh)"
        done
    done
    # What is too long to be shown is sent by its record, or by the check itself.
    hook 1 smoke "$ZOO/node" --only robust.deep_nesting --json
    of robust.deep_nesting again | grep -Eqx 'sfpy-hook replay [0-9A-Z]{26}' || fail "$(of robust.deep_nesting again)"
    hook 1 smoke "$ZOO/node" --only robust.deep_nesting --json --no-record
    of robust.deep_nesting again >again.sh
    grep -q '^sfpy-hook smoke .*--only robust.deep_nesting' again.sh || fail "$(<again.sh)"
    run -1 sh again.sh
}

@test "what is sent does no harm, each event is another one, and all are recorded" {
    start_zoo record=1
    hook 0 smoke "$ZOO/careful" --json --journal journal.jsonl
    # Whole events alone; each token once but in the check that sends it twice.
    jq -c 'select(.method == "POST").body | fromjson? | .data | select(type == "object" and .type != null)' zoo/requests.jsonl >events
    [[ $(wc -l <events) -gt 50 ]]
    json_is events '.token | test("^SM0KE[0-9A-V]{15}$")'
    json_is events '.data.notification | .chain_id == 1337 and .amount == "1"'
    json_is events '[.data.token, .data.event_id, .data.notification.token] | all(test("^SM0KE"))'
    [[ $(jq -r .token events | sort | uniq -d | wc -l) -eq 1 ]] || fail "$(jq -r .token events | sort | uniq -d)"
    assert_equal "$(jq -r '.type' events | sort -u | paste -sd ' ')" 'payment:created refund:created smoke:unknown'
    # As they came, one record a request.
    assert_equal "$(wc -l <journal.jsonl)" "$(wc -l <zoo/requests.jsonl)"
    json_is journal.jsonl '.direction == "sent" and .answer.status > 0'
    [[ $(stat -c %a journal.jsonl) == 600 ]]
    rm zoo/requests.jsonl
    hook 0 smoke "$ZOO/careful" --json --no-record
    [[ $(wc -l <zoo/requests.jsonl) -gt 60 && ! -e $XDG_STATE_HOME/sfpy-hook/journal.jsonl ]]
}

@test "what is broken off is sent once, not once more for each connection that is open" {
    start_zoo record=1
    hook 1 smoke "$ZOO/drops_unsigned" --json --no-record
    assert_equal "$(ids fail)" refuses.no_signature
    jq -c 'select(.method == "POST" and ([.headers[] | ascii_downcase] | index("x-sfpy-signature") | not)).body' zoo/requests.jsonl >unsigned
    [[ $(wc -l <unsigned) -eq 1 ]] || fail "$(wc -l <unsigned) times"
}

@test "--events: others, as they are" {
    start_zoo record=1
    hook 0 smoke "$ZOO/careful" --events payment.confirmed.usdc,refund.confirmed.partial --json --only accepts
    assert_equal "$(ids pass | paste -sd ' ')" \
        'preflight.reachable preflight.accepts accepts.payment.confirmed.usdc accepts.refund.confirmed.partial accepts.lower_case_header accepts.upper_case_header'
    jq -r '.body | fromjson.data.data.notification.amount' zoo/requests.jsonl | grep -qx 250000000
    # Each once.
    hook 0 smoke "$ZOO/careful" --events payment.confirmed,payment:created --only accepts --json
    assert_equal "$(jq -r .id out | sort | uniq -d | grep -v null)" ''
    # Of one's own.
    mkdir own
    "$SFPY_HOOK" fixtures export own >/dev/null 2>&1
    find own -name 'payment.confirmed.json' -exec sed -i 's/"chain_id": *1\b/"chain_id": 77/' {} +
    hook 0 smoke "$ZOO/careful" --fixtures own --events payment.confirmed --json --only accepts
    jq -r '.body | fromjson.data.data.notification.chain_id' zoo/requests.jsonl | grep -qx 77
}

@test "several secrets: the second one is tried, and none of them is shown" {
    SFPY_WEBHOOK_SECRET=$SECRET$'\nthe old secret' start_zoo
    hook 0 smoke "$ZOO/careful" --strict --json -s "$SECRET" -s 'the old secret' --only accepts
    assert_equal "$(of accepts.second_secret status)" pass
    hook 0 smoke "$ZOO/careful" --strict --json -s "$SECRET" --only accepts
    assert_equal "$(of accepts.second_secret status)" skip
    hook 1 smoke "$ZOO/tells_secret" --strict --json -s "$SECRET" -s 'the old secret' --junit junit.xml --summary summary.md
    hook 1 smoke "$ZOO/refuses_with_200" --strict -v --tap -s 'the old secret'
    ! grep -F -e "$SECRET" -e 'the old secret' out err junit.xml summary.md || fail 'a secret is shown'
}

@test "under GitHub Actions: a line a failure, and no commands but ours" {
    start_zoo
    export GITHUB_ACTIONS=true
    for form in '' --tap --json; do
        # shellcheck disable=SC2086
        hook 1 smoke "$ZOO/hostile" --strict $form --summary summary.md --junit junit.xml
        cat out err >both
        ! grep -aF "$SECRET" both summary.md junit.xml || fail "$form: the secret is shown"
        ! grep -a '##\[' both || fail "$form: a command of theirs"
        ! grep -aE '^[[:space:]]*::' both | grep -avE '^::(error|warning|group|endgroup|add-mask)' || fail "$form: a command of theirs"
        [[ $(grep -acE '^::(error|warning) ' both) -ge $(xmllint --xpath 'count(//testcase[failure])' junit.xml) ]] || fail "$form: $(grep -ac ^:: both)"
        ! grep -aP '\e\[2J|\x07|\xe2\x80\xae' both summary.md junit.xml || fail "$form: a terminal sequence"
        xmllint --noout junit.xml
    done
    hook 0 smoke "$ZOO/php"
    grep -aq '^::warning ' out err
    ! grep -aq '^::error ' out err || fail 'it does not fail'
}

@test "--spawn: the application is started, and ended with all that it started" {
    free_port
    local status name
    for row in '0 careful' '1 accepts_all' '1 refuses_all'; do
        read -r status name <<<"$row"
        rm -f zoo/*
        hook "$status" smoke "$ZOO/$name" --spawn "true; node '$BATS_TEST_DIRNAME/zoo.js' zoo port=$PORT child=1; true" --only refuses.no_signature,refuses.empty_signature --json
        json_is out '.kind | IN("check", "summary", "error")'
        wait_until gone "$(<zoo/child)"
        wait_until nobody_listens
    done
    # The secret is handed over, and none of our own settings.
    rm -f zoo/*
    SFPY_HOOK_SECRET=$'one for this run\nthe old one' hook 0 smoke "$ZOO/careful" --only accepts --spawn "env >environment; cat >input; $(zoo)"
    assert_equal "$(grep -E '^SFPY_(HOOK_|WEBHOOK)' environment | sort)" "SFPY_HOOK_URL=$ZOO/careful"$'\nSFPY_WEBHOOK_SECRET=one for this run'
    [[ ! -s input ]]
}

@test "--spawn: what does not end at SIGTERM is killed" {
    free_port
    hook 0 smoke "$ZOO/careful" --spawn "$(zoo stubborn=1 child=1)" --only refuses.no_signature
    wait_until gone "$(<zoo/child)"
    wait_until nobody_listens
}

@test "--spawn: ended at SIGINT and SIGTERM, too" {
    free_port
    local row
    for row in INT:130 TERM:143; do
        rm -f zoo/*
        launch smoke "$ZOO/hangs" --timeout 60 --spawn "$(zoo child=1)"
        wait_until test -e zoo/port
        sleep 0.2
        kill "-${row%:*}" "$LISTENER"
        ended "${row#*:}"
        wait_until gone "$(<zoo/child)"
        wait_until nobody_listens
    done
    # Before it listens.
    rm -f zoo/*
    launch smoke "$ZOO/hangs" --timeout 60 --spawn "$(zoo child=1 after=60000)"
    wait_until test -e zoo/child
    kill -TERM "$LISTENER"
    ended 143
    wait_until gone "$(<zoo/child)"
}

@test "--spawn: an application that ends early: 1, and its last 20 lines" {
    free_port
    for status in 0 3; do
        hook 1 smoke "$ZOO/careful" --spawn "$(zoo end=$status)"
        grep -q 'line 30' err || grep -q 'line 30' out || fail "$(<err)"
        [[ $(cat out err | grep -c 'line [0-9]* of\|line [0-9]*, the secret') -eq 20 ]] || fail "$(cat out err)"
        ! grep -qF "$SECRET" out err || fail 'the secret is shown'
    done
    hook 1 smoke "$ZOO/careful" --spawn 'no-such-command --at all'
    grep -q 'not found' err || fail "$(<err)"
    [[ $(<err) == *127* ]] || fail "$(<err)"
    hook 1 smoke "$ZOO/careful" --spawn 'kill -SEGV $$'
}

@test "--wait: so long an application may take until it listens" {
    free_port
    hook 0 smoke "$ZOO/careful" --spawn "$(zoo after=1000)" --only refuses.no_signature
    local begun=$EPOCHREALTIME
    hook 4 smoke "$ZOO/careful" --spawn 'sleep 60 & echo $! >zoo/child; wait' --wait 1 --json
    assert_equal "$(ids fail)" preflight.reachable
    jq -en --arg a "$begun" --arg b "$EPOCHREALTIME" '($b | tonumber) - ($a | tonumber) | . > 0.9 and . < 20' >/dev/null
    wait_until gone "$(<zoo/child)"
}

@test "--spawn where another one listens already is told, and nothing is sent to that" {
    start_zoo record=1
    local port
    port=$(<zoo/port)
    mkdir other
    hook 4 smoke "$ZOO/careful" --spawn "exec node '$BATS_TEST_DIRNAME/zoo.js' other port=$port"
    grep -q 'listens' err || fail "$(<err)"
    [[ ! -e zoo/requests.jsonl ]]
}

@test "--spawn: an application that crashes amid the run is told with what it said" {
    free_port
    # With several under way it could be any of them.
    hook 1 smoke "$ZOO/drops_unsigned" --spawn "$(zoo crash=1)"
    grep -q '✗ no_signature ' out
    rm -f zoo/*
    hook 1 smoke "$ZOO/drops_unsigned" --spawn "$(zoo crash=1)" -c 1 --json
    assert_equal "$(ids fail)" refuses.no_signature
    [[ $(of refuses.no_signature log) == *"TypeError: Cannot read properties of undefined"* ]] || fail "$(grep '"fail"' out)"
    # What was not sent then has not failed.
    [[ $(ids skip | grep -c ^robust) -eq 12 && $(ids skip | grep -c ^delivery) -eq 8 ]] || fail "$(ids skip)"
    grep -q 'after refuses.no_signature the application ended with status 1' err || fail "$(<err)"
    wait_until nobody_listens
}

@test "--spawn: what the application wrote meanwhile is told with what failed, without the secret" {
    free_port
    hook 1 smoke "$ZOO/parses_first" --spawn "$(zoo)" --only robust.malformed_json,robust.get --json --junit junit.xml
    [[ $(of robust.malformed_json log) == *SyntaxError* ]] || fail "$(<out)"
    assert_equal "$(of robust.get log)" null
    rm -f zoo/*
    hook 1 smoke "$ZOO/parses_first" --spawn "$(zoo)" --only robust.malformed_json
    grep -q 'SyntaxError.*at position' out
    ! grep -F "$SECRET" out err junit.xml || fail 'the secret is shown'
}

@test "--spawn: neither a flood of output nor a process that left the group holds it up" {
    free_port
    hook 0 smoke "$ZOO/careful" --only refuses --spawn "yes 'a line of output' & exec node '$BATS_TEST_DIRNAME/zoo.js' zoo port=$PORT"
    wait_until nobody_listens
    rm -f zoo/*
    local begun=$SECONDS
    hook 0 smoke "$ZOO/careful" --only refuses --spawn "setsid sh -c 'echo \$\$ >apart; exec sleep 60' & $(zoo)"
    [[ $((SECONDS - begun)) -lt 20 ]]
    kill -KILL "$(<apart)"
}

@test "--spawn: ended where the report can't be written, too" {
    free_port
    "$SFPY_HOOK" smoke "$ZOO/careful" --only accepts --spawn "$(zoo)" >/dev/full 2>err 3>&- && fail 'it was written'
    grep -q 'cannot write to standard output' err
    wait_until nobody_listens
}

@test "SIGINT and SIGTERM amid a run: 130 and 143, and all that was planned is reported" {
    start_zoo
    local row
    for row in INT:130 TERM:143; do
        # Amid the first delivery, and amid those that are sent several at once.
        for name in hangs refuses_by_silence; do
            launch smoke "$ZOO/$name" --timeout 60 --tap --junit junit.xml
            sleep 0.5
            kill "-${row%:*}" "$LISTENER"
            ended "${row#*:}"
            grep -qx '1\.\.51' listen.out
            [[ $(grep -c '^ok\|^not ok' listen.out) -eq 51 ]] || fail "$name: $(<listen.out)"
            assert_equal "$(xmllint --xpath 'count(//testcase)' junit.xml)" 51
            grep -q "ended by SIG${row%:*}" listen.err
        done
    done
}

@test "our own listener passes all, strictly, in schemes of each kind" {
    local scheme key url=()
    while read -r scheme key; do
        [[ $scheme != square ]] || url=(--notification-url https://example.com/hook)
        start_listen --scheme "$scheme" -s "$key" --no-record "${url[@]}"
        hook 0 smoke "$URL" --scheme "$scheme" -s "$key" --strict --json --no-record "${url[@]}"
        [[ $(ids pass | wc -l) -ge 40 ]] || fail "$scheme: $(ids skip)"
        stop_listen
        url=()
    done <<'TABLE'
sfpy          text
safepay-v2    text
safepay-raast MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
standard      whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
standard-v1a  whsk_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
stripe        text
github        text
slack         text
square        text
TABLE
}

@test "TLS, a unix socket, a name that is resolved by an option" {
    make_certificate IP:127.0.0.1
    start_listen --tls-cert cert.pem --tls-key key.pem
    hook 4 smoke "$URL"
    grep -q certificate err
    hook 0 smoke "$URL" --cacert cert.pem --strict
    stop_listen
    start_listen --unix-socket socket
    hook 0 smoke http://localhost/ --unix-socket socket --strict
    stop_listen
    start_zoo
    hook 0 smoke "http://example.com:$(<zoo/port)/careful" --resolve "example.com:$(<zoo/port):127.0.0.1" --strict
}

@test "what will be sent is told before it goes to another machine" {
    hook 4 smoke http://example.invalid/ --json --only accepts
    [[ $(head -n 1 err) == 'sending '*' to http://example.invalid/: '*'1337'*'SM0KE'* ]] || fail "$(<err)"
}

@test "a project's file may not start a command" {
    start_zoo
    printf '{"smoke": {"spawn": "touch pwned"}}' >.sfpy-hook.json
    hook 3 smoke "$ZOO/careful"
    grep -q spawn err
    [[ ! -e pwned ]]
}
