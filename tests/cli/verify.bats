#!/usr/bin/env bats
# `verify`: verdicts over raw bodies, saved requests and journals, and what each is printed as.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

# What is printed behind a reason; each test that names one checks the whole line.
MISMATCH="the signature was made with another secret or over other bytes (scheme sfpy, secret $FINGERPRINT)"
COMPARE="hint: compare the secrets by their fingerprints, and hash the bytes as they came"
VALID="valid: scheme sfpy, secret $FINGERPRINT (--secret), header X-SFPY-SIGNATURE"

# refuted REASON [ARG]...: verify says invalid for this reason.
refuted() {
    local reason=$1
    shift
    hook 1 verify -s "$SECRET" "$@"
    err_is
    [[ $(head -n 1 out) == "invalid: $reason: "* ]] || fail "not $reason: $(<out)"
    grep -q '^hint: .' out || fail "no hint: $(<out)"
    local causes=0
    case $reason in malformed-signature | not-json | no-data | mismatch) causes=1 ;; esac
    [[ $(grep -c '^cause: .' out) -eq $causes ]] || fail "a cause or none: $(<out)"
    hook 1 verify -s "$SECRET" --json "$@"
    # shellcheck disable=SC2016  # the dollar is jq's
    json_is out '.kind == "verification" and .valid == false and .reason == $reason and .hint' \
        --arg reason "$reason"
}

# save FILE END [HEADER]...: body.json as a saved request with these headers; END ends its lines.
save() {
    { printf "%s$2" 'POST /hook HTTP/1.1' 'Host: example.com' "${@:3}" '' && cat body.json; } >"$1"
}

# record ID SIGNATURE: body.json as a line of a journal.
record() {
    jq -cRs --arg id "$1" --arg signature "$2" '{kind: "delivery", id: $id, direction: "received",
        time: "2026-01-02T03:04:05.678Z", peer: "127.0.0.1:1", method: "POST", url: "http://127.0.0.1:4242/", target: "/",
        version: "1.1", headers: [["Host", "x"], ["X-SFPY-SIGNATURE", $signature]], body: ., verdict: null,
        event: null, answer: null, forwards: [], replay_of: null}' body.json
}

@test "a raw body with --signature or -H" {
    payload '{"type":"payment:created","n":1.0}'
    hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE"
    out_is "$VALID"
    err_is
    hook 0 verify body.json -s "$SECRET" -H "x-sfpy-signature:   $SIGNATURE  "
    out_is "$VALID"
    hook 0 verify -s "$SECRET" -H "SFPY-Signature: $SIGNATURE" <body.json
    out_is "valid: scheme sfpy, secret $FINGERPRINT (--secret), header SFPY-Signature"
    hook 0 verify body.json -s "$SECRET" -H "SFPY-Signature: $SIGNATURE" -H "X-SFPY-SIGNATURE: $SIGNATURE"
    out_is "valid: scheme sfpy, secret $FINGERPRINT (--secret), header X-SFPY-SIGNATURE, SFPY-Signature"
    hook 0 verify body.json -s other -s "$SECRET" --signature "${SIGNATURE^^}"
    out_is "$VALID"
}

@test "both headers must match" {
    payload 1
    refuted mismatch body.json -H "SFPY-Signature: $SIGNATURE" -H "X-SFPY-SIGNATURE: $(hmac 2)"
    refuted mismatch body.json -H "SFPY-Signature: $(hmac 2)" -H "X-SFPY-SIGNATURE: $SIGNATURE"
    # Each by a secret of its own is no match of either.
    hook 1 verify body.json -s one -s two -H "SFPY-Signature: $(hmac 1 one)" -H "X-SFPY-SIGNATURE: $(hmac 1 two)"
    # An empty one counts as absent.
    hook 0 verify body.json -s "$SECRET" -H "SFPY-Signature: $SIGNATURE" -H "X-SFPY-SIGNATURE:"
}

@test "a saved request, with CRLF or LF" {
    payload '{"a":"é"}'
    for end in '\r\n' '\n'; do
        save request.http "$end" "X-SFPY-SIGNATURE: $SIGNATURE" 'Content-Length: 17'
        hook 0 verify request.http -s "$SECRET"
        out_is "$VALID"
        hook 0 verify --input http -s "$SECRET" <request.http
        out_is "$VALID"
        save request.http "$end" "X-SFPY-SIGNATURE: $SIGNATURE"
        printf '\n' >>request.http # part of the body, and behind its JSON
        hook 0 verify request.http -s "$SECRET"
    done
}

@test "what is given wins over what the saved request holds" {
    payload 1
    save request.http '\r\n' "X-SFPY-SIGNATURE: $(hmac 2)"
    refuted mismatch request.http
    hook 0 verify request.http -s "$SECRET" --signature "$SIGNATURE"
    hook 0 verify request.http -s "$SECRET" -H "X-SFPY-SIGNATURE: $SIGNATURE"
}

