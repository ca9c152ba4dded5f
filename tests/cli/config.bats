#!/usr/bin/env bats
# Configuration files: which are found and taken, what wins over what, what a project's may not set, and what each
# mistake in one says.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common
load configured

PROJECT=.sfpy-hook.json

setup() { in_project 022; }

# named NAME [ARG]...: sign prints the signature under this header's name alone, a setting that is a text.
named() {
    hook 0 sign body.json -s x "${@:2}"
    assert_equal "$(<out)" "$1: $(hmac 1 x)"
}

# unnamed [ARG]...: no file says how the header is named.
unnamed() {
    hook 0 sign body.json -s x "$@"
    out_is "X-SFPY-SIGNATURE: $(hmac 1 x)" "SFPY-Signature: $(hmac 1 x)"
}

# used SECRET [ARG]...: sign, with the arguments, signs with this secret.
used() {
    hook 0 sign body.json --signature-header S "${@:2}"
    assert_equal "$(<out)" "S: $(hmac 1 "$1")"
}

# fails MESSAGE HINT COMMAND [ARG]...: exit 3 with this message, and a hint unless it is empty; nothing else.
fails() {
    hook 3 "${@:3}" </dev/null
    out_is
    err_is "sfpy-hook: $3: $1" ${2:+"hint: $2"}
}

# faulty TEXT MESSAGE [HINT [COMMAND [ARG]...]]: a project's file with this text.
faulty() {
    project "$1"
    fails "$PROJECT: $2" "${3:-}" "${@:4}"
}

trusts() { echo "it came with the project; once you know it: --config ${1:-$PROJECT} trusts it"; }

@test "a text: option, environment, project, user, default" {
    unnamed
    user '{"signature-header": "User"}'
    named User
    project '{"signature-header": "Project"}'
    named Project
    SFPY_HOOK_SIGN_SIGNATURE_HEADER=Environment named Environment
    SFPY_HOOK_SIGN_SIGNATURE_HEADER='' named Project
    SFPY_HOOK_SIGN_SIGNATURE_HEADER=Environment named Option --signature-header Option
    err_is
}

# count N [ARG]...: listen waits for N deliveries, a setting that is a number.
waits_for() {
    hook 1 listen -p 0 -s x --no-record --timeout 1ms "${@:2}"
    grep -q "time is up: unmet: 0 of $1 deliveries came" err || fail "$(<err)"
}

@test "a number, and a duration" {
    user '{"count": 2}'
    waits_for 2
    project '{"count": "3"}'
    waits_for 3
    SFPY_HOOK_LISTEN_COUNT=4 waits_for 4
    SFPY_HOOK_LISTEN_COUNT=4 waits_for 5 --count 5
    project '{"listen": {"timeout": 0.001, "port": 0, "count": 7, "no-record": true}}'
    hook 1 listen
    grep -q 'time is up: unmet: 0 of 7 deliveries came' err
    project '{"listen": {"timeout": "1ms", "port": 0, "no-record": true}}'
    rm "$USER_FILE"
    hook 0 listen
}

# dry BEGIN [ARG]...: what trigger --dry-run prints begins so; its format is a choice.
dry() {
    hook 0 trigger payment.confirmed -s x --dry-run "${@:2}"
    [[ $(head -n 1 out) == "$1"* ]] || fail "$(head -n 1 out)"
}

@test "a choice" {
    dry 'POST / '
    user '{"trigger": {"format": "curl"}}'
    dry 'curl '
    project '{"trigger": {"format": "body"}}'
    dry '{"data":'
    SFPY_HOOK_TRIGGER_FORMAT=http dry 'POST / '
    SFPY_HOOK_TRIGGER_FORMAT=http dry 'curl ' --format curl
}

# sends HEADERS [ARG]...: the headers A of trigger's request, a setting that is a list.
sends() {
    dry 'POST / ' "${@:2}"
    assert_equal "$(sed -n 's/^A: \(.*\)\r$/\1/p' out | paste -sd ' ')" "$1"
}

