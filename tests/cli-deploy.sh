#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The onegpu VM driver as one_vmm_exec calls it: its folder beside a kvm folder
# of fakes, on the recorded host, with a folder in the place of libvirt and a
# virsh that is a script. Speaks TAP.

: "${OG_BUILDDIR:=.}" "${OG_SRCDIR:=.}"
node=$OG_SRCDIR/tests/hosts/gpu-2node
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
count=0
uuid=5d2c0f3e-1a4b-4c6d-8e7f-000000000003
drivers=$tmp/vmm/onegpu
conf=$tmp/etc/vmm/onegpu/onegpu-driver.yaml
ds=$tmp/ds/0/3
file=$ds/deployment.0
lock=$tmp/lock/onegpu.lock
running=$tmp/running

ok() {
	count=$((count + 1))
	echo "ok $count - $1"
}

not_ok() {
	count=$((count + 1))
	echo "not ok $count - $1"
	shift
	for line; do
		echo "$line" | sed 's/^/# /'
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

if [ ! -d "$node/root" ]; then
	skip 'the VM driver' 'no recorded host gpu-2node'
	echo "1..$count"
	exit 0
fi

### The folders, as on a node

mkdir -p "$drivers" "$tmp/vmm/kvm" "$tmp/etc/vmm/onegpu" "$tmp/bin"
cp "$OG_BUILDDIR"/remotes/vmm/onegpu/* "$drivers"
cp "$OG_BUILDDIR/drivers/onegpu-deploy" "$drivers"
cp -R "$node/root" "$tmp/root"
chmod -R u+w "$tmp/root"

# fake SCRIPT: what every action of vmm/kvm does.
fake() {
	for action in "$drivers"/*; do
		name=$(basename "$action")
		[ "$name" = onegpu-deploy ] && continue
		{
			echo '#!/bin/sh'
			echo "tmp='$tmp' name='$name'"
			echo "$1"
		} >"$tmp/vmm/kvm/$name"
		chmod +x "$tmp/vmm/kvm/$name"
	done
}

starts="printf '%s\n' \"\$name\" \"\$@\" >\"\$tmp/args\"
cat >\"\$tmp/stdin\"
echo $uuid"

# fresh [LINE...]: a VM's empty folder, what runs, and a configuration.
fresh() {
	rm -rf "$tmp/ds" "$tmp/lock" "$running" "$tmp/args" "$tmp/stdin"
	mkdir -p "$ds" "$tmp/lock"
	cp -R "$node/running" "$running"
	chmod -R u+w "$running"
	{
		case "$*" in *URI:*) ;; *) echo "URI: $running" ;; esac
		case "$*" in *LOCK:*) ;; *) echo "LOCK: $lock" ;; esac
		for line; do
			echo "$line"
		done
	} >"$conf"
}

# start [OPTION...] <document: the deploy action, on the recorded host.
start() {
	"$drivers/onegpu-deploy" --sysroot "$tmp/root" "$@" \
		"$file" host 3 host >"$tmp/out" 2>"$tmp/err"
	rc=$?
}

is_free() {
	[ ! -e "$lock" ] || flock -n "$lock" true
}

# fails NAME RC TEXT: the last start failed so, as oned can show it, printed
# nothing, left no lock and wrote nothing beside the VM.
fails() {
	problem=
	[ "$rc" -eq "$2" ] || problem="exit $rc, wanted $2"
	[ ! -s "$tmp/out" ] || problem="printed: $(cat "$tmp/out")"
	{
		echo 'ERROR MESSAGE --8<------'
		sed -n 2p "$tmp/err"
		echo 'ERROR MESSAGE ------>8--'
	} | cmp -s - "$tmp/err" || problem='not three lines between marks'
	sed -n 2p "$tmp/err" | grep '^ERROR: ' | grep -qF -- "$3" ||
		problem="wanted: $3"
	is_free || problem='the lock is held'
	[ ! -e "$tmp/args" ] || problem='../kvm/deploy was run'
	[ "$(ls "$ds")" = "${4-}" ] || problem="left: $(ls "$ds")"
	if [ -z "$problem" ]; then
		ok "$1"
	else
		not_ok "$1" "$problem" "$(cat "$tmp/err")"
	fi
}

if ! command -v flock >/dev/null; then
	skip 'the VM driver' 'no flock'
	echo "1..$count"
	exit 0
fi

### Usage

run() {
	"$drivers/onegpu-deploy" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	rc=$?
}

usage() {
	check "$1" [ "$rc" -eq 2 ]
	check "$1: nothing on stdout" [ ! -s "$tmp/out" ]
	check "$1: two lines" [ "$(wc -l <"$tmp/err")" -eq 2 ]
	check "$1: says so" grep -qF -- "$2" "$tmp/err"
}

fresh
fake "$starts"
run --help
check '--help' grep -q '^Usage: onegpu-deploy' "$tmp/out"
run --version
check '--version' grep -q '^onegpu-deploy [0-9]' "$tmp/out"
run --nonsense
usage 'unknown option' nonsense
run --action dance
usage 'unknown action' "no action 'dance'"
run "$file" host
usage 'too few arguments' 'deploy takes 3 arguments or more'

### Every action reaches the KVM driver

for action in "$drivers"/*; do
	name=$(basename "$action")
	case "$name" in onegpu-deploy | deploy) continue ;; esac
	fresh
	fake "$starts
exit 7"
	echo 'some data' | "$action" one-3 'two words' --three '' \
		>"$tmp/out" 2>"$tmp/err"
	rc=$?
	printf '%s\n' "$name" one-3 'two words' --three '' >"$tmp/want"
	check "$name: exit status" [ "$rc" -eq 7 ]
	check "$name: arguments" cmp -s "$tmp/want" "$tmp/args"
	check "$name: stdin" [ "$(cat "$tmp/stdin")" = 'some data' ]
	check "$name: stdout" [ "$(cat "$tmp/out")" = "$uuid" ]
done

tree=$OG_SRCDIR/../shared/data/oned/remotes-tree.txt
if [ -f "$tree" ]; then
	awk '$1 == 755 && $2 == "f" && $3 ~ /^\.\/vmm\/kvm\// {
		sub(/.*\//, "", $3); print $3
	}' "$tree" | sort >"$tmp/want"
	find "$drivers" -type f ! -name onegpu-deploy -exec basename {} \; |
		sort >"$tmp/got"
	check 'all actions of OpenNebula, and no other' \
		cmp "$tmp/want" "$tmp/got"
else
	skip 'all actions of OpenNebula' 'their list is not here'
fi

### deploy: a domain from the VM

fake "$starts"
fresh
start <"$node/vm.xml"
check 'VM: exit 0' [ "$rc" -eq 0 ]
check 'VM: the UUID alone' [ "$(cat "$tmp/out")" = "$uuid" ]
printf '%s\n' deploy "$file" host 3 host >"$tmp/want"
check 'VM: arguments' cmp -s "$tmp/want" "$tmp/args"
check 'VM: one line tells the move' grep -qxF \
	'INFO: VM 3: moved from node 0 (CPUs 0,1) to node 1 (CPUs 6,7), where GPU e1:00.0 is' \
	"$tmp/err"
check 'VM: no line but of INFO' sh -c "! grep -v '^INFO: VM 3: ' '$tmp/err'"
check 'VM: pins' grep -qF "<vcpupin vcpu='0' cpuset='6'/>" "$tmp/stdin"
check 'VM: the move is in the metadata' \
	grep -qF 'moved from node 0 (CPUs 0,1)' "$tmp/stdin"
check "VM: disks as the script's sed wants them" \
	grep -qF "source file='/var/lib/one/datastores/100/3/disk.0'" "$tmp/stdin"
check 'VM: no double quotes in tags' sh -c "! grep -q '<[^>]*\"' '$tmp/stdin'"
check 'VM: no file beside' [ -z "$(ls "$ds")" ]
check 'VM: the lock is free' is_free
if command -v xmllint >/dev/null; then
	check 'VM: well-formed' xmllint --noout "$tmp/stdin"
else
	skip 'VM: well-formed' 'no xmllint'
fi

"$drivers/deploy" "$file" host 4 host <"$node/vm.xml" >"$tmp/out" 2>"$tmp/err"
check 'the wrapper deploys' grep -qF "asked to start VM '4'" "$tmp/err"

fresh 'URI: none'
start <"$node/vm.xml"
check 'nothing known to run: exit 0' [ "$rc" -eq 0 ]
check 'nothing known to run: not moved' \
	grep -qF "<vcpupin vcpu='0' cpuset='0'/>" "$tmp/stdin"
fresh 'RESERVED_CPUS: 6-7,14-15'
start <"$node/vm.xml"
check 'reserved CPUs' sh -c "! grep -q \"cpuset='[67]'\" '$tmp/stdin'"

# A VM that is bound to nothing needs neither lock nor libvirt.
sed '/<NUMA_NODE>$/,/<\/NUMA_NODE>$/d; /<PCI>/,/<\/PCI>/d' "$node/vm.xml" \
	>"$tmp/free"
fresh 'LOCK: /nowhere/lock' 'URI: /nowhere'
start <"$tmp/free"
check 'VM without pins and devices: exit 0' [ "$rc" -eq 0 ]

### deploy: oned's domain is put right

"$OG_BUILDDIR/drivers/onegpu-domain" --vm "$node/vm.xml" >"$tmp/domain" \
	2>/dev/null
fresh
cp "$node/vm.xml" "$ds/vm.xml"
start <"$tmp/domain"
check 'domain: exit 0' [ "$rc" -eq 0 ]
check 'domain: the UUID alone' [ "$(cat "$tmp/out")" = "$uuid" ]
check 'domain: moved' grep -q "cpuset=.6.\/>" "$tmp/stdin"
check "domain: oned's is kept" cmp -s "$tmp/domain" "$file.oned"
check "domain: nobody else may read it" \
	[ "$(stat -c %a "$file.oned")" = 600 ]
fresh
start <"$tmp/domain"
fails 'domain: no vm.xml' 1 "$ds/vm.xml: No such file"
cp "$node/vm.xml" "$ds/vm.xml"
echo "<domain a='b'c'/>" | start
check 'domain that is no XML' grep -qF \
	'ERROR: standard input: the domain: line 1 is no XML' "$tmp/err"

### deploy: what is in the way

fresh
start </dev/null
fails 'empty document' 1 'standard input: line 1: empty document'
echo '<HOST><ID>1</ID></HOST>' >"$tmp/doc"
start <"$tmp/doc"
fails 'wrong document' 1 'the root element is <HOST>, not <VM>'
head -c 2000 "$node/vm.xml" >"$tmp/doc"
start <"$tmp/doc"
fails 'half a document' 1 'standard input: line '
sed 's/<ID>3</<ID>5</' "$node/vm.xml" >"$tmp/doc"
start <"$tmp/doc"
fails 'of another VM' 1 "asked to start VM '3', but the document is of VM 5"
start --sysroot "$tmp/none" <"$node/vm.xml"
fails 'no machine' 1 "$tmp/none"
fresh 'NONSENSE: 1'
start <"$node/vm.xml"
fails 'unknown key' 2 "$conf: line 3: unknown key 'NONSENSE'"
start --conf "$tmp/none" <"$node/vm.xml"
fails 'configuration that is not there' 2 "$tmp/none: No such file"

fresh
sed 's/0000:e1:00:0/0000:e9:00:0/' "$node/vm.xml" >"$tmp/doc"
start <"$tmp/doc"
fails 'device that is not there' 1 \
	'VM 3: PCI 0: device 0000:e9:00.0 is not found on this host; 10de:26b9 is at 0000:e1:00.0'
fresh "ALLOWLIST: ['1002:*']"
start <"$node/vm.xml"
fails 'device that is not allowed' 1 \
	'VM 3: PCI 0: device 0000:e1:00.0 (10de:26b9:0302) is not in the allowlist (1002:*)'
fresh
cat >"$running/web.xml" <<END
<domain><name>one-8</name><devices><hostdev type='pci'><source>
<address bus='0xe1'/></source></hostdev></devices></domain>
END
start <"$node/vm.xml"
fails 'device that another VM has' 1 \
	'VM 3: PCI 0: device 0000:e1:00.0 is held by VM 8'
sed -i 's/one-8/one-3/' "$running/web.xml"
start <"$node/vm.xml"
check 'device that the VM itself has' [ "$rc" -eq 0 ]
fresh
gpu=$(cd "$tmp/root/sys/bus/pci/devices/0000:e1:00.0" && pwd -P)
mv "$gpu/driver" "$tmp/driver" 2>/dev/null
mkdir -p "$tmp/root/sys/bus/pci/drivers/nvidia"
ln -s ../../../bus/pci/drivers/nvidia "$gpu/driver"
start <"$node/vm.xml"
fails 'GPU that the host uses' 1 \
	'device 0000:e1:00.0 is not bound to vfio-pci (driver nvidia)'
rm "$gpu/driver"
if [ -L "$tmp/driver" ]; then mv "$tmp/driver" "$gpu/driver"; fi
mv "$gpu/iommu_group" "$tmp/group"
start <"$node/vm.xml"
fails 'no IOMMU' 1 'device 0000:e1:00.0 has no IOMMU group'
mv "$tmp/group" "$gpu/iommu_group"

fresh 'URI: /nowhere/running'
start <"$node/vm.xml"
fails 'libvirt that does not answer' 1 \
	'cannot tell what runs on this host (URI in onegpu-driver.yaml'
fresh
echo '<domain' >"$running/broken.xml"
start <"$node/vm.xml"
fails 'running domain that is no XML' 1 'cannot tell what runs on this host'
fresh 'LOCK: /nowhere/lock'
start <"$node/vm.xml"
fails 'no folder for the lock' 1 'lock /nowhere/lock: No such file'
fresh 'LOCK_WAIT: 1'
flock "$lock" sleep 3 &
holder=$!
while flock -n "$lock" true; do sleep 0.1; done
start <"$node/vm.xml"
check 'lock that is held: exit 1' [ "$rc" -eq 1 ]
check 'lock that is held: says that it waits' grep -qxF \
	"INFO: another VM is starting on this host: waiting for $lock" "$tmp/err"
check 'lock that is held: gives up, and says who holds it' \
	grep -q "onegpu.lock: held for too long by process [0-9]* (" "$tmp/err"
check 'lock that is held: by its words' \
	grep -qF 'flock onegpu.lock sleep 3)' "$tmp/err"
wait "$holder"

fresh
mv "$tmp/vmm/kvm/deploy" "$tmp/vmm/kvm/away"
start <"$node/vm.xml"
check 'no KVM driver: exit 1' [ "$rc" -eq 1 ]
check 'no KVM driver: says so' grep -qF \
	"ERROR: OpenNebula's KVM driver: $tmp/vmm/kvm/deploy: No such file" \
	"$tmp/err"
check 'no KVM driver: nothing printed' [ ! -s "$tmp/out" ]
check 'no KVM driver: the lock is free' is_free
mv "$tmp/vmm/kvm/away" "$tmp/vmm/kvm/deploy"
fresh "KVM: $tmp/elsewhere"
start <"$node/vm.xml"
check 'KVM driver elsewhere' grep -qF "$tmp/elsewhere/deploy: No such" "$tmp/err"
fake 'cat >/dev/null; echo "its own words" >&2; exit 9'
fresh
start <"$node/vm.xml"
check 'the KVM driver fails: its status' [ "$rc" -eq 9 ]
check 'the KVM driver fails: its words' grep -qxF 'its own words' "$tmp/err"
check 'the KVM driver fails: none of ours' \
	sh -c "! grep -q 'ERROR' '$tmp/err'"
check 'the KVM driver fails: the lock is free' is_free

### One at a time

# The domain "runs" once it lies in the folder, a second after it was given.
fake "cat >\"\$tmp/new.\$3\"; sleep 1
mv \"\$tmp/new.\$3\" '$running'/one-\$3.xml; echo $uuid"
fresh
sed 's/<ID>3</<ID>4</; s/one-3/one-4/; /<PCI>/,/<\/PCI>/d
	s/<CPUS><!.CDATA.0,1/<CPUS><![CDATA[6,7/
	s/NODE_ID><!.CDATA.0/NODE_ID><![CDATA[1/' "$node/vm.xml" >"$tmp/vm4"
"$drivers/onegpu-deploy" --sysroot "$tmp/root" "$file" host 3 host \
	<"$node/vm.xml" >"$tmp/out3" 2>"$tmp/err" &
one=$!
"$drivers/onegpu-deploy" --sysroot "$tmp/root" "$file" host 4 host \
	<"$tmp/vm4" >"$tmp/out4" 2>"$tmp/err4"
check 'two at once: the one' [ $? -eq 0 ]
wait "$one"
check 'two at once: the other' [ $? -eq 0 ]
sed -n "s/.*<vcpupin.*cpuset='\([0-9]*\)'.*/\1/p" "$running"/one-[34].xml |
	sort >"$tmp/cpus"
check 'two at once: four CPUs' [ "$(wc -l <"$tmp/cpus")" -eq 4 ]
check 'two at once: none twice' [ -z "$(uniq -d "$tmp/cpus")" ]
check 'two at once: one waited' \
	[ "$(cat "$tmp/err" "$tmp/err4" | grep -c 'waiting for')" -eq 1 ]

### Killed

# until COMMAND...: within ten seconds.
until_true() {
	for _ in $(seq 100); do
		"$@" && return
		sleep 0.1
	done
	return 1
}

fake "cat >/dev/null; : >'$tmp/began'; while [ ! -e '$tmp/go' ]; do sleep 0.1
done; : >'$tmp/ended'"
fresh
rm -f "$tmp/began" "$tmp/go" "$tmp/ended"
"$drivers/onegpu-deploy" --sysroot "$tmp/root" "$file" host 3 host \
	<"$node/vm.xml" >"$tmp/out" 2>"$tmp/err" &
pid=$!
check 'killed while the domain starts: it starts' until_true [ -e "$tmp/began" ]
kill -9 "$pid"
wait "$pid" 2>/dev/null
check 'killed while the domain starts: the lock is held' \
	sh -c "! flock -n '$lock' true"
: >"$tmp/go"
check 'killed while the domain starts: it ends' until_true [ -e "$tmp/ended" ]
check 'killed while the domain starts: then it is free' until_true is_free

fresh
flock "$lock" sleep 2 &
holder=$!
while flock -n "$lock" true; do sleep 0.1; done
"$drivers/onegpu-deploy" --sysroot "$tmp/root" "$file" host 3 host \
	<"$node/vm.xml" >"$tmp/out" 2>"$tmp/err" &
pid=$!
check 'killed while it waits: it waits' \
	until_true grep -q 'waiting for' "$tmp/err"
kill -9 "$pid"
wait "$pid" 2>/dev/null
wait "$holder"
check 'killed while it waits: the lock is free' is_free
check 'killed while it waits: no file' [ -z "$(ls "$ds")" ]

fake "$starts"
fresh
cp "$node/vm.xml" "$ds/vm.xml"
for pause in 0 0.01 0.02 0.03 0.05 0.08 0.12; do
	"$drivers/onegpu-deploy" --sysroot "$tmp/root" "$file" host 3 host \
		<"$tmp/domain" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	sleep "$pause"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	check "killed after $pause s: the lock is free" until_true is_free
	if [ -e "$file.oned" ]; then
		check "killed after $pause s: the file is whole" \
			cmp -s "$tmp/domain" "$file.oned"
	fi
done

# Whoever calls us may not care for its children; we do.
fake "$starts"
fresh
env --ignore-signal=CHLD "$drivers/onegpu-deploy" --sysroot "$tmp/root" \
	"$file" host 3 host <"$node/vm.xml" >"$tmp/out" 2>"$tmp/err"
rc=$?
check 'children that nobody waits for: exit 0' [ "$rc" -eq 0 ]
check 'children that nobody waits for: the UUID' [ "$(cat "$tmp/out")" = "$uuid" ]

### What cannot leave a device behind

data() {
	echo '<VMM_DRIVER_ACTION_DATA><HOST>a</HOST>'
	cat "$1"
	echo '</VMM_DRIVER_ACTION_DATA>'
}
fake "$starts"
for action in migrate migrate_local save; do
	fresh
	data "$node/vm.xml" | "$drivers/$action" one-3 b a \
		>"$tmp/out" 2>"$tmp/err"
	rc=$?
	fails "$action: a VM with a device" 1 \
		'VM 3: device e1:00.0 is passed through'
	data "$tmp/free" | "$drivers/$action" one-3 b a >"$tmp/out" 2>"$tmp/err"
	check "$action: a VM without" [ $? -eq 0 ]
	sed 's/<SHORT_ADD.*/<MDEV_MODE>nvidia<\/MDEV_MODE>/' "$node/vm.xml" >"$tmp/doc"
	data "$tmp/doc" | "$drivers/$action" one-3 b a >"$tmp/out" 2>"$tmp/err"
	check "$action: a VM with a slice" [ $? -eq 0 ]
done

### With a virsh

cat >"$tmp/bin/virsh" <<END
#!/bin/sh
echo "\$*" >>'$tmp/virsh'
case "\$*" in
*save-image-dumpxml*) cat '$tmp/saved' ;;
*save-image-define*) for last; do :; done; cp "\$last" '$tmp/defined' ;;
esac
END
chmod +x "$tmp/bin/virsh"
PATH=$tmp/bin:$PATH

