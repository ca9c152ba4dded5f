#!/usr/bin/env bats
# What the README shows, as it looks on a terminal of 80 columns and on one of 60: nothing is cut but where there is no
# room for it, no column is torn, and no word of what goes to standard output. An error stays one line, which the terminal
# wraps. What differs from run to run is replaced by what it is. KEEP_SCREENS=new writes what is compared with anew.
#
# shellcheck disable=SC2034,SC2153  # SECRET and the like are common.bash's, which reads URL

load common

setup() {
    isolate
    mkdir "$BATS_TEST_TMPDIR/.git"
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET NO_COLOR=1
    without_leak_search
}

teardown() {
    tm kill-server 2>/dev/null || true
    local pid
    for pid in "${STARTED[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
    done
}

tm() { tmux -u -S socket -f /dev/null "$@" 3>&-; }

# terminal COLUMNS ARG...: runs the program in a terminal with so many columns and 24 rows.
terminal() {
    tm kill-server 2>/dev/null || true
    rm -f socket ended
    # shellcheck disable=SC2016  # the dollars are sh's
    tm new-session -d -x "$1" -y 24 sh -c '"$SFPY_HOOK" "$@"; echo $? >ended; exec sleep 600' sh "${@:2}"
}

# What is there and what has scrolled out of it; ids, times, durations and ports by their names.
screen() {
    tm capture-pane -p -S - | sed -E -e 's/\b01[0-9A-Z]{24}\b/ID________________________/g' \
        -e 's/\b[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}\b/hh:mm:ss.mmm/g' -e 's/\b[0-9]{2}:[0-9]{2}:[0-9]{2}\b/hh:mm:ss/g' \
        -e 's/\bD[0-9A-Z]{19}\b/TOKEN_______________/g' -e 's/\b[0-9.]+ ms\b/N ms/g' \
        -e 's/ [0-9]+\.[0-9]+$/ N/' -e 's/answer [0-9]+$/answer N/' -e 's/([^ ])  N ms$/\1/' \
        -e 's/127\.0\.0\.1:[0-9]+/HOST/g' -e 's/ +$//' -e '/^$/d'
}

# shot COLUMNS ARG...: a run that ends; its screen is in the file shot.
shot() {
    terminal "$@"
    wait_until test -s ended
    settled
}

# What is written last may be drawn a moment later.
settled() {
    local before
    screen >shot
    while before=$(<shot) && sleep 0.1 && screen >shot && [[ $before != "$(<shot)" ]]; do :; done
}

counted() { screen | grep -qF "$1"; }

# same: the screen shot is the one that is kept for it in tests/data/screens; with KEEP_SCREENS=new it is kept anew.
same() {
    local kept=$DATA/screens/$1
    [[ ${KEEP_SCREENS-} != new ]] || cp shot "$kept"
    diff -u --label "$1" --label screen "$kept" shot >&2
}

@test "listen, and what it says of two deliveries" {
    local columns
    payload '{"type":"payment:created","token":"DC2M9UCLFA7J02LGLNOG"}'
    for columns in 80 60; do
        rm -f ready
        terminal "$columns" listen --port 0 --ready-file ready
        wait_until test -e ready
        URL=$(<ready)
        posts 200 body.json -H @headers.txt
        wait_until counted '1 received · 1 valid'
        posts 401 body.json -H 'X-SFPY-SIGNATURE: 00'
        wait_until counted '2 received · 1 valid · 1 invalid'
        wait_until counted '✗ mismatch'
        settled
        same "listen.$columns"
    done
}

@test "trigger: an answer that isn't 2xx, its reason and what to do" {
    local columns
    start_app app
    for columns in 80 60; do
        shot "$columns" trigger payment.confirmed --to "$APP_PORT/?status=401"
        same "trigger.$columns"
    done
}

@test "deliveries: columns go and shrink with the width" {
    local columns
    start_app app
    payload '{"type":"支払い:完了💳","token":"re\u0301sume\u0301-de\u0301ja\u0300-vu"}'
    hook 0 trigger payment.confirmed refund.confirmed -n 3 --to "$APP_PORT"
    hook 0 trigger --payload body.json --to "$APP_PORT"
    for columns in 120 80 60 40; do
        shot "$columns" deliveries
        same "deliveries.$columns"
    done
}

