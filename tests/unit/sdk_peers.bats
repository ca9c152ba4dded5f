# core/sdk held against the programs that the official SDKs run in: each reads bodies and writes their `data` anew, in
# the way its SDK does. The values in the bodies are those of json_forms.tsv, numbers, and members of an event.
#
# SDK_TOOL: the program around core/sdk (default: build/dev/tests/unit/sdk_tool).

bats_require_minimum_version 1.5.0

setup() {
    tool=${SDK_TOOL:-$BATS_TEST_DIRNAME/../../build/dev/tests/unit/sdk_tool}
    export LANG=C.UTF-8
    export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
    cd "$BATS_TEST_TMPDIR" || return 1
    local zero='"0001-01-01T00:00:00Z"'
    local raw='{"client_id":"","data":{"notification":&,"created_at":ZERO,"updated_at":ZERO},'
    raw+='"next_attempt_at":ZERO,"created_at":ZERO,"updated_at":ZERO}'
    {
        values
        events
        values | LC_ALL=C sed "s/.*/${raw//ZERO/$zero}/"
    } | LC_ALL=C sed 's/.*/{"data":&}/' >bodies
    "$tool" <bodies >objections
    [[ $(wc -l <objections) -eq $(wc -l <bodies) && $(wc -l <bodies) -ge 400 ]]
}

needs() { command -v "$1" >/dev/null || skip "there is no $1 here"; }

# values: JSON, one a line, without white space at its ends. Go 1.22 changed how it writes \b and \f.
values() {
    cut -f 2- "$BATS_TEST_DIRNAME/../data/json_forms.tsv" | sed 's/^[ \t]*//; s/[ \t]*$//' | grep -v '\\[bf]'
    cat <<'END'
{"a":1,"b":2,"a":3}
{"a":1,"a":1}
{"\u0061":1,"a":2}
{"a":{"b":1,"b":[1,{}]},"c":{}}
{"\ud800":1,"\ud801":2}
{"\ud800":1,"\ud800":2}
{"b":1,"1":2}
{"1":1,"b":2}
{"2":1,"10":2,"b":3}
{"10":1,"2":2}
{"4294967294":1,"4294967295":2,"4294967296":3}
{"4294967295":1,"4294967294":2}
{"4294967296":1,"4294967295":2}
{"01":1,"1":2}
{"-1":1,"-2":2}
{"0":1}
{"0":1,"1":2,"2":{"0":{}}}
{"1":1,"0":2}
{"00":1}
{"":1}
{"__proto__":{"a":1}}
{"__proto__":1,"__proto__":2}
"\u0000"
"\u007f"
"\u007F"
""
"\u2028"
"\u0026"
"\u003C"
"&"
"a/b"
"a\/b"
"\u00e9"
"é"
"\n\r\t\"\\"
"\u000a"
"\u000B"
"\u000b"
"\ud83e\udd8a"
"\uD83E\uDD8A"
"🦊"
END
    printf '"\x80"\n"\xed\xa0\x80"\n"\xef\xbf\xbd"\n"\xf8"\n{"\xff":1}\n'
    numbers
}

numbers() {
    printf '%s\n' 0 1 -1 -0 -0.0 0.0 1.0 1.5 1.50 1e2 1E2 1e+2 1e-7 1e-07 1e-5 0.00001 0.0001 1e15 1e16 1e17 1e21 1e+21 \
        1.0e+25 1e25 1.5e17 1.5e+17 100000000000000000000 9007199254740991 9007199254740992 9007199254740993 \
        9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 9.223372036854776e+18 \
        18446744073709551615 12345678901234567890 1e400 -1e400 1e-400 5e-324 5.0e-324 1.7976931348623157e308 \
        1.7976931348623157e+308 0.1 0.30000000000000004 0.1000000000000000055511151231257827 1234567890123456.7
}

# events: an event that Go accepts, and such that differ from it in one member.
events() {
    local time value
    for time in 2021-07-22T11:24:15{,.1,.10,.000,.123456789,.1234567890,.,",5"}{Z,+05:00,-05:30,+00:00,-00:00,z,} \
        {0000,0400,1900,2000,2021,9999,10000,21}-02-{28,29}T00:00:00Z 2021-{00,13}-01T00:00:00Z \
        2021-07-{00,32}T00:00:00Z 2021-07-22{t,' '}11:24:15Z 2021-07-22T{24:00:00,11:60:00,11:24:60}Z \
        2021-07-22T11:24:15{+5:00,+0500,+23:59,+05:60} '2021-07-22T11:24:15\u005a' ''; do
        event '' "\"$time\""
    done
    for value in null 12 '{}'; do
        event '' "$value"
    done
    for value in '"token":"x",' '"token":"",' '"token":null,' '"token":1,' '"TOKEN":"x",' '"\u0074oken":"x",' '"toKen":"x",' \
        '"token":"x","token":"x",' '"token":"x","token":"y",' '"other":1,' '"a.b":1,' '"client_id":"x",' \
        '"token":"&",' '"token":"\u0026",' '"token":"\u2028",' '"token":"\u007f",' '"token":"a/b",' '"token":"a\/b",' \
        '"token":"\ud800",' '"token":"\u0001",' '"token":"\u000a",' '"token":"\n",'; do
        event "$value" '"0001-01-01T00:00:00Z"'
    done
    for value in 0 1 -0 -1 1.0 1e2 9223372036854775807 9223372036854775808 -9223372036854775808 '"1"' null '[]' \
        99999999999999999999999; do
        event "" '"0001-01-01T00:00:00Z"' "\"delivery_attempts\":$value,"
    done
    for value in null '{}' '[]' 1 '{"created_at":null}' '{"token":"x"}'; do
        event "" '"0001-01-01T00:00:00Z"' "\"data\":$value,"
    done
}

