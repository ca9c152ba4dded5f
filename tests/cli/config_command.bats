#!/usr/bin/env bats
# `config`: what each setting is and where it comes from, what is masked, the file that `init` writes, and what is said
# of secrets in files that are open to others.
#
# shellcheck disable=SC2153  # SECRET and the like are common.bash's

load common
load configured

PROJECT=.sfpy-hook.json

setup() { in_project 077; }

# is NAME VALUE SOURCE: a line of JSON in out; the value is JSON.
is() {
    assert_equal "$(jq -c --arg name "$1" 'select(.name == $name) | [.value, .source]' out)" "[$2,\"$3\"]"
}

@test "each common setting, by default" {
    hook 0 config --json -q
    err_is
    members_are out setting name value source command from variable file line
    assert_equal "$(jq -r .name out | paste -sd ' ')" \
        "secret secret-file scheme tolerance notification-url journal journal-max no-record fixtures json quiet verbose color"
    is scheme '"sfpy"' default
    is tolerance null default
    is secret null development
    is journal-max 268435456 default
    is journal "\"$XDG_STATE_HOME/sfpy-hook/journal.jsonl\"" default
    is json true 'option --json'
    [[ ! -e $XDG_STATE_HOME ]] || fail "something was made"
}

@test "where each comes from" {
    project $'{\n"scheme": "stripe", "port": 1,\n"tolerance": "2m", "listen": {"port": 4000, "max-body": "3M"}}'
    user $'{"tolerance": 5, "journal-max": "1G",\n\n"trigger": {"scheme": "github", "timeout": "1500ms"}}'
    SFPY_HOOK_FIXTURES=own SFPY_HOOK_TRIGGER_HEADER=$'A: 1\nB: 2' hook 0 config --json --color never
    is scheme '"stripe"' "project $PROJECT:2"
    is tolerance 120 "project $PROJECT:3"
    is journal-max 1073741824 "user $USER_FILE:1"
    is fixtures '"own"' 'environment SFPY_HOOK_FIXTURES'
    is color '"never"' 'option --color'
    is no-record false default
    is listen.port 4000 "project $PROJECT:3"
    is listen.max-body 3145728 "project $PROJECT:3"
    is trigger.timeout 1.5 "user $USER_FILE:3"
    is trigger.header '["A: 1","B: 2"]' 'environment SFPY_HOOK_TRIGGER_HEADER'
    # The project's file wins over a section of the user's.
    json_is out '.name != "trigger.scheme"'
    json_is out '.name != "scheme" or (.from == "project" and .file == ".sfpy-hook.json" and .line == 2 and .command == null)'
    json_is out '.name != "trigger.header" or (.command == "trigger" and .variable == "SFPY_HOOK_TRIGGER_HEADER")'
    # Nothing of the commands that nothing sets.
    json_is out '(.name | startswith("sign.") or . == "listen.host") | not'
    echo '{"scheme": "svix"}' >own.json
    hook 0 config --config own.json scheme tolerance
    out_is "scheme     svix            config own.json:1" "tolerance  (the scheme's)  default"
    err_is "this file alone: own.json"
}

@test "what a command sees; single settings; everything" {
    project '{"listen": {"scheme": "stripe"}, "scheme": "github", "timeout": 3}'
    hook 0 config listen --json
    is scheme '"stripe"' "project $PROJECT:1"
    is listen.timeout 3 "project $PROJECT:1"
    is listen.host '"127.0.0.1"' default
    hook 0 config list scheme listen.scheme timeout verify.scheme -q
    out_is "scheme           github  project $PROJECT:1" "listen.scheme    stripe  project $PROJECT:1" \
        "listen.timeout   3 s     project $PROJECT:1" "trigger.timeout  3 s     project $PROJECT:1" \
        "replay.timeout   3 s     project $PROJECT:1" "smoke.timeout    3 s     project $PROJECT:1" \
        "verify.scheme    github  project $PROJECT:1"
    err_is
    rm "$PROJECT"
    hook 0 config verify.scheme trigger.scheme trigger.to --json
    is verify.scheme '"auto"' default
    is trigger.scheme null default
    is trigger.to '"http://127.0.0.1:4242/"' default
    hook 0 config --all --json
    [[ $(wc -l <out) -gt 150 ]]
    is secret.overlap 24 default
    is listen.delay 0 default
    hook 2 config listne
    err_is "sfpy-hook: config: there is no command or setting 'listne'" "hint: did you mean 'listen'?"
    out_is
    hook 2 config listen.prot
    assert_equal "$(tail -n 1 err)" "hint: did you mean 'port'?"
    hook 2 config listen.force
    hook 2 config trigger.config
}

