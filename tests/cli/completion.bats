#!/usr/bin/env bats
# `completion`: the scripts, tried in the shells themselves (complete.py drives them).

load common

SHELLS=(bash zsh fish)
NASTY="it's a \"\$file\` (1).json"

# The scripts as they are installed, and a state folder in which something is recorded; both are only read.
setup_file() {
    cmake --install "$(dirname "${SFPY_HOOK:-$BATS_TEST_DIRNAME/../../build/dev/sfpy-hook}")" \
        --prefix "$BATS_FILE_TMPDIR/prefix" >/dev/null
    mkdir "$BATS_FILE_TMPDIR/run"
    isolate
    cd "$BATS_FILE_TMPDIR/run" || return 1
    start_listen -s right --journal "$BATS_FILE_TMPDIR/journal.jsonl"
    local event
    for event in payment.confirmed refund.confirmed; do
        "$SFPY_HOOK" trigger $event --to "$URL" -s right --no-record >trigger.out
    done
    "$SFPY_HOOK" trigger payment.confirmed --to "$URL" -s wrong --no-record >trigger.out 2>&1 || true
    stop_listen
    teardown
}

setup() {
    isolate
    mkdir -p "$BATS_TEST_TMPDIR/project/.git" "$XDG_STATE_HOME/sfpy-hook"
    cd "$BATS_TEST_TMPDIR/project" || return 1
    cp "$BATS_FILE_TMPDIR/journal.jsonl" "$XDG_STATE_HOME/sfpy-hook"
    export COMPLETIONS=$BATS_FILE_TMPDIR/prefix PATH=$BATS_FILE_TMPDIR/prefix/bin:$PATH
    without_leak_search
}

# driver WHAT SHELL: complete.py; lines come from standard input.
driver() {
    python3 "$BATS_TEST_DIRNAME/complete.py" "$@" 3>&-
}

# values LINE: what was offered for it, from the file offered.
values() {
    awk -F '\t' -v line="$1" '$1 == line { print $2 }' offered
}

# offers <<TABLE: in each shell, for each LINE | HOW | VALUE...: `=` these and no others, `+` these among others, `-`
# none of these. Blanks at the end of a LINE are written as ~.
offers() { offers_in "${SHELLS[@]}"; }

# offers_in SHELL... <<TABLE: the same, in these shells.
offers_in() {
    local shell line how wanted table
    table=$(sed 's/ *| */|/g; s/~/ /')
    for shell; do
        cut -d '|' -f 1 <<<"$table" | driver list "$shell" >offered
        while IFS='|' read -r line how wanted; do
            tr ' ' '\n' <<<"$wanted" | grep . | LC_ALL=C sort -u >expected || true
            values "$line" | LC_ALL=C sort -u >got
            case $how in
            =) diff -u expected got >difference ;;
            +) comm -23 expected got >difference ;;
            -) comm -12 expected got >difference ;;
            esac || true
            [[ ! -s difference ]] || fail "$shell: $line: $(cat difference)"
        done <<<"$table"
    done
}

# typed SHELL <<TABLE: LINE|LINE after the tab key
typed() {
    local table
    table=$(cat)
    cut -d '|' -f 1 <<<"$table" | driver type "$1" >got
    cut -d '|' -f 2 <<<"$table" | diff -u - got || fail "$1"
}

# Records that something was sent to http://127.0.0.1:1/hooks.
send_to_hooks() {
    "$SFPY_HOOK" trigger payment.confirmed -s x --to http://127.0.0.1:1/hooks >trigger.out 2>&1 || true
}

options_of() {
    "$SFPY_HOOK" "$1" --help | sed -n 's/^  \(-[A-Za-z]\), \(--[a-z0-9-]*\).*/\1\n\2/p; s/^      \(--[a-z0-9-]*\).*/\1/p' |
        LC_ALL=C sort
}

commands() {
    "$SFPY_HOOK" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'
}