# event FIRST TIME [LATER]: with members in front and in the middle.
event() {
    printf '{%s"client_id":"",%s"next_attempt_at":%s,"created_at":"0001-01-01T00:00:00Z",' "$1" "${3-}" "$2"
    printf '"updated_at":"0001-01-01T00:00:00Z"}\n'
}

# same SDK: what is said of it is what the file expected holds.
same() {
    awk -v sdk="$1" '{ print index($0, sdk) ? "refuses" : "accepts" }' objections >got
    paste expected bodies >expected_of
    paste got bodies >got_of
    [[ $(wc -l <expected) -eq $(wc -l <bodies) ]]
    [[ $(grep -c accepts expected) -ge ${2-100} && $(grep -c refuses expected) -ge 50 ]]
    diff --text expected_of got_of >difference || {
        printf '%s\n' "$1:" "$(head -c 4000 difference)" >&2
        return 1
    }
}

@test "go-sfpy: Go's structs" {
    needs go
    GOCACHE=$BATS_TEST_TMPDIR/cache GO111MODULE=off go run "$BATS_TEST_DIRNAME/sdk_peer.go" <bodies >expected
    same go-sfpy
}

@test "@sfpy/node-sdk: JSON.parse and JSON.stringify" {
    needs node
    node -e '
        const bodies = require("fs").readFileSync(0);
        for (let at = 0, end; (end = bodies.indexOf(10, at)) >= 0; at = end + 1) {
            const line = bodies.subarray(at, end);
            const made = Buffer.from(JSON.stringify(JSON.parse(line.toString()).data));
            console.log(made.equals(line.subarray(8, -1)) ? "accepts" : "refuses");
        }' <bodies >expected
    same @sfpy/node-sdk
}

@test "safepay-python: json.loads and json.dumps" {
    needs python3
    python3 -c '
import json, sys
for line in sys.stdin.buffer:
    try:
        made = json.dumps(json.loads(line.decode("utf-8"))["data"], separators=(",", ":")).encode()
    except UnicodeDecodeError:
        made = b""
    print("accepts" if made == line[8:-2] else "refuses")' <bodies >expected
    same safepay-python
}

@test "safepay-php: json_decode and json_encode" {
    needs php
    # shellcheck disable=SC2016  # the dollars are PHP's
    php -n -r '
        while (($line = fgets(STDIN)) !== false) {
            $body = json_decode($line, true);
            $made = $body === null ? "" : json_encode($body["data"], JSON_UNESCAPED_SLASHES);
            echo $made === substr($line, 8, -2) ? "accepts" : "refuses", "\n";
        }' <bodies >expected
    same safepay-php
}

@test "safepay-php: ten thousand numbers" {
    needs php
    # shellcheck disable=SC2016  # the dollars are PHP's
    php -n -r '
        mt_srand(88172645463325252);
        for ($i = 0; $i < 10000; $i++) {
            $digits = "";
            for ($j = mt_rand(1, 22); $j > 0; $j--)
                $digits .= mt_rand(0, 9);
            $kinds = [
                ltrim($digits, "0") ?: "0",
                "-0." . $digits,
                mt_rand(1, 9) . "." . $digits . "e" . mt_rand(-330, 310),
                json_encode(mt_rand() / mt_rand(1, 1000000) * 10 ** mt_rand(-20, 20)),
                json_encode(mt_rand(1, 99) * 10.0 ** mt_rand(-9, 25)),
            ];
            echo "{\"data\":", $kinds[$i % count($kinds)], "}\n";
        }' >bodies
    "$tool" <bodies >objections
    # shellcheck disable=SC2016  # the dollars are PHP's
    php -n -r '
        while (($line = fgets(STDIN)) !== false)
            echo json_encode(json_decode($line, true)["data"]) === substr($line, 8, -2) ? "accepts" : "refuses", "\n";
        ' <bodies >expected
    same safepay-php 3000
}