@test "fixtures: a name is never cut" {
    local columns
    for columns in 120 80 60; do
        shot "$columns" fixtures list
        # One line each, which all begin with a name.
        assert_equal "$(awk '{ print $1 }' shot)" "$("$SFPY_HOOK" fixtures list --json | jq -r .name)"
        [[ $(wc -L <shot) -le $columns ]] || fail "$(wc -L <shot) columns of $columns"
    done
}

@test "verify of an invalid one" {
    local columns
    payload 1
    for columns in 80 60; do
        shot "$columns" verify body.json --signature 00
        same "verify.$columns"
    done
}

@test "smoke of an endpoint that fails some" {
    local columns
    for columns in 80 60; do
        start_app "app.$columns"
        shot "$columns" smoke "http://127.0.0.1:$APP_PORT/" --only refuses.no_signature,refuses.wrong_secret,accepts.payment.confirmed
        same "smoke.$columns"
    done
}

# linked WANTED [NAME=VALUE]... -- ARG...: whether what the program writes to a terminal, in this environment alone, has links.
linked() {
    local wanted=$1 set=()
    shift
    while [[ $1 != -- ]]; do
        set+=("$1")
        shift
    done
    env -i PATH="$PATH" HOME="$HOME" ASAN_OPTIONS="$ASAN_OPTIONS" TERM=xterm "${set[@]}" \
        python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]))' "$SFPY_HOOK" "${@:2}" >linked 2>&1 </dev/null
    if grep -q $'\e]8;' linked; then assert_equal "$wanted" yes; else assert_equal "$wanted" no; fi
}

@test "files are hyperlinks where a terminal is known to show them, and nowhere else" {
    local folder=$'b\u202e;\a%é' line environment
    mkdir "$folder"
    linked yes TERM=xterm-kitty -- fixtures export "$folder" payment.confirmed
    # The target is the file's own path, with nothing in it that steers; what is seen is escaped as ever.
    printf -v line '\e]8;;file://%s%s/b%%E2%%80%%AE%%3B%%07%%25%%C3%%A9/payment.confirmed.json\e\134%s/payment.confirmed.json\e]8;;\e\134' \
        "$(uname -n)" "$(realpath .)" 'b\u{202e};\x07%é'
    assert_equal "$(tr -d '\r' <linked)" "$line"
    while read -r wanted environment; do
        # shellcheck disable=SC2086  # words
        linked "$wanted" $environment -- fixtures export "$folder" payment.confirmed
    done <<'TEXT'
no TERM=xterm
no TERM=xterm-kitty NO_COLOR=1
no TERM=dumb FORCE_HYPERLINK=1
no TERM=xterm-kitty FORCE_HYPERLINK=0
yes TERM=xterm FORCE_HYPERLINK=1
yes TERM_PROGRAM=vscode
no TERM_PROGRAM=Apple_Terminal
yes VTE_VERSION=7600
no VTE_VERSION=5000
yes TERM=foot
yes WT_SESSION=59a2-1
no TERM=screen STY=1.x VTE_VERSION=7600
no TERM=tmux TMUX=/s,1,0 VTE_VERSION=7600 TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a
yes TERM=tmux TMUX=/s,1,0 TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.4
yes TERM=tmux TMUX=/s,1,0 TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=4.0
TEXT
    linked no TERM=xterm-kitty -- fixtures export "$folder" payment.confirmed --color never
    linked no TERM=xterm-kitty -- fixtures export "$folder" payment.confirmed --json
    # What goes to a file has none, in colour too.
    NO_COLOR='' FORCE_HYPERLINK=1 TERM=xterm-kitty hook 0 fixtures export "$folder" payment.confirmed --color always
    out_is 'b\u{202e};\x07%é/payment.confirmed.json'
    linked yes TERM=xterm-kitty -- config init here.json
    linked yes TERM=xterm-kitty -- config --config here.json
    linked no TERM=xterm-kitty -- config -q --config here.json
    # There is no file to go to.
    linked no TERM=xterm-kitty -- config
}