@test "missing-signature" {
    payload 1
    hook 1 verify body.json -s "$SECRET"
    err_is
    out_is "invalid: missing-signature: no signature header came with it (scheme sfpy, secret $FINGERPRINT)" \
        "hint: a raw body has no headers: give the signature with --signature or -H"
    refuted missing-signature body.json --signature ''
    refuted missing-signature body.json -H 'X-SFPY-SIGNATURE:   '
    refuted missing-signature body.json -H 'X-Hub-Signature: 1234'
    save request.http '\r\n' 'X-SFPY-SIGNATURE:'
    refuted missing-signature request.http
    # It is tested before the body is looked at.
    printf 'no JSON' >body
    refuted missing-signature body
}

@test "malformed-signature" {
    payload 1
    for value in zz! " $SIGNATURE" "$SIGNATURE " "$SIGNATURE, $SIGNATURE" "${SIGNATURE:0:60} ${SIGNATURE:60}" \
        "\"$SIGNATURE\"" "é" "v1,$SIGNATURE v1,$SIGNATURE"; do
        refuted malformed-signature body.json --signature "$value"
    done
    save request.http '\r\n' "X-SFPY-SIGNATURE: $SIGNATURE" "X-SFPY-SIGNATURE: $SIGNATURE"
    refuted malformed-signature request.http
    refuted malformed-signature body.json -H "X-SFPY-SIGNATURE: $SIGNATURE" -H "X-SFPY-SIGNATURE: $SIGNATURE"
    printf 'no JSON' >body
    refuted malformed-signature body --signature zz!
}

@test "mismatch" {
    payload 1
    hook 1 verify body.json -s "$SECRET" --signature "$(hmac 2)"
    err_is
    out_is "invalid: mismatch: $MISMATCH" "cause: none that is known; ruled out, alone and in pairs: whole-body,\
 trailing-newline, bom, surrounding-space, secret-space, secret-quoted, secret-prefix, no-secret, not-hmac,\
 encoding, truncated" "$COMPARE"
    for value in 00 abc "${SIGNATURE:0:126}" "${SIGNATURE}00" "sha512=$SIGNATURE" "0x$SIGNATURE" "$(hmac '{"data":1}')" \
        "$(printf 1 | openssl dgst -sha512 -hmac "$SECRET" -binary | base64 -w 0)" "$(hmac 1 "$SECRET ")"; do
        refuted mismatch body.json --signature "$value"
    done
    refuted mismatch body.json --signature "$(hmac 1 other)"
    printf '{"data": 1 }' >spaced.json
    hook 0 verify spaced.json -s "$SECRET" --signature "$SIGNATURE"
    printf '{"data":1.0}' >changed.json
    refuted mismatch changed.json --signature "$SIGNATURE"
}

@test "not-json and no-data" {
    RULED_OUT="cause: none that is known; ruled out, alone and in pairs: whole-body"
    printf '{"data":1' >body
    hook 1 verify body -s "$SECRET" --signature "$(hmac 1)"
    err_is
    out_is "invalid: not-json: the body does not begin with a whole JSON object (scheme sfpy, secret $FINGERPRINT)" \
        "$RULED_OUT" "hint: look at its first bytes: a byte order mark, a form, or a body cut short?"
    printf '{"event":1}' >body
    hook 1 verify body -s "$SECRET" --signature "$(hmac 1)"
    out_is "invalid: no-data: the body has no member data, whose bytes are what is signed (scheme sfpy, secret $FINGERPRINT)" \
        "$RULED_OUT" "hint: SFPY wraps each event: {\"data\":EVENT}"
    refuted not-json -H "X-SFPY-SIGNATURE: $(hmac '')" </dev/null
}

@test "the bodies from hell: each has its verdict" {
    make_hell
    while read -r name reason signature; do
        local status=1
        [[ $reason != valid ]] || status=0
        hook "$status" verify "hell/$name" -s "$SECRET" --signature "$signature" --input body
        err_is
        [[ $(<out) == "valid: "* || $(<out) == "invalid: $reason: "* ]] || fail "$name: $(<out)"
        # Guessing what it is must do no harm either.
        hook 1 verify "hell/$name" -s "$SECRET" --signature zz!
        err_is
    done <hell/table
}

@test "a Content-Length that differs is named in the hint" {
    payload 1
    save request.http '\r\n' "X-SFPY-SIGNATURE: $(hmac 2)" 'Content-Length: 7'
    hook 1 verify request.http -s "$SECRET"
    grep -q '^hint: .*Content-Length says 7, but 10 bytes follow' out || fail "$(<out)"
    save request.http '\r\n' "X-SFPY-SIGNATURE: $(hmac 2)" 'Content-Length: 10'
    hook 1 verify request.http -s "$SECRET"
    run -1 grep -q Content-Length out
}

