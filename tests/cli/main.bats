#!/usr/bin/env bats
# What holds everywhere: how words are read, what a mistake looks like, settings from the environment, streams.

load common

# refuses STATUS MESSAGE HINT COMMAND [ARG]...: the command fails with one line on standard error, and a hint unless it
# is empty; nothing on standard output. With --json the same stands there, as one object.
refuses() {
    local status=$1 message=$2 hint=$3 command=$4
    shift 4
    hook "$status" "$command" "$@" </dev/null
    out_is
    err_is "sfpy-hook: $message" ${hint:+"hint: $hint"}
    hook "$status" "$command" --json "$@" </dev/null
    err_is "sfpy-hook: $message" ${hint:+"hint: $hint"}
    members_are out error command code what why hint
    # shellcheck disable=SC2016  # the dollars are jq's
    json_is out '.code == ($status | tonumber) and (.hint // "") == $hint
        and ((if .command then .command + ": " else "" end) + .what + if .why then ": " + .why else "" end) == $message' \
        --arg status "$status" --arg hint "$hint" --arg message "$message"
    assert_equal "$(wc -l <out)" 1
}

@test "bad command lines: unknown names" {
    refuses 2 "unknown command 'lisen'" "did you mean 'listen'?" lisen
    refuses 2 "unknown command 'verfiy'" "did you mean 'verify'?" verfiy
    refuses 2 "unknown command 'xyzzy'" "'sfpy-hook help' lists the commands" xyzzy
    refuses 2 "unknown command ''" "'sfpy-hook help' lists the commands" ''
    refuses 2 "unknown command 'LISTEN'" "did you mean 'listen'?" LISTEN
    refuses 2 "listen: unknown option '--prot'" "did you mean '--port'?" listen --prot 1
    refuses 2 "listen: unknown option '--por'" "did you mean '--port'?" listen --por 1
    refuses 2 "listen: unknown option '--acept-invalid'" "did you mean '--accept-invalid'?" listen --acept-invalid
    refuses 2 "listen: unknown option '--xyzzy'" "'sfpy-hook listen --help' lists the options" listen --xyzzy=1
    refuses 2 "listen: unknown option '-x'" "'sfpy-hook listen --help' lists the options" listen -x
    refuses 2 "listen: unknown option '-x'" "'sfpy-hook listen --help' lists the options" listen -qx
    refuses 2 "verify: unknown option '--sig'" "did you mean '--signature'?" verify --sig 1
    refuses 2 "sign: unknown option '--journal'" "'sfpy-hook sign --help' lists the options" sign --journal x
    refuses 2 "trigger: unknown event 'payment.confirmd'" "did you mean 'payment.confirmed'?" trigger payment.confirmd \
        -s x
    refuses 2 "trigger: unknown event 'refund:craeted'" "did you mean 'refund:created'?" trigger refund:craeted -s x
    refuses 2 "trigger: unknown event 'xyzzy'" "'sfpy-hook fixtures list' shows the events there are" trigger xyzzy -s x
    refuses 2 "trigger: unknown event ''" "'sfpy-hook fixtures list' shows the events there are" trigger '' -s x
    refuses 2 "fixtures: unknown event 'payment'" "did you mean 'payment.confirmed'?" fixtures show payment
    refuses 2 "fixtures: unknown subcommand 'lits'" "did you mean 'list'?" fixtures lits
    refuses 2 "fixtures: unknown subcommand 'xyzzy'" "'fixtures list', 'show EVENT', 'export DIR' or 'check FILE'" fixtures xyzzy
    refuses 2 "secret: unknown subcommand 'nwe'" "did you mean 'new'?" secret nwe
    refuses 2 "secret: unknown subcommand 'rotat'" "did you mean 'rotate'?" secret rotat
    refuses 2 "sign: unknown scheme 'sfp'" "did you mean 'sfpy'?" sign --scheme sfp -s x
    refuses 2 "verify: unknown scheme 'safepay-v3'" "did you mean 'safepay-v1'?" verify --scheme safepay-v3 -s x
    refuses 2 "listen: unknown scheme 'xyzzy'" "'sfpy-hook help schemes' lists them" listen -p 0 --scheme xyzzy
    refuses 2 "trigger: unknown scheme 'auto'" "'sfpy-hook help schemes' lists them" trigger refund.confirmed \
        --scheme auto -s x
}

