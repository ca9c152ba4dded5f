# json_form held against the programs whose ways of writing it knows: Node.js, Python, jq. The documents are lines of
# json_forms.tsv, behind the letters of the programs that keep what is in them: n Node.js, p Python where it writes
# ASCII, u where it writes UTF-8, j jq.
#
# JSON_FORM_TOOL: the program around json_form (default: build/dev/tests/unit/json_form_tool).

bats_require_minimum_version 1.5.0

setup() {
    tool=${JSON_FORM_TOOL:-$BATS_TEST_DIRNAME/../../build/dev/tests/unit/json_form_tool}
    export LANG=C.UTF-8
    export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
    cd "$BATS_TEST_TMPDIR" || return 1
    for letter in n p u j; do
        grep -E "^[a-z]*$letter" "$BATS_TEST_DIRNAME/../data/json_forms.tsv" | cut -f 2- >"$letter"
        [[ -s $letter ]] || return 1
    done
}

needs() { command -v "$1" >/dev/null || skip "there is no $1 here"; }

# node_form EXPRESSION WORD...: with the parsed document as v, it gives the form of these words.
node_form() {
    node -e "
        const lines = require('fs').readFileSync(0, 'utf8').split('\n').slice(0, -1);
        const hex = c => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
        const form = v => ($1);
        process.stdout.write(lines.map(line => form(JSON.parse(line)) + '\n----\n').join(''));" <n >expected
    same n "$1" "${@:2}"
}

# python_form FILE ARGUMENTS WORD...: dumps with these arguments.
python_form() {
    python3 -c "
import json, sys
for line in open('$1', encoding='utf-8'):
    sys.stdout.buffer.write((json.dumps(json.loads(line)$2) + '\n----\n').encode('utf-8'))" >expected
    same "$1" "$2" "${@:3}"
}

# jq_form OPTIONS WORD...
jq_form() {
    local line
    # shellcheck disable=SC2086  # some options
    while IFS= read -r line; do
        jq $1 . <<<"$line" && echo ----
    done <j >expected
    same j "$1" "${@:2}"
}

# same FILE WHAT WORD...: the form of the file's documents is what the file expected holds.
same() {
    "$tool" "${@:3}" <"$1" >got
    diff -u --text expected got >difference || {
        printf '%s\n' "$2: not the form ${*:3}:" "$(head -c 4000 difference)" >&2
        return 1
    }
}

@test "there are documents enough" {
    [[ $(wc -l <n) -ge 40 && $(wc -l <u) -ge 40 && $(wc -l <j) -ge 30 ]]
}

@test "Node.js: each layout" {
    needs node
    local plain=(html-plain slash-plain unicode-plain numbers-js)
    node_form 'JSON.stringify(v)' compact "${plain[@]}"
    node_form 'JSON.stringify(v, null, 2)' lines-2 "${plain[@]}"
    node_form 'JSON.stringify(v, null, 4)' lines-4 "${plain[@]}"
    node_form 'JSON.stringify(v, null, "\t")' lines-tab "${plain[@]}"
}

@test "Node.js: what other languages escape" {
    needs node
    local plain=(compact unicode-plain numbers-js)
    node_form 'JSON.stringify(v).replace(/[&<>\u2028\u2029]/g, hex)' "${plain[@]}" html-escaped slash-plain
    node_form 'JSON.stringify(v).replace(/\//g, "\\/")' "${plain[@]}" html-plain slash-escaped
    node_form 'JSON.stringify(v).replace(/[&<>\/\u2028\u2029]/g, c => c == "/" ? "\\/" : hex(c))' \
        "${plain[@]}" html-escaped slash-escaped
}

@test "Node.js: twenty thousand numbers" {
    needs node
    node -e '
        let state = 88172645463325252n;
        const random = () => {
            state ^= BigInt.asUintN(64, state << 13n);
            state ^= state >> 7n;
            return state = BigInt.asUintN(64, state ^ state << 17n);
        };
        const below = n => Number(random() % BigInt(n));
        const any = () => new Float64Array(BigUint64Array.of(random()).buffer)[0];
        const digits = n => Array.from({length: n}, () => below(10)).join("");
        const kinds = [
            () => any().toPrecision(1 + below(25)),
            () => any().toExponential(16),
            () => (2 ** (below(2098) - 1074)).toExponential(20),
            () => String(2 ** (below(2098) - 1074)),
            () => (below(1000) * 2 ** -1074).toExponential(below(20)),
            () => (random() >> BigInt(below(64))).toString(),
            () => "0." + digits(1 + below(30)),
            () => 1 + below(9) + digits(below(25)) + "." + digits(1 + below(12)),
            () => 1 + below(9) + "." + digits(1 + below(20)) + "E" + (below(700) - 350),
            () => "-0." + "0".repeat(below(330)) + digits(1 + below(20)) + "e+" + below(20),
            () => 1 + below(9) + digits(900) + "e-" + (850 + below(80)),
        ];
        for (let i = 0; i < 20000; i++) {
            let text = kinds[i % kinds.length]();
            console.log(/[Ia]/.test(text) ? "0" : text);
        }' >n
    cp n p
    node_form 'JSON.stringify(v)' numbers-js
    needs python3
    python_form p '' numbers-python
}

@test "Python: each layout, sorted, in ASCII and in UTF-8" {
    needs python3
    local plain=(html-plain slash-plain numbers-python)
    python_form p '' "${plain[@]}" spaced unicode-lower
    python_form p ', separators=(",", ":")' "${plain[@]}" compact unicode-lower
    python_form u ', ensure_ascii=False' "${plain[@]}" spaced unicode-plain
    python_form u ', indent=4, ensure_ascii=False' "${plain[@]}" lines-4 unicode-plain
    python_form p ', indent=2, sort_keys=True' "${plain[@]}" lines-2 unicode-lower sorted
    python_form p ', indent="\t"' "${plain[@]}" lines-tab unicode-lower
    python_form p ', sort_keys=True' "${plain[@]}" spaced unicode-lower sorted
    python_form p ', sort_keys=True, separators=(",", ":")' "${plain[@]}" unicode-lower sorted
}

@test "jq: compact, indented, sorted, in ASCII" {
    needs jq
    local plain=(html-plain slash-plain)
    jq_form --compact-output "${plain[@]}" compact unicode-plain
    jq_form '' "${plain[@]}" lines-2 unicode-plain
    jq_form --sort-keys "${plain[@]}" lines-2 unicode-plain sorted
    jq_form '--tab --sort-keys' "${plain[@]}" lines-tab unicode-plain sorted
    jq_form '--ascii-output --compact-output' "${plain[@]}" compact unicode-lower
}
