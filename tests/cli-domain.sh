#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu-domain as oned's driver would call it: usage, errors, what it says,
# and what libvirt makes of its domains. Speaks TAP. Parts that need virsh,
# virt-xml-validate or data that is not ours to ship say that they skip.

: "${OG_BUILDDIR:=.}" "${OG_SRCDIR:=.}"
domain=$OG_BUILDDIR/drivers/onegpu-domain
vms=$OG_SRCDIR/tests/vms
node=$OG_SRCDIR/tests/hosts/gpu-2node
oned=$OG_SRCDIR/../shared/data/oned
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
count=0

ok() {
	count=$((count + 1))
	echo "ok $count - $1"
}

not_ok() {
	count=$((count + 1))
	echo "not ok $count - $1"
	shift
	for line; do
		echo "# $line"
	done
}

skip() {
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}

# check NAME CONDITION...: the condition is a command.
check() {
	name=$1
	shift
	if "$@"; then
		ok "$name"
	else
		not_ok "$name" "failed: $*" "stderr: $(cat "$tmp/err")"
	fi
}

run() {
	"$domain" "$@" >"$tmp/out" 2>"$tmp/err"
	rc=$?
}

# fails NAME RC TEXT: the last run failed so, in one line, printing nothing.
fails() {
	if [ "$rc" -eq "$2" ] && [ ! -s "$tmp/out" ] &&
		grep -qF -- "$3" "$tmp/err" &&
		[ "$(wc -l <"$tmp/err")" -eq "${4:-1}" ]; then
		ok "$1"
	else
		not_ok "$1" "exit $rc, wanted $2: $3" "$(cat "$tmp/err")"
	fi
}

warns() {
	check "$1: exit 0" [ "$rc" -eq 0 ]
	check "$1: says so" grep -qxF -- "$2" "$tmp/err"
}

### Usage

run --help </dev/null
check '--help' grep -q '^Usage: onegpu-domain' "$tmp/out"
run --version </dev/null
check '--version' grep -q '^onegpu-domain [0-9]' "$tmp/out"
run --nonsense </dev/null
fails 'unknown option' 2 'nonsense' 2
run extra </dev/null
fails 'unexpected argument' 2 "unexpected argument 'extra'" 2
run --live </dev/null
fails 'option without its argument' 2 'live' 2

### Errors: one line, nothing on stdout

echo 'OS/MACHIN: pc' >"$tmp/conf"
run --conf "$tmp/conf" <"$vms/flat.xml"
fails 'configuration with a typing error' 2 \
	"$tmp/conf: line 1: unknown key 'OS/MACHIN', did you mean 'OS/MACHINE'?"
run --conf "$tmp/none" <"$vms/flat.xml"
fails 'configuration that is not there' 2 "$tmp/none: "
echo 'EMULATOR: /opt/qemu' >"$tmp/conf"
run --conf "$tmp/conf" <"$vms/flat.xml"
check 'configuration' grep -qF '<emulator>/opt/qemu<' "$tmp/out"
run --conf "$OG_SRCDIR/conf/onegpu-driver.yaml" <"$vms/flat.xml"
check 'the configuration that we ship' [ "$rc" -eq 0 ]

for list in '' x 3-1 99999; do
	run --reserved-cpus "$list" <"$vms/flat.xml"
	fails "reserved CPUs '$list'" 2 "--reserved-cpus '$list' is no list" 2
done

run </dev/null
fails 'empty input' 1 'ERROR: standard input: line 1: empty document'
head -c 800 "$vms/gpu-far.xml" >"$tmp/vm"
run <"$tmp/vm"
fails 'truncated input' 1 'ERROR: standard input: line '
echo '<HOST><ID>1</ID></HOST>' >"$tmp/vm"
run <"$tmp/vm"
fails 'wrong root' 1 'the root element is <HOST>, not <VM>'
echo '<!DOCTYPE VM [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><VM>&b;</VM>' \
	>"$tmp/vm"