@test "a list: the first source wins whole" {
    sends ''
    user '{"header": ["A: u1", "A: u2"]}'
    sends 'u1 u2'
    project '{"header": "A: p"}'
    sends p
    project '{"header": []}'
    sends ''
    project '{"header": ["A: p"]}'
    SFPY_HOOK_TRIGGER_HEADER=$'A: e1\nA: e2' sends 'e1 e2'
    SFPY_HOOK_TRIGGER_HEADER=$'A: e1\nA: e2' sends o -H 'A: o'
}

@test "a flag, which a nearer file can take back" {
    user '{"json": true}'
    hook 0 sign body.json -s x
    json_is out '.kind == "signature"'
    project '{"json": false}'
    unnamed
    hook 0 sign body.json -s x --json
    json_is out '.kind == "signature"'
}

@test "what stands under the command's name wins over the top level, but not over another file" {
    project '{"sign": {"signature-header": "Own"}, "signature-header": "All", "listen": {"port": 1}}'
    named Own
    project '{"signature-header": "All", "trigger": {"signature-header": "Other"}}'
    user '{"sign": {"signature-header": "User"}}'
    named All
}

@test "an option and a command of the same name" {
    project '{"secret": "s1", "secret": {"json": true}}'
    used s1
    hook 0 secret
    json_is out '.kind == "secret"'
}

@test "a setting of another command is no mistake" {
    project '{"port": 1, "ready-file": "r", "expect": "2xx", "overlap": 1, "schemes": {}, "fixtures": {}}'
    unnamed
}

@test "of duplicate members the last counts" {
    project '{"signature-header": "A", "signature-header": "B", "sign": {"signature-header": "C"}, "sign": {}}'
    named B
    project '{"signature-header": "A", "signature\u002dheader": "B"}'
    named B
}

@test "comments" {
    cat >"$PROJECT" <<'JSON'
// the begin, "quoted
{ /* block */ "signature-header": /* "No", */ "Yes", // "signature-header": "No",
  "header": "A: // no comment", /* several
  lines, * and / */
  "set": ["a=\"/*", "b=*/"] /**/
} // the end
JSON
    named Yes
    faulty $'/* 1\n2 */ {\n// 3\n  "por": 1}' "line 4, column 3: unknown setting 'por'" "did you mean 'port'?" sign
    faulty '{} /* open' "not JSON: a comment without its end at line 1, column 4" "" sign
    faulty $'{\n/*/ "json": true}' "not JSON: a comment without its end at line 2, column 1" "" sign
    faulty '{} / ' "not JSON: text behind the value at line 1, column 4" "" sign
}

@test "a comma behind the last member or element is taken" {
    project $'{"header": ["A: 1", /* the last */],\n "signature-header": "B", // it too\n}'
    named B
    user '{"sign": {"signature-header": "C", }, "set": ["a=,]",],}'
    rm "$PROJECT"
    named C
}

@test "unknown names, with the nearest" {
    local lists="'sfpy-hook COMMAND --help' lists the options"
    faulty $'{\n  "json": false,\n  "jsom": true}' "line 3, column 3: unknown setting 'jsom'" "did you mean 'json'?" sign
    faulty '{"triger": {}}' "line 1, column 2: unknown setting 'triger'" "did you mean 'trigger'?" sign
    faulty '{"scheme5": {}}' "line 1, column 2: unknown setting 'scheme5'" "did you mean 'scheme'?" sign
    faulty '{"xyzzy": 1}' "line 1, column 2: unknown setting 'xyzzy'" "$lists" sign
    faulty '{"": 1}' "line 1, column 2: unknown setting ''" "$lists" sign
    faulty '{"--json": true}' "line 1, column 2: unknown setting '--json'" "did you mean 'json'?" sign
    faulty '{"p": 1}' "line 1, column 2: unknown setting 'p'" "$lists" sign
    faulty '{"JSON": true}' "line 1, column 2: unknown setting 'JSON'" "did you mean 'json'?" sign
    faulty '{"help": true}' "line 1, column 2: unknown setting 'help'" "$lists" sign
    faulty '{"config": "x"}' "line 1, column 2: unknown setting 'config'" "$lists" sign
    faulty '{"sign": {"config": "x"}}' "line 1, column 11: unknown setting 'config'" \
        "'sfpy-hook sign --help' lists the options" sign
    faulty '{"sign": {"inptu": "body"}}' "line 1, column 11: unknown setting 'inptu'" "did you mean 'input'?" sign
    faulty '{"sign": {"schemes": {}}}' "line 1, column 11: unknown setting 'schemes'" "did you mean 'scheme'?" sign
    # Not the command that runs, not an option of that one.
    faulty '{"verify": {"port": 1}}' "line 1, column 13: unknown setting 'port'" \
        "'sfpy-hook verify --help' lists the options" sign
    faulty $'{"\\u001b[31m": 1}' "line 1, column 2: unknown setting '\\x1b[31m'" "$lists" sign
}

