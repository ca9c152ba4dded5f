# shellcheck shell=bash
# What the checks of this folder share; each sources it first. A check prints the offenders, one a line, and exits
# with 1 where there are any; 77 tells ctest that it could not look.
set -euo pipefail
export LC_ALL=C # one order of names, one wording of gcc

# shellcheck disable=SC2034  # read by the checks
layers=(base core net cli)

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$top" || exit

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The files under the folders $1 (absent ones have none) that find's other arguments choose.
files() {
    local folder
    for folder in $1; do
        [[ ! -d $folder ]] || find "$folder" -type f "${@:2}"
    done | sort
}

sources() {
    files "src tests" -name '*.[ch]'
}

# Fails where standard input has a line, and shows it all.
none() {
    ! grep .
}

# A clang tool of the one version that the tree is written for: others lay out and warn differently.
clang_14() {
    local tool
    for tool in "$1-14" "$1"; do
        [[ $("$tool" --version 2>/dev/null) != *"version 14."* ]] || break
        tool=
    done
    [[ -n $tool ]] || { echo "skipped: there is no $1 14 here" >&2 && exit 77; }
    echo "$tool"
}

# Whether a file that only includes header $2 compiles as one of layer $1, with the flags that the compile commands of
# the build folder $3 have for that layer. Prints the first error.
includes() {
    local command
    command=$(jq -r --arg target "sfpy_$1.dir/" \
        'map(select(.command | contains($target)))[0] | .command // empty' "$3/compile_commands.json")
    [[ -n $command ]] || { echo "$3 has no compile command of sfpy_$1" && return 1; }
    printf '#include "%s"\ntypedef int not_empty;\n' "$2" >"$scratch/includes.c"
    # Left of ` -o OBJECT -c SOURCE` are the compiler and its flags, quoted for a shell.
    (cd "$3" && eval "${command%% -o *} -fsyntax-only '$scratch/includes.c'" 2>"$scratch/errors") ||
        { grep -m 1 'error:' "$scratch/errors" && return 1; }
}