@test "the committed scripts are what completion prints (mend: cmake --build build/dev --target completions)" {
    local folder=$BATS_TEST_DIRNAME/../../completions
    "$SFPY_HOOK" completion bash | diff -u "$folder/sfpy-hook.bash" - >&2
    "$SFPY_HOOK" completion zsh | diff -u "$folder/_sfpy-hook" - >&2
    "$SFPY_HOOK" completion fish | diff -u "$folder/sfpy-hook.fish" - >&2
}

@test "a wrong shell, none, and --json" {
    hook 2 completion bahs
    out_is
    err_is "sfpy-hook: completion: unknown shell 'bahs'" "hint: did you mean 'bash'?"
    hook 2 completion
    out_is
    err_is "sfpy-hook: completion: an argument is missing" "hint: usage: sfpy-hook completion [OPTION]... SHELL"
    hook 0 completion zsh --json
    json_is out '.kind == "completion" and .shell == "zsh"'
    jq -j .script out | diff - "$BATS_TEST_DIRNAME/../../completions/_sfpy-hook"
}

@test "every option of every command is offered, and no other" {
    local shell command
    for shell in "${SHELLS[@]}"; do
        commands | sed 's/.*/sfpy-hook & -/' | driver list "$shell" >offered
        for command in $(commands); do
            values "sfpy-hook $command -" | sed 's/=$//' | LC_ALL=C sort -u >got
            options_of "$command" >expected
            [[ $(wc -l <expected) -ge 6 ]] || fail "$command: $(cat expected)"
            diff -u expected got >&2 || fail "$shell: $command"
        done
    done
}

@test "commands, subcommands, topics, shells" {
    commands >overview
    offers <<TABLE
sfpy-hook ~                | + | $(paste -sd ' ' overview)
sfpy-hook --               | = | --help --version
sfpy-hook li               | = | listen
sfpy-hook nonsense ~       | = |
sfpy-hook nonsense -       | = |
sfpy-hook deliveries ~     | = | list show export import diff prune
sfpy-hook deliveries -e x --since 1h d  | = | diff
sfpy-hook fixtures ~       | = | list show export check
sfpy-hook secret ~         | = | new rotate
sfpy-hook secret n         | = | new
sfpy-hook completion ~     | = | bash zsh fish
sfpy-hook help ~           | = | schemes $(paste -sd ' ' overview)
sfpy-hook help help ~      | - | schemes listen
TABLE
    # No more than the overview says, in words that it says.
    while read -r line; do
        grep -qF "${line%…}" <("$SFPY_HOOK" --help) || fail "$line"
    done < <(awk -F '\t' '$1 == "sfpy-hook " && $2 !~ /^-/ { print $2 }' offered)
}

@test "a subcommand is offered the options that it heeds" {
    offers <<TABLE
sfpy-hook deliveries --                | + | --format --keep --follow --journal
sfpy-hook deliveries show --           | + | --format --show-credentials --journal
sfpy-hook deliveries show --           | - | --keep --limit --follow
sfpy-hook deliveries prune --          | + | --keep --older-than --dry-run
sfpy-hook deliveries prune --          | - | --format --limit
sfpy-hook secret rotate --o            | = | --overlap
sfpy-hook secret new --o               | = |
sfpy-hook fixtures list --             | - | --force
TABLE
}

