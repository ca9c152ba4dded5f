#!/usr/bin/env bats
# `listen` on a terminal: the status line, each key, and that the terminal is given back as it was. The terminal is
# tmux: what is compared is the text on its screen.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's
# shellcheck disable=SC2016,SC2034,SC2119,SC2120  # arrays are passed by name; some helpers take arguments now and then

load common

# An arrow in the two forms that terminals send, in hexadecimal.
UP=(1b 5b 41) DOWN=(1b 5b 42) UP_APPLICATION=(1b 4f 41) DOWN_APPLICATION=(1b 4f 42)

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET NO_COLOR=1 SFPY_HOOK_LISTEN_READY_FILE=ready SFPY_HOOK_LISTEN_PORT=0
    payload '{"type":"payment:created","token":"T0"}'
    # Runs the program as a script would; a shell with job control would mend the terminal itself.
    cat >run.sh <<'TEXT'
trap : INT QUIT
stty -g >mode.before
sh -c 'echo $$ >pid; exec "$SFPY_HOOK" "$@"' sh "$@"
echo $? >status
stty -g >mode.after
cat /proc/self/fdinfo/0 >fdinfo 2>/dev/null
echo "ended with $(cat status)"
exec sleep 600
TEXT
}

teardown() {
    tm kill-server 2>/dev/null || true
}

tm() { tmux -u -S socket -f /dev/null "$@" 3>&-; }

# terminal COMMAND [ARG]...: runs it in a terminal of 100 columns and 30 rows.
terminal() {
    tm new-session -d -x 100 -y 30 "$@"
}

# listens [ARG]...: a listener in a terminal. Sets URL, PORT and LISTENER.
listens() {
    terminal sh run.sh listen "$@"
    begun
}

