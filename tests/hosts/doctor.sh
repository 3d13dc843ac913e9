#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes a recorded host for `onegpu doctor`: gpu-2node with all that a host
# ready for its GPU has besides /sys, and one thing changed. Made up.
#
#     tests/hosts/doctor.sh DIRECTORY CASE
#     tests/hosts/doctor.sh --list
#
# The case "healthy" changes nothing. Cases "01" to "18" break what the check
# of that number looks at and nothing else; the others are hosts of other
# kinds. Permissions matter here, and git keeps none, so it is written anew.
# shellcheck disable=SC2317 # called by their names
set -eu

here=$(cd "${0%/*}" && pwd)
# shellcheck source=/dev/null
. "$here/host.sh"

node_mask() {
    case $1 in
        0) echo 0f0f ;;
        *) echo f0f0 ;;
    esac
}

node_list() {
    case $1 in
        0) echo 0-3,8-11 ;;
        *) echo 4-7,12-15 ;;
    esac
}

gpu=pci0000:e0/0000:e0:01.0/0000:e1:00.0
gpu_dir=sys/devices/$gpu

# drive PATH NAME: another driver has the device now
drive() {
    rm -f "sys/devices/$1/driver" sys/bus/pci/drivers/*/"${1##*/}"
    driver "$1" "$2"
}

pages() {
    for file in nr free; do
        put "sys/devices/system/node/node$1/hugepages/hugepages-1048576kB/${file}_hugepages" "$2"
    done
}

# system ID NAME LIKE: what os-release says
system() {
    printf 'PRETTY_NAME="%s"\nID=%s\nID_LIKE="%s"\n' "$2" "$1" "$3" \
        >etc/os-release
}

descriptor() {
    cat <<'JSON'
{
    "description": "UEFI firmware for x86_64",
    "interface-types": [ "uefi" ],
    "mapping": {
        "device": "flash",
        "executable": {
            "filename": "/usr/share/OVMF/OVMF_CODE_4M.fd",
            "format": "raw"
        },
        "nvram-template": {
            "filename": "/usr/share/OVMF/OVMF_VARS_4M.fd",
            "format": "raw"
        }
    },
    "targets": [
        { "architecture": "x86_64", "machines": [ "pc-i440fx-*", "pc-q35-*" ] }
    ],
    "features": [ "acpi-s3" ],
    "tags": [ ]
}
JSON
}

# What the kernel has in /proc and /dev, and what Debian and OpenNebula install.
healthy() {
    put proc/sys/kernel/osrelease 6.1.0-28-amd64
    put proc/self/limits \
        'Max locked memory         8388608              8388608              bytes'
    put boot/config-6.1.0-28-amd64 'CONFIG_VFIO_PCI=m'
    put sys/module/vfio_virqfd/refcnt 0
    put sys/firmware/acpi/tables/DMAR DMAR
    put dev/kvm ''
    chmod 660 dev/kvm
    put dev/vfio/42 ''
    chmod 660 dev/vfio/42
    mkdir -p etc/default usr/bin usr/share/OVMF run/libvirt
    system debian 'Debian GNU/Linux 12 (bookworm)' ''
    put etc/default/grub 'GRUB_CMDLINE_LINUX_DEFAULT="quiet intel_iommu=on iommu=pt"'
    put etc/passwd 'oneadmin:x:9869:9869::/var/lib/one:/bin/bash'
    # The group that owns what is written here is called kvm there.
    printf 'oneadmin:x:9869:\nkvm:x:%s:oneadmin\n' "$(id -g)" >etc/group
    mkdir -p etc/libvirt
    printf 'user = "oneadmin"\ngroup = "oneadmin"\ndynamic_ownership = 0\n' \
        >etc/libvirt/qemu.conf
    put etc/udev/rules.d/99-vfio.rules \
        'SUBSYSTEM=="vfio", GROUP="kvm", MODE="0660"'
    put usr/bin/qemu-system-x86_64 ''
    put usr/share/OVMF/OVMF_CODE_4M.fd ''
    mkdir -p usr/share/qemu/firmware
    descriptor >usr/share/qemu/firmware/60-edk2-x86_64.json
    put run/libvirt/libvirt-sock ''
    put var/tmp/one/etc/im/kvm-probes.d/pci.conf ":filter: '10de:*'"
    pages 0 16
    pages 1 16
}

