# shellcheck shell=bash
# What the tests of the command line share: a surrounding of their own, streams compared exactly, a listener that
# always ends, requests of one's own bytes. Every file of tests begins with `load common`.
#
# SFPY_HOOK: the program (default: build/dev/sfpy-hook).

bats_require_minimum_version 1.5.0
# File by file: to load the libraries by their names starts fifteen processes a test.
for name in bats-support/src/{output,error,lang} \
    bats-assert/src/{assert,refute,assert_equal,assert_not_equal,assert_success,assert_failure} \
    bats-assert/src/{assert,refute}_{output,line,regex}; do
    bats_load_library "$name.bash"
done
unset name

# shellcheck disable=SC2034  # for the tests
SECRET='correct horse battery staple' SIGNATURE=
# shellcheck disable=SC2034
FINGERPRINT='#c4bbcb1f' DATA=$BATS_TEST_DIRNAME/../data
STARTED=()

setup() {
    isolate
    mkdir "$BATS_TEST_TMPDIR/.git" # no configuration above is looked for
    cd "$BATS_TEST_TMPDIR" || return 1
}

teardown() {
    local pid
    for pid in "${STARTED[@]}"; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
}

# No setting of the person who runs the tests may reach the program, and no report of a sanitizer may pass for the
# status of a failed check.
isolate() {
    local name
    SFPY_HOOK=$(realpath "${SFPY_HOOK:-$BATS_TEST_DIRNAME/../../build/dev/sfpy-hook}")
    for name in $(compgen -e); do
        case ${name,,} in
        sfpy_hook) ;;
        sfpy_* | xdg_* | *_proxy | no_color | clicolor* | force_hyperlink | curl_* | lc_*) unset "$name" ;;
        esac
    done
    export SFPY_HOOK LANG=C.UTF-8 TZ=PKT-5 TERM=xterm
    export HOME=$BATS_TEST_TMPDIR/home XDG_STATE_HOME=$BATS_TEST_TMPDIR/state
    export ASAN_OPTIONS=exitcode=99 LSAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
    mkdir -p "$HOME"
}

# hook STATUS [ARG]...: the program ends with STATUS; what it said is in the files out and err.
hook() {
    local expected=$1 got=0
    shift
    "$SFPY_HOOK" "$@" >out 2>err 3>&- || got=$?
    [[ $got -eq $expected ]] && return
    echo "sfpy-hook $*: status $got, not $expected" >&2
    tail -n 40 out err >&2
    return 1
}

# In loops of a hundred runs that go the same way, looking for leaks at each end would be half of the time.
without_leak_search() { ASAN_OPTIONS+=:detect_leaks=0; }

# out_is [LINE]..., err_is [LINE]...: the stream is just these lines.
out_is() { lines_are out "$@"; }
err_is() { lines_are err "$@"; }

