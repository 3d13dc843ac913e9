#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes the host gpu-2node/root: a two-socket server with one L40S on its
# second node, as the few files of /sys and /proc that libpci, hwloc and our
# own programs read. Made up, not recorded: the shapes are the kernel's, the
# ids those of real devices, the numbers ours.
#
#     tests/hosts/make-gpu-2node.sh tests/hosts/gpu-2node/root
#
# Empty directories do not survive git, so every directory has a file or a
# link in it.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: make-gpu-2node.sh DIRECTORY" >&2
    exit 2
fi
rm -rf "$1"
mkdir -p "$1"
cd "$1"

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

# --- CPUs and memory: CPU n and n+8 are the threads of one core ---

# cpu NUMBER PACKAGE CORE THREADS PACKAGE-CPUS
cpu() {
    t=sys/devices/system/cpu/cpu$1/topology
    put "$t/physical_package_id" "$2"
    put "$t/core_id" "$3"
    put "$t/thread_siblings" "$4"
    put "$t/core_siblings" "$5"
}

put sys/devices/system/cpu/online 0-15
put sys/devices/system/cpu/possible 0-15
for n in 0 1 2 3; do
    mask=$(printf '%04x' $((257 << n)))
    cpu "$n" 0 "$n" "$mask" 0f0f
    cpu "$((n + 8))" 0 "$n" "$mask" 0f0f
    mask=$(printf '%04x' $((257 << (n + 4))))
    cpu "$((n + 4))" 1 "$n" "$mask" f0f0
    cpu "$((n + 12))" 1 "$n" "$mask" f0f0
done

# node NUMBER CPULIST CPUMAP DISTANCE
node() {
    d=sys/devices/system/node/node$1
    put "$d/cpulist" "$2"
    put "$d/cpumap" "$3"
    put "$d/distance" "$4"
    put "$d/meminfo" "Node $1 MemTotal:       33554432 kB"
    for size in 2048 1048576; do
        put "$d/hugepages/hugepages-${size}kB/nr_hugepages" 0
        put "$d/hugepages/hugepages-${size}kB/free_hugepages" 0
    done
}

put sys/devices/system/node/online 0-1
node 0 0-3,8-11 0f0f '10 21'
node 1 4-7,12-15 f0f0 '21 10'

put proc/meminfo 'MemTotal:       67108864 kB'
put proc/cmdline 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro intel_iommu=on iommu=pt'
put proc/mounts 'sysfs /sys sysfs rw 0 0'
n=0
: >proc/cpuinfo
while [ "$n" -lt 16 ]; do
    printf 'processor\t: %d\nvendor_id\t: GenuineIntel\nflags\t\t: fpu vmx ept\n\n' \
        "$n" >>proc/cpuinfo
    n=$((n + 1))
done

# --- PCI ---

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
    case $5 in
        0) put "$d/local_cpus" 0f0f ;;
        1) put "$d/local_cpus" f0f0 ;;
    esac
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

device pci0000:00/0000:00:00.0 8086 09a2 088000 0 0

port=pci0000:40/0000:40:01.0
nic=$port/0000:41:00.0
device "$port" 8086 347a 060400 0 10 '40 41 41 00'
driver "$port" pcieport
pcie "$port" 16.0 16
device "$nic" 15b3 1017 020000 0 20
driver "$nic" mlx5_core
pcie "$nic" 8.0 16
put "sys/devices/$nic/sriov_totalvfs" 8
put "sys/devices/$nic/sriov_numvfs" 0
put "sys/devices/$nic/sriov_drivers_autoprobe" 1
put "sys/devices/$nic/net/ens1f0np0/phys_port_name" p0
put "sys/devices/$nic/net/ens1f0np0/operstate" up
link sys/class/net/ens1f0np0 "../../devices/$nic/net/ens1f0np0"

port=pci0000:40/0000:40:02.0
nvme=$port/0000:42:00.0
device "$port" 8086 347b 060400 0 11 '40 42 42 00'
driver "$port" pcieport
pcie "$port" 16.0 4
device "$nvme" 144d a80a 010802 0 21
driver "$nvme" nvme
pcie "$nvme" 16.0 4

port=pci0000:e0/0000:e0:01.0
gpu=$port/0000:e1:00.0
device "$port" 8086 347a 060400 1 30 'e0 e1 e1 00'
driver "$port" pcieport
pcie "$port" 16.0 16
device "$gpu" 10de 26b9 030200 1 42
driver "$gpu" vfio-pci
pcie "$gpu" 16.0 16
put "sys/devices/$gpu/reset_method" 'flr bus'
# 16 MiB of registers, 64 GiB of memory, 32 MiB
resources "$gpu" <<'BARS'
0xd0000000 0xd0ffffff 0x40200
0x24000000000 0x24fffffffff 0x14220c
0x0 0x0 0x0
0x25000000000 0x25001ffffff 0x14220c
BARS

# --- IOMMU and vfio ---

put sys/devices/virtual/iommu/dmar0/intel-iommu/version 5:0
link sys/class/iommu/dmar0 ../../devices/virtual/iommu/dmar0
for module in kvm_intel vfio vfio_pci vfio_iommu_type1; do
    put "sys/module/$module/refcnt" 0
done
put sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts N

# --- names, so that no golden depends on the pci.ids that is installed ---

mkdir -p usr/share/misc
cat >usr/share/misc/pci.ids <<'IDS'
# A few entries in the format of https://pci-ids.ucw.cz
10de  NVIDIA Corporation
	26b9  AD102GL [L40S]
144d  Samsung Electronics Co Ltd
	a80a  NVMe SSD Controller PM9A1/PM9A3/980PRO
15b3  Mellanox Technologies
	1017  MT27800 Family [ConnectX-5]
8086  Intel Corporation
	09a2  Ice Lake Memory Map/VT-d
	347a  Ice Lake PCIe Root Port A
	347b  Ice Lake PCIe Root Port B
C 01  Mass storage controller
	08  Non-Volatile memory controller
C 02  Network controller
	00  Ethernet controller
C 03  Display controller
	02  3D controller
C 06  Bridge
	04  PCI bridge
C 08  Generic system peripheral
	80  System peripheral
IDS
