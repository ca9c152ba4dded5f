#!/usr/bin/env bats
# The signing schemes from outside: what `sign` prints for each, checked by openssl, that `verify` finds each by its
# headers, every reason for which it refuses, `listen` and `trigger` with a scheme that signs a time, all vectors.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's
# shellcheck disable=SC2030,SC2031  # each test sets its own

load common

AT=2026-01-02T03:04:05Z UNIX=1767323045 ID=msg_2KWPBgLlAfxdpx2AI54pPJ85f4W HOOK=https://shop.example/hooks
BASE64=bm90LWEtcmVhbC1yYWFzdC1zZWNyZXQtMzItYnl0ZXM= WHSEC=whsec_bm90LWEtcmVhbC1zdGFuZGFyZC13ZWJob29rLWtleSE=
SEED=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=

# secret_of SCHEME: one of the form that the scheme wants.
secret_of() {
    case $1 in
    safepay-raast) printf '%s' "$BASE64" ;;
    standard | svix) printf '%s' "$WHSEC" ;;
    standard-v1a) printf 'whsk_%s' "$SEED" ;;
    *) printf '%s' "$SECRET" ;;
    esac
}

# all_schemes: their names, as the help has them.
all_schemes() {
    hook 0 help schemes
    grep -oE '^  [a-z][a-z0-9-]* +' out | tr -d ' '
}

# body_of SCHEME: body.json is one that this scheme's deliveries have.
body_of() {
    case $1 in
    sfpy) printf '{"data":{"type":"payment:created","data":{"n":1.0}}}' >body.json ;;
    safepay-v1) printf '{"data":{"notification":{}}}' >body.json ;;
    safepay-v2) printf '{"version":"2.0.0","type":"payment.succeeded","data":{}}' >body.json ;;
    *) printf '{"type": "payment.completed", "n": 1.0, "s": "é"}\n' >body.json ;;
    esac
}

# signed SCHEME [ARG]...: the headers that sign prints for body.json, also as options -H in the array GIVEN.
signed() {
    local line
    GIVEN=()
    hook 0 sign body.json --scheme "$1" -s "$(secret_of "$1")" --at $AT --id $ID --notification-url $HOOK "${@:2}"
    err_is
    cp out headers.txt
    while IFS= read -r line; do
        GIVEN+=(-H "$line")
    done <headers.txt
}

# judged STATUS SCHEME [ARG]...: what verify says of body.json with the headers of GIVEN, as of when it was signed.
judged() {
    hook "$1" verify body.json --input body -s "$(secret_of "$2")" --at $AT --notification-url $HOOK "${@:3}" "${GIVEN[@]}"
    err_is
}

# refuted REASON SCHEME [ARG]...: it is invalid for this reason, which goes for people and for machines.
refuted() {
    judged 1 "$2" --scheme "$2" "${@:3}"
    [[ $(head -n 1 out) == "invalid: $1: "*" (scheme $2, "* ]] || fail "not $1: $(<out)"
    grep -q '^hint: .' out || fail "no hint: $(<out)"
    judged 1 "$2" --scheme "$2" "${@:3}" --json
    # shellcheck disable=SC2016  # the dollars are jq's
    json_is out '.valid == false and .reason == $reason and .scheme == $scheme and .hint' --arg reason "$1" --arg scheme "$2"
}

# valid SCHEME [ARG]...
valid() {
    judged 0 "$1" --scheme "$1" "${@:2}"
    [[ $(<out) == "valid: scheme $1, "* ]] || fail "$(<out)"
}

# mac HASH KEY-IN-HEX: the HMAC of standard input by somebody else's program, as bytes.
mac() { openssl dgst "-$1" -mac HMAC -macopt "hexkey:$2" -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }

