#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Writes a host on which VMs run: gpu-2node/root with the processes of QEMU in
# it, as /proc, cgroups and libvirt's pid files show them, and beside it the
# domains as `virsh dumpxml` prints them. Made up, not recorded.
#
#     tests/hosts/make-audit.sh DIRECTORY
#
#     one-2    as planned: CPUs 4 and 5, memory on huge pages of node 1
#     one-3    moved by our driver beside its GPU, and still there
#     one-4    a thread and half of its memory went elsewhere
#     one-5    has no process
#     one-6    nothing is pinned
#     one-7    pinned anew by hand since our driver moved it
#     builder  not OpenNebula's; as planned, by its cgroup (version 1)
set -eu

if [ $# -ne 1 ]; then
    echo "usage: make-audit.sh DIRECTORY" >&2
    exit 2
fi
hosts=$(cd "${0%/*}" && pwd)
rm -rf "$1"
mkdir -p "$1/running"
cp -R "$hosts/gpu-2node/root" "$1/root"
chmod -R u+w "$1/root"
cd "$1/root"

# put FILE LINE
put() {
    mkdir -p "${1%/*}"
    printf '%s\n' "$2" >"$1"
}

# thread PID TID NAME CPUS CGROUP
thread() {
    put "proc/$1/task/$2/comm" "$3"
    cat >"proc/$1/task/$2/status" <<STATUS
Name:	$3
State:	S (sleeping)
Tgid:	$1
Pid:	$2
Cpus_allowed:	ffff
Cpus_allowed_list:	$4
Mems_allowed_list:	0-1
STATUS
    put "proc/$1/task/$2/cgroup" "$5"
}

# qemu PID NAME: libvirt's pid file
qemu() {
    put "run/libvirt/qemu/$2.pid" "$1"
}

# maps PID: numa_maps from stdin, behind what every QEMU has
maps() {
    cat - >"proc/$1/numa_maps" <<MAPS
55d0c0a00000 default file=/usr/bin/qemu-system-x86_64 mapped=900 mapmax=6 N0=900 kernelpagesize_kB=4
7f3a00000000 default file=/usr/lib/x86_64-linux-gnu/libc.so.6 mapped=300 mapmax=40 N0=200 N1=100 kernelpagesize_kB=4
MAPS
    cat >>"proc/$1/numa_maps"
}

# domain NAME METADATA PINS NUMATUNE DEVICES
domain() {
    cat >"../running/$1.xml" <<XML
<domain type='kvm'>
  <name>$1</name>
  <metadata>$2</metadata>
  <memory unit='KiB'>2097152</memory>
  <cputune>$3</cputune>
  <numatune>$4</numatune>
  <devices>$5</devices>
</domain>
XML
}

# ours POLICY MOVES
ours() {
    printf '<onegpu:vm xmlns:onegpu="urn:onegpu:domain:1">'
    printf '<onegpu:pin policy="%s"/>%s</onegpu:vm>' "$1" "$2"
}

# pins CPUS...: a vCPU each, then the emulator on all of them
pins() {
    n=0 all=
    for cpu in "$@"; do
        printf "<vcpupin vcpu='%d' cpuset='%s'/>" "$n" "$cpu"
        n=$((n + 1)) all=$all,$cpu
    done
    printf "<emulatorpin cpuset='%s'/>" "${all#,}"
}

memory="<memory mode='strict' nodeset='1'/>"
gpu="<hostdev mode='subsystem' type='pci' managed='yes'><source>
<address domain='0x0000' bus='0xe1' slot='0x00' function='0x0'/>
</source></hostdev>"
nic="<hostdev mode='subsystem' type='pci' managed='yes'><source>
<address domain='0x0000' bus='0x41' slot='0x00' function='0x0'/>
</source></hostdev>"

domain one-2 "$(ours CORE '')" "$(pins 4 5)" "$memory" ''
qemu 200 one-2
thread 200 200 qemu-system-x86 4-5 0::/machine.slice/one-2/libvirt/emulator
thread 200 201 'CPU 0/KVM' 4 0::/machine.slice/one-2/libvirt/vcpu0
thread 200 202 'CPU 1/KVM' 5 0::/machine.slice/one-2/libvirt/vcpu1
thread 200 203 'IO mon_iothread' 0-15 0::/machine.slice/one-2/libvirt/emulator
maps 200 <<'MAPS'
7f3b00000000 bind:1 file=/dev/hugepages/libvirt/qemu/1-one-2/ram huge anon=384 dirty=384 N1=384 kernelpagesize_kB=2048
7f3c00000000 default anon=512 dirty=512 N0=512 kernelpagesize_kB=4
7ffd00000000 default stack anon=20 dirty=20 N1=20 kernelpagesize_kB=4
MAPS

move='<onegpu:move cell="0" from_cpus="0-1" from_memory="0" cpus="6,14" memory="1"/>'
domain one-3 "$(ours THREAD "$move")" "$(pins 6 14)" "$memory" "$gpu"
qemu 300 one-3
thread 300 300 qemu-system-x86 6,14 0::/machine.slice/one-3/libvirt/emulator
thread 300 301 'CPU 0/KVM' 0-15 0::/machine.slice/one-3/libvirt/vcpu0
thread 300 302 'CPU 1/KVM' 14 0::/machine.slice/one-3/libvirt/vcpu1
put sys/fs/cgroup/machine.slice/one-3/libvirt/vcpu0/cpuset.cpus.effective 6
maps 300 <<'MAPS'
7f3b00000000 bind:1 anon=524288 dirty=524288 N1=524288 kernelpagesize_kB=4
MAPS

domain one-4 "$(ours THREAD '')" "$(pins 7 15)" "$memory" "$gpu$nic"
qemu 400 one-4
thread 400 400 qemu-system-x86 7,15 0::/machine.slice/one-4/libvirt/emulator
thread 400 401 'CPU 0/KVM' 7 0::/machine.slice/one-4/libvirt/vcpu0
thread 400 402 'CPU 1/KVM' 0-15 0::/machine.slice/one-4/libvirt/vcpu1
maps 400 <<'MAPS'
7f3b00000000 bind:1 anon=524288 dirty=524288 N0=262144 N1=262144 kernelpagesize_kB=4
MAPS

domain one-5 "$(ours THREAD '')" "$(pins 3)" "$memory" ''

domain one-6 "$(ours NONE '')" '' '' ''
qemu 600 one-6
thread 600 600 qemu-system-x86 0-15 0::/machine.slice/one-6/libvirt/emulator
thread 600 601 'CPU 0/KVM' 0-15 0::/machine.slice/one-6/libvirt/vcpu0
maps 600 <<'MAPS'
7f3b00000000 default file=/memfd:pc.ram\040(deleted) dirty=1000 N0=600 N1=400 kernelpagesize_kB=4
MAPS

domain one-7 "$(ours THREAD "$move")" "$(pins 2)" \
    "<memory mode='strict' nodeset='0'/>" ''
qemu 700 one-7
thread 700 700 qemu-system-x86 2 0::/machine.slice/one-7/libvirt/emulator
thread 700 701 'CPU 0/KVM' 2 0::/machine.slice/one-7/libvirt/vcpu0
maps 700 <<'MAPS'
7f3b00000000 bind:0 anon=262144 dirty=262144 N0=262144 kernelpagesize_kB=4
MAPS

domain builder '' "$(pins 0)" "<memory mode='strict' nodeset='0'/>" ''
qemu 800 builder
thread 800 800 qemu-system-x86 0 '5:cpuset:/machine/builder/emulator'
thread 800 801 'CPU 0/KVM' 0-15 '5:cpuset:/machine/builder/vcpu0'
put sys/fs/cgroup/cpuset/machine/builder/vcpu0/cpuset.cpus 0
maps 800 <<'MAPS'
7f3b00000000 bind:0 anon=262144 dirty=262144 N0=262144 kernelpagesize_kB=4
MAPS