begun() {
    wait_until test -e ready
    URL=$(<ready)
    PORT=${URL##*:}
    PORT=${PORT%%/*}
    LISTENER=$(<pid)
}

screen() { tm capture-pane -p; }

# The screen and what has scrolled out of it, wrapped lines put together.
history() { tm capture-pane -p -J -S -; }

last_line() { screen | sed '/^$/d' | tail -n 1; }

# status_is TEXT: the last line becomes this.
status_is() {
    wait_until last_line_is "$1" && return
    screen >&2
    return 1
}

last_line_is() { [[ $(last_line) == "$1" ]]; }

# shows TEXT [COUNT]: it stands in so many lines (1), sooner or later.
shows() {
    wait_until stands "$@" && return
    history >&2
    return 1
}

stands() { [[ $(history | grep -cF -- "$1") -eq ${2-1} ]]; }

types() { tm send-keys "$@"; }
bytes() { tm send-keys -H "$@"; }

# has_ended STATUS: so it has, and the terminal is as it was, for others that use it too.
has_ended() {
    wait_until test -s fdinfo
    assert_equal "$(<status)" "$1"
    diff mode.before mode.after
    ((($(awk '$1 == "flags:" { print "0" $2 }' fdinfo) & 04000) == 0)) || fail "non-blocking: $(<fdinfo)"
}

mode_changed() { [[ $(tm_mode) != "$(<mode.before)" ]]; }
tm_mode() { stty -g <"$(tm display-message -p '#{pane_tty}')"; }

delivers() { posts 200 body.json -H @headers.txt "$@"; }
deliver_invalid() { posts 401 body.json -H 'X-SFPY-SIGNATURE: 00' "$@"; }

ZERO='0 received · 0 valid · 0 invalid · 0 refused · ? help'

@test "the status line counts, below deliveries and what is refused" {
    listens --format compact
    status_is "$ZERO"
    delivers
    status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help'
    deliver_invalid
    shows '✗ mismatch' # it is printed when its cause was looked for
    posts 404 body.json --request-target /other
    status_is '2 received · 1 valid · 1 invalid · 1 refused · ? help'
    shows '? help' # no other one is left anywhere
    [[ $(screen | sed -n 2p) =~ ^[0-9:.]{12}\ \ payment.confirmed\ \(payment:created\)\ \ T0\ \ ✓\ valid\ \ →\ 200\ \ [0-9.]+\ ms$ ]]
    [[ $(screen | sed -n 3p) == *'✗ mismatch  → 401'* ]]
    [[ $(screen | sed -n 4p) == *'refused 127.0.0.1:'*' POST /other → 404: another path' ]]
    types q
    has_ended 0
    shows '2 received: 1 valid, 1 invalid; 1 refused'
    shows '? help' 0
}

@test "arrows choose among the deliveries, in either form, and letters do" {
    listens --format compact
    types Up
    status_is "$ZERO"
    for token in A B C; do
        payload "{\"type\":\"payment:created\",\"token\":\"$token\"}"
        delivers
    done
    local moves=(UP 3/3 C UP 2/3 B UP 1/3 A UP 1/3 A DOWN 2/3 B DOWN_APPLICATION 3/3 C UP_APPLICATION 2/3 B)
    for ((i = 0; i < ${#moves[@]}; i += 3)); do
        declare -n keys=${moves[i]}
        bytes "${keys[@]}"
        wait_until chosen "${moves[i + 1]}" "${moves[i + 2]}" || fail "$i: $(last_line)"
    done
    types k
    wait_until chosen 1/3 A
    payload '{"type":"payment:created","token":"D"}'
    delivers
    wait_until chosen 1/4 A # what arrives changes no choice
    types j j j
    wait_until chosen 4/4 D
    types j
    status_is '4 received · 4 valid · 0 invalid · 0 refused · ? help'
    types j
    status_is '4 received · 4 valid · 0 invalid · 0 refused · ? help'
}

# chosen PLACE TOKEN: the last line is that of this delivery.
chosen() { [[ $(last_line) =~ ^"$1"\ \ [0-9:.]+\ \ payment.confirmed\ \(payment:created\)\ \ "$2"\ \ ✓ ]]; }

@test "an escape sequence that comes in pieces is one key" {
    listens --format compact
    delivers
    for byte in "${UP[@]}"; do
        bytes "$byte"
        sleep 0.05
    done
    wait_until chosen 1/1 T0
}

@test "Enter shows a delivery whole, with its answer; bodies of others stay hidden after b" {
    listens
    types b
    status_is '0 received · 0 valid · 0 invalid · 0 refused · no bodies · ? help'
    delivers -H 'X-Own: one' -H 'Authorization: hidden' --request-target '/?a=b'
    types Enter
    shows '"token": "T0"'
    shows 'X-Own: one' 1
    shows 'Authorization: ***'
    shows 'hidden' 0
    shows 'POST /?a=b  HTTP/1.1'
    shows 'answered 200'
    shows '"received": true'
    types b
    status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help'
    delivers
    shows '"token": "T0"' 2
    types b
    status_is '2 received · 2 valid · 0 invalid · 0 refused · no bodies · ? help'
    delivers
    status_is '3 received · 3 valid · 0 invalid · 0 refused · no bodies · ? help'
    shows '"token": "T0"' 2
}

@test "b shows bodies with --format compact, too" {
    listens --format compact
    types b
    status_is '0 received · 0 valid · 0 invalid · 0 refused · with bodies · ? help'
    delivers
    shows '"token": "T0"'
}

@test "v verifies again and explains" {
    listens --format compact
    printf 'X-SFPY-SIGNATURE: %s\n' "$(hmac "$(<body.json)")" >whole.txt
    posts 401 body.json -H @whole.txt
    shows '✗ mismatch' # it can be chosen once it is printed
    types v
    shows 'invalid: mismatch: '
    shows 'cause: whole-body: the whole body was signed, not the bytes of "data" alone'
    shows 'hint: '
    shows '  Express   '
    shows "  given     $(hmac "$(<body.json)")"
    shows "  expected  $SIGNATURE"
    delivers
    types v
    shows "valid: scheme sfpy, secret $FINGERPRINT (SFPY_WEBHOOK_SECRET), header X-SFPY-SIGNATURE"
    types Up Up v
    shows 'cause: whole-body' 2
}

@test "keys that need a delivery say that there is none, r that there is no app" {
    listens --format compact
    types v r Enter
    shows 'there is no delivery to choose yet' 3
    delivers
    types r
    shows 'deliveries are not forwarded: there is no app to resend it to'
}

@test "r says so where no target takes the event" {
    listens --format compact -f 'refund.*=9/hook'
    delivers
    types r
    shows 'no target takes this event'
    types q
    has_ended 0
}

@test "p pauses answering until p; what waits meanwhile is told" {
    listens --format compact
    types p
    status_is "paused, 0 waiting · $ZERO"
    post body.json -H @headers.txt >first &
    status_is "paused, 1 waiting · $ZERO"
    post body.json -H @headers.txt >second &
    status_is "paused, 2 waiting · $ZERO"
    [[ ! -s first && ! -s second ]]
    types p
    wait
    assert_equal "$(<first) $(<second)" '200 200'
    status_is '2 received · 2 valid · 0 invalid · 0 refused · ? help'
}

@test "q answers what was paused" {
    listens --format compact
    types p
    post body.json -H @headers.txt >first &
    status_is "paused, 1 waiting · $ZERO"
    types q
    wait
    assert_equal "$(<first)" 200
    has_ended 0
    shows '1 received: 1 valid, 0 invalid; 0 refused'
}

@test "c clears the screen and the list, not the counts" {
    listens --format compact
    delivers
    types Up
    wait_until chosen 1/1 T0
    types c
    wait_until cleared
    types Up
    cleared
    delivers
    types Up
    wait_until chosen 1/1 T0
}

cleared() { [[ $(screen | sed '/^$/d') == '1 received · 1 valid · 0 invalid · 0 refused · ? help' ]]; }

@test "? tells every key" {
    listens
    types '?'
    for key in '↑ k' '↓ j' Enter r v b p c q '?'; do
        shows "  $key  " || shows "$(printf '  %-5s  ' "$key")"
    done
    status_is "$ZERO"
}

@test "q and Ctrl-C end as SIGINT does: 0, or 130 where something is unmet" {
    for key in q C-c; do
        for condition in '' '--count 1'; do
            # shellcheck disable=SC2086  # two words, or none
            listens $condition
            status_is "$ZERO"
            types "$key"
            has_ended $((${#condition} ? 130 : 0))
            tm kill-server
            rm -f ready fdinfo status socket
        done
    done
}

@test "the terminal is given back at every end" {
    local row
    for row in TERM:0 QUIT:0 HUP:0 ABRT:134 SEGV:99 FPE:99 USR1:138 ALRM:142 XCPU:152; do
        listens
        status_is "$ZERO"
        wait_until mode_changed
        kill -"${row%:*}" "$LISTENER"
        wait_until test -s fdinfo
        case $(<status) in
        "${row#*:}" | $((128 + $(kill -l "${row%:*}")))) ;; # without a sanitizer
        *) fail "$row: $(<status)" ;;
        esac
        has_ended "$(<status)"
        tm kill-server
        rm -f ready fdinfo status socket
    done
}

@test "a second signal ends at once, and gives the terminal back, even where it stands still" {
    listens --format compact --delay 60000
    status_is "$ZERO"
    post body.json -H @headers.txt >first 2>&1 &
    status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help'
    types q
    sleep 0.2
    types q
    has_ended 0
    wait || true
    tm kill-server
    rm -f ready fdinfo status socket

    # Nobody reads the terminal any more: the write of a large body never ends.
    cat >stuck.py <<'TEXT'
import os, pty, subprocess, sys, termios, time
os.environ["TERM"] = "xterm"
pid, master = pty.fork()
if pid == 0:
    os.execvp("sh", ["sh", "run.sh", "listen"])
while not os.path.exists("ready"):
    time.sleep(0.05)
before = open("mode.before").read()
mode = lambda: subprocess.run(["stty", "-g"], stdin=master, capture_output=True, text=True).stdout
while mode() == before:
    time.sleep(0.05)
open("begun", "w").close()
for _ in range(600):
    if os.path.exists("status") and os.path.getsize("status"):
        break
    time.sleep(0.05)
sys.exit(mode() != before)
TEXT
    python3 stuck.py 3>&- &
    local driver=$!
    wait_until test -e begun
    begun
    { printf '{"data":"' && repeated 100000 'x' && printf '"}'; } >body.json
    posts 401 body.json
    sleep 0.3
    kill -INT "$LISTENER"
    sleep 0.3
    kill -INT "$LISTENER"
    wait "$driver"
    assert_equal "$(<status)" 130
}

@test "Ctrl-Z gives the terminal to the shell, fg takes it again; in the background it only prints" {
    terminal env PS1='$ ' bash --norc --noprofile
    types 'stty -g >mode.before; echo $$ >pid' Enter
    types "$SFPY_HOOK listen --format compact" Enter
    begun
    status_is "$ZERO"
    wait_until mode_changed
    types C-z
    shows 'Stopped'
    assert_equal "$(last_line)" "$"
    shows '? help' 0
    types 'stty -g >mode.stopped' Enter 'fg' Enter
    status_is "$ZERO"
    diff mode.before mode.stopped
    delivers
    status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help'
    types C-z
    shows 'Stopped' 2
    types 'bg' Enter
    sleep 0.3
    delivers
    types 'echo typed-$((1 + 1))' Enter # the shell gets it
    shows 'typed-2'
    shows '✓ valid' 2
    shows '? help' 0
    types 'fg' Enter
    sleep 0.3
    delivers
    status_is '3 received · 3 valid · 0 invalid · 0 refused · ? help'
    # Where nobody tells that the shell has the terminal, and nothing but the mode shows that it had.
    kill -STOP "$(pgrep -P "$LISTENER" -x sfpy-hook)"
    shows 'Stopped' 3
    types 'fg' Enter
    status_is '3 received · 3 valid · 0 invalid · 0 refused · ? help'
    kill -CONT "$(pgrep -P "$LISTENER" -x sfpy-hook)"
    types q
    shows '3 received: 3 valid, 0 invalid; 0 refused'
    types 'stty -g >mode.after' Enter
    wait_until test -s mode.after
    diff mode.before mode.after
}

@test "begun in the background it takes nothing of the terminal until it is in front" {
    terminal env PS1='$ ' bash --norc --noprofile
    types 'stty -g >mode.before; echo $$ >pid' Enter
    types "$SFPY_HOOK listen --format compact &" Enter
    begun
    delivers
    shows '✓ valid'
    shows '? help' 0
    types 'stty -g >mode.after' Enter
    wait_until test -s mode.after
    diff mode.before mode.after
    types 'fg' Enter
    sleep 0.3
    delivers
    status_is '2 received · 2 valid · 0 invalid · 0 refused · ? help'
    types q
    shows '2 received: 2 valid'
}

@test "the status line is cut to the width, also when that changes" {
    listens --format compact
    delivers
    status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help'
    types '?' '?' '?' '?' # tmux moves what is above to its history, from an empty screen the status line, too
    shows '  q      quit' 4
    for width in 60 30 50 20; do
        tm resize-window -x "$width" -y 30
        status_is "$(printf '%s' '1 received · 1 valid · 0 invalid · 0 refused · ? help' | cut_cells $((width - 1)))"
    done
    tm resize-window -x 100 -y 30
    status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help'
    shows ' received · ' # and once only
    for width in 7 2; do
        tm resize-window -x "$width" -y 30
        status_is "$(printf '1 received' | cut_cells $((width - 1)))"
    done
    tm resize-window -x 40 -y 30
    types Up
    wait_until starts_with '1/1  '
    [[ $(last_line | wc -m) -le 40 ]] || fail "$(last_line)"
}

cut_cells() { python3 -c 'import sys; print(sys.stdin.read()[:int(sys.argv[1])].rstrip())' "$1"; }
starts_with() { [[ $(last_line) == "$1"* ]]; }

@test "without a terminal at both ends, and where it is not wanted, nothing of this" {
    local row
    # What stands around the program's call, and what is behind it.
    for row in '|' '| cat' '</dev/null|' 'cat | |' '| -q' '| --json' '| --format json' 'TERM=dumb|' 'TERM=|' '| -- sleep 600'; do
        local before=${row%%|*} behind=${row#*|}
        [[ $row != '| cat' ]] || behind=' | cat'
        [[ $row != 'cat | |' ]] || before='cat | ' behind=''
        [[ $row != '</dev/null|' ]] || before='' behind='</dev/null'
        cat >row.sh <<TEXT
stty -g >mode.before
$before "\$SFPY_HOOK" listen --format compact $behind
TEXT
        terminal sh row.sh
        wait_until test -e ready
        URL=$(<ready)
        delivers
        [[ $row == '| -q' ]] || shows T0
        if [[ $row == '|' ]]; then
            status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help' # the check itself works
            mode_changed
        else
            sleep 0.2
            shows '? help' 0
            run ! mode_changed
        fi
        tm kill-server
        wait_until test ! -e ready
        rm -f socket
    done
}

@test "where both ends are a pipe the bytes are what they were" {
    start_listen --format compact
    delivers
    stop_listen
    [[ $(<listen.out) =~ ^[0-9:.]{12}\ \ payment.confirmed\ \(payment:created\)\ \ T0\ \ ✓\ valid\ \ →\ 200\ \ [0-9.]+\ ms$ ]]
    assert_equal "$(grep -c $'\x1b' listen.out listen.err)" $'listen.out:0\nlisten.err:0'
}

@test "what is pasted or nonsense does nothing" {
    listens --format compact
    status_is "$ZERO"
    printf 'qqq\nppp\n' >pasted
    tm load-buffer pasted
    tm paste-buffer -p
    bytes 1b 5b 31 3b 35 71 1b 71 00 ff fe c3 7f 04 05 1b 5b 5b 1b 4f 50
    head -c 300 /dev/zero | tr '\0' 1 | sed 's/^/q/; s/^q/\x1b[/; s/$/q/' >long
    tm load-buffer long
    tm paste-buffer -r
    sleep 0.6
    delivers
    status_is '1 received · 1 valid · 0 invalid · 0 refused · ? help'
    types q
    has_ended 0
}

@test "foreign text steers nothing on the status line, and secrets don't show" {
    listens --format compact
    payload "{\"type\":\"\\u001b[2J\\r\\n\\u202e$SECRET\",\"token\":\"T0\"}"
    delivers
    types Up
    wait_until starts_with '1/1  '
    [[ $(last_line) == *'\x1b[2J\r\n\u{202e}[secret '"$FINGERPRINT]"* ]] || fail "$(last_line)"
    shows "$SECRET" 0
}

@test "while the terminal stands still keys pile nothing up, and q ends it" {
    listens --format compact
    status_is "$ZERO"
    delivers
    types C-s
    for _ in 1 2 3 4 5; do types Enter v '?' Up Down; done
    delivers
    types C-q
    status_is '2 received · 2 valid · 0 invalid · 0 refused · ? help'
    types C-s q
    sleep 0.3
    types C-q
    has_ended 0
}
