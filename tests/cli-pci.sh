#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The PCI probe as oned's agent runs it: hosts that are made, the files an
# administrator may hand it, and what it says to both.
# shellcheck disable=SC2034,SC2154 # names that pci.sh has
set -u
# The probe reaches its names and its own folder through it.
[ -d /proc/self/fd ] || {
    echo '1..0 # SKIP no /proc is mounted here'
    exit 0
}
# shellcheck source=/dev/null
. "${OG_SRCDIR:-.}/tests/pci.sh"

# with_conf TEXT: run on the recorded server with this pci.conf
with_conf() {
    printf '%s' "$1" >"$tmp/pci.conf"
    run --sysroot "$hosts/gpu-2node/root" --conf "$tmp/pci.conf"
}

# --- recorded hosts ---

for conf in "$hosts"/*/pci.conf; do
    dir=${conf%/*}
    golden=$dir/pci.golden
    run --sysroot "$(made "${dir##*/}")" --conf "$conf"
    [ -z "${OG_REGENERATE:-}" ] || cp "$tmp/out" "$golden"
    check "${dir##*/}: says nothing to people" went_well
    check "${dir##*/}: prints its golden" diff -u "$golden" "$tmp/out"
done

as_written() {
    sh "$hosts/make-gpu-2node.sh" "$tmp/gpu-2node" &&
        diff -r --no-dereference "$hosts/gpu-2node/root" "$tmp/gpu-2node"
}
check 'gpu-2node: is what its script writes' as_written

# once_each COUNT ATTRIBUTE: so many values, none of them twice
once_each() {
    sed -n "s/^ $2 = \"\(.*\)\" ,*$/\1/p" "$tmp/out" | sort >"$tmp/values"
    [ "$(wc -l <"$tmp/values")" -eq "$1" ] && [ -z "$(uniq -d "$tmp/values")" ]
}

printf ":filter: '10de:2330'\n" >"$tmp/h100.conf"
run --sysroot "$(made gpu-8)" --conf "$tmp/h100.conf"
check 'gpu-8: eight GPUs, each once' once_each 8 ADDRESS
check 'gpu-8: each in a group of its own' once_each 8 IOMMU_GROUP
check 'gpu-8: four on each node' counted 4 'NUMA_NODE = "0"'
check 'gpu-8: and four on the other' counted 4 'NUMA_NODE = "1"'
for switch in 18 3b 9c ca; do
    check "gpu-8: two below switch $switch" \
        counted 2 " SWITCH = \"0000:$switch:00:0\""
done

# --- pci.conf ---

with_conf ''
check 'an empty pci.conf lists nothing' listed
with_conf ":filter: ''"
check 'an empty filter lists nothing' listed
with_conf 'filter: []'
check 'an empty list lists nothing' listed
with_conf ":filter: '*'"
check 'everything, by address' listed \
    00:00.0 40:01.0 40:02.0 41:00.0 42:00.0 e0:01.0 e1:00.0
with_conf "filter: '10de:*,10de:26b9,::0302'"
check 'overlapping filters list a device once' listed e1:00.0
with_conf ":filter: ['10de:*', '15b3:1017:0200, 144d']"
check 'a list of filters, one with commas' listed 41:00.0 42:00.0 e1:00.0
with_conf ":filter: '*'
:short_address: ['e1:00.0', '41:00.0']"
check 'short_address narrows' listed 41:00.0 e1:00.0
with_conf ":filter: '10de:*'
:short_address: '41:00.0'"
check 'short_address does not widen' listed
with_conf ":filter: '*'
:device_name: ['l40s', '^MT27[0-9]+ ']"
check 'device_name narrows, case ignored' listed 41:00.0 e1:00.0
with_conf ":filter: '*'
:device_name: '^AD102GL'"
check 'device_name sees the name without its vendor' listed e1:00.0
with_conf ":filter: '*'
:device_name: 'NVIDIA Corporation AD'"
check 'device_name sees DEVICE_NAME' listed e1:00.0
with_conf ":filter: '144d:*'
:nvidia_vendors: ['10de', '144d']"
check 'nvidia_vendors name their devices in full' printed \
    'DEVICE_NAME = "Samsung Electronics Co Ltd NVMe SSD Controller PM9A1/PM9A3/980PRO"'

# wrong TEXT-OF-FILE WHAT-IT-SAYS
wrong() {
    with_conf "$1"
    check "refused: $2" refused 2 "$tmp/pci.conf: $2"
}

