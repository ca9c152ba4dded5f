#!/usr/bin/env bats
# The diagnosis of `verify`: mistakes made by the programs that people make them with (jq, Node.js, Python, PHP, Go, openssl,
# gzip, …), each named; and signatures that are plainly wrong, for which no cause is made up.
#
# shellcheck disable=SC2153,SC2016,SC2034  # SECRET and the like are common.bash's; the dollars are of other languages
# shellcheck disable=SC2030,SC2031  # each test sets its own

load common

AT=2026-01-02T03:04:05Z UNIX=1767323045 ID=msg_2KWPBgLlAfxdpx2AI54pPJ85f4W HOOK=https://shop.example/hooks
BASE64=bm90LWEtcmVhbC1yYWFzdC1zZWNyZXQtMzItYnl0ZXM= WHSEC=whsec_bm90LWEtcmVhbC1zdGFuZGFyZC13ZWJob29rLWtleSE=
RAAST_KEY=$(base64 -d <<<$BASE64 | xxd -p -c 64) STANDARD_KEY=$(base64 -d <<<${WHSEC#whsec_} | xxd -p -c 64)

setup() {
    isolate
    mkdir "$BATS_TEST_TMPDIR/.git" # no configuration above is looked for
    cd "$BATS_TEST_TMPDIR" || return 1
    without_leak_search
    GIVEN=() HASH='' KEY='' WORDS=''
    declare -gA SAID=()
}

needs() { command -v "$1" >/dev/null || skip "there is no $1 here"; }

# use_body TEXT: it is the body, in the file body, and what it holds between {"data": and } in the file data.
use_body() {
    printf '%s' "$1" >body
    head -c -1 body | tail -c +9 >data
}

# A payment as SFPY sends it: compact, ASCII, members in the order of Go's structs.
use_payment() {
    "$SFPY_HOOK" trigger payment.confirmed -s x --dry-run --format body >payment
    use_body "$(<payment)"
}

# What a JSON writer may change, all of it: numbers, {}, slashes, characters, escapes, spaces.
RICH='{"data":{"token":"C3SLANR2DNCAUU2H1GE0","type":"payment:created","endpoint":"https://shop.example/hooks?a=1&b=<2>",'
RICH+='"note":"Müller \u0026 Söhne \u2014 10\u00a0€","path":"\/v1\/pay","amount":10.0,"fee":1E2,"metadata":{},"items":[],'
RICH+='"data":{"notification":{"state":"PAID","chain_id":1,"rate":"2034550000","extra":{"b":0.5,"a":1.50}}}}}'

# secret_of SCHEME: one of the form that the scheme wants.
secret_of() {
    case $1 in
    safepay-raast) printf '%s' "$BASE64" ;;
    standard) printf '%s' "$WHSEC" ;;
    *) printf '%s' "$SECRET" ;;
    esac
}

hex() { od -An -v -tx1 | tr -d ' \n'; }

# key_of SCHEME: its key, as openssl takes it; another one where a mistake sets KEY, in hex.
key_of() {
    case ${KEY:+other}$1 in
    other*) OPTION=hexkey:$KEY ;;
    safepay-raast) OPTION=hexkey:$RAAST_KEY ;;
    standard) OPTION=hexkey:$STANDARD_KEY ;;
    *) OPTION=key:$SECRET ;;
    esac
}

# around SCHEME: what the scheme signs with what comes in.
around() {
    case $1 in
    safepay-raast) printf '%s.' $AT ;;
    standard) printf '%s.%s.' $ID $UNIX ;;
    stripe) printf '%s.' $UNIX ;;
    square) printf '%s' $HOOK ;;
    esac
    cat
}

# mac SCHEME: the HMAC of what comes in, as bytes; by another hash where a mistake sets HASH.
mac() {
    local hash=sha256 OPTION
    [[ $1 != sfpy && $1 != safepay-v* ]] || hash=sha512
    key_of "$1"
    openssl dgst "-${HASH:-$hash}" -mac HMAC -macopt "$OPTION" -binary
}

# value SCHEME: as the scheme writes a signature whose bytes come in.
value() {
    case $1 in
    sfpy | safepay-v*) xxd -p -c 64 ;;
    safepay-raast | github) printf 'sha256=' && xxd -p -c 64 ;;
    standard) printf 'v1,' && base64 -w 0 ;;
    stripe) printf 't=%s,v1=' $UNIX && xxd -p -c 64 ;;
    shopify | square) base64 -w 0 ;;
    esac
}

# sends SCHEME VALUE: with this value in the scheme's header, GIVEN has all of its headers.
sends() {
    case $1 in
    sfpy | safepay-v*) GIVEN=(-H "X-SFPY-SIGNATURE: $2") ;;
    safepay-raast) GIVEN=(-H "X-SFPY-TIMESTAMP: $AT" -H "X-SFPY-SIGNATURE: $2") ;;
    github) GIVEN=(-H "X-Hub-Signature-256: $2") ;;
    standard) GIVEN=(-H "webhook-id: $ID" -H "webhook-timestamp: $UNIX" -H "webhook-signature: $2") ;;
    stripe) GIVEN=(-H "Stripe-Signature: $2") ;;
    shopify) GIVEN=(-H "X-Shopify-Hmac-Sha256: $2") ;;
    square) GIVEN=(-H "x-square-hmacsha256-signature: $2") ;;
    esac
}

# What the scheme signs of the body.
content() {
    if [[ $1 == sfpy ]]; then cat data; else cat body; fi
}

