# core/reencoding held against the programs that it names: each gets an event in the layouts of `smoke`, reads and writes
# it anew, and accepts what stays as it was.
#
# REENCODING_TOOL: the program around core/reencoding (default: build/dev/tests/unit/reencoding_tool).

bats_require_minimum_version 1.5.0

setup() {
    tool=${REENCODING_TOOL:-$BATS_TEST_DIRNAME/../../build/dev/tests/unit/reencoding_tool}
    export LANG=C.UTF-8
    export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
    cd "$BATS_TEST_TMPDIR" || return 1
    write_layouts >layouts
    cut -d ' ' -f 2- layouts >bodies
    [[ $(wc -l <bodies) -eq 11 ]]
}

needs() { command -v "$1" >/dev/null || skip "there is no $1 here"; }

# write_layouts: what was added and the body of each; the first is the event as it is.
write_layouts() {
    local time='"2021-07-22T11:24:15Z"' value
    local rest="\"next_attempt_at\":$time,\"created_at\":$time,\"updated_at\":$time"
    local head='"token":"SM0KE3","client_id":"C3","type":"payment:created"'
    local inner="\"data\":{\"token\":\"SM0KE1\",\"notification\":{\"amount\":\"1\"&},\"created_at\":$time,\"updated_at\":$time}"
    printf '0 {"data":{%s}}\n' "$head,${inner/&/},$rest"
    for value in '"café"' '"a\u0026b"' '"a\/b"' 9007199254740993 2034.50 '{"10":1,"9":2}' '"caf\u00e9"' '{}'; do
        printf '1 {"data":{%s}}\n' "$head,${inner/&/,\"smoke\":$value},$rest"
    done
    printf '0 {"data":{%s}}\n' "$rest,${inner/&/},$head"
    printf '2 {"data":{%s}}\n' "$head,${inner/&/},$rest,\"smoke\":1"
}

# named SCHEME NAMES: who accepts as the file `verdicts` has it (a line of + or - for each body).
named() {
    [[ $(wc -l <verdicts) -eq 11 ]]
    paste -d '' verdicts layouts >samples
    "$tool" "$1" <samples >said
    echo "said: $(cat said)"
    [[ $(head -1 said) == "$2" ]]
}

# says WORDS: that a body is changed so.
says() { grep -qxF -- "$1" said || { echo "not said: $1"; return 1; }; }

by_node() {
    node -e '
        const bodies = require("fs").readFileSync(0, "utf8").trimEnd().split("\n");
        for (const body of bodies) {
            const [was, is] = eval(process.argv[1])(body);
            console.log(was === is ? "+" : "-");
        }' "$1" <bodies >verdicts
}

by_python() {
    python3 -c '
import json, sys
for line in sys.stdin:
    was, made = eval(sys.argv[1])(line.rstrip("\n"))
    print("+" if was == made else "-")' "$1" <bodies >verdicts
}

by_php() {
    # shellcheck disable=SC2016  # the dollars are PHP's
    php -n -r '
        while (($line = fgets(STDIN)) !== false) {
            $body = rtrim($line, "\n");
            [$was, $made] = eval("return $argv[1];");
            echo $was === $made ? "+" : "-", "\n";
        }' -- "$1" <bodies >verdicts
}

@test "JavaScript: the data of SFPY's SDK" {
    needs node
    by_node 'b => [b.slice(8, -1), JSON.stringify(JSON.parse(b).data)]'
    named sfpy '@sfpy/node-sdk or JSON.stringify'
    says '2034.50 becomes 2034.5'
    says '9007199254740993 becomes 9007199254740992'
    says '\u0026 becomes &'
    says '\/ becomes /'
    says '\u00e9 becomes é'
    says '"9" moves in front of "10"'
}

@test "JavaScript: the whole body" {
    needs node
    by_node 'b => [b, JSON.stringify(JSON.parse(b))]'
    named github JSON.stringify
}

@test "Python: the data of Safepay's SDK" {
    needs python3
    by_python 'lambda b: (b[8:-1], json.dumps(json.loads(b)["data"], separators=(",", ":")))'
    named sfpy "safepay-python or Python's json.dumps, compact"
    says 'é becomes \u00e9'
    says '2034.50 becomes 2034.5'
}

@test "Python: the whole body" {
    needs python3
    by_python 'lambda b: (b, json.dumps(json.loads(b), separators=(",", ":")))'
    named stripe "Python's json.dumps, compact"
    by_python 'lambda b: (b, json.dumps(json.loads(b), separators=(",", ":"), ensure_ascii=False))'
    named stripe "orjson or Ruby's JSON.generate"
}

@test "PHP: the data of Safepay's SDK" {
    needs php
    # shellcheck disable=SC2016  # the dollars are PHP's
    by_php '[substr($body, 8, -1), json_encode(json_decode($body, true)["data"], JSON_UNESCAPED_SLASHES)]'
    named sfpy "safepay-php or PHP's json_encode with plain slashes"
    says '{} becomes []'
}

@test "PHP: the whole body" {
    needs php
    # shellcheck disable=SC2016  # the dollars are PHP's
    by_php '[$body, json_encode(json_decode($body, true))]'
    named github "PHP's json_encode"
    # shellcheck disable=SC2016  # the dollars are PHP's
    by_php '[$body, json_encode(json_decode($body, true), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE)]'
    named github "PHP's json_encode, unescaped"
}

@test "Go: the structs of SFPY's SDK" {
    needs go
    GOCACHE=$BATS_TEST_TMPDIR/cache GO111MODULE=off go run "$BATS_TEST_DIRNAME/sdk_peer.go" <bodies |
        sed 's/accepts/+/; s/refuses/-/' >verdicts
    named sfpy go-sfpy
    says '"smoke" is left out'
}

@test "who keeps all bytes, and who knows no other members" {
    needs node
    by_node 'b => [b, b]'
    named sfpy ''
    by_node 'b => [b, b.includes("smoke") ? "" : b]'
    named sfpy strict
}
