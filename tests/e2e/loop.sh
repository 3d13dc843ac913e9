#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The whole loop on an emulated node: probe, plan, oned's allocation by our
# model, onegpu-deploy, libvirt, and a nested guest that finds its device
# beside its memory. Speaks TAP; every assertion is a line. Needs root, for
# debootstrap. Production differs in two words: the domain's type is qemu
# instead of kvm, and its CPU maximum instead of host-passthrough.
# shellcheck disable=SC2154 # e2e_* are of lib.sh
set -u
: "${OG_BUILDDIR:=.}"
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"

[ "$(id -u)" -eq 0 ] || skip_all 'debootstrap needs root'
need qemu-system-x86_64 busybox cpio awk ldd debootstrap mke2fs xz
e2e_find_kernel || skip_all 'no kernel here, and none could be downloaded'
tmp=$(mktemp -d) || exit 1
trap 'rm -rf --one-file-system "$tmp"' EXIT

# --- the node ---

make_guest() {
    e2e_busybox "$tmp/guest"
    install -m 755 "$here/guest-init" "$tmp/guest/init"
    (cd "$tmp/guest" && find . | cpio -o -H newc --quiet) >"$1"
}

make_node() {
    local root=$tmp/node one=$tmp/node/var/tmp/one/vmm
    mkdir "$root"
    tar -xf "$e2e_cache/root.tar" -C "$root"
    e2e_install "$root" || return 1
    e2e_copy_modules "$root" vfio-pci vfio vfio_iommu_type1 nvme
    mkdir -p "$root/e2e" "$one/kvm" "$root/out"
    cp "$here"/{lib.sh,message.sh,vm.sh,host-xml.awk,loop-inside.sh} "$root/e2e/"
    cp "$OG_BUILDDIR/tests/e2e/oned" "$root/e2e/"
    install -m 755 "$here/loop-host-init" "$root/e2e/init"
    install -m 755 "$here/stand-in-deploy" "$one/kvm/deploy"
    cp -R "$root/usr/local/share/onegpu/remotes/vmm/onegpu" "$one/" &&
        cp "$root/usr/local/libexec/onegpu/onegpu-deploy" "$one/onegpu/" ||
        return 1
    ln -s qemu-system-x86_64 "$root/usr/bin/qemu-kvm-one"
    cp "$e2e_kernel" "$root/e2e/vmlinuz"
    e2e_unpack_kernel "$root/e2e/vmlinux" || rm -f "$root/e2e/vmlinux"
    make_guest "$root/e2e/guest.cpio"
    echo "${ONEGPU_E2E_SECONDS:-1800}" >"$root/e2e/seconds"
    mke2fs -q -t ext4 -d "$root" "$tmp/node.img" 1500M
}

make_initramfs() {
    e2e_busybox "$tmp/initramfs"
    e2e_copy_modules "$tmp/initramfs" virtio_pci virtio_blk ext4 crc32c_generic
    install -m 755 "$here/loop-init" "$tmp/initramfs/init"
}

# --- what is judged ---

out=$tmp/loop
# shellcheck source=/dev/null
. "$here/judge.sh"