@test "wrong types" {
    faulty '{"json": "true"}' 'line 1: "json": true or false is wanted, not a string' 'such as "json": true' sign
    faulty '{"json": 1}' 'line 1: "json": true or false is wanted, not a number' 'such as "json": true' sign
    faulty $'{\n"json":\nnull}' 'line 3: "json": true or false is wanted, not null' 'such as "json": true' sign
    faulty '{"scheme": 1}' 'line 1: "scheme": a string is wanted, not a number' 'such as "scheme": "sfpy"' sign
    faulty '{"scheme": ["sfpy"]}' 'line 1: "scheme": a string is wanted, not an array' 'such as "scheme": "sfpy"' sign
    faulty '{"scheme": {}}' 'line 1: "scheme": a string is wanted, not an object' 'such as "scheme": "sfpy"' sign
    faulty '{"scheme": "a\u0000b"}' 'line 1: "scheme": a text without NUL characters is wanted' "" sign
    faulty '{"input": true}' 'line 1: "input": guess, body, http, journal, har, curl, gosmee or clerk is wanted, not true' 'such as "input": "guess"' sign
    faulty '{"input": "htp"}' "line 1: \"input\": guess, body, http, journal, har, curl, gosmee or clerk is wanted, not 'htp'" "did you mean 'http'?" sign
    faulty '{"port": false}' 'line 1: "port": a number from 0 to 65535 is wanted, not false' 'such as "port": 1' listen
    faulty '{"port": -1}' "line 1: \"port\": a number from 0 to 65535 is wanted, not '-1'" "" listen
    faulty '{"port": 65536}' "line 1: \"port\": a number from 0 to 65535 is wanted, not '65536'" "" listen
    faulty '{"port": 1e3}' "line 1: \"port\": a number from 0 to 65535 is wanted, not '1e3'" "" listen
    faulty '{"port": ""}' "line 1: \"port\": a number from 0 to 65535 is wanted, not ''" "" listen
    faulty '{"count": 99999999999999999999}' \
        "line 1: \"count\": a number from 1 to 9223372036854775807 is wanted, not '99999999999999999999'" "" listen
    local duration='a duration such as 250ms, 10s or 2m is wanted'
    faulty '{"timeout": "soon"}' "line 1: \"timeout\": $duration, not 'soon'" "" listen
    faulty '{"timeout": []}' "line 1: \"timeout\": $duration, not an array" 'such as "timeout": 1' listen
    faulty '{"header": 1}' 'line 1: "header": a string or an array of strings is wanted, not a number' 'such as "header": ["NAME: VALUE"]' trigger x
    faulty $'{"header": ["A: 1",\n2]}' 'line 2: "header": a string is wanted, not a number' 'such as "header": ["NAME: VALUE"]' trigger x
    faulty '{"secret": ["ok", null]}' 'line 1: "secret": a string is wanted, not null' 'such as "secret": ["SECRET"]' sign
    faulty '{"journal": ""}' 'line 1: "journal": the name of a file is wanted' "" listen
    faulty '{"schemes": []}' 'line 1: "schemes": an object is wanted, not an array' "" sign
    faulty '{"listen": 4242}' 'line 1: "listen": an object is wanted, not a number' 'it holds the options of listen, such as {"json": true}' sign
    # What is wrong for every command that has it is told whatever runs.
    faulty '{"overlap": true}' 'line 1: "overlap": a duration such as 250ms, 10s or 2m is wanted, not true' \
        'such as "overlap": 1' sign
    faulty '{"verify": {"at": 7}}' 'line 1: "at": a string is wanted, not a number' 'such as "at": "TIME"' sign
    project '{"until": ["type=x"]}' # a list of listen, a text of replay
    unnamed
    faulty '{"listen": {"port": {}}}' 'line 1: "port": a number from 0 to 65535 is wanted, not an object' 'such as "port": 1' sign
}

