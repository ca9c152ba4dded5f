#!/usr/bin/env bats
# What `trigger` sends and `sign` signs, judged by somebody else: a merchant's Express endpoint
# with SFPY's official SDK and other vendors' libraries (server.js, judges.js), and openssl.
#
# SFPY_HOOK: the program (default: build/dev/sfpy-hook);
# SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

bats_require_minimum_version 1.5.0

setup_file() {
    local root=$BATS_TEST_DIRNAME/../..
    local ready=$BATS_FILE_TMPDIR/ready

    export SFPY_HOOK=${SFPY_HOOK:-$root/build/dev/sfpy-hook}
    export SFPY_ENDPOINT_MODULES=${SFPY_ENDPOINT_MODULES:-$root/build/endpoint}
    export ENDPOINT_LOG=$BATS_FILE_TMPDIR/endpoint.log
    export FIXTURES=$BATS_FILE_TMPDIR/fixtures.jsonl
    export CASES=$BATS_FILE_TMPDIR/cases.txt
    export OURS=$BATS_FILE_TMPDIR/ours.json OTHERS=$BATS_FILE_TMPDIR/others.json
    export SECRET URL ENDPOINT_PID
    isolate

    SFPY_HOOK=$(realpath "$SFPY_HOOK") || return 1
    [[ -x $SFPY_HOOK ]] || {
        echo "no program at $SFPY_HOOK: build it first, or set SFPY_HOOK" >&2
        return 1
    }
    "$SFPY_HOOK" fixtures list --json >"$FIXTURES" || return 1
    new_secrets >"$OURS" || return 1
    new_secrets >"$OTHERS" || return 1
    SECRET=$(secret_of sfpy)
    cases_of_fixtures >"$CASES" || return 1
    checking_secrets >"$BATS_FILE_TMPDIR/checking.json" || return 1
    node "$BATS_TEST_DIRNAME/server.js" "$ready" "$BATS_FILE_TMPDIR/checking.json" \
        >"$ENDPOINT_LOG" 2>&1 3>&- &
    ENDPOINT_PID=$!
    wait_for_file "$ready" "$ENDPOINT_PID" || return 1
    URL=$(<"$ready")
}

teardown_file() {
    if [[ -n ${ENDPOINT_PID:-} ]]; then
        kill "$ENDPOINT_PID" 2>/dev/null || true
        wait "$ENDPOINT_PID" 2>/dev/null || true
    fi
}

setup() {
    bats_load_library bats-support
    bats_load_library bats-assert
    mkdir "$BATS_TEST_TMPDIR/.git" # no configuration above is looked for
    cd "$BATS_TEST_TMPDIR" || return 1
}

# No setting of the person who runs the tests may reach the program.
isolate() {
    local name
    for name in $(compgen -e); do
        case $name in
        SFPY_HOOK | SFPY_ENDPOINT_MODULES) ;;
        SFPY_*) unset "$name" ;;
        esac
    done
    export HOME=$BATS_FILE_TMPDIR/home
    export XDG_CONFIG_HOME=$HOME/config XDG_STATE_HOME=$HOME/state XDG_DATA_HOME=$HOME/data
    mkdir -p "$HOME"
}

# wait_for_file FILE PID: up to a minute, but no longer than the process lives.
wait_for_file() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        [[ -s $1 ]] && return 0
        kill -0 "$2" 2>/dev/null || break
        sleep 0.1
    done
    echo "the endpoint did not start:" >&2
    cat "$ENDPOINT_LOG" >&2
    return 1
}

# new_secrets: prints, as JSON, a fresh secret in each of the forms that vendors give them.
new_secrets() {
    local key=$BATS_FILE_TMPDIR/key.der
    openssl genpkey -algorithm ed25519 -outform DER -out "$key" || return 1
    # A key's 32 bytes are the last ones of its DER.
    jq -n --arg text "$(openssl rand -hex 32)" --arg bytes "$(openssl rand -base64 32)" \
        --arg seed "$(tail -c 32 "$key" | openssl base64 -A)" \
        --arg public "$(openssl pkey -inform DER -in "$key" -pubout -outform DER |
            tail -c 32 | openssl base64 -A)" \
        '{text: $text, base64: $bytes, whsec: "whsec_\($bytes)", whsk: "whsk_\($seed)",
          whpk: "whpk_\($public)"}'
}

