#!/usr/bin/env bats
# A user's own signing schemes, in the configuration: equal in form to the built-in ones they sign the same, by openssl's
# hashes and keys they sign what openssl signs, and a row that can't be used is refused with its place.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common

PROJECT=.sfpy-hook.json

setup() {
    isolate
    umask 022
    mkdir -p "$BATS_TEST_TMPDIR/project/.git" "$HOME/.config/sfpy-hook"
    cd "$BATS_TEST_TMPDIR/project" || return 1
    USER_FILE=$HOME/.config/sfpy-hook/config.json
    printf '{"data": {"n": 1.50}, "s": "\xc3\xa9"}\n' >body
}

# own MEMBERS: the project's file has the scheme `own`.
own() { printf '{"schemes": {"own": {%s}}}\n' "$1" >"$PROJECT"; }

# twin SCHEME SECRET MEMBERS: `own` signs as SCHEME does, and verifies that; unless it is named, it is what is found.
twin() {
    local when=(--at 1767225600 --notification-url https://example.com/hook) stem=$1
    own "$3"
    hook 0 sign body -s "$2" --scheme "$stem" --id msg_1 "${when[@]}"
    mv out "$stem.headers"
    hook 0 sign body -s "$2" --scheme own --id msg_1 "${when[@]}"
    err_is
    diff "$stem.headers" out
    { printf 'POST / HTTP/1.1\nHost: a\n' && cat out && echo && cat body; } >request
    local scheme
    for scheme in own "$stem"; do
        hook 0 verify request -s "$2" --scheme "$scheme" "${when[@]}"
        [[ $(<out) == "valid: scheme $scheme, "* ]] || fail "$(<out)"
    done
    hook 0 verify request -s "$2" "${when[@]}"
    [[ $(<out) == "valid: scheme own, "* ]] || fail "$(<out)"
    sed 's/1.50/1.51/' request >changed
    hook 1 verify changed -s "$2" --scheme own "${when[@]}"
    [[ $(<out) == "invalid: mismatch"* ]] || fail "$(<out)"
}

@test "a scheme of one's own signs as the built-in one of the same form" {
    local key
    key=$(head -c 24 /dev/zero | tr '\0' k | base64)
    twin github "$SECRET" '"header": "X-Hub-Signature-256", "signed": "{body}", "algorithm": "hmac-sha256",
        "prefix": "sha256="'
    twin stripe "whsec_x" '"header": "Stripe-Signature", "signed": "{timestamp}.{body}", "algorithm": "hmac-sha256",
        "prefix": "v1=", "separator": ",", "timestamp-prefix": "t=", "future": false'
    twin slack "$SECRET" '"header": "X-Slack-Signature", "signed": "v0:{timestamp}:{body}", "algorithm": "hmac-sha256",
        "prefix": "v0=", "timestamp-header": "X-Slack-Request-Timestamp", "future": false'
    twin standard "whsec_$key" '"header": "webhook-signature", "signed": "{id}.{timestamp}.{body}",
        "algorithm": "hmac-sha256", "key": "base64", "key-prefix": "whsec_", "encoding": "base64", "prefix": "v1,",
        "separator": " ", "timestamp-header": "webhook-timestamp", "id-header": "webhook-id"'
    twin shopify "$SECRET" '"header": "X-Shopify-Hmac-Sha256", "signed": "{body}", "algorithm": "hmac-sha256",
        "encoding": "base64"'
    twin square "$SECRET" '"header": "x-square-hmacsha256-signature", "signed": "{url}{body}",
        "algorithm": "hmac-sha256", "encoding": "base64"'
    twin paystack "$SECRET" '"header": "x-paystack-signature", "signed": "{body}", "algorithm": "hmac-sha512"'
    twin safepay-raast "$key" '"header": "X-SFPY-SIGNATURE", "signed": "{timestamp}.{body}",
        "algorithm": "hmac-sha256", "key": "base64", "prefix": "sha256=", "timestamp-header": "X-SFPY-TIMESTAMP",
        "timestamp": "rfc3339"'
    twin safepay-v1 "$SECRET" '"header": "X-SFPY-SIGNATURE", "signed": "{data}", "algorithm": "hmac-sha512",
        "any-case": true'
}

@test "key pairs: as standard-v1a" {
    local seed
    seed=whsk_$(head -c 32 /dev/zero | tr '\0' s | base64)
    twin standard-v1a "$seed" '"header": "webhook-signature", "signed": "{id}.{timestamp}.{body}",
        "algorithm": "ed25519", "encoding": "base64", "prefix": "v1a,", "separator": " ",
        "timestamp-header": "webhook-timestamp", "id-header": "webhook-id"'
}

# signs VALUE [ARG]...: the value of the header S, which `own` verifies.
signs() {
    hook 0 sign body --scheme own "${@:2}"
    out_is "S: $1"
    hook 0 verify body --scheme own --signature "$1" "${@:2}"
}

# digest HASH [OPTION]...: openssl's HMAC of standard input, in hex.
digest() { openssl dgst "-$1" "${@:2}" -r | cut -d ' ' -f 1; }

@test "every hash, as openssl has it" {
    local hash
    for hash in sha1 sha256 sha384 sha512; do
        own "\"header\": \"S\", \"signed\": \"{body}\", \"algorithm\": \"hmac-$hash\""
        signs "$(digest $hash -hmac "$SECRET" <body)" -s "$SECRET"
        own "\"header\": \"S\", \"signed\": \"{body}\", \"algorithm\": \"hmac-$hash\", \"encoding\": \"base64\""
        signs "$(openssl dgst -$hash -hmac "$SECRET" -binary <body | base64 -w 0)" -s "$SECRET"
        own "\"header\": \"S\", \"signed\": \"{body}\", \"algorithm\": \"hmac-$hash\", \"key\": \"hex\""
        signs "$(digest $hash -mac HMAC -macopt hexkey:00ff10AB <body)" -s 00ff10AB
    done
}

@test "literals keep every byte" {
    # shellcheck disable=SC2016
    printf '{"schemes": {"own": {"header": "S", "signed": "\\n\\u00e9%b {} {a b}{data}$`\\\\", "algorithm": "hmac-sha1"}}}' \
        '\xff' >"$PROJECT"
    # shellcheck disable=SC1003,SC2016
    signs "$(printf '\n\xc3\xa9\xff {} {a b}{"n": 1.50}$`\\' | digest sha1 -hmac x)" -s x
}

@test "Ed25519, as openssl has it" {
    local seed public
    openssl genpkey -algorithm ed25519 -outform DER -out key.der
    openssl pkey -inform DER -in key.der -pubout -outform DER -out public.der
    openssl pkeyutl -sign -rawin -keyform DER -inkey key.der -in body -out signature
    own '"header": "S", "signed": "{body}", "algorithm": "ed25519", "encoding": "base64"'
    seed=$(tail -c 32 key.der | base64) public=$(tail -c 32 public.der | base64)
    signs "$(base64 -w 0 signature)" -s "whsk_$seed"
    hook 0 verify body --scheme own --signature "$(base64 -w 0 signature)" -s "whpk_$public"
    hook 1 verify body --scheme own --signature "$(base64 -w 0 signature)" -s "whpk_$seed"
    hook 2 sign body --scheme own -s "whpk_$public"
    # As Discord does it: hex throughout.
    own '"header": "S", "signed": "{body}", "algorithm": "ed25519", "key": "hex"'
    signs "$(xxd -p -c 256 signature)" -s "whsk_$(tail -c 32 key.der | xxd -p -c 256)"
    hook 0 verify body --scheme own --signature "$(xxd -p -c 256 signature)" \
        -s "$(tail -c 32 public.der | xxd -p -c 256)"
    hook 2 sign body --scheme own -s "$seed"
    grep -q '^hint: whsk_ and the hex of the 32-byte seed' err
}

@test "a timestamp is checked by the scheme's tolerance" {
    local at=1767225600
    own '"header": "S", "signed": "{timestamp}{body}", "algorithm": "hmac-sha256", "timestamp-header": "T",
        "tolerance": 60, "future": false'
    hook 0 sign body -s x --scheme own --at $at
    { printf 'POST / HTTP/1.1\n' && cat out && echo && cat body; } >request
    hook 0 verify request -s x --at $((at + 60))
    hook 1 verify request -s x --at $((at + 61))
    [[ $(<out) == 'invalid: timestamp-too-old: '* ]]
    hook 0 verify request -s x --at $((at - 1000))
    hook 0 verify request -s x --tolerance 0
}

@test "listen and trigger" {
    own '"header": "X-Own", "signed": "{id}/{timestamp}/{data}", "algorithm": "hmac-sha384", "prefix": "Own key 1: ",
        "encoding": "base64", "timestamp-header": "X-Time", "timestamp": "rfc3339", "id-header": "X-Id"'
    start_listen -s x --scheme own --count 2 --json
    hook 0 trigger payment.confirmed -s x --scheme own --to "$URL"
    hook 1 trigger payment.confirmed -s y --scheme own --to "$URL"
    ended 0
    assert_equal "$(jq -r 'select(.kind == "delivery") | .verdict | "\(.scheme) \(.valid) \(.reason)"' listen.out)" \
        $'own true null\nown false mismatch'
    jq -c 'select(.kind == "delivery")' listen.out >journal
    hook 1 verify journal -s x
    grep -q ': valid: scheme own, secret #2d711642 (--secret), header X-Own$' out
}

@test "the setting scheme may name it" {
    printf '{"scheme": "own", "schemes": {"own": {"header": "S", "signed": "{body}", "algorithm": "hmac-sha1"}}}' >"$PROJECT"
    hook 0 sign body -s x
    out_is "S: $(digest sha1 -hmac x <body)"
    hook 2 sign body -s x --scheme onw
    err_is "sfpy-hook: sign: unknown scheme 'onw'" "hint: did you mean 'own'?"
    SFPY_HOOK_SCHEME=owns hook 2 sign body -s x
    err_is "sfpy-hook: sign: variable SFPY_HOOK_SCHEME: unknown scheme 'owns'" "hint: did you mean 'own'?"
}

@test "the project's schemes come before the user's, and both before the built-in ones" {
    printf '{"schemes": {"a": {"header": "P", "signed": "{body}", "algorithm": "hmac-sha1"}}}' >"$PROJECT"
    printf '{"schemes": {"b": {"header": "U", "signed": "{body}", "algorithm": "hmac-sha1"},
        "a": {"header": "Hidden", "signed": "{body}", "algorithm": "hmac-sha1"}}}' >"$USER_FILE"
    hook 0 help schemes
    assert_equal "$(sed -n 's/^  \([^ ]\+\).*/\1/p' out | head -n 3 | paste -sd ' ')" 'a b sfpy'
    run grep -c Hidden out
    assert_output 0
    hook 0 sign body -s x --scheme a
    assert_equal "$(<out)" "P: $(digest sha1 -hmac x <body)"
    hook 0 sign body -s x --scheme b
    assert_equal "$(<out)" "U: $(digest sha1 -hmac x <body)"
    rm "$PROJECT"
    hook 0 sign body -s x --scheme a
    assert_equal "$(<out)" "Hidden: $(digest sha1 -hmac x <body)"
    hook 0 sign body -s x --scheme a --config "$USER_FILE"
    hook 0 sign body -s x
    [[ $(head -n 1 out) == 'X-SFPY-SIGNATURE: '* ]]
}

