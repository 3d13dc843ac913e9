#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The PCI probe on hosts whose files are not what they should be.
# shellcheck disable=SC2034,SC2154 # names that pci.sh has
set -u
# The probe reaches its names and its own folder through it.
[ -d /proc/self/fd ] || {
    echo '1..0 # SKIP no /proc is mounted here'
    exit 0
}
# shellcheck source=/dev/null
. "${OG_SRCDIR:-.}/tests/pci.sh"

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

net() {
    mkdir -p "$devices/0000:01:00.0/net/$1"
    odd_run
}
fresh
gpu 0000:01:00.0
net eth0
check 'a name from sysfs' printed 'IFNAME = "eth0"'
check 'a recording is never written to' [ ! -e "$odd/var" ]
mkdir -p "$odd/var/tmp/one_db/pci_net_names" "$odd/etc/udev/rules.d"
echo cached >"$odd/var/tmp/one_db/pci_net_names/0000:01:00.0"
odd_run
check 'the cache before sysfs' printed 'IFNAME = "cached"'
echo '# 0000:01:00.0 <- renamed' >"$odd/etc/udev/rules.d/99-rename.rules"
odd_run
check 'the rules before the cache' printed 'IFNAME = "renamed"'
rm -r "$devices/0000:01:00.0/net"
odd_run
check 'a name outlives the interface' printed 'IFNAME = "renamed"'

# --- what can be passed through ---

fresh
gpu 0000:01:00.0
odd_run
check 'READY: no IOMMU' printed 'READY = "no IOMMU group: turn on VT-d or AMD-Vi in the firmware, and intel_iommu=on on Intel"'
groups=$odd/sys/kernel/iommu_groups
mkdir -p "$groups/7/devices" "$odd/sys/bus/pci/drivers/vfio-pci"
ln -s ../../../../kernel/iommu_groups/7 "$devices/0000:01:00.0/iommu_group"
ln -s ../../../../bus/pci/devices/0000:01:00.0 "$groups/7/devices/0000:01:00.0"
gpu 0000:01:00.1
echo 0x040300 >"$devices/0000:01:00.1/class"
ln -s ../../../drivers/snd_hda_intel "$devices/0000:01:00.1/driver"
ln -s ../../../../bus/pci/devices/0000:01:00.1 "$groups/7/devices/0000:01:00.1"
gpu 0000:00:01.0
echo 0x060400 >"$devices/0000:00:01.0/class"
ln -s ../../../drivers/pcieport "$devices/0000:00:01.0/driver"
ln -s ../../../../bus/pci/devices/0000:00:01.0 "$groups/7/devices/0000:00:01.0"
printf ":filter: '::0302'\n" >"$tmp/odd.conf"
odd_run
check 'IOMMU_PEERS: the rest of the group but bridges' \
    printed 'IOMMU_PEERS = "0000:01:00:1"'
check 'READY: a peer on the host' printed 'READY = "group 7 is not viable: 0000:01:00.1 is bound to driver snd_hda_intel, bind it to vfio-pci too"'
rm "$devices/0000:01:00.1/driver"
ln -s ../../../drivers/vfio-pci "$devices/0000:01:00.1/driver"
odd_run
check 'READY: yes' printed 'READY = "yes"'
check 'RESET: absent while unknown' counted 0 RESET
: >"$devices/0000:01:00.0/remove"
odd_run
check 'READY: a whole sysfs without a way to reset' \
    printed 'READY = "no reset method"'
: >"$devices/0000:01:00.0/reset"
odd_run
check 'READY: an old kernel that can reset' printed 'READY = "yes"'
echo 1 >"$devices/0000:01:00.0/boot_vga"
odd_run
check 'BOOT_VGA' printed 'BOOT_VGA = "yes"'
check 'READY: the boot display' printed 'READY = "the boot display: make another one primary in the firmware"'
echo Unknown >"$devices/0000:01:00.0/current_link_speed"
echo 16 >"$devices/0000:01:00.0/current_link_width"
odd_run
check 'LINK: absent while unknown' counted 0 LINK

# --- switches ---

# at PATH: the last gpu lies there, below the bridges that the path names
at() {
    name=${1##*/}
    mkdir -p "$odd/sys/devices/${1%/*}"
    mv "$devices/$name" "$odd/sys/devices/$1"
    ln -s "../../../devices/$1" "$devices/$name"
}

# switches: address and SWITCH of each device, - where it has none
switches() {
    went_well || return
    awk -F'"' '/ SHORT_ADDRESS = /{ address = $2; switch = "-" }
        / SWITCH = /{ switch = $2 }
        /^]/{ print address, switch }' "$tmp/out" | diff -u "$tmp/wanted" -
}

