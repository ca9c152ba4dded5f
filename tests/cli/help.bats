#!/usr/bin/env bats
# `help`, `--help`, `--version`: what a newcomer reads.

load common

COMMANDS=(listen trigger sign verify replay deliveries smoke fixtures secret config completion help)

# fits FILE: no line has more than 80 columns.
fits() {
    [[ $(wc -L <"$1") -le 80 ]] || fail "$(wc -L <"$1") columns: $(cat "$1")"
}

# ends_with_examples FILE: its last section is Examples, of at least two commands.
ends_with_examples() {
    local last
    last=$(awk '/^[^ ].*:$/ { title = $0; count = 0 } / sfpy-hook / { count++ } END { print title, (count >= 2) }' "$1")
    assert_equal "$last" "Examples: 1"
}

@test "without arguments: usage on standard error, exit 2" {
    hook 2
    out_is
    assert_equal "$(head -n 1 err)" "Usage: sfpy-hook [--help | --version] COMMAND [OPTION]... [ARGUMENT]..."
    mv err usage
    hook 0 --help
    diff usage out
}

@test "--help, -h and help say the same, on standard output" {
    hook 0 --help
    err_is
    mv out long
    hook 0 -h
    diff long out
    hook 0 help
    diff long out
    err_is
}

@test "the overview names each command, fits 80 columns and ends with examples" {
    hook 0 --help
    for command in "${COMMANDS[@]}"; do
        grep -q "^  $command  " out || fail "no $command"
    done
    fits out
    ends_with_examples out
}

@test "each command's --help fits 80 columns and ends with examples" {
    for command in "${COMMANDS[@]}"; do
        hook 0 "$command" --help
        err_is
        [[ $(head -n 1 out) == "Usage: sfpy-hook $command "* ]] || fail "$(head -n 1 out)"
        fits out
        ends_with_examples out
    done
}

@test "COMMAND -h, COMMAND --help and help COMMAND say the same" {
    for command in "${COMMANDS[@]}"; do
        hook 0 "$command" --help
        mv out long
        hook 0 "$command" -h
        diff long out
        hook 0 help "$command"
        diff long out
    done
}

@test "--help wins over what is missing or wrong beside it, and does nothing else" {
    hook 0 trigger --help
    mv out help
    hook 0 trigger --help nonsense.event
    diff help out
    hook 0 trigger nonsense.event -h
    diff help out
    [[ ! -e $XDG_STATE_HOME ]] || fail "a state folder was made"
}

@test "each command names every common option it takes" {
    for command in listen trigger sign verify; do
        hook 0 "$command" --help
        for option in '-s, --secret SECRET' '--secret-file FILE' '--scheme NAME' '--json' '-q, --quiet' \
            '-v, --verbose' '--color WHEN' '-h, --help'; do
            grep -q -e "$option" out || fail "$command: $option"
        done
    done
    for command in listen trigger; do
        hook 0 "$command" --help
        grep -q -e '--journal FILE' out
        grep -q -e '--no-record' out
    done
}

@test "--version" {
    hook 0 --version
    out_is "sfpy-hook 0.1.0"
    err_is
}

@test "help schemes lists the schemes" {
    hook 0 help schemes
    err_is
    fits out
    for scheme in sfpy safepay-v1 safepay-v2 safepay-raast standard standard-v1a svix stripe github shopify slack \
        coinbase btcpay paystack square; do
        grep -q "^ *$scheme " out || fail "no $scheme"
    done
    assert_equal "$(grep -A 3 '^ *sfpy ' out | tr -s ' \n' ' ')" \
        " sfpy SFPY: the bytes of the member data, HMAC-SHA512, hex signed {data} headers X-SFPY-SIGNATURE and SFPY-Signature "
    grep -q 'X-SFPY-SIGNATURE, X-SFPY-TIMESTAMP' out
    grep -q 'svix-signature, svix-timestamp, svix-id' out
}

