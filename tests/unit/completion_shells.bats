#!/usr/bin/env bats
# The completion scripts of commands whose texts are full of quotes, in the shells that read them.
#
# COMPLETION_TOOL: the program of completion_tool.c.

bats_load_library bats-support
bats_load_library bats-assert

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    export HOME=$PWD LANG=C.UTF-8 COMPLETIONS=$PWD/prefix
    local share=prefix/share
    mkdir -p $share/bash-completion/completions $share/zsh/site-functions $share/fish/vendor_completions.d bin
    "$COMPLETION_TOOL" bash >$share/bash-completion/completions/sfpy-hook
    "$COMPLETION_TOOL" zsh >$share/zsh/site-functions/_sfpy-hook
    "$COMPLETION_TOOL" fish >$share/fish/vendor_completions.d/sfpy-hook.fish
    "$COMPLETION_TOOL" names >told
    printf '#!/bin/sh\n' >bin/sfpy-hook && chmod +x bin/sfpy-hook
    PATH=$PWD/bin:$PATH
}

teardown() {
    [[ ! -e pwned ]] || fail "a help text was run"
}

# offered SHELL LINE: what is offered, and the words about it.
offered() {
    echo "$2" | python3 "$BATS_TEST_DIRNAME/../cli/complete.py" list "$1" 3>&- | cut -f 2-
}

@test "each option is offered, with the words of its help to the letter" {
    local shell
    sort told >wanted
    [[ $(wc -l <wanted) == 10 ]]
    for shell in zsh fish; do
        offered $shell 'sfpy-hook make --' | sed 's/=\t/\t/' | sort | diff -u wanted - >&2 || fail "$shell"
    done
    offered bash 'sfpy-hook make --' | cut -f 1 | sort | diff -u <(cut -f 1 wanted) - >&2
}

@test "commands and subcommands, with their summaries; one without is not offered" {
    local shell
    # shellcheck disable=SC2016  # to the letter
    for shell in zsh fish; do
        offered $shell 'sfpy-hook ' | grep -v '^-' | sort |
            diff -u <(printf '%s\t%s\n' make "isn't: \$x \`y\` [z] \\" take two) - >&2 || fail "$shell"
        offered $shell 'sfpy-hook take ' | diff -u <(printf '%s\t%s\n' act "it's \\ \$x: \`y\` [z]") - >&2 || fail "$shell"
    done
    assert_equal "$(offered bash 'sfpy-hook take ' | cut -f 1)" act
}

@test "choices, and a value whose name is odd" {
    local shell
    for shell in bash zsh fish; do
        assert_equal "$(offered $shell 'sfpy-hook make --choice ' | cut -f 1 | paste -sd ' ')" 'one two-and-a-half'
        assert_equal "$(offered $shell 'sfpy-hook make --value x')" ''
    done
}
