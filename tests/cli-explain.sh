#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu-place --explain and `onegpu place --explain` as people run them.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
place=$OG_BUILDDIR/sched/onegpu-place
onegpu=$OG_BUILDDIR/tools/onegpu
messages=$OG_SRCDIR/tests/messages
goldens=$OG_SRCDIR/tests/golden/explain
batch=$messages/batch-two-hosts/place.in.xml
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
ONE_LOCATION=$tmp
export ONE_LOCATION
mkdir -p "$tmp/etc/schedulers"
: >"$tmp/etc/schedulers/onegpu.yaml"
count=0

# check NAME COMMAND...: the command says whether it holds.
check() {
    count=$((count + 1))
    name=$1
    shift
    if "$@"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' "$tmp/err" | head -n 5
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# run ARG...: the program on $in, into $tmp/out, $tmp/err and $rc.
in=/dev/null
run() {
    "$place" "$@" <"$in" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# prints GOLDEN: exactly that, and nothing on stderr.
prints() {
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && cmp -s "$tmp/out" "$goldens/$1"
}

# refuses RC PATTERN: exactly one line on stderr, nothing on stdout.
refuses() {
    [ "$rc" -eq "$1" ] && [ ! -s "$tmp/out" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q "$2" "$tmp/err"
}

# says PATTERN
says() {
    [ "$rc" -eq 0 ] && grep -q "$1" "$tmp/out"
}

# only ID: the one VM of the text.
only() {
    [ "$rc" -eq 0 ] && [ "$(grep -c '^VM ' "$tmp/out")" -eq 1 ] &&
        grep -q "^VM $1: " "$tmp/out"
}

narrow() {
    [ "$(awk 'length > 80' "$tmp/out" | wc -l)" -eq 0 ]
}

is_json() {
    python3 -c 'import json, sys
json.load(sys.stdin, parse_constant=sys.exit)' <"$tmp/out" 2>"$tmp/err"
}

test_input() {
    run --explain "$batch"
    check "a file" prints batch-two-hosts.txt
    in=$batch
    run --explain
    check "stdin" prints batch-two-hosts.txt
    in=/dev/null
    base64 "$batch" >"$tmp/base64"
    run --explain "$tmp/base64"
    check "base64" prints batch-two-hosts.txt
    run "$batch" --explain
    check "the file before the option" prints batch-two-hosts.txt
    run --explain --json "$batch"
    check "JSON" prints batch-two-hosts.json
    run --explain --vm 34 "$batch"
    check "one VM" only 34
    "$onegpu" place --explain --vm 34 "$batch" >"$tmp/out" 2>"$tmp/err"
    rc=$?
    check "onegpu place" only 34
    run --explain --pci-numa-policy required --vm 3 \
        "$messages/gpu-node1-node0-freer/place.in.xml"
    check "the policy of the command line, and what would help" \
        says 'smallest change: PCI_NUMA_POLICY=preferred: host 0'
}

# Everything a user may name is in a name: it must not leave its place.
test_hostile() {
    sed 's|<NAME>left</NAME>|<NAME>"\\\&#9;\&#10;"</NAME>|' "$batch" \
        >"$tmp/hostile"
    run --explain "$tmp/hostile"
    check "control characters of a name are shown" says 'host 0 ("\\??"'
    run --explain --json "$tmp/hostile"
    check "and escaped in JSON" says '"name": "\\"\\\\\\u0009\\u000a\\""'
}

test_forms() {
    for dir in "$messages"/*/; do
        name=$(basename "$dir")
        [ -r "$dir/place.in.xml" ] || continue
        run --explain "$dir/place.in.xml"
        check "80 columns: $name" narrow
        run --explain --json "$dir/place.in.xml"
        if command -v python3 >/dev/null 2>&1; then
            check "JSON to the letter: $name" is_json
        else
            skip "JSON to the letter: $name" "no python3"
        fi
    done
    run --explain --json "$tmp/hostile"
    if command -v python3 >/dev/null 2>&1; then
        check "JSON to the letter: a hostile name" is_json
    else
        skip "JSON to the letter: a hostile name" "no python3"
    fi
}

test_refusals() {
    run --explain "$tmp/none.xml"
    check "no such file" refuses 1 "^ERROR: .*/none.xml: No such file"
    run --explain "$tmp"
    check "a directory" refuses 1 "^ERROR: .*: Is a directory"
    head -c 1500 "$batch" >"$tmp/cut"
    run --explain "$tmp/cut"
    check "a file cut off" refuses 1 "^ERROR: .*/cut: line [0-9]*: .*cut off"
    run --explain
    check "nothing on stdin" refuses 1 "^ERROR: stdin: empty"
    run --explain --vm 999 "$batch"
    check "a VM that is not there" refuses 1 \
        "^ERROR: VM 999 is not in the message: --vm takes"
    for id in x -1 "" 1x 99999999999; do
        run --explain --vm "$id" "$batch"
        check "--vm \"$id\"" refuses 2 "^ERROR: --vm \"$id\": use the id"
    done
    run --json
    check "--json alone" refuses 2 "^ERROR: --json goes with --explain"
    run --vm 3
    check "--vm alone" refuses 2 "^ERROR: --vm goes with --explain"
    run --explain "$batch" "$batch"
    check "two files" refuses 2 '^ERROR: unexpected argument ".*one FILE'
    run "$batch"
    check "a file without --explain" refuses 2 \
        '^ERROR: unexpected argument ".*read from stdin'
    : >"$tmp/out"
    "$onegpu" place --vm 3 >"$tmp/out" 2>"$tmp/err" </dev/null
    rc=$?
    check "onegpu place hands back the exit status" refuses 2 "^ERROR: --vm"
    if [ -c /dev/full ]; then
        : >"$tmp/out"
        "$place" --explain "$batch" >/dev/full 2>"$tmp/err"
        rc=$?
        check "a full stdout" refuses 1 "^ERROR: stdout: No space left"
    else
        skip "a full stdout" "no /dev/full"
    fi
}

test_input
test_hostile
test_forms
test_refusals
echo "1..$count"
