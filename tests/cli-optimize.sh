#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu-optimize as oned runs it.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
optimize=$OG_BUILDDIR/sched/onegpu-optimize
message=$OG_SRCDIR/tests/messages/batch-two-hosts/place.in.xml
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
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
        sed 's/^/# /' "$tmp/out" "$tmp/err" | head -n 5
    fi
}

# run ARG...: the program on $in, into $tmp/out, $tmp/err and $rc.
in=/dev/null
run() {
    "$optimize" "$@" <"$in" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# plans ID: the empty plan of that cluster, and one INFO line in oned's form.
plans() {
    [ "$rc" -eq 0 ] && [ "$(cat "$tmp/out")" = "<PLAN><ID>$1</ID></PLAN>" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q '^INFO: [a-z]' "$tmp/err"
}

# refuses RC PATTERN: exactly one line on stderr, nothing on stdout.
refuses() {
    [ "$rc" -eq "$1" ] && [ ! -s "$tmp/out" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q "$2" "$tmp/err"
}

says() {
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && grep -q "$1" "$tmp/out"
}

run 0
check "a cluster, no message" plans 0
in=$message
run 100
check "a message as oned sends it is read and not looked at" plans 100
head -c 3000000 /dev/zero | tr '\0' 'A' >"$tmp/large"
in=$tmp/large
run 2147483647
check "a large one, and the largest id" plans 2147483647
run
check "no cluster" refuses 2 'one argument, the id of a cluster'
run 1 2
check "two" refuses 2 'one argument, the id of a cluster'
for id in '' x 1x -1 ' 1' 2147483648; do
    run -- "$id"
    check "cluster \"$id\"" refuses 2 'use the id of a cluster'
done
run --what
check "an unknown option" refuses 2 'what'
run --help
check "--help" says '^Usage: onegpu-optimize CLUSTER'
run --version
check "--version" says '^onegpu-optimize [0-9]'
count=$((count + 1))
if "$optimize" 0 <&- >"$tmp/out" 2>"$tmp/err"; then
    echo "not ok $count - stdin that is closed"
else
    rc=$?
    [ "$rc" -eq 1 ] && grep -q '^ERROR: stdin' "$tmp/err" &&
        echo "ok $count - stdin that is closed" ||
        echo "not ok $count - stdin that is closed"
fi
if [ -w /dev/full ]; then
    "$optimize" 0 </dev/null >/dev/full 2>"$tmp/err"
    rc=$?
    : >"$tmp/out"
    check "stdout that is full" test "$rc" -eq 1
fi
echo "1..$count"
