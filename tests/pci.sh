# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# What the tests of the PCI probe share, read in by each of them: how a test is
# reported, how the probe is run, and a host to put odd devices into.

srcdir=${OG_SRCDIR:-.}
probe=${OG_BUILDDIR:-.}/probes/onegpu-pci
hosts=$srcdir/tests/hosts
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
count=0

if [ ! -x "$probe" ] || [ ! -d "$hosts" ]; then
    echo "Bail out! no $probe or no $hosts"
    exit 1
fi

pass() {
    count=$((count + 1))
    echo "ok $count - $1"
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# flunk NAME: with what the last run said
flunk() {
    count=$((count + 1))
    echo "not ok $count - $1"
    sed 's/^/# /' "$tmp/why"
}

# check NAME COMMAND...: a test that passes where the command does
check() {
    name=$1
    shift
    if "$@" >"$tmp/why" 2>&1; then pass "$name"; else flunk "$name"; fi
}

# run ARGUMENT...: the probe, into out, err and rc
run() {
    "$probe" "$@" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# went_well: it left with 0 and had nothing to say
went_well() {
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && return
    echo "exit $rc"
    cat "$tmp/err"
    return 1
}

# refused STATUS TEXT: one line on stderr that has the text, nothing printed
refused() {
    [ "$rc" -eq "$1" ] && [ ! -s "$tmp/out" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF -- "$2" "$tmp/err" &&
        return
    echo "exit $rc, wanted $1 and: $2"
    cat "$tmp/out" "$tmp/err"
    return 1
}

# printed TEXT: on a line of its own, as an attribute stands
printed() {
    went_well && grep -qF -- " $1 " "$tmp/out" && return
    echo "wanted: $1"
    cat "$tmp/out"
    return 1
}

# counted NUMBER TEXT: on so many lines
counted() {
    went_well && [ "$(grep -cF -- "$2" "$tmp/out")" -eq "$1" ] && return
    echo "wanted $1 times: $2"
    cat "$tmp/out"
    return 1
}

# listed ADDRESS...: these short addresses in this order and no others
listed() {
    went_well || return
    sed -n 's/^ SHORT_ADDRESS = "\(.*\)" ,$/\1/p' "$tmp/out" >"$tmp/listed"
    [ "$(paste -sd' ' "$tmp/listed")" = "$*" ] && return
    echo "wanted: $*"
    cat "$tmp/out"
    return 1
}

# made HOST: its tree; one that is not checked in is written now
made() {
    if [ ! -d "$hosts/$1/root" ]; then
        [ -d "$tmp/$1" ] || sh "$hosts/make-$1.sh" "$tmp/$1"
        echo "$tmp/$1"
    else
        echo "$hosts/$1/root"
    fi
}

# An odd host has two nodes and devices with something wrong.
odd=$tmp/odd
devices=$odd/sys/bus/pci/devices

# gpu NAME: a sound one to spoil
gpu() {
    mkdir -p "$devices/$1"
    echo 0x10de >"$devices/$1/vendor"
    echo 0x26b9 >"$devices/$1/device"
    echo 0x030200 >"$devices/$1/class"
    echo 1 >"$devices/$1/numa_node"
}

# fresh: an odd host without devices
fresh() {
    rm -rf "$odd"
    mkdir -p "$odd/sys/bus/pci/devices"
    cp -R "$hosts/gpu-2node/root/sys/devices" "$odd/sys/devices"
    rm -rf "$odd"/sys/devices/pci*
    cp -R "$hosts/gpu-2node/root/usr" "$odd/usr"
    printf ":filter: '10de:*'\n" >"$tmp/odd.conf"
}

odd_run() {
    run --sysroot "$odd" --conf "$tmp/odd.conf"
}