# Two switches below one: a0 and a1 share the inner one, b0 has the other, and
# c0 is below the outer one alone. d0 and e0 are below root ports.
fresh
outer=pci0000:00/0000:00:01.0/0000:10:00.0
inner1=$outer/0000:11:00.0/0000:12:00.0
inner2=$outer/0000:11:01.0/0000:20:00.0
for path in "$inner1/0000:13:00.0/0000:a0:00.0" \
    "$inner1/0000:13:01.0/0000:a1:00.0" "$inner2/0000:21:00.0/0000:b0:00.0" \
    "$outer/0000:11:02.0/0000:c0:00.0" \
    pci0000:00/0000:00:02.0/0000:d0:00.0 \
    pci0000:00/0000:00:03.0/0000:e0:00.0; do
    gpu "${path##*/}"
    at "$path"
done
odd_run
printf '%s\n' 'a0:00.0 0000:12:00:0' 'a1:00.0 0000:12:00:0' \
    'b0:00.0 0000:20:00:0' 'c0:00.0 0000:10:00:0' 'd0:00.0 -' 'e0:00.0 -' \
    >"$tmp/wanted"
check 'SWITCH: the inner one of nested switches, or none' switches
check 'ROOT_COMPLEX: one above all of them' \
    counted 4 'ROOT_COMPLEX = "0000:00:01:0"'

# --- sockets ---

# sockets LINE...: address and SOCKET_NODES of each device, - where none
sockets() {
    went_well || return
    printf '%s\n' "$@" >"$tmp/wanted"
    awk -F'"' '/ SHORT_ADDRESS = /{ address = $2; nodes = "-" }
        / SOCKET_NODES = /{ nodes = $2 }
        /^]/{ print address, nodes }' "$tmp/out" | diff -u "$tmp/wanted" -
}

# packages FIRST-NODE SECOND-NODE: of which package the CPUs of each node are
packages() {
    for cpu in "$odd"/sys/devices/system/cpu/cpu[0-9]*; do
        n=${cpu##*/cpu}
        rm -f "$cpu"/topology/core_siblings* "$cpu"/topology/package_cpus*
        if [ $((n / 4 % 2)) -eq 0 ]; then
            echo "$1" >"$cpu/topology/physical_package_id"
        else
            echo "$2" >"$cpu/topology/physical_package_id"
        fi
    done
}

fresh
gpu 0000:01:00.0
gpu 0000:02:00.0
gpu 0000:03:00.0
echo 0 >"$devices/0000:01:00.0/numa_node"
odd_run
check 'SOCKET_NODES: a node a package' \
    sockets '01:00.0 0' '02:00.0 1' '03:00.0 1'
packages 0 0
odd_run
check 'SOCKET_NODES: two nodes a package' \
    sockets '01:00.0 0,1' '02:00.0 0,1' '03:00.0 0,1'
packages 7 3
echo 7 >"$devices/0000:02:00.0/numa_node"
odd_run
check 'SOCKET_NODES: none for a node that is not there' \
    sockets '01:00.0 0' '02:00.0 -' '03:00.0 1'
packages 0 -1
odd_run
check 'SOCKET_NODES: none while a package is unknown' \
    sockets '01:00.0 -' '02:00.0 -' '03:00.0 -'
packages 0 1
rm "$odd/sys/devices/system/cpu/cpu7/topology/physical_package_id"
odd_run
check 'SOCKET_NODES: none while that of one CPU is' \
    sockets '01:00.0 -' '02:00.0 -' '03:00.0 -'
packages 0 1
mkdir "$odd/sys/devices/system/node/node2"
echo >"$odd/sys/devices/system/node/node2/cpulist"
echo 2 >"$devices/0000:02:00.0/numa_node"
odd_run
check 'SOCKET_NODES: none of a node without CPUs' \
    sockets '01:00.0 0' '02:00.0 -' '03:00.0 1'

# --- vGPUs ---

fresh
gpu 0000:41:00.4
ln -s ../0000:41:00.0 "$devices/0000:41:00.4/physfn"
mkdir "$devices/0000:41:00.4/nvidia"
printf 'ID    : vGPU Name\n1155  : NVIDIA L40S-1B\n1156  : NVIDIA L40S-2B\n' \
    >"$devices/0000:41:00.4/nvidia/creatable_vgpu_types"
odd_run
check 'vGPU: UUID' printed 'UUID = "e4042b96-e63d-56cf-bcc8-4e6eecccc12e"'
check 'vGPU: PROFILES of the newer driver' \
    printed 'PROFILES = "1155 (NVIDIA L40S-1B),1156 (NVIDIA L40S-2B)"'
check 'vGPU: MDEV_MODE of the newer driver' printed 'MDEV_MODE = "nvidia"'
check 'vGPU: ready on its own driver' printed 'READY = "yes"'
mkdir -p "$odd/sys/class/mdev_bus" \
    "$devices/0000:41:00.4/mdev_supported_types/nvidia-222" \
    "$devices/0000:41:00.4/mdev_supported_types/nvidia-223"
ln -s ../../bus/pci/devices/0000:41:00.4 "$odd/sys/class/mdev_bus/0000:41:00.4"
odd_run
check 'vGPU: PROFILES of the older driver' \
    printed 'PROFILES = "nvidia-222,nvidia-223"'
check 'vGPU: MDEV_MODE of the older driver' printed 'MDEV_MODE = "legacy"'

# --- files that are not what they should be ---

# Every file that the probe reads of a device, but for virtfn0: that it exists
# is all that is asked.
every_file='vendor device class numa_node local_cpulist reset_method boot_vga
    current_link_speed current_link_width max_link_speed max_link_width
    resource sriov_numvfs driver iommu_group physfn net
    mdev_supported_types nvidia'

# spoil HOW NAME: every file of device NAME
spoil() {
    for file in $every_file; do
        rm -rf "${devices:?}/$2/$file"
        case $1 in
            huge) head -c 1048576 /dev/zero | tr '\0' 7 >"$devices/$2/$file" ;;
            zeros) head -c 4000 /dev/zero >"$devices/$2/$file" ;;
            empty) : >"$devices/$2/$file" ;;
            folder) mkdir "$devices/$2/$file" ;;
            fifo) mkfifo "$devices/$2/$file" ;;
            loop) ln -s "$file" "$devices/$2/$file" ;;
            dots) ln -s ../../../../../../../../../etc "$devices/$2/$file" ;;
            gone) ln -s /nowhere "$devices/$2/$file" ;;
            secret) echo 1 >"$devices/$2/$file" && chmod 0 "$devices/$2/$file" ;;
        esac
    done
}

