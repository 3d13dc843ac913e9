#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
#     sh record.sh FILE.tar.gz
#
# Record this host so that somebody else's onegpu can be run on it: the small
# files of /sys, /proc and /etc that our programs read, links as links.
# Nothing is written to the host, root is not needed, and it takes a second.
#
#     mkdir host && tar -xzf FILE.tar.gz -C host
#     onegpu doctor --sysroot host
#
# What names a machine or a person is left out: no host name, MAC or IP
# address, serial number, UUID, file system, user or VM. Have a look with
# `tar -tzf FILE.tar.gz` before you pass it on; every file in it is text.
set -eu
[ $# -eq 1 ] || {
	echo "Usage: sh record.sh FILE.tar.gz" >&2
	exit 2
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
out=$dir/root
mkdir "$out"

# keep FILE...: what cannot be read is as good as absent.
keep() {
	for file; do
		if [ ! -f "$file" ] || [ ! -r "$file" ]; then
			continue
		fi
		mkdir -p "$out${file%/*}"
		cat "$file" >"$out$file" 2>/dev/null || rm -f "$out$file"
	done
}

# mark FILE...: there, though it says nothing to a reader.
mark() {
	for file; do
		[ -e "$file" ] || continue
		mkdir -p "$out${file%/*}"
		: >"$out$file"
	done
}

folder() {
	for file; do
		[ ! -d "$file" ] || mkdir -p "$out$file"
	done
}

# link PATH...: as it stands, with the folder that it leads to.
link() {
	for file; do
		[ -L "$file" ] || continue
		mkdir -p "$out${file%/*}"
		ln -s "$(readlink "$file")" "$out$file"
		target=$(cd "$file" 2>/dev/null && pwd -P) || continue
		mkdir -p "$out$target"
	done
}

# Names made of a MAC address are made of none.
interface() {
	case $1 in
	enx????????????) echo enx000000000000 ;;
	*) echo "$1" ;;
	esac
}

pci_device() {
	keep "$1/vendor" "$1/device" "$1/class" "$1/revision" "$1/uevent" \
		"$1/subsystem_vendor" "$1/subsystem_device" "$1/resource" \
		"$1/numa_node" "$1/local_cpus" "$1/local_cpulist" \
		"$1/boot_vga" "$1/reset_method" "$1/driver_override" \
		"$1/current_link_speed" "$1/current_link_width" \
		"$1/max_link_speed" "$1/max_link_width" "$1/power_state" \
		"$1/sriov_numvfs" "$1/sriov_totalvfs" \
		"$1/sriov_drivers_autoprobe" "$1"/nvidia/*_vgpu_type* \
		"$1"/mdev_supported_types/*/name \
		"$1"/mdev_supported_types/*/available_instances
	mark "$1/reset" "$1/remove" "$1/rom"
	# The rest of the configuration space may hold a serial number.
	if [ -r "$1/config" ]; then
		head -c 64 "$1/config" >"$out$1/config"
	fi
	link "$1/driver" "$1/iommu_group" "$1/physfn" "$1"/virtfn*
	folder "$1"/drm/*
	for net in "$1"/net/*; do
		[ -d "$net" ] || continue
		to=$out$1/net/$(interface "${net##*/}")
		mkdir -p "$to"
		for file in operstate phys_port_name; do
			cat "$net/$file" >"$to/$file" 2>/dev/null ||
				rm -f "$to/$file"
		done
	done
}

for device in /sys/bus/pci/devices/*; do
	[ -e "$device" ] || continue
	link "$device"
	pci_device "$(cd "$device" && pwd -P)"
done
link /sys/bus/pci/drivers/*/module
folder /sys/bus/pci/drivers/*
link /sys/kernel/iommu_groups/*/devices/*
keep /sys/kernel/iommu_groups/*/type
folder /sys/class/iommu/* /sys/class/mdev_bus
link /sys/class/iommu/* /sys/class/mdev_bus/*

cpu=/sys/devices/system/cpu
keep $cpu/online $cpu/offline $cpu/possible $cpu/present $cpu/isolated \
	$cpu/kernel_max $cpu/smt/control $cpu/smt/active \
	$cpu/cpu*/online $cpu/cpu*/cpu_capacity $cpu/cpu*/topology/* \
	$cpu/cpu*/cache/index*/level $cpu/cpu*/cache/index*/type \
	$cpu/cpu*/cache/index*/size $cpu/cpu*/cache/index*/shared_cpu_map \
	$cpu/cpu*/cache/index*/coherency_line_size \
	$cpu/cpu*/cache/index*/ways_of_associativity \
	$cpu/cpu*/cache/index*/number_of_sets
