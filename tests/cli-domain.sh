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
run --running </dev/null
fails 'option without its argument' 2 'running' 2

### Errors: one line, nothing on stdout

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
sed 's/<TYPE>.*FILE.*<\/TYPE>/<TYPE>RBD<\/TYPE>/' "$vms/gpu-far.xml" >"$tmp/vm"
run <"$tmp/vm"
fails 'kind of disk that is not written' 1 \
	'ERROR: VM 31: DISK 0 has TYPE=RBD, which onegpu-domain does not write'
run --sysroot "$node/root" \
	--running "$tmp/none" <"$vms/gpu-far.xml"
fails 'folder of running domains that is not there' 1 "$tmp/none"
run --sysroot "$tmp/none" <"$vms/gpu-far.xml"
fails 'sysroot that is not there' 1 "$tmp/none"
if [ -c /dev/full ]; then
	"$domain" <"$vms/flat.xml" >/dev/full 2>"$tmp/err"
	check 'full disk' [ $? -eq 1 ]
	check 'full disk: says so' grep -qF 'standard output' "$tmp/err"
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

### The node's last word

if [ -d "$node/root" ]; then
	run --sysroot "$node/root" --running "$node/running" <"$node/vm.xml"
	warns 'moved to its GPU' 'INFO: VM 3: moved from node 0 (CPUs 0,1) to node 1 (CPUs 6,7), where GPU e1:00.0 is'
	if [ -n "${OG_REGENERATE:-}" ]; then
		cp "$tmp/out" "$node/domain.golden"
	fi
	check 'moved to its GPU: golden' cmp -s "$tmp/out" "$node/domain.golden"
	run --sysroot "$node/root" <"$node/vm.xml"
	warns 'not moved without --running' 'WARN: VM 3: device e1:00.0 is on NUMA node 1 and no memory of this VM is: the guest is told no node for it'
	mkdir "$tmp/running"
	for cpus in 4 5 6; do
		sed "s/one-2</one-4$cpus</; s/cpuset='4'/cpuset='$cpus'/; /vcpu='1'/d" \
			"$node/running/one-2.xml" >"$tmp/running/$cpus.xml"
	done
	run --sysroot "$node/root" --running "$tmp/running" <"$node/vm.xml"
	check 'no room there: stays' grep -qF 'stays on node 0 (CPUs 0,1), not on node 1, where GPU e1:00.0 is: node 1: 1 whole cores are free' "$tmp/err"
	cp "$tmp/out" "$tmp/first"
	sed "s/one-2</one-3</; s/cpuset='4'/cpuset='0'/" \
		"$node/running/one-2.xml" >"$tmp/running/self.xml"
	run --sysroot "$node/root" --running "$tmp/running" <"$node/vm.xml"
	check 'its own earlier start does not count' \
		cmp -s "$tmp/first" "$tmp/out"
	echo '<domain>' >"$tmp/running/broken.xml"
	run --sysroot "$node/root" --running "$tmp/running" <"$node/vm.xml"
	fails 'running domain that cannot be read' 1 "$tmp/running/broken.xml: line "
	rm "$tmp/running/broken.xml"
	echo junk >"$tmp/running/notes.txt"
	run --sysroot "$node/root" --running "$tmp/running" <"$node/vm.xml"
	check 'other files are passed over' [ "$rc" -eq 0 ]
else
	skip 'the node has the last word' 'no recorded host gpu-2node'
fi

### What libvirt makes of it

# accepted NAME FILE: schema, parser, and the tree as it was written.
accepted() {
	id=$(sed -n 's/.*<name>one-\([0-9]*\)<.*/\1/p' "$2")
	if ! virt-xml-validate "$2" domain >"$tmp/log" 2>&1; then
		not_ok "$1: schema" "$(cat "$tmp/log")"
		return
	fi
	ok "$1: schema"
	if ! virsh -q -c test:///default "define $2; dumpxml one-$id" \
		>"$tmp/dump" 2>"$tmp/log"; then
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
