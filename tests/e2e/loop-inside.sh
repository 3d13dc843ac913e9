#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The whole loop inside the emulated node: probe, host XML, scheduler message,
# plan, oned's allocation, deployment, and the guest itself. Only does and
# writes down; loop.sh judges outside.
set -u
here=/e2e
# shellcheck source=/dev/null
. "$here/lib.sh"
# shellcheck source=/dev/null
. "$here/message.sh"
# shellcheck source=/dev/null
. "$here/vm.sh"
# shellcheck disable=SC2034 # of vm.sh
{
    e2e_out=/out
    e2e_files=/e2e
    e2e_oned=/e2e/oned
    e2e_vmm=/var/tmp/one/vmm
    e2e_claims=/tmp/claims
    e2e_stores=/var/lib/one/datastores
}
# As OpenNebula's packages lay them out on a node.
mkdir -p "$e2e_stores/0" "$e2e_claims" /run/lock/one /var/lock
[ -e /var/lock/one ] || ln -s /run/lock/one /var/lock/one
: >"$e2e_claims/all"

# --- what the host has ---

printf ":filter: '1234:*'\n" >/tmp/pci.conf
onegpu-pci --conf /tmp/pci.conf >/out/pci.out 2>/out/pci.err
onegpu-numa >/out/numa.out 2>/out/numa.err
state >/out/begin.state

# libvirt looks these up before it reads that it shall not use them.
echo 'libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
echo 'libvirt-qemu:x:64055:' >>/etc/group
grep -q ^kvm: /etc/group || echo 'kvm:x:64056:' >>/etc/group
mkdir -p /etc/libvirt /var/log/libvirt/qemu /var/lib/libvirt/qemu \
    /var/cache/libvirt/qemu
cat >/etc/libvirt/qemu.conf <<'END'
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
stdio_handler = "file"
END
libvirtd -d
for _ in $(seq 100); do
    virsh -q list >/dev/null 2>&1 && break
    sleep 0.3
done

# --- the cases ---

# at TEXT: when that was; also for whoever watches the console.
at() {
    echo "$SECONDS s: $*" | tee -a /out/times >/dev/console
}

# What was seen of it is enough. Of more guests than there are real CPUs, each
# is so slow that its clock's ticks are all that it gets done.
rest() {
    virsh -q suspend "one-$1" >/dev/null 2>&1
}

# What guests need not do: no device of theirs interrupts. Without interrupts by
# ACPI a kernel has one CPU.
# shellcheck disable=SC2154 # of lib.sh
quick="$e2e_quick highres=off tsc=reliable pcie_ports=compat"

at 'libvirtd is up'
e2e_options=$quick
# Node 1 is the busier one afterwards, so oned will pin the next to node 0.
start 10 1 128 1 BIOS
look 10
rest 10
# The GPU is on node 1.
start 11 2 256 1 BIOS 41:00.0
# oned believes that CPUs of node 1 are free which VM 11 was moved to.
# shellcheck disable=SC2034 # of vm.sh
e2e_options="$quick acpi=noirq"
start 12 1 256 1 UEFI 42:00.0
# Its neighbour in the IOMMU group is a disk that the host uses.
start 14 1 128 1 BIOS 43:00.0
at 'VMs 10, 11 and 12 were started, 14 was refused'
for vm in 11 12; do
    wait_for "$vm" 900
    look "$vm"
    rest "$vm"
    at "VM $vm has said all"
done
onegpu audit >/out/audit.out 2>/out/audit.err
echo $? >/out/audit.rc
onegpu topo >/out/topo.out 2>/out/topo.err
onegpu devices --all >/out/devices.out 2>/out/devices.err
stop 10
stop 11
stop 12
stop 14
# Two devices on two nodes, a vnode for each.
start 13 2 320 2 BIOS 21:00.0 41:00.0
# Broken drivers (stand-in-deploy): a wrong pin, an expander bus on the wrong
# cell, a device without its driver.
start 21 1 128 1 BIOS
look 21
stop 21
start 22 2 320 2 BIOS 22:00.0 42:00.0
for vm in 13 22; do
    wait_for "$vm" 900
    look "$vm"
    rest "$vm"
    at "VM $vm has said all"
done
stop 22
start 23 1 128 1 BIOS 42:00.0
stop 23
stop 13
at 'the broken drivers were looked at'
state >/out/end.state
cp /var/log/libvirt/libvirtd.log /var/log/libvirt/qemu/*.log /out/
flock -n /var/lock/one/onegpu.lock true || echo held >/out/lock
touch /out/finished
