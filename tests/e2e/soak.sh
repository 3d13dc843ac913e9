#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# 200 random starts and stops through onegpu-deploy on a recorded host, every
# third start killed at a random moment. After each: no lock is held, no CPU
# has two owners, no device has two, nothing is left on vfio-pci. Speaks TAP,
# one line for each ten steps and one for each thing that was wrong.
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
sysroot=$(cd "$OG_SRCDIR/tests/hosts/gpu-2node/root" && pwd)
steps=${ONEGPU_E2E_STEPS:-200}
RANDOM=${ONEGPU_E2E_SEED:-1}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp"/one/vmm/{kvm,onegpu} "$tmp"/{running,claims,vms,bin}

# --- the node ---

cp "$build/drivers/onegpu-deploy" "$tmp/one/vmm/onegpu/"
cat >"$tmp/one/driver.yaml" <<END
URI: $tmp/running
LOCK: $tmp/lock
BIND: libvirt
END
# A domain appears whole or not at all, after a moment.
cat >"$tmp/one/vmm/kvm/deploy" <<END
#!/bin/sh
cat >"$tmp/running/.one-\$3" && sleep 0.0\$((\$3 % 10)) &&
    mv "$tmp/running/.one-\$3" "$tmp/running/one-\$3.xml" &&
    echo 00000000-0000-0000-0000-000000000000
END
# Nothing here has a reason to call it.
printf '#!/bin/sh\necho "$@" >>"%s"\n' "$tmp/virsh.log" >"$tmp/bin/virsh"
chmod +x "$tmp/one/vmm/kvm/deploy" "$tmp/bin/virsh"
PATH=$tmp/bin:$PATH

printf ":filter: '10de:*'\n" >"$tmp/pci.conf"
"$build/probes/onegpu-pci" --sysroot "$sysroot" --conf "$tmp/pci.conf" \
    >"$tmp/pci.out" || skip_all 'no recorded host'
"$build/probes/onegpu-numa" --sysroot "$sysroot" >"$tmp/numa.out"
gpus=$(vectors "$tmp/pci.out" PCI | fields SHORT_ADDRESS)
before=$(cd "$sysroot" && find . -name driver -exec readlink {} \; | sort)

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

nothing_is_bound() {
    [ ! -e "$tmp/virsh.log" ] || complain "step $1: virsh was called"
    [ "$before" = "$(cd "$sysroot" && find . -name driver -exec readlink {} \; | sort)" ] ||
        complain "step $1: a driver changed"
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

deploy() {
    timeout -s KILL "$1" "$tmp/one/vmm/onegpu/onegpu-deploy" \
        --conf "$tmp/one/driver.yaml" --sysroot "$sysroot" \
        "$3/deployment.0" h "$2" h <"$3/vm.xml" >"$tmp/out" 2>"$tmp/err"
}

# start STEP ID: as oned would, if oned finds room.
start() {
    local step=$1 id=$2 cpus=$((RANDOM % 2 + 1)) gpu='' host wish
    local folder=$tmp/vms/$2 limit=10
    local -a all
    if [ $((RANDOM % 2)) -eq 0 ]; then
        mapfile -t all <<<"$gpus"
        gpu=${all[RANDOM % ${#all[@]}]}
    fi
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
    # The braces keep the shell from telling of every kill.
    { deploy "$limit" "$id" "$folder"; } 2>/dev/null && {
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

stop() {
    rm -f "$tmp/running/one-$1.xml" "$tmp/running/.one-$1" "$tmp/claims/$1"
}

# --- the sequence ---

starts=0 killed=0 stops=0 next=1
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
echo "# $starts starts, $killed of them killed, $stops stops"
check 'some were started' test "$starts" -gt $((steps / 4))
check 'some were killed' test "$killed" -gt 5
check 'some were stopped' test "$stops" -gt 10
finish
