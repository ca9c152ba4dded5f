#!/usr/bin/env bats
# The manual pages: that they say what the tables say, of every command and option and of no other, that their text can
# be read and copied, and that their examples do what they show.
#
# shellcheck disable=SC2016,SC2094,SC2153  # dollars for others to expand; \$page is no file's name but its path
#
# MANUAL_TOOL: what fills in their marked parts (default: sfpy-hook-manual beside the program).

load common
load manual

setup() {
    isolate
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir .git
    TOOL=${MANUAL_TOOL:-$(dirname "$SFPY_HOOK")/sfpy-hook-manual} PAGES=("$MAN"/*.[1-9])
    export ZOO=$BATS_TEST_DIRNAME
    without_leak_search
}

commands() { "$SFPY_HOOK" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'; }

# options_of COMMAND: the long options that its help lists.
options_of() { "$SFPY_HOOK" "$1" --help | sed -n 's/^  \(-., \|    \)\(--[a-z0-9-]*\).*/\2/p' | sort -u; }

@test "the marked parts are what the tables say (script/manual makes them anew)" {
    local page
    for page in "${PAGES[@]}"; do
        "$TOOL" <"$page" >page
        diff "$page" page || fail "$page"
    done
    printf '%s\n' '.\" begin options lisden' '.\" end' >page
    run -2 "$TOOL" <page
    printf '%s\n' '.\" begin optoins listen' '.\" end' >page
    run -3 "$TOOL" <page
    printf '%s\n' '.\" begin options listen' >page
    run -3 "$TOOL" <page
}

@test "each command has a page, and there is no page of another" {
    local name part
    diff <(commands | sed 's/.*/sfpy-hook-&.1/' | sort) <(cd "$MAN" && printf '%s\n' sfpy-hook-*.1 | sort)
    while read -r name; do
        for part in "options $name" "environment $name" exit-status; do
            grep -qxF ".\\\" begin $part" "$MAN/sfpy-hook-$name.1" || fail "$name: no part '$part'"
        done
        diff <(options_of "$name") <(section "$MAN/sfpy-hook-$name.1" OPTIONS |
            sed -n 's/^ \{5\}\(-., \)\?\(--[a-z0-9-]*\).*/\2/p' | sort -u) || fail "$name: other options than its help has"
    done < <(commands)
}

@test "no page names an option or a command that isn't there" {
    local page
    {
        while read -r name; do options_of "$name"; done < <(commands)
        # The program's own, a placeholder, and what is of cmake, cpack and curl.
        printf "%s\n" --help --version --option --install --preset --data-binary
        # gosmee's, as its documents write it.
        echo --saveDir
    } | sort -u >known
    for page in "${PAGES[@]}"; do
        shown "$page" 200 | grep -oE -- '--[a-z][A-Za-z0-9-]*' | sort -u | comm -23 - known |
            sed "s#^#${page##*/}: #"
        shown "$page" 200 | sed 's/\xe2\x80\x98/$ /g' | grep -oE '[$] sfpy-hook [a-z]+' | sed 's/.* //' | sort -u |
            comm -23 - <(commands | sort) | sed "s#^#${page##*/}: sfpy-hook #"
    done >unknown
    [[ ! -s unknown ]] || fail "$(<unknown)"
}

@test "every reference leads to a page" {
    local page name number
    for page in "${PAGES[@]}"; do
        sed -n 's/^\(.It\|\)\.\? \?Xr \([^ ]*\) \([1-9]\).*/\2 \3/p; s/^\.Xr \([^ ]*\) \([1-9]\).*/\1 \2/p' "$page"
    done | sort -u >references
    while read -r name number; do
        case $name in
        sfpy-hook | sfpy-hook-*) [[ -e $MAN/$name.$number ]] || fail "there is no $name($number)" ;;
        bash | curl | fish | grep | jq | openssl | sh | tail | zsh) [[ $number == 1 ]] ;;
        flock | write) [[ $number == 2 ]] ;;
        *) fail "is there a $name($number)?" ;;
        esac
    done <references
    # A page names itself by .Nm, and sfpy-hook(1) names them all.
    for page in "${PAGES[@]}"; do
        name=${page##*/} number=${page##*.} name=${name%.*}
        [[ $name == sfpy-hook ]] || grep -q "^\.Xr $name $number" "$MAN/sfpy-hook.1" || fail "sfpy-hook(1) has no $name"
        [[ $name == sfpy-hook ]] || grep -q '^\.Xr sfpy-hook 1' "$page" || fail "$name doesn't lead to sfpy-hook(1)"
    done
}