@test "values: choices, schemes, events, statuses, times, checks, headers, conditions" {
    offers <<TABLE
sfpy-hook listen --format ~               | = | pretty compact json
sfpy-hook listen --format=                | = | --format=pretty --format=compact --format=json
sfpy-hook listen --format=j               | = | --format=json
sfpy-hook verify --scheme ~               | + | auto sfpy svix standard-v1a
sfpy-hook sign --scheme ~                 | - | auto
sfpy-hook sign --scheme=safepay-v         | = | --scheme=safepay-v1 --scheme=safepay-v2
sfpy-hook listen -e pay                   | + | payment.* payment.confirmed payment.succeeded
sfpy-hook listen --events=refund.f        | = | --events=refund.failed
sfpy-hook listen --events payment.confirmed,refund.conf | = | payment.confirmed,refund.confirmed
sfpy-hook deliveries -e !refund.f         | = | !refund.failed
sfpy-hook trigger payment.confirmed.d     | = | payment.confirmed.dai
sfpy-hook trigger payment:                | = | payment:created
sfpy-hook fixtures show github            | = | github.push
sfpy-hook fixtures export x github        | = | github.push
sfpy-hook smoke --events safepay-v2.payment.s | = | safepay-v2.payment.succeeded
sfpy-hook smoke --only ~                  | + | refuses bytes bytes.decimals preflight
sfpy-hook smoke --skip bytes,refuses.wrong | = | bytes,refuses.wrong_secret
sfpy-hook smoke --accept 2                | + | 2xx 204
sfpy-hook listen --respond 500,2          | + | 500,200
sfpy-hook deliveries --since ~            | + | now today yesterday 10m
sfpy-hook deliveries prune --older-than 7 | = | 7d
sfpy-hook trigger -H X-SF                 | = | X-SFPY-SIGNATURE: X-SFPY-TIMESTAMP:
sfpy-hook trigger --signature-header x-sfpy-s | = | X-SFPY-SIGNATURE
sfpy-hook listen --until v                | = | verdict=
sfpy-hook listen --until verdict=mis      | = | verdict=mismatch verdict=missing-id verdict=missing-signature
sfpy-hook listen --until type=payment.conf | = | type=payment.confirmed
sfpy-hook listen --fault ~                | = | reset hang truncate
sfpy-hook listen --host ~                 | + | 127.0.0.1 0.0.0.0
sfpy-hook listen --color=a                | = | --color=auto --color=always
sfpy-hook listen -p ~                     | = |
sfpy-hook listen --secret ~               | = |
TABLE
}

@test "an option's value is the next word, whatever that is; letters stand together; -- ends them" {
    offers <<TABLE
sfpy-hook deliveries --since --x sh       | = | show
sfpy-hook deliveries -qe list sh          | = | show
sfpy-hook deliveries -elist sh            | = | show
sfpy-hook listen -qve payment.conf        | = | payment.confirmed
sfpy-hook deliveries -- --format          | = |
TABLE
    # The parsers of zsh and fish take what looks like an option for one, even there.
    offers_in bash <<TABLE
sfpy-hook deliveries --since --format sh  | = | show
sfpy-hook sign -s -- --in                 | + | --input
TABLE
}

@test "ids, newest first, with type, time and outcome; @1; those that the options choose" {
    local journal=$XDG_STATE_HOME/sfpy-hook/journal.jsonl ids shell
    ids=$(jq -r .id "$journal" | tac | paste -sd ' ')
    read -ra each <<<"$ids"
    offers <<TABLE
sfpy-hook deliveries show ~             | = | @1 $ids
sfpy-hook deliveries show @             | = | @1 @2 @3
sfpy-hook deliveries diff @1 ${each[1]:0:20} | + | ${each[1]}
sfpy-hook deliveries show ${each[0],,}  | = | ${each[0]}
sfpy-hook replay --failed ~             | = | @1 ${each[0]}
sfpy-hook replay -e refund.confirmed ~  | = | @1 ${each[1]}
sfpy-hook trigger --like ~              | = | @1 $ids
sfpy-hook deliveries --journal none.jsonl show ~ | = |
sfpy-hook deliveries prune ~            | - | @1 $ids
TABLE
    for shell in "${SHELLS[@]}"; do
        echo 'sfpy-hook deliveries show ' | driver list "$shell" >offered
        # shellcheck disable=SC2086  # its words
        printf '%s\n' @1 $ids | diff - <(values 'sfpy-hook deliveries show ') || fail "$shell: another order"
        awk -F '\t' '{ print $3 }' offered >about
        [[ $(sed -n 2p about) =~ ^'payment.confirmed  '[0-9:]{8}'  received, invalid, 401'$ ]] || fail "$(cat about)"
        [[ $(sed -n 3p about) =~ ^'refund.confirmed  '[0-9:]{8}'  received, 200'$ ]] || fail "$(cat about)"
    done
}