@test "secrets are fingerprints, passwords and credentials stars" {
    project "{\"secret\": [\"$SECRET\", \"other\"], \"header\": [\"Authorization: Bearer t0ken\", \"A: $SECRET\"],
        \"forward-to\": \"payment:created=http://me:pa55@127.0.0.1:1/\", \"to\": \"http://me:pa55@localhost:1/\",
        \"trigger\": {\"secret\": \"s3cret\"}}"
    for form in --json --all; do
        hook 0 config "$form" --color always
        refute grep -e "$SECRET" -e t0ken -e pa55 -e s3cret out err
    done
    hook 0 config --json
    is secret "[\"$FINGERPRINT\",\"#d9298a10\"]" "project $PROJECT:1"
    is trigger.secret "[\"#$(printf s3cret | sha256sum | head -c 8)\"]" "project $PROJECT:3"
    is trigger.header "[\"Authorization: ***\",\"A: [secret $FINGERPRINT]\"]" "project $PROJECT:1"
    is trigger.to '"http://***@localhost:1/"' "project $PROJECT:2"
    is listen.forward-to '["payment:created=http://***@127.0.0.1:1/"]' "project $PROJECT:2"
    SFPY_WEBHOOK_SECRET=app hook 0 config secret --json
    is secret "[\"#$(printf app | sha256sum | head -c 8)\"]" 'environment SFPY_WEBHOOK_SECRET'
    is secret.overlap 24 default # of the command of that name
    echo x >s
    SFPY_HOOK_SECRET_FILE=s hook 0 config secret-file
    out_is "secret-file  s  environment SFPY_HOOK_SECRET_FILE"
    hook 0 config --json -s opt -q
    is secret "[\"#$(printf opt | sha256sum | head -c 8)\"]" 'option --secret'
    rm "$PROJECT"
    hook 0 secret
    hook 0 config --json -q
    is secret "[\"#$(tr -d '\n' <"$XDG_STATE_HOME/sfpy-hook/secret" | sha256sum | head -c 8)\"]" development
}

@test "it says which files it looked at" {
    hook 0 config scheme
    err_is "the project's file: none, here or above; 'sfpy-hook config init' writes one" \
        "the user's file: $USER_FILE (not there)"
    project '{}' && user '{}'
    mkdir sub && cd sub
    hook 0 config scheme
    err_is "the project's file: ../$PROJECT" "the user's file: $USER_FILE"
    chmod 666 "../$PROJECT"
    hook 0 config scheme
    err_is "the project's file: not read: ../$PROJECT, which others can write; to mend it: chmod go-w ../$PROJECT" \
        "the user's file: $USER_FILE"
}

@test "it works in spite of a fault, which it tells at the end" {
    project '{"tolerance": 7, "jsom": 1, "json": "x"}'
    user '{"scheme": "github"}'
    hook 3 config tolerance scheme -q
    out_is "tolerance  7 s     project $PROJECT:1" "scheme     github  user $USER_FILE:1"
    err_is "sfpy-hook: config: $PROJECT: line 1, column 18: unknown setting 'jsom'" "hint: did you mean 'json'?"
    project '{'
    hook 3 config scheme --json
    is scheme '"github"' "user $USER_FILE:1"
    assert_equal "$(jq -r 'select(.kind == "error") | .code' out)" 3
    # Of a value that can't be, what is given is shown.
    project '{"listen": {"port": "x"}}'
    hook 3 config listen.port -q
    out_is "listen.port  \"x\"  project $PROJECT:1"
    rm "$PROJECT"
    SFPY_HOOK_TOLERANCE=x hook 2 config tolerance -q
    out_is "tolerance  x  environment SFPY_HOOK_TOLERANCE"
    err_is "sfpy-hook: config: variable SFPY_HOOK_TOLERANCE: a duration such as 250ms, 10s or 2m is wanted, not 'x'"
    SFPY_HOOK_LISTEN_PORT=x hook 2 config -q
    grep -q '^listen.port  *x  *environment SFPY_HOOK_LISTEN_PORT$' out
    SFPY_HOOK_SECRET='' hook 2 config --json -q
    is secret null 'environment SFPY_HOOK_SECRET'
    assert_equal "$(head -n 1 err)" "sfpy-hook: config: the secret from SFPY_HOOK_SECRET is empty"
}

@test "init writes a file that sets nothing, and all of it can be uncommented" {
    hook 0 config init
    out_is "$PROJECT"
    err_is "written; nothing is set yet: take the slashes away from what you want, then 'sfpy-hook config' shows what counts"
    assert_equal "$(stat -c %a "$PROJECT")" 600
    [[ $(wc -L <"$PROJECT") -le 100 ]]
    hook 0 config --all --json -q
    json_is out '.file == null'
    # Each line alone, all of them at once.
    grep -c '^ *// "' "$PROJECT" >lines
    [[ $(<lines) -gt 130 ]]
    refute grep -e '"no-verify"' -e '"accept-invalid"' -e '"insecure"' -e '"spawn"' "$PROJECT"
    cp "$PROJECT" fresh
    sed 's,^\( *\)// ,\1,' fresh >"$PROJECT"
    echo s >FILE
    hook 0 config --all --json -q
    # Four begin like the secrets; --json and --quiet are typed here.
    assert_equal "$(jq -r 'select(.file).name' out | grep -vc '^secret')" "$(($(<lines) - 6))"
    sed '/"port"/s,// ,,; /"color"/s,// ,,' fresh >"$PROJECT"
    hook 0 config --json -q
    assert_equal "$(jq -r 'select(.file).name' out | paste -sd ' ')" "color listen.port"
}

