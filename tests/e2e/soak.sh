#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# 200 random starts and stops through onegpu-deploy on a recorded host, every
# third start killed at a random moment, alone or with all of its group. The IOMMU
# group of one GPU has a network card too, which starts with BIND: vfio take and
# have to give back. After each: no lock is held, no CPU has two owners, no device
# has two, nothing is on vfio-pci or in the book that no running VM needs. Speaks
# TAP, one line for each ten steps and one for each thing that was wrong.
# ONEGPU_E2E_SEED (1) makes another sequence, ONEGPU_E2E_STEPS (200) a longer.
#
# Domains are files: the stand-in for ../kvm/deploy puts one into a folder,
# which is where onegpu-deploy is told to look for running domains.
# shellcheck disable=SC2154 # e2e_* are of lib.sh
set -u
: "${OG_BUILDDIR:=.}" "${OG_SRCDIR:=.}"
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"
# shellcheck source=/dev/null
. "$here/message.sh"
need awk flock
build=$(cd "$OG_BUILDDIR" && pwd)
recorded=$(cd "$OG_SRCDIR/tests/hosts/gpu-2node/root" && pwd)
steps=${ONEGPU_E2E_STEPS:-200}
RANDOM=${ONEGPU_E2E_SEED:-1}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp"/one/vmm/{kvm,onegpu} "$tmp"/{running,claims,vms,bin}

# --- the node ---

cp "$build/drivers/onegpu-deploy" "$tmp/one/vmm/onegpu/"
for bind in libvirt vfio; do
    cat >"$tmp/one/$bind.yaml" <<END
URI: $tmp/running
LOCK: $tmp/lock
BOUND: $tmp/bound
BIND: $bind
END
done
# A domain appears whole or not at all, after a moment.
cat >"$tmp/one/vmm/kvm/deploy" <<END
#!/bin/sh
cat >"$tmp/running/.one-\$3" && sleep 0.0\$((\$3 % 10)) &&
    mv "$tmp/running/.one-\$3" "$tmp/running/one-\$3.xml" &&
    echo 00000000-0000-0000-0000-000000000000
END
cp "$OG_SRCDIR/tests/fake-virsh.sh" "$tmp/bin/virsh"
chmod +x "$tmp/one/vmm/kvm/deploy" "$tmp/bin/virsh"
PATH=$tmp/bin:$PATH

# --- the host: a GPU and a network card in one group ---

export FAKE=$tmp
sysroot=$tmp/root
cp -R "$recorded" "$sysroot"
chmod -R u+w "$sysroot"
gpu_dir=$(cd "$sysroot/sys/bus/pci/devices/0000:e1:00.0" && pwd -P)
nic_dir=$(cd "$sysroot/sys/bus/pci/devices/0000:41:00.0" && pwd -P)
group=$sysroot/sys/kernel/iommu_groups/$(basename "$(readlink "$gpu_dir/iommu_group")")
mkdir -p "$group/devices"
ln -sfn "../../../../${nic_dir#"$sysroot/sys/"}" "$group/devices/0000:41:00.0"
ln -sfn "$(readlink "$gpu_dir/iommu_group")" "$nic_dir/iommu_group"
echo down >"$nic_dir/net/ens1f0np0/operstate"
echo '(null)' >"$nic_dir/driver_override"

printf ":filter: '10de:*'\n" >"$tmp/pci.conf"
"$build/probes/onegpu-pci" --sysroot "$sysroot" --conf "$tmp/pci.conf" \
    >"$tmp/pci.out" || skip_all 'no recorded host'
"$build/probes/onegpu-numa" --sysroot "$sysroot" >"$tmp/numa.out"
gpus=$(vectors "$tmp/pci.out" PCI | fields SHORT_ADDRESS)
drivers() {
    (cd "$sysroot" && find . -name driver -printf '%p %l\n' |
        sed 's# .*/# #' | sort)
}
before=$(drivers)
before_taken=$(echo "$before" |
    sed '/0000:41:00\.0\/driver /s# .*# vfio-pci#')

