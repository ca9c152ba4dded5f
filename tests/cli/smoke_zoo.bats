#!/usr/bin/env bats
# `smoke` finds what is wrong with an endpoint, and nothing else: the endpoints of zoo.js, and for each the checks that
# fail at it.
#
# shellcheck disable=SC2153  # SECRET is common.bash's

load common

# What is left out where all goes right, the options and the secrets of each run, and checks that fail together.
SKIPPED='time\..*' OPTIONS=() KEYS=(-s "$SECRET" -s 'the secret before')
UNSIGNED=(refuses.{no,empty}_signature)
FORGED=(refuses.{changed_digit,half_signature,wrong_secret,changed_body,other_delivery,other_hash,empty_object})
DOUBLED=(refuses.two_signatures_right_{first,last})

setup_file() {
    export ZOO ZOO_PID BASE64=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=
    cd "$BATS_FILE_TMPDIR" || return 1
    SFPY_WEBHOOK_SECRET=$SECRET$'\nthe secret before\n'$BASE64 node "$BATS_TEST_DIRNAME/zoo.js" . >zoo.log 2>&1 </dev/null 3>&- &
    ZOO_PID=$!
    wait_until test -e port
    ZOO=http://127.0.0.1:$(<port)
}

teardown_file() {
    kill -KILL "$ZOO_PID" 2>/dev/null || true
}

# smoke STATUS NAME [ARG]...: the report of the endpoint of this name is in the file out, as JSON.
smoke() {
    hook "$1" smoke "$ZOO/$2" "${KEYS[@]}" --json --no-record "${@:3}"
}

# The ids of the checks of a status (fail, skip, pass), sorted, a line each.
ids() { jq -r --arg status "$1" 'select(.kind == "check" and .status == $status).id' out | sort; }

# What is a `should`: the run fails on it with --strict only.
is_should() {
    case $1 in
    bytes.* | delivery.* | accepts.second_secret | refuses.two_signatures_*) ;;
    *) return 1 ;;
    esac
}

# finds NAME ID...: these fail at the endpoint and no others, see the file found. The run fails where one of them is a must;
# else with --strict alone.
finds() {
    local name=$1 strict=--strict id
    shift
    for id in "$@"; do
        is_should "$id" || strict=
    done
    smoke 1 "$name" ${strict:+"$strict"} "${OPTIONS[@]}"
    diff -u --label expected --label "$name" <(printf '%s\n' "$@" | sort) <(ids fail) >&2
    skips_rightly "$name"
    cp out found
    # Some only look at the answers to the others.
    [[ -z $strict || $* == *delivery.no_* ]] || smoke 0 "$name" "${OPTIONS[@]}" --only "$(IFS=,; echo "$*")"
}

skips_rightly() { ! ids skip | grep -Evx "$SKIPPED" >&2 || fail "$1: this was skipped"; }

# stops STATUS ID NAME: the preflight check fails, and nothing more is tried.
stops() {
    smoke "$1" "$3" "${OPTIONS[@]}"
    [[ $(ids fail) == "$2" ]] || fail "$3: failed: $(ids fail)"
    [[ $(ids pass) == "$([[ $2 == preflight.reachable ]] || echo preflight.reachable)" ]] || fail "$3: passed: $(ids pass)"
    [[ $(ids skip | wc -l) -gt 40 ]] || fail "$3: skipped: $(ids skip)"
}

# passes NAME...: nothing fails, not even strictly.
passes() {
    local name
    for name in "$@"; do
        smoke 0 "$name" --strict "${OPTIONS[@]}"
        [[ -z $(ids fail) ]] || fail "$name: $(ids fail)"
        skips_rightly "$name"
        [[ $(ids pass | wc -l) -gt 40 ]] || fail "$name: passed: $(ids pass)"
    done
}

@test "nothing is wrong with an endpoint that does all right, or otherwise but not wrong" {
    without_leak_search
    passes careful no_content accepted_202 forbidden unknown_refused closes_early early_hints only_json x_header plain_header huge_answer
}