# What is asked for on purpose is on standard output, with 0; what is wrong is on standard error, with 2, and says where
# to look. A row: status|first line of the stream|arguments.
@test "help where it is asked for, wherever that is and whatever is wrong beside it" {
    without_leak_search
    local status first args other
    while IFS='|' read -r status first args; do
        # shellcheck disable=SC2086  # several words
        hook "$status" $args
        if [[ $status == 0 ]]; then
            other=err
            [[ $(head -n 1 out) == "$first"* ]] || fail "$args: $(head -n 1 out)"
        else
            other=out
            [[ $(head -n 1 err) == "sfpy-hook: $first" ]] || fail "$args: $(<err)"
            [[ $(sed -n 2p err) == "hint: "* ]] || fail "$args: no hint"
        fi
        [[ ! -s $other ]] || fail "$args: $other: $(<"$other")"
    done <<'TEXT'
0|Usage: sfpy-hook [--help|--help
0|Usage: sfpy-hook [--help|-h
0|Usage: sfpy-hook [--help|help
0|Usage: sfpy-hook listen |--help listen
0|Usage: sfpy-hook listen |-h listen
0|Usage: sfpy-hook listen |listen --help
0|Usage: sfpy-hook listen |listen -qh
0|Usage: sfpy-hook listen |listen --nonsense --help
0|Usage: sfpy-hook listen |listen --help --nonsense
0|Usage: sfpy-hook listen |listen --port nonsense --help
0|Usage: sfpy-hook listen |listen --help --port
0|Usage: sfpy-hook listen |listen surplus --help
0|Usage: sfpy-hook listen |listen --config missing --help
0|Usage: sfpy-hook listen |listen --json --help
0|Usage: sfpy-hook trigger |trigger --help
0|Usage: sfpy-hook verify |verify -h missing.json
0|Usage: sfpy-hook sign |sign --scheme nonsense -h
0|Usage: sfpy-hook deliveries |deliveries list --help
0|Usage: sfpy-hook deliveries |deliveries nonsense --help
0|Usage: sfpy-hook fixtures |fixtures show --help
0|Usage: sfpy-hook secret |secret rotate --help
0|Usage: sfpy-hook smoke |smoke --help
0|Usage: sfpy-hook help |help --help
0|Usage: sfpy-hook help |help help
2|unknown command 'nonsense'|nonsense
2|unknown command 'nonsense'|nonsense --help
2|help: unknown command 'nonsense'|help nonsense
2|help: unknown command 'nonsense'|--help nonsense
2|help: unknown option '--nonsense'|help --nonsense
2|help: unexpected argument 'verify'|help sign verify
2|unknown option '--nonsense'|--nonsense
2|unknown option '--nonsense'|--nonsense listen
2|unknown option '-q'|-q listen
2|listen: unknown option '--nonsense'|listen --nonsense
TEXT
}

@test "the usage that nobody asked for names no error, and the first step" {
    hook 2
    out_is
    [[ $(<err) == *"sfpy-hook listen "*"sfpy-hook trigger payment.confirmed "* && $(<err) != *"unknown"* ]]
    hook 2 --
    out_is
    [[ $(head -n 1 err) == "sfpy-hook: unknown option '--'" ]]
}

@test "help of something unknown" {
    hook 2 help lisen
    out_is
    err_is "sfpy-hook: help: unknown command 'lisen'" "hint: did you mean 'listen'?"
    hook 2 help sign verify
    out_is
    [[ $(head -n 1 err) == "sfpy-hook: help: unexpected argument 'verify'" ]]
}

@test "help that can't be written is exit 5" {
    local got=0
    "$SFPY_HOOK" --help >/dev/full 2>err || got=$?
    assert_equal "$got" 5
    err_is "sfpy-hook: help: cannot write to standard output: No space left on device"
    got=0
    "$SFPY_HOOK" help sign >/dev/full 2>err || got=$?
    assert_equal "$got" 5
    err_is "sfpy-hook: help: cannot write to standard output: No space left on device"
}
