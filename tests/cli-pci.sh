#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The PCI probe as oned's agent runs it: recorded and odd hosts, the files an
# administrator may hand it, and what it says to both.
set -u

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

# with_conf TEXT: run on the recorded server with this pci.conf
with_conf() {
    printf '%s' "$1" >"$tmp/pci.conf"
    run --sysroot "$hosts/gpu-2node/root" --conf "$tmp/pci.conf"
}

# --- recorded hosts ---

# made HOST: its tree; one that is not checked in is written now
made() {
    if [ ! -d "$hosts/$1/root" ]; then
        [ -d "$tmp/$1" ] || sh "$hosts/make-$1.sh" "$tmp/$1"
        echo "$tmp/$1"
    else
        echo "$hosts/$1/root"
    fi
}

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
check 'version goes to stdout' grep -q '^onegpu [0-9]' "$tmp/out"
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

# --- odd hosts: two nodes, devices with something wrong ---

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

fresh
for n in 0 1 2 3 4 5 6 7; do gpu "0000:01:00.$n"; done
rm "$devices/0000:01:00.1/vendor"
rm "$devices/0000:01:00.2/device" && mkdir "$devices/0000:01:00.2/device"
echo >"$devices/0000:01:00.3/class"
echo 10de >"$devices/0000:01:00.4/vendor"
echo 0x110de >"$devices/0000:01:00.5/vendor"
rm "$devices/0000:01:00.6/class" && ln -s class "$devices/0000:01:00.6/class"
gpu 0000:1:00.0
gpu 0000:02:00.0.1
gpu slot
echo file >"$devices/0000:03:00.0"
ln -s /nowhere "$devices/0000:04:00.0"
odd_run
check 'a device without sound ids is left out, alone' listed 01:00.0 01:00.7

fresh
for n in 0 1 2 3; do gpu "0000:01:00.$n"; done
echo one >"$devices/0000:01:00.0/numa_node"
rm "$devices/0000:01:00.1/numa_node"
echo 99999999999999999999 >"$devices/0000:01:00.2/numa_node"
odd_run
check 'rubbish in numa_node leaves the device' listed 01:00.0 01:00.1 01:00.2 \
    01:00.3
check 'rubbish in numa_node is no node' counted 3 'NUMA_NODE = "-"'

# The kernel says -1, hwloc knows the node of the bridge above.
fresh
gpu 0000:e1:00.0
echo -1 >"$devices/0000:e1:00.0/numa_node"
mkdir "$devices/0000:e0:01.0"
bridge=$hosts/gpu-2node/root/sys/bus/pci/devices/0000:e0:01.0
cp "$bridge/vendor" "$bridge/device" "$bridge/class" "$bridge/config" \
    "$bridge/local_cpus" "$devices/0000:e0:01.0/"
odd_run
check 'numa_node -1: the node of the bridge' printed 'NUMA_NODE = "1"'
rm "$devices/0000:e0:01.0/local_cpus"
odd_run
check 'numa_node -1 and a bridge that knows nothing' printed 'NUMA_NODE = "-"'
cp "$bridge/local_cpus" "$devices/0000:e0:01.0/"
rm -r "$odd/sys/devices/system/node/node1"
odd_run
check 'numa_node -1 on a machine of one node' printed 'NUMA_NODE = "-"'

fresh
gpu 10000:01:00.0
gpu ffffffff:ff:1f.7
gpu 0001:01:00.0
odd_run
check 'domains of any width, in order' listed 0001:01:00.0 10000:01:00.0 \
    ffffffff:ff:1f.7
check 'a wide domain in ADDRESS' printed 'ADDRESS = "10000:01:00:0"'
check 'a wide domain in DOMAIN' printed 'DOMAIN = "10000"'

fresh
gpu 0000:01:00.0
ln -s ../../../../devices/driver "$devices/0000:01:00.0/driver"
ln -s ../../../../kernel/iommu_groups/many "$devices/0000:01:00.0/iommu_group"
odd_run
check 'a driver by its link' printed 'DRIVER = "driver"'
check 'a group that is no number is none' counted 0 IOMMU_GROUP

# --- SR-IOV ---

