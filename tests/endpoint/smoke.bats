#!/usr/bin/env bats
# What `smoke` says of two merchants' endpoints in Express (merchants.js): one that follows the rule over the bytes, and
# one with express.json() and SFPY's official SDK.
#
# SFPY_HOOK: the program (default: build/dev/sfpy-hook);
# SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

load ../cli/common

setup_file() {
    export URL MERCHANTS MODULES
    MODULES=$(realpath "${SFPY_ENDPOINT_MODULES:-$BATS_TEST_DIRNAME/../../build/endpoint}")
    cd "$BATS_FILE_TMPDIR" || return 1
    SFPY_ENDPOINT_MODULES=$MODULES SFPY_WEBHOOK_SECRET=$SECRET node "$BATS_TEST_DIRNAME/merchants.js" ready >merchants.log 2>&1 </dev/null 3>&- &
    MERCHANTS=$!
    wait_until test -e ready
    URL=$(<ready)
}

teardown_file() {
    kill "$MERCHANTS" 2>/dev/null || true
}

# failures: what failed, a line `ID GOT` each, where it gave no status of its own `ID` alone.
failures() { jq -r 'select(.kind == "check" and .status == "fail") | "\(.id) \(.got[:3])"' out | sort; }

# Why each check fails at the SDK: a line `ID STATUS WHY`.
fails_at_the_sdk() {
    cat <<'TABLE'
bytes.ampersand           401 JSON.stringify() writes & for \u0026
bytes.slashes             401 and / for \/
bytes.unicode_escapes     401 and é for \u00e9
bytes.big_numbers         401 9007199254740993 becomes 9007199254740992
bytes.decimals            401 2034.50 becomes 2034.5
bytes.integer_keys        401 "9" comes before "10", wherever it stood
robust.empty_body         500 express.json() leaves {}, whose data is undefined: Buffer.from() throws
robust.other_content_type 500 express.json() leaves {} for all that isn't application/json: the same
robust.null_data          500 rightly signed; the merchant reads the type of null, as its handlers do
robust.deep_nesting       500 JSON.parse() goes so deep, JSON.stringify() ends at the stack's limit
delivery.no_stack_trace   any Express shows each of these errors, and its 400 and 413, with its trace
TABLE
}

@test "the careful endpoint passes all, strictly" {
    hook 0 smoke "$URL/careful" -s "$SECRET" --strict --json --no-record
    assert_equal "$(failures)" ''
    # The scheme signs no time, and there is one secret.
    assert_equal "$(jq -r 'select(.status == "skip").id' out | paste -sd ' ')" \
        'accepts.second_secret time.too_old time.within_tolerance time.future'
}

@test "the SDK behind express.json() fails where the vectors say, and where it is listed" {
    hook 1 smoke "$URL/sdk" -s "$SECRET" --strict --json --no-record
    diff -u --label listed --label failed <(fails_at_the_sdk | awk '{ print $1 }' | sort) <(failures | awk '{ print $1 }')
    while read -r id status _; do
        [[ $status == any ]] || grep -qx "$id $status" <(failures) || fail "$id: not $status: $(failures)"
    done < <(fails_at_the_sdk)

    # It is told what its code does.
    jq -r 'select(.status == "fail" and .group == "bytes") | .meaning' out >meanings
    [[ $(grep -c 'parses the JSON and hashes what it writes of it.*@sfpy/node-sdk' meanings) -eq 6 ]] || fail "$(<meanings)"
}

@test "the bytes that the SDK fails on are those that the vectors say Node's rule refuses" {
    # By the rule itself: what of a check's event isn't what JSON.stringify(JSON.parse()) makes of it.
    hook 0 smoke "$URL/sdk" -s "$SECRET" --json --journal journal.jsonl --only bytes
    rewritten=$(node -e '
        const lines = fs.readFileSync("journal.jsonl", "utf8").trim().split("\n").map(JSON.parse)
        for (const { body, answer } of lines) {
            const data = body.slice(8, -1)
            console.log(JSON.stringify(JSON.parse(data)) === data, answer.status)
        }' | sort | uniq -c | awk '{ print $1, $2, $3 }')
    assert_equal "$rewritten" $'6 false 401\n5 true 200'
}

@test "TAP, as tap-parser reads it, passes where the run does, and counts the same" {
    local status name strict todo
    while read -r status name todo strict; do
        hook "$status" smoke "$URL/$name" -s "$SECRET" --tap --no-record ${strict:+"$strict"}
        SFPY_ENDPOINT_MODULES=$MODULES node "$BATS_TEST_DIRNAME/tap.js" out >counts
        hook "$status" smoke "$URL/$name" -s "$SECRET" --json --no-record ${strict:+"$strict"}
        counts=$(jq -r 'select(.kind == "summary") | "\(.passed) \(.failed)"' out)
        skipped=$(jq 'select(.kind == "summary").skipped' out)
        assert_equal "$(<counts)" "$([[ $status == 0 ]] && echo true || echo false) $counts $todo $skipped"
    done <<'TABLE'
0 careful 0
0 careful 0 --strict
1 sdk     7
1 sdk     0 --strict
TABLE
    # A failed `should` alone fails neither.
    hook 0 smoke "$URL/sdk" -s "$SECRET" --tap --no-record --only bytes
    SFPY_ENDPOINT_MODULES=$MODULES node "$BATS_TEST_DIRNAME/tap.js" out >counts
    assert_equal "$(<counts)" 'true 6 6 6 0'
}