# --- one change each, by the number of the check ---

no_virtualisation() {
    sed 's/ vmx / /' proc/cpuinfo >cpuinfo
    mv cpuinfo proc/cpuinfo
}

no_iommu() {
    rm -rf sys/kernel/iommu_groups
    find sys/devices -name iommu_group -exec rm {} +
    put proc/cmdline 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro quiet'
}

unsafe_interrupts() {
    put sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts Y
}

no_module() {
    rm -r sys/module/vfio_pci
}

on_nvidia() {
    drive "$gpu" nvidia
}

shared_group() {
    link sys/kernel/iommu_groups/42/devices/0000:42:00.0 \
        ../../../../devices/pci0000:40/0000:40:02.0/0000:42:00.0
}

audio_in_use() {
    device "${gpu%0}1" 10de 22bb 040300 1 43
    driver "${gpu%0}1" snd_hda_intel
}

only_root() {
    chmod 600 dev/vfio/42
}

no_reset() {
    : >"$gpu_dir/reset_method"
}

boot_display() {
    put "$gpu_dir/boot_vga" 1
}

narrow_link() {
    put "$gpu_dir/current_link_width" 4
}

no_window() {
    resources "$gpu" <<'BARS'
0xd0000000 0xd0ffffff 0x40200
0x0 0xfffffffff 0x2014220c
0x0 0x0 0x0
0x25000000000 0x25001ffffff 0x14220c
BARS
}

no_node() {
    put "$gpu_dir/numa_node" -1
}

no_pages() {
    pages 1 0
}

# NVIDIA's vGPU driver has the GPU, its virtual functions are off.
no_functions() {
    drive "$gpu" nvidia
    put sys/module/nvidia_vgpu_vfio/refcnt 0
    put "$gpu_dir/sriov_totalvfs" 32
    put "$gpu_dir/sriov_numvfs" 0
    put "$gpu_dir/sriov_drivers_autoprobe" 1
}

no_firmware() {
    rm usr/share/qemu/firmware/60-edk2-x86_64.json
}

no_libvirt() {
    rm run/libvirt/libvirt-sock
}

not_listed() {
    put var/tmp/one/etc/im/kvm-probes.d/pci.conf ":filter: '1002:*'"
}

# --- hosts of other kinds ---

everybody() {
    chmod 666 dev/vfio/42
}

rhel() {
    system almalinux 'AlmaLinux 9.4 (Seafoam Ocelot)' 'rhel centos fedora'
    put proc/sys/kernel/osrelease 5.14.0-427.el9.x86_64
    put boot/config-5.14.0-427.el9.x86_64 'CONFIG_VFIO_VIRQFD=y'
    put usr/sbin/grubby ''
}

proxmox() {
    system debian 'Proxmox VE 8' ''
    put etc/kernel/cmdline 'root=ZFS=rpool/ROOT/pve-1 boot=zfs'
    put usr/sbin/proxmox-boot-tool ''
}

systemd_boot() {
    rm etc/default/grub
    put etc/kernel/cmdline 'root=/dev/vda2 ro'
    put boot/loader/loader.conf 'timeout 3'
}

amd() {
    sed 's/ vmx / svm /; s/GenuineIntel/AuthenticAMD/' proc/cpuinfo >cpuinfo
    mv cpuinfo proc/cpuinfo
    put proc/cmdline 'BOOT_IMAGE=/vmlinuz root=/dev/sda1 ro amd_iommu=on'
    mv sys/firmware/acpi/tables/DMAR sys/firmware/acpi/tables/IVRS
}