@test "what a command finds wrong with a value is told with the place of the value" {
    local rate="'x' is no rate" hint='such as 50/s, 0.5/s or 100/m; at most a million a second'
    faulty $'{"trigger": {\n"rate": "x"}}' "line 2: \"rate\": $rate" "$hint" trigger payment.confirmed -s x
    echo '{"rate": "x"}' >own.json
    rm "$PROJECT"
    fails "own.json: line 1: \"rate\": $rate" "$hint" trigger payment.confirmed -s x --config own.json
    user '{"header": ["A: 1", "x"]}'
    fails "$USER_FILE: line 1: \"header\": a header is written 'Name: value', not 'x'" "" trigger payment.confirmed -s x
    user '{}'
    faulty '{"until": "x"}' "line 1: \"until\": condition 'x': it names nothing, or nothing to compare it with" \
        "such as type=payment.confirmed, or data.notification.state!=PAID" listen -p 0 -s x
    faulty '{"scheme": "sfpi"}' "line 1: \"scheme\": unknown scheme 'sfpi'" "did you mean 'sfpy'?" sign body.json -s x
    faulty '{"smoke": {"accept": "x"}}' "line 1: \"accept\": 'x' is no list of statuses such as 2xx or 200,204,4xx" "" \
        smoke http://127.0.0.1:9/ -s x
    faulty '{"ramp": 1}' "line 1: \"ramp\": needs '--rate' or '--concurrency'" "it says how long these take to be reached" \
        trigger payment.confirmed -s x
    project '{"rate": "x", "scheme": "x"}'
    hook 2 trigger payment.confirmed -s x --rate y --scheme sfpy
    err_is "sfpy-hook: trigger: option '--rate': 'y' is no rate" "hint: $hint"
    SFPY_HOOK_TRIGGER_RATE=y hook 2 trigger payment.confirmed -s x --scheme sfpy
    err_is "sfpy-hook: trigger: variable SFPY_HOOK_TRIGGER_RATE: 'y' is no rate" "hint: $hint"
    SFPY_HOOK_SCHEME=sfpi hook 2 sign body.json -s x
    err_is "sfpy-hook: sign: variable SFPY_HOOK_SCHEME: unknown scheme 'sfpi'" "hint: did you mean 'sfpy'?"
    project '{"rate": "x"}'
    hook 3 trigger payment.confirmed -s x --json
    json_is out '.what == ".sfpy-hook.json: line 1: \"rate\"" and .why == "'"'x'"' is no rate"'
}

@test "with --json the error is an object too, also where the file asks for it" {
    project '{"jsom": 1}'
    hook 3 sign --json body.json
    members_are out error command code what why hint
    json_is out '.code == 3 and .what == ".sfpy-hook.json: line 1, column 2" and .why == "unknown setting '"'jsom'"'"'
    project '{"input": 1, "json": true}'
    hook 3 sign body.json
    json_is out '.code == 3 and .what == ".sfpy-hook.json: line 1: \"input\""'
}

@test "a mistake on the command line comes first" {
    project '{"jsom": 1}'
    hook 2 sign --xyzzy
    assert_equal "$(head -n 1 err)" "sfpy-hook: sign: unknown option '--xyzzy'"
}

@test "help answers in spite of a broken file" {
    for text in '{' '{"xyzzy": 1}' '{"port": "x"}' '{"no-verify": true}'; do
        project "$text"
        hook 0 listen --help
        err_is
        assert_equal "$(head -n 1 out)" "Usage: sfpy-hook listen [OPTION]... [-- COMMAND [ARG]...]"
        hook 0 help listen
        err_is
        hook 0 --help
        err_is
        hook 0 --version
    done
    project '{'
    fails "$PROJECT: not JSON: the text ends too early at line 2, column 1" "" help schemes
}