@test "help schemes shows them, whatever their texts" {
    printf '{"schemes": {"a-name-of-19-letters": {"header": "S", "signed": "\\u001b[31m\\n{data}", "algorithm": "ed25519",
        "summary": "S\\u202e", "key": "hex"}, "exactly-14-long": {"header": "S", "signed": "{timestamp}:{body}",
        "algorithm": "hmac-sha384", "key-prefix": "k_", "timestamp-header": "T"}}}' >"$PROJECT"
    hook 0 help schemes
    head -n 14 out >begin
    lines_are begin 'Signing schemes, for --scheme:' '' \
        '  a-name-of-19-letters' \
        '                 S\u{202e}' \
        '                 signed   \x1b[31m\n{data}' \
        '                 headers  S' \
        '                 secret   whsk_ (private) or whpk_ (public) + hex' '' \
        '  exactly-14-long' \
        '                 your own: {timestamp}:{body}, HMAC-SHA384, hex' \
        '                 signed   {timestamp}:{body}' \
        '                 headers  S, T' \
        '                 secret   k_ + text, as it is' \
        '                 age      300 s, also ahead'
}

@test "the guide's example" {
    # shellcheck disable=SC2016
    sed -n '/^## Your own/,${/^```json/,/^```$/{/^```/!p}}' "$BATS_TEST_DIRNAME/../../docs/signatures.md" >example
    printf '{"schemes": {"acme": {"header": "X-Acme-Signature", "signed": "{timestamp}.{body}", "prefix": "sha256=",
        "algorithm": "hmac-sha256", "timestamp-header": "X-Acme-Time"}}}' >short
    local file
    for file in example short; do
        hook 0 sign body -s x --config $file --scheme acme --at 1767225600
        out_is 'X-Acme-Time: 1767225600' \
            "X-Acme-Signature: sha256=$({ printf 1767225600. && cat body; } | digest sha256 -hmac x)"
        hook 0 help schemes --config $file
        mv out $file.help
    done
    diff example.help short.help
}

