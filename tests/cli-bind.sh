#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu bind and unbind on a host that is made up: what is refused, what would
# be written, and the real writes, with this script in the kernel's place.
set -u
unset COLUMNS

onegpu=${OG_BUILDDIR:-.}/tools/onegpu
hosts=$(cd "${OG_SRCDIR:-.}/tests/hosts" && pwd) || exit 99
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# result STATUS NAME: with what the last run said where it failed
result() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' "$tmp/out" "$tmp/err"
    fi
}

# run ARGUMENT...
run() {
    command=$1
    shift
    "$onegpu" "$command" "$@" --sysroot "$tmp/root" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# refused NAME TEXT ARGUMENT...: exit 1, the text on stderr, nothing on stdout
refused() {
    name=$1 text=$2
    shift 2
    run "$@"
    [ "$rc" -eq 1 ] && [ ! -s "$tmp/out" ] && grep -qF -- "$text" "$tmp/err"
    result $? "$name"
}

# says NAME TEXT ARGUMENT...: exit 0, the text on stdout, stderr empty
says() {
    name=$1 text=$2
    shift 2
    run "$@"
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && grep -qF -- "$text" "$tmp/out"
    result $? "$name"
}

node_mask() { echo ff; }
node_list() { echo 0-7; }
# shellcheck source=/dev/null
. "$hosts/host.sh"

# slot BUS: the folder of function 0 behind a root port of its own
slot() {
    printf 'pci0000:00/0000:00:%s.0/0000:%s:00.0' "$1" "$1"
}

# card BUS VENDOR DEVICE CLASS GROUP DRIVER
card() {
    device "$(slot "$1")" "$2" "$3" "$4" 0 "$5"
    put "sys/devices/$(slot "$1")/driver_override" '(null)'
    [ "$6" = - ] || driver "$(slot "$1")" "$6"
}

make_host() (
    mkdir -p "$tmp/root"
    cd "$tmp/root" || exit 1
    for name in vfio-pci nvidia nvme mlx5_core snd_hda_intel amdgpu; do
        put "sys/bus/pci/drivers/$name/unbind" ''
    done
    put sys/bus/pci/drivers_probe ''
    card 01 10de 26b9 030200 11 nvidia # free to go
    card 02 10de 2684 030000 12 nvidia # with a sound function
    device "${slot_02:=$(slot 02 | sed 's/0$/1/')}" 10de 22ba 040300 0 12
    put "sys/devices/$slot_02/driver_override" '(null)'
    driver "$slot_02" snd_hda_intel
    card 03 1002 744c 030000 13 amdgpu # the boot display
    put "sys/devices/$(slot 03)/boot_vga" 1
    card 04 10de 26b9 030200 14 nvidia # open in a process
    put proc/driver/nvidia/gpus/0000:04:00.0/information \
        'Device Minor: 	 1'
    put proc/4711/comm python3
    link proc/4711/fd/5 /dev/nvidia1
    link proc/4711/fd/6 /dev/nvidia1
    link proc/4711/fd/7 /dev/nvidiactl
    put proc/driver/nvidia/gpus/0000:01:00.0/information \
        'Device Minor: 	 0'
    put proc/driver/nvidia/gpus/0000:02:00.0/information \
        'Device Minor: 	 2'
    card 05 144d a80a 010802 15 nvme # mounted
    put "sys/devices/$(slot 05)/nvme/nvme0/nvme0n1/size" 1
    link sys/block/nvme0n1 "../devices/$(slot 05)/nvme/nvme0/nvme0n1"
    put proc/mounts '/dev/nvme0n1p2 /srv/data xfs rw 0 0
/dev/nvme2n1p2 / ext4 rw 0 0'
    put proc/swaps '/dev/nvme0n10p1 partition 1 0 -2'
    card 06 144d a80a 010802 16 nvme # part of a RAID
    put "sys/devices/$(slot 06)/nvme/nvme1/nvme1n1/holders/md0/x" 1
    link sys/block/nvme1n1 "../devices/$(slot 06)/nvme/nvme1/nvme1n1"
    card 0c 144d a824 010802 23 nvme # with two ports: the disk is elsewhere
    put "sys/devices/$(slot 0c)/nvme/nvme2/nvme2c2n1/hidden" 1
    link sys/block/nvme2c2n1 "../devices/$(slot 0c)/nvme/nvme2/nvme2c2n1"
    shared=virtual/nvme-subsystem/nvme-subsys2/nvme2n1
    put "sys/devices/$shared/nvme2n1p3/holders/dm-0/x" 1
    link sys/block/nvme2n1 "../devices/$shared"
    card 0d 144d a80a 010802 24 nvme # mounted by the kernel, without a name
    put "sys/devices/$(slot 0d)/nvme/nvme3/nvme3n1/dev" 259:8
    put "sys/devices/$(slot 0d)/nvme/nvme3/nvme3n1/nvme3n1p2/dev" 259:10
    link sys/block/nvme3n1 "../devices/$(slot 0d)/nvme/nvme3/nvme3n1"
    put proc/self/mountinfo '20 1 0:5 / /dev rw - devtmpfs udev rw
21 1 259:1 / /other rw shared:1 - ext4 /dev/root rw
22 1 259:10 / /home rw shared:1 - ext4 /dev/root rw
23 1 259:10'
    card 0e 144d a80a 010802 25 nvme # the second one of a file system
    put "sys/devices/$(slot 0e)/nvme/nvme4/nvme4n1/dev" 259:11
    link sys/block/nvme4n1 "../devices/$(slot 0e)/nvme/nvme4/nvme4n1"
    for disk in nvme9n1p2 nvme4n1p2; do
        put "sys/fs/btrfs/5d2c0f3e-1a4b/devices/$disk/dev" 259:99
    done
    put sys/fs/btrfs/features/raid56 0
    card 07 15b3 1017 020000 17 mlx5_core # up
    put "sys/devices/$(slot 07)/net/eth7/flags" 0x1003
    link sys/class/net/eth7 "../../devices/$(slot 07)/net/eth7"
    card 08 15b3 1017 020000 18 mlx5_core # down, with virtual functions
    put "sys/devices/$(slot 08)/net/eth8/flags" 0x1002
    link sys/class/net/eth8 "../../devices/$(slot 08)/net/eth8"
    put "sys/devices/$(slot 08)/sriov_numvfs" 4
    card 09 10de 26b9 030200 19 vfio-pci # in a VM
    put "sys/devices/$(slot 09)/driver_override" vfio-pci
    put proc/900/comm qemu-system-x86
    link proc/900/fd/30 /dev/vfio/19
    put run/libvirt/qemu/one-7.pid 900
    card 0a 10de 26b9 030200 20 nvidia # no IOMMU
    rm "sys/devices/$(slot 0a)/iommu_group"
    device pci0000:00/0000:00:00.0 8086 09a2 060000 0 21
    device pci0000:00/0000:00:1f.0 8086 a1c1 060100 0 22
    card 0b 10de 26b9 030200 22 nvidia # shares a group with a bridge
    driver pci0000:00/0000:00:1f.0 lpc_ich
)
make_host || exit 99
override=sys/devices/$(slot 01)/driver_override

# --- refused ---

refused 'no such device' 'no such PCI device' bind 77:00.0
refused 'the boot display' '0000:03:00.0: the boot display' bind 03:00.0
refused 'open in a process' \
    '/dev/nvidia1 is open in python3 (process 4711)' bind 04:00.0
[ "$(wc -l <"$tmp/err")" -eq 1 ]
result $? 'a process that has it open twice is named once'
refused 'a mounted disk' '/dev/nvme0n1p2 is mounted on /srv/data' bind 05:00.0
! grep -q swap "$tmp/err"
result $? 'nvme0n10 is another disk than nvme0n1'
refused 'a disk of a RAID' 'disk nvme1n1 is part of md0' bind 06:00.0
refused 'a disk with two ports, mounted' '/dev/nvme2n1p2 is mounted on /' \
    bind 0c:00.0
grep -q 'disk nvme2n1p3 is part of dm-0' "$tmp/err"
result $? 'and its partition in a volume group'
refused 'a disk that is mounted by another name' \
    '0000:0d:00.0: /dev/root, which is on disk nvme3n1, is mounted on /home' \
    bind 0d:00.0
[ "$(wc -l <"$tmp/err")" -eq 1 ]
result $? 'and nothing else is'
refused 'the second disk of a file system' \
    'disk nvme4n1p2 is part of btrfs file system 5d2c0f3e-1a4b' bind 0e:00.0
refused 'a network interface that is up' 'network interface eth7 is up' \
    bind 07:00.0
refused 'virtual functions' 'it has 4 virtual functions' bind 08:00.0
refused 'no IOMMU group' 'no IOMMU group: turn on' bind 0a:00.0
refused 'a host bridge' 'a bridge, which stays' bind 00:00.0
refused 'a companion that stays' \
    '0000:02:00.1: in the same IOMMU group 12, on driver snd_hda_intel' \
    bind 02:00.0
refused 'a companion that cannot go' \
    '0000:00:1f.0: a bridge, which stays' bind 0b:00.0 --group
refused 'two reasons, two lines' '0000:07:00.0: ' bind 03:00.0 07:00.0
[ "$(wc -l <"$tmp/err")" -eq 2 ]
result $? 'and no more'
refused 'given back from under a VM' \
    '/dev/vfio/19 is open in VM one-7 (process 900)' unbind 09:00.0
mkdir "$tmp/running"
cat >"$tmp/running/one-8.xml" <<'XML'
<domain type='kvm'><name>one-8</name><devices>
<hostdev mode='subsystem' type='pci' managed='yes'><source>
<address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
</source></hostdev></devices></domain>
XML
refused 'a running domain' 'the running VM one-8 has it' \
    bind 01:00.0 --live "$tmp/running"
refused 'running domains that cannot be read' 'none-such' \
    bind 01:00.0 --live "$tmp/none-such"
grep -q '(null)' "$tmp/root/$override"
result $? 'nothing was written'

# --- dry run ---

cat >"$tmp/want" <<'WANT'
echo vfio-pci > /sys/bus/pci/devices/0000:01:00.0/driver_override
echo 0000:01:00.0 > /sys/bus/pci/drivers/nvidia/unbind
echo 0000:01:00.0 > /sys/bus/pci/drivers_probe
WANT
run bind 01:00.0 --dry-run
[ "$rc" -eq 0 ] && cmp -s "$tmp/out" "$tmp/want"
result $? 'the writes'
run bind 0000:01:00.0 01:00.0 --dry-run
[ "$rc" -eq 0 ] && cmp -s "$tmp/out" "$tmp/want"
result $? 'asked twice is asked once'
says 'a group' '> /sys/bus/pci/drivers/snd_hda_intel/unbind' \
    bind 02:00.0 --group --dry-run
says 'JSON' '"driver_before": "nvidia"' bind 01:00.0 --dry-run --json
says 'nothing to do' '# nothing to write' bind 09:00.0 --dry-run
says 'the rule' 'KERNEL=="0000:01:00.0", ATTR{driver_override}="vfio-pci"' \
    bind 01:00.0 --dry-run --persist
grep -q '(null)' "$tmp/root/$override" && [ ! -e "$tmp/root/etc" ]
result $? 'nothing was written'

# --- for real, write by write ---

rm -r "$tmp/root/sys/bus/pci/drivers/vfio-pci"
refused 'vfio-pci is not loaded' 'modprobe vfio-pci' bind 01:00.0
mkdir "$tmp/root/sys/bus/pci/drivers/vfio-pci"
: >"$tmp/root/sys/bus/pci/drivers/vfio-pci/unbind"
refused 'a kernel that does nothing' 'vfio-pci did not take it (driver nvidia)' \
    bind 01:00.0
[ "$(cat "$tmp/root/sys/bus/pci/drivers/nvidia/unbind")" = 0000:01:00.0 ] &&
    [ "$(cat "$tmp/root/sys/bus/pci/drivers_probe")" = 0000:01:00.0 ]
result $? 'it was asked to unbind and to probe'
rm "$tmp/root/sys/devices/$(slot 02)/driver_override"
refused 'a kernel without overrides' \
    '/sys/bus/pci/devices/0000:02:00.0/driver_override: No such file' \
    bind 02:00.0 --group --live none

# bound: as the kernel would leave it
bound() {
    echo vfio-pci >"$tmp/root/$override"
    ln -sfn "$(up "devices/$(slot 01)")/bus/pci/drivers/$1" \
        "$tmp/root/sys/devices/$(slot 01)/driver"
}

bound vfio-pci
says 'bound already' '0000:01:00.0: already with vfio-pci' bind 01:00.0
refused 'no udev' 'udev is not installed' bind 01:00.0 --persist
mkdir -p "$tmp/root/etc/udev/rules.d"
rules=$tmp/root/etc/udev/rules.d/70-onegpu.rules
says 'the rule is written' '70-onegpu.rules: written' bind 01:00.0 --persist
grep -q 'KERNEL=="0000:01:00.0"' "$rules" &&
    [ "$(stat -c %a "$rules")" = 644 ] &&
    [ "$(find "$tmp/root/etc/udev/rules.d" -type f | wc -l)" -eq 1 ]
result $? 'and is there, alone'
cp "$rules" "$tmp/first"
says 'once' '"rules_changed": false' bind 01:00.0 --persist --json
cmp -s "$rules" "$tmp/first"
result $? 'the same bytes'
echo 'SUBSYSTEM=="net"' >>"$rules"
refused 'rules that somebody edited' 'move it away' unbind 01:00.0 --dry-run
cp "$tmp/first" "$rules"
says 'unbind would remove the rule' 'rm /etc/udev/rules.d/70-onegpu.rules' \
    unbind 01:00.0 --dry-run
bound nvidia
echo '(null)' >"$tmp/root/$override"
says 'unbind removes it' '70-onegpu.rules: removed' unbind 01:00.0
[ ! -e "$rules" ]
result $? 'and it is gone'
sed 's/0000:01:00.0/0000:66:00.0/' "$tmp/first" >"$rules"
says 'a device that is gone' '70-onegpu.rules: removed' unbind 66:00.0

# --- the VM driver's lock ---

if command -v flock >/dev/null; then
    lock=$tmp/lock
    says 'the lock is taken' '0000:01:00.0: already with' \
        unbind 01:00.0 --lock "$lock"
    [ -f "$lock" ]
    result $? 'and stays as a file'
    flock "$lock" sleep 2 &
    holder=$!
    while flock -n "$lock" true; do sleep 0.1; done
    run bind 01:00.0 --dry-run --lock "$lock"
    [ "$rc" -eq 0 ]
    result $? 'a dry run needs no lock'
    run unbind 01:00.0 --lock "$lock"
    [ "$rc" -eq 0 ] && grep -qF "waiting for $lock" "$tmp/err" &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ]
    result $? 'a VM that starts is waited for'
    wait "$holder"
    mkdir "$tmp/odd"
    refused 'a lock that is none' "$tmp/odd: Is a directory" \
        unbind 01:00.0 --lock "$tmp/odd"
    refused 'a lock without a folder' '(--lock names another)' \
        unbind 01:00.0 --lock "$tmp/nowhere/lock"
fi

# --- usage ---

for wrong in '' 'zz' '01:00.0 --force' '0000:01:00'; do
    # shellcheck disable=SC2086 # words are arguments
    run bind $wrong
    [ "$rc" -eq 2 ] && [ ! -s "$tmp/out" ] && [ -s "$tmp/err" ]
    result $? "usage: bind $wrong"
done
run unbind 01:00.0 --persist
[ "$rc" -eq 2 ]
result $? 'usage: unbind takes no --persist'
for command in bind unbind; do
    says "$command --help" "Usage: onegpu $command" "$command" --help
done

echo "1..$count"