@test "malformed files" {
    faulty '' "not JSON: the text ends too early at line 2, column 1" "" sign
    faulty '{"json": true,,}' "not JSON: a member's name in quotes is missing at line 1, column 15" "" sign
    faulty '{"secret": ["a",,]}' "not JSON: no JSON value begins like this at line 1, column 17" "" sign
    faulty '{,}' "not JSON: a member's name in quotes is missing at line 1, column 2" "" sign
    faulty '{"json": tru' "not JSON: no JSON value begins like this at line 1, column 10" "" sign
    faulty '{"json" true}' "not JSON: a colon is missing at line 1, column 9" "" sign
    faulty "{'json': true}" "not JSON: a member's name in quotes is missing at line 1, column 2" "" sign
    faulty $'{"scheme": "sf\npy"}' "not JSON: a control character in a string at line 1, column 15" "" sign
    faulty '{} {}' "not JSON: text behind the value at line 1, column 4" "" sign
    local wanted='an object such as {"scheme": "sfpy"} is wanted'
    faulty '[]' "line 1, column 1: $wanted" "" sign
    faulty $'// x\n "x"' "line 2, column 2: $wanted" "" sign
    printf '{"json": fals' >"$PROJECT"
    fails "$PROJECT: not JSON: the text ends too early at line 1, column 14" "" sign
    : >"$PROJECT"
    fails "$PROJECT: not JSON: the text ends too early at line 1, column 1" "" sign
    printf '\x7fELF\0\0\0' >"$PROJECT"
    fails "$PROJECT: not JSON: no JSON value begins like this at line 1, column 1" "" sign
    printf '{"scheme\0": 1}' >"$PROJECT"
    fails "$PROJECT: not JSON: a control character in a string at line 1, column 9" "" sign
    rm "$PROJECT" && mkdir "$PROJECT"
    fails "cannot read $PROJECT: Is a directory" "" sign
    rmdir "$PROJECT" && mkfifo "$PROJECT"
    fails "$PROJECT: not JSON: the text ends too early at line 1, column 1" "" sign
}

@test "huge and deep files" {
    { printf '{"schemes": {"a": ' && repeated 200000 '[' && repeated 200000 ']' && printf '}}'; } >"$PROJECT"
    fails "$PROJECT: line 1, column 19: scheme a: an object is wanted, not an array" "" sign
    { printf '{"port": ' && repeated 100000 '{"a":' && printf '1' && repeated 100000 '}' && printf '}'; } >"$PROJECT"
    fails "$PROJECT: line 1: \"port\": a number from 0 to 65535 is wanted, not an object" 'such as "port": 1' listen
    repeated 1000000 '[' >"$PROJECT"
    fails "$PROJECT: not JSON: the text ends too early at line 1, column 1000001" "" sign
    { printf '{"signature-header": "A"' && repeated 35000 ',"signature-header": "B"' && printf '}'; } >"$PROJECT"
    named B
    { printf '{"%s' "$(repeated 100000 x)" && printf '": 1}'; } >"$PROJECT"
    hook 3 sign
    [[ $(wc -c <err) -lt 1000 && $(<err) == "sfpy-hook: sign: $PROJECT: line 1, column 2: unknown setting 'xxx"* ]]
    { printf '{"json": false' && repeated 10485760 ' ' && printf '}'; } >"$PROJECT"
    fails "cannot read $PROJECT: it is larger than 1 MiB" "" sign
    hook 3 sign --config /dev/zero
    err_is "sfpy-hook: sign: cannot read /dev/zero: it is larger than 1 MiB"
}

@test "the project's file is found above, up to and with the folder that holds .git" {
    project '{"signature-header": "Above"}'
    mkdir -p a/b/c && cp body.json a/b/c && cd a/b/c
    named Above
    echo '{"signature-header": "Nearer"}' >../$PROJECT
    named Nearer
    rm ../$PROJECT
    mkdir ../../../.git
    named Above # beside .git
    mkdir ../.git
    unnamed
    rmdir ../.git && echo 'gitdir: elsewhere' >../.git # as in a worktree
    unnamed
    rm ../.git
    named Above
    printf '{\n"xyzzy": 1}' >../../../$PROJECT
    fails "../../../$PROJECT: line 2, column 1: unknown setting 'xyzzy'" \
        "'sfpy-hook COMMAND --help' lists the options" sign
}