run <"$tmp/vm"
fails 'billion laughs' 1 'a document type is not allowed'
sed 's/<ID>31</<ID>thirty</' "$vms/gpu-far.xml" >"$tmp/vm"
run <"$tmp/vm"
fails 'id that is no number' 1 '<VM> has ID="thirty"'
sed '/<MEMORY><!\[CDATA\[1024/d' "$vms/gpu-far.xml" >"$tmp/vm"
run <"$tmp/vm"
fails 'no MEMORY' 1 'ERROR: VM 31: TEMPLATE has no MEMORY'
{
	printf '<VM><ID a="'
	head -c 100000000 /dev/zero | tr '\0' x
	printf '"/></VM>'
} | run
# The pipe put run into a subshell; its files are what matters.
check 'attribute of 100 MB' grep -qF 'larger than 16777216 bytes' "$tmp/err"
check 'attribute of 100 MB: nothing written' [ ! -s "$tmp/out" ]
sed 's/<TYPE>.*FILE.*<\/TYPE>/<TYPE>TAPE<\/TYPE>/' "$vms/gpu-far.xml" >"$tmp/vm"
run <"$tmp/vm"
fails 'kind of disk that there is not' 1 \
	'ERROR: VM 31: DISK 0 has TYPE="TAPE", which no datastore makes'
sed 's/<OS>/<TPM><MODEL>tpm-evil<\/MODEL><\/TPM>&/' "$vms/gpu-far.xml" \
	>"$tmp/vm"
run <"$tmp/vm"
fails 'word of a closed set' 1 \
	'ERROR: VM 31: TPM has MODEL="tpm-evil": it must be one of tpm-tis'
run --sysroot "$node/root" \
	--live "$tmp/none" <"$vms/gpu-far.xml"
fails 'folder of running domains that is not there' 1 "$tmp/none"
run --sysroot "$tmp/none" <"$vms/gpu-far.xml"
fails 'sysroot that is not there' 1 "$tmp/none"
if [ -c /dev/full ]; then
	"$domain" <"$vms/flat.xml" >/dev/full 2>"$tmp/err"
	check 'full disk' [ $? -eq 1 ]
	check 'full disk: says so' grep -qF 'standard output' "$tmp/err"
	for option in --help --version; do
		"$domain" "$option" >/dev/full 2>"$tmp/err"
		check "full disk, $option" [ $? -eq 1 ]
	done
else
	skip 'full disk' 'no /dev/full'
fi

### What it says

run <"$vms/gpu-far.xml"
warns 'GPU of another node' 'WARN: VM 31: device e1:00.0 is on NUMA node 1 and no memory of this VM is: the guest is told no node for it'
run <"$vms/unpinned.xml"
warns 'VM that oned failed to pin' 'WARN: VM 39: PIN_POLICY is CORE but oned gave it no CPUs: it runs without pins'
check 'VM that oned failed to pin: no empty pins' \
	sh -c "! grep -q 'pin .*cpuset=\|numatune' '$tmp/out'"
run <"$vms/machine-pc.xml"
warns 'NUMA on machine pc' 'WARN: VM 36: machine pc-i440fx-7.2 cannot show the NUMA node of device e1:00.0: it is at 01:02.0 in the guest, use q35'
run --datastores /srv/one <"$vms/flat.xml"
check '--datastores' grep -qF 'file="/srv/one/100/35/disk.0"' "$tmp/out"
check 'nothing to say, nothing said' [ ! -s "$tmp/err" ]

# RAW's own controllers: behind ours, or with a word on what is in the way.
controller() {
	sed "s|<TEMPLATE>|&<RAW><TYPE>kvm</TYPE><DATA>\&lt;devices>\&lt;controller type='pci' index='$1' model='pcie-root-port'/>\&lt;/devices></DATA></RAW>|" \
		"$vms/gpu-local.xml" >"$tmp/vm"
	run <"$tmp/vm"
}
controller 90
check "RAW's controller: behind ours" sh -c "[ $rc -eq 0 ] &&
	! grep -q 'index=\"90\"' '$tmp/out'"
controller 5
fails "RAW's controller: ours has its index" 1 \
	'RAW: line 1: PCI controller 5 is one of the VM'

### The node's last word

