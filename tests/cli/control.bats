#!/usr/bin/env bats
# `listen` in CI: what it waits for, the command it runs beside, and with which status it ends.
#
# shellcheck disable=SC2153,SC2034,SC2030,SC2031  # SECRET, URL, STARTED are common.bash's
# shellcheck disable=SC2016  # the scripts expand their own dollars

load common

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
    payload '{"type":"payment:created","token":"T0","n":{"state":"PAID"}}'
}

teardown() {
    local pid
    # What a failed test left behind: each script notes its own and its children's ids.
    touch pids
    while read -r pid; do kill -KILL "$pid" 2>/dev/null || true; done <pids
    for pid in "${STARTED[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

# script NAME: a shell script of standard input, which notes its process id.
script() {
    { printf '#!/bin/sh\necho $$ >>pids\n' && cat; } >"$1"
    chmod +x "$1"
}

# delivers: body.json, signed, is answered 200.
delivers() { posts 200 body.json -H @headers.txt; }

# last_is LINE: the last line on standard error.
last_is() { assert_equal "$(tail -n 1 listen.err)" "sfpy-hook: listen: $1"; }

# runs STATUS [ARG]...: a listener that ends by itself with the status, and leaves none of what it ran.
runs() {
    start_listen_or_end "${@:2}"
    ended "$1"
    all_gone
}

start_listen_or_end() {
    rm -f ready
    launch listen --port 0 --ready-file ready "$@"
}

all_gone() {
    local pid
    touch pids
    while read -r pid; do
        gone "$pid" || fail "process $pid outlives the listener: $(tr '\0' ' ' <"/proc/$pid/cmdline")"
    done <pids
    rm pids
}

# took LEAST MOST: seconds since the last SECONDS=0.
took() { [[ $SECONDS -ge $1 && $SECONDS -le $2 ]] || fail "$SECONDS s, not $1 to $2"; }

## Conditions

@test "--until: ends with 0 when it is met" {
    start_listen --until type=payment.confirmed
    delivers
    ended 0
    for condition in type=payment:created verdict=valid n.state=PAID 'n.state~^P' token!=T1 header.content-type~json; do
        start_listen --until "$condition"
        delivers
        ended 0
    done
}

@test "--until: what doesn't meet it doesn't end it" {
    start_listen --until type=refund.confirmed --until n.state=OPEN --timeout 1m
    delivers
    delivers
    kill -TERM "$LISTENER"
    ended 143
    last_is 'ended by SIGTERM: unmet: type=refund.confirmed; n.state=OPEN'
}

@test "--until, repeated: each by some delivery" {
    start_listen --until token=T1 --until token=T2 --until verdict=mismatch
    payload '{"type":"payment:created","token":"T2"}'
    delivers
    posts 401 body.json -H 'X-SFPY-SIGNATURE: 00'
    payload '{"type":"payment:created","token":"T1"}'
    kill -0 "$LISTENER"
    delivers
    ended 0
}

@test "--until with --count: both" {
    start_listen --until verdict=invalid --count 3
    posts 401 body.json
    delivers
    kill -0 "$LISTENER"
    delivers
    ended 0
    start_listen --until verdict=invalid --count 1 --timeout 1m
    delivers
    posts 401 body.json
    ended 0
}

@test "an invalid delivery meets only what names the verdict, unless checking is off" {
    start_listen --until type=payment.confirmed --until verdict=missing-signature --timeout 1m
    posts 401 body.json
    kill -INT "$LISTENER"
    ended 130
    last_is 'ended by SIGINT: unmet: type=payment.confirmed'
    start_listen --until type=payment.confirmed --accept-invalid
    posts 200 body.json
    kill -INT "$LISTENER"
    ended 130
    start_listen --until type=payment.confirmed --no-verify
    posts 200 body.json
    ended 0
    start_listen --until verdict=unchecked --no-verify
    posts 200 body.json
    ended 0
}

@test "--timeout says what is unmet" {
    start_listen --until type=refund.confirmed --until token=T0 --count 3 --timeout 1
    delivers
    ended 1
    last_is 'time is up: unmet: type=refund.confirmed; 1 of 3 deliveries came'
    start_listen --until type=refund.confirmed --timeout 0.2 --json
    ended 1
    assert_equal "$(jq -r 'select(.kind == "error") | [.code, .what, .why] | join("|")' listen.out)" \
        '1|time is up|unmet: type=refund.confirmed'
}

@test "--until from the environment, a line each" {
    export SFPY_HOOK_LISTEN_UNTIL=$'type=payment.confirmed\n\nverdict=mismatch\n'
    start_listen
    delivers
    posts 401 body.json -H 'X-SFPY-SIGNATURE: 00'
    ended 0
}

@test "conditions that can't be: exit 2, before anything is made" {
    hook 2 listen --until typ=payment.confirmed
    err_is "sfpy-hook: listen: option '--until': condition 'typ=payment.confirmed': unknown 'typ'" \
        "hint: did you mean 'type'? a member of the event stands in quotes: \"typ\""
    hook 2 listen --until 'type~^(payment'
    err_is "sfpy-hook: listen: option '--until': condition 'type~^(payment': bad regular expression: Unmatched ( or \\( (character 2)"
    for condition in '' type =x type==x 'type =x' verdict=mismach header=x a..b=x 'x~a{2,1}'; do
        hook 2 listen --until "$condition"
        out_is
    done
    hook 2 listen --events 'a,,b'
    err_is "sfpy-hook: listen: option '--events': 'a,,b' is no list of events: a name is missing" \
        "hint: such as payment.confirmed, or 'payment.*,!*.failed'"
    hook 2 listen --json --until x
    json_is out '.kind == "error" and .code == 2'
    [[ ! -e $XDG_STATE_HOME ]]
}

## Events

@test "--events limits what is shown; the rest counts, is answered and recorded" {
    start_listen -e 'payment.*,!*.failed' --format compact --journal journal.jsonl --count 4
    delivers
    for type in payment.failed refund:created payment.pending; do
        payload "{\"type\":\"$type\",\"token\":\"T0\"}"
        delivers
    done
    ended 0
    assert_equal "$(grep -o 'payment[.:a-z]*\|refund[.:a-z]*' listen.out | tr '\n' ' ')" \
        'payment.confirmed payment:created payment.pending '
    assert_equal "$(wc -l <journal.jsonl)" 4
    assert_equal "$(tail -n 1 listen.err)" '4 received: 4 valid, 0 invalid; 0 refused'
}

@test "--events does not limit --json, nor conditions" {
    start_listen -e '!payment.*' --json --until type=payment.confirmed
    delivers
    ended 0
    assert_equal "$(jq -r .kind listen.out)" $'ready\ndelivery\nsummary'
}

## The command

@test "the command line of a command" {
    hook 2 listen ./app-test.sh
    err_is "sfpy-hook: listen: unexpected argument './app-test.sh'" \
        'hint: a command to run stands behind --: sfpy-hook listen -- ./app-test.sh'
    hook 2 listen ./app-test.sh -- x
    hook 2 listen --
    err_is 'sfpy-hook: listen: the command behind -- is missing' \
        'hint: usage: sfpy-hook listen [OPTION]... [-- COMMAND [ARG]...]'
    hook 2 listen --until
    script args <<<'printf "%s|" "$@" >args.txt'
    runs 0 -- ./args --json -- -x '' 'a b'
    assert_equal "$(<args.txt)" '--json|--|-x||a b|'
}

@test "what the command gets: URL, secret, no other secret, no input, its own group, no file of ours" {
    export SFPY_HOOK_SECRET=$'first secret\nsecond' SFPY_HOOK_SECRET_FILE=/none SFPY_HOOK_SECRETS=x SFPY_HOOK_URL=y
    export SFPY_HOOK_JOURNAL=$PWD/journal.jsonl SFPY_WEBHOOK_SECRET=other
    script app <<'EOF'
env | grep ^SFPY_ | sort >env.txt
wc -c >input.txt
cat /proc/self/stat | cut -d ' ' -f 5,6 >group.txt
echo $$ >pid.txt
ls -l /proc/self/fd >files.txt
tr '\0' '\n' </proc/$PPID/cmdline >argv.txt
cp ready ready-seen
EOF
    echo 'not for it' >input
    rm -f ready
    "$SFPY_HOOK" listen -p 0 --ready-file ready -- ./app <input >listen.out 2>listen.err 3>&-
    assert_equal "$(grep -v '^SFPY_HOOK=' env.txt)" "SFPY_HOOK_JOURNAL=$PWD/journal.jsonl
SFPY_HOOK_URL=$(<ready-seen)
SFPY_WEBHOOK_SECRET=first secret"
    assert_equal "$(<input.txt)" 0
    assert_equal "$(<group.txt)" "$(<pid.txt) $(<pid.txt)"
    run -1 grep -E 'journal|socket:|eventpoll|eventfd|input$' files.txt
    run -1 grep -i 'secret$' argv.txt
    all_gone
}

@test "a secret on the command line is in no argv, ours or the command's" {
    script app <<'EOF'
cat /proc/$PPID/cmdline /proc/$$/cmdline | tr '\0' '\n' >argv.txt
printf %s "$SFPY_WEBHOOK_SECRET" >secret.txt
EOF
    runs 0 -s hunter2hunter2 -- ./app
    assert_equal "$(<secret.txt)" hunter2hunter2
    run -1 grep hunter2 argv.txt
}

@test "a secret that no variable can hold: exit 2" {
    printf 'a\0b' >secret
    runs 2 --secret-file secret -- true
    assert_equal "$(tail -n 2 listen.err)" "sfpy-hook: listen: the secret from --secret-file secret holds a NUL byte
hint: a command gets the secret as a variable, which can't hold it"
}

@test "as in the documentation: --until, --timeout, an app's test" {
    script app-test.sh <<'EOF'
"$SFPY_HOOK" trigger payment.confirmed --to "$SFPY_HOOK_URL" --no-record >trigger.out
EOF
    runs 0 --until type=payment.confirmed --timeout 5 -- ./app-test.sh
    assert_equal "$(tail -n 1 listen.err)" '1 received: 1 valid, 0 invalid; 0 refused'
    script app-test.sh <<'EOF'
"$SFPY_HOOK" trigger refund.confirmed --to "$SFPY_HOOK_URL" --no-record >trigger.out
EOF
    runs 1 --until type=payment.confirmed --timeout 1 -- ./app-test.sh
    last_is 'time is up: unmet: type=payment.confirmed'
    script app-test.sh <<'EOF'
"$SFPY_HOOK" trigger payment.confirmed --to "$SFPY_HOOK_URL" --no-record >trigger.out
exit 3
EOF
    runs 3 --until type=payment.confirmed --timeout 5 -- ./app-test.sh
    last_is 'the command failed: it ended with status 3'
    # The command sends with another secret.
    script app-test.sh <<'EOF'
"$SFPY_HOOK" trigger payment.confirmed --to "$SFPY_HOOK_URL" --no-record -s wrong --expect 401 >trigger.out
EOF
    runs 1 --until type=payment.confirmed --timeout 1 -- ./app-test.sh
    runs 0 --until verdict=mismatch --timeout 5 -- ./app-test.sh
}

@test "without a condition the listener ends with the command and takes its status" {
    for status in 0 1 2 7 126 127 130 200 255; do
        runs "$status" -- sh -c "exit $status"
    done
    last_is 'the command failed: it ended with status 255'
    runs 0 --timeout 1m -- true
    runs 1 --timeout 1m -- false
}

@test "a command ended by a signal: 128 and its number" {
    for signal in KILL:137 TERM:143 INT:130 SEGV:139; do
        runs "${signal#*:}" -- sh -c "ulimit -c 0; kill -${signal%:*} \$\$"
        last_is "the command failed: it ended with status ${signal#*:}, as by SIG${signal%:*}"
    done
}

@test "a command that isn't there: 127; that can't be run: 126" {
    runs 127 -- ./nowhere
    last_is "cannot run './nowhere': no such file or directory"
    runs 127 --count 1 -- no-such-command-anywhere
    assert_equal "$(tail -n 1 listen.err)" 'hint: no folder of PATH has it; a file of this folder is ./no-such-command-anywhere'
    runs 127 -- 'echo one && echo two'
    assert_equal "$(tail -n 1 listen.err)" "hint: a line for a shell is run by: -- sh -c 'echo one && echo two'"
    runs 127 -- ''
    printf '#!/no/such/interpreter\n' >lost
    chmod +x lost
    runs 127 -- ./lost
    echo 'echo never' >plain
    runs 126 -- ./plain
    assert_equal "$(tail -n 2 listen.err)" "sfpy-hook: listen: cannot run './plain': permission denied
hint: chmod +x makes a file executable"
    mkdir folder
    runs 126 -- ./folder
    printf '\x7fELF' >broken
    chmod +x broken
    runs 126 -- ./broken || runs 127 -- ./broken # a shell may have been tried on it
    runs 127 --json -- ./nowhere
    assert_equal "$(jq -r .kind listen.out)" $'ready\nsummary\nerror'
    json_is listen.out '.kind != "error" or .code == 127'
    [[ ! -e ready ]]
}

@test "the command fails before a condition is met: its status, and what is unmet" {
    runs 5 --count 2 --until type=payment.confirmed --timeout 1m -- sh -c 'exit 5'
    last_is 'the command failed: it ended with status 5; unmet: type=payment.confirmed; 0 of 2 deliveries came'
}

@test "the command fails after all is met: its status" {
    script app <<<'while [ ! -e go ]; do sleep 0.05; done; exit 4'
    start_listen --count 1 -- ./app
    delivers
    delivers # it listens on as long as the command runs
    touch go
    ended 4
    all_gone
    last_is 'the command failed: it ended with status 4'
    assert_equal "$(tail -n 2 listen.err | head -n 1)" '2 received: 2 valid, 0 invalid; 0 refused'
}

@test "the command ends with 0 after all is met: 0" {
    script app <<<'while [ ! -e go ]; do sleep 0.05; done'
    start_listen --until token=T0 -- ./app
    delivers
    kill -0 "$LISTENER"
    touch go
    ended 0
    all_gone
}

@test "the command ends with 0 before all is met, which then comes: 0" {
    script app <<<''
    start_listen --count 2 --timeout 1m -- ./app
    wait_until grep -q 'the command has ended; waiting, unmet: 0 of 2 deliveries came' listen.err
    delivers
    kill -0 "$LISTENER"
    delivers
    ended 0
    all_gone
}

@test "the command ends with 0 and a condition stays unmet: 1 after --timeout, or after 5 s" {
    SECONDS=0
    runs 1 --count 1 --timeout 1 -- true
    last_is 'time is up: unmet: 0 of 1 deliveries came'
    took 1 4
    SECONDS=0
    runs 1 --count 1 -- true
    took 4 8
    last_is 'time is up: unmet: 0 of 1 deliveries came'
}

@test "--timeout without a condition: the command gets SIGTERM, and we end with 0" {
    script app <<'EOF'
trap 'echo TERM >got; exit 9' TERM
touch runs
while :; do sleep 0.05; done
EOF
    SECONDS=0
    runs 0 --timeout 1 -- ./app
    took 1 4
    assert_equal "$(<got)" TERM
}

@test "--timeout with all met and the command still running: 0" {
    script app <<'EOF'
trap 'echo TERM >got; exit 9' TERM
while :; do sleep 0.05; done
EOF
    start_listen --count 1 --timeout 1.5 -- ./app
    delivers
    ended 0
    all_gone
    assert_equal "$(<got)" TERM
}

@test "--timeout with a condition unmet and the command still running: 1" {
    script app <<<'exec sleep 100'
    runs 1 --count 1 --timeout 0.5 -- ./app
    last_is 'time is up: unmet: 0 of 1 deliveries came'
}

@test "a command that ignores SIGTERM gets SIGKILL 5 s later, its children too" {
    script app <<'EOF'
trap '' TERM
sleep 100 &
echo $! >>pids
while :; do sleep 100; done
EOF
    SECONDS=0
    runs 0 --timeout 0.5 -- ./app
    took 5 9
}

@test "what the command leaves in the background is ended at our end, not before" {
    script app <<'EOF'
(trap 'echo TERM >got; exit' TERM; touch running; while :; do sleep 0.05; done) &
echo $! >>pids
while [ ! -e running ]; do sleep 0.05; done
EOF
    start_listen --count 1 --timeout 1m -- ./app
    wait_until grep -q 'the command has ended' listen.err
    gone "$(sed -n 2p pids)" && fail "ended before us"
    delivers
    ended 0
    all_gone
    assert_equal "$(<got)" TERM
    # With a command that fails, too.
    rm got
    script app <<'EOF'
(trap 'echo TERM >got; exit' TERM; touch running2; while :; do sleep 0.05; done) &
echo $! >>pids
while [ ! -e running2 ]; do sleep 0.05; done
exit 6
EOF
    runs 6 -- ./app
    assert_equal "$(<got)" TERM
}

@test "SIGINT and SIGTERM are passed on, once, to the whole group" {
    script traps <<'EOF'
trap "echo $1-INT >>got; exit 3" INT
trap "echo $1-TERM >>got; exit 3" TERM
touch "$1"
while :; do sleep 0.05; done
EOF
    # What a shell puts in the background ignores SIGINT.
    script app <<'EOF'
env --default-signal=INT ./traps child &
while [ ! -e child ]; do sleep 0.05; done
exec ./traps leader
EOF
    for signal in INT:130 TERM:143; do
        for options in '' '--count 1' '--json'; do
            rm -f got leader child
            # shellcheck disable=SC2086
            start_listen $options -- ./app
            wait_until test -e leader
            kill -"${signal%:*}" "$LISTENER"
            ended "${signal#*:}"
            all_gone
            assert_equal "$(sort got | tr '\n' ' ')" "child-${signal%:*} leader-${signal%:*} "
        done
    done
    assert_equal "$(tail -n 1 listen.out | jq -r '[.code, .what, .why] | join("|")')" \
        '143|ended by SIGTERM|the command was still running'
}

@test "SIGHUP, as of a terminal that closes, ends both" {
    script app <<<'touch runs; exec sleep 100'
    start_listen -- ./app
    wait_until test -e runs
    kill -HUP "$LISTENER"
    ended 129
    all_gone
    start_listen
    kill -HUP "$LISTENER"
    ended 0
    [[ ! -e ready ]]
}

@test "Ctrl-C at a terminal reaches the command once" {
    command -v script >/dev/null || skip 'no script(1) here'
    script app <<'EOF'
trap 'echo INT >>got' INT
touch runs
while [ ! -e got ]; do sleep 0.05; done
sleep 0.5
EOF
    mkfifo keys
    env --default-signal=INT script -qec "'$SFPY_HOOK' listen -p 0 --no-record -- ./app" /dev/null <keys >terminal.out 3>&- &
    local terminal=$!
    STARTED+=("$terminal")
    exec {keys}>keys
    wait_until test -e runs
    printf '\003' >&"$keys"
    wait_until gone "$(head -n 1 pids)"
    exec {keys}>&-
    ended 130 "$terminal"
    assert_equal "$(<got)" INT
    all_gone
}

@test "a second signal ends at once and kills the group" {
    script app <<'EOF'
trap 'touch got' TERM
(trap '' TERM; sleep 100) &
echo $! >>pids
touch runs
while :; do sleep 0.05; done
EOF
    start_listen -- ./app
    wait_until test -e runs
    kill -TERM "$LISTENER"
    wait_until test -e got
    kill -0 "$LISTENER"
    SECONDS=0
    kill -TERM "$LISTENER"
    ended 143
    took 0 3
    all_gone
    # SIGQUIT needs no second one.
    rm -f runs got
    start_listen -- ./app
    wait_until test -e runs
    kill -QUIT "$LISTENER"
    ended 131
    all_gone
}

@test "a signal while the rest is waited for, after the command: its status" {
    start_listen --count 1 --timeout 1m -- true
    wait_until grep -q 'the command has ended' listen.err
    kill -TERM "$LISTENER"
    ended 143
    last_is 'ended by SIGTERM: unmet: 0 of 1 deliveries came'
}

@test "--json: standard output is ours alone; the command's goes to standard error" {
    script app <<'EOF'
echo on-output
echo on-errors >&2
"$SFPY_HOOK" trigger payment.confirmed --to "$SFPY_HOOK_URL" --no-record
printf 'no line end'
EOF
    for form in --json '--format json'; do
        # shellcheck disable=SC2086
        runs 0 $form --count 1 --timeout 1m -- ./app
        assert_equal "$(jq -r .kind listen.out)" $'ready\ndelivery\nsummary'
        grep -qx on-output listen.err
        grep -qx on-errors listen.err
    done
    runs 0 --count 1 --timeout 1m --format compact -- ./app
    grep -qx on-output listen.out
    grep -qx on-errors listen.err
}

@test "no command outlives a failure of ours" {
    script app <<'EOF'
touch runs
"$SFPY_HOOK" trigger payment.confirmed --to "$SFPY_HOOK_URL" --no-record >trigger.out
exec sleep 100
EOF
    # Standard output that can't be written.
    local got=0
    "$SFPY_HOOK" listen -p 0 --timeout 1m -- ./app >/dev/full 2>listen.err </dev/null 3>&- || got=$?
    assert_equal "$got" 5
    all_gone
    # A ready file that can't be written: it isn't even started.
    rm runs
    got=0
    "$SFPY_HOOK" listen -p 0 --ready-file missing/ready -- ./app >listen.out 2>listen.err </dev/null 3>&- || got=$?
    assert_equal "$got" 5
    [[ ! -e runs ]]
}

@test "a reader of standard output that stands still keeps neither us nor the command" {
    script app <<'EOF'
touch runs
exec sleep 100
EOF
    mkfifo pipe
    exec {reader}<>pipe
    head -c 60000 /dev/zero | tr '\0' x >&"$reader"
    "$SFPY_HOOK" listen -p 0 --ready-file ready --timeout 1 -- ./app >pipe 2>listen.err </dev/null 3>&- &
    LISTENER=$!
    STARTED+=("$LISTENER")
    wait_until test -e runs
    URL=$(<ready)
    head -c 100000 /dev/zero | tr '\0' y >large
    posts 401 large
    SECONDS=0
    wait_until gone "$LISTENER"
    took 0 12
    exec {reader}>&-
    all_gone
}
