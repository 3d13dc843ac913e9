#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes the host gpu-8: a two-socket server with eight H100 in the shape of
# an HGX board. Each node has two PCIe switches with two GPUs and a ConnectX-7
# below each, and two NVSwitches below root ports of their own. Every device
# has an IOMMU group for itself. Made up, not recorded; being large it is not
# checked in but written anew for every test.
#
#     tests/hosts/make-gpu-8.sh DIRECTORY
set -eu

if [ $# -ne 1 ]; then
    echo "usage: make-gpu-8.sh DIRECTORY" >&2
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

put sys/devices/system/cpu/online 0-15
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

group=0

# next PATH VENDOR DEVICE CLASS NODE [BUSES]: a device in a group of its own
next() {
    path=$1 vendor=$2 id=$3 class=$4 on=$5
    shift 5
    device "$path" "$vendor" "$id" "$class" "$on" "$group" "$@"
    group=$((group + 1))
}

# bridge PATH VENDOR DEVICE NODE PRIMARY SECONDARY LAST
bridge() {
    next "$1" "$2" "$3" 060400 "$4" "$5 $6 $7 00"
    driver "$1" pcieport
    pcie "$1" 32.0 16
}

# gpu PATH NODE DRIVER
gpu() {
    next "$1" 10de 2330 030200 "$2"
    driver "$1" "$3"
    pcie "$1" 32.0 16
    put "sys/devices/$1/reset_method" 'flr bus'
    # 16 MiB of registers, 128 GiB of memory, 32 MiB
    resources "$1" <<'BARS'
0x380000000000 0x380000ffffff 0x14220c
0x0 0x0 0x0
0x382000000000 0x383fffffffff 0x14220c
0x0 0x0 0x0
0x384000000000 0x384001ffffff 0x14220c
BARS
}

# nic PATH NODE NAME
nic() {
    next "$1" 15b3 1021 020000 "$2"
    driver "$1" mlx5_core
    pcie "$1" 32.0 16
    put "sys/devices/$1/sriov_numvfs" 0
    put "sys/devices/$1/net/$3/operstate" up
    put "sys/devices/$1/net/$3/phys_port_name" p0
}

hex() {
    printf '%02x' "$1"
}

# board NODE BUS DRIVER-OF-SECOND-GPU: root port, switch, what is below it
board() {
    b0=$(hex "$2") b1=$(hex $(($2 + 1))) b2=$(hex $(($2 + 2)))
    b3=$(hex $(($2 + 3))) b4=$(hex $(($2 + 4))) b5=$(hex $(($2 + 5)))
    way=pci0000:$b0/0000:$b0:01.0
    bridge "$way" 8086 352a "$1" "$b0" "$b1" "$b5"
    way=$way/0000:$b1:00.0
    bridge "$way" 1000 c030 "$1" "$b1" "$b2" "$b5"
    bridge "$way/0000:$b2:00.0" 1000 c030 "$1" "$b2" "$b3" "$b3"
    bridge "$way/0000:$b2:01.0" 1000 c030 "$1" "$b2" "$b4" "$b4"
    bridge "$way/0000:$b2:02.0" 1000 c030 "$1" "$b2" "$b5" "$b5"
    gpu "$way/0000:$b2:00.0/0000:$b3:00.0" "$1" vfio-pci
    gpu "$way/0000:$b2:01.0/0000:$b4:00.0" "$1" "$3"
    nic "$way/0000:$b2:02.0/0000:$b5:00.0" "$1" "ens$2np0"
}

# nvswitch NODE BUS
nvswitch() {
    b0=$(hex "$2") b1=$(hex $(($2 + 1)))
    bridge "pci0000:$b0/0000:$b0:01.0" 8086 352a "$1" "$b0" "$b1" "$b1"
    next "pci0000:$b0/0000:$b0:01.0/0000:$b1:00.0" 10de 22a3 068000 "$1"
    driver "pci0000:$b0/0000:$b0:01.0/0000:$b1:00.0" nvidia-nvswitch
}

nvswitch 0 4
nvswitch 0 8
board 0 23 vfio-pci
board 0 58 vfio-pci
nvswitch 1 128
nvswitch 1 132
board 1 155 vfio-pci
board 1 201 nvidia

mkdir -p usr/share/misc
cat >usr/share/misc/pci.ids <<'IDS'
1000  Broadcom / LSI
	c030  PEX890xx PCIe Gen 5 Switch
10de  NVIDIA Corporation
	22a3  GH100 [H100 NVSwitch]
	2330  GH100 [H100 SXM5 80GB]
15b3  Mellanox Technologies
	1021  MT2910 Family [ConnectX-7]
8086  Intel Corporation
C 02  Network controller
	00  Ethernet controller
C 03  Display controller
	02  3D controller
C 06  Bridge
	04  PCI bridge
	80  Bridge
IDS