no_table() {
    rm sys/firmware/acpi/tables/IVRS
    put sys/firmware/acpi/tables/FACP FACP
}

# A card of AMD's that is known for its resets.
reset_bug() {
    amd
    put "$gpu_dir/vendor" 0x1002
    put "$gpu_dir/device" 0x731f
    put var/tmp/one/etc/im/kvm-probes.d/pci.conf ":filter: '1002:*'"
    rm -r usr/share/misc/pci.ids
    put usr/share/misc/pci.ids '1002  Advanced Micro Devices, Inc. [AMD/ATI]
	731f  Navi 10 [Radeon RX 5600 OEM/5600 XT / 5700/5700 XT]'
}

# display VENDOR DEVICE DRIVER: one more, which the machine booted with
display() {
    port=pci0000:40/0000:40:03.0
    device "$port" 8086 347b 060400 0 12 '40 44 44 00'
    driver "$port" pcieport
    device "$port/0000:44:00.0" "$1" "$2" 030000 0 22
    driver "$port/0000:44:00.0" "$3"
    put "sys/devices/$port/0000:44:00.0/boot_vga" 1
}

server() {
    display 1a03 2000 ast
}

two_displays() {
    display 1002 73ef amdgpu
}

# A GeForce of four functions as the only display, on a fresh desktop.
desktop() {
    no_iommu
    put "$gpu_dir/class" 0x030000
    put "$gpu_dir/device" 0x1e84
    put "$gpu_dir/boot_vga" 1
    put "$gpu_dir/drm/card0/dev" 226:0
    put "$gpu_dir/current_link_speed" '2.5 GT/s PCIe'
    put proc/812/comm Xorg
    link proc/812/fd/9 /dev/dri/card0
    for function in 1:10f8:040300:snd_hda_intel 2:1ad8:0c0330:xhci_hcd \
        3:1ad9:0c8000:nvidia-gpu; do
        number=${function%%:*} rest=${function#*:}
        id=${rest%%:*} rest=${rest#*:}
        device "${gpu%0}$number" 10de "$id" "${rest%%:*}" 1 42
        driver "${gpu%0}$number" "${rest#*:}"
    done
    no_iommu
    drive "$gpu" nouveau
    rm -r dev/vfio var sys/module/vfio*
    for node in 0 1; do
        pages "$node" 0
    done
    no_firmware
    put usr/share/misc/pci.ids '10de  NVIDIA Corporation
	1e84  TU104 [GeForce RTX 2070 SUPER]'
}

cases='healthy 01:no_virtualisation 02:no_iommu 03:unsafe_interrupts
    04:no_module 05:on_nvidia 06:shared_group 07:audio_in_use 08:only_root
    09:no_reset 10:boot_display 11:narrow_link 12:no_window 13:no_node
    14:no_pages 15:no_functions 16:no_firmware 17:no_libvirt 18:not_listed
    8-everybody:everybody 9-amd:reset_bug
    2-rhel:rhel,no_iommu 2-proxmox:proxmox,no_iommu
    2-systemd-boot:systemd_boot,no_iommu 2-amd:amd,no_iommu,no_table
    server:server two-displays:two_displays desktop:desktop'

if [ "${1-}" = --list ]; then
    for each in $cases; do
        echo "${each%%:*}"
    done
    exit
fi
if [ $# -ne 2 ]; then
    echo "usage: doctor.sh DIRECTORY CASE | --list" >&2
    exit 2
fi
for each in $cases; do
    [ "${each%%:*}" = "$2" ] || continue
    rm -rf "$1"
    mkdir -p "$1"
    cp -R "$here/gpu-2node/root/." "$1"
    chmod -R u+w "$1"
    cd "$1"
    healthy
    changes=$(echo "${each#*:}" | tr , ' ')
    for change in $changes; do
        [ "$change" = healthy ] || "$change"
    done
    exit
done
echo "doctor.sh: no case $2" >&2
exit 2
