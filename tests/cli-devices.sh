#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# `onegpu devices` on every recorded host, at several widths, and as people
# type it.
# shellcheck disable=SC2013,SC2016,SC2034,SC2154 # names of tap.sh and recorded.sh
set -u
unset COLUMNS NO_COLOR
[ -d /proc/self/fd ] || {
    echo '1..0 # SKIP no /proc is mounted here'
    exit 0
}

srcdir=${OG_SRCDIR:-.}
onegpu=${OG_BUILDDIR:-.}/tools/onegpu
hosts=$srcdir/tests/hosts
goldens=$srcdir/tests/golden/devices
# shellcheck source=/dev/null
. "$srcdir/tests/tap.sh"
# shellcheck source=/dev/null
. "$srcdir/tests/recorded.sh"
has_python=$(command -v python3)

run() {
    "$onegpu" devices "$@" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

went_well() {
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && return
    echo "exit $rc"
    cat "$tmp/err"
    return 1
}

refused() {
    [ "$rc" -eq "$1" ] && [ ! -s "$tmp/out" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF -- "$2" "$tmp/err" &&
        return
    echo "exit $rc, wanted $1 and: $2"
    cat "$tmp/out" "$tmp/err"
    return 1
}

# says PATTERN: on one line
says() {
    went_well && grep -qE -- "$1" "$tmp/out" && return
    echo "wanted: $1"
    cat "$tmp/out"
    return 1
}

# fits COLUMNS: no line is longer
fits() {
    went_well && LC_ALL=C.UTF-8 awk -v n="$1" 'length > n { exit 1 }' \
        "$tmp/out" && return
    cat "$tmp/out"
    return 1
}

# rows COUNT: lines that begin with an address
rows() {
    [ "$(grep -cE '^([0-9a-f]+:)?[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] ' \
        "$tmp/out")" -eq "$1" ] && return
    echo "wanted $1 rows"
    cat "$tmp/out"
    return 1
}

# --- every recorded host ---

told() {
    for form in '' --all --tree; do
        COLUMNS=80 run --sysroot "$tmp/$1" $form
        check "$1: table $form" golden "$goldens/$1${form#-}.txt"
        check "$1: 80 columns $form" fits 80
    done
    run --sysroot "$tmp/$1" --json
    check "$1: JSON" golden "$goldens/$1.json"
    if [ -n "$has_python" ]; then
        check "$1: JSON to the letter" is_json
    else
        skip "$1: JSON to the letter" 'no python3'
    fi
}

for host in gpu-2node gpu-8 doctor-desktop doctor-06 doctor-07 doctor-15; do
    recorded_make "$host" "$tmp/$host" || exit 99
    told "$host"
done
for host in $(shared_names); do
    why=$(shared_missing "$host")
    if [ -z "$why" ]; then
        check "$host unpacks" recorded_make "$host" "$tmp/$host"
        told "$host"
    else
        skip "$host" "$why"
    fi
done
for host in $(recorded_names); do
    case $host in numa-*) ;; *) continue ;; esac
    recorded_make "$host" "$tmp/$host" || exit 99
    run --sysroot "$tmp/$host"
    check "$host: has none" says '^No such device here'
done

# --- widths ---

for columns in 40 60 80 100 120 200; do
    COLUMNS=$columns run --sysroot "$tmp/gpu-8"
    check "$columns columns: every device" rows 16
    COLUMNS=$columns run --sysroot "$tmp/gpu-8" --tree
    check "$columns columns: the tree" went_well
done
COLUMNS=120 run --sysroot "$tmp/gpu-8"
check '120 columns: names in full' says 'GH100 \[H100 SXM5 80GB\] '
check '120 columns: root ports' says ' 17:01\.0 '
check '120 columns' fits 120
COLUMNS=80 run --sysroot "$tmp/gpu-8"
check '80 columns: names are cut' says '^1a:00\.0 GPU .*~ '
run --sysroot "$tmp/gpu-8"
check 'no screen: all of it' says 'GH100 \[H100 SXM5 80GB\] .* 17:01\.0 '
LC_ALL=C.UTF-8 "$onegpu" devices --sysroot "$tmp/gpu-8" --tree \
    >"$tmp/out" 2>"$tmp/err"