fresh
gpu 0000:01:00.0
gpu 0000:01:00.4
ln -s ../0000:01:00.4 "$devices/0000:01:00.0/virtfn0"
ln -s ../0000:01:00.0 "$devices/0000:01:00.4/physfn"
echo 0 >"$devices/0000:01:00.0/sriov_numvfs"
odd_run
check 'NVIDIA: the virtual function and not its parent' listed 01:00.4
check 'NVIDIA: its name' printed 'DEVICE_NAME = "NVIDIA vGPU device"'
check 'NVIDIA: it is a vf' printed 'SRIOV = "vf"'
rm "$devices/0000:01:00.0/virtfn0"
echo 1 >"$devices/0000:01:00.0/sriov_numvfs"
odd_run
check 'a physical function in use is left out' listed 01:00.4
rm -r "$devices/0000:01:00.4"
echo 0 >"$devices/0000:01:00.0/sriov_numvfs"
odd_run
check 'a physical function without virtual ones' printed 'SRIOV_NUM = "0"'
echo some >"$devices/0000:01:00.0/sriov_numvfs"
odd_run
check 'rubbish in sriov_numvfs: still a pf' printed 'SRIOV = "pf"'

# --- network interfaces ---

fresh
gpu 0000:01:00.0
mkdir -p "$devices/0000:01:00.0/net/eth0_rep" "$devices/0000:01:00.0/net/eth1" \
    "$devices/0000:01:00.0/net/eth2"
odd_run
check 'several interfaces: the first' printed 'IFNAME = "eth0_rep"'
echo pf0vf1 >"$devices/0000:01:00.0/net/eth0_rep/phys_port_name"
echo p0x >"$devices/0000:01:00.0/net/eth1/phys_port_name"
echo p12 >"$devices/0000:01:00.0/net/eth2/phys_port_name"
odd_run
check 'several interfaces: the port' printed 'IFNAME = "eth2"'

# --- pci.ids ---

fresh
gpu 0000:01:00.0
printf '10de  NVIDIA "\\Corp"\001\n\t26b9  Caf\351 \303\251 <L40S>\n' \
    >"$odd/usr/share/misc/pci.ids"
odd_run
check 'a name with quotes and controls' printed \
    'VENDOR_NAME = "NVIDIA \"/Corp\"?"'
check 'a name that is not UTF-8' printed \
    "$(printf 'DEVICE_NAME = "NVIDIA \\"/Corp\\"? Caf? \303\251 <L40S>"')"
printf '10de  NVIDIA Corporation\nrubbish\n\t26b9  never read\n' \
    >"$odd/usr/share/misc/pci.ids"
odd_run
check 'a broken pci.ids gives the names before the break' printed \
    'VENDOR_NAME = "NVIDIA Corporation"'
check 'a broken pci.ids: numbers for the rest' printed \
    'DEVICE_NAME = "NVIDIA Corporation Device 26b9"'
rm "$odd/usr/share/misc/pci.ids"
mkfifo "$odd/usr/share/misc/pci.ids"
odd_run
check 'a pci.ids that is no file' listed 01:00.0

# --- recordings of machines, against lspci ---

# against_lspci TARBALL
against_lspci() {
    rm -rf "$tmp/recorded" && mkdir "$tmp/recorded" &&
        tar -xf "$1" -C "$tmp/recorded" || return
    recorded=$(find "$tmp/recorded" -maxdepth 2 -type d -name sys)
    printf ":filter: '*'\n" >"$tmp/all.conf"
    run --sysroot "${recorded%/sys}" --conf "$tmp/all.conf"
    went_well || return
    lspci -A linux-sysfs -O "sysfs.path=$recorded/bus/pci" -Dnmm |
        sed 's/^\([^ ]*\) "\(....\)" "\(....\)" "\(....\)".*/\1 \3:\4:\2/' \
            >"$tmp/theirs"
    awk -F'"' '/ TYPE = /{ type = $2 }
        / DOMAIN = /{ d = $2 } / BUS = /{ b = $2 } / SLOT = /{ s = $2 }
        / FUNCTION = /{ print d ":" b ":" s "." $2, type }' \
        "$tmp/out" >"$tmp/ours"
    [ -s "$tmp/theirs" ] && diff -u "$tmp/theirs" "$tmp/ours"
}

shared=$srcdir/../shared/data
if [ ! -r "$shared" ]; then
    skip 'recorded machines as lspci sees them' 'no ../shared/data'
elif ! command -v lspci >/dev/null || ! command -v bzip2 >/dev/null; then
    skip 'recorded machines as lspci sees them' 'no lspci or no bzip2'
else
    # Of hwloc's recordings one, with wide domains: unpacking takes seconds.
    for tarball in "$shared"/hosts/*.tgz \
        "$shared"/hwloc/2pa-pcidomain32bits.tar.bz2; do
        check "${tarball##*/} as lspci sees it" against_lspci "$tarball"
    done
fi

echo "1..$count"
