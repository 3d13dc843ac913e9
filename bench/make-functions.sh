#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes a host of 256 PCI functions, 32 GPUs with 7 virtual functions each, as
# the files of sysfs that a probe reads: bench/make-functions.sh DIRECTORY
set -eu

[ $# -eq 1 ] || {
    echo "usage: make-functions.sh DIRECTORY" >&2
    exit 2
}
cd "$1"
mkdir -p sys/bus/pci/devices sys/devices/system/node/node0 \
    sys/devices/system/node/node1 usr/share/misc
printf '10de  NVIDIA Corporation\n\t26b9  AD102GL [L40S]\n' \
    >usr/share/misc/pci.ids
printf 'C 03  Display controller\n\t02  3D controller\n' \
    >>usr/share/misc/pci.ids
none='0x0000000000000000 0x0000000000000000 0x0000000000000000'
alias=pci:v000010DEd000026B9sv000010DEsd00001851bc03sc02i00
resources="0x00000000d0000000 0x00000000d0ffffff 0x0000000000040200
0x0000024000000000 0x00000240ffffffff 0x000000000014220c
$none
$none
$none
$none
$none"
group=0

# function BUS NUMBER NODE
function() {
    name=0000:$1:00.$2
    home=sys/devices/pci0000:$1/$name
    mkdir -p "$home" "sys/kernel/iommu_groups/$group/devices"
    while read -r file text; do
        echo "$text" >"$home/$file"
    done <<FILES
vendor 0x10de
device 0x26b9
class 0x030200
modalias $alias
revision 0xa1
irq 0
subsystem_vendor 0x10de
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
    ln -s ../../../bus/pci/drivers/nvidia "$home/driver"
    group=$((group + 1))
}

gpu=0
while [ "$gpu" -lt 32 ]; do
    bus=$(printf '%02x' $((gpu * 4)))
    node=$((gpu / 16))
    function "$bus" 0 "$node"
    echo 7 >"$home/sriov_numvfs"
    for n in 1 2 3 4 5 6 7; do
        ln -s "../0000:$bus:00.$n" "$home/virtfn$((n - 1))"
    done
    for n in 1 2 3 4 5 6 7; do
        function "$bus" "$n" "$node"
        ln -s "../0000:$bus:00.0" "$home/physfn"
        mkdir "$home/nvidia"
        printf 'ID    : vGPU Name\n1155  : NVIDIA L40S-1B\n' \
            >"$home/nvidia/creatable_vgpu_types"
    done
    gpu=$((gpu + 1))
done