@test "bad command lines: malformed values" {
    local number="a number from"
    refuses 2 "listen: option '--port': $number 0 to 65535 is wanted, not '65536'" "" listen -p 65536
    refuses 2 "listen: option '--port': $number 0 to 65535 is wanted, not '-1'" "" listen -p -1
    refuses 2 "listen: option '--port': $number 0 to 65535 is wanted, not ''" "" listen -p ''
    refuses 2 "listen: option '--port': $number 0 to 65535 is wanted, not ' 1'" "" listen -p ' 1'
    refuses 2 "listen: option '--port': $number 0 to 65535 is wanted, not '0x10'" "" listen --port=0x10
    refuses 2 "listen: option '--port': $number 0 to 65535 is wanted, not '99999999999999999999'" "" \
        listen --port=99999999999999999999
    refuses 2 "listen: option '--count': $number 1 to 9223372036854775807 is wanted, not '0'" "" listen --count 0
    refuses 2 "listen: option '--count': $number 1 to 9223372036854775807 is wanted, not 'two'" "" listen --count two
    refuses 2 "listen: option '--max-body': a size from 1 to 1073741824 bytes, such as 512K or 10M, is wanted, not '1X'" "" listen --max-body 1X
    refuses 2 "listen: option '--max-connections': $number 1 to 65536 is wanted, not '0'" "" listen --max-connections 0
    local duration="a duration such as 250ms, 10s or 2m is wanted"
    refuses 2 "listen: option '--timeout': $duration, not 'soon'" "" listen --timeout soon
    refuses 2 "listen: option '--timeout': $duration, not '-1'" "" listen --timeout -1
    refuses 2 "trigger: option '--timeout': $duration, not '10 s'" "" trigger refund.confirmed --timeout '10 s'
    refuses 2 "secret: option '--overlap': $duration, not '1w'" "" secret rotate --overlap 1w
    refuses 2 "listen: option '--format': pretty, compact or json is wanted, not 'prety'" "did you mean 'pretty'?" \
        listen --format prety
    refuses 2 "listen: option '--format': pretty, compact or json is wanted, not 'yaml'" "" listen --format yaml
    refuses 2 "trigger: option '--format': http, curl, body or json is wanted, not 'crul'" "did you mean 'curl'?" \
        trigger refund.confirmed --format crul
    refuses 2 "sign: option '--color': auto, always or never is wanted, not 'allways'" "did you mean 'always'?" \
        sign --color allways
    refuses 2 "listen: option '--path': a path begins with a slash and holds no ?, # or space, not 'hooks'" \
        "such as --path /webhooks, or --path '*' for any" \
        listen -p 0 --path hooks
    refuses 2 "trigger: option '--expect': '2xx,' is no list of statuses such as 2xx or 200,204,4xx" "" \
        trigger refund.confirmed --expect 2xx,
    refuses 2 "trigger: option '--expect': '099' is no list of statuses such as 2xx or 200,204,4xx" "" \
        trigger refund.confirmed --expect 099
    refuses 2 "trigger: option '--header': a header is written 'Name: value', not 'Name'" "" \
        trigger refund.confirmed -s x -H Name
    refuses 2 "verify: option '--header': 'A B' is no header name" "" verify -s x -H 'A B: c'
    refuses 2 "verify: option '--header': a line end in the value of header 'A'" "" verify -s x -H $'A: b\nC: d'
    refuses 2 "trigger: no http or https URL: 'ftp://x/'" \
        "such as http://127.0.0.1:3000/webhooks; 3000/webhooks means the same" trigger refund.confirmed --to ftp://x/
    refuses 2 "trigger: the host or port is malformed in the URL: 'http://:80/'" "" trigger refund.confirmed --to http://:80/
    refuses 2 "trigger: the host or port is malformed in the URL: 'http://a:b/'" "" trigger refund.confirmed --to http://a:b/
    refuses 2 "listen: option '--secret' wants a value: SECRET" "" listen --secret
    refuses 2 "listen: option '--port' wants a value: PORT" "" listen -qp
    refuses 2 "listen: option '--json' takes no value" "" listen --json=yes
    refuses 2 "listen: option '--quiet' takes no value" "" listen --quiet=
}

