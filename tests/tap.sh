# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# How a test is reported: read in by the tests of single subcommands. Sets
# tmp, a folder of their own, and count.

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# check NAME COMMAND...: a test that passes where the command does
check() {
    count=$((count + 1))
    name=$1
    shift
    if "$@" >"$tmp/why" 2>&1; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' "$tmp/why" | head -n 40
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# golden FILE: the last output is that, byte for byte
golden() {
    if [ -n "${OG_REGENERATE:-}" ]; then
        mkdir -p "${1%/*}"
        cp "$tmp/out" "$1"
    fi
    diff -u "$1" "$tmp/out"
}

# is_json: the last output, to the letter
is_json() {
    python3 -c 'import json, sys
json.load(sys.stdin, parse_constant=sys.exit)' <"$tmp/out"
}