rc=$?
check 'a tree of boxes where the locale has them' says '└─ switch 18:00\.0'
run --sysroot "$tmp/gpu-8" --tree
check 'of ASCII where not' says '^`- switch 18:00\.0'

# --- which ---

run --sysroot "$tmp/gpu-8" --gpu
check '--gpu: the GPUs alone' rows 8
run --sysroot "$tmp/gpu-8" --all
check '--all: bridges too' rows 40
run --sysroot "$tmp/doctor-07"
check 'the other functions of a card' says '^e1:00\.1 audio '
run --sysroot "$tmp/doctor-06"
check 'what shares its group' says 'in its group: 42:00\.0'
run --sysroot "$tmp/doctor-06"
check 'why it is not ready' says 'group 42 is not viable: 0000:42:00\.0'

# --- who holds it ---

run --sysroot "$tmp/gpu-2node"
check 'a recording: nobody knows who holds it' says '^e1:00\.0 .* \? +yes$'
run --sysroot "$tmp/gpu-2node" --live none
check 'nobody holds it' says '^e1:00\.0 .* - +yes$'
cat >"$tmp/one-7.xml" <<'XML'
<domain type='kvm'><name>one-7</name><memory unit='KiB'>1048576</memory>
<vcpu>1</vcpu><devices><hostdev mode='subsystem' type='pci'><source>
<address domain='0x0000' bus='0xe1' slot='0x00' function='0x0'/></source>
</hostdev></devices></domain>
XML
run --sysroot "$tmp/gpu-2node" --live "$tmp/one-7.xml"
check 'a VM holds it' says '^e1:00\.0 .* one-7 +no$'
run --sysroot "$tmp/gpu-2node" --live "$tmp/one-7.xml" --json
check 'in JSON too' says '"vm": "one-7"'
run --sysroot "$tmp/gpu-2node" --live "$tmp/one-7.xml" --tree
check 'and in the tree' says 'e1:00\.0 GPU.*, VM one-7'
sed 's/one-7/on\&#9;e\&#27;[31m/' "$tmp/one-7.xml" >"$tmp/hostile.xml"
run --sysroot "$tmp/gpu-2node" --live "$tmp/hostile.xml"
check 'a VM whose name drives terminals' refused 1 '--live'
run --sysroot "$tmp/gpu-2node" --live "$tmp/nowhere"
check 'running VMs that are not there' refused 1 "--live $tmp/nowhere: "

# --- usage ---

run --help
check 'help' says '^Usage: onegpu devices'
run --colour
check 'an unknown option' refused 2 'unknown option --colour'
run here
check 'an argument' refused 2 'unexpected argument "here"'
run --live
check 'an option without its value' refused 2 'no value for --live'
run --gpu --all
check '--gpu and --all' refused 2 'choose one of them'
run --tree --json
check '--tree and --json' refused 2 'choose one of them'
run --sysroot "$tmp/nowhere"
check 'a root that is not there' refused 2 'No such file or directory'
mkdir "$tmp/empty"
run --sysroot "$tmp/empty"
check 'a root with nothing in it' says '^No such device here'
if [ -c /dev/full ]; then
    "$onegpu" devices --help >/dev/full 2>"$tmp/err"
    rc=$?
    : >"$tmp/out"
    check 'a full stdout' refused 1 'No space left'
else
    skip 'a full stdout' 'no /dev/full'
fi
if command -v script >/dev/null 2>&1; then
    coloured() {
        script -qec "$1 $onegpu devices --sysroot $tmp/gpu-8" /dev/null \
            </dev/null | grep -q "$(printf '\033')\[1;32myes"
    }
    plain() {
        ! coloured "$1"
    }
    check 'colours on a terminal' coloured ''
    check 'NO_COLOR' plain 'env NO_COLOR=1'
else
    skip 'colours on a terminal' 'no script(1)'
fi

echo "1..$count"
