# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts here have in common: the shapes of the kernel's files, for
# hosts that are made up. Read in by them, in the directory of the host. They
# define
#
#     node_mask NODE    its CPUs as sysfs' mask, 0f0f
#     node_list NODE    the same as a list, 0-3,8-11

# put FILE TEXT: a file of one line, as sysfs has them.
put() {
    mkdir -p "${1%/*}"
    printf '%s\n' "$2" >"$1"
}

# link NAME TARGET
link() {
    mkdir -p "${1%/*}"
    ln -s "$2" "$1"
}

# cpu NUMBER PACKAGE CORE THREADS PACKAGE-CPUS
cpu() {
    t=sys/devices/system/cpu/cpu$1/topology
    put "$t/physical_package_id" "$2"
    put "$t/core_id" "$3"
    put "$t/thread_siblings" "$4"
    put "$t/core_siblings" "$5"
}

# node NUMBER DISTANCE
node() {
    d=sys/devices/system/node/node$1
    put "$d/cpulist" "$(node_list "$1")"
    put "$d/cpumap" "$(node_mask "$1")"
    put "$d/distance" "$2"
    put "$d/meminfo" "Node $1 MemTotal:       33554432 kB"
    for size in 2048 1048576; do
        put "$d/hugepages/hugepages-${size}kB/nr_hugepages" 0
        put "$d/hugepages/hugepages-${size}kB/free_hugepages" 0
    done
}

# The first 64 bytes of configuration space, from bytes in hex.
config() {
    octal=
    for byte in $2; do
        octal="$octal\\$(printf '%03o' "0x$byte")"
    done
    # shellcheck disable=SC2059 # the octal escapes are the format
    printf "$octal" >"$1/config"
}

# bytes VALUE: 16 bits, little-endian
bytes() {
    printf '%02x %02x' $((0x$1 & 255)) $((0x$1 >> 8))
}

# header VENDOR DEVICE CLASS TYPE BUSES SUBSYSTEM-VENDOR SUBSYSTEM
header() {
    printf '%s %s 00 00 00 00 00 ' "$(bytes "$1")" "$(bytes "$2")"
    printf '%s %s %s ' "${3#????}" "$(printf %s "$3" | cut -c3-4)" "${3%????}"
    printf '00 00 %s 00 ' "$4"
    printf '00 00 00 00 00 00 00 00 %s ' "$5"
    printf '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 '
    printf '%s %s ' "$(bytes "$6")" "$(bytes "$7")"
    printf '00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00'
}

# up PATH: the way from sys/PATH back to sys, "../" for each folder
up() {
    printf %s "$1" | sed 's,[^/][^/]*,..,g'
}

# resources PATH: from lines "START END FLAGS", the rest of 13 unused
resources() {
    n=0
    while read -r start end flags; do
        printf '0x%016x 0x%016x 0x%016x\n' "$start" "$end" "$flags"
        n=$((n + 1))
    done >"sys/devices/$1/resource"
    while [ "$n" -lt 13 ]; do
        printf '0x%016x 0x%016x 0x%016x\n' 0 0 0
        n=$((n + 1))
    done >>"sys/devices/$1/resource"
}

# device PATH VENDOR DEVICE CLASS NODE GROUP [BUSES]
device() {
    d=sys/devices/$1
    bdf=${1##*/}
    back=$(up "devices/$1")
    mkdir -p "$d"
    put "$d/vendor" "0x$2"
    put "$d/device" "0x$3"
    put "$d/class" "0x$4"
    put "$d/subsystem_vendor" "0x$2"
    put "$d/subsystem_device" 0x0001
    put "$d/revision" 0x00
    put "$d/irq" 0
    resources "$1" </dev/null
    put "$d/numa_node" "$5"
    put "$d/local_cpus" "$(node_mask "$5")"
    put "$d/local_cpulist" "$(node_list "$5")"
    if [ $# -eq 7 ]; then
        config "$d" "$(header "$2" "$3" "$4" 01 "$7" 0000 0000)"
    else
        config "$d" "$(header "$2" "$3" "$4" 00 '00 00 00 00' "$2" 0001)"
    fi
    link "sys/bus/pci/devices/$bdf" "../../../devices/$1"
    link "$d/subsystem" "$back/bus/pci"
    link "$d/iommu_group" "$back/kernel/iommu_groups/$6"
    link "sys/kernel/iommu_groups/$6/devices/$bdf" "../../../../devices/$1"
    put "sys/kernel/iommu_groups/$6/type" DMA-FQ
}

# driver PATH NAME
driver() {
    link "sys/devices/$1/driver" "$(up "devices/$1")/bus/pci/drivers/$2"
    link "sys/bus/pci/drivers/$2/${1##*/}" "../../../../devices/$1"
}

# pcie PATH SPEED WIDTH: runs as fast as it can
pcie() {
    put "sys/devices/$1/current_link_speed" "$2 GT/s PCIe"
    put "sys/devices/$1/max_link_speed" "$2 GT/s PCIe"
    put "sys/devices/$1/current_link_width" "$3"
    put "sys/devices/$1/max_link_width" "$3"
}