@test "an endpoint that takes no good delivery is found before anything else is sent, and told why it may be" {
    without_leak_search
    local name words
    while read -r name words; do
        stops 1 preflight.accepts "$name"
        jq -r 'select(.id == "preflight.accepts").meaning' out | grep -Fq -e "$words" || fail "$name: $(grep preflight.accepts out)"
    done <<'TABLE'
refuses_all         another secret, or a login stands before
redirects           /redirects/; following would
not_found           no route for POST
fails               the app failed
whole_body          when the whole body was signed
undefined_secret    undefined
secret_with_newline a newline behind it
python_spaced       a space behind each comma and colon
php_slashes         slashes were signed as \/
sorts_keys          its members sorted
base64_signature    written in base64
sha256_only         SHA256 was used
stale_secret        another of the known secrets
TABLE
    OPTIONS=(--timeout 0.5)
    while read -r name words; do
        stops 1 preflight.accepts "$name"
        jq -r 'select(.id == "preflight.accepts").meaning' out | grep -Fq -e "$words" || fail "$name: $(grep preflight.accepts out)"
    done <<'TABLE'
hangs               no answer within 500 ms
hangs_after_body    no answer within 500 ms
answers_without_end its answer was not whole within 500 ms
drops               closed the connection before
no_http             speaks no HTTP
TABLE
}

@test "an endpoint that takes unsigned or wrongly signed deliveries is told which" {
    without_leak_search
    finds accepts_all "${UNSIGNED[@]}" "${FORGED[@]}" "${DOUBLED[@]}"
    finds answers_first "${UNSIGNED[@]}" "${FORGED[@]}" "${DOUBLED[@]}"
    finds refuses_with_200 "${UNSIGNED[@]}" "${FORGED[@]}" "${DOUBLED[@]}"
    finds refuses_with_500 "${UNSIGNED[@]}" "${FORGED[@]}" "${DOUBLED[@]}"
    finds only_presence refuses.empty_signature "${FORGED[@]}"
    finds only_not_empty "${FORGED[@]}"
    finds only_length refuses.{changed_digit,wrong_secret,changed_body,other_delivery,empty_object}
    finds only_hex refuses.{changed_digit,wrong_secret,changed_body,other_delivery,empty_object}
    finds unsigned_passes "${UNSIGNED[@]}"
    finds prefix_of_16 refuses.{changed_digit,half_signature}
    finds expected_begins_with refuses.{empty,half}_signature
    finds sha256_too refuses.other_hash
    finds empty_object_too refuses.empty_object
    finds remembers_signatures refuses.other_delivery
}

@test "an endpoint that takes a signature header for what it is not is told so" {
    without_leak_search
    finds begins_with_expected refuses.two_signatures_right_first
    finds decodes_hex refuses.two_signatures_right_first
    finds contains_expected "${DOUBLED[@]}"
    finds first_header refuses.two_signatures_right_first
    finds last_header refuses.two_signatures_right_last
    finds x_as_written accepts.lower_case_header
    finds plain_as_written accepts.{lower,upper}_case_header
    finds newest_secret accepts.second_secret
}

@test "an endpoint that refuses by no answer, or breaks where it should refuse, is told so" {
    without_leak_search
    finds throws_on_length refuses.{no,empty,half}_signature refuses.other_hash "${DOUBLED[@]}"
    finds drops_unsigned refuses.no_signature
    finds refuses_by_redirect "${UNSIGNED[@]}" "${FORGED[@]}" "${DOUBLED[@]}" delivery.no_redirect
    finds refuses_by_drop "${UNSIGNED[@]}" "${FORGED[@]}" "${DOUBLED[@]}"
    OPTIONS=(--timeout 0.3 --only 'preflight,refuses')
    finds refuses_by_silence "${UNSIGNED[@]}" "${FORGED[@]}" "${DOUBLED[@]}"
}

