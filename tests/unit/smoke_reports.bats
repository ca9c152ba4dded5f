# The reports of smoke held against programs that read them: JUnit against the schema, JSON by jq.
#
# SMOKE_TOOL: writes made-up reports (default: build/dev/tests/unit/smoke_tool).

bats_require_minimum_version 1.5.0

setup() {
    tool=${SMOKE_TOOL:-$BATS_TEST_DIRNAME/../../build/dev/tests/unit/smoke_tool}
    schema=$BATS_TEST_DIRNAME/../data/junit.xsd
    reports=(usual fine preflight list hostile large)
    export LANG=C.UTF-8
    export ASAN_OPTIONS=exitcode=99:detect_leaks=0 UBSAN_OPTIONS=exitcode=99
    cd "$BATS_TEST_TMPDIR" || return 1
}

validate() { xmllint --noout --huge --schema "$schema" "$1" 2>&1 | cut -c 1-300; }

# values FILE XPATH...: in one line.
values() {
    local path
    for path in "${@:2}"; do
        xmllint --huge --xpath "$path" "$1" | tr '\n' ' '
    done
}

# The counts add up, for each suite and for the whole.
add_up() {
    [[ $(values "$1" 'count(//testcase)' 'count(//failure)' 'count(//skipped)') == \
        "$(values "$1" 'number(/*/@tests)' 'number(/*/@failures)' 'sum(//testsuite/@skipped)')" ]]
    [[ $(values "$1" 'number(/*/@tests)' 'number(/*/@failures)') == \
        "$(values "$1" 'sum(//testsuite/@tests)' 'sum(//testsuite/@failures)')" ]]
    [[ $(xmllint --huge --xpath "count(//testsuite[@tests != count(testcase) or
        @failures != count(testcase/failure) or @skipped != count(testcase/skipped)])" "$1") == 0 ]]
}

@test "JUnit: fits the schema, and its counts add up" {
    local report
    for report in "${reports[@]}"; do
        "$tool" junit "$report" >report.xml
        [[ $(validate report.xml) == "report.xml validates" ]] || validate report.xml >&3
        [[ $(validate report.xml) == "report.xml validates" ]]
        add_up report.xml
    done
}

@test "JUnit: random texts fit the schema" {
    local seed
    for seed in {1..60}; do
        "$tool" junit random "$seed" >"$seed.xml"
    done
    run -0 xmllint --noout --schema "$schema" ./*.xml
    [[ $(grep -c ' validates$' <<<"$output") == 60 ]]
}

@test "JUnit: texts come back as they were" {
    local said
    "$tool" junit usual >usual.xml
    said=$(xmllint --xpath 'string(//testcase[@name="bytes.slashes"]/failure)' usual.xml)
    [[ $said == *'again:'$'\n'"printf '%s' '{\"a\":\"\\/\"}' |"$'\n'"  curl --data-binary @- "* ]]
    said=$(xmllint --xpath 'string(//testcase[@name="refuses.no_signature"]/failure/@message)' usual.xml)
    [[ $said == 'refuses a delivery without a signature: expected 4xx, got 200 {"ok":true}' ]]
    said=$(xmllint --xpath 'string(//testcase[@name="refuses.no_signature"]/system-out)' usual.xml)
    [[ $said == 'GET /hook'$'\n''handled SM0KE000000000000001' ]]
    "$tool" junit hostile >hostile.xml
    said=$(xmllint --xpath '//skipped/@message' hostile.xml)
    [[ $said == *'&#10;::error title=x::y&#13;&#10;'* ]]
    [[ $said == *'NUL \x00 BEL \x07 ESC \x1b[2J bad \xff\xc3(\xed\xa0\x80 U+FFFE \u{fffe} \u{ffff}'* ]]
    [[ $said == *'bidi \u{202e}\u{2066}\u{200f} \u{85} \u{2028} @octocat'* ]]
}

@test "JUnit: the schema refuses what Jenkins would, and more" {
    local change
    "$tool" junit usual >usual.xml
    while IFS= read -r change; do
        sed -E "0,/${change%%=>*}/s//${change#*=>}/" usual.xml >changed.xml
        ! cmp -s usual.xml changed.xml || { echo "changes nothing: $change" >&3 && false; }
        [[ $(validate changed.xml) == *"changed.xml fails to validate"* ]] ||
            { echo "the schema takes: $change" >&3 && false; }
    done <<'TABLE'
tests="9"=>tests="nine"
failures="2"=>failures="-1"
errors="0"=>errors="1"
time="1.234"=>time="1,234"
time="0.005"=>time="0.0051"
timestamp="([^"]*)"=>timestamp="\1Z"
skipped="0"=>
tests="9"=>tests="9" skipped="3"
type="must"=>type="perhaps"
<skipped message="[^"]*"\/>=><skipped\/>
<skipped message="[^"]*"\/>=><skipped message=""\/>
<\/failure>=><\/failure><failure type="must" message="again"\/>
<\/failure>=><\/failure><skipped message="too"\/>
<failure=><system-out>before<\/system-out><failure
<system-out>=><system-err\/><system-out>
classname="preflight"=>
name="time.future"=>name="time.too_old"
<testsuite name="bytes"=><testsuite name="refuses"
<testsuite name="bytes"=><testsuite hostname="here" name="bytes"
<\/testsuites>=><properties\/><\/testsuites>
TABLE
}

@test "JSON: each line by itself, with all members" {
    local report
    for report in "${reports[@]}"; do
        "$tool" json "$report" >report.jsonl
        jq -es 'all(.[] | select(.kind == "check"); ([keys[]] - ["id", "group", "severity", "status", "sent",
            "expected", "got", "meaning", "mend", "ms", "kind", "title", "again", "replay", "log", "reason"] == [])
            and (has("sent") and has("expected") and has("got") and has("meaning") and has("mend"))
            and (.ms == null or .ms >= 0))' report.jsonl >/dev/null
    done
    "$tool" json usual >usual.jsonl
    [[ $(wc -l <usual.jsonl) == 10 ]]
    jq -es '([.[] | select(.kind == "check")] | length) == 9 and (.[-1] | .kind == "summary" and .command == "smoke"
        and .passed == 4 and .failed == 2 and .skipped == 3 and .ms == 1234 and .counted == 1)' usual.jsonl
    "$tool" json list >list.jsonl
    jq -es 'length == 9 and all(.[]; .status == "listed")' list.jsonl
}

@test "JSON: what is broken up for GitHub has the same values" {
    local report seed
    for report in usual hostile; do
        "$tool" json "$report" | jq -cS . >plain
        "$tool" disarmed json "$report" >broken
        run -1 grep -F '##[' broken
        jq -cS . broken | cmp - plain
    done
    for seed in {1..20}; do
        "$tool" json random "$seed"
    done | jq -cS . >plain
    for seed in {1..20}; do
        "$tool" disarmed json random "$seed"
    done >broken
    grep -q '\\u0023\[' broken
    run -1 grep -F '##[' broken
    jq -cS . broken | cmp - plain
}

# randoms WORD...: what these words of the tool write of random texts, one behind the other.
randoms() {
    local seed
    for seed in {1..40}; do
        "$tool" "$@" random "$seed"
    done
}

@test "GitHub: no text gives the runner a command" {
    local form
    for form in text tap; do
        { "$tool" disarmed "$form" hostile && randoms disarmed "$form"; } >lines
        run -1 grep -F '##[' lines
        # What .NET trims and grep doesn't know as a space is unsafe for terminals, so it never comes out raw.
        run -1 grep -P '^(\s|\xc2\x85|\xc2\xa0|\xe3\x80\x80)*::' lines
    done
}

@test "GitHub: an annotation is one line and says what failed" {
    "$tool" annotations usual >lines
    [[ $(cut -d ' ' -f 1 lines | paste -sd ' ') == '::error ::warning' ]]
    { "$tool" annotations hostile && randoms annotations; } >lines
    run -1 grep -vP '^::(error|warning) title=sfpy-hook smoke%3A [^:,]*::' lines
    run -1 grep -P '\r' lines
    run -1 grep -F '##[' lines
    run -1 grep -P '%(?!25|0A|0D|3A|2C)' lines
    [[ $(wc -l <lines) == $(($("$tool" json hostile | grep -c '"status":"fail"') + $(randoms json | grep -c '"status":"fail"'))) ]]
}