@test "HOME ends the search, links resolved" {
    echo '{"signature-header": "Above"}' >"../$PROJECT"
    mkdir deep && cp body.json deep
    named Above
    HOME=$PWD unnamed
    ln -s "$PWD" ../link
    cd deep
    HOME=$BATS_TEST_TMPDIR/link unnamed
    echo '{"signature-header": "Home"}' >../$PROJECT
    HOME=$BATS_TEST_TMPDIR/link named Home
    HOME='' named Home
}

@test "the user's file: XDG_CONFIG_HOME, else under HOME; relative ones are ignored" {
    user '{"signature-header": "Home"}'
    named Home
    mkdir -p xdg/sfpy-hook
    echo '{"signature-header": "Xdg"}' >xdg/sfpy-hook/config.json
    XDG_CONFIG_HOME=$PWD/xdg named Xdg
    XDG_CONFIG_HOME=xdg named Home
    XDG_CONFIG_HOME=$PWD/none unnamed
    (unset HOME && unnamed)
    user '{'
    fails "$USER_FILE: not JSON: the text ends too early at line 2, column 1" "" sign
}

@test "a project's file that others can write, or own, is not taken" {
    project '{"signature-header": "Project"}'
    for mode in 664 646 666 620; do
        chmod "$mode" "$PROJECT"
        unnamed
        err_is "not read: $PROJECT, which others can write; to mend it: chmod go-w $PROJECT"
    done
    unnamed -q
    err_is
    hook 0 sign --help
    err_is
    mkdir sub && cp body.json sub && cd sub
    unnamed
    err_is "not read: ../$PROJECT, which others can write; to mend it: chmod go-w ../$PROJECT"
    cd ..
    named Project --config "$PROJECT"
    chmod go-w "$PROJECT"
    named Project
    ln -s "$PROJECT" link && mv "$PROJECT" real && ln -s real "$PROJECT"
    named Project
    err_is
    [[ $EUID -eq 0 ]] || skip "only root can give files away"
    local owned="not read: $PROJECT, which another user owns; '--config $PROJECT' reads it all the same"
    chown 65534 real
    unnamed
    err_is "$owned"
    chown 0 real && chown -h 65534 "$PROJECT" # a link that somebody else put there
    unnamed
    err_is "$owned"
    named Project --config "$PROJECT"
}

@test "file names are relative to their file; --config's and the user's may be anywhere" {
    mkdir -p sub "$HOME/elsewhere"
    echo s1 >s1 && echo s2 >"$HOME/elsewhere/s2" && echo s3 >"$HOME/.config/sfpy-hook/s3"
    project '{"secret-file": "s1"}'
    used s1
    cp body.json sub && cd sub
    used s1
    cd ..
    project '{"secret-file": "sub/../s1"}'
    used s1
    project "{\"secret-file\": \"$PWD/s1\"}"
    used s1
    rm "$PROJECT"
    user '{"secret-file": "s3"}'
    used s3
    user "{\"secret-file\": \"../../elsewhere/s2\"}"
    used s2
    user "{\"secret-file\": \"$HOME/elsewhere/s2\"}"
    used s2
    echo '{"secret-file": "../s1"}' >sub/own.json
    used s1 --config sub/own.json
    project '{"journal": "j", "listen": {"ready-file": "r"}}'
    cd sub
    hook 0 trigger payment.confirmed --dry-run -s x
    hook 0 listen -p 0 --timeout 1ms -s x
    [[ -e ../j && ! -e j ]]
}

@test "a dash in a file is no standard input" {
    project '{"secret-file": "-"}'
    hook 3 sign body.json <<<s1
    err_is "sfpy-hook: sign: cannot read ./-: No such file or directory"
    echo s2 >-
    used s2 <<<s1
}

