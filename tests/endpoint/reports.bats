#!/usr/bin/env bats
# The reports of `smoke` as others read them: TAP 14, with its YAML, by tap-parser, Markdown by marked (reports.js).
#
# SMOKE_TOOL: writes made-up reports (default: build/dev/tests/unit/smoke_tool);
# SFPY_ENDPOINT_MODULES: the folder that ./install filled (default: build/endpoint).

bats_require_minimum_version 1.5.0

setup() {
    tool=${SMOKE_TOOL:-$BATS_TEST_DIRNAME/../../build/dev/tests/unit/smoke_tool}
    export ASAN_OPTIONS=exitcode=99:detect_leaks=0 UBSAN_OPTIONS=exitcode=99
    cd "$BATS_TEST_TMPDIR" || return 1
}

# read_as FORM REPORT [SEED]
read_as() {
    "$tool" "$@" >report
    "$tool" json "${@:2}" >lines
    node "$BATS_TEST_DIRNAME/reports.js" "$1" report lines >&2 || {
        echo "$*" >&2
        return 1
    }
}

each_report() {
    local report seed
    for report in usual fine preflight hostile large; do
        read_as "$1" "$report"
    done
    for seed in {1..15}; do
        read_as "$1" random "$seed"
    done
}

@test "TAP 14 is read as what it says" {
    each_report tap
    read_as tap list
}

@test "Markdown shows nothing but what it says" {
    each_report markdown
}