lines_are() {
    local file=$1
    shift
    { [[ $# -eq 0 ]] || printf '%s\n' "$@"; } | diff -u --label expected --label "$file" - "$file" >&2
}

# json_is FILE FILTER [JQ-OPTION]...: every line of FILE is an object for which the filter is true.
json_is() {
    jq -se "map(if ($2) then empty else . end) | length == 0" "$1" "${@:3}" >/dev/null || {
        echo "in $1, not: $2" >&2
        cat "$1" >&2
        return 1
    }
}

# members_are FILE KIND NAME...: the objects of a kind have all these members (others may be added).
members_are() {
    [[ $(jq -r --arg kind "$2" 'select(.kind == $kind) | .kind' "$1") ]] || fail "no $2 in $1: $(cat "$1")"
    # shellcheck disable=SC2016  # the dollars are jq's
    json_is "$1" '.kind != $kind or ($ARGS.positional - keys == [])' --arg kind "$2" --args "${@:3}"
}

# wait_until COMMAND...: tries it for up to half a minute.
wait_until() {
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        "$@" && return
        sleep 0.05
    done
    echo "in vain: $*" >&2
    return 1
}

gone() { ! kill -0 "$1" 2>/dev/null; }

# ended STATUS [PID]: the listener (or another process) ends by itself with the status.
ended() {
    local pid=${2:-$LISTENER} got=0
    wait_until gone "$pid"
    wait "$pid" || got=$?
    [[ $got -eq $1 ]] && return
    echo "process $pid: status $got, not $1" >&2
    tail -n 40 listen.out listen.err >&2
    return 1
}

# launch ARG...: the program in the background, its pid in LISTENER, its streams in listen.out and listen.err.
launch() {
    : >listen.out
    env --default-signal=INT,QUIT "$SFPY_HOOK" "$@" >>listen.out 2>listen.err </dev/null 3>&- &
    LISTENER=$!
    STARTED+=("$LISTENER")
}

# start_listen [ARG]...: a listener on a free port. Sets URL and PORT.
start_listen() {
    rm -f ready
    launch listen --port 0 --ready-file ready "$@"
    wait_until ready_or_gone
    [[ -e ready ]] || {
        echo "the listener did not start:" >&2
        cat listen.out listen.err >&2
        return 1
    }
    URL=$(<ready)
    PORT=${URL##*:}
    PORT=${PORT%%/*}
}

ready_or_gone() { [[ -e ready ]] || gone "$LISTENER"; }

# stop_listen [STATUS]: SIGTERM; without a condition that is a good end.
stop_listen() {
    kill -TERM "$LISTENER"
    ended "${1:-0}"
}

# start_app FOLDER [OPTION=VALUE]...: sets APP_PORT.
start_app() {
    mkdir -p "$1" && rm -f "$1/port"
    node "$BATS_TEST_DIRNAME/app.js" "$@" 2>"$1/err" </dev/null 3>&- &
    APP=$!
    STARTED+=("$APP")
    wait_until test -e "$1/port"
    APP_PORT=$(<"$1/port")
}

stop_app() {
    kill -KILL "$APP"
    wait_until gone "$APP"
}

# A port on which nothing listens, in DEAD_PORT.
# shellcheck disable=SC2034  # for the tests
dead_port() {
    local port=${APP_PORT-}
    start_app dead
    stop_app
    DEAD_PORT=$APP_PORT APP_PORT=$port
}

make_certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=test \
        -addext "subjectAltName=$1" 2>/dev/null
}

# hmac TEXT: its HMAC-SHA512 by somebody else's program.
hmac() {
    local line
    line=$(printf '%s' "$1" | openssl dgst -sha512 -hmac "${2-$SECRET}" -r)
    printf '%s' "${line%% *}"
}

# payload DATA: the body {"data":DATA} in body.json, its signature in SIGNATURE and, as a header, in headers.txt.
payload() {
    printf '{"data":%s}' "$1" >body.json
    SIGNATURE=$(hmac "$1")
    printf 'X-SFPY-SIGNATURE: %s\n' "$SIGNATURE" >headers.txt
}

# post FILE [CURL-OPTION]...: posts its bytes, prints the status; the answer is in the file answer.
post() {
    curl --disable --noproxy '*' --silent --show-error --max-time 60 --output answer --write-out '%{http_code}' \
        --header 'Content-Type: application/json' --data-binary "@$1" "${@:2}" "$URL" 3>&-
}

# posts STATUS FILE [CURL-OPTION]...: the same, and the answer's status is this one.
posts() {
    local got
    got=$(post "${@:2}") || fail "curl ended with $?: $got"
    [[ $got == "$1" ]] || fail "$2: answered $got, not $1: $(cat answer)"
}

# talk FILE: sends its bytes and prints all that comes back until the listener closes.
talk() {
    local socket
    exec {socket}<>"/dev/tcp/127.0.0.1/$PORT"
    # What is refused early may not be taken to its end.
    { cat "$1" >&"$socket"; } 2>/dev/null || true
    timeout 60 cat <&"$socket" 3>&-
    exec {socket}>&-
}

# talks STATUS FILE: the first answer has this status; the whole of what came is in the file answer.
talks() {
    talk "$2" >answer
    [[ $(head -c 12 answer) == "HTTP/1.1 $1" ]] || fail "$2: not answered $1: $(head -c 2000 answer)"
}

# The bodies from hell, one a file in hell/; `signed` names what is signed (hell/NAME.data, or anything), and
# hell/table has a line for each: NAME REASON, `valid` where there is nothing to refuse.
make_hell() {
    mkdir -p hell
    body_from_hell empty not-json ''
    body_from_hell space not-json ' '
    body_from_hell object no-data '{}'
    body_from_hell null not-json 'null'
    body_from_hell array not-json '[{"data":1}]'
    body_from_hell text not-json '"data"'
    body_from_hell no-value not-json '{"data":}'
    body_from_hell cut-short not-json '{"data":1'
    body_from_hell cut-in-text not-json '{"data":"1'
    body_from_hell trailing-comma not-json '{"data":1,}' 1
    body_from_hell leading-zero not-json '{"data":01}' 01
    body_from_hell raw-newline not-json '{"data":"\n"}' '"\n"'
    body_from_hell nul-in-text not-json '{"data":"\0"}' '"\0"'
    body_from_hell nul-after not-json '{"data":1\0}' 1
    body_from_hell nuls-behind valid '{"data":1}\0\0\0' 1
    body_from_hell nested-data no-data '{"event":{"data":1}}' 1
    body_from_hell other-case no-data '{"Data":1}' 1
    body_from_hell escaped-name valid '{"d\\u0061ta":1}' 1
    body_from_hell escaped-nul valid '{"data":"\\u0000"}' '"\\u0000"'
    body_from_hell lone-surrogates valid '{"data":"\\ud800 \\udc00\\ud800"}' '"\\ud800 \\udc00\\ud800"'
    body_from_hell bad-surrogate not-json '{"data":"\\ud80"}' '"\\ud80"'
    body_from_hell invalid-utf8 valid '{"data":"\xff\xc0\xaf\xed\xa0\x80"}' '"\xff\xc0\xaf\xed\xa0\x80"'
    body_from_hell bom not-json '\xef\xbb\xbf{"data":1}' 1
    body_from_hell utf16 not-json '{\0"\0d\0a\0t\0a\0"\0:\00001\0}\0' 1
    body_from_hell duplicate valid '{"data":1,"data":2}' 2
    body_from_hell duplicate-first mismatch '{"data":1,"data":2}' 1
    body_from_hell duplicate-broken not-json '{"data":1,"data":}' 1
    body_from_hell gzip not-json '\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\x56\0' 1
    body_from_hell huge-number valid '{"data":1e999999999}' 1e999999999
    head -c 1000 /dev/zero >nuls && body_of_file nuls not-json nuls nuls
    repeated 1048576 '[' >brackets && body_of_file brackets not-json brackets brackets
    { repeated 100000 '[' && repeated 100000 ']'; } >deep.data && nested deep valid '}'
    { repeated 100000 '{"data":' && printf 1 && repeated 100000 '}'; } >deep-objects.data && nested deep-objects valid '}'
    repeated 100000 '[' >deep-open.data && nested deep-open not-json ''
}

# repeated COUNT TEXT, with sed's escapes.
repeated() {
    if [[ ${#2} -eq 1 ]]; then
        head -c "$1" /dev/zero | tr '\0' "$2"
    else
        head -c "$1" /dev/zero | tr '\0' x | sed "s/x/$2/g"
    fi
}

# body_from_hell NAME REASON BODY [SIGNED]: both with printf's escapes.
body_from_hell() {
    printf '%b' "$3" >"body" && printf '%b' "${4-signed}" >"data"
    body_of_file "$1" "$2" body data
}

nested() {
    { printf '{"data":' && cat "$1.data" && printf '%s' "$3"; } >body
    body_of_file "$1" "$2" body "$1.data"
}

# body_of_file NAME REASON FILE SIGNED-FILE
body_of_file() {
    cp "$3" "hell/$1"
    printf '%s %s %s\n' "$1" "$2" "$(openssl dgst -sha512 -hmac "$SECRET" -r <"$4" | cut -d ' ' -f 1)" >>hell/table
}