@test "bad command lines: too many arguments, or too few" {
    refuses 2 "listen: unexpected argument 'extra'" "a command to run stands behind --: sfpy-hook listen -- extra" listen extra
    refuses 2 "trigger: there is no EVENT to send" "'sfpy-hook fixtures list' shows them; --payload FILE sends bytes of your own, \
--like ID what was recorded" trigger
    refuses 2 "sign: unexpected argument 'b'" "usage: sfpy-hook sign [OPTION]... [FILE]" sign a b
    refuses 2 "secret: unexpected argument 'b'" "usage: sfpy-hook secret [OPTION]... [new | rotate]" secret new b
    refuses 2 "fixtures: 'fixtures show' takes one EVENT" "'sfpy-hook fixtures list' shows the events there are" \
        fixtures show
    refuses 2 "fixtures: 'fixtures list' takes no argument" "'sfpy-hook fixtures list' shows the events there are" \
        fixtures list all
}

@test "bad command lines: input, network and system" {
    refuses 3 "sign: cannot read missing: No such file or directory" "" sign missing -s x
    refuses 3 "verify: cannot read missing: No such file or directory" "" verify missing -s x
    refuses 3 "verify: cannot read .: Is a directory" "" verify . -s x
    refuses 3 "sign: cannot read missing: No such file or directory" "" sign body.json --secret-file missing
    refuses 5 "listen: cannot open the journal missing/journal: No such file or directory" \
        "name another with --journal FILE, or record nothing with --no-record" \
        listen -p 0 -s x --journal missing/journal
    refuses 5 "trigger: cannot open the journal missing/journal: No such file or directory" \
        "name another with --journal FILE, or record nothing with --no-record" \
        trigger refund.confirmed -s x --journal missing/journal
}

@test "foreign text in a message can't steer the terminal" {
    hook 2 $'\e[31mred\u202e'
    out_is
    err_is "sfpy-hook: unknown command '\\x1b[31mred\\u{202e}'" "hint: 'sfpy-hook help' lists the commands"
    hook 2 listen --port $'1\n2'
    err_is "sfpy-hook: listen: option '--port': a number from 0 to 65535 is wanted, not '1\\n2'"
    hook 3 verify $'\e]0;title\a' -s x
    err_is "sfpy-hook: verify: cannot read \\x1b]0;title\\x07: No such file or directory"
}

@test "a long word in a message is cut, not more" {
    hook 2 "$(repeated 100000 a)"
    out_is
    [[ $(wc -l <err) -le 2 && $(wc -c <err) -lt 1000 ]] || fail "$(wc err)"
}

@test "an option's value: next word, after =, or attached" {
    payload '{"a":1}'
    hook 0 sign --secret "$SECRET" body.json
    mv out expected
    for form in "--secret=$SECRET" "-s$SECRET"; do
        hook 0 sign "$form" body.json
        diff expected out
    done
    hook 0 sign -s "$SECRET" body.json
    diff expected out
}

@test "flags are bundled, the last may take a value" {
    payload '{"a":1}'
    hook 0 sign -qvs "$SECRET" body.json
    mv out expected
    hook 0 sign -qvs"$SECRET" body.json
    diff expected out
    hook 0 sign -qv body.json # the development secret, not said
    err_is
}