@test "--json of one: the members, and no summary" {
    payload 1
    hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE" --json
    err_is
    members_are out verification valid scheme reason cause hint header secret file id sdk
    assert_equal "$(jq -c '[.valid, .scheme, .reason, .cause, .hint, .header, .secret, .file, .id]' out)" \
        "[true,\"sfpy\",null,null,null,\"X-SFPY-SIGNATURE\",\"$FINGERPRINT\",\"body.json\",null]"
    assert_equal "$(wc -l <out)" 1
    hook 1 verify body.json -s "$SECRET" --signature 00 --json
    err_is
    members_are out verification valid scheme reason cause hint header secret file id sdk
    assert_equal "$(jq -c '[.valid, .scheme, .reason, .header, .secret, .file, .id]' out)" \
        '[false,"sfpy","mismatch",null,null,"body.json",null]'
}

@test "several files: a line each, and totals" {
    payload 1
    cp body.json second.json
    printf '{"data":2}' >third.json
    hook 1 verify body.json second.json third.json -s "$SECRET" --signature "$SIGNATURE"
    err_is
    out_is "body.json: $VALID" "second.json: $VALID" "third.json: invalid: mismatch: $MISMATCH" "2 valid, 1 invalid"
    hook 0 verify body.json second.json -s "$SECRET" --signature "$SIGNATURE"
    out_is "body.json: $VALID" "second.json: $VALID" "2 valid, 0 invalid"
    hook 1 verify body.json third.json -s "$SECRET" --signature "$SIGNATURE" --json
    assert_equal "$(jq -c '[.kind, .valid, .file]' out | head -n 2)" \
        $'["verification",true,"body.json"]\n["verification",false,"third.json"]'
    members_are out summary command valid invalid skipped
    assert_equal "$(tail -n 1 out | jq -c '[.kind, .command, .valid, .invalid, .skipped]')" '["summary","verify",1,1,0]'
    assert_equal "$(wc -l <out)" 3
}

@test "an unreadable file is exit 3, which wins over 1; the others are verified all the same" {
    payload 1
    hook 3 verify missing body.json -s "$SECRET" --signature 00
    out_is "body.json: invalid: mismatch: $MISMATCH" "0 valid, 1 invalid"
    err_is "sfpy-hook: verify: cannot read missing: No such file or directory"
    hook 3 verify body.json missing body.json -s "$SECRET" --signature "$SIGNATURE"
    out_is "body.json: $VALID" "body.json: $VALID" "2 valid, 0 invalid"
    hook 3 verify missing body.json -s "$SECRET" --signature 00 --json
    assert_equal "$(jq -r .kind out)" $'verification\nsummary\nerror'
    json_is out '.kind != "error" or (.code == 3 and .what == "cannot read missing" and .why == "No such file or directory")'
    hook 3 verify . -s "$SECRET"
    out_is
    err_is "sfpy-hook: verify: cannot read .: Is a directory"
}