judge() {
    same 'the probes find the devices of the command line' \
        "$(awk '$2 == "1234:11e8" { print $1, $3 }' "$tmp/devices")" \
        "$(vectors "$out/pci.out" PCI | fields ADDRESS NUMA_NODE |
            sed 's/:\([0-7]\) / /; s/^\(.*\) \(.*\)$/\1.0 \2/')"

    planned 10
    deployed 10
    oned_pins 10 1
    vcpus_on 10 4
    same 'VM 10: has no memory on node 0' 0 "$(pages 10 0)"

    # The GPU is on node 1, which is the busier one.
    planned 11
    oned_pins 11 0
    deployed 11
    check 'VM 11: says that it was moved to its device' \
        grep -qE '^INFO: .*moved from node 0 .* to node 1 .*41:00\.0' \
        "$out/one-11.deploy"
    vcpus_on 11 '5 6'
    memory_on 11 1
    bound 11 41:00.0
    guest_says 11 'node0 cpus 0-1 '
    guest_says 11 'device 0000:31:00\.0 node 0 factorial 120'
    guest_says 11 'firmware bios'

    # oned gives what VM 11 was moved to: another CPU of the node, then.
    planned 12
    same 'VM 12: oned pins it to a CPU that VM 11 has' 5 \
        "$(cpus_of 12)"
    deployed 12
    vcpus_on 12 7
    memory_on 12 1
    bound 12 42:00.0
    guest_says 12 'device 0000:31:00\.0 node 0 factorial 120'
    guest_says 12 'firmware efi'

    # A neighbour in the group that cannot go.
    same 'VM 14: is refused' 1 "$(cat "$out/one-14.rc")"
    check 'VM 14: in one line that names group and neighbour' \
        grep -qE '^ERROR: .*group [0-9]+ is not viable, .*43:00\.1 .*nvme' \
        "$out/one-14.deploy"
    same 'VM 14: and no other' 1 \
        "$(grep -vc 'ERROR MESSAGE' "$out/one-14.deploy")"
    check 'VM 14: prints nothing' test ! -s "$out/one-14.uuid"
    same 'VM 14: nothing was bound' "$(cat "$out/one-12.state")" \
        "$(cat "$out/one-14.state")"

    judge_audit

    # Two devices, two nodes, two vnodes.
    planned 13
    deployed 13
    memory_on 13 0 1
    bound 13 21:00.0
    bound 13 41:00.0
    guest_says 13 'device 0000:21:00\.0 node [01] factorial 120'
    guest_says 13 'device 0000:31:00\.0 node [01] factorial 120'
    check 'VM 13: each of its devices names vfio' names_vfio 13
    check 'VM 13: each device is on the cell of its own node' \
        devices_on_their_cells 13
    check 'VM 13: gives its devices back' \
        fails grep -q vfio-pci "$out/one-13.stopped"

    # The same eyes see what a broken driver does.
    check 'wrong pin: the VM did start' deploys 21
    check 'wrong pin: is noticed' fails vcpus_are_on 21 "$(cpus_of 21)"
    check 'wrong pin: it is on CPU 0 instead' vcpus_are_on 21 0
    check 'expander bus of the wrong cell: is noticed' \
        fails devices_on_their_cells 22
    check 'expander bus of the wrong cell: the guest did run' says 22 'done'
    check 'no vfio driver: libvirt was asked' test -s "$out/one-23.asked.xml"
    check 'no vfio driver: is noticed' fails names_vfio 23

    same 'at the end the host is as it was' "$(cat "$out/begin.state")" \
        "$(cat "$out/end.state")"
    check 'no lock is held' test ! -e "$out/lock"
}

judge_audit() {
    same 'audit finds all as planned' 0 "$(cat "$out/audit.rc")"
    for vm in 10 11 12; do
        check "audit has a line for VM $vm" \
            grep -qE "(one-)?$vm\b" "$out/audit.out"
    done
    check 'topo shows the VMs' grep -q 'one-11' "$out/topo.out"
    check 'devices shows who holds one' \
        sh -c "grep 41:00.0 '$out/devices.out' | grep -q 'one-11'"
}

mkdir -p "$e2e_cache"
[ -f "$e2e_cache/root.tar" ] || "$here/debian-root.sh" "$e2e_cache/root.tar" \
    >"$tmp/debootstrap.log" 2>&1 ||
    skip_all 'no Debian could be had from the mirror'
awk -v mode=devices -f "$here/machine.awk" "$here/machines/loop.txt" >"$tmp/devices"
if ! make_node >"$tmp/node.log" 2>&1; then
    not_ok 'the node is made' "$(tail -n 20 "$tmp/node.log")"
    finish
fi
ok 'the node is made'
make_initramfs
e2e_boot "$out" "$tmp/initramfs" "$here/machines/loop.txt" \
    $((${ONEGPU_E2E_SECONDS:-1800} + 60)) \
    -drive "file=$tmp/node.img,format=raw,if=none,id=root,cache=unsafe" \
    -device virtio-blk-pci,drive=root,bus=pcie.0 || finish
[ -z "${ONEGPU_E2E_KEEP:-}" ] || cp -a "$out" "$out.log" "$ONEGPU_E2E_KEEP/"
sed 's/^/# /' "$out/times"
check 'the loop came to its end in time' test -e "$out/finished"
judge
finish
