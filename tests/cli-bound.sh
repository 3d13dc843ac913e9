#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# BIND: vfio on the recorded host: what is taken with a VM's device, that it is
# given back when the start fails, when the VM is over, and whoever is killed
# at whichever write. Speaks TAP.
# shellcheck disable=SC2154 # names of tap.sh

: "${OG_BUILDDIR:=.}" "${OG_SRCDIR:=.}"
node=$OG_SRCDIR/tests/hosts/gpu-2node
# shellcheck source=/dev/null
. "$OG_SRCDIR/tests/tap.sh"

if [ ! -d "$node/root" ] || ! command -v flock >/dev/null; then
	skip 'BIND: vfio' 'no recorded host gpu-2node, or no flock'
	echo "1..$count"
	exit 0
fi

drivers=$tmp/vmm/onegpu
conf=$tmp/etc/vmm/onegpu/onegpu-driver.yaml
ds=$tmp/ds/0/3
lock=$tmp/lock/onegpu.lock
book=$tmp/lock/bound
running=$tmp/running
root=$tmp/root
export FAKE="$tmp"

mkdir -p "$drivers" "$tmp/vmm/kvm" "${conf%/*}" "$tmp/bin"
cp "$OG_BUILDDIR"/remotes/vmm/onegpu/* "$drivers"
cp "$OG_BUILDDIR/drivers/onegpu-deploy" "$drivers"
cp -R "$node/root" "$root"
chmod -R u+w "$root"
cp "$OG_SRCDIR/tests/fake-virsh.sh" "$tmp/bin/virsh"
chmod +x "$tmp/bin/virsh"
PATH=$tmp/bin:$PATH

### The host: the group of the GPU e1:00.0 has a network card too

gpu=$(cd "$root/sys/bus/pci/devices/0000:e1:00.0" && pwd -P)
nic=$(cd "$root/sys/bus/pci/devices/0000:41:00.0" && pwd -P)
group=$root/sys/kernel/iommu_groups/$(basename "$(readlink "$gpu/iommu_group")")
mkdir -p "$group/devices" "$root/proc/sys/kernel/random"
ln -sfn "../../../../${nic#"$root/sys/"}" "$group/devices/0000:41:00.0"
ln -sfn "$(readlink "$gpu/iommu_group")" "$nic/iommu_group"
echo down >"$nic/net/ens1f0np0/operstate"

# away DRIVER OVERRIDE: how the card stands.
away() {
	rm -f "$nic/driver"
	[ "$1" = - ] || ln -s "../../../bus/pci/drivers/$1" "$nic/driver"
	echo "$2" >"$nic/driver_override"
}

# is DRIVER OVERRIDE
is() {
	[ "$(basename "$(readlink "$nic/driver")")" = "$1" ] &&
		[ "$(cat "$nic/driver_override")" = "$2" ]
}
home='mlx5_core (null)'
taken='vfio-pci vfio-pci'

kvm() {
	printf '#!/bin/sh\n%s\n' "$2" >"$tmp/vmm/kvm/$1"
	chmod +x "$tmp/vmm/kvm/$1"
}
# A domain runs once it lies in the folder.
runs="cat >'$running'/one-3.xml; echo 5d2c0f3e-1a4b-4c6d-8e7f-000000000003"

# fresh [LINE...]: nothing runs, nothing is taken, and a configuration.
fresh() {
	rm -rf "$tmp/ds" "$tmp/lock" "$running" "$tmp"/native.* "$tmp/log" \
		"$tmp/steps" "$tmp/kill_at" "$tmp/stop" "$tmp/fail" "$tmp/sleep"
	mkdir -p "$ds" "$tmp/lock" "$running"
	echo 1-first-boot >"$root/proc/sys/kernel/random/boot_id"
	# shellcheck disable=SC2086 # two words
	away $home
	kvm deploy "$runs"
	kvm shutdown "rm -f '$running'/one-3.xml; echo said; echo told >&2; exit 4"
	kvm cancel "rm -f '$running'/one-3.xml"
	{
		echo 'BIND: vfio'
		echo "LOCK: $lock"
		case "$*" in *BOUND:*) ;; *) echo "BOUND: $book" ;; esac
		case "$*" in *URI:*) ;; *) echo "URI: $running" ;; esac
		for line; do
			echo "$line"
		done
	} >"$conf"
}

start() {
	"$drivers/onegpu-deploy" --sysroot "$root" "$ds/deployment.0" host 3 \
		host <"$node/vm.xml" >"$tmp/out" 2>"$tmp/err"
	rc=$?
}

# end ACTION: as oned calls it, but for the host that is recorded
end() {
	sed "s#onegpu-deploy\"#& --sysroot '$root'#" "$drivers/$1" \
		>"$drivers/$1.test"
	sh "$drivers/$1.test" one-3 host >"$tmp/out" 2>"$tmp/err"
	rc=$?
}

give_back() {
	"$drivers/onegpu-deploy" --action give_back --sysroot "$root" "$@" \
		>"$tmp/out" 2>"$tmp/err" </dev/null
	rc=$?
}

is_free() {
	[ ! -e "$lock" ] || flock -n "$lock" true
}

# soon COMMAND...: within ten seconds
soon() {
	for _ in $(seq 100); do
		"$@" && return
		sleep 0.1
	done
	cat "$tmp/err"
	return 1
}

entries() {
	find "$book" -mindepth 1 2>/dev/null | wc -l
}

no_entry() {
	[ "$(entries)" -eq 0 ]
}

# all_is_home: what has to be after whatever ended
all_is_home() {
	# shellcheck disable=SC2086 # two words
	soon is_free && is $home && no_entry && return
	cat "$tmp/err" "$tmp/log"
	ls -l "$nic/driver" "$book"
	return 1
}

is_taken() {
	# shellcheck disable=SC2086 # two words
	is $taken && [ "$(entries)" -eq 1 ] && [ -f "$book/one-3" ]
}

# fails STATUS TEXT: one error, in oned's form, and warnings before it
fails() {
	cat "$tmp/err"
	[ "$rc" -eq "$1" ] && [ ! -s "$tmp/out" ] &&
		[ "$(grep -c '^ERROR: ' "$tmp/err")" -eq 1 ] &&
		grep '^ERROR: ' "$tmp/err" | grep -qF -- "$2"
}

### Who may be taken

fresh 'BIND: libvirt'
sed -i 1d "$conf"
start
check 'BIND: libvirt: a group with a device of the host' fails 1 \
	'is not viable, 0000:41:00.0 in it is bound to driver mlx5_core'
fresh
echo up >"$nic/net/ens1f0np0/operstate"
start
check "a group with the host's network" fails 1 \
	'0000:41:00.0 in its group 42 would go too: the host uses it as ens1f0np0'
check "a group with the host's network: nothing is touched" all_is_home
echo down >"$nic/net/ens1f0np0/operstate"
fresh
away mlx5_core uio_pci_generic
start
check 'an override for another driver' fails 1 \
	'0000:41:00.0 is kept for driver uio_pci_generic by its driver_override'
check 'an override for another driver stays' is mlx5_core uio_pci_generic
check 'an override for another driver: no entry' no_entry

### While the VM runs, and after

fresh
start
check 'taken: exit 0' [ "$rc" -eq 0 ]
check 'taken: it is away' is_taken
check 'taken: not given back' sh -c "! grep -q reattach '$tmp/log'"
printf 'onegpu bound 1\nvm 3\nboot 1-first-boot\ndevice 0000:41:00.0 mlx5_core -\n' \
	>"$tmp/want"
check 'taken: the book' diff "$tmp/want" "$book/one-3"
check 'taken: only we may read it' [ "$(stat -c %a "$book/one-3")" = 600 ]
check 'taken: the lock is free' is_free
give_back
check 'while it runs: exit 0' [ "$rc" -eq 0 ]
check 'while it runs: silent' [ ! -s "$tmp/err" ]
check 'while it runs: kept' is_taken
end shutdown
check "shutdown: the script's status" [ "$rc" -eq 4 ]
check "shutdown: the script's words" [ "$(cat "$tmp/out" "$tmp/err")" = 'said
told' ]
check 'shutdown: given back' all_is_home
fresh
start
end cancel
check 'cancel: exit 0' [ "$rc" -eq 0 ]
check 'cancel: given back' all_is_home
fresh
start
kvm shutdown 'exit 1'
end shutdown
check 'shutdown that fails: its status' [ "$rc" -eq 1 ]
check 'shutdown that fails: kept' is_taken

fresh
start
rm "$running/one-3.xml"
give_back
check 'powered off by itself: given back' all_is_home
give_back
check 'nothing to give back: silent' [ "$rc-$(cat "$tmp/err")" = 0- ]
fresh
start
rm "$running/one-3.xml"
"$drivers/onegpu-deploy" --sysroot "$root" "$ds/deployment.0" host 4 host \
	<"$node/vm.xml" >/dev/null 2>&1
check 'powered off: an action that does not get to the lock' is_taken
start
check 'powered off and started again: exit 0' [ "$rc" -eq 0 ]
check 'powered off and started again: taken' is_taken
check 'powered off and started again: given back in between' \
	[ "$(grep -c reattach "$tmp/log")" -eq 1 ]

fresh 'URI: none'
start
check 'where nothing is known to run: libvirt binds' \
	grep -q -- '-c qemu:///system nodedev-detach' "$tmp/log"

fresh
start
check 'where what runs is read from files: libvirt binds' \
	grep -q -- '-c qemu:///system nodedev-detach' "$tmp/log"

### Held

fresh
start
rm "$running/one-3.xml"
sed 's/one-2/one-9/' "$node/running/one-2.xml" >"$running/one-9.xml"
sed -i "s#</devices>#<hostdev type='pci'><source><address bus='0xe1'/></source></hostdev></devices>#" \
	"$running/one-9.xml"
give_back
check 'another VM has the group: kept' is_taken
echo '<domain' >"$running/one-9.xml"
give_back
check 'not known what runs: exit 0' [ "$rc" -eq 0 ]
check 'not known what runs: kept' is_taken
check 'not known what runs: says so' grep -qF \
	'WARN: BIND: vfio: devices stay on vfio-pci: it is not known what runs' \
	"$tmp/err"
end shutdown
check 'not known what runs: shutdown has its status' [ "$rc" -eq 4 ]
rm "$running/one-9.xml"
flock "$lock" sleep 2 &
holder=$!
while flock -n "$lock" true; do sleep 0.1; done
give_back
check 'while another starts: not waited' [ "$rc" -eq 1 ]
check 'while another starts: one line' [ "$(wc -l <"$tmp/err")" -eq 1 ]
check 'while another starts: kept' is_taken
wait "$holder"
give_back
check 'and then given back' all_is_home
give_back soon
check 'give_back takes a number' grep -qF "not 'soon'" "$tmp/err"

fresh
start
rm "$running/one-3.xml"
echo reattach >"$tmp/fail"
give_back
check 'not to be given back: exit 0' [ "$rc" -eq 0 ]
check 'not to be given back: one line' grep -qF \
	'not given back: virsh nodedev-reattach pci_0000_41_00_0: error: no' "$tmp/err"
check 'not to be given back: it stays in the book' is_taken
rm "$tmp/fail"
give_back
check 'not to be given back: until it is' all_is_home

### What the book may say

fresh
start
rm "$running/one-3.xml"
echo rubbish >>"$book/one-3"
give_back
check 'damaged: one line' [ "$(wc -l <"$tmp/err")" -eq 1 ]
check 'damaged: named' grep -qF "$book/one-3 is damaged: line 5" "$tmp/err"
check 'damaged: nothing is touched' is_taken
start
check 'damaged: a VM without companions starts' [ "$rc" -eq 0 ]
fresh
start
rm "$running/one-3.xml"
echo 2-next-boot >"$root/proc/sys/kernel/random/boot_id"
# shellcheck disable=SC2086 # two words
away $taken
give_back
# shellcheck disable=SC2086 # two words
check 'of another boot: not touched' is $taken
check 'of another boot: forgotten' no_entry
fresh
mkdir -m 0777 "$book"
chmod 0777 "$book"
start
check "everybody's folder" fails 1 "$book: is not a folder of this user alone"
fresh 'BOUND: /nowhere/at/all'
start
check 'no folder for the book' fails 1 \
	'/nowhere/at/all: No such file or directory; BOUND in onegpu-driver.yaml'
# shellcheck disable=SC2086 # two words
check 'no folder for the book: nothing is touched' is $home

### A start that fails

fresh
kvm deploy 'cat >/dev/null; exit 9'
start
check 'the start fails: its status' [ "$rc" -eq 9 ]
check 'the start fails: given back' all_is_home
fresh
kvm deploy "$runs; exit 9"
start
check 'the start fails and the domain runs: kept' is_taken
fresh
rm "$tmp/vmm/kvm/deploy"
start
check 'no KVM driver: one error' fails 1 "OpenNebula's KVM driver: "
check 'no KVM driver: given back' all_is_home
fresh
echo nodedev-detach >"$tmp/fail"
start
check 'not to be taken: one error' fails 1 \
	'VM 3: BIND: vfio: virsh nodedev-detach pci_0000_41_00_0: error: no'
check 'not to be taken: nothing is left' all_is_home
fresh 'LIBVIRT_WAIT: 1'
echo 20 >"$tmp/sleep"
start
check 'libvirt that hangs: one error' fails 1 \
	'nodedev-detach pci_0000_41_00_0: no answer from libvirt'
check 'libvirt that hangs: the lock is free' is_free
check 'libvirt that hangs: it stays in the book' [ "$(entries)" -eq 1 ]
rm "$tmp/sleep"
give_back
check 'libvirt that hangs: it stays while libvirt may act yet' \
	[ "$(entries)" -eq 1 ]
# It was done with it in the end.
# shellcheck disable=SC2086 # two words
away $taken
echo mlx5_core >"$tmp/native.0000:41:00.0"
give_back
check 'libvirt that hung: given back' all_is_home

### One that binds and does not go on

# stopped WRITE: from the fourth on it is the giving back of a failed start
stopped() {
	fresh 'LIBVIRT_WAIT: 1'
	[ "$1" -le 3 ] || kvm deploy 'cat >/dev/null; exit 9'
	rm -f "$tmp/stopped"
	echo "$1" >"$tmp/stop"
	start
	rm "$tmp/stop"
}

# goes_on: it gives back, or leaves it to whoever is next
goes_on() {
	kill -CONT "$(cat "$tmp/stopped")"
	soon is_free && give_back && all_is_home
}

stopped 2
check 'stopped while it takes: one error' fails 1 \
	'VM 3: BIND: vfio: the process that moves devices is not done'
check 'stopped while it takes: no domain' [ ! -e "$running/one-3.xml" ]
check 'stopped while it takes: it has the lock' sh -c "! flock -n '$lock' true"
check 'stopped while it takes: then all is as before' goes_on
stopped 5
check "stopped while it gives back: the start's status" [ "$rc" -eq 9 ]
check 'stopped while it gives back: one line' grep -qF \
	'WARN: BIND: vfio: the process that moves devices is not done' "$tmp/err"
check 'stopped while it gives back: then all is as before' goes_on

### Killed at each write

for whom in main guardian both all; do
	for at in 1 2 3 4 5 6; do
		fresh
		# From the fourth on it is the giving back of a start that fails.
		[ "$at" -le 3 ] || kvm deploy 'cat >/dev/null; exit 9'
		echo "$at $whom" >"$tmp/kill_at"
		{ start; } 2>/dev/null
		what="$whom killed at write $at"
		check "$what: it was" [ ! -e "$tmp/kill_at" ]
		check "$what: the lock is free" soon is_free
		case $whom in
		main | guardian) ;;
		*)
			check "$what: the book has it" [ -f "$book/one-3" ]
			give_back
			;;
		esac
		check "$what: all is as before" all_is_home
		check "$what: no domain" [ ! -e "$running/one-3.xml" ]
	done
done

fresh
kvm deploy "cat >/dev/null; : >'$tmp/began'
while [ ! -e '$tmp/go' ]; do sleep 0.1; done"
for ended in 'without a domain' 'with a domain'; do
	rm -f "$tmp/began" "$tmp/go"
	"$drivers/onegpu-deploy" --sysroot "$root" "$ds/deployment.0" host 3 \
		host <"$node/vm.xml" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	soon [ -e "$tmp/began" ]
	kill -9 "$pid"
	wait "$pid" 2>/dev/null
	sleep 1.5
	check "killed while it starts, $ended: kept" is_taken
	[ "$ended" = 'without a domain' ] ||
		echo '<domain><name>one-3</name></domain>' >"$running/one-3.xml"
	: >"$tmp/go"
	check "killed while it starts, $ended: the lock is free" soon is_free
	if [ "$ended" = 'without a domain' ]; then
		check 'killed while it starts: given back' all_is_home
	else
		check 'killed while it starts, the VM runs: kept' is_taken
	fi
done

fresh
setsid sh -c "echo \$\$ >'$tmp/group'; '$drivers/onegpu-deploy' --sysroot '$root' \
	'$ds/deployment.0' host 3 host <'$node/vm.xml'" >/dev/null 2>&1 &
echo 0.3 >"$tmp/sleep"
soon [ -s "$tmp/log" ]
kill -9 "-$(cat "$tmp/group")"
wait 2>/dev/null
rm "$tmp/sleep"
check 'a group that is killed while it binds' all_is_home

echo "1..$count"