# broken TEXT MESSAGE [HINT]: exit 3 with the file and the place, also where no scheme is named.
broken() {
    printf '%s\n' "$1" >"$PROJECT"
    local command
    for command in 'sign body' 'verify body' fixtures 'help schemes'; do
        # shellcheck disable=SC2086
        hook 3 $command
        out_is
        err_is "sfpy-hook: ${command%% *}: $PROJECT: $2" ${3:+"hint: $3"}
    done
    hook 0 help sign
    hook 0 sign --help
}

@test "a row that can't be used" {
    broken $'{// schemes\n  "schemes": {\n    "a": {"heder": "S"}\n}}' \
        "line 3, column 11: scheme a: unknown member 'heder'" "did you mean 'header'?"
    broken $'{"schemes": {"a": {"header": "S",\n  "signed": "{body}",\n  "algorithm": /* which? */ "md5"}}}' \
        'line 3, column 29: scheme a: "algorithm": hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512 or ed25519 is wanted, not '"'md5'"
    broken $'{"schemes":\n {"a":\n  {"header": "S", "signed": "{body}"}}}' \
        'line 3, column 3: scheme a: "algorithm" is missing' 'such as "algorithm": "hmac-sha256"'
    broken $'{"schemes": {\n\t"sfpy": {}}}' 'line 2, column 2: scheme sfpy is built in' 'give yours another name'
    broken '{"schemes": {"a": {"header": "S", "signed": "{timestamp}.{boby}", "algorithm": "hmac-sha1"}}}' \
        "line 1, column 45: scheme a: \"signed\": unknown placeholder '{boby}'" "did you mean '{body}'?"
    broken '{"schemes": {"\u001b[31m": {}}}' "line 1, column 14: '\\x1b[31m' is no name for a scheme" \
        "a name is made of 1 to 64 letters, digits, '-', '_', '.'"
    hook 3 sign body --json
    json_is out '.code == 3 and .what == ".sfpy-hook.json: line 1, column 14"'
}