@test "of several references in a sentence the last is joined by a word, as those below SEE ALSO are not" {
    local page
    for page in "${PAGES[@]}"; do
        awk -v page="${page##*/}" '
            /^\.Sh / { list = $0 == ".Sh SEE ALSO" }
            last && !/^(and|or)$/ { print page ": " $0 }
            { last = several && !list && /^\.Xr [^ ]* [1-9]$/; several = /^\.Xr [^ ]* [1-9] ,$/ }
        ' "$page"
    done >loose
    [[ ! -s loose ]] || fail "$(<loose)"
}

@test "the pages are shown without garbage, at 80 columns and at 60" {
    local page width
    for page in "${PAGES[@]}"; do
        for width in 80 60; do
            MANWIDTH=$width MAN_KEEP_FORMATTING='' man --warnings=all -l "$page" >page 2>warnings
            [[ ! -s warnings ]] || fail "$page: $(<warnings)"
                if grep -nE '\\[&%(efP-]|<\?>|^\.[A-Z]|'$'[\x01-\x08\x0b-\x1f\x7f]' page; then
                fail "$page at $width columns"
            fi
        done
        mandoc -T utf8 -O width=78 "$page" | sed 's/.\x08//g' | grep -E '.{81}' | sed "s#^#$page: #" || true
        # A heading may begin with a word that is a macro's name.
        diff <(sed -n 's/^\.S[hs] \(\\&\)\?//p' "$page" | sort) \
            <(shown "$page" | sed '1d;$d' | sed -n 's/^\(   \)\?\([^ ].*\)/\2/p' | sort) || fail "$page: headings"
        # What mandoc can't show in a terminal without UTF-8 is told otherwise.
        mandoc -T ascii "$page" | sed 's/.\x08//g' | grep -n '<?>' | sed "s#^#$page: #" || true
    done >wide
    [[ ! -s wide ]] || fail "$(<wide)"
}

