#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What the make.sh of a host is written with: the files of /sys and /proc that
# tell of CPUs, nodes and memory, in the kernel's shapes. Made up, not
# recorded. CPU numbers below 32; lists are written as the kernel writes them
# ("0-3,8"), the masks beside them are worked out.
set -eu

# put FILE LINE
put() {
    mkdir -p "${1%/*}"
    printf '%s\n' "$2" >"$1"
}

# link NAME TARGET
link() {
    mkdir -p "${1%/*}"
    ln -s "$2" "$1"
}

# mask LIST: the bits of a list in hex
mask() (
    bits=0
    IFS=,
    for range in $1; do
        at=${range%-*}
        while [ "$at" -le "${range#*-}" ]; do
            bits=$((bits | 1 << at))
            at=$((at + 1))
        done
    done
    printf '%08x\n' "$bits"
)

# host DIRECTORY ONLINE POSSIBLE: an empty host with these CPUs
host() {
    rm -rf "$1"
    mkdir -p "$1"
    cd "$1"
    put sys/devices/system/cpu/online "$2"
    put sys/devices/system/cpu/possible "$3"
    put sys/devices/system/cpu/present "$3"
    put proc/cmdline 'BOOT_IMAGE=/vmlinuz ro'
    put proc/mounts 'sysfs /sys sysfs rw 0 0'
    : >proc/cpuinfo
}

# cpu NUMBER PACKAGE CORE THREADS PACKAGE-CPUS: an online CPU; THREADS and
# PACKAGE-CPUS are lists
cpu() {
    t=sys/devices/system/cpu/cpu$1/topology
    put "$t/physical_package_id" "$2"
    put "$t/core_id" "$3"
    for name in thread_siblings core_cpus; do
        mask "$4" >"$t/$name"
        printf '%s\n' "$4" >"$t/${name}_list"
    done
    for name in core_siblings package_cpus; do
        mask "$5" >"$t/$name"
        printf '%s\n' "$5" >"$t/${name}_list"
    done
    printf 'processor\t: %d\nvendor_id\t: GenuineIntel\n\n' "$1" >>proc/cpuinfo
}

# offline NUMBER: a CPU that is there and is off has no topology
offline() {
    put "sys/devices/system/cpu/cpu$1/online" 0
}

# nodes LIST: the numbers of the nodes
nodes() {
    put sys/devices/system/node/online "$1"
    put sys/devices/system/node/possible "$1"
}

# node NUMBER CPUS DISTANCES TOTAL FREE: memory in KiB
node() {
    d=sys/devices/system/node/node$1
    put "$d/cpulist" "$2"
    mask "$2" >"$d/cpumap"
    put "$d/distance" "$3"
    cat >"$d/meminfo" <<MEMINFO
Node $1 MemTotal:       $4 kB
Node $1 MemFree:        $5 kB
Node $1 MemUsed:        $(($4 - $5)) kB
Node $1 SwapCached:            0 kB
Node $1 HugePages_Total:     0
Node $1 HugePages_Free:      0
MEMINFO
}

# machine TOTAL FREE: memory of all nodes together
machine() {
    cat >proc/meminfo <<MEMINFO
MemTotal:       $1 kB
MemFree:        $2 kB
MemAvailable:   $2 kB
HugePages_Total:       0
Hugepagesize:       2048 kB
MEMINFO
}

# pages FOLDER SIZE TOTAL FREE: huge pages of SIZE kB; FOLDER is nodeN, or mm
# for those of the machine
pages() {
    case $1 in
        mm) d=sys/kernel/mm/hugepages ;;
        *) d=sys/devices/system/node/$1/hugepages ;;
    esac
    put "$d/hugepages-$2kB/nr_hugepages" "$3"
    put "$d/hugepages-$2kB/free_hugepages" "$4"
    put "$d/hugepages-$2kB/surplus_hugepages" 0
}