wrong ":fliter: 'x'" "line 1: unknown key 'fliter', did you mean 'filter'?"
wrong "# a
:colour: 1" "line 2: unknown key 'colour', known are filter,"
wrong ":filter: '10de'
filter: '1002'" "line 2: 'filter' is given twice, first in line 1"
wrong ":filter: '10dx:*'" "line 1: filter: '10dx:*': vendor '10dx'"
wrong ":filter:
  - '10de:*'
  - '1:2:3:4'" "line 3: filter: '1:2:3:4': more than"
wrong ":filter: '10de,'" 'line 1: filter: an empty pattern'
wrong ":short_address: 'gpu0'" "line 1: short_address: 'gpu0' is not an address"
wrong ":device_name: ['ok', '[']" "line 1: device_name: '[':"
wrong ":device_name: '\\d+'" "line 1: device_name: '\\d+': '\\d' is not known"
wrong ":device_name: 'x{99}{99}'" "line 1: device_name: 'x{99}{99}': repeats"
wrong ":nvidia_vendors: nvidia" "line 1: nvidia_vendors: 'nvidia' is not a vendor"
wrong ':filter: {a: b}' "line 1: 'filter' must be a value"
wrong ":filter: 'open" 'line 1'
wrong '- 10de' "line 1: expected 'key: value'"
wrong ':filter: !ruby/object:Gem x' 'line 1: tags'

head -c 1100000 /dev/zero | tr '\0' '#' >"$tmp/huge.conf"
run --sysroot "$hosts/gpu-2node/root" --conf "$tmp/huge.conf"
check 'refused: a huge pci.conf' refused 2 'larger than 1048576 bytes'
run --conf "$tmp/none.conf"
check 'refused: a pci.conf that is not there' refused 2 \
    "$tmp/none.conf: No such file or directory"
run --conf "$tmp"
check 'refused: a directory as pci.conf' refused 2 "$tmp: Is a directory"

# --- options ---

run --sysroot "$tmp/none"
check 'refused: a root that is not there' refused 2 'No such file or directory'
run --colour
check 'refused: an unknown option' refused 2 'unknown option --colour'
run -x
check 'refused: an unknown letter' refused 2 'unknown option -x'
run --conf
check 'refused: an option without its value' refused 2 '--conf needs a value'
run --help
check 'help goes to stdout' went_well
check 'help names every option' grep -q -- '--sysroot.*' "$tmp/out"
run --version
check 'version goes to stdout' grep -q '^onegpu-pci [0-9]' "$tmp/out"
run --sysroot "$hosts/gpu-2node/root" --conf "$hosts/gpu-2node/pci.conf" \
    kvm 7 node7
check "the agent's arguments are ignored" listed e1:00.0
run --sysroot "$tmp"
check 'a root without PCI lists nothing' listed
if [ -c /dev/full ]; then
    "$probe" --help >/dev/full 2>"$tmp/err"
    rc=$?
    : >"$tmp/out"
    check 'a full disk is an error' refused 1 'No space left'
else
    skip 'a full disk is an error' 'no /dev/full'
fi

# --- where it is installed ---

remotes=$tmp/remotes
mkdir -p "$remotes/im/kvm-probes.d/host/system" "$remotes/etc/im/kvm-probes.d"
cp "$probe" "$remotes/im/kvm-probes.d/host/system/pci"
installed() {
    "$remotes/im/kvm-probes.d/host/system/pci" \
        --sysroot "$hosts/gpu-2node/root" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}
installed
check 'installed: without a pci.conf it lists nothing' listed
printf ":filter: '10de:*'\n" >"$remotes/etc/im/kvm-probes.d/pci.conf"
installed
check 'installed: finds the pci.conf of its folder' listed e1:00.0
printf ":filter: 'x'\n" >"$remotes/etc/im/kvm-probes.d/pci.conf"
installed
check 'installed: refuses a wrong one' refused 2 \
    'remotes/etc/im/kvm-probes.d/pci.conf: line 1: filter:'

# --- whoever runs it ---

as_nobody() {
    cp "$probe" "$tmp/probe" && cp -R "$hosts/gpu-2node" "$tmp/host" &&
        chmod -R a+rX "$tmp/host" && cd / &&
        setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/probe" \
            --sysroot "$tmp/host/root" --conf "$tmp/host/pci.conf" \
            >"$tmp/out" && diff -u "$hosts/gpu-2node/pci.golden" "$tmp/out"
}
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    check 'nobody sees what root sees' as_nobody
else
    skip 'nobody sees what root sees' 'needs root and setpriv'
fi

echo "1..$count"
