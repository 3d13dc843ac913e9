#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes a host of 256 PCI functions as the files of sysfs that a probe reads:
#
#     bench/make-functions.sh DIRECTORY [GPUS]
#
# They are 32 GPUs with 7 virtual functions each or, where GPUS is given, so
# many GPUs without any (a multiple of 8) and the rest network cards with 7.
set -eu

[ $# -eq 1 ] || [ $# -eq 2 ] || {
    echo "usage: make-functions.sh DIRECTORY [GPUS]" >&2
    exit 2
}
cd "$1"
gpus=${2:-0}
mkdir -p sys/bus/pci/devices sys/devices/system/node/node0 \
    sys/devices/system/node/node1 usr/share/misc
{
    printf '10de  NVIDIA Corporation\n\t26b9  AD102GL [L40S]\n'
    printf '15b3  Mellanox Technologies\n\t101e  ConnectX Virtual Function\n'
    printf 'C 02  Network controller\n\t00  Ethernet controller\n'
    printf 'C 03  Display controller\n\t02  3D controller\n'
} >usr/share/misc/pci.ids
none='0x0000000000000000 0x0000000000000000 0x0000000000000000'
resources="0x00000000d0000000 0x00000000d0ffffff 0x0000000000040200
0x0000024000000000 0x00000240ffffffff 0x000000000014220c
$none
$none
$none
$none
$none"
group=0

# kind DRIVER VENDOR DEVICE BASE CLASS: of the functions that follow
kind() {
    driver=$1 vendor=$2 device=$3 class=${4}${5}00
    alias=$(printf 'pci:v%08Xd%08Xsv%08Xsd00001851bc%ssc%si00' \
        "0x$2" "0x$3" "0x$2" "$4" "$5")
}

# function BUS NUMBER NODE
function() {
    name=0000:$1:00.$2
    home=sys/devices/pci0000:$1/$name
    mkdir -p "$home" "sys/kernel/iommu_groups/$group/devices"
    while read -r file text; do
        echo "$text" >"$home/$file"
    done <<FILES
vendor 0x$vendor
device 0x$device
class 0x$class
modalias $alias
revision 0xa1
irq 0
subsystem_vendor 0x$vendor
subsystem_device 0x1851
numa_node $3
local_cpulist 0-7
reset_method flr
current_link_speed 16.0 GT/s PCIe
current_link_width 16
max_link_speed 16.0 GT/s PCIe
max_link_width 16
FILES
    echo "$resources" >"$home/resource"
    printf '\336\020\271\046\0\0\0\0\241\0\002\003\0\0\0\0' >"$home/config"
    head -c 48 /dev/zero >>"$home/config"
    ln -s "../../../devices/pci0000:$1/$name" "sys/bus/pci/devices/$name"
    ln -s "../../../kernel/iommu_groups/$group" "$home/iommu_group"
    ln -s "../../../../devices/pci0000:$1/$name" \
        "sys/kernel/iommu_groups/$group/devices/$name"
    ln -s "../../../bus/pci/drivers/$driver" "$home/driver"
    group=$((group + 1))
}

# card BUS NODE: function 0 and 7 virtual ones of it
card() {
    function "$1" 0 "$2"
    echo 7 >"$home/sriov_numvfs"
    for n in 1 2 3 4 5 6 7; do
        ln -s "../0000:$1:00.$n" "$home/virtfn$((n - 1))"
    done
    for n in 1 2 3 4 5 6 7; do
        function "$1" "$n" "$2"
        ln -s "../0000:$1:00.0" "$home/physfn"
        [ "$vendor" = 10de ] || continue
        mkdir "$home/nvidia"
        printf 'ID    : vGPU Name\n1155  : NVIDIA L40S-1B\n' \
            >"$home/nvidia/creatable_vgpu_types"
    done
}

# Each on a bus of its own, half of them near each node.
kind nvidia 10de 26b9 03 02
bus=0
while [ "$bus" -lt "$gpus" ]; do
    function "$(printf '%02x' $((bus * 4)))" 0 $((bus % 2))
    bus=$((bus + 1))
done
[ "$gpus" -eq 0 ] || kind mlx5_core 15b3 101e 02 00
cards=$(((256 - gpus) / 8))
while [ "$cards" -gt 0 ]; do
    card "$(printf '%02x' $((bus * 4)))" $((bus % 2))
    bus=$((bus + 1)) cards=$((cards - 1))
done
