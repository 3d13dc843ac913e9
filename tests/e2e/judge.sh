# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154
#
# What is asserted of a VM, from the files that vm.sh left in $out. Sourced
# after lib.sh.

# Predicates: they say what is wrong and fail.

deploys() {
    [ "$(cat "$out/one-$1.rc")" = 0 ] || {
        cat "$out/one-$1.deploy"
        return 1
    }
}

is() {
    [ "$1" = "$2" ] || {
        echo "it is '$1', not '$2'"
        return 1
    }
}

vcpus_are_on() {
    is "$(sed -n 's/^CPU [0-9]*\/[A-Z]* //p' "$out/one-$1.threads" |
        sort -n | xargs)" "$2"
}

# pages VM NODE: of guest memory, which is bound and of no file.
pages() {
    awk -v node="$2" '
        $2 ~ /^bind/ && !/ file=/ { for (i = 3; i <= NF; i++) if ($i ~ "^N" node "=") { sub(/.*=/, "", $i); n += $i } }
        END { print n + 0 }' "$out/one-$1.numa_maps"
}

says() {
    grep -qE "^E2E $2" "$out/one-$1.guest" || {
        grep -a E2E "$out/one-$1.guest" || tail -n 5 "$out/one-$1.guest"
        return 1
    }
}

# Each device of a guest is on the cell whose memory is of the host's node.
devices_on_their_cells() {
    local device node cell want count=0
    while read -r device cell; do
        case $device in
        0000:21:*) node=0 ;;
        *) node=1 ;;
        esac
        want=$(sed -n "s/.*<memnode cellid='\([0-9]*\)' .*nodeset='$node'.*/\1/p" "$out/one-$1.xml")
        is "$cell" "$want" || return 1
        count=$((count + 1))
    done < <(sed -n 's/^E2E device \([^ ]*\) node \(-*[0-9]*\).*/\1 \2/p' "$out/one-$1.guest")
    is "$count" 2
}

# In the domain that we handed over: libvirt would mend it in silence on a host
# that has vfio, and make no command line of it elsewhere.
names_vfio() {
    awk '
        /<hostdev / { passed++ }
        /<driver name=.vfio./ { named++ }
        END {
            if (passed && passed == named)
                exit 0
            print passed + 0 " devices, " named + 0 " with their driver"
            exit 1
        }' "$out/one-$1.asked.xml"
}

fails() {
    ! "$@"
}

# Assertions about one VM.

planned() {
    check "VM $1: is planned" grep -q "<VM_ID>$1</VM_ID>" "$out/one-$1.plan"
}

deployed() {
    check "VM $1: deploys" deploys "$1"
    check "VM $1: prints the domain's UUID" \
        grep -qE '^[0-9a-f-]{36}$' "$out/one-$1.uuid"
}

# The CPUs that oned gave it.
cpus_of() {
    sed -n 's/.*<CPUS><!\[CDATA\[\([0-9,]*\).*/\1/p' "$out/one-$1.oned"
}

# oned_pins VM NODES: the nodes that oned gave its vnodes.
oned_pins() {
    same "VM $1: oned pins to node $2" "$2" \
        "$(sed -n 's/.*<NODE_ID><!\[CDATA\[\([0-9]*\).*/\1/p' "$out/one-$1.oned" | xargs)"
}

# guest_says VM TEXT: a line of the guest, by pattern.
guest_says() {
    check "VM $1: the guest says: $2" says "$1" "$2"
}

# memory_on VM NODE...: some of it on each of these, none on another.
memory_on() {
    local vm=$1 node
    shift
    for node in 0 1; do
        case " $* " in
        *" $node "*)
            check "VM $vm: has memory on node $node" \
                test "$(pages "$vm" "$node")" -gt 1000
            ;;
        *)
            same "VM $vm: has no memory on node $node" 0 \
                "$(pages "$vm" "$node")"
            ;;
        esac
    done
}

vcpus_on() {
    check "VM $1: its vCPU threads are on CPUs $2" vcpus_are_on "$1" "$2"
}

bound() {
    check "VM $1: $2 is on vfio-pci" grep -q "^0000:$2 vfio-pci" "$out/one-$1.state"
}
