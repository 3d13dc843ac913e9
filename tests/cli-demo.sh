#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The onegpu command: its usage, and its demo over the recorded host, with all
# tools and with one missing.
set -u
unset COLUMNS

onegpu=${OG_BUILDDIR:-.}/tools/onegpu
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# result STATUS NAME: with what the last run said where it failed
result() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' "$tmp/out" "$tmp/err"
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

run() {
    "$onegpu" "$@" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# wrong NAME TEXT ARGUMENT...: exit 2, the text on stderr, nothing on stdout
wrong() {
    name=$1 text=$2
    shift 2
    run "$@"
    [ "$rc" -eq 2 ] && [ ! -s "$tmp/out" ] && grep -qF -- "$text" "$tmp/err"
    result $? "$name"
}

# helped NAME TEXT ARGUMENT...: exit 0, the text on stdout, stderr empty
helped() {
    name=$1 text=$2
    shift 2
    run "$@"
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && grep -qF -- "$text" "$tmp/out"
    result $? "$name"
}

# said TEXT: wherever its lines are broken.
said() {
    tr -s ' \n' '  ' <"$tmp/out" | grep -qF -- "$1"
}

wrong 'no command' 'Usage: onegpu COMMAND'
wrong 'an unknown command' 'no command "dmeo"' dmeo
wrong 'an unknown option' 'Usage: onegpu demo' demo --colour
wrong 'an argument' 'Usage: onegpu demo' demo here
wrong 'a recorded host that is not there' '--data' demo --data "$tmp/none"
helped 'help' 'demo' --help
helped 'version' 'onegpu ' --version
helped 'help of the demo' '--ascii' demo --help

if [ -c /dev/full ]; then
    for options in --help --version 'demo --help'; do
        # shellcheck disable=SC2086 # two words are two arguments
        "$onegpu" $options >/dev/full 2>"$tmp/err"
        [ $? -eq 1 ] && grep -q 'No space left' "$tmp/err"
        result $? "full disk: $options"
    done
else
    skip 'full disk' 'no /dev/full'
fi

# A recording of which everything is missing: every step but the first says
# what it lacks, and nothing crashes.
mkdir "$tmp/empty"
run demo --data "$tmp/empty"
[ "$rc" -eq 1 ] && [ "$(grep -c '^     FAILED$' "$tmp/out")" -eq 5 ] &&
    tail -n 1 "$tmp/out" | grep -q '^5 of 6 steps FAILED\.$'
result $? 'an empty recording fails five steps'

if command -v virsh >/dev/null && command -v virt-xml-validate >/dev/null; then
    run demo --ascii
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] &&
        [ "$(grep -c '^     ok$' "$tmp/out")" -eq 6 ] &&
        tail -n 1 "$tmp/out" | grep -q '^All 6 steps held: '
    result $? 'the demo holds'
    grep -q '^- 0 of ' "$tmp/out" && ! LC_ALL=C grep -q '[^ -~]' "$tmp/out"
    result $? 'the picture shows the difference in ASCII'
    cp "$tmp/out" "$tmp/first"
    COLUMNS=40 "$onegpu" demo --ascii >"$tmp/out" 2>"$tmp/err" &&
        ! grep '^[|+]' "$tmp/out" | grep -q '.\{41\}'
    result $? 'a screen of 40 columns'
    run demo --ascii
    cmp -s "$tmp/out" "$tmp/first"
    result $? 'the same words every time'
    LC_ALL=C.UTF-8 "$onegpu" demo >"$tmp/out" 2>"$tmp/err"
    grep -q '┌' "$tmp/out"
    result $? 'boxes where the locale has them'
else
    for name in 'the demo holds' 'the picture' 'the same words' 'boxes'; do
        skip "$name" 'virsh or virt-xml-validate is not installed'
    done
fi

# Without libvirt's tools that step fails, says what installs them, and the
# proof is still made.
mkdir "$tmp/bin"
PATH=$tmp/bin "$onegpu" demo --ascii >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] && said 'install libvirt-clients and' &&
    [ "$(grep -c '^     FAILED$' "$tmp/out")" -eq 1 ] &&
    tail -n 1 "$tmp/out" | grep -q '^1 of 6 steps FAILED\.$'
result $? 'libvirt missing fails one step'

# So it does where PATH leads to what may not be run: the same error as for a
# folder of PATH that may not be read, and root sees it too.
mkdir "$tmp/dull"
: >"$tmp/dull/virt-xml-validate"
PATH=$tmp/dull "$onegpu" demo --ascii >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] && grep -q 'Permission denied' "$tmp/out" &&
    said 'run ./quickstart deps'
result $? 'libvirt out of reach: what installs it'

# Closed descriptors are nothing to fall over.
"$onegpu" demo --ascii >"$tmp/first" 2>"$tmp/err" <&-
"$onegpu" demo --ascii >"$tmp/out" 2>"$tmp/err" </dev/null
cmp -s "$tmp/first" "$tmp/out"
result $? 'stdin closed'
"$onegpu" demo --ascii >"$tmp/out" 2>&- </dev/null
cmp -s "$tmp/first" "$tmp/out"
result $? 'stderr closed'
"$onegpu" demo --ascii 2>"$tmp/err" >&- </dev/null
[ $? -eq 1 ] && grep -q 'stdout: Bad file descriptor' "$tmp/err"
result $? 'stdout closed'

TMPDIR=$tmp/none "$onegpu" demo --ascii >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] && said 'set TMPDIR to one'
result $? 'TMPDIR that is not there: what mends it'

# Nothing stays behind.
mkdir "$tmp/tmp"
TMPDIR=$tmp/tmp "$onegpu" demo >"$tmp/out" 2>"$tmp/err"
[ -z "$(ls "$tmp/tmp")" ]
result $? 'no file is left behind'

echo "1..$count"