@test "URLs: where listen listens, what was sent to, what listens" {
    send_to_hooks
    start_listen -s right --no-record
    offers <<TABLE
sfpy-hook trigger --to ~                  | + | http://127.0.0.1:4242/ http://127.0.0.1:1/hooks
sfpy-hook smoke http://127.0.0.1:1/       | + | http://127.0.0.1:1/hooks
sfpy-hook listen -f payment.conf          | = | payment.confirmed=
sfpy-hook listen -f payment.confirmed=http://127.0.0.1:1/h | = | payment.confirmed=http://127.0.0.1:1/hooks
TABLE
    [[ ! -r /proc/net/tcp ]] || [[ $(printf '%s\0' smoke '' | "$SFPY_HOOK" completion values url) == *"${URL%/}/"* ]]
    stop_listen
}

@test "files and folders" {
    mkdir sub && touch body.json key.pem "$NASTY"
    offers <<TABLE
sfpy-hook sign bo                        | = | body.json
sfpy-hook verify body.json ke            | = | key.pem
sfpy-hook trigger --payload=bo           | = | --payload=body.json
sfpy-hook trigger ./bo                   | = | ./body.json
sfpy-hook trigger bo                     | = | body.json
sfpy-hook listen --tls-key ke            | = | key.pem
sfpy-hook trigger --fixtures bo          | = |
sfpy-hook deliveries import bo           | = | body.json
TABLE
    typed bash <<TABLE
sfpy-hook trigger --fixtures s|sfpy-hook trigger --fixtures sub/
sfpy-hook fixtures export s|sfpy-hook fixtures export sub/
sfpy-hook sign ~/../project/bo|sfpy-hook sign ~/../project/body.json$(printf ' ')
TABLE
    for shell in bash bash+ zsh; do
        echo 'sfpy-hook sign it' | driver type $shell >got
        eval "set -- $(cat got)"
        assert_equal "$#: $3" "3: $NASTY"
    done
}

@test "what is typed stands in quotes as is meant" {
    send_to_hooks
    for shell in bash bash+ zsh; do
        typed $shell <<'TABLE'
sfpy-hook lis|sfpy-hook listen 
sfpy-hook listen --format=pr|sfpy-hook listen --format=pretty 
sfpy-hook listen -e refund.fa|sfpy-hook listen -e refund.failed 
sfpy-hook listen -e refund.\*,refund.fa|sfpy-hook listen -e refund.\*,refund.failed 
sfpy-hook listen -e 'refund.*,refund.fa|sfpy-hook listen -e 'refund.*,refund.failed' 
sfpy-hook trigger payment:cr|sfpy-hook trigger payment:created 
sfpy-hook trigger -H Content-T|sfpy-hook trigger -H Content-Type:
sfpy-hook trigger -H 'Content-T|sfpy-hook trigger -H 'Content-Type:
sfpy-hook smoke --only refuses,bytes.dec|sfpy-hook smoke --only refuses,bytes.decimals 
sfpy-hook listen -f payment.confirmed=http://127.0.0.1:1/h|sfpy-hook listen -f payment.confirmed=http://127.0.0.1:1/hooks 
TABLE
    done
    # zsh writes the `=`, and what it completes in its own way.
    typed bash <<'TABLE'
sfpy-hook listen --form|sfpy-hook listen --format 
sfpy-hook listen --events="refund.*,refund.fa|sfpy-hook listen --events="refund.*,refund.failed" 
TABLE
    typed zsh <<'TABLE'
sfpy-hook listen --form|sfpy-hook listen --format=
sfpy-hook listen --events="refund.*,refund.fa|sfpy-hook listen --events=refund.\*,refund.failed 
TABLE
}