@test "what a project's file may not set" {
    local may="line 1: \"no-verify\": a project's file may not set it" accept
    accept=${may/no-verify/accept-invalid}
    faulty '{"no-verify": true}' "$may" "$(trusts)" listen
    faulty '{"listen": {"no-verify": true}}' "$may" "$(trusts)" listen
    faulty '{"no-verify": true}' "$may" "$(trusts)" sign # whatever runs
    faulty '{"listen": {"no-verify": true}}' "$may" "$(trusts)" sign
    faulty '{"accept-invalid": true}' "$accept" "$(trusts)" listen
    faulty '{"listen": {"accept-invalid": false}}' "$accept" "$(trusts)" listen
    mkdir sub && cd sub
    fails "../$PROJECT: $accept" "$(trusts ../$PROJECT)" listen --no-verify
}

@test "a project's file names files in its folder only" {
    local files="a project's file may name files in its folder only, not"
    mkdir -p sub ../outside "../${PWD##*/}-too"
    ln -s ../outside away && ln -s ../outside/new dangling && ln -s sub within && ln -s loop loop
    local name
    for name in /etc/passwd ../s1 ../outside/s1 sub/../../s1 .. away away/s1 away/new/s1 dangling dangling/x loop \
        missing/../../s1 missing/.. "../${PWD##*/}-too/s1" body.json/x "$(repeated 300 a)"; do
        project "{\"journal\": \"$name\"}"
        hook 3 listen
        [[ $(head -n 1 err) == "sfpy-hook: listen: $PROJECT: line 1: \"journal\": $files '${name:0:80}"* ]] ||
            fail "$name: $(<err)"
        assert_equal "$(tail -n 1 err)" "hint: $(trusts)"
    done
    for name in j sub/j missing/sub/j within/j ./j "$PWD/j" ..j; do
        project "{\"journal\": \"$name\"}"
        unnamed
    done
    faulty '{"secret-file": "/etc/passwd"}' "line 1: \"secret-file\": $files '/etc/passwd'" "$(trusts)" sign
    faulty '{"listen": {"ready-file": "../r"}}' "line 1: \"ready-file\": $files '../r'" "$(trusts)" sign
    [[ ! -e ../outside/new ]]
}

@test "a project's file names URLs of this machine only" {
    local urls="a project's file may name URLs of this machine only, not" url
    for url in https://example.org/ http://127.0.0.1.example.org/ http://127.0.0.1:80@example.org/ http://10.0.0.1/ \
        example.org:80 http://0.0.0.0/ 'http://[::2]/'; do
        project "{\"trigger\": {\"to\": \"$url\"}}"
        hook 3 trigger payment.confirmed --dry-run -s x
        [[ $(head -n 1 err) == "sfpy-hook: trigger: $PROJECT: line 1: \"to\": $urls 'http"* ]] || fail "$url: $(<err)"
        assert_equal "$(tail -n 1 err)" "hint: $(trusts)"
    done
    faulty '{"to": "http://me:pass@example.org/"}' "line 1: \"to\": $urls 'http://***@example.org/'" "$(trusts)" sign
    faulty '{"to": "ftp://x/"}' "line 1: \"to\": no http or https URL: 'ftp://x/'" \
        "such as http://127.0.0.1:3000/webhooks; 3000/webhooks means the same" sign
    for url in 3000 :3000/hooks /hooks localhost:3000 http://127.0.0.1:1/ 'http://[::1]:1/' https://LocalHost/; do
        project "{\"to\": \"$url\"}"
        hook 0 trigger payment.confirmed --dry-run -s x
    done
    user '{"to": "https://example.org/hooks"}'
    rm "$PROJECT"
    hook 0 trigger payment.confirmed --dry-run -s x
    grep -q '^Host: example.org' out
}