if [ -d "$node/root" ]; then
	run --sysroot "$node/root" --live "$node/running" <"$node/vm.xml"
	warns 'moved to its GPU' 'INFO: VM 3: moved from node 0 (CPUs 0,1) to node 1 (CPUs 6,7), where GPU e1:00.0 is'
	if [ -n "${OG_REGENERATE:-}" ]; then
		cp "$tmp/out" "$node/domain.golden"
	fi
	check 'moved to its GPU: golden' cmp -s "$tmp/out" "$node/domain.golden"
	run --sysroot "$node/root" <"$node/vm.xml"
	warns 'not moved without --live' 'WARN: VM 3: device e1:00.0 is on NUMA node 1 and no memory of this VM is: the guest is told no node for it'
	mkdir "$tmp/running"
	for cpus in 4 5 6; do
		sed "s/one-2</one-4$cpus</; s/cpuset='4'/cpuset='$cpus'/; /vcpu='1'/d" \
			"$node/running/one-2.xml" >"$tmp/running/$cpus.xml"
	done
	run --sysroot "$node/root" --live "$tmp/running" <"$node/vm.xml"
	check 'no room there: stays' grep -qF 'stays on node 0 (CPUs 0,1), not on node 1, where GPU e1:00.0 is: node 1: 1 whole cores are free' "$tmp/err"
	cp "$tmp/out" "$tmp/first"
	sed "s/one-2</one-3</; s/cpuset='4'/cpuset='0'/" \
		"$node/running/one-2.xml" >"$tmp/running/self.xml"
	run --sysroot "$node/root" --live "$tmp/running" <"$node/vm.xml"
	check 'its own earlier start does not count' \
		cmp -s "$tmp/first" "$tmp/out"
	echo '<domain>' >"$tmp/running/broken.xml"
	run --sysroot "$node/root" --live "$tmp/running" <"$node/vm.xml"
	fails 'running domain that cannot be read' 1 "$tmp/running/broken.xml: line "
	rm "$tmp/running/broken.xml"
	mkfifo "$tmp/running/pipe.xml"
	timeout 20 "$domain" --sysroot "$node/root" --live "$tmp/running" \
		<"$node/vm.xml" >"$tmp/out" 2>"$tmp/err"
	rc=$?
	fails 'running domain that is a pipe' 1 "$tmp/running/pipe.xml: not a file"
	rm "$tmp/running/pipe.xml"
	ln -s nowhere "$tmp/running/link.xml"
	run --sysroot "$node/root" --live "$tmp/running" <"$node/vm.xml"
	fails 'running domain that is a link to nowhere' 1 "$tmp/running/link.xml: No such file"
	rm "$tmp/running/link.xml"
	echo junk >"$tmp/running/notes.txt"
	run --sysroot "$node/root" --live "$tmp/running" <"$node/vm.xml"
	check 'other files are passed over' [ "$rc" -eq 0 ]

	# What the machine knows better than oned.
	stale() {
		sed "/<NUMA_NODE><!/s/1/$1/; s/31:00.0/$2:00.0/; s/\[13\]/[$3]/" \
			"$node/vm.xml" >"$tmp/vm"
	}
	stale 0 21 4
	run --sysroot "$node/root" --live "$node/running" <"$tmp/vm"
	warns 'node that oned has wrong' 'WARN: VM 3: device e1:00.0 is on NUMA node 1 of this machine; oned has node 0, which it never asks again for a known address'
	check 'node that oned has wrong: moved to the true one' \
		grep -qF 'to node 1 (CPUs 6,7), where GPU e1:00.0 is' "$tmp/err"
	check 'node that oned has wrong: its address stays, by the true cell' \
		sh -c "grep -A2 'busNr=\"0x20\"' '$tmp/out' | grep -q '<node>0<'"

	# copied: the recording, to be changed.
	copied() {
		rm -rf "$tmp/root"
		cp -R "$node/root" "$tmp/root"
		chmod -R u+w "$tmp/root"
	}
	copied
	gpu=$(cd "$tmp/root/sys/bus/pci/devices/0000:e1:00.0" && pwd -P)
	echo -1 >"$gpu/numa_node"
	stale 0 21 4
	run --sysroot "$tmp/root" --live "$node/running" <"$tmp/vm"
	check 'kernel without a word: locality' \
		grep -qF 'is on NUMA node 1 of this machine' "$tmp/err"
	echo 7 >"$gpu/numa_node"
	run --sysroot "$tmp/root" --live "$node/running" <"$node/vm.xml"
	check 'a node that is not there is none' \
		sh -c "! grep -q WARN '$tmp/err'"

	# A card whose other function the probe does not list.
	copied
	sed 's/<PCI>/<PCI><FUNCTIONS>all<\/FUNCTIONS>/' "$node/vm.xml" >"$tmp/vm"
	run <"$tmp/vm"
	fails 'all functions, nobody asked the machine' 1 \
		'PCI 0 (e1:00.0) has FUNCTIONS=all: only the node knows them'
	run --sysroot "$tmp/root" <"$tmp/vm"
	check 'all functions: of one there is one' \
		[ "$(grep -c '<hostdev ' "$tmp/out")" -eq 1 ]
	gpu=$(cd "$tmp/root/sys/bus/pci/devices/0000:e1:00.0" && pwd -P)
	cp -R "$gpu" "${gpu%.0}.1"
	ln -s "$(readlink "$tmp/root/sys/bus/pci/devices/0000:e1:00.0" |
		sed 's/0$/1/')" "$tmp/root/sys/bus/pci/devices/0000:e1:00.1"
	run --sysroot "$tmp/root" <"$tmp/vm"
	check 'all functions: of two there are two' \
		[ "$(grep -c '<hostdev ' "$tmp/out")" -eq 2 ]
	check 'all functions: the first tells of the second' \
		grep -q 'bus="0x0d" slot="0x00" function="0x0" multifunction="on"' \
		"$tmp/out"
	check 'all functions: the second under its number' \
		grep -q 'bus="0x0d" slot="0x00" function="0x1"/>' "$tmp/out"

	# CPUs that are kept for something.
	run --sysroot "$node/root" --live "$node/running" \
		--reserved-cpus 6,14 <"$node/vm.xml"
	check '--reserved-cpus: no move to them' \
		grep -qF 'node 1: 1 whole cores are free' "$tmp/err"
	run --sysroot "$node/root" --live "$node/running" \
		--reserved-cpus 14,500 <"$node/vm.xml"
	check '--reserved-cpus: others are had' grep -qF '(CPUs 6,7)' "$tmp/err"
	copied
	isolated=$tmp/root/sys/devices/system/cpu/isolated
	echo 6-7,14-15 >"$isolated"
	run --sysroot "$tmp/root" --live "$node/running" <"$node/vm.xml"
	check 'isolated CPUs: no move to them' \
		grep -qF 'node 1: 0 whole cores are free' "$tmp/err"
	echo 0-15 >"$isolated"
	run --sysroot "$tmp/root" --live "$node/running" <"$node/vm.xml"
	check 'isolated for VMs, as oned knows: moved' \
		grep -qF '(CPUs 6,7)' "$tmp/err"
	echo >"$isolated"
	run --sysroot "$tmp/root" --live "$node/running" <"$node/vm.xml"
	check 'no isolated CPUs' grep -qF '(CPUs 6,7)' "$tmp/err"
	echo some >"$isolated"
	run --sysroot "$tmp/root" --live "$node/running" <"$node/vm.xml"
	fails 'isolated CPUs that are no list' 1 'cpu/isolated is no list of CPUs'

	# Threads on AMD's CPUs.
	copied
	sed '/<THREADS>/s/1/2/' "$node/vm.xml" >"$tmp/vm"
	for vendor in GenuineIntel AuthenticAMD; do
		printf 'processor\t: 0\nvendor_id\t: %s\n' "$vendor" \
			>"$tmp/root/proc/cpuinfo"
		run --sysroot "$tmp/root" <"$tmp/vm"
		cp "$tmp/out" "$tmp/$vendor"
	done
	check 'threads on AMD: topoext' \
		grep -q 'policy="require" name="topoext"' "$tmp/AuthenticAMD"
	check 'threads on Intel: no topoext' \
		sh -c "! grep -q topoext '$tmp/GenuineIntel'"
	run --sysroot "$tmp/root" <"$node/vm.xml"
	check 'no threads: no topoext' sh -c "! grep -q topoext '$tmp/out'"

	# Memory that is not there.
	copied
	printf 'Node 1 MemTotal: 33554432 kB\nNode 1 MemFree: 4000000 kB\n' \
		>"$tmp/root/sys/devices/system/node/node1/meminfo"
	run --sysroot "$tmp/root" --live "$node/running" <"$node/vm.xml"
	check 'memory that the kernel has not' \
		grep -qF 'node 1: 3906 MiB of memory are free' "$tmp/err"
	copied
	echo 15500 >"$tmp/root/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages"
	run --sysroot "$tmp/root" --live "$node/running" <"$node/vm.xml"
	check 'memory that is a pool of huge pages' \
		grep -qF 'node 1: 1000 MiB of memory are free' "$tmp/err"
