# shellcheck shell=bash
# Examples of manual pages: read off the page as it is shown, and run in a project of their own.
#
# In a page's EXAMPLES a line `$ COMMAND` is run as it stands there, in one shell, one after the other. What stands
# below it, up to the next one, is what it prints, on standard output and standard error; `...` is any text there, and on
# a line of its own any lines. A command that fails is followed by `$ echo $?`. 3000 is the port of an application
# with its endpoint at /webhooks, 4242 that of a listener in another terminal.

MAN=$BATS_TEST_DIRNAME/../../man

# shown PAGE [WIDTH]: its text, without overstriking.
shown() {
    mandoc -T utf8 -O "width=${2:-78}" "$1" | sed 's/.\x08//g'
}

# section PAGE TITLE: of the page as it is shown.
section() {
    shown "$1" | awk -v title="$2" '/^[^ ]/ { inside = $0 == title; next } inside'
}

# subsection PAGE TITLE: the display in it, as it is copied.
subsection() {
    shown "$1" | awk -v title="   $2" '/^ ? ? ?[^ ]/ { inside = $0 == title } inside && sub(/^       /, "")'
}

# start_project: where examples work. BATS_TEST_TMPDIR has the project and what it is called by.
start_project() {
    unset XDG_STATE_HOME
    export APP_PORT LISTENER_PORT SANDBOX=$BATS_TEST_TMPDIR
    export npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_offline=true
    mkdir -p bin
    cp "$BATS_TEST_DIRNAME/manual.wrapper" bin/sfpy-hook
    PATH=$PWD/bin:$PATH
    new_project
}

new_project() {
    cd "$SANDBOX" || return 1
    rm -rf project home/.local/state/sfpy-hook
    [[ ! -e state ]] || cp -rp state home/.local/state/sfpy-hook
    mkdir -p project/.git project/ci
    cp "$BATS_TEST_DIRNAME/manual/"* project
    : >project/ci/sfpy-hook.deb
    cd project || return 1
}

# start_neighbours: the application at 3000 and the listener at 4242.
start_neighbours() {
    dead_port
    rm -r dead
    "$SFPY_HOOK" secret >/dev/null
    cp -rp ~/.local/state/sfpy-hook "$SANDBOX/state"
    SFPY_WEBHOOK_SECRET=$("$SFPY_HOOK" secret)$'\nold' PORT=0 PORT_FILE=$SANDBOX/app.port node server.js \
        >"$SANDBOX/app.log" 2>&1 </dev/null 3>&- &
    STARTED+=("$!")
    wait_until test -e "$SANDBOX/app.port"
    APP_PORT=$(<"$SANDBOX/app.port")
    start_listen
    rm -f ready
    LISTENER_PORT=$PORT
    export DEFAULT_URL=$URL PORT=$DEAD_PORT
}

# with_ports COMMAND: with the ports that there are instead of those that the page names.
with_ports() {
    local app=$APP_PORT
    [[ $1 != *--spawn* ]] || app=$PORT # which nobody has yet
    sed -E "s#(^|[ :='])3000(/|\$)#\1$app\2#g; s#(^|[ :])4242( |/|\$)#\1$LISTENER_PORT\2#g; s# -p 3000( |\$)# -p 0\1#" <<<"$1"
}

# without_ports: the other way round, and ports of listeners by the way.
without_ports() {
    sed -E "s#:($APP_PORT|$PORT)/#:3000/#g; s#:$LISTENER_PORT/#:4242/#g
        s#^(sfpy-hook listens on [a-z]+://[0-9.]+):[0-9]+/#\1:4242/#"
}

# Whether all that was sent to the listener is in the journal: why one is refused is looked for after its answer.
settled() {
    [[ -e ~/.local/state/sfpy-hook/journal.jsonl ]] || return 0
    # shellcheck disable=SC2016  # the dollars are jq's
    jq -se --arg port ":$LISTENER_PORT/" 'map(select((.url | contains($port)) and .answer) | .direction) |
        (map(select(. == "sent")) | length) <= (map(select(. == "received")) | length)' \
        ~/.local/state/sfpy-hook/journal.jsonl >/dev/null 2>&1
}