@test "a value may begin with a dash, hold = and be empty" {
    payload 1
    hook 0 sign body.json -s --json
    out_is "X-SFPY-SIGNATURE: $(hmac 1 --json)" "SFPY-Signature: $(hmac 1 --json)"
    hook 0 sign body.json --secret=-q=
    out_is "X-SFPY-SIGNATURE: $(hmac 1 -q=)" "SFPY-Signature: $(hmac 1 -q=)"
    hook 0 sign body.json -s=x
    out_is "X-SFPY-SIGNATURE: $(hmac 1 =x)" "SFPY-Signature: $(hmac 1 =x)"
    hook 1 verify body.json -s x --signature=
    assert_equal "$(cut -d : -f 1,2 <out | head -n 1)" "invalid: missing-signature"
}

@test "options and arguments mix until --" {
    payload 1
    cp body.json ./--json
    hook 0 sign body.json -s x --json
    json_is out '.kind == "signature"'
    hook 0 sign --json body.json -s x
    json_is out '.kind == "signature"'
    hook 0 sign -s x -- --json
    out_is "X-SFPY-SIGNATURE: $(hmac 1 x)" "SFPY-Signature: $(hmac 1 x)"
}

@test "what is no option asks for no JSON: behind --, or as another's value" {
    payload 1
    hook 2 sign -s x -- body.json --json
    err_is "sfpy-hook: sign: unexpected argument '--json'" "hint: usage: sfpy-hook sign [OPTION]... [FILE]"
    out_is
    hook 3 sign missing -s --json
    err_is "sfpy-hook: sign: cannot read missing: No such file or directory"
    out_is
}

@test "of a repeated single option the last counts; of a repeated secret the first signs" {
    payload 1
    hook 0 sign body.json -s x --signature-header A --signature-header B
    out_is "B: $(hmac 1 x)"
    hook 0 sign body.json -s first -s second --signature-header A
    out_is "A: $(hmac 1 first)"
}

@test "a dash alone is standard input" {
    payload 1
    hook 0 sign -s x --signature-header A - <body.json
    out_is "A: $(hmac 1 x)"
    hook 0 sign -s x --signature-header A <body.json
    out_is "A: $(hmac 1 x)"
}

@test "the environment stands in for options that take a value" {
    payload '{}'
    SFPY_HOOK_SIGN_SIGNATURE_HEADER=X-Own hook 0 sign body.json -s x
    out_is "X-Own: $(hmac '{}' x)"
    SFPY_HOOK_SCHEME=safepay-v2 hook 0 sign body.json -s x
    out_is "X-SFPY-SIGNATURE: $(hmac '{"data":{}}' x)"
    SFPY_HOOK_SCHEME=safepay-v2 hook 0 sign body.json -s x --scheme safepay-v1
    out_is "X-SFPY-SIGNATURE: $(hmac '{}' x)"
    SFPY_HOOK_SIGN_SIGNATURE_HEADER='' hook 0 sign body.json -s x --scheme safepay-v1
    out_is "X-SFPY-SIGNATURE: $(hmac '{}' x)"
}

@test "the environment does not set flags, nor another command's options" {
    payload '{}'
    export SFPY_HOOK_JSON=1 SFPY_HOOK_QUIET=1 SFPY_HOOK_VERIFY_SIGNATURE=x SFPY_HOOK_SIGNATURE_HEADER=A
    hook 0 sign body.json -s x --scheme safepay-v1
    out_is "X-SFPY-SIGNATURE: $(hmac '{}' x)"
}