else
	skip 'the node has the last word' 'no recorded host gpu-2node'
fi

### Files by name, and oned's own domain

run --vm "$vms/flat.xml" </dev/null
check '--vm' grep -qF '<name>one-35</name>' "$tmp/out"
run --vm "$tmp/none" </dev/null
fails '--vm that is not there' 1 "ERROR: $tmp/none: No such file"
if [ -d "$node" ]; then
	run --vm "$node/vm.xml" </dev/null
	cp "$tmp/out" "$tmp/domain"
	sed -i 's/<title>/<!-- kept -->&/' "$tmp/domain"
	run --vm "$node/vm.xml" --domain "$tmp/domain" --sysroot "$node/root" \
		--live "$node/running" </dev/null
	check '--domain: exit 0' [ "$rc" -eq 0 ]
	check '--domain: what is right stays' \
		grep -qF '<!-- kept --><title>' "$tmp/out"
	check '--domain: pins are put right' grep -q 'vcpupin.*cpuset=.6' "$tmp/out"
	check '--domain: says so' grep -qF '(CPUs 6,7)' "$tmp/err"
	run --vm "$node/vm.xml" --domain "$tmp/none" </dev/null
	fails '--domain that is not there' 1 "ERROR: $tmp/none: No such file"
	echo '<domain' >"$tmp/broken"
	run --vm "$node/vm.xml" --domain "$tmp/broken" </dev/null
	fails '--domain that is no XML' 1 "ERROR: $tmp/broken: "
	sed "s/machine=.q35./machine='microvm'/" \
		"$OG_SRCDIR/tests/refine/gpu-node1.domain" >"$tmp/microvm"
	run --vm "$OG_SRCDIR/tests/refine/gpu-node1.vm" --domain "$tmp/microvm" \
		</dev/null
	fails '--domain of a machine that is not known' 1 \
		'ERROR: VM 2: machine microvm: '
	run --sysroot "$node/root" --live "$node/running/one-2.xml" \
		--live none <"$node/vm.xml"
	check '--live: a file' grep -qF '(CPUs 6,7)' "$tmp/err"
	sed 's/one-2/one-9/; /vcpupin/s/=.4./="6"/; /vcpupin/s/=.5./="7"/' \
		"$node/running/one-2.xml" >"$tmp/second"
	run --sysroot "$node/root" --live "$node/running" \
		--live "$tmp/second" <"$node/vm.xml"
	check '--live: twice' grep -qF 'node 1: 0 whole cores are free' "$tmp/err"
	run --sysroot "$node/root" --check <"$node/vm.xml"
	check '--check: the device may go' [ "$rc" -eq 0 ]
	sed 's/0000:e1:00:0/0000:e9:00:0/' "$node/vm.xml" >"$tmp/vm"
	run --sysroot "$node/root" --check <"$tmp/vm"
	fails '--check: it is not there' 1 \
		'VM 3: PCI 0: device 0000:e9:00.0 is not found on this host'
	sed '/ISCSI_HOST/d' "$vms/disks.xml" >"$tmp/vm"
	run --sysroot "$node/root" --check <"$tmp/vm"
	fails '--check: iSCSI without a host' 1 \
		'VM 60: DISK 4 has no ISCSI_HOST'
	"$OG_BUILDDIR/tools/onegpu" domain --vm "$vms/flat.xml" \
		>"$tmp/out" 2>"$tmp/err"
	check 'onegpu domain' grep -qF '<name>one-35</name>' "$tmp/out"