keep /sys/devices/cpu_core/cpus /sys/devices/cpu_atom/cpus
node=/sys/devices/system/node
keep $node/online $node/possible $node/has_cpu $node/has_memory \
	$node/has_normal_memory
keep $node/node*/cpumap $node/node*/cpulist $node/node*/meminfo \
	$node/node*/distance $node/node*/hugepages/*/*_hugepages
keep /sys/kernel/mm/hugepages/*/*_hugepages \
	/sys/kernel/mm/transparent_hugepage/enabled

for module in /sys/module/vfio* /sys/module/kvm* /sys/module/iommufd \
	/sys/module/nvidia* /sys/module/nouveau /sys/module/amdgpu \
	/sys/module/radeon /sys/module/i915 /sys/module/xe; do
	folder "$module"
	keep "$module"/parameters/allow_unsafe_interrupts \
		"$module"/parameters/nested "$module"/parameters/ids \
		"$module"/parameters/disable_idle_d3
done

# Values that name a disk or a host are cut from the command line.
cut_names() {
	sed 's/\(root\|resume\|ip\|nfsroot\|hostname\|systemd\.[^= ]*\|BOOT_IMAGE\|rd\.[^= ]*\|cryptdevice\|luks[^= ]*\|UUID\)=[^ "]*/\1=removed/g'
}

# write FILE: stdin, where the host has such a file.
write() {
	if [ ! -r "$1" ]; then
		cat >/dev/null
		return
	fi
	mkdir -p "$out${1%/*}"
	cat >"$out$1"
}

mkdir -p "$out/proc"
# Behind the two dashes are the words for init.
sed 's/ -- .*//' /proc/cmdline | cut_names >"$out/proc/cmdline"
sed '/^[Ss]erial/d' /proc/cpuinfo >"$out/proc/cpuinfo"
keep /proc/meminfo /proc/modules /proc/version /proc/sys/kernel/osrelease
sed -n '/ cgroup2\{0,1\} /p' /proc/mounts >"$out/proc/mounts"
keep /etc/os-release /usr/lib/os-release

# What boots it, and with what.
file=/etc/default/grub
[ ! -r "$file" ] || sed -n '/^GRUB_CMDLINE/p' "$file" | cut_names | write "$file"
file=/etc/kernel/cmdline
if [ -r "$file" ]; then
	line=$(cut_names <"$file")
	echo "$line" | write "$file"
fi
file=/boot/config-$(uname -r)
[ ! -r "$file" ] || sed -n '/VFIO\|IOMMU\|KVM\|IRQ_REMAP/p' "$file" | write "$file"
mark /boot/loader/loader.conf /boot/efi/loader/loader.conf \
	/usr/sbin/grubby /usr/bin/grubby /usr/sbin/proxmox-boot-tool \
	/sys/firmware/acpi/tables/DMAR /sys/firmware/acpi/tables/IVRS
folder /sys/firmware/acpi/tables

# QEMU, its firmware, and who may open the devices. Of users and groups only
# those that run VMs.
mark /usr/bin/kvm /usr/bin/qemu-kvm /usr/bin/qemu-kvm-one \
	/usr/bin/qemu-system-x86_64 /usr/bin/qemu-system-aarch64 \
	/usr/libexec/qemu-kvm
chmod -R +x "$out/usr/bin" "$out/usr/sbin" "$out/usr/libexec" 2>/dev/null || true
keep /usr/share/qemu/firmware/*.json /etc/qemu/firmware/*.json
for file in /dev/kvm /dev/vfio/*; do
	[ -c "$file" ] || continue
	mark "$file"
	chmod "$(stat -c %a "$file")" "$out$file"
done
for file in /etc/udev/rules.d/*.rules /usr/lib/udev/rules.d/*.rules \
	/run/udev/rules.d/*.rules; do
	if [ -r "$file" ] && grep -q vfio "$file"; then
		sed -n '/vfio/p' "$file" | write "$file"
	fi
done
for file in /etc/passwd /etc/group; do
	awk -F: -v OFS=: '
		BEGIN {
			split("root kvm oneadmin qemu libvirt-qemu vfio disk", list, " ")
			for (i in list)
				known[list[i]]
		}
		!($1 in known) { next }
		FILENAME == "/etc/passwd" { print $1, "x", $3, $4, "", "/", "/bin/sh"; next }
		{
			n = split($4, member, ",")
			kept = ""
			for (i = 1; i <= n; i++)
				if (member[i] in known)
					kept = kept (kept ? "," : "") member[i]
			print $1, "x", $3, kept
		}' "$file" | write "$file"
done
keep /var/tmp/one/etc/im/kvm-probes.d/pci.conf \
	/var/lib/one/remotes/etc/im/kvm-probes.d/pci.conf

(cd "$out" && tar -cf - .) | gzip >"$dir/tar"
cat "$dir/tar" >"$1"