# secret_of SCHEME [FILE]: the secret to sign with, of ours or of another file of secrets.
secret_of() {
    local form
    case $1 in
    safepay-raast) form=base64 ;;
    standard | svix | stripe) form=whsec ;;
    standard-v1a) form=whsk ;;
    *) form=text ;;
    esac
    jq -r ".$form" "${2:-$OURS}"
}

# checking_secrets: prints {SCHEME: SECRET} for the endpoint, which has the public key of a pair.
checking_secrets() {
    local scheme
    for scheme in sfpy-bytes $(jq -r .scheme "$FIXTURES" | sort -u); do
        jq -n --arg scheme "$scheme" --arg secret "$(secret_of "$scheme")" '{($scheme): $secret}'
    done | jq -s --slurpfile ours "$OURS" 'add | .["standard-v1a"] = $ours[0].whpk'
}

# refused_by_the_sdk: the fixtures that SFPY's SDK refuses, rightly signed as they are, and why.
# It hashes JSON.stringify(JSON.parse(body).data), and so not always the bytes that were signed.
refused_by_the_sdk() {
    cat <<'TABLE'
payment.text it writes & < > and U+2028 as they are, where SFPY's marshaller and the signed bytes have \u0026 and the like
TABLE
}

# cases_of_fixtures: prints a line `NAME SCHEME JUDGE SECRET OTHER` for each built-in fixture: the
# path of who should accept it, the secret to sign with, and another one that is none.
cases_of_fixtures() {
    local name scheme refused
    refused=$(refused_by_the_sdk | cut -d ' ' -f 1)
    declare -A ours others
    while read -r name scheme; do
        [[ -n ${ours[$scheme]-} ]] || ours[$scheme]=$(secret_of "$scheme")
        [[ -n ${others[$scheme]-} ]] || others[$scheme]=$(secret_of "$scheme" "$OTHERS")
        judge=$scheme
        [[ $'\n'$refused$'\n' != *$'\n'$name$'\n'* ]] || judge=sfpy-bytes
        printf '%s %s %s %s %s\n' "$name" "$scheme" "$judge" "${ours[$scheme]}" "${others[$scheme]}"
    done < <(jq -r '[.name, .scheme] | join(" ")' "$FIXTURES")
}

# sfpy_fixtures: fills `fixtures` with the names of all built-in fixtures of scheme sfpy that the
# SDK should accept.
sfpy_fixtures() {
    local names
    names=$(awk '$3 == "sfpy" { print $1 }' "$CASES")
    mapfile -t fixtures <<<"$names"
    [[ " ${fixtures[*]} " == *" payment.confirmed "* ]] || fail "no payment.confirmed: $names"
    [[ " ${fixtures[*]} " == *" refund.confirmed "* ]] || fail "no refund.confirmed: $names"
}

# triggered NAME PATH SECRET STATUS: sends the fixture there; fails on another answer.
triggered() {
    local sent
    sent=$("$SFPY_HOOK" trigger "$1" --to "$URL$2" -s "$3" --no-record --json 2>stderr.txt) || true
    [[ $sent == '{"kind":"sent",'*"\"status\":$4,"* ]] ||
        fail "$1 at /$2: not $4: $sent $(<stderr.txt)"
}

# captured NAME PATH SECRET: what `trigger` would send there, in head.txt and body.json.
captured() {
    local request
    request=$("$SFPY_HOOK" trigger "$1" --to "$URL$2" -s "$3" --dry-run --format http \
        2>stderr.txt) || fail "$1: $(<stderr.txt)"
    printf '%s\n' "${request%%$'\r\n\r\n'*}" | tail -n +2 >head.txt
    printf '%s' "${request#*$'\r\n\r\n'}" >body.json
}