else
	skip "oned's own domain" 'no recorded host gpu-2node'
fi

### What libvirt makes of it

# shellcheck source=/dev/null
. "$OG_SRCDIR/tests/schema.sh"

# accepted NAME FILE: schema, parser, and the tree as it was written.
accepted() {
	id=$(sed -n 's/.*<name>one-\([0-9]*\)<.*/\1/p' "$2")
	new=$(unknown "$2")
	if [ -n "$new" ]; then
		skip "$1: schema" "this libvirt does not know $new"
	elif ! virt-xml-validate "$2" domain >"$tmp/log" 2>&1; then
		not_ok "$1: schema" "$(cat "$tmp/log")"
		return
	else
		ok "$1: schema"
	fi
	if ! virsh -q -c test:///default "define $2; dumpxml one-$id" \
		>"$tmp/dump" 2>"$tmp/log"; then
		new=$new$(given_up "$tmp/log")
		if [ -n "$new" ]; then
			skip "$1: define" "this libvirt does not take $new"
			return
		fi
		not_ok "$1: define" "$(cat "$tmp/log")"
		return
	fi
	ok "$1: define"
	buses "$2" >"$tmp/want"
	buses "$tmp/dump" >"$tmp/got"
	if cmp -s "$tmp/want" "$tmp/got"; then
		ok "$1: libvirt keeps the tree"
	else
		not_ok "$1: libvirt keeps the tree" \
			"$(diff "$tmp/want" "$tmp/got")"
	fi
	# Only a driver that runs guests fills gaps between indices, and
	# test:///default does not; so look for them here.
	gaps=$(sed -n 's/^index="\([0-9]*\)".*/\1/p' "$tmp/want" |
		awk '$1 != NR - 1 { print }')
	check "$1: no index is left out" [ -z "$gaps" ]
}