# ids NAME: sound ones again
ids() {
    for file in vendor device class; do rm -rf "${devices:?}/$1/$file"; done
    echo 0x10de >"$devices/$1/vendor"
    echo 0x26b9 >"$devices/$1/device"
    echo 0x030200 >"$devices/$1/class"
}

sound_one() { # what the sound device reads, whatever its neighbour is
    awk '/^PCI = /{ text = "" } { text = text "\n" $0 }
        /SHORT_ADDRESS = "02:00.0"/{ mine = 1 }
        /^]/{ if (mine) print text; mine = 0 }' "$tmp/out"
}

fresh
gpu 0000:01:00.0
gpu 0000:02:00.0
odd_run
sound_one >"$tmp/sound"
unharmed() {
    went_well && sound_one | diff -u "$tmp/sound" - && [ -s "$tmp/sound" ]
}
for how in huge zeros empty folder fifo loop dots gone; do
    spoil "$how" 0000:01:00.0
    odd_run
    check "all files $how: the device is left out" listed 02:00.0
    check "all files $how: the other is as it was" unharmed
    ids 0000:01:00.0
    odd_run
    check "all but the ids $how: the device is listed" listed 01:00.0 02:00.0
    check "all but the ids $how: the other is as it was" unharmed
done

# --- whoever runs it ---

# The files that only root can read must not make a difference to anybody.
as_nobody() {
    cp "$probe" "$tmp/probe" && (
        cd / && setpriv --reuid=65534 --regid=65534 --clear-groups \
            "$tmp/probe" --sysroot "$odd" --conf "$tmp/odd.conf" \
            >"$tmp/out" 2>"$tmp/err"
    )
    rc=$?
    went_well
}
nobody_sees() {
    as_nobody && listed "$@"
}
nobody_agrees() {
    odd_run
    cp "$tmp/out" "$tmp/by-root"
    as_nobody && diff -u "$tmp/by-root" "$tmp/out"
}
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$tmp"
    fresh
    gpu 0000:01:00.0
    gpu 0000:02:00.0
    # As in a real sysfs: for root alone to read, or to write.
    for file in config rom remove reset resource0; do
        echo 1 >"$devices/0000:01:00.0/$file"
    done
    chmod -R a+rX "$odd"
    chmod 0200 "$devices/0000:01:00.0/remove" \
        "$devices/0000:01:00.0/reset" "$devices/0000:01:00.0/rom"
    chmod 0600 "$devices/0000:01:00.0/resource0"
    check 'nobody sees what root sees of files for root' nobody_agrees
    spoil secret 0000:01:00.0
    check 'a device of secrets is left out for nobody' nobody_sees 02:00.0
else
    skip 'nobody sees what root sees' 'needs root and setpriv'
fi

# hwloc is asked for the node of a device without one; it would wait here.
waits_for_nobody() {
    timeout 20 "$probe" --sysroot "$odd" --conf "$tmp/odd.conf" >"$tmp/out" \
        2>"$tmp/err"
    rc=$?
    listed 01:00.0
}
for file in sys/devices/system/cpu/cpu1/topology/core_siblings \
    sys/devices/system/node/node1/cpumap \
    sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages \
    proc/cpuinfo; do
    fresh
    gpu 0000:01:00.0
    rm "$devices/0000:01:00.0/numa_node"
    mkdir -p "$odd/proc"
    rm -f "$odd/$file"
    mkfifo "$odd/$file"
    check "a FIFO as $file" waits_for_nobody
done

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

echo "1..$count"