# another_text: sets `changed` to `body` with the first character of its first text that begins
# with a letter or a digit changed, and no other byte; every scheme signs it.
another_text() {
    local before rest other=0
    before=${body%%'":"'[[:alnum:]]*}
    rest=${body:${#before}}
    [[ ${rest:0:3} == '":"' ]] || fail "no text in $body"
    [[ ${rest:3:1} != 0 ]] || other=1
    changed="$before\":\"$other${rest:4}"
}

# post_both PATH: posts body.json and changed.json with the headers of head.txt; prints both
# answers' statuses.
post_both() {
    local options=(--noproxy '*' --silent --show-error --max-time 30 --output answer.json
        --write-out '%{http_code} ' --header @head.txt)
    curl --disable "${options[@]}" --data-binary @body.json "$URL$1" \
        --next "${options[@]}" --data-binary @changed.json "$URL$1"
}

# one_byte_differs: body.json and changed.json; cmp -l prints a line for each.
one_byte_differs() {
    run -1 cmp -l body.json changed.json
    [[ ${#lines[@]} -eq 1 ]] || fail "not one byte differs: $output"
}

# types_of NAME...: prints each one's type, as a JSON string.
types_of() {
    jq 'select(.name | IN($ARGS.positional[])) | .type' "$FIXTURES" --args "$@"
}

# by_judge: prints a line `JUDGE SECRET OTHER NAME...` for each judge.
by_judge() {
    awk '{ names[$3] = names[$3] " " $1; secrets[$3] = $4 " " $5 }
        END { for (judge in names) print judge, secrets[judge] names[judge] }' "$CASES"
}

# saved_payload NAME: the body in body.json, its signature headers in headers.txt.
saved_payload() {
    "$SFPY_HOOK" trigger "$1" --dry-run --format body -s "$SECRET" >body.json
    "$SFPY_HOOK" sign body.json -s "$SECRET" >headers.txt
}

# signature_of FILE: the hex that `sign` gives in its first line, X-SFPY-SIGNATURE.
signature_of() {
    local line
    line=$("$SFPY_HOOK" sign "$1" -s "$SECRET" | head -n 1)
    [[ $line =~ ^X-SFPY-SIGNATURE:\ ([0-9a-f]{128})$ ]] || fail "sign: $line"
    printf '%s\n' "${BASH_REMATCH[1]}"
}

# openssl_signature_of FILE: what openssl makes of the bytes that jq cuts out.
openssl_signature_of() {
    local line
    line=$(jq -cj .data "$1" | openssl dgst -sha512 -hmac "$SECRET" -r)
    printf '%s\n' "${line%% *}" # from "HEX *stdin"
}

# post FILE [CURL-OPTION]...: prints the status of the endpoint's answer.
post() {
    post_to '' "$1" --header 'Content-Type: application/json' "${@:2}"
}

# post_to PATH FILE [CURL-OPTION]...: the same, of what judges at that path.
post_to() {
    curl --disable --noproxy '*' --silent --show-error --max-time 30 \
        --output answer.json --write-out '%{http_code}\n' --data-binary "@$2" "${@:3}" "$URL$1"
}

# another_amount: changes the amount's first digit, and no other byte, in body.json.
another_amount() {
    local body digit other
    body=$(<body.json)
    digit=$(jq -r '.data.data.notification.amount[:1]' body.json)
    [[ $digit == [0-9] ]] || fail "no amount in $body"
    other=$(((digit + 1) % 10))
    printf '%s' "${body/\"amount\":\"$digit/\"amount\":\"$other}" >changed.json
    one_byte_differs
}

@test "the endpoint takes every built-in sfpy fixture as triggered" {
    sfpy_fixtures
    for name in "${fixtures[@]}"; do
        run -0 --separate-stderr "$SFPY_HOOK" trigger "$name" --to "$URL" -s "$SECRET" \
            --no-record --json
        type=$(jq -r --arg name "$name" 'select(.name == $name) | .type' "$FIXTURES")
        jq -e --arg type "$type" '.kind == "sent" and .type == $type and .status == 200' \
            <<<"$output" || fail "$name: $output"

        run -0 tail -n 1 "$ENDPOINT_LOG"
        assert_output "{\"type\":\"$type\",\"accepted\":true}"
    done
}

@test "the endpoint takes every built-in sfpy fixture as saved and signed by hand" {
    sfpy_fixtures
    for name in "${fixtures[@]}"; do
        saved_payload "$name"
        run -0 post body.json --header @headers.txt
        assert_output 200
    done
}

@test "the endpoint refuses every built-in sfpy fixture with one byte changed" {
    sfpy_fixtures
    for name in "${fixtures[@]}"; do
        saved_payload "$name"
        another_amount
        run -0 post changed.json --header @headers.txt
        assert_output 401
    done
}

@test "the endpoint refuses a payload without signature" {
    saved_payload payment.confirmed
    run -0 post body.json
    assert_output 401
}

@test "trigger with another secret is refused, and ends with 1" {
    run -1 --separate-stderr "$SFPY_HOOK" trigger payment.confirmed --to "$URL" \
        -s another-secret --no-record --json
    jq -e '.kind == "sent" and .status == 401' <<<"${lines[0]}" || fail "$output"
    run -0 tail -n 1 "$ENDPOINT_LOG"
    assert_output '{"type":"payment:created","accepted":false}'
}

@test "openssl over jq's .data gives the signature that sign gives" {
    for name in payment.confirmed refund.confirmed; do
        saved_payload "$name"
        signature=$(signature_of body.json)
        assert_equal "$signature" "$(openssl_signature_of body.json)"
    done
}

@test "every fixture is accepted by its vendor's library or rule" {
    while read -r judge secret _ line; do
        read -r -a names <<<"$line"
        run -0 --separate-stderr "$SFPY_HOOK" trigger "${names[@]}" --to "$URL$judge" \
            -s "$secret" --no-record --json
        accepted=$(jq -s 'map(select(.kind == "sent" and .status == 200)) | length' <<<"$output")
        [[ $accepted -eq ${#names[@]} ]] || fail "$accepted of ${names[*]} at /$judge: $output"

        # The types of these two are in headers.
        [[ $judge != github && $judge != shopify ]] || continue
        expected=$(types_of "${names[@]}" | jq -c '{type: ., accepted: true}' | sort)
        assert_equal "$(tail -n "${#names[@]}" "$ENDPOINT_LOG" | sort)" "$expected"
    done < <(by_judge)
}

@test "every fixture with one byte changed is refused there" {
    while read -r judge secret _ line; do
        read -r -a names <<<"$line"
        "$SFPY_HOOK" trigger "${names[@]}" --to "$URL$judge" -s "$secret" --dry-run \
            --format json >deliveries.jsonl
        # Headers, NUL, body, NUL.
        jq -j '(.headers | map(join(": ")) | join("\n")), "\u0000", .body, "\u0000"' \
            deliveries.jsonl >deliveries
        count=0
        while IFS= read -r -d '' head && IFS= read -r -d '' body; do
            another_text
            printf '%s\n' "$head" >head.txt
            printf '%s' "$body" >body.json
            printf '%s' "$changed" >changed.json
            [[ $count -gt 0 ]] || one_byte_differs
            statuses=$(post_both "$judge")
            [[ $statuses == '200 401 ' ]] ||
                fail "${names[count]} at /$judge, as it was and changed: $statuses"
            count=$((count + 1))
        done <deliveries
        [[ $count -eq ${#names[@]} ]] || fail "$count of ${names[*]}"
    done < <(by_judge)
}

@test "every fixture signed with another secret is refused there" {
    while read -r judge _ other line; do
        read -r -a names <<<"$line"
        run -1 --separate-stderr "$SFPY_HOOK" trigger "${names[@]}" --to "$URL$judge" \
            -s "$other" --no-record --json
        refused=$(jq -s 'map(select(.kind == "sent" and .status == 401)) | length' <<<"$output")
        [[ $refused -eq ${#names[@]} ]] || fail "$refused of ${names[*]} at /$judge: $output"
    done < <(by_judge)
}

@test "what is listed as refused by the SDK is refused by it, and rightly signed by openssl" {
    while read -r name why; do
        triggered "$name" sfpy "$SECRET" 401
        captured "$name" sfpy "$SECRET"
        body=$(<body.json)
        [[ $body == '{"data":{'*'}}' ]] || fail "$name: $body"
        printf '%s' "${body:8:-1}" >data.json
        mac=$(openssl dgst -sha512 -hmac "$SECRET" -r data.json)
        run -0 grep -Eix "(X-SFPY-SIGNATURE|SFPY-Signature): ${mac%% *}" <(tr -d '\r' <head.txt)
        [[ ${#lines[@]} -eq 2 ]] || fail "$name: $(<head.txt)"

        node -e 'process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0)).data))' \
            <body.json >rewritten.json
        ! cmp -s rewritten.json data.json || fail "$name: not because $why"
    done < <(refused_by_the_sdk)
}

@test "the headers that a vendor sends beside the signature come with its fixtures" {
    # What GitHub's and Shopify's receivers tell the event by.
    for name in github.push shopify.orders.paid; do
        read -r _ _ judge secret _ < <(grep "^$name " "$CASES")
        triggered "$name" "$judge" "$secret" 200
        run -0 tail -n 1 "$ENDPOINT_LOG"
        assert_output "{\"type\":$(types_of "$name"),\"accepted\":true}"
    done

    while read -r name names; do
        sent=$("$SFPY_HOOK" trigger "$name" -s "$(secret_of text)" --dry-run --format json |
            jq -c '.headers | map(.[0])')
        jq -ne '$names - $sent == []' --argjson names "$names" --argjson sent "$sent" ||
            fail "$name: $names are not all in $sent"
    done < <(jq -r 'select(.headers != []) | "\(.name) \(.headers | map(.[0]) | tojson)"' "$FIXTURES")
}

@test "a time that was signed is taken up to five minutes, and not after" {
    for scheme in safepay-raast standard standard-v1a svix stripe slack; do
        read -r name _ _ secret _ < <(awk -v scheme="$scheme" '$2 == scheme' "$CASES")
        captured "$name" "$scheme" "$secret"
        for row in '4m 200' '6m 401'; do
            "$SFPY_HOOK" sign body.json --scheme "$scheme" -s "$secret" --at "${row% *}" \
                >headers.txt
            run -0 post_to "$scheme" body.json --header 'Content-Type: application/json' \
                --header @headers.txt
            [[ $output == "${row#* }" ]] || fail "$scheme, $row: $output, $(<headers.txt)"
        done
    done
}

@test "a scheme that nobody judges is told from one that refuses" {
    saved_payload payment.confirmed
    run -0 post_to unknown-scheme body.json --header 'Content-Type: application/json' \
        --header @headers.txt
    assert_output 404
}

@test "exported archives are HAR 1.2, whatever was sent and answered" {
    local payload
    : >empty
    printf '\0\1\377%%' >binary
    printf '{"data":"\303\251\342\200\256"}' >text
    for payload in empty binary text; do
        "$SFPY_HOOK" trigger --payload "$payload" --to "${URL}sfpy?a=1&b=%20c+d&&=e&%ff" --journal a.jsonl \
            -H "X-Odd: $(printf 'a\351')" -H 'Cookie: a=b' --no-signature >/dev/null 2>&1 || true
    done
    "$SFPY_HOOK" trigger payment.confirmed --to http://127.0.0.1:1/ --journal a.jsonl >/dev/null 2>&1 || true
    [[ $(wc -l <a.jsonl) -eq 4 ]]
    "$SFPY_HOOK" deliveries export --format har --journal a.jsonl >masked.har
    "$SFPY_HOOK" deliveries export --format har --show-credentials --journal a.jsonl >whole.har
    "$SFPY_HOOK" deliveries export --format har --journal a.jsonl "$(jq -r .id a.jsonl | tail -n 1)" >single.har
    run -0 node "$BATS_TEST_DIRNAME/archive.js" masked.har whole.har single.har
    assert_output ''
    jq -c 'del(.log.entries[0].request.queryString)' whole.har >damaged.har
    run -1 node "$BATS_TEST_DIRNAME/archive.js" damaged.har
    assert_output --partial queryString
}
