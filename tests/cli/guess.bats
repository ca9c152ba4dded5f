#!/usr/bin/env bats
# What is mistyped is guessed: each kind of name that a command line has, in every place where it can stand.

load common

# guesses GUESS ARG...: exit 2 (or STATUS), nothing on standard output, one line and the hint.
guesses() {
    local guess=$1
    shift
    hook "${STATUS-2}" "$@"
    out_is
    [[ $(wc -l <err) -eq 2 && $(tail -n 1 err) == "hint: did you mean '$guess'?"* ]] || fail "$*: $(<err)"
}

# tries: a row a line, GUESS|ARGUMENTS; the command comes first.
tries() {
    local guess args
    while IFS='|' read -r guess args; do
        # shellcheck disable=SC2086  # several words
        guesses "$guess" $args
    done
}

@test "commands, subcommands, topics and options" {
    without_leak_search
    tries <<'TEXT'
listen|lisen
deliveries|deliverys
--help|--hlep
--version|--versoin
listen|help Listen
schemes|help shemes
list|deliveries lits
prune|deliveries prnue 1
show|fixtures shwo
bash|completion bahs
init|config ini
rotate|secret rotat
--forward-to|listen --forwad-to 3000
--tls-cert|listen --tls-crt=x
--notification-url|verify --notification-ur x
--no-signature|trigger payment.confirmed --nosignature
--older-than|deliveries prune --olderthan 7d
--resign|replay --re-sign
--color|secret --colour always
TEXT
}

@test "values that are one of a few" {
    without_leak_search
    tries <<'TEXT'
json|deliveries list --format jsom
curl|deliveries export --format crul
compact|listen --format compct
json|trigger payment.confirmed --dry-run --format jsn
har|verify --input hra x
body|verify --input bdoy x
always|fixtures list --color alway
desc|replay --order descc
reset|listen --fault rest:2
TEXT
}

@test "events, schemes, fixtures and checks" {
    without_leak_search
    tries <<'TEXT'
payment.confirmed|trigger payment.confirmd
payment.confirmed|trigger refund.confirmed paymentconfirmed:3
payment.confirmed|fixtures show payment
stripe|sign --scheme stipe
standard|verify --scheme standart
sfpy|listen --port 0 --scheme SPFY
safepay-v1|trigger payment.confirmed --scheme safepay_v1
refuses.no_signature|smoke http://127.0.0.1:1/ --only refuses.no_signatur
refuses.wrong_secret|smoke http://127.0.0.1:1/ --skip !refuse.wrong_secret
accepts|smoke http://127.0.0.1:1/ --only acepts
payment.confirmed|smoke http://127.0.0.1:1/ --events payment.cnfirmed
type|listen --until typ=payment.confirmed
valid|listen --until verdict=vald
TEXT
}

@test "members of an event" {
    without_leak_search
    tries <<'TEXT'
notification|trigger payment.confirmed --dry-run --set data.notificaton.amount=1
token|trigger payment.confirmed --dry-run --unset data.Token
token|trigger payment.confirmed --dry-run --set data.tokn=x
TEXT
}

@test "ids of what was recorded" {
    printf '{"data":1}' >body.json
    hook 4 trigger payment.confirmed --to http://127.0.0.1:1/ -s x
    hook 0 deliveries list --json
    local id
    id=$(jq -r 'select(.kind == "delivery") | .id' out)
    guesses "$id" deliveries show "${id:0:25}"'!'
    guesses "$id" replay "x${id:1}" --to http://127.0.0.1:1/
    guesses "$id" trigger --like "${id:0:9}${id:10}" -s x
    # What has nothing in common with an id isn't answered by one.
    hook 2 deliveries show 7ZZZZZZZZZZZZZZZZZZZZZZZZZ
    [[ $(tail -n 1 err) == "hint: an id or the begin of one"* ]]
    rm -r state
    hook 2 deliveries show "$id"
    [[ $(tail -n 1 err) == "hint: 'sfpy-hook listen' records what it receives" ]]
}

@test "settings of a configuration" {
    without_leak_search
    export STATUS=3
    echo '{"tolerence": 300}' >.sfpy-hook.json
    guesses tolerance verify body.json
    echo '{"listen": {"prot": 4000}}' >.sfpy-hook.json
    guesses port listen
    echo '{"scheme": "stipe"}' >.sfpy-hook.json
    hook "$(status_of sign body.json -s x)" sign body.json -s x
    [[ $(tail -n 1 err) == "hint: did you mean 'stripe'?" ]]
}

# Whether a name from a file is exit 2 or 3 is config.bats' to say.
status_of() {
    local got=0
    "$SFPY_HOOK" "$@" >/dev/null 2>&1 || got=$?
    echo "$got"
}

@test "a URL where an event is wanted" {
    hook 2 trigger payment.confirmed https://user:secret@127.0.0.1/webhooks
    out_is
    err_is "sfpy-hook: trigger: a URL is no event" "hint: --to URL says where the event is sent"
}

@test "what is near to nothing gets no guess, but where to look" {
    local args
    for args in xyzzy --xyzzy -x - 'help xyzzy' 'listen --xyzzy' 'listen -Z' 'deliveries xyzzy' 'fixtures xyzzy' \
        'fixtures show xyzzy' 'secret xyzzy' 'trigger xyzzy' 'sign --scheme xyzzy' 'smoke --list --only xyzzy'; do
        # shellcheck disable=SC2086  # several words
        hook 2 $args
        out_is
        [[ $(sed -n '2s/: .*//p' err) == hint && $(<err) != *"did you mean"* ]] || fail "$args: $(<err)"
    done
}
