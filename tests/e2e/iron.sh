#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#     ONEGPU_E2E_DEVICE=0000:e1:00.0 tests/e2e/iron.sh
#
# The whole loop on this machine, with its own kernel, KVM and the device that
# is named: probe, plan, oned's allocation by our model, onegpu-deploy and
# libvirt, and a guest with UEFI and the host's CPU that finds the device
# beside its memory. For a machine with a GPU and an IOMMU, of which nothing
# else is wanted at the time: the device is taken from its driver while the
# guest runs, and given back. As root. Speaks TAP; says that it did not run
# where no device is named.
#
# The guest has 4 vCPUs and 8 GiB; ONEGPU_E2E_MEMORY (MiB) changes that.
# shellcheck disable=SC2034,SC2154 # of vm.sh and lib.sh
set -u
: "${OG_BUILDDIR:=.}"
here=$(cd "$(dirname "$0")" && pwd)
for part in lib message vm judge; do
    # shellcheck source=/dev/null
    . "$here/$part.sh"
done
device=${ONEGPU_E2E_DEVICE:-}
[ -n "$device" ] ||
    skip_all 'not run: ONEGPU_E2E_DEVICE=0000:e1:00.0 names a GPU to pass through'
[ -e "/sys/bus/pci/devices/$device" ] || skip_all "no PCI device $device here"
[ -e "/sys/bus/pci/devices/$device/iommu_group" ] ||
    skip_all "$device is in no IOMMU group: see onegpu doctor"
[ -c /dev/kvm ] || skip_all 'no /dev/kvm here'
[ "$(id -u)" -eq 0 ] || skip_all 'needs root'
need virsh busybox cpio awk
virsh -q list >/dev/null 2>&1 || skip_all 'libvirt does not answer'
e2e_find_kernel || skip_all 'no kernel here, and none could be downloaded'
build=$(cd "$OG_BUILDDIR" && pwd)
PATH=$build/probes:$build/sched:$build/tools:$PATH
tmp=$(mktemp -d /var/tmp/onegpu-e2e.XXXXXX) || exit 1
vm=$((900000 + $$))
trap 'virsh -q destroy "one-$vm" >/dev/null 2>&1; rm -rf "$tmp"' EXIT
# libvirt's QEMU may be another user.
chmod 755 "$tmp"

out=$tmp/out
e2e_out=$out
e2e_files=$tmp/files
e2e_oned=$build/tests/e2e/oned
e2e_vmm=$tmp/one/vmm
e2e_claims=$tmp/claims
e2e_stores=$tmp/stores
mkdir -p "$out" "$e2e_files" "$e2e_vmm"/{kvm,onegpu} "$e2e_claims" \
    "$e2e_stores/0" "$tmp/one/etc/vmm/onegpu"
chmod 777 "$out"
: >"$e2e_claims/all"

# --- the driver, and a guest ---

cp "$build/drivers/onegpu-deploy" "$build/remotes/vmm/onegpu/"* "$e2e_vmm/onegpu/"
cat >"$e2e_vmm/kvm/deploy" <<'END'
#!/bin/sh
# Stands in for OpenNebula's: nothing of the domain is exchanged.
file=$(mktemp) && cat >"$file" && virsh -q create "$file" >&2 &&
    virsh -q domuuid "one-$3"
END
chmod 755 "$e2e_vmm/kvm/deploy"
mkdir -p "$tmp/etc/vmm/onegpu"
emulator=$(command -v qemu-system-x86_64 || echo /usr/libexec/qemu-kvm)
printf 'EMULATOR: %s\nLOCK: %s\n' "$emulator" "$tmp/lock" \
    >"$tmp/etc/vmm/onegpu/onegpu-driver.yaml"
cp "$tmp/etc/vmm/onegpu/onegpu-driver.yaml" "$tmp/one/etc/vmm/onegpu/"
e2e_busybox "$tmp/guest"
install -m 755 "$here/guest-init" "$tmp/guest/init"
(cd "$tmp/guest" && find . | cpio -o -H newc --quiet) >"$e2e_files/guest.cpio"
cp "$e2e_kernel" "$e2e_files/vmlinuz"
chmod 644 "$e2e_files"/*

# --- the loop ---

state >"$out/begin.state"
vendor=$(sed 's/^0x//' "/sys/bus/pci/devices/$device/vendor")
printf ":filter: '%s:*'\n" "$vendor" >"$tmp/pci.conf"
onegpu-pci --conf "$tmp/pci.conf" >"$out/pci.out" 2>"$out/pci.err"
onegpu-numa >"$out/numa.out" 2>"$out/numa.err"
node=$(cat "/sys/bus/pci/devices/$device/numa_node")
[ "$node" -ge 0 ] || node=0
short=${device#0000:}
check 'the probe lists the device' grep -qF "SHORT_ADDRESS = \"$short\"" "$out/pci.out"
start "$vm" 4 "${ONEGPU_E2E_MEMORY:-8192}" 1 UEFI "$short"
planned "$vm"
deployed "$vm"
bound "$vm" "$short"
wait_for "$vm" 180
look "$vm"
check "vCPU threads are on node $node" sh -c "
    for cpu in \$(sed -n 's/^CPU [0-9]*\/[A-Z]* //p' '$out/one-$vm.threads'); do
        [ -d /sys/devices/system/cpu/cpu\$cpu/node$node ] || {
            echo \"CPU \$cpu is not\"
            exit 1
        }
    done"
for other in /sys/devices/system/node/node*; do
    n=${other##*/node}
    if [ "$n" -eq "$node" ]; then
        check "guest memory is on node $n" test "$(pages "$vm" "$n")" -gt 1000
    else
        same "no guest memory is on node $n" 0 "$(pages "$vm" "$n")"
    fi
done
guest_says "$vm" 'device [^ ]* node 0 '
guest_says "$vm" 'firmware efi'
check 'KVM and the host CPU, as asked' \
    sh -c "grep -q \"<domain type='kvm'\" '$out/one-$vm.xml' && grep -q \"mode='host-passthrough'\" '$out/one-$vm.xml'"
stop "$vm"
sleep 2
state >"$out/end.state"
same 'at the end every device is with its driver' \
    "$(cat "$out/begin.state")" "$(cat "$out/end.state")"
[ -z "${ONEGPU_E2E_KEEP:-}" ] || cp -a "$out" "$ONEGPU_E2E_KEEP/iron"
finish