@test "init never writes over a file without --force" {
    project '{"port": 1}'
    hook 1 config init
    out_is
    err_is "sfpy-hook: config: $PROJECT is left as it is" \
        "hint: --force replaces it; 'sfpy-hook config init -' prints a fresh one"
    assert_equal "$(<"$PROJECT")" '{"port": 1}'
    ln -s nowhere link
    hook 1 config init link
    [[ -L link && ! -e nowhere ]]
    hook 0 config init --force -q
    err_is
    mv "$PROJECT" first
    hook 0 config init -
    diff out first
    hook 0 config init --user --json
    json_is out '.kind == "configuration" and .path == "'"$USER_FILE"'"'
    grep -q '^    // "no-verify": true,$' "$USER_FILE" # which is the user's own
    rm -r "$HOME/.config"
    hook 0 config init --user
    assert_equal "$(stat -c %a "$HOME/.config/sfpy-hook" "$USER_FILE" | paste -sd ' ')" "700 600"
    sed -i 's,^\( *\)// ,\1,' "$USER_FILE"
    hook 0 fixtures list --fixtures "$BATS_TEST_DIRNAME/../../fixtures"
    hook 2 config init --user x
    hook 2 config init a b
    hook 5 config init missing/x
}

@test "a table fits the terminal" {
    project "{\"journal\": \"$(repeated 200 j)\"}"
    hook 0 config journal -q
    [[ $(wc -L <out) -gt 200 ]]
    script -qec "stty cols 60; $SFPY_HOOK config -q --color never" /dev/null </dev/null | tr -d '\r' >screen
    [[ $(head -n 1 screen) == "setting "*" value "*" from" && $(wc -L <screen) -le 60 ]] || fail "$(<screen)"
}

exposed() { echo "others can read the secret in $1; to mend it: chmod 600 $1"; }

@test "a secret in a file that others can read is warned of once, with the mend" {
    printf s >s
    project "{\"secret\": \"$SECRET\"}"
    hook 0 sign body.json
    err_is
    chmod 640 "$PROJECT"
    hook 0 sign body.json
    err_is "$(exposed "$PROJECT")"
    hook 0 sign body.json -q
    err_is
    chmod 604 s
    hook 0 sign body.json --secret-file s
    err_is "$(exposed "$PROJECT")" "$(exposed s)"
    rm "$PROJECT"
    SFPY_HOOK_SECRET_FILE=s hook 0 verify body.json --signature "$(hmac 1 s)"
    err_is "$(exposed s)"
    project '{"secret-file": "s"}' && chmod 644 "$PROJECT"
    hook 0 sign body.json
    err_is "$(exposed s)"
    # What is no file of that kind: a pipe, the development secret, an empty secret.
    rm "$PROJECT"
    hook 0 sign body.json --secret-file <(echo s)
    err_is
    hook 0 secret && chmod 644 "$XDG_STATE_HOME/sfpy-hook/secret"
    hook 0 sign body.json
    refute grep -q 'others can read' err
    : >s
    hook 2 sign body.json --secret-file s
    assert_equal "$(head -n 1 err)" "sfpy-hook: sign: the secret from --secret-file s is empty"
}

@test "a secret that git would take along is warned of" {
    command -v git >/dev/null || skip "without git"
    local mend="git does not ignore the secret in $PROJECT; to mend it: echo /$PROJECT >> .gitignore"
    git init -q .
    project "{\"secret\": \"$SECRET\"}"
    hook 0 sign body.json
    err_is "$mend"
    mkdir sub && cp body.json sub
    (cd sub && hook 0 sign body.json &&
        err_is "git does not ignore the secret in ../$PROJECT; to mend it: echo /$PROJECT >> ../.gitignore")
    (cd sub && echo s >s && hook 0 sign body.json --secret-file s -q && err_is)
    PATH=/nonexistent "$SFPY_HOOK" sign body.json >out 2>err
    err_is
    eval "${mend#*to mend it: }"
    hook 0 sign body.json
    err_is
    git add -f "$PROJECT"
    hook 0 sign body.json
    err_is "the secret in $PROJECT is in git; to mend it: git rm --cached $PROJECT, and use another secret"
    git rm -q --cached "$PROJECT"
    hook 0 sign body.json
    err_is
    rm .gitignore
    project '{"scheme": "sfpy"}' # no secret in it
    hook 0 sign body.json -s x
    err_is
}
