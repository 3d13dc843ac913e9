#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What tests/e2e/host.sh runs inside an emulated host: our programs, and the
# kernel's own state before and after. Only writes to /out; what it should be
# is judged outside, where the command line of the machine is known.

# run NAME COMMAND...: its output, what it said and how it ended.
run() {
	name=$1
	shift
	"$@" >"/out/$name.out" 2>"/out/$name.err"
	echo $? >"/out/$name.rc"
}

# Driver of every device that is not a part of the chipset.
state() {
	for dir in /sys/bus/pci/devices/*; do
		case ${dir##*/} in
		0000:00:*) continue ;;
		esac
		driver=-
		[ ! -e "$dir/driver" ] || driver=$(readlink "$dir/driver")
		override=$(cat "$dir/driver_override")
		echo "${dir##*/} ${driver##*/} $override"
	done >"/out/$1.state"
}

step() {
	run "$@"
	state "$1"
}

modprobe nvme
modprobe e1000e
modprobe vfio_iommu_type1
modprobe vfio-pci
for device in /sys/bus/pci/devices/*; do
	[ -e "$device/sriov_numvfs" ] || continue
	echo 0 >"$device/sriov_drivers_autoprobe"
	echo 2 >"$device/sriov_numvfs"
done
echo 8 >/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages
hostname a-name-that-nobody-should-read

printf ":filter: '1234:*,1b36:0010,8086:10d3'\n" >/tmp/pci.conf
run pci onegpu-pci --conf /tmp/pci.conf
run numa onegpu-numa
run usage onegpu-numa --usage
run doctor onegpu doctor --conf /tmp/pci.conf
run devices onegpu devices --all
run tree onegpu devices --all --tree
run topo onegpu topo
run record sh /record.sh /out/record.tar.gz

state before
# The last edu of the machine's list alone, then the pair.
alone=$(cat /alone)
pair=$(cat /pair)
step bind-dry onegpu bind --dry-run "$alone"
step bind onegpu bind "$alone"
run bound onegpu-pci --conf /tmp/pci.conf
ls -l /dev/vfio >/out/vfio
step bind-again onegpu bind "$alone"
step unbind onegpu unbind "$alone"
step bind-group onegpu bind --group "$pair"
step unbind-group onegpu unbind --group "$pair"
step bind-nobody onegpu bind 0000:ff:1f.7
ip link set eth0 up 2>/out/ip
step bind-nic onegpu bind "$(cat /nic)"

# guide MARK: its commands, one after another, as a reader would type them.
guide() {
	for command in /guide/"$1"/*; do
		run "guide-$1-${command##*/}" sh -eu "$command"
	done
}

[ -d /guide ] || exit 0
mkdir -p /etc/udev/rules.d
echo 0 >/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages
GPU=${alone#0000:}
REC=/usr/local/share/onegpu/demo
export GPU REC
guide host
guide run