@test "foreign text can't do anything: names of files, of fixtures, of what is typed" {
    local shell
    mkdir own
    "$SFPY_HOOK" fixtures export out github.push >export.out
    # shellcheck disable=SC2016  # it must not be expanded
    for name in '$(touch pwned)' '`touch pwned`' "'; touch pwned; '" 'odd name' $'esc\e[31m' $'tab\there' $'\u202ebidi' 'per%cent:colon'; do
        jq --arg name "$name" '.name = $name | .summary = $name' out/github.push.json >"own/$(od -An -tx1 <<<"$name" | tr -d ' \n').json"
    done
    "$SFPY_HOOK" fixtures --fixtures own list >list.out 2>&1 || true
    for shell in "${SHELLS[@]}"; do
        # shellcheck disable=SC2016  # nor here
        driver list "$shell" >offered <<'LINES'
sfpy-hook trigger --fixtures own 
sfpy-hook trigger --fixtures $(touch pwned) pay
sfpy-hook trigger --fixtures `touch pwned` pay
sfpy-hook deliveries --journal "$(touch pwned)" show 
sfpy-hook trigger 'payment.conf" $(touch pwned)
sfpy-hook trigger --format=$(touch pwned
LINES
        [[ ! -e pwned ]] || fail "$shell ran it"
        values 'sfpy-hook trigger --fixtures own ' | grep -q payment.confirmed || fail "$shell offers no fixtures"
        ! grep -q $'\e' offered || fail "$shell: $(cat offered)"
    done
}

@test "what can't be read is passed over without a word; nothing is made, nothing waited for" {
    local kind
    # shellcheck disable=SC2030  # of this test alone
    export XDG_STATE_HOME=$BATS_TEST_TMPDIR/empty HOME=$BATS_TEST_TMPDIR/nobody
    mkfifo fifo && echo '{"journal": 1' >.sfpy-hook.json
    sed -n 's/.*{\.name = "\([a-z-]*\)".*/\1/p' "$BATS_TEST_DIRNAME/../../src/cli/offer.c" >kinds
    [[ $(wc -l <kinds) -ge 18 ]]
    while read -r kind; do
        printf '%s\0' replay --journal fifo --fixtures none --config fifo --failed --since nonsense --nonsense '' |
            timeout 20 "$SFPY_HOOK" completion values "$kind" >out 2>err || fail "$kind: $?"
        err_is
    done <kinds
    [[ ! -e $XDG_STATE_HOME && ! -e $HOME ]] || fail "a folder was made"
    # Neither a terminal's input nor too much of it.
    timeout 20 "$SFPY_HOOK" completion values scheme </dev/null >out 2>err
    err_is
    grep -q ^sfpy out
    head -c 3000000 /dev/zero | timeout 20 "$SFPY_HOOK" completion values scheme >out 2>err
    err_is
    hook 2 completion values nonsense
}

@test "an own scheme is offered, from the configuration that is typed" {
    cat >own.json <<'JSON'
{"schemes": {"mine": {"summary": "ours: [own] $x `y` 'z' \"\\", "header": "X-Mine", "signed": "{body}", "algorithm": "hmac-sha256"}}}
JSON
    hook 0 help schemes --config own.json
    grep -q mine out
    offers <<TABLE
sfpy-hook sign --config own.json --scheme mi | = | mine
sfpy-hook sign --scheme mi                   | = |
sfpy-hook verify --config own.json -H X-M    | = | X-Mine:
TABLE
}

@test "listen -- completes another command" {
    offers <<TABLE
sfpy-hook listen --count 1 -- sfpy-h | = | sfpy-hook
TABLE
    # With bash-completion, by that command's own rules.
    typed bash+ <<'TABLE'
sfpy-hook listen -- sfpy-hook lis|sfpy-hook listen -- sfpy-hook listen 
TABLE
    typed zsh <<'TABLE'
sfpy-hook listen -- sfpy-hook lis|sfpy-hook listen -- sfpy-hook listen 
TABLE
}

@test "without the program what is always the same is offered, without a word" {
    local tool
    mkdir bin
    for tool in bash zsh fish cat sed grep uname mktemp rm mkdir mv; do
        ln -s "$(command -v $tool)" "bin/$tool"
    done
    export SHELL_PATH=$PWD/bin
    offers <<TABLE
sfpy-hook sign --scheme ~   | = |
sfpy-hook sign --inp        | = | --input
TABLE
}
