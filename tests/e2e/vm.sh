# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# One VM's way on a node, from a wish to a running guest and back, with what
# is seen on the way written to files. Sourced after message.sh; whoever does
# so sets:
#
#   e2e_out    folder for what is seen
#   e2e_files  folder with vmlinuz and guest.cpio for the guests, and with
#              vmlinux, which is quicker to start without UEFI, if there is one
#   e2e_oned   the stand-in for oned (oned.c)
#   e2e_vmm    OpenNebula's folder of VM drivers
#   e2e_claims folder of who holds what, as oned believes
#   e2e_stores folder of the system datastores
#   e2e_options        for the kernels of guests; may be unset
# shellcheck disable=SC2154 # those

# Driver of every device.
state() {
    local dir driver
    for dir in /sys/bus/pci/devices/*; do
        driver=-
        [ ! -e "$dir/driver" ] || driver=$(readlink "$dir/driver")
        echo "${dir##*/} ${driver##*/}"
    done
}

# --- templates ---

# template NAME VCPUS MEMORY_MB VNODES FIRMWARE ADDRESS...
template() {
    local name=$1 cpus=$2 memory=$3 vnodes=$4 firmware=$5 i=0 address
    local kernel=vmlinuz
    shift 5
    if [ "$firmware" = BIOS ] && [ -e "$e2e_files/vmlinux" ]; then
        kernel=vmlinux
    fi
    echo "<CPU>$cpus</CPU><VCPU>$cpus</VCPU><MEMORY>$memory</MEMORY>"
    echo "<CPU_MODEL><MODEL>host-passthrough</MODEL></CPU_MODEL>"
    echo "<OS><ARCH>x86_64</ARCH><MACHINE>q35</MACHINE><FIRMWARE>$firmware</FIRMWARE>"
    echo "<KERNEL>$e2e_files/$kernel</KERNEL><INITRD>$e2e_files/guest.cpio</INITRD>"
    echo "<KERNEL_CMD><![CDATA[console=ttyS0 quiet panic=-1 ${e2e_options:-} rdinit=/init]]></KERNEL_CMD></OS>"
    echo "<TOPOLOGY><PIN_POLICY>CORE</PIN_POLICY><SOCKETS>$vnodes</SOCKETS>"
    echo "<CORES>$((cpus / vnodes))</CORES><THREADS>1</THREADS></TOPOLOGY>"
    echo "<FEATURES><GUEST_AGENT>no</GUEST_AGENT></FEATURES>"
    echo "<RAW><TYPE>kvm</TYPE><DATA><![CDATA[<devices><serial type=\"file\"><source path=\"$e2e_out/$name.guest\"/><target port=\"0\"/></serial></devices>]]></DATA></RAW>"
    for _ in $(seq "$vnodes"); do
        echo "<NUMA_NODE><MEMORY>$((memory * 1024 / vnodes))</MEMORY><TOTAL_CPUS>$((cpus / vnodes))</TOTAL_CPUS></NUMA_NODE>"
    done >"$e2e_claims/asked"
    for address; do
        echo "<PCI><PCI_ID>$i</PCI_ID><SHORT_ADDRESS>$address</SHORT_ADDRESS><VM_BUS>0x01</VM_BUS></PCI>"
        i=$((i + 1))
    done >>"$e2e_claims/asked"
}

# --- one VM ---

# start ID TEMPLATE-ARGUMENT...: from a wish to a running guest.
start() {
    local id=$1 name=one-$1 host wish folder
    shift
    wish=$(template "$name" "$@")
    host=$(host_xml "$e2e_out/pci.out" "$e2e_out/numa.out" "$e2e_claims/all")
    message_xml "$host" "$(vm_xml "$id" "$wish$(cat "$e2e_claims/asked")")" "$id" \
        >"$e2e_out/$name.message"
    onegpu-place <"$e2e_out/$name.message" >"$e2e_out/$name.plan" 2>"$e2e_out/$name.place"
    "$e2e_oned" <"$e2e_out/$name.message" >"$e2e_out/$name.oned" \
        2>"$e2e_out/$name.oned-said" || return
    claims_of "$id" <"$e2e_out/$name.oned" >"$e2e_claims/$id"
    cat "$e2e_claims"/[0-9]* >"$e2e_claims/all"
    folder=$e2e_stores/0/$id
    mkdir -p "$folder"
    vm_xml "$id" "$wish$(cat "$e2e_out/$name.oned")" 3 \
        '<HISTORY><OID>1</OID><SEQ>0</SEQ><HOSTNAME>emulated</HOSTNAME><HID>0</HID><CID>0</CID><STIME>1</STIME><ETIME>0</ETIME><VM_MAD>kvm</VM_MAD><TM_MAD>ssh</TM_MAD><DS_ID>0</DS_ID></HISTORY>' \
        >"$folder/vm.xml"
    cp "$folder/vm.xml" "$folder/deployment.0"
    # shellcheck disable=SC2094 # oned writes it and sends it too
    "$e2e_vmm/onegpu/deploy" "$folder/deployment.0" emulated "$id" \
        emulated <"$folder/deployment.0" >"$e2e_out/$name.uuid" \
        2>"$e2e_out/$name.deploy"
    echo $? >"$e2e_out/$name.rc"
    state >"$e2e_out/$name.state"
}

# wait_for VM SECONDS: until the guest has said all, has ended, or that long.
wait_for() {
    local name=one-$1 end=$((SECONDS + $2)) pid
    pid=$(cat "/run/libvirt/qemu/$name.pid") || return 1
    until grep -q 'E2E done' "$e2e_out/$name.guest" 2>/dev/null; do
        [ "$SECONDS" -lt "$end" ] && [ -e "/proc/$pid" ] || return 1
        sleep 1
    done
}

# What the kernel says of a running guest: pages by node, threads by CPU.
look() {
    local name=one-$1 pid task
    pid=$(cat "/run/libvirt/qemu/$name.pid")
    cat "/proc/$pid/numa_maps" >"$e2e_out/$name.numa_maps"
    for task in "/proc/$pid/task"/*; do
        echo "$(cat "$task/comm") $(sed -n 's/^Cpus_allowed_list:[ \t]*//p' "$task/status")"
    done >"$e2e_out/$name.threads"
    tr '\0' '\n' <"/proc/$pid/cmdline" >"$e2e_out/$name.qemu"
    virsh -q dumpxml "$name" >"$e2e_out/$name.xml"
}

stop() {
    virsh -q destroy "one-$1" >/dev/null 2>&1
    rm -f "$e2e_claims/$1"
    cat "$e2e_claims"/[0-9]* >"$e2e_claims/all" 2>/dev/null
    state >"$e2e_out/one-$1.stopped"
}