# Index and model of every PCI controller, guest address of every hostdev.
buses() {
	tr "'" '"' <"$1" | sed -n '
		s/.*<controller type="pci" \(index="[0-9]*" model="[a-z-]*"\).*/\1/p
		/<hostdev/,/<\/hostdev>/s/.*<address type="pci" \(.*\)\/>/\1/p'
}

if ! command -v virsh >/dev/null || ! command -v virt-xml-validate >/dev/null
then
	skip 'libvirt accepts our domains' 'no virsh or virt-xml-validate'
	echo "1..$count"
	exit 0
fi

for vm in "$vms"/*.xml; do
	name=$(basename "$vm" .xml)
	run <"$vm"
	accepted "$name" "$tmp/out"
done

# The IOMMU that libvirt gives a bus of its own is ARM's.
sed 's/\[INTEL]/[SMMUV3]/; s/\[x86_64]/[aarch64]/; s/\[q35]/[virt]/
	/<OPTIONS>/d' "$vms/dedicated-iommu.xml" >"$tmp/smmu"
run <"$tmp/smmu"
check "dedicated-iommu of ARM: it has a bus" grep -q 'pciBus="' "$tmp/out"
accepted 'dedicated-iommu of ARM' "$tmp/out"

if [ -d "$oned" ]; then
	for dir in "$oned"/*/; do
		name=$(basename "$dir")
		vm=$dir/vm.xml
		[ -f "$vm" ] || vm=$dir/vm.after.xml
		[ -f "$vm" ] || continue
		run <"$vm"
		if grep -qF '<ADDRESS>' "$vm" || ! grep -qF '<PCI>' "$vm"; then
			accepted "oned's $name" "$tmp/out"
		else
			fails "oned's $name: no device" 1 'oned gave it no device'
		fi
	done
else
	skip "oned's own VMs" 'their data is not here'
fi

echo "1..$count"