@test "what is to be copied has straight quotes, dashes and tildes" {
    local page
    for page in "${PAGES[@]}"; do
        awk -v page="${page##*/}" '
            /^\.Bd -literal/ { inside = 1; next }
            /^\.Ed/ { inside = 0 }
            inside && /^\./ { print page ": a macro: " $0 }
            inside { line = $0; gsub(/\\\(..|\\[-e&%]/, ""); if (/[-\\^~`'\'']/) print page ": " line }
        ' "$page"
    done >curly
    [[ ! -s curly ]] || fail "$(<curly)"
}

@test "the schemes' page has what 'help schemes' has" {
    local page=$MAN/sfpy-hook-schemes.7 text
    "$SFPY_HOOK" help schemes | sed -n 's/^  \([a-z][a-z0-9-]*\).*/\1/p' >names
    diff <(sort names) <(sed -n 's/^\.\\" begin scheme //p' "$page" | sort)
    while read -r name; do
        shown "$page" 200 | awk -v title="   $name" '/^ ? ? ?[^ ]/ { inside = $0 == title } inside' >shown
        # Of each line of its short form the words of it that are names and templates.
        "$SFPY_HOOK" help schemes | awk -v name="$name" '/^  [a-z]/ { inside = $1 == name; next } inside' |
            grep -oE '\{[^ ]*\}|v0:[^ ]*|[A-Za-z]+-[A-Za-z0-9-]+|whsec_|whsk_|whpk_|base64|[0-9]+ s' >facts
        [[ -s facts ]]
        while IFS= read -r text; do
            grep -qF -- "${text% s}" shown || fail "$name: no $text"
        done <facts
    done <names
    # All that a configuration may say of a scheme.
    grep -o '^    \[MEMBER_[A-Z0-9_]*\] = {"[a-z0-9-]*"' "$BATS_TEST_DIRNAME/../../src/core/scheme_members.c" |
        sed 's/.*"\(.*\)"/\1/' | sort >members
    diff members <(sed -n '/^\.Sh SCHEMES OF/,/^\.Sh EX/s/^\.It Li \([^ ]*\).*/\1/p' "$page" | sed 's/\\//g' | sort)
}

@test "they are installed where man looks" {
    cmake --install "$(dirname "$SFPY_HOOK")" --prefix "$PWD/root" >log 2>&1 || fail "$(<log)"
    diff <(cd "$MAN" && printf '%s\n' *.[1-9]) <(cd root/share/man && printf '%s\n' man?/* | sed 's#.*/##' | sort)
    MANPATH=$PWD/root/share/man man -w sfpy-hook sfpy-hook-listen 5 sfpy-hook-journal 7 sfpy-hook-schemes
}

@test "the examples do what they show" {
    local page pages=0
    start_project
    start_neighbours
    for page in "${PAGES[@]}"; do
        echo "in ${page##*/}, after $SECONDS s:"
        run_examples "$page"
        [[ $COUNT -ge 1 ]] || fail "${page##*/} has no example"
        pages=$((pages + 1))
    done
    [[ $pages -eq $(find "$MAN" -name '*.[1-9]' | wc -l) ]]
}

# The endpoint takes anything from now on.
break_endpoint() { sed -i 's/webhooks: careful/webhooks: { ...careful, ...faults.accepts_all }/' server.js; }

nobody_listens() { ! (exec 9<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

@test "the jobs for CI pass with a sound endpoint, fail with another one, and leave nothing running" {
    local title
    start_project
    dead_port
    export PORT=$DEAD_PORT LISTENER_PORT=none APP_PORT=none
    printf '#!/bin/sh\nexec "$@"\n' >"$SANDBOX/bin/sudo"
    printf '#!/bin/sh\necho "apt-get $*" >>"$SANDBOX/installed"\n' >"$SANDBOX/bin/apt-get"
    chmod +x "$SANDBOX/bin/"*
    export GITHUB_STEP_SUMMARY=$SANDBOX/summary.md GITHUB_ACTIONS
    for title in 'GitHub Actions' 'GitLab CI'; do
        [[ $title == GitLab* ]] || GITHUB_ACTIONS=true
        run_job "$title" true
        [[ $STATUS -eq 0 ]] || fail "$title: $(tail -n 40 "$SANDBOX/output")"
        grep -q '<testcase ' smoke.xml
        nobody_listens
        run_job "$title" break_endpoint
        [[ $STATUS -eq 1 ]] || fail "$title: $STATUS, $(tail -n 40 "$SANDBOX/output")"
        grep -q '<failure ' smoke.xml
        nobody_listens
        [[ $title == GitLab* ]] || grep -q '^::error ' "$SANDBOX/output"
        GITHUB_ACTIONS=
    done
    grep -q 'refuses.no_signature' "$SANDBOX/summary.md"
    # What a package would have been made of was there.
    [[ $(grep -c '^apt-get install -y ./ci/sfpy-hook.deb$' "$SANDBOX/installed") -eq 4 ]]

    new_project
    with_ports "$(subsection "$MAN/sfpy-hook-smoke.1" 'A plain shell')" >smoke.sh
    sh smoke.sh >output 2>&1 3>&- || fail "$(<output)"
    grep -qx 'TAP version 14' smoke.tap
    break_endpoint
    run -1 sh smoke.sh 3>&-
    nobody_listens
}

# blocks FILE: the fenced blocks of YAML and shell that have more than a command to install.
blocks() { awk '/^```(yaml|sh)$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1"; }

@test "the jobs in README and the guide are those of the manual" {
    local title
    for title in 'GitHub Actions' 'GitLab CI' 'A plain shell'; do
        # The sentence below a job is the manual's own.
        subsection "$MAN/sfpy-hook-smoke.1" "$title" | awk '/^The (summary|merge) / { exit } { print }'
    done | sed '/^$/d' >described
    blocks "$MAN/../docs/ci.md" | sed '/^$/d' | diff -u described -
    awk '/^# .github/ { inside = 1 } /^# .gitlab/ { inside = 0 } inside' described >github
    blocks "$MAN/../README.md" | awk '/^# .github/ { inside = 1 } inside' | diff -u github -
}
