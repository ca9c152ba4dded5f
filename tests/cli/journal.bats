#!/usr/bin/env bats
# The journal as its manual page has it: what a record holds, who may read it, how it is rotated.
#
# shellcheck disable=SC2016  # the dollars are for jq

load common

MANUAL=$BATS_TEST_DIRNAME/../../man/sfpy-hook-journal.5

setup() {
    isolate
    mkdir "$BATS_TEST_TMPDIR/.git"
    cd "$BATS_TEST_TMPDIR" || return 1
    export SFPY_WEBHOOK_SECRET=$SECRET
}

# The members of all records of a file, those inside of others with a point in front; headers are lists of texts.
members() {
    jq -r 'paths | select(index("headers") == null or .[-1] == "headers") | map(select(type == "string")) | join(".")' "$1" |
        grep . | sort -u
}

@test "each member of a record is documented, and none that isn't there" {
    start_app app
    start_listen -f "$APP_PORT"
    hook 0 trigger payment.confirmed --to "$URL" --journal sent.jsonl
    hook 1 trigger payment.confirmed --to "$URL" --journal sent.jsonl -s other
    stop_listen
    stop_app
    printf '\xff\xff\xff\xff' >binary
    start_listen --fault truncate --no-verify --respond-body binary --journal faulty.jsonl
    curl -sS -o /dev/null "$URL" --data-binary @binary || true
    hook 1 trigger payment.confirmed --to "$URL" --journal sent.jsonl
    stop_listen
    cat "$XDG_STATE_HOME"/sfpy-hook/journal.jsonl faulty.jsonl sent.jsonl >all.jsonl
    diff <(sed -n 's/^\.It Ic \([a-z0-9_.]*\) No .*/\1/p' "$MANUAL" | sort) <(members all.jsonl)
}

@test "the journal is its user's alone" {
    umask 0000
    hook 4 trigger payment.confirmed --to 127.0.0.1:1
    assert_equal "$(stat -c %a "$XDG_STATE_HOME/sfpy-hook" "$XDG_STATE_HOME/sfpy-hook/journal.jsonl" | xargs)" "700 600"
}

@test "the journal is rotated before it grows over --journal-max" {
    local _
    without_leak_search
    for _ in 1 2 3 4 5; do
        hook 4 trigger payment.confirmed --to 127.0.0.1:1 --journal journal.jsonl --journal-max 5K
        jq -r .id journal.jsonl | tail -n 1 >>ids
    done
    [[ $(stat -c %s journal.jsonl) -le 5120 && $(stat -c %s journal.jsonl.1) -le 5120 ]]
    assert_equal "$(jq -r .id journal.jsonl.1 journal.jsonl)" "$(tail -n "$(cat journal.jsonl.1 journal.jsonl | wc -l)" ids)"
    hook 0 deliveries --journal journal.jsonl
    assert_equal "$(awk '{print $1}' out)" "$(tail -n "$(cat journal.jsonl.1 journal.jsonl | wc -l)" ids | tac)"
    # A record that is larger than all is taken all the same.
    hook 4 trigger payment.confirmed --to 127.0.0.1:1 --journal small.jsonl --journal-max 1K
    hook 4 trigger payment.confirmed --to 127.0.0.1:1 --journal small.jsonl --journal-max 1K
    assert_equal "$(wc -l <small.jsonl) $(wc -l <small.jsonl.1)" "1 1"
    hook 4 trigger payment.confirmed --to 127.0.0.1:1 --journal large.jsonl --journal-max 0
    hook 4 trigger payment.confirmed --to 127.0.0.1:1 --journal large.jsonl --journal-max 0
    [[ ! -e large.jsonl.1 ]]
    hook 2 trigger payment.confirmed --journal-max much
    hook 2 trigger payment.confirmed --journal-max -1
}

@test "a line that was torn is ended by the next record, and stays" {
    printf '{"kind":"delivery","id":"01K' >journal.jsonl
    hook 4 trigger payment.confirmed --to 127.0.0.1:1 --journal journal.jsonl
    assert_equal "$(head -n 1 journal.jsonl)" '{"kind":"delivery","id":"01K'
    assert_equal "$(wc -l <journal.jsonl)" 2
    tail -n 1 journal.jsonl | jq -e .id
}