@test "the user's file is named where it is wrong" {
    printf '{"schemes": {"a": {"header": "S", "signed": "{body}", "algorithm": "hmac-sha1"}}}' >"$PROJECT"
    printf '{"schemes":\n{"b": 1}}' >"$USER_FILE"
    hook 3 sign body
    err_is "sfpy-hook: sign: $USER_FILE: line 2, column 7: scheme b: an object is wanted, not a number"
    hook 0 sign body -s x --config "$PROJECT" --scheme a
}

@test "huge and deep rows" {
    { printf '{"schemes": {"a": {"header": ' && repeated 100000 '[' && repeated 100000 ']' && printf '}}}'; } >"$PROJECT"
    hook 3 sign body
    err_is "sfpy-hook: sign: $PROJECT: line 1, column 30: scheme a: \"header\": the name of a header is wanted, not an array"
    { printf '{"schemes": {"a": {"header": "S", "algorithm": "hmac-sha1", "signed": "' && repeated 900000 '{' &&
        printf '{body}"}}}'; } >"$PROJECT"
    hook 0 sign body -s x --scheme a
    { printf '{"schemes": {"s": 1' && printf ',"s%s": {}' {1..40000} && printf '}}'; } >"$PROJECT"
    hook 3 sign body
    err_is "sfpy-hook: sign: $PROJECT: line 1, column 13: more than 256 schemes"
    { printf '{"schemes": {"a": {"%s' "$(repeated 100000 x)" && printf '": 1}}}'; } >"$PROJECT"
    hook 3 sign body
    [[ $(wc -c <err) -lt 1000 && $(<err) == "sfpy-hook: sign: $PROJECT: line 1, column 20: scheme a: unknown member 'xxx"* ]]
    { printf '{"schemes": {"a": {"header": "S"' && repeated 60000 ',"header":1' && printf '}}}'; } >"$PROJECT"
    hook 3 sign body
    err_is "sfpy-hook: sign: $PROJECT: line 1, column 660032: scheme a: \"header\": the name of a header is wanted, not a number"
}