# --- what may never be ---

wrong=

complain() {
    wrong="$wrong$*
"
}

# The stand-in keeps the lock until it is done, also when its parent is dead.
lock_is_free() {
    [ ! -e "$tmp/lock" ] || flock -w 5 "$tmp/lock" true ||
        complain "step $1: the lock is still held"
}

nothing_is_shared() {
    local twice
    twice=$(cat "$tmp"/running/*.xml 2>/dev/null |
        sed -n 's/.*<vcpupin [^>]*cpuset=.\([0-9]*\).*/\1/p' | sort | uniq -d)
    [ -z "$twice" ] || complain "step $1: two vCPUs on CPU $(echo "$twice" | xargs)"
    twice=$(cat "$tmp"/running/*.xml 2>/dev/null |
        sed -n '/<source>/,/<\/source>/s/.*<address domain=.\([^>]*\)\/>.*/\1/p' |
        sort | uniq -d)
    [ -z "$twice" ] || complain "step $1: two VMs hold $twice"
}

# The card is away while a VM has the GPU beside it, by that VM's entry.
nothing_is_bound() {
    local holder entries override want=$before wanted='(null)' named=
    # As the monitoring would, where a VM went by itself.
    [ -z "$alone" ] || give_back 5
    alone=
    holder=$(grep -l "<address [^>]*bus='0xe1'" "$tmp"/running/*.xml 2>/dev/null)
    if [ -n "$holder" ]; then
        want=$before_taken wanted=vfio-pci named=$(basename "$holder" .xml)
    fi
    entries=$(find "$tmp/bound" -mindepth 1 -printf '%f\n' 2>/dev/null)
    override=$(cat "$nic_dir/driver_override")
    [ "$want" = "$(drivers)" ] ||
        complain "step $1: a driver changed: $(diff <(echo "$want") <(drivers))"
    [ "$override" = "$wanted" ] || complain "step $1: the override is $override"
    [ "$entries" = "$named" ] ||
        complain "step $1: the book has '$entries', not '$named'"
}

# --- oned's side ---

template() {
    echo "<CPU>$1</CPU><VCPU>$1</VCPU><MEMORY>1024</MEMORY>"
    echo "<OS><ARCH>x86_64</ARCH><MACHINE>q35</MACHINE></OS>"
    echo "<TOPOLOGY><PIN_POLICY>CORE</PIN_POLICY><SOCKETS>1</SOCKETS>"
    echo "<CORES>$1</CORES><THREADS>1</THREADS></TOPOLOGY>"
}

asked() {
    echo "<NUMA_NODE><MEMORY>1048576</MEMORY><TOTAL_CPUS>$1</TOTAL_CPUS></NUMA_NODE>"
    [ -z "$2" ] ||
        echo "<PCI><PCI_ID>0</PCI_ID><SHORT_ADDRESS>$2</SHORT_ADDRESS><VM_BUS>0x01</VM_BUS></PCI>"
}

# deploy LIMIT ID FOLDER BIND
deploy() {
    local how=
    [ $((RANDOM % 2)) -eq 0 ] || how=--foreground
    # shellcheck disable=SC2086 # an option or none
    timeout $how -s KILL "$1" "$tmp/one/vmm/onegpu/onegpu-deploy" \
        --conf "$tmp/one/$4.yaml" --sysroot "$sysroot" \
        "$3/deployment.0" h "$2" h <"$3/vm.xml" >"$tmp/out" 2>"$tmp/err"
}

# give_back SECONDS: as shutdown and cancel end
give_back() {
    if ! "$tmp/one/vmm/onegpu/onegpu-deploy" --conf "$tmp/one/vfio.yaml" \
        --sysroot "$sysroot" --action give_back "$1" </dev/null \
        >"$tmp/out" 2>"$tmp/err" || [ -s "$tmp/err" ]; then
        complain "give_back: $(cat "$tmp/err")"
    fi
}

# start STEP ID: as oned would, if oned finds room.
start() {
    local step=$1 id=$2 cpus=$((RANDOM % 2 + 1)) gpu='' host wish bind=libvirt
    local folder=$tmp/vms/$2 limit=10
    local -a all
    if [ $((RANDOM % 2)) -eq 0 ]; then
        mapfile -t all <<<"$gpus"
        gpu=${all[RANDOM % ${#all[@]}]}
    fi
    [ "$gpu" != e1:00.0 ] || bind=vfio
    [ $((RANDOM % 3)) -ne 0 ] || limit=0.0$((RANDOM % 6))$((RANDOM % 9 + 1))
    wish=$(template "$cpus")
    cat "$tmp"/claims/* >"$tmp/all" 2>/dev/null
    host=$(host_xml "$tmp/pci.out" "$tmp/numa.out" "$tmp/all")
    message_xml "$host" "$(vm_xml "$id" "$wish$(asked "$cpus" "$gpu")")" \
        "$id" >"$tmp/message"
    "$build/tests/e2e/oned" <"$tmp/message" >"$tmp/granted" 2>/dev/null ||
        return 0
    mkdir -p "$folder"
    vm_xml "$id" "$wish$(cat "$tmp/granted")" 3 \
        '<HISTORY><OID>1</OID><SEQ>0</SEQ><HOSTNAME>h</HOSTNAME><HID>0</HID><CID>0</CID><STIME>1</STIME><ETIME>0</ETIME><VM_MAD>kvm</VM_MAD><TM_MAD>ssh</TM_MAD><DS_ID>0</DS_ID></HISTORY>' \
        >"$folder/vm.xml"
    starts=$((starts + 1))
    [ "$bind" = libvirt ] || taken=$((taken + 1))
    # The braces keep the shell from telling of every kill.
    { deploy "$limit" "$id" "$folder" "$bind"; } 2>/dev/null && {
        claims_of "$id" <"$tmp/granted" >"$tmp/claims/$id"
        [ -f "$tmp/running/one-$id.xml" ] ||
            complain "step $step: VM $id was started and is not there"
        return 0
    }
    if [ "$limit" = 10 ]; then
        complain "step $step: VM $id is refused what oned granted: $(cat "$tmp/err")"
    else
        killed=$((killed + 1))
    fi
    # What fails or dies is cancelled by oned, once it is over.
    lock_is_free "$step"
    stop "$id"
}

# Every other one is shut down by oned, the others go by themselves.
stop() {
    rm -f "$tmp/running/one-$1.xml" "$tmp/running/.one-$1" "$tmp/claims/$1"
    if [ $((RANDOM % 2)) -eq 0 ]; then
        give_back 5
    else
        alone=yes
    fi
}

# --- the sequence ---

starts=0 killed=0 stops=0 taken=0 next=1 alone=
for ((step = 1; step <= steps; step++)); do
    mapfile -t alive < <(cd "$tmp/claims" && ls)
    if [ "${#alive[@]}" -gt 0 ] && [ $((RANDOM % 5)) -lt 2 ]; then
        stop "${alive[RANDOM % ${#alive[@]}]}"
        stops=$((stops + 1))
    else
        start "$step" "$next"
        next=$((next + 1))
    fi
    lock_is_free "$step"
    nothing_is_shared "$step"
    nothing_is_bound "$step"
    if [ $((step % 10)) -eq 0 ]; then
        if [ -z "$wrong" ]; then
            ok "steps $((step - 9)) to $step"
        else
            not_ok "steps $((step - 9)) to $step" "$wrong"
        fi
        wrong=
    fi
done
echo "# $starts starts, $taken of them with BIND: vfio, $killed killed, $stops stops"
check 'some were started' test "$starts" -gt $((steps / 4))
check 'some were killed' test "$killed" -gt 5
check 'some were stopped' test "$stops" -gt 10
check 'some took the card' test "$(grep -c nodedev-detach "$tmp/log")" -gt 5
finish
