#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The PCI probe on machines that exist, against lspci and against itself.
# shellcheck disable=SC2034,SC2154 # names that pci.sh has
set -u
# The probe reaches its names and its own folder through it.
[ -d /proc/self/fd ] || {
    echo '1..0 # SKIP no /proc is mounted here'
    exit 0
}
# shellcheck source=/dev/null
. "${OG_SRCDIR:-.}/tests/pci.sh"

# --- recordings of machines, against lspci ---

# unpacked TARBALL [PATTERN...]: where its root lies now; these files only
unpacked() {
    tarball=$1
    shift
    [ $# -eq 0 ] || set -- --wildcards "$@"
    rm -rf "$tmp/recorded" && mkdir "$tmp/recorded" &&
        tar -xf "$tarball" -C "$tmp/recorded" "$@" &&
        root=$(find "$tmp/recorded" -maxdepth 2 -type d -name sys) &&
        root=${root%/sys} && [ -n "$root" ]
}

# Address, ids and names, a device a line: what lspci and the probe must agree
# on. Where pci.ids has no name libpci shows the id in its place, but not to
# lspci -nn, which shows it anyway.
ours() {
    awk '{
            text = $0
            sub(/^[^"]*"/, "", text)
            sub(/" *,?$/, "", text)
            value[$1] = text
        }
        /^]/ {
            sub(" \\[" value["CLASS"] "]$", "", value["CLASS_NAME"])
            sub("^Class " value["CLASS"] "$", "Class", value["CLASS_NAME"])
            sub("^Vendor " value["VENDOR"] "$", "Vendor", value["VENDOR_NAME"])
            sub("^Device " value["DEVICE"] "$", "Device", value["DEVICE_NAME"])
            printf "%s:%s:%s.%s %s|%s|%s|%s|%s|%s\n", value["DOMAIN"],
                value["BUS"], value["SLOT"], value["FUNCTION"], value["CLASS"],
                value["VENDOR"], value["DEVICE"], value["CLASS_NAME"],
                value["VENDOR_NAME"], value["DEVICE_NAME"]
        }' "$tmp/out"
}

# lspci has names of udev's copy of the database too, the probe has not.
no_hwdb=
! lspci -O help 2>/dev/null | grep -q '^hwdb.disable' ||
    no_hwdb='-O hwdb.disable=1'

theirs() {
    # shellcheck disable=SC2086 # an option and its argument, or nothing
    lspci $no_hwdb "$@" -Dmmnn | awk -F'" "|" -|"$|" "' '{
        split($1, head, " \"")
        print head[1] "\t" head[2] "\t" $2 "\t" $3 }' |
        sed 's/^\([^\t]*\)\t\(.*\) \[\(....\)\]\t\(.*\) \[\(....\)\]\t\(.*\) \[\(....\)\]$/\1 \3|\5|\7|\2|\4|\6/'
}

# agrees LSPCI-OPTION...: the last run with lspci
agrees() {
    went_well || return
    theirs "$@" >"$tmp/theirs"
    ours >"$tmp/ours"
    [ -s "$tmp/theirs" ] && diff -u "$tmp/theirs" "$tmp/ours"
}

# DEVICE_NAME of an NVIDIA device would begin with its vendor.
printf ":filter: '*'\n:nvidia_vendors: []\n" >"$tmp/all.conf"
against_lspci() {
    unpacked "$1" '*/sys/bus/pci/devices*' '*/sys/devices/pci*' || return
    run --sysroot "$root" --conf "$tmp/all.conf"
    agrees -A linux-sysfs -O "sysfs.path=$root/sys/bus/pci"
}

against_lspci_made() {
    root=$(made "$1")
    run --sysroot "$root" --conf "$tmp/all.conf"
    agrees -A linux-sysfs -O "sysfs.path=$root/sys/bus/pci" \
        -i "$root/usr/share/misc/pci.ids"
}

