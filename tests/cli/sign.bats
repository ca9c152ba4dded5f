#!/usr/bin/env bats
# `sign`: the headers for a payload, checked by openssl's HMAC.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

# signs VALUE: both headers, and nothing on standard error.
signs() {
    out_is "X-SFPY-SIGNATURE: $1" "SFPY-Signature: $1"
    err_is
}

@test "a raw body: the bytes of data are signed" {
    payload '{"type":"payment:created","n":1.50,"s":"\u0026 é"}'
    hook 0 sign body.json -s "$SECRET"
    signs "$SIGNATURE"
    printf '\n  {"a":{"data":2} , "data"  :\t[1, 2]\n , "z":"data"}  trailing' >body
    hook 0 sign body -s "$SECRET"
    signs "$(hmac '[1, 2]')"
    printf '{"data":1,"d\\u0061ta":"last"}' >body
    hook 0 sign body -s "$SECRET"
    signs "$(hmac '"last"')"
}

@test "the scheme says what is signed" {
    payload '{}'
    hook 0 sign body.json -s "$SECRET" --scheme safepay-v1
    out_is "X-SFPY-SIGNATURE: $SIGNATURE"
    hook 0 sign body.json -s "$SECRET" --scheme safepay-v2
    out_is "X-SFPY-SIGNATURE: $(hmac '{"data":{}}')"
    printf 'no JSON\n' >body
    hook 0 sign body -s "$SECRET" --scheme safepay-v2
    out_is "X-SFPY-SIGNATURE: $(printf 'no JSON\n' | openssl dgst -sha512 -hmac "$SECRET" -r | cut -d ' ' -f 1)"
}

@test "secrets of any bytes and length" {
    payload 1
    # shellcheck disable=SC2016
    for secret in x 'quo"te' ' spaces ' 'whsec_ünïcode' '$HOME `x`' "$(repeated 300 k)"; do
        hook 0 sign body.json -s "$secret"
        signs "$(hmac 1 "$secret")"
    done
}

@test "a saved request: its body is what stands behind the blank line" {
    printf 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{"data":1}' >request.http
    hook 0 sign request.http -s "$SECRET"
    signs "$(hmac 1)"
    tr -d '\r' <request.http >lf.http
    hook 0 sign lf.http -s "$SECRET"
    signs "$(hmac 1)"
    hook 3 sign request.http -s "$SECRET" --input body
    out_is
    assert_equal "$(head -n 1 err)" \
        "sfpy-hook: sign: request.http: scheme sfpy can't sign it: the body does not begin with a whole JSON object"
}

@test "--signature-header names the one header" {
    payload 1
    hook 0 sign body.json -s "$SECRET" --signature-header X-Test
    out_is "X-Test: $SIGNATURE"
}

@test "--json" {
    payload 1
    hook 0 sign body.json -s "$SECRET" --json
    err_is
    members_are out signature scheme secret headers
    assert_equal "$(jq -c 'del(.kind)' out)" "{\"scheme\":\"sfpy\",\"secret\":\"$FINGERPRINT\",\"headers\":\
[[\"X-SFPY-SIGNATURE\",\"$SIGNATURE\"],[\"SFPY-Signature\",\"$SIGNATURE\"]]}"
}

@test "what can't be signed is exit 3, with nothing on standard output" {
    printf '{"other":1}' >body
    hook 3 sign body -s "$SECRET"
    out_is
    err_is "sfpy-hook: sign: body: scheme sfpy can't sign it: the body has no member data, whose bytes are what is signed" \
        "hint: SFPY wraps each event: {\"data\":EVENT}"
    hook 3 sign -s "$SECRET" </dev/null
    out_is
    assert_equal "$(head -n 1 err)" \
        "sfpy-hook: sign: standard input: scheme sfpy can't sign it: the body does not begin with a whole JSON object"
}

@test "the bodies from hell are signed or refused" {
    make_hell
    while read -r name reason signature; do
        case $reason in
        valid | mismatch)
            hook 0 sign "hell/$name" -s "$SECRET"
            [[ $reason == mismatch ]] || signs "$signature"
            ;;
        *)
            hook 3 sign "hell/$name" -s "$SECRET"
            out_is
            ;;
        esac
    done <hell/table
}

@test "every valid vector is signed just as it says" {
    without_leak_search
    # The rows as calls that the shell reads back: a secret may hold a line end, a body anything.
    jq -r 'select(.raw_data_valid and .scheme == "sfpy" and (.signature | test("^[0-9a-f]{128}$")))
        | @sh "row \(.name) \(.secret) \(.signature) \(.body_base64 // (.body | @base64))"' \
        "$DATA/sfpy.jsonl" "$DATA/sfpy_bytes.jsonl" >rows
    [[ $(grep -c '^row ' rows) -gt 70 ]]
    row() {
        [[ -n $2 ]] || return 0 # refused, see secret.bats
        base64 -d <<<"$4" >body
        hook 0 sign body -s "$2" --signature-header S --input body
        [[ $(<out) == "S: $3" ]] || fail "$1: $(<out)"
    }
    # shellcheck disable=SC1091
    . ./rows
}