@test "an endpoint that writes the JSON again before it hashes is told by which of its rules" {
    without_leak_search
    finds node bytes.{ampersand,slashes,big_numbers,decimals,integer_keys,unicode_escapes} robust.deep_nesting
    means JSON.stringify 6
    finds python bytes.{non_ascii,ampersand,slashes,decimals}
    means json.dumps 4
    finds php bytes.{non_ascii,ampersand,slashes,decimals,empty_object}
    means json_encode 5
    finds go bytes.{member_order,unknown_member}
    means go-sfpy 2
    finds latin1 bytes.non_ascii
    finds ascii bytes.non_ascii
    means 'another charset' 1
}

# means WORDS COUNT: so many of the failed layouts are said to mean this.
means() {
    [[ $(jq -r 'select(.status == "fail" and .group == "bytes").meaning' found | grep -Fc -e "$1") -eq $2 ]] || fail "not $2 times $1: $(<found)"
}

@test "an endpoint that what no good sender sends breaks is told so" {
    without_leak_search
    finds malformed_500 robust.{malformed_json,truncated_body,empty_body}
    finds malformed_trace delivery.no_stack_trace
    finds malformed_drop robust.{malformed_json,truncated_body,empty_body}
    finds parses_first robust.{malformed_json,truncated_body,empty_body} delivery.no_stack_trace
    finds empty_500 robust.empty_body
    finds null_500 robust.null_data
    finds other_type_500 robust.other_content_type
    finds unknown_500 robust.{unknown_type,null_data}
    finds limit_500 robust.large_body
    finds limit_drop robust.large_body
    finds deep_500 robust.deep_nesting
    finds utf8_500 robust.invalid_utf8
    finds needs_length robust.chunked
    finds expectation_500 robust.expect_continue
    finds get_200 robust.get
    finds get_500 robust.get
    finds get_redirect delivery.no_redirect
    OPTIONS=(--timeout 1)
    finds malformed_hang robust.{malformed_json,truncated_body,empty_body}
    finds empty_hang robust.empty_body
    finds get_hang robust.get
}

@test "an endpoint that takes each delivery for the first, the only or the last one is told so" {
    without_leak_search
    finds counts delivery.twice
    finds duplicates_409 delivery.twice
    finds duplicates_500 delivery.twice
    finds duplicates_drop delivery.twice
    finds in_order delivery.out_of_order
    finds one_at_a_time delivery.at_once
    finds one_at_a_time_drop delivery.at_once
    finds closes_each delivery.kept_alive
}

@test "an endpoint that says what nobody should know is told so" {
    without_leak_search
    finds tells_secret delivery.no_secret
    finds tells_secret_when_good delivery.no_secret
    finds tells_signature delivery.no_secret
    finds refusal_trace delivery.no_stack_trace
    smoke 0 refusal_trace
}

@test "an endpoint that answers after ten seconds is told so, however long we wait" {
    without_leak_search
    OPTIONS=(--timeout 20 -c 20 --only 'bytes,delivery.in_time')
    smoke 0 slow "${OPTIONS[@]}"
    [[ $(ids fail) == delivery.in_time ]] || fail "$(ids fail)"
}

@test "an endpoint of a scheme that signs a time is told which times it takes" {
    without_leak_search
    SKIPPED='accepts\.second_secret|time\.future|refuses\.two_signatures_.*' OPTIONS=(--scheme stripe) KEYS=(-s "$SECRET")
    passes stripe stripe_future
    finds stripe_hour time.too_old
    finds stripe_timeless time.too_old
    finds stripe_10s time.within_tolerance
    SKIPPED='accepts\.second_secret|refuses\.two_signatures_.*' OPTIONS=(--scheme standard) KEYS=(-s "$BASE64")
    passes standard
    finds standard_hour time.too_old time.future
    finds standard_timeless time.too_old time.future
    finds standard_10s time.within_tolerance
    finds standard_future time.future
}