@test "a repeatable option's variable is split at newlines" {
    SFPY_HOOK_TRIGGER_HEADER=$'X-One: 1\n\nX-Two: 2' SFPY_HOOK_TRIGGER_SET=$'status=a b\ndelivery_attempts:=7' \
        hook 0 trigger refund.confirmed --dry-run --json -s x
    json_is out '[.headers[] | select(.[0] | startswith("X-One", "X-Two"))] == [["X-One", "1"], ["X-Two", "2"]]'
    json_is out '.body | fromjson | .data.status == "a b" and .data.delivery_attempts == 7'
    SFPY_HOOK_TRIGGER_HEADER=$'X-One: 1' hook 0 trigger refund.confirmed --dry-run --json -s x -H 'X-Two: 2'
    json_is out '[.headers[][0]] | index("X-One") == null and index("X-Two") != null'
}

@test "a malformed variable is named" {
    SFPY_HOOK_LISTEN_PORT=http hook 2 listen
    out_is
    err_is "sfpy-hook: listen: variable SFPY_HOOK_LISTEN_PORT: a number from 0 to 65535 is wanted, not 'http'"
    SFPY_HOOK_COLOR=blue hook 2 secret
    err_is "sfpy-hook: secret: variable SFPY_HOOK_COLOR: auto, always or never is wanted, not 'blue'"
    SFPY_HOOK_SCHEME=sfp hook 2 sign -s x
    [[ $(head -n 1 err) == "sfpy-hook: sign: "*"unknown scheme 'sfp'" ]] || fail "$(cat err)"
}

@test "colour: only when asked for or on a terminal" {
    payload 1
    coloured() { grep -q $'\e\\[' out; }
    hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE"
    refute coloured
    hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE" --color always
    coloured
    CLICOLOR_FORCE=1 hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE"
    coloured
    CLICOLOR_FORCE=0 hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE"
    refute coloured
    CLICOLOR_FORCE=1 NO_COLOR=1 hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE"
    refute coloured
    NO_COLOR=1 hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE" --color always
    coloured
    SFPY_HOOK_COLOR=always hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE"
    coloured
    hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE" --color always --json
    refute coloured
}

@test "colour on a terminal, unless NO_COLOR, TERM=dumb or --color never" {
    payload 1
    export SIGNATURE SECRET
    # shellcheck disable=SC2016  # the dollars are for the shell that script runs
    local command='"$SFPY_HOOK" verify body.json -s "$SECRET" --signature "$SIGNATURE"'
    on_terminal() { script --quiet --return --command "$1" /dev/null </dev/null >out 2>err; }
    on_terminal "$command"
    grep -q $'\e\\[32mvalid' out
    NO_COLOR=1 on_terminal "$command"
    run -1 grep -q $'\e' out
    TERM=dumb on_terminal "$command"
    run -1 grep -q $'\e' out
    on_terminal "$command --color never"
    run -1 grep -q $'\e' out
    NO_COLOR='' on_terminal "$command"
    grep -q $'\e\\[32mvalid' out
}

@test "standard output that can't be written is exit 5" {
    payload 1
    local got=0
    "$SFPY_HOOK" sign body.json -s x >/dev/full 2>err || got=$?
    assert_equal "$got" 5
    [[ $(head -n 1 err) == "sfpy-hook: sign: "*"No space left on device" ]] || fail "$(cat err)"
}

@test "a reader that goes away ends it without a word on a crash" {
    local got=0
    # shellcheck disable=SC2094
    { "$SFPY_HOOK" fixtures list || got=$?; } 2>err | true
    run -1 grep -q -e Sanitizer -e 'runtime error' err
}

@test "a closed standard stream is none of our files" {
    hook 0 secret --env
    "$SFPY_HOOK" listen -p 0 --no-record --timeout 100ms <&- >&- 2>&-
    start_listen --no-record
    "$SFPY_HOOK" trigger payment.confirmed refund.confirmed --to "$URL" --journal sent.jsonl >&- 2>&-
    "$SFPY_HOOK" trigger payment.confirmed --to "$URL" --journal sent.jsonl <&-
    stop_listen
    json_is sent.jsonl '.kind == "delivery"'
    assert_equal "$(wc -l <sent.jsonl)" 3
}