@test "sign prints all headers that a scheme has, and verify finds each scheme by them" {
    without_leak_search
    all_schemes >names
    [[ $(wc -l <names) -ge 15 ]]
    while read -r name; do
        body_of "$name"
        signed "$name"
        judged 0 "$name"
        [[ $(<out) == "valid: scheme $name, secret "*" (--secret), header "* ]] || fail "$name: $(<out)"
        judged 0 "$name" --scheme "$name" --json
        json_is out ".valid and .scheme == \"$name\""
        # One header less is one too few, unless it is the second name for the same signature.
        local given=("${GIVEN[@]}") i
        for ((i = 0; i < ${#given[@]}; i += 2)); do
            GIVEN=("${given[@]:0:i}" "${given[@]:i+2}")
            [[ $name == sfpy ]] || judged 1 "$name" --scheme "$name"
        done
        # As a saved request, the scheme known by nothing but what is in it.
        { printf 'POST /hooks HTTP/1.1\r\nHost: shop.example\r\n' && sed 's/$/\r/' headers.txt && printf '\r\n' && cat body.json; } >request
        hook 0 verify request -s "$(secret_of "$name")" --at $AT
        [[ $(<out) == "valid: scheme $name, "* ]] || fail "$name, saved: $(<out)"
    done <names
}

@test "sign --json has the same headers" {
    body_of standard
    signed standard --json
    members_are out signature scheme secret headers
    assert_equal "$(jq -r '.headers[] | "\(.[0]): \(.[1])"' out)" "$(signed standard && cat headers.txt)"
}

# is_signed SCHEME HEADER...: these are the headers.
is_signed() {
    signed "$1"
    printf '%s\n' "${@:2}" | diff - headers.txt
}

@test "what each scheme signs, how and with which key, by openssl" {
    local key sha512 sha256 standard
    body_of stripe
    key=$(printf '%s' "$SECRET" | hex)
    sha256=$(mac sha256 "$key" <body.json | hex)
    sha512=$(mac sha512 "$key" <body.json | hex)
    is_signed safepay-v2 "X-SFPY-SIGNATURE: $sha512"
    is_signed paystack "x-paystack-signature: $sha512"
    is_signed github "X-Hub-Signature-256: sha256=$sha256"
    is_signed btcpay "BTCPay-Sig: sha256=$sha256"
    is_signed coinbase "X-CC-Webhook-Signature: $sha256"
    is_signed shopify "X-Shopify-Hmac-Sha256: $(mac sha256 "$key" <body.json | base64 -w 0)"
    is_signed square "x-square-hmacsha256-signature: $({ printf '%s' $HOOK && cat body.json; } | mac sha256 "$key" | base64 -w 0)"
    is_signed stripe "Stripe-Signature: t=$UNIX,v1=$({ printf '%s.' $UNIX && cat body.json; } | mac sha256 "$key" | hex)"
    is_signed slack "X-Slack-Request-Timestamp: $UNIX" \
        "X-Slack-Signature: v0=$({ printf 'v0:%s:' $UNIX && cat body.json; } | mac sha256 "$key" | hex)"
    is_signed safepay-raast "X-SFPY-TIMESTAMP: $AT" \
        "X-SFPY-SIGNATURE: sha256=$({ printf '%s.' $AT && cat body.json; } | mac sha256 "$(base64 -d <<<$BASE64 | hex)" | hex)"
    standard=$({ printf '%s.%s.' $ID $UNIX && cat body.json; } | mac sha256 "$(base64 -d <<<"${WHSEC#whsec_}" | hex)" | base64 -w 0)
    is_signed standard "webhook-id: $ID" "webhook-timestamp: $UNIX" "webhook-signature: v1,$standard"
    is_signed svix "svix-id: $ID" "svix-timestamp: $UNIX" "svix-signature: v1,$standard"
    body_of sfpy
    sha512=$(printf '{"type":"payment:created","data":{"n":1.0}}' | mac sha512 "$key" | hex)
    is_signed sfpy "X-SFPY-SIGNATURE: $sha512" "SFPY-Signature: $sha512"
    is_signed safepay-v1 "X-SFPY-SIGNATURE: $sha512"
}

@test "standard-v1a: Ed25519 as openssl has it; the public key verifies and can't sign" {
    body_of standard
    signed standard-v1a
    { printf '%s.%s.' $ID $UNIX && cat body.json; } >message
    # A private key in DER (RFC 8410) is 16 bytes and the seed, a public one ends in its 32.
    { printf '\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20' && base64 -d <<<$SEED; } >private.der
    openssl pkey -inform DER -in private.der -pubout -outform DER -out public.der
    sed -n 's/^webhook-signature: v1a,//p' headers.txt | base64 -d >signature
    openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey public.der -in message -sigfile signature
    local public
    public=whpk_$(tail -c 32 public.der | base64 -w 0)
    hook 0 verify body.json -s "$public" --at $AT "${GIVEN[@]}"
    [[ $(<out) == "valid: scheme standard-v1a, "* ]] || fail "$(<out)"
    hook 2 sign body.json --scheme standard-v1a -s "$public"
    out_is
    grep -q "it is a public key, which can't sign" err || fail "$(<err)"
}

@test "without --at and --id: now, and an id that is never the same" {
    body_of standard
    for i in 1 2; do
        hook 0 sign body.json --scheme standard -s $WHSEC
        cp out headers.$i
        hook 0 verify body.json -s $WHSEC -H "$(sed -n 1p out)" -H "$(sed -n 2p out)" -H "$(sed -n 3p out)"
    done
    [[ $(head -n 1 headers.1) =~ ^webhook-id:\ msg_[0-9A-V]{20}$ && $(head -n 1 headers.1) != "$(head -n 1 headers.2)" ]] ||
        fail "$(cat headers.*)"
    hook 0 sign body.json --scheme standard -s $WHSEC --at $UNIX
    grep -qx "webhook-timestamp: $UNIX" out || fail "$(<out)"
    hook 0 sign body.json --scheme safepay-raast -s $BASE64 --at 2026-01-02T08:04:05.120+05:00
    grep -qx "X-SFPY-TIMESTAMP: 2026-01-02T03:04:05.12Z" out || fail "$(<out)"
}

@test "what can't be signed so is exit 2" {
    body_of standard
    for id in '' $'a\nb' $'\e[2J'; do
        hook 2 sign body.json --scheme standard -s $WHSEC --id "$id"
        out_is
        grep -q "option '--id'" err || fail "$(<err)"
    done
    hook 2 sign body.json --scheme standard -s $WHSEC --at 1969-12-31T23:59:59Z
    hook 2 sign body.json --scheme stripe -s "$SECRET" --at tomorrow
    hook 2 sign body.json --scheme square -s "$SECRET" --notification-url shop.example
}

@test "square signs the URL: without one, exit 2" {
    body_of square
    for command in sign verify; do
        hook 2 $command body.json --scheme square -s "$SECRET"
        out_is
        err_is "sfpy-hook: $command: scheme square signs the endpoint's URL too" \
            "hint: give it by --notification-url, to the letter as it is registered"
    done
    signed square
    hook 1 verify body.json --notification-url $HOOK/ -s "$SECRET" "${GIVEN[@]}"
    hook 0 verify body.json --notification-url $HOOK -s "$SECRET" "${GIVEN[@]}"
}

@test "a secret that the scheme can't decode is exit 2 in what signs or listens, and a verdict in verify" {
    body_of standard
    while read -r scheme secret; do
        for command in "sign body.json" "listen --port 0 --timeout 60" "trigger payment.confirmed --dry-run"; do
            # shellcheck disable=SC2086  # some words
            hook 2 $command --scheme "$scheme" -s "$secret"
            out_is
            [[ $(head -n 1 err) == "sfpy-hook: ${command%% *}: the secret #"*" from --secret: scheme $scheme wants a"* ]] ||
                fail "$command: $(<err)"
            run -1 grep -qF "$secret" err
        done
    done <<'END'
standard whsec_not!base64
standard whsec_bm9ubw
safepay-raast battery-staple
standard-v1a whsk_c2hvcnQ=
svix $
END
    # Of several it is the one that is named.
    hook 2 listen --port 0 --scheme standard -s $WHSEC -s 'not base64'
    signed standard
    hook 1 verify body.json -s 'not base64' --at $AT "${GIVEN[@]}"
    [[ $(<out) == "invalid: malformed-secret: "*"hint: take it as the vendor shows it, whole, "* ]] || fail "$(<out)"
}

# with HEADER...: GIVEN has these headers, each in place of the one of its name; 'NAME:' takes it away.
with() {
    local header i
    for header in "$@"; do
        for ((i = 1; i < ${#GIVEN[@]}; i += 2)); do
            [[ ${GIVEN[i]%%:*} != "${header%%:*}" ]] || GIVEN[i]=$header
        done
    done
}

@test "reasons: what is missing or malformed, in the order in which it is looked at" {
    without_leak_search
    local right
    body_of standard
    for name in standard svix; do
        local w=${name/standard/webhook}
        signed $name
        with "$w-signature:"
        refuted missing-signature $name
        signed $name
        with "$w-id:" "$w-signature: %" "$w-timestamp:"
        refuted missing-id $name
        with "$w-id: $ID"
        hook 1 verify body.json --scheme $name -s 'not base64' "${GIVEN[@]}"
        [[ $(<out) == "invalid: malformed-secret: "* ]] || fail "$(<out)"
        refuted malformed-signature $name
        signed $name
        with "$w-timestamp:"
        refuted timestamp-missing $name
        for time in x $UNIX.0 "$UNIX x" +$UNIX -1 0x10 $AT ''$'\u0661'; do
            with "$w-timestamp: $time"
            refuted timestamp-malformed $name
        done
        # A wrong signature is found before the age is looked at.
        with "$w-timestamp: 1"
        refuted mismatch $name
    done
    signed stripe
    right=${GIVEN[1]##*v1=}
    for value in "$right" "s=1,$right" 't=1,v1=%'; do
        with "Stripe-Signature: $value"
        refuted malformed-signature stripe
    done
    with "Stripe-Signature: v1=$right"
    refuted timestamp-missing stripe
    with "Stripe-Signature: t=,v1=$right"
    refuted timestamp-missing stripe
    with "Stripe-Signature: t=now,v1=$right"
    refuted timestamp-malformed stripe
    with "Stripe-Signature: t=$UNIX, v1=$right" # no element v1= in it, and one with a space is no text of hex
    refuted malformed-signature stripe
    signed slack
    with X-Slack-Request-Timestamp:
    refuted timestamp-missing slack
    with "X-Slack-Request-Timestamp: $AT"
    refuted timestamp-malformed slack
    signed safepay-raast
    with X-SFPY-TIMESTAMP:
    refuted timestamp-missing safepay-raast
    for time in $UNIX 2026-01-02 2026-01-02T03:04:05 "${AT/T/ }x" 2026-13-02T03:04:05Z; do
        with "X-SFPY-TIMESTAMP: $time"
        refuted timestamp-malformed safepay-raast
    done
}

@test "reasons: not-json and no-data of what signs data, and of nothing else" {
    local wrong
    wrong=$(printf 0%.0s {1..128})
    GIVEN=(-H "X-SFPY-SIGNATURE: $wrong")
    for name in sfpy safepay-v1; do
        printf '{"data":' >body.json
        refuted not-json $name
        printf '{"event":{}}' >body.json
        refuted no-data $name
    done
    for name in safepay-v2 github coinbase; do
        printf 'no JSON' >body.json
        signed $name
        valid $name
    done
}

@test "reasons: the age, to the second and on both sides" {
    without_leak_search
    for name in standard standard-v1a svix stripe slack safepay-raast; do
        body_of $name
        signed $name
        valid $name --at $((UNIX + 300))
        refuted timestamp-too-old $name --at $((UNIX + 301))
        valid $name --at $((UNIX - 300))
        case $name in
        stripe | slack) valid $name --at $((UNIX - 301)) ;;
        *) refuted timestamp-in-future $name --at $((UNIX - 301)) ;;
        esac
        valid $name --at $((UNIX + 10)) --tolerance 10
        refuted timestamp-too-old $name --at $((UNIX + 11)) --tolerance 10
        refuted timestamp-too-old $name --at now
        valid $name --at now --tolerance 0
        valid $name --at 1970-01-02T00:00:00Z --tolerance 0
        # The signature is looked at all the same.
        printf x >>body.json
        refuted mismatch $name --at now --tolerance 0
    done
}

@test "listen and trigger with a scheme that signs a time; its journal is verified as of its times" {
    start_listen --scheme standard -s $WHSEC --count 1
    hook 0 trigger payment.confirmed --to "$URL" --scheme standard -s $WHSEC
    ended 0
    grep -q '✓ valid' listen.out || fail "$(<listen.out)"
    local journal=$XDG_STATE_HOME/sfpy-hook/journal.jsonl
    # Both sides recorded it.
    hook 0 verify "$journal" -s $WHSEC
    assert_equal "$(grep -c ': valid: scheme standard, secret' out)" 2
    hook 0 verify "$journal" -s $WHSEC --at now
    hook 1 verify "$journal" -s $WHSEC --at 2026-01-02T03:04:05Z
    # A record from long ago is as good as it was then.
    jq -c '.time |= sub("^[0-9]*"; "2007")' "$journal" >other-times
    hook 1 verify other-times -s $WHSEC
    assert_equal "$(grep -c ': invalid: timestamp-in-future: ' out)" 2
    body_of standard
    signed standard
    jq -cRs --arg at $AT '{kind: "delivery", id: "01KE5Z0000000000000000000A", direction: "received", time: $at, method: "POST",
        url: "http://127.0.0.1:4242/", target: "/", version: "1.1", body: .,
        headers: [$ARGS.positional[] | select(. != "-H") | split(": ")]}' body.json --args -- "${GIVEN[@]}" >old
    hook 0 verify old -s $WHSEC
    hook 1 verify old -s $WHSEC --at now
    [[ $(<out) == "invalid: timestamp-too-old: the signature is right, but too old (scheme standard, secret #"*"
hint: a delivery that was saved is verified as of then by --at; --tolerance 0 checks no age; signed at $AT, "*" s before the time of the check; 300 s are allowed" ]] || fail "$(<out)"
    hook 0 verify old -s $WHSEC --at now --tolerance 0
    hook 1 verify old -s $WHSEC --at 1h
}

@test "a listener refuses what is signed by another scheme, too old, or not at all" {
    body_of standard
    start_listen --scheme standard -s $WHSEC --json
    signed standard
    posts 401 body.json "${GIVEN[@]}"
    assert_equal "$(<answer)" '{"error":"timestamp-too-old"}'
    with webhook-id:
    posts 401 body.json "${GIVEN[@]}"
    assert_equal "$(<answer)" '{"error":"missing-id"}'
    signed stripe
    posts 401 body.json "${GIVEN[@]}"
    assert_equal "$(<answer)" '{"error":"missing-signature"}'
    signed standard --at now
    posts 200 body.json "${GIVEN[@]}"
    stop_listen
    start_listen --scheme standard -s $WHSEC --tolerance 0
    signed standard
    posts 200 body.json "${GIVEN[@]}"
    stop_listen
    # The URL that square signs is the listener's own, unless it is told another.
    start_listen --scheme square -s "$SECRET"
    hook 0 trigger payment.confirmed --to "$URL" --scheme square -s "$SECRET"
    hook 1 trigger payment.confirmed --to "$URL" --scheme square -s "$SECRET" --notification-url $HOOK
    stop_listen
    start_listen --scheme square -s "$SECRET" --notification-url $HOOK
    hook 0 trigger payment.confirmed --to "$URL" --scheme square -s "$SECRET" --notification-url $HOOK
    stop_listen
}

# check_row FILE NAME SCHEME SECRET NOW TOLERANCE URL VALID BODY-IN-BASE64 HEADER...: where our rule is another one than
# the library's, it is said here.
check_row() {
    local status=1 reason='' given=() header
    [[ $8 != true ]] || status=0
    case $1/$2 in
    # The library takes a number off the header's begin; what is signed is the header's text, and has to be digits.
    *standardwebhooks/timestamp-trailing-text | svix/timestamp-trailing-text) status=1 reason=timestamp-malformed ;;
    # The sender signed the number without its zero.
    *standardwebhooks/timestamp-leading-zero | svix/timestamp-leading-zero) status=1 reason=mismatch ;;
    # The signature is right; the library fails behind that, reading the body as JSON.
    svix/empty-body) status=0 ;;
    esac
    for header in "${@:10}"; do
        given+=(-H "$header")
    done
    base64 -d <<<"$9" >body
    hook $status verify body --input body --scheme "$3" -s "$4" --at "$5" ${6:+--tolerance "$6"} ${7:+--notification-url "$7"} \
        "${given[@]}" || fail "vector $1 $2"
    local scheme=${3/standardwebhooks_v1a/standard-v1a}
    [[ $(<out) =~ ^(in)?valid:.*[\ \(]scheme\ ${scheme/standardwebhooks/standard}, && $(<out) == *": $reason"* ]] ||
        fail "vector $1 $2: $(<out)"
}

@test "every vector of the other schemes has the verdict of the vendor's library" {
    without_leak_search
    local names=(btcpay coinbase github paystack safepay_raast shopify slack square standardwebhooks standardwebhooks_v1a stripe svix)
    for name in "${names[@]}"; do
        # shellcheck disable=SC2016  # the dollars are jq's
        jq -r --arg file "$name" '@sh "check_row \($file) \(.name) \(.scheme) \(.secret) \(.now) \(.tolerance_s // "")",
            @sh " \(.url // "") \(.valid) \(.body | @base64)", (.headers | to_entries[] | @sh " \("\(.key): \(.value)")"), "\n"' \
            -j "$DATA/$name.jsonl"
    done >rows
    [[ $(grep -c '^check_row ' rows) -eq 122 ]]
    # shellcheck disable=SC1091
    . ./rows
}