# restore VM: the restore action with that VM's data.
restore() {
	data "$1" | "$drivers/onegpu-deploy" --action restore \
		--sysroot "$tmp/root" "$ds/checkpoint" host one-4 4 0 \
		>"$tmp/out" 2>"$tmp/err"
	rc=$?
}

"$OG_BUILDDIR/drivers/onegpu-domain" --vm "$tmp/vm4" | sed 's/"/'"'/g" >"$tmp/saved"
fresh
: >"$ds/checkpoint"
rm -f "$tmp/virsh" "$tmp/defined"
sed 's/one-2/one-9/; s/="CORE"/="THREAD"/; s/'"'4'/'6'/; s/'5'/'7'/" \
	"$node/running/one-2.xml" >"$running/one-9.xml"
restore "$tmp/vm4"
check 'restore where CPUs are taken: exit 0' [ "$rc" -eq 0 ]
check 'restore where CPUs are taken: others are had' \
	sh -c "grep -q '<vcpupin' '$tmp/defined' &&
		! grep -q \"<vcpupin.*cpuset='[4567]'\" '$tmp/defined'"
check 'restore where CPUs are taken: passwords are kept' \
	grep -q -- 'save-image-dumpxml.*--security-info' "$tmp/virsh"
check 'restore: then as always' [ "$(head -n 1 "$tmp/args")" = restore ]
check 'restore: no file left' [ "$(ls "$ds")" = checkpoint ]
check 'restore: the lock is free' is_free