@test "--config reads one file instead of those found, and trusts it" {
    project '{"signature-header": "Project"}'
    user '{"scheme": "xyzzy"}'
    echo '{"signature-header": "Own"}' >own.json
    named Own --config own.json
    SFPY_HOOK_CONFIG=own.json named Own
    SFPY_HOOK_CONFIG=own.json named Option --signature-header Option
    SFPY_HOOK_CONFIG=none hook 0 sign body.json -s x --config own.json
    user '{}'
    SFPY_HOOK_CONFIG='' named Project
    named Piped --config <(echo '{"signature-header": "Piped"}')
    named Read --config - <<<'{"signature-header": "Read"}'
    hook 2 sign --config - -s x <<<'{}'
    err_is "sfpy-hook: sign: standard input can be read once only" "hint: name each FILE once"
    hook 3 sign --config missing.json
    err_is "sfpy-hook: sign: cannot read missing.json: No such file or directory"
    hook 3 sign --config - <<<'{"xyzzy": 1}'
    assert_equal "$(head -n 1 err)" "sfpy-hook: sign: standard input: line 1, column 2: unknown setting 'xyzzy'"
    hook 0 sign --config missing.json --help
    echo '{"no-verify": true, "journal": "../j", "to": "https://example.org/", "listen": {"accept-invalid": true}}' \
        >"$PROJECT"
    hook 0 listen -p 0 --timeout 1ms --config "$PROJECT"
    grep -q 'signatures are not checked' err
    [[ -e ../j ]]
}

@test "secrets: option, environment, project, user, development, each whole" {
    hook 0 secret
    used "$(<out)"
    user '{"secret": "user"}'
    used user
    echo from-file >file
    project '{"secret-file": "file"}'
    used from-file
    project '{"secret-file": "file", "secret": ["p1", "p2"]}'
    used p1
    for secret in p1 p2 from-file; do
        hook 0 verify body.json --signature "$(hmac 1 "$secret")"
    done
    hook 1 verify body.json --signature "$(hmac 1 user)"
    SFPY_WEBHOOK_SECRET=app used app
    SFPY_WEBHOOK_SECRET=app SFPY_HOOK_SECRET_FILE=file used from-file
    SFPY_HOOK_SECRET=own used own
    SFPY_HOOK_SECRET=own used option -s option
    hook 1 verify body.json --signature "$(hmac 1 p1)" -s option
    project '{"sign": {"secret": "for-sign"}, "secret": "for-all"}'
    used for-sign
    hook 0 verify body.json --signature "$(hmac 1 for-all)"
    grep -qF "($PROJECT)" out
}

@test "an empty secret in a file: exit 2, naming the file" {
    for text in '{"secret": ""}' '{"secret": []}' '{"secret": ["x", ""]}'; do
        project "$text"
        hook 2 sign body.json
        err_is "sfpy-hook: sign: the secret from $PROJECT is empty" \
            "hint: an empty key would accept what anybody can sign"
        used option -s option
    done
    printf '\n\n' >file
    project '{"secret-file": "file"}'
    hook 2 sign body.json
    assert_equal "$(head -n 1 err)" "sfpy-hook: sign: the secret from $PROJECT secret-file file is empty"
    project '{"secret-file": "missing"}'
    hook 3 sign body.json
    err_is "sfpy-hook: sign: cannot read missing: No such file or directory"
    rm "$PROJECT"
    user '{"secret": ""}'
    hook 2 sign body.json
    assert_equal "$(head -n 1 err)" "sfpy-hook: sign: the secret from $USER_FILE is empty"
}

@test "a secret in a file shows nowhere" {
    project "{\"secret\": \"$SECRET\", \"xyzzy\": 1}"
    hook 3 sign body.json
    refute grep -F "$SECRET" out err
    project "{\"secret\": \"$SECRET\"}"
    hook 3 sign "$SECRET"
    refute grep -F "$SECRET" out err
    hook 0 verify body.json --signature "$SIGNATURE" -v
    refute grep -F "$SECRET" out err
}

# opened: how often files of settings are opened, also in vain.
opened() {
    strace -o trace -e trace=open,openat "$SFPY_HOOK" sign body.json -s x >/dev/null 3>&-
    grep -c -e "$PROJECT" -e config.json trace || true
}

@test "each file is opened once, and none where there is none" {
    command -v strace >/dev/null || skip "without strace"
    without_leak_search # it can't look under strace
    assert_equal "$(opened)" 0
    project '{"signature-header": "A", "schemes": {}}'
    user '{"signature-header": "B", "schemes": {}}'
    assert_equal "$(opened)" 2
}