@test "a journal: a line each, and totals; a damaged line is named" {
    local first=01KE5Z0000000000000000000A second=01KE5Z0000000000000000000B
    payload 1
    { record $first "$SIGNATURE" && printf '\n' && record $second "$(hmac 2)"; } >journal.jsonl
    hook 1 verify journal.jsonl -s "$SECRET"
    err_is
    out_is "$first: $VALID" "$second: invalid: mismatch: $MISMATCH" "1 valid, 1 invalid"
    hook 1 verify journal.jsonl -s "$SECRET" --json
    assert_equal "$(jq -c '[.kind, .valid, .id, .file]' out | head -n 2)" \
        "[\"verification\",true,\"$first\",\"journal.jsonl\"]
[\"verification\",false,\"$second\",\"journal.jsonl\"]"
    { record $first "$SIGNATURE" && printf '{"direction":"received","headers":[\n' && record $second "$SIGNATURE"; } >journal.jsonl
    hook 3 verify journal.jsonl -s "$SECRET"
    out_is "$first: $VALID" "$second: $VALID" "2 valid, 0 invalid"
    err_is "sfpy-hook: verify: journal.jsonl: line 2 is damaged: the record is no whole JSON object"
    hook 3 verify journal.jsonl -s "$SECRET" --json
    members_are out error command code what why hint
    hook 3 verify --input journal -s "$SECRET" <body.json
    [[ $(<err) == "sfpy-hook: verify: standard input: line 1 is damaged: "* ]] || fail "$(<err)"
}

@test "a torn last line of a journal is damage, not the end of the others" {
    payload 1
    { record 01KE5Z0000000000000000000A "$SIGNATURE" && record 01KE5Z0000000000000000000B "$SIGNATURE"; } >whole
    head -c -40 whole >journal.jsonl
    hook 3 verify journal.jsonl -s "$SECRET"
    assert_equal "$(head -n 1 out)" "01KE5Z0000000000000000000A: $VALID"
    err_is "sfpy-hook: verify: journal.jsonl: line 2 is damaged: the record is no whole JSON object"
}

@test "the scheme is found out, or named" {
    printf '{"version":"2.0.0","type":"payment.succeeded","data":{"a":1}}' >body.json
    local whole data
    whole=$(hmac "$(<body.json)")
    data=$(hmac '{"a":1}')
    for way in --signature= '-HX-SFPY-SIGNATURE: '; do
        hook 0 verify body.json -s "$SECRET" "$way$whole"
        out_is "valid: scheme safepay-v2, secret $FINGERPRINT (--secret), header X-SFPY-SIGNATURE"
        hook 1 verify body.json -s "$SECRET" "$way$data"
        hook 0 verify body.json -s "$SECRET" "$way$data" --scheme sfpy
        out_is "$VALID"
        hook 0 verify body.json -s "$SECRET" "$way$whole" --scheme safepay-v2
        hook 0 verify body.json -s "$SECRET" "$way$whole" --scheme auto
    done
    payload '{"notification":{}}'
    hook 0 verify body.json -s "$SECRET" -H "X-SFPY-SIGNATURE: $SIGNATURE"
    out_is "valid: scheme safepay-v1, secret $FINGERPRINT (--secret), header X-SFPY-SIGNATURE"
    # By a signature alone it is v2 or sfpy.
    hook 0 verify body.json -s "$SECRET" --signature "$SIGNATURE"
    out_is "$VALID"
}

# check_row NAME SCHEME SECRET SIGNATURE EXPECTED BODY-IN-BASE64
check_row() {
    local status=1
    [[ $5 != true ]] || status=0
    [[ -n $3 ]] || status=2 # an empty secret
    base64 -d <<<"$6" >body
    hook "$status" verify body --input body --scheme "$2" -s "$3" --signature "$4" || fail "vector $1"
    [[ $status -eq 2 || $(<out) =~ ^(in)?valid:.*[\ \(]scheme\ $2, ]] || fail "vector $1: $(<out)"
}

# The vectors' rows as lines NAME, SCHEME, … that the shell reads back; a body may hold anything.
rows_of() {
    jq -r --arg call "$1" '@sh "\($call) \(.name) \(.scheme) \(.secret) \(.signature) \(
        if .scheme == "safepay-v2" then .raw_body_valid else .raw_data_valid end) \(.body_base64 // (.body | @base64))"' \
        "${@:2}"
}

@test "every vector of sfpy has the verdict of our rule" {
    without_leak_search
    rows_of check_row "$DATA"/sfpy.jsonl "$DATA"/sfpy_bytes.jsonl >rows
    [[ $(grep -c ^.check_row rows) -ge 123 ]]
    # shellcheck disable=SC1091
    . ./rows
}

@test "every vector of Safepay has the verdict of its rule" {
    without_leak_search
    rows_of check_row "$DATA"/safepay_v1.jsonl "$DATA"/safepay_v2.jsonl >rows
    [[ $(grep -c ^.check_row rows) -ge 22 ]]
    # shellcheck disable=SC1091
    . ./rows
}

@test "the vectors as one journal have the same verdicts" {
    jq -sc '[.[] | select(.scheme == "sfpy") | select(.secret | startswith("5f70") and length == 64)]
        | to_entries[] | .key as $n | .value
        | {kind: "delivery", id: ("00000000000000000000000000\($n)" | .[-26:]), direction: "received",
            time: "2026-01-02T03:04:05Z", peer: "x", method: "POST", url: "http://x/", target: "/", version: "1.1",
            headers: [[.header, .signature]], wanted: .raw_data_valid}
            + if .body_base64 then {body_base64} else {body} end' "$DATA"/sfpy.jsonl "$DATA"/sfpy_bytes.jsonl >journal.jsonl
    [[ $(wc -l <journal.jsonl) -gt 100 ]]
    hook 1 verify journal.jsonl -s "$(jq -r .secret "$DATA/sfpy.jsonl" | head -n 1)" --scheme sfpy --json
    diff <(jq -c '[.id, .wanted]' journal.jsonl) <(jq -c 'select(.id) | [.id, .valid]' out)
}

@test "what verify prints of foreign text can't steer the terminal" {
    payload 1
    cp body.json $'\e[2J'
    hook 1 verify body.json $'\e[2J' -s "$SECRET" --signature 00
    assert_equal "$(sed -n 2p out | cut -d : -f 1)" '\x1b[2J'
    save request.http '\n' $'Content-Length: \e[2J' "X-SFPY-SIGNATURE: $(hmac 2)"
    hook 1 verify request.http -s "$SECRET"
    run -1 grep -q $'\e' out err
}