# Whether a command goes on in the next line.
is_unfinished() {
    [[ $1 == *[\\\|] ]] || { [[ $1 == *"<<'END'"* ]] && [[ $1 != *$'\nEND' ]]; }
}

# regex_of LINES: what the shown output stands for.
regex_of() {
    local line regex=^
    while IFS= read -r line; do
        if [[ $line == ... ]]; then
            regex+=$'([^\n]*\n)*'
        else
            # shellcheck disable=SC2001
            line=$(sed 's/[][\.*^$+?(){}|]/\\&/g' <<<"$line")
            regex+=${line//'\.\.\.'/$'[^\n]*'}$'\n'
        fi
    done <<<"$1"
    printf '%s$' "$regex"
}

# runs COMMAND OUTPUT NEXT: the command does what the page says.
runs() {
    local command=$1 expected=$2 next=$3
    if [[ $command == "echo \$?" ]]; then
        [[ $STATUS == "$expected" ]] || fail "$LAST: status $STATUS, not $expected: $(cat output)"
        return
    fi
    LAST=$command STATUS=0
    { eval "$(with_ports "$command")" || STATUS=$?; } >"$SANDBOX/output.raw" 2>&1 </dev/null 3>&-
    without_ports <"$SANDBOX/output.raw" >"$SANDBOX/output"
    [[ $command != *'sfpy-hook trigger'* ]] || wait_until settled
    [[ $STATUS -eq 0 || $next == "echo \$?" ]] || fail "$command: status $STATUS: $(tail -n 30 "$SANDBOX/output")"
    if [[ $expected ]]; then
        [[ $(<"$SANDBOX/output")$'\n' =~ $(regex_of "$expected") ]] ||
            fail "$command: not what is shown, but: $(tail -n 30 "$SANDBOX/output")"
    elif grep -E '^sfpy-hook: |Sanitizer|runtime error' "$SANDBOX/output"; then
        fail "$command: nothing of the kind is shown"
    fi
}

# run_examples PAGE: sets COUNT.
run_examples() {
    local line command='' expected='' more=''
    local -a commands=() outputs=()
    new_project
    while IFS= read -r line; do
        if [[ $more ]]; then
            command+=$'\n'$line
        elif [[ $line == '$ '* ]]; then
            [[ -z $command ]] || { commands+=("$command") outputs+=("$expected"); }
            command=${line#'$ '} expected=
        else
            expected+=${expected:+$'\n'}$line
            continue
        fi
        more=
        ! is_unfinished "$command" || more=1
    done < <(section "$1" EXAMPLES | sed -n 's/^ \{7\}//p')
    [[ -z $command ]] || { commands+=("$command") outputs+=("$expected"); }
    COUNT=${#commands[@]}
    for ((i = 0; i < COUNT; i++)); do
        runs "${commands[i]}" "${outputs[i]}" "${commands[i + 1]-}"
    done
}

# ci_lines: of a CI file on standard input, what its jobs run; a text that is folded is one line.
ci_lines() {
    awk '
        { indent = match($0, /[^ ]/) }
        folded && indent > depth { sub(/^ */, ""); line = line (line ? " " : "") $0; next }
        folded { print line; line = ""; folded = 0 }
        list && $1 == "-" { sub(/^ *- /, ""); print; next }
        { list = /^ *(before_)?script:$/ }
        sub(/^ *- run: /, "") { if ($0 == ">-") { folded = 1; depth = indent + 2 } else print }
        END { if (folded) print line }
    '
}

# run_job TITLE: in a new project what the CI file in this part of the page runs, line by line, as the service does.
# The service's part is played: who installs packages is a file that says so. Sets STATUS to that of the line that fails.
run_job() {
    local line
    new_project
    "${@:2}"
    STATUS=0
    subsection "$MAN/sfpy-hook-smoke.1" "$1" | ci_lines >"$SANDBOX/job"
    [[ $(wc -l <"$SANDBOX/job") -ge 3 ]] || fail "$1: not much of a job: $(<"$SANDBOX/job")"
    while IFS= read -r line; do
        bash -e -o pipefail -c "$(with_ports "$line")" </dev/null 3>&- || { STATUS=$?; break; }
    done <"$SANDBOX/job" >"$SANDBOX/output" 2>&1
}
