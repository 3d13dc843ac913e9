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
# shellcheck source=/dev/null
. "${0%/*}/host.sh"
rm -rf "$1"
mkdir -p "$1"
cd "$1"

node_mask() {
    case $1 in
        0) echo 0f0f ;;
        1) echo f0f0 ;;
    esac
}

node_list() {
    case $1 in
        0) echo 0-3,8-11 ;;
        1) echo 4-7,12-15 ;;
    esac
}

# --- CPUs and memory: CPU n and n+8 are the threads of one core ---

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

put sys/devices/system/node/online 0-1
node 0 '10 21'
node 1 '21 10'

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
