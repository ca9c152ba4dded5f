# shellcheck shell=bash
# A project in a folder of its own, so that each test decides where the search for configuration files ends. Its file is
# PROJECT.

# in_project UMASK: isolated, in the project's folder, beside a user's folder; body.json and its signature are there.
in_project() {
    isolate
    umask "$1"
    mkdir -p "$BATS_TEST_TMPDIR/project" "$HOME/.config/sfpy-hook"
    cd "$BATS_TEST_TMPDIR/project" || return 1
    USER_FILE=$HOME/.config/sfpy-hook/config.json
    payload 1
}

project() { printf '%s\n' "$1" >"${PROJECT:?}"; }
user() { printf '%s\n' "$1" >"$USER_FILE"; }