fresh
: >"$ds/checkpoint"
sed 's/one-2/one-4/' "$node/running/one-2.xml" >"$running/one-4.xml"
rm -f "$tmp/defined"
restore "$tmp/vm4"
check 'restore of one that sleeps: exit 0' [ "$rc" -eq 0 ]
check 'restore of one that sleeps: untouched' [ ! -e "$tmp/defined" ]
fresh 'URI: none'
: >"$ds/checkpoint"
rm -f "$tmp/virsh"
restore "$tmp/vm4"
check 'restore where nothing is known to run: exit 0' [ "$rc" -eq 0 ]
check 'restore where nothing is known to run: left alone' [ ! -e "$tmp/virsh" ]
fresh 'LOCK: /nowhere/lock'
restore "$tmp/free"
check 'restore without pins: left alone' [ "$rc" -eq 0 ]
restore "$tmp/vm4"
check 'restore without an image here: left alone' [ "$rc" -eq 0 ]
# There are devices to be given back, of another VM.
fresh 'LOCK: /nowhere/lock' "BOUND: $tmp/bound"
mkdir -p "$tmp/bound"
printf 'onegpu bound 1\nvm 9\nboot -\n' >"$tmp/bound/one-9"
restore "$tmp/free"
check 'restore without pins, beside a book: left alone' [ "$rc" -eq 0 ]
check 'restore without pins, beside a book: silent' [ ! -s "$tmp/err" ]
rm -r "$tmp/bound"
: >"$ds/checkpoint"
rm -f "$tmp/args"
restore "$tmp/vm4"
fails 'restore without a lock' 1 'lock /nowhere/lock' checkpoint
fresh
: >"$ds/checkpoint"
echo 'no domain' >"$tmp/saved"
restore "$tmp/vm4"
fails 'restore of rubbish' 1 "$ds/checkpoint: the domain: line 1" checkpoint

echo "1..$count"