# judged SCHEME [ARG]...: verify refuses the file body with the headers of GIVEN.
judged() {
    hook 1 verify body --input body --scheme "$1" -s "${OWN_SECRET-$(secret_of "$1")}" --at $AT --notification-url $HOOK \
        "${@:2}" "${GIVEN[@]}"
    err_is
}

# diagnosed KEY SCHEME [ARG]...: what verify says of it is in json and, with WORDS or for a key that comes for the first
# time, for people in out, the cause in CAUSE. Neither holds a secret or the signature that would be right.
diagnosed() {
    judged "${@:2}" --json
    mv out json
    CAUSE=$(jq -r 'select(.valid == false and (.reason | IN("mismatch", "malformed-signature", "not-json", "no-data"))
        and (.hint | length > 20)) | .cause // "none"' json)
    : >out
    [[ -z ${SAID[$1]} || -n $WORDS ]] || return 0
    SAID[$1]=1
    judged "${@:2}"
    shows_nothing "$2" out json
}

# right_of SCHEME: the signature that would be right.
right_of() { content "$1" | around "$1" | HASH='' KEY='' mac "$1" | value "$1"; }

# shows_nothing SCHEME FILE...: neither a secret nor the right signature of the body is in them.
shows_nothing() {
    local right secret=${OWN_SECRET-$(secret_of "$1")}
    right=$(right_of "$1")
    right=${right##*v1[,=]}
    run -1 grep -qF -e "$SECRET" -e "${secret//[[:cntrl:]]/}" -e "$WHSEC" -e "$BASE64" -e "${right#sha256=}" "${@:2}"
}

# blames CAUSE SCHEME [ARG]...: this is the cause that is named, with the words for it and for its mend.
blames() {
    diagnosed "$@"
    [[ $CAUSE == "$1" ]] || fail "not $1: $(cat json out)"
    [[ ! -s out || $(<out) == "invalid: "*"cause: $1: "*"hint: "* ]] || fail "not $1: $(<out)"
}

# blames_none SCHEME [ARG]...: no cause is named, and what was ruled out is said.
blames_none() {
    diagnosed "none of $1" "$@"
    [[ $CAUSE == none ]] || fail "a cause: $(cat json out)"
    [[ ! -s out || $(<out) == "invalid: "*"cause: none that is known; ruled out, alone and in pairs: "*"hint: "* ]] ||
        fail "$(<out)"
}

# mistake CAUSE SCHEME COMMAND: what the command prints was signed in place of what the scheme signs of the body.
mistake() {
    sends "$2" "$(eval "$3" | around "$2" | mac "$2" | value "$2")"
    blames "$1" "$2"
}

# mistaken CAUSE SCHEME COMMAND: as mistake, but what the command prints is all that was signed.
mistaken() {
    sends "$2" "$(eval "$3" | mac "$2" | value "$2")"
    blames "$1" "$2"
}

# bare COMMAND...: what it prints without the newline at its end.
bare() { printf '%s' "$("$@")"; }

@test "another part of the body" {
    use_payment
    mistake whole-body sfpy 'cat body'
    mistake inner-data sfpy 'jq -cj .data.data body'
    for scheme in safepay-v2 standard stripe github square; do
        mistake data-only $scheme 'cat data'
    done
}

@test "line ends, byte order marks, spaces around" {
    use_payment
    mistake trailing-newline sfpy 'echo "$(<data)"'
    mistake trailing-newline stripe 'echo "$(<body)"'
    mistake trailing-newline sfpy 'printf "%s\r\n" "$(<data)"'
    mistake bom github 'printf "\xef\xbb\xbf" && cat body'
    mistake surrounding-space sfpy 'printf "%s " "$(<data)"'
    mistake surrounding-space sfpy 'printf " %s" "$(<data)"'
    printf '{"data": %s\n}' "$(<data)" >body
    mistake surrounding-space sfpy 'head -c -1 body | tail -c +9'
    use_payment
    echo >>body
    mistake trailing-newline github 'bare cat body'
    sed 's/$/\r/' -i body
    mistake trailing-newline shopify 'printf %s "$(tr -d "\r" <body)"'
    printf ' \n%s\t ' "$(<payment)" >body
    mistake surrounding-space github 'cat payment'
    jq . payment >body
    mistake crlf github 'sed "s/\$/\r/" body'
    sed 's/$/\r/' -i body
    mistake crlf standard 'tr -d "\r" <body'
    { printf '\xef\xbb\xbf' && cat payment; } >body
    mistake bom github 'cat payment'
    mistake bom sfpy 'cat data'
}

@test "JSON indented, compacted, sorted" {
    use_payment
    mistake reformatted sfpy 'bare jq . data'
    mistake reformatted sfpy 'jq --tab -j . data'
    mistake reformatted safepay-v2 'bare jq . body'
    mistake reformatted stripe 'bare python3 -m json.tool body'
    mistake reformatted sfpy 'python3 -c "import json; print(json.dumps(json.load(open(\"data\"))), end=\"\")"'
    mistake keys-sorted sfpy 'jq -cSj . data'
    mistake keys-sorted github 'python3 -c "import json
print(json.dumps(json.load(open(\"body\")), sort_keys=True, separators=(\",\", \":\")), end=\"\")"'
    jq . payment >body
    mistake reformatted github 'jq -cj . body'
    mistake reformatted shopify 'python3 -c "import json; print(json.dumps(json.load(open(\"body\"))), end=\"\")"'
}

# node_says EXPRESSION FILE: with v, the file's JSON parsed, and s, its text.
node_says() {
    node -e "const s = require('fs').readFileSync('$2', 'utf8'), v = JSON.parse(s); process.stdout.write($1);"
}

@test "escapes, numbers and empty objects" {
    use_body '{"data":{"a":"https://a.example/?b&c","d":"<e>"}}'
    mistake go-escapes sfpy 'sed "s/&/\\\\u0026/g; s/</\\\\u003c/g; s/>/\\\\u003e/g" data'
    mistake slash-escapes sfpy 'sed "s|/|\\\\/|g" data'
    sed 's/&/\\u0026/g; s/</\\u003c/g; s/>/\\u003e/g' -i body
    mistake go-escapes github 'jq -cj . body'
    use_body '{"data":{"a":"Müller, 10 €","b":"😀"}}'
    mistake unicode-escapes sfpy 'jq -acj . data'
    mistake unicode-escapes github 'python3 -c "import json; print(json.dumps(json.load(open(\"body\", encoding=\"utf-8\")), separators=(\",\", \":\")), end=\"\")"'
    needs node
    mistake unicode-escapes github 'node_says "s.replace(/[^ -~]/g, c => \"\\\\u\" + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, 0))" body'
    use_body '{"data":{"a":"M\u00fcller","b":"\ud83d\ude00"}}'
    mistake unicode-escapes sfpy 'node_says "JSON.stringify(v)" data'
    use_body '{"data":{"a":"https:\/\/a.example\/"}}'
    mistake slash-escapes sfpy 'node_says "JSON.stringify(v)" data'
    use_body '{"data":{"a":10.0,"b":1E2,"c":0.10}}'
    mistake numbers-rewritten sfpy 'node_says "JSON.stringify(v)" data'
    mistake numbers-rewritten safepay-v2 'python3 -c "import json; print(json.dumps(json.load(open(\"body\")), separators=(\",\", \":\")), end=\"\")"'
    use_body '{"data":{"metadata":{},"items":[]}}'
    mistake empty-object-as-array sfpy 'sed "s/{}/[]/g" data'
}

@test "PHP: json_encode of what json_decode gave" {
    needs php
    use_payment
    mistake slash-escapes sfpy 'php -r "echo json_encode(json_decode(file_get_contents(\"data\"), true));"'
    use_body '{"data":{"metadata":{},"items":[]}}'
    mistake empty-object-as-array sfpy 'php -r "echo json_encode(json_decode(file_get_contents(\"data\"), true));"'
    use_body "$RICH"
    mistake go-escapes+slash-escapes+unicode-escapes+numbers-rewritten+empty-object-as-array sfpy \
        'php -r "echo json_encode(json_decode(file_get_contents(\"data\"), true));"'
}

@test "gzip" {
    use_payment
    gzip -c payment >body
    mistake gzip github 'cat payment'
    mistake gzip sfpy 'cat data'
    mistake whole-body+gzip sfpy 'cat payment'
    mistake trailing-newline+gzip stripe 'echo "$(<payment)"'
    python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(open("payment", "rb").read()))' >body
    mistake gzip github 'cat payment'
}

# keyed CAUSE SCHEME COMMAND: what the command prints was the key.
keyed() {
    KEY=$(eval "$3" | hex)
    sends "$2" "$(content "$2" | around "$2" | mac "$2" | value "$2")"
    KEY=
    blames "$1" "$2"
}

# owned CAUSE SCHEME SECRET: the secret that verify is given is this one, the key is the right one.
owned() {
    sends "$2" "$(content "$2" | around "$2" | mac "$2" | value "$2")"
    OWN_SECRET=$3 blames "$1" "$2"
}

@test "the key made otherwise from the secret" {
    use_payment
    keyed secret-space sfpy 'echo "$SECRET"'
    keyed secret-space github 'printf "%s\r\n" "$SECRET"'
    keyed secret-space stripe 'printf "%s " "$SECRET"'
    keyed secret-quoted sfpy 'printf \"%s\" "$SECRET"'
    keyed secret-quoted sfpy "printf \"'%s'\" \"\$SECRET\""
    owned secret-space sfpy "$SECRET "
    owned secret-space stripe $'\t'"$SECRET"$'\r\n'
    owned secret-quoted sfpy "\"$SECRET\""
    owned secret-quoted github "'$SECRET'"
    keyed secret-base64 safepay-raast 'printf %s "$BASE64"'
    keyed secret-base64 standard 'printf %s "${WHSEC#whsec_}"'
    SECRET=$(openssl rand -hex 32)
    keyed secret-hex sfpy 'xxd -r -p <<<"$SECRET"'
    keyed secret-hex github 'xxd -r -p <<<"$SECRET"'
    SECRET=$(openssl rand -base64 32)
    keyed secret-base64 github 'base64 -d <<<"$SECRET"'
    SECRET=whsec_$(openssl rand -base64 24)
    keyed secret-prefix stripe 'printf %s "${SECRET#whsec_}"'
    keyed secret-base64 stripe 'base64 -d <<<"${SECRET#whsec_}"'
    SECRET=${SECRET#whsec_}
    keyed secret-prefix stripe 'printf whsec_%s "$SECRET"'
    needs node
    # What Buffer makes of the prefix are bytes, too.
    keyed secret-prefix standard 'node -e "process.stdout.write(Buffer.from(process.argv[1], \"base64\"))" $WHSEC'
    keyed secret-base64 standard 'printf %s $WHSEC'
}

@test "another of the known secrets" {
    WORDS=1
    use_payment
    SFPY_WEBHOOK_SECRET=$SECRET owned other-secret sfpy 'an old one'
    grep -q 'another of the known secrets was used (secret #c4bbcb1f, SFPY_WEBHOOK_SECRET)' out || fail "$(<out)"
    # Of several that are given, the one is named.
    keyed secret-space sfpy 'echo "$SECRET"'
    diagnosed two sfpy -s 'an old one'
    grep -q '(secret #c4bbcb1f, --secret)' out || fail "$(<out)"
    SFPY_HOOK_SECRET=$'new one\n'"$SECRET" owned other-secret stripe 'an old one'
    # The development secret is known where it was made.
    hook 0 secret
    local made
    made=$(<out)
    KEY=$(printf %s "$made" | hex)
    mistake other-secret sfpy 'cat data'
    run -1 grep -qF "$made" out json
    grep -q '^cause: other-secret: .*, development)$' out || fail "$(<out)"
}

@test "another hash, or one that is no HMAC" {
    use_payment
    for hash in sha256 sha1 sha384 md5; do
        HASH=$hash
        mistake hash sfpy 'cat data'
    done
    for hash in sha512 sha1; do
        HASH=$hash
        mistake hash github 'cat body'
        mistake hash standard 'cat body'
        mistake hash stripe 'cat body'
    done
    HASH=
    sends sfpy "$({ printf %s "$SECRET" && cat data; } | sha512sum | cut -d ' ' -f 1)"
    blames not-hmac sfpy
    sends github "sha256=$({ printf %s "$SECRET" && cat body; } | openssl dgst -sha256 -r | cut -d ' ' -f 1)"
    blames not-hmac github
    sends shopify "$(openssl dgst -sha256 -binary body | base64)"
    blames not-hmac shopify
}

# written CAUSE SCHEME COMMAND: the command makes of the signature's bytes what is sent.
written() {
    sends "$2" "$(content "$2" | around "$2" | mac "$2" | eval "$3")"
    blames "$1" "$2"
}

@test "a right signature, written otherwise or cut short" {
    use_payment
    written encoding sfpy 'base64 -w 0'
    written encoding sfpy 'printf sha512= && hex'
    written encoding sfpy 'printf 0x && hex'
    written encoding sfpy 'hex && printf ", " && content sfpy | mac sfpy | hex'
    written encoding github 'hex'
    written encoding github 'printf sha256= && hex | tr a-f A-F'
    written encoding github 'printf sha256= && base64'
    written encoding github 'printf \"sha256= && hex && printf \"'
    written encoding github 'printf "sha512=" && hex'
    written encoding standard 'base64'
    written encoding standard 'printf v1, && hex'
    written encoding shopify 'xxd -p -c 64'
    written encoding shopify 'base64 | tr +/ -_ | tr -d ='
    written encoding square 'printf sha256= && base64'
    written encoding safepay-raast 'hex'
    written encoding stripe 'printf t=$UNIX,v1= && base64'
    written encoding stripe 'printf t=$UNIX,v0= && hex'
    written truncated sfpy 'hex | head -c 64'
    written truncated sfpy 'hex | head -c 127'
    written truncated github 'printf sha256= && hex | head -c 32'
    written truncated shopify 'base64 | head -c 40'
    written truncated stripe 'printf t=$UNIX,v1= && hex | head -c 60'
    # Less than 64 bits would fit by chance.
    sends sfpy "$(content sfpy | mac sfpy | hex | head -c 14)"
    blames_none sfpy
}

@test "the rule of another scheme" {
    WORDS=1
    use_payment
    # Raast's delivery, taken for one of version 2, with the key that it decodes.
    sends safepay-raast "$(around safepay-raast <body | mac safepay-raast | value safepay-raast)"
    OWN_SECRET=$BASE64 blames other-scheme safepay-v2
    grep -q '^cause: other-scheme: it is signed by the rule of scheme safepay-raast' out || fail "$(<out)"
    grep -q '^hint: verify it as that (--scheme safepay-raast)' out || fail "$(<out)"
    # Headers of two vendors, the signature of the one in that of the other.
    sends github "$(around standard <body | mac standard | value github)"
    GIVEN+=(-H "webhook-id: $ID" -H "webhook-timestamp: $UNIX")
    OWN_SECRET=$WHSEC blames other-scheme github
}

@test "parts left out, put together or written otherwise" {
    use_payment
    mistaken no-timestamp stripe 'cat body'
    mistaken no-timestamp safepay-raast 'cat body'
    mistaken no-timestamp standard '{ printf "%s." $ID && cat body; }'
    mistaken no-id standard '{ printf "%s." $UNIX && cat body; }'
    mistaken no-timestamp+no-id standard 'cat body'
    mistaken no-url square 'cat body'
    mistaken url square '{ printf %s/ $HOOK && cat body; }'
    mistaken url square '{ printf %s ${HOOK/https/http} && cat body; }'
    mistaken no-separator stripe '{ printf %s $UNIX && cat body; }'
    mistaken no-separator standard '{ printf %s%s $ID $UNIX && cat body; }'
    mistaken timestamp-unit stripe '{ printf "%s." $((UNIX * 1000)) && cat body; }'
    mistaken timestamp-unit standard '{ printf "%s.%s." $ID $((UNIX * 1000)) && cat body; }'
    mistaken timestamp-unit standard '{ printf "%s.%s." $ID "$(date -u -d @$UNIX +%FT%TZ)" && cat body; }'
    mistaken timestamp-unit safepay-raast '{ printf "%s." "$(date -d $AT +%s)" && cat body; }'
    mistaken timestamp-unit safepay-raast '{ printf "%s." "$(date -d $AT +%s%3N)" && cat body; }'
}

@test "the signature of the checkout redirect" {
    use_body '{"version":"2.0.0","type":"payment.succeeded","data":{"tracker":"track_1f0c","amount":1200}}'
    HASH=sha256
    mistake redirect-signature safepay-v2 'printf track_1f0c'
    use_body '{"data":{"type":"payment:created","notification":{"tracker":"track_1f0c"}}}'
    mistake redirect-signature safepay-v1 'printf track_1f0c'
}

@test "two headers of which one is right" {
    use_payment
    local right
    right=$(hmac "$(<data)")
    for wrong in "$(hmac "$(<body)")" "$(hmac other)"; do
        GIVEN=(-H "X-SFPY-SIGNATURE: $right" -H "SFPY-Signature: $wrong")
        blames headers-disagree sfpy
        GIVEN=(-H "X-SFPY-SIGNATURE: $wrong" -H "SFPY-Signature: $right")
        blames headers-disagree sfpy
    done
    # Both alike: it is what both are.
    GIVEN=(-H "X-SFPY-SIGNATURE: $(hmac "$(<body)")" -H "SFPY-Signature: $(hmac "$(<body)")")
    blames whole-body sfpy
}

@test "pairs" {
    use_payment
    mistake whole-body+trailing-newline sfpy 'echo "$(<body)"'
    mistake whole-body+reformatted sfpy 'bare jq . body'
    mistake whole-body+keys-sorted sfpy 'jq -cSj . body'
    mistake data-only+trailing-newline safepay-v2 'echo "$(<data)"'
    mistake data-only+reformatted github 'jq --tab -j . data'
    mistake trailing-newline+keys-sorted stripe 'jq -cS . body'
    mistake reformatted+slash-escapes github 'bare jq . body | sed "s|/|\\\\/|g"'
    KEY=$(echo "$SECRET" | hex)
    mistake trailing-newline+secret-space sfpy 'echo "$(<data)"'
    mistake whole-body+secret-space sfpy 'cat body'
    mistaken secret-space+no-timestamp stripe 'cat body'
    KEY=
    mistaken trailing-newline+no-timestamp stripe 'echo "$(<body)"'
    mistaken reformatted+timestamp-unit stripe '{ printf "%s." $((UNIX * 1000)) && bare jq . body; }'
    mistaken trailing-newline+no-separator standard '{ printf %s%s $ID $UNIX && echo "$(<body)"; }'
    mistaken data-only+no-url square 'cat data'
    KEY=$(printf %s $WHSEC | hex)
    mistaken secret-base64+no-id standard '{ printf "%s." $UNIX && cat body; }'
    KEY=
    # Hash and encoding go with any of them.
    HASH=sha256
    mistake whole-body+hash sfpy 'cat body'
    sends sfpy "$(mac sfpy <body | base64 -w 0)"
    blames whole-body+hash+encoding sfpy
    HASH=
    sends github "$(mac github <data | hex | head -c 40)"
    blames data-only+truncated github
    sends shopify "$(echo "$(<body)" | mac shopify | hex)"
    blames trailing-newline+encoding shopify
}

@test "what JSON libraries write, of a body in which they change all there is" {
    WORDS=1
    use_body "$RICH"
    needs node
    needs python3
    mistake go-escapes+slash-escapes+unicode-escapes+numbers-rewritten sfpy 'node_says "JSON.stringify(v)" data'
    grep -q "as by JSON.stringify, before" out || fail "$(<out)"
    mistake whole-body+go-escapes+slash-escapes+unicode-escapes+numbers-rewritten sfpy 'node_says "JSON.stringify(v)" body'
    mistake reformatted+go-escapes+slash-escapes+unicode-escapes+numbers-rewritten github 'node_says "JSON.stringify(v, null, 2)" body'
    mistake reformatted+go-escapes+slash-escapes+unicode-escapes+numbers-rewritten sfpy \
        'python3 -c "import json; print(json.dumps(json.load(open(\"data\", encoding=\"utf-8\"))), end=\"\")"'
    grep -q "as by Python's json.dumps, before" out || fail "$(<out)"
    mistake trailing-newline+reformatted+go-escapes+slash-escapes+unicode-escapes+numbers-rewritten sfpy 'python3 -m json.tool data'
    grep -q "as by Python's json.tool, before" out || fail "$(<out)"
    mistake data-only+reformatted+keys-sorted+go-escapes+slash-escapes+unicode-escapes+numbers-rewritten stripe \
        'python3 -c "import json; print(json.dumps(json.load(open(\"data\", encoding=\"utf-8\")), sort_keys=True), end=\"\")"'
    mistake reformatted+go-escapes+slash-escapes+unicode-escapes+numbers-rewritten safepay-v2 \
        'python3 -c "import json; print(json.dumps(json.load(open(\"body\", encoding=\"utf-8\")), ensure_ascii=False), end=\"\")"'
    # jq keeps no number, but all else is as it is in others.
    use_body "$(sed 's/10\.0/10/; s/1E2/100/; s/1\.50/1.5/' <<<"$RICH")"
    mistake trailing-newline+reformatted+go-escapes+slash-escapes+unicode-escapes sfpy 'jq . data'
    mistake trailing-newline+keys-sorted+go-escapes+slash-escapes+unicode-escapes github 'jq -cS . body'
}

@test "what Go's encoding/json writes" {
    WORDS=1
    needs go
    export GOCACHE=$BATS_FILE_TMPDIR GOFLAGS=-mod=mod
    cat >marshal.go <<'END'
package main

import (
	"encoding/json"
	"os"
)

func main() {
	var anything interface{}
	body, _ := os.ReadFile(os.Args[2])
	json.Unmarshal(body, &anything)
	if os.Args[1] == "raw" {
		anything = json.RawMessage(body)
	}
	json, _ := json.Marshal(anything)
	os.Stdout.Write(json)
}
END
    go build -o marshal marshal.go
    use_body "$RICH"
    mistake go-escapes sfpy './marshal raw data'
    mistake keys-sorted+go-escapes+slash-escapes+unicode-escapes+numbers-rewritten sfpy './marshal any data'
    mistake whole-body+go-escapes sfpy './marshal raw body'
    grep -q "as Go writes them" out || fail "$(<out)"
}

# forged SCHEME COMMAND: the signature of what the command prints, right in all but that.
forged() {
    sends "$1" "$(eval "$2" | around "$1" | mac "$1" | value "$1")"
    blames_none "$1"
}

@test "honest mismatches: for none of them a cause is made up" {
    use_payment
    for scheme in sfpy safepay-v2 standard; do
        # A wrong secret, of the same form as the right one.
        KEY=$(openssl rand -hex 32)
        forged $scheme "content $scheme"
        KEY=
        # An amount with one digit changed, under way.
        forged $scheme "content $scheme | sed 's/350000000000000000/350000000000000001/'"
        # A member more, one less.
        forged $scheme "content $scheme | jq -c '.added = 1'"
        forged $scheme "content $scheme | jq -cj 'del(.data.notification.amount, .data.data.notification.amount)'"
        # Another delivery's.
        hook 0 trigger refund.confirmed -s x --dry-run --format body
        forged $scheme 'cat out'
        # Anything.
        sends $scheme "$(openssl rand 64 | value $scheme)"
        blames_none $scheme
        # Cut short at the end, and one byte in its middle.
        forged $scheme "content $scheme | head -c -7"
        forged $scheme "content $scheme | sed 's/PAID/PAIe/'"
    done
    # Another time, another id, another URL.
    sends stripe "t=$UNIX,v1=$({ printf '%s.' $((UNIX + 1)) && cat body; } | mac stripe | hex)"
    blames_none stripe
    sends standard "$({ printf '%s.%s.' msg_other $UNIX && cat body; } | mac standard | value standard)"
    blames_none standard
    sends square "$({ printf %s https://other.example/ && cat body; } | mac square | value square)"
    blames_none square
    # The body that came was cut short.
    sends sfpy "$(hmac "$(<data)")"
    head -c 300 payment >body
    blames_none sfpy
    json_is json '.reason == "not-json"'
    # Nothing, of nothing.
    : >body
    sends github "sha256=$(openssl rand -hex 32)"
    blames_none github
}

@test "neither secret nor expected signature is shown, unless by --explain" {
    WORDS=1
    # A body that holds the secret, of which no part is shown either, where the bytes are cut out of the whole.
    local space right
    for space in '' '       ' '                       '; do
        use_body "{\"data\":{\"n\":1.0,\"s\":\"$space$SECRET\",\"m\":\"$space\",\"b\":1.0}}"
        sends sfpy "$(sed 's/1\.0/1/g' data | mac sfpy | value sfpy)"
        blames numbers-rewritten sfpy
        # Less than four bytes of it are too little to be told from other text.
        [[ ${#space} -gt 7 ]] || grep -qF "[secret $FINGERPRINT]" out || fail "$(<out)"
        run -1 grep -E 'corr|aple' out json
        sends sfpy "$(sed 's/1\.0}/1}/' data | mac sfpy | value sfpy)"
        hook 1 verify body -s "$SECRET" "${GIVEN[@]}" --explain
        mv out text
        hook 1 verify body -s "$SECRET" "${GIVEN[@]}" --explain --json
        run -1 grep -E 'corr|aple' text out
    done
    # Of many, with their lines.
    use_payment
    right=$(hmac "$(<data)")
    sends sfpy "$(hmac "$(<body)")"
    hook 1 verify body body -s "$SECRET" "${GIVEN[@]}" -v
    cat out err >all
    hook 1 verify body body -s "$SECRET" "${GIVEN[@]}" --json
    cat out err >>all
    run -1 grep -qF -e "$SECRET" -e "$right" all
    hook 1 verify body -s "$SECRET" "${GIVEN[@]}" --explain
    run -1 grep -qF "$SECRET" out
    grep -qx "  given     $(hmac "$(<body)")" out
    grep -qx "  expected  $right" out
    grep -qx "  signed    {data}: $(wc -c <data) bytes" out
    grep -qxF "  first 40  $(head -c 40 data)" out
    grep -qxF "  last 40   $(tail -c 40 data)" out
    grep -qx "  key       $FINGERPRINT, ${#SECRET} bytes" out
    hook 1 verify body -s "$SECRET" "${GIVEN[@]}" --explain --json
    assert_equal "$(jq -r .explain.expected out)" "$right"
    # Of a valid one, too.
    sends sfpy "$right"
    hook 0 verify body -s "$SECRET" "${GIVEN[@]}"
    run -1 grep -qF "$right" out
    hook 0 verify body -s "$SECRET" "${GIVEN[@]}" --explain
    grep -qx "  expected  $right" out
}

# differs SCHEME COMMAND: where what the command prints and what should have been signed first differ is where cmp says,
# and both sides are theirs.
differs() {
    content "$1" | around "$1" >should
    eval "$2" | around "$1" >were
    sends "$1" "$(mac "$1" <were | value "$1")"
    diagnosed differs "$1"
    local offset from side
    # It counts from 1, and where one file ends it tells that one's last byte.
    offset=$({ cmp should were || true; } 2>&1 | sed -E 's/.* byte ([0-9]+).*/\1/')
    [[ $(wc -c <should) -eq $offset || $(wc -c <were) -eq $offset ]] || offset=$((offset - 1))
    from=$((offset > 16 ? offset - 16 : 0))
    assert_equal "$(jq -c '.difference | [.offset, .from]' json)" "[$offset,$from]"
    grep -qx "  differs   from byte $offset on (shown from $from)" out || fail "$(<out)"
    for side in should were; do
        tail -c +$((from + 1)) $side | head -c $((offset - from + 32)) >$side.shown
    done
    jq -j .difference.should json | cmp - should.shown
    jq -j .difference.signed json | cmp - were.shown
    grep -qxF "  right     $(sed 's/\t/\\t/g' should.shown | sed -z 's/\n/\\n/g')" out || fail "$(<out)"
    grep -qxF "  signed    $(sed 's/\t/\\t/g' were.shown | sed -z 's/\n/\\n/g')" out || fail "$(<out)"
}

@test "where the bytes first differ is where cmp finds it" {
    WORDS=1
    use_payment
    differs sfpy 'echo "$(<data)"'
    differs sfpy 'cat body'
    differs sfpy 'bare jq . data'
    differs stripe 'jq -cSj . body'
    differs github 'cat data'
    differs standard 'sed "s|/|\\\\/|g" body'
    use_body '{"data":{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","n":10.0,"z":[1,2,3]}}'
    differs sfpy 'sed s/10.0/10/ data'
}


# line LANGUAGE: its line of code, of what verify said.
line() { sed -n "s/^  $1 \+//p" out; }

# named CODE PATTERN: the name that it sets.
named() { sed -nE "1s/^$2.*/\1/p" <<<"$1"; }

run_express() {
    local code name
    code=$(line Express) && name=$(named "$code" 'const ([a-z]+) = ')
    [[ -n $name ]] || code="const out = $code"
    cat >line.js <<END
const { createHmac } = require("crypto"), fs = require("fs");
const [body, signed, key] = ["body", "signed", "key"].map(file => fs.readFileSync(file));
const [secret, timestamp, id, url] = ["secret", "timestamp", "id", "url"].map(file => fs.readFileSync(file, "utf8"));
{
$code
process.stdout.write(${name:-out});
}
END
    node line.js >got
}

run_python() {
    local code name
    code=$(line Python) && name=$(named "$code" '([a-z]+) = ')
    [[ -n $name ]] || code="out = $code"
    cat >line.py <<END
import base64, hmac, os, sys
body, signed, key = (open(file, "rb").read() for file in ("body", "signed", "key"))
secret, timestamp, id, url = (open(file).read() for file in ("secret", "timestamp", "id", "url"))
$code
sys.stdout.buffer.write(${name:-out} if isinstance(${name:-out}, bytes) else ${name:-out}.encode())
END
    python3 line.py >got
}

run_php() {
    local code name
    code=$(line PHP) && name=$(named "$code" '\$([a-z]+) = ')
    [[ -n $name ]] || code="\$out = $code;"
    cat >line.php <<END
<?php
foreach (['body', 'signed', 'key', 'secret', 'timestamp', 'id', 'url'] as \$file)
    \$\$file = file_get_contents(\$file);
$code
echo \$${name:-out};
END
    php line.php >got
}

run_go() {
    local code name
    code=$(line Go) && name=$(named "$code" '([a-z]+)(, err)? := ')
    if [[ $code == 'var in struct'* ]]; then
        name=in.Data
    elif [[ -z $name ]]; then # what stands behind // comes first
        code="${code#*// }; out := ${code%% //*}"
    fi
    cat >line.go <<END
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
)

var used = []interface{}{bytes.Join, hmac.New, sha256.New, sha512.New, base64.StdEncoding, hex.DecodeString, json.Marshal, strings.TrimSpace}

func read(name string) []byte {
	bytes, _ := os.ReadFile(name)
	return bytes
}

var body, signed, key = read("body"), read("signed"), read("key")
var secret, timestamp, id, url = string(read("secret")), string(read("timestamp")), string(read("id")), string(read("url"))

func main() {
	var err error
	{
		$code
		os.Stdout.Write([]byte(${name:-out}))
		_ = err
	}
	_ = err
}
END
    GOCACHE=$BATS_FILE_TMPDIR GOFLAGS=-mod=mod go run line.go >got
}

# advises SCHEME FILE: in each language that is here, the line of code that verify printed gives what is in FILE.
advises() {
    local language
    printf '%s' $ID >id && printf '%s' $HOOK >url && printf '%s' "$(secret_of "$1")" >secret
    case $1 in
    safepay-raast) base64 -d <<<$BASE64 >key ;;
    standard) base64 -d <<<"${WHSEC#whsec_}" >key ;;
    *) cp secret key ;;
    esac
    if [[ $1 == safepay-raast ]]; then printf '%s' $AT; else printf '%s' $UNIX; fi >timestamp
    content "$1" | around "$1" >signed
    for language in node:express python3:python php:php go:go; do
        command -v ${language%:*} >/dev/null || continue
        run_${language#*:} || fail "the line for ${language#*:} does not run"
        cmp got "$2" || fail "the line for ${language#*:} gives: $(<got)"
    done
}

@test "the lines of code do what they say" {
    WORDS=1
    local SFPY_WEBHOOK_SECRET
    use_payment
    mistake whole-body sfpy 'cat body'
    advises sfpy data
    mistaken no-timestamp stripe 'cat body'
    advises stripe signed
    mistaken no-id standard '{ printf "%s." $UNIX && cat body; }'
    advises standard signed
    mistaken no-url square 'cat body'
    advises square signed
    HASH=sha1
    for scheme in sfpy github shopify standard; do
        mistake hash $scheme "content $scheme"
        bare right_of $scheme >right
        advises $scheme right
    done
    HASH=
    keyed secret-space sfpy 'echo "$SECRET"'
    export SFPY_WEBHOOK_SECRET=" $SECRET"$'\n'
    advises sfpy secret
    keyed secret-base64 safepay-raast 'printf %s $BASE64'
    advises safepay-raast key
    keyed secret-base64 standard 'printf %s $WHSEC'
    advises standard key
    SECRET=$(openssl rand -hex 32)
    keyed secret-hex github 'xxd -r -p <<<"$SECRET"'
    advises github key
}

# A body of over a MiB, of what deliveries hold, in the file body; `data` as well.
use_large() {
    jq -nj '{data: {type: "payment:created", items: [range(5200) | {token: "C3SLANR2DNCAUU2H\(1000 + .)",
        amount: "350000000000000000", note: "Müller & Söhne — 10 €", url: "https://shop.example/hooks?a=\(.)&b=<2>",
        rate: (. * 1.5), metadata: {}, list: [1, 2.5, {b: true, a: null}]}]}}' | jq -cj . >large
    use_body "$(<large)"
    [[ $(wc -c <body) -ge 1048576 ]]
}

# in_time SCHEME: a diagnosis takes less than ten seconds of the processor with the sanitizers, which make all ten times
# slower; what it says is in out.
in_time() {
    local TIMEFORMAT='%U' seconds
    { time hook 1 verify body --input body --scheme "$1" -s "$SECRET" --at $AT "${GIVEN[@]}" 2>hook.err; } 2>seconds ||
        fail "$(cat hook.err)"
    seconds=$(tail -n 1 seconds)
    [[ ${seconds%.*} -lt 10 ]] || fail "$seconds s"
}

@test "a body of a MiB is diagnosed in time" {
    use_large
    for scheme in sfpy github stripe; do
        sends $scheme "$(openssl rand 32 | value $scheme)"
        in_time $scheme
        grep -q '^cause: none that is known; ruled out, alone and in some pairs (the body is large): ' out || fail "$(<out)"
    done
    sends sfpy "$(mac sfpy <body | value sfpy)"
    in_time sfpy
    grep -q '^cause: whole-body: ' out || fail "$(<out)"
    sends github "$(bare jq . body | mac github | value github)"
    in_time github
    grep -q '^cause: reformatted: ' out || fail "$(<out)"
    sends sfpy "$(jq -S . data | mac sfpy | value sfpy)"
    in_time sfpy
    sends stripe "$({ printf %s $UNIX && echo "$(<body)"; } | mac stripe | value stripe)"
    in_time stripe
    # Deep, and with many numbers whose notation takes long.
    { repeated 500000 '[' && repeated 500000 ']'; } >body
    sends github "$(openssl rand 32 | value github)"
    in_time github
    { printf '{"data":[1.23456789012345678901' && repeated 50000 ',1.23456789012345678901' && printf ']}'; } >body
    sends sfpy "$(openssl rand 64 | value sfpy)"
    in_time sfpy
}

@test "of many, each line has its cause" {
    local n=0
    use_payment
    for text in "$(<data)" "$(<body)" "$(jq . data)" "$(jq -cS . data)" other; do
        jq -cRs --arg id "0000000000000000000000000$n" --arg signature "$(hmac "$text")" '{kind: "delivery", id: $id,
            direction: "received", time: "2026-01-02T03:04:05Z", method: "POST", url: "http://127.0.0.1:4242/", target: "/",
            version: "1.1", headers: [["X-SFPY-SIGNATURE", $signature]], body: .}' body
        n=$((n + 1))
    done >journal.jsonl
    hook 1 verify journal.jsonl -s "$SECRET" --json
    assert_equal "$(jq -c 'select(.id) | .cause' out)" $'null\n"whole-body"\n"reformatted"\n"keys-sorted"\nnull'
    hook 1 verify journal.jsonl -s "$SECRET"
    err_is
    assert_equal "$(sed -n 2p out)" "00000000000000000000000001: invalid: mismatch: whole-body: the whole body was signed,\
 not the bytes of \"data\" alone (scheme sfpy, secret $FINGERPRINT)"
    assert_equal "$(tail -n 1 out)" "1 valid, 4 invalid"
}