# A device for every 100th of the machine's own pci.ids, and for those with a
# quote in their name: the probe reads what it needs of it, lspci all.
against_pci_ids() {
    made=$tmp/ids/sys/bus/pci/devices
    rm -rf "$tmp/ids"
    mkdir -p "$made" || return
    awk '/^[0-9a-f][0-9a-f][0-9a-f][0-9a-f] /{ vendor = $1 }
        /^\t[0-9a-f][0-9a-f][0-9a-f][0-9a-f] / && (n++ % 100 == 0 || /"/) {
            printf "%04x:00:00.0 %s %s %02x%02x00\n", some, vendor, $1,
                some % 19, some % 5
            some++
        }
        /^[A-Z] /{ exit }' "$1" >"$tmp/some"
    while read -r address vendor device class; do
        at=$made/$address
        mkdir "$at" && echo "0x$vendor" >"$at/vendor" &&
            echo "0x$device" >"$at/device" && echo "0x$class" >"$at/class" &&
            echo 0 >"$at/irq" && head -c 64 /dev/zero >"$at/config" &&
            : >"$at/resource" || return
    done <"$tmp/some"
    run --sysroot "$tmp/ids" --conf "$tmp/all.conf"
    [ "$(wc -l <"$tmp/some")" -gt 100 ] &&
        agrees -A linux-sysfs -O "sysfs.path=$tmp/ids/sys/bus/pci" &&
        ! grep -q '|Vendor|\||Device|' "$tmp/ours"
}

against_lspci_here() {
    run --conf "$tmp/all.conf"
    agrees -A linux-sysfs
}

# --- the NUMA node ---

# nodes: address and node of each device of the last run
nodes() {
    awk -F'"' '/ SHORT_ADDRESS = /{ address = $2 }
        / NUMA_NODE = /{ print address, $2 }' "$tmp/out"
}

# As the kernel says; where it does not, as hwloc finds; where HWLOC_PCI_LOCALITY
# is set, as the administrator says; and else unknown.
by_the_kernel() {
    run --sysroot "$root" --conf "$tmp/all.conf"
    nodes >"$tmp/by-kernel"
    for device in "$root"/sys/bus/pci/devices/*; do
        echo "${device##*/} $(cat "$device/numa_node")"
    done | sed 's/^0000://; s/ -1$/ -/' | sort >"$tmp/files"
    went_well && [ -s "$tmp/files" ] && diff -u "$tmp/files" "$tmp/by-kernel"
}

by_hwloc() {
    find "$root/sys/devices/" "$root/sys/bus/pci/" -path '*:*' \
        -name numa_node -delete
    run --sysroot "$root" --conf "$tmp/all.conf"
    nodes | diff -u "$tmp/by-kernel" -
}

by_nobody() {
    find "$root/sys/devices/" "$root/sys/bus/pci/" -path '*:*' \
        -name local_cpus -delete
    run --sysroot "$root" --conf "$tmp/all.conf"
    went_well && ! nodes | grep -v ' -$'
}

# CPU 3 is of node 3.
by_the_administrator() {
    HWLOC_PCI_LOCALITY='0000:40-7f 0x8'
    export HWLOC_PCI_LOCALITY
    run --sysroot "$root" --conf "$tmp/all.conf"
    unset HWLOC_PCI_LOCALITY
    sed 's/ .*/ -/; /^4/s/-$/3/' "$tmp/by-kernel" >"$tmp/wanted"
    nodes | diff -u "$tmp/wanted" -
}

# --- which machines ---

if command -v lspci >/dev/null; then
    check 'gpu-2node as lspci sees it' against_lspci_made gpu-2node
    check 'gpu-8 as lspci sees it' against_lspci_made gpu-8
    if [ -r /usr/share/misc/pci.ids ]; then
        check 'names as lspci has them' against_pci_ids /usr/share/misc/pci.ids
    else
        skip 'names as lspci has them' 'no /usr/share/misc/pci.ids'
    fi
    if [ -d /sys/bus/pci/devices ]; then
        check 'this machine as lspci sees it' against_lspci_here
    else
        skip 'this machine as lspci sees it' 'it has no PCI'
    fi
else
    skip 'made hosts as lspci sees them' 'no lspci'
fi

shared=$srcdir/../shared/data
if [ ! -r "$shared" ]; then
    skip 'recorded machines' 'no ../shared/data'
elif ! command -v lspci >/dev/null || ! command -v bzip2 >/dev/null; then
    skip 'recorded machines' 'no lspci or no bzip2'
else
    for tarball in "$shared"/hosts/*.tgz "$shared"/hwloc/*.bz2; do
        check "${tarball##*/} as lspci sees it" against_lspci "$tarball"
    done
    unpacked "$shared/hwloc/fakepcilocalities.tar.bz2"
    check 'NUMA_NODE is the kernel'\''s' by_the_kernel
    check 'NUMA_NODE is what hwloc finds' by_hwloc
    check 'NUMA_NODE is unknown' by_nobody
    check 'NUMA_NODE is what HWLOC_PCI_LOCALITY says' by_the_administrator
fi

echo "1..$count"
