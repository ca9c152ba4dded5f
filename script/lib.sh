# shellcheck shell=bash
# What the scripts of this folder share; each sources it first.

# Every script works at the top of the tree, wherever it was called from.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# Where bats-support and bats-assert live: Debian, Ubuntu and Fedora; Arch; Homebrew on Intel, on ARM.
# bats_load_library searches it.
export BATS_LIB_PATH=${BATS_LIB_PATH:+$BATS_LIB_PATH:}/usr/lib/bats:/usr/share/bats:/usr/lib:/usr/local/lib:/opt/homebrew/lib

# Says what is wrong and ends with the status for wrong usage.
usage_error() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 2
}
