#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Our probes and the onegpu command inside emulated hosts, whose every NUMA
# node, IOMMU group, driver and distance is known from the QEMU command line.
# Speaks TAP. No root, no KVM and no GPU needed; README.md beside this says
# what it does need.
# shellcheck disable=SC2154 # e2e_* are of lib.sh
set -u
: "${OG_BUILDDIR:=.}"
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"

need qemu-system-x86_64 busybox cpio awk ldd
e2e_find_kernel || skip_all 'no kernel here, and none could be downloaded'
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# What the probe has to say of the devices: a physical function gives way to
# its virtual ones.
want_devices() {
    awk '
        { line[NR] = $0; split($1, part, "."); count[part[1]]++; ids[NR] = $2; slot[NR] = part[1]; func[NR] = part[2] }
        END {
            for (i = 1; i <= NR; i++) {
                if (ids[i] == "1b36:0010" && func[i] == 0)
                    continue
                print line[i]
            }
        }' "$1"
}

got_devices() {
    vectors "$1/pci.out" PCI | fields ADDRESS TYPE NUMA_NODE IOMMU_PEERS |
        awk '
            function sysfs(address) {
                return address ~ /:/ ? substr(address, 1, 10) "." substr(address, 12) : address
            }
            {
                split($2, type, ":")
                print sysfs($1), type[1] ":" type[2], $3, sysfs($4)
            }'
}

# Nodes by distance, nearest first, ties by number.
want_distances() {
    awk '{
        n = NF - 3
        line = $1
        split("", done)
        for (k = 0; k < n; k++) {
            best = -1
            for (i = 0; i < n; i++)
                if (!(i in done) && (best < 0 || $(4 + i) < $(4 + best)))
                    best = i
            done[best]
            line = line " " best
        }
        print line
    }' "$1"
}

# "node: every CPU", from cores with their threads.
got_cpus() {
    vectors "$1/numa.out" CORE | fields NODE_ID CPUS | tr ',' ' ' |
        awk '{ for (i = 2; i <= NF; i++) print $1, $i }' | sort -n -k2
}

want_cpus() {
    awk '{ split($3, r, "-"); for (c = r[1]; c <= r[2]; c++) print $1, c }' "$1" | sort -n -k2
}

threads_of() {
    awk '$1 == "smp" { print $4 }' "$1"
}

# Memory of a node is what was given, less what kernel and firmware keep.
memory_fits() {
    local node total megabytes status=0
    while read -r node megabytes _; do
        total=$(vectors "$2/numa.out" MEMORY_NODE | fields NODE_ID TOTAL |
            awk -v node="$node" '$1 == node { print $2 }')
        if ! [ "${total:-0}" -le $((megabytes * 1024)) ] ||
            ! [ "${total:-0}" -ge $((megabytes * 1024 * 7 / 10)) ]; then
            echo "node $node: $total KiB of $megabytes MiB"
            status=1
        fi
    done <"$1"
    return "$status"
}

driver_of() {
    awk -v device="$2" '$1 == device { print $2 }' "$1"
}

driver_is() {
    [ "$(driver_of "$1" "$2")" = "$3" ] || {
        echo "$2 is on driver $(driver_of "$1" "$2"), not $3"
        return 1
    }
}

# ended FOLDER NAME RC
ended() {
    [ "$(cat "$1/$2.rc")" = "$3" ] || {
        echo "exit $(cat "$1/$2.rc"), wanted $3"
        cat "$1/$2.err"
        return 1
    }
}

judge_probes() {
    local name=$1 dir=$2
    want_devices "$dir.devices" >"$tmp/want"
    check "$name: onegpu-pci ends well" ended "$dir" pci 0
    same "$name: devices, ids, nodes and groups are those of the command line" \
        "$(cat "$tmp/want")" "$(got_devices "$dir")"
    check "$name: onegpu-pci says nothing on stderr" test ! -s "$dir/pci.err"
    check "$name: onegpu-numa ends well" ended "$dir" numa 0
    same "$name: CPUs are on the nodes of the command line" \
        "$(want_cpus "$dir.nodes")" "$(got_cpus "$dir")"
    same "$name: cores have $3 threads" "$3" \
        "$(vectors "$dir/numa.out" CORE | fields CPUS | tr -cd ',\n' |
            awk '{ print length($0) + 1 }' | sort -u)"
    same "$name: distances are those of the command line" \
        "$(want_distances "$dir.nodes")" \
        "$(vectors "$dir/numa.out" MEMORY_NODE | fields NODE_ID DISTANCE)"
    check "$name: memory is that of the command line" \
        memory_fits "$dir.nodes" "$dir"
    same "$name: huge pages of node 1 are seen" '1 2048 8' \
        "$(vectors "$dir/numa.out" HUGEPAGE | fields NODE_ID SIZE PAGES |
            awk '$3 > 0')"
    same "$name: and are free" '1 2048 8' \
        "$(vectors "$dir/usage.out" HUGEPAGE | fields NODE_ID SIZE FREE |
            awk '$3 > 0')"
}

judge_tool() {
    local name=$1 dir=$2 device
    check "$name: doctor ends with a verdict" ended "$dir" doctor "$3"
    check "$name: doctor sees the IOMMU" \
        grep -qiE '^.*ok.*IOMMU' "$dir/doctor.out"
    check "$name: devices ends well" ended "$dir" devices 0
    while read -r device _; do
        check "$name: devices lists ${device#0000:}" \
            grep -qF "${device#0000:}" "$dir/devices.out"
        check "$name: devices --tree draws ${device#0000:}" \
            grep -qF "${device#0000:}" "$dir/tree.out"
    done <"$tmp/want"
    check "$name: topo ends well" ended "$dir" topo 0
    check "$name: topo fits 80 columns" \
        sh -c "! LC_ALL=C.UTF-8 grep -nE '^.{81}' '$dir/topo.out'"
}

judge_binding() {
    local name=$1 dir=$2 alone=$3 pair=$4 nic=$5 group other
    other=${pair%.*}.1
    check "$name: bind --dry-run ends well" ended "$dir" bind-dry 0
    check "$name: bind --dry-run prints the writes" \
        grep -qF "/sys/bus/pci/devices/$alone/driver_override" "$dir/bind-dry.out"
    same "$name: bind --dry-run changes nothing" \
        "$(cat "$dir/before.state")" "$(cat "$dir/bind-dry.state")"
    check "$name: bind ends well" ended "$dir" bind 0
    check "$name: bind hands $alone to vfio-pci" \
        driver_is "$dir/bind.state" "$alone" vfio-pci
    same "$name: bind touches nothing else" \
        "$(grep -v "^$alone" "$dir/before.state")" \
        "$(grep -v "^$alone" "$dir/bind.state")"
    group=$(vectors "$dir/bound.out" PCI | fields SHORT_ADDRESS IOMMU_GROUP |
        awk -v device="${alone#0000:}" '$1 == device { print $2 }')
    check "$name: /dev/vfio has group $group" grep -qw "$group" "$dir/vfio"
    same "$name: the probe calls it ready" yes \
        "$(vectors "$dir/bound.out" PCI | fields SHORT_ADDRESS READY |
            sed -n "s/^${alone#0000:} //p")"
    check "$name: bind again is no error" ended "$dir" bind-again 0
    check "$name: unbind ends well" ended "$dir" unbind 0
    same "$name: unbind gives everything back" \
        "$(cat "$dir/before.state")" "$(cat "$dir/unbind.state")"
    check "$name: bind --group ends well" ended "$dir" bind-group 0
    check "$name: bind --group takes $pair" \
        driver_is "$dir/bind-group.state" "$pair" vfio-pci
    check "$name: bind --group takes $other" \
        driver_is "$dir/bind-group.state" "$other" vfio-pci
    check "$name: unbind --group ends well" ended "$dir" unbind-group 0
    same "$name: unbind --group gives everything back" \
        "$(cat "$dir/before.state")" "$(cat "$dir/unbind-group.state")"
    check "$name: a device that is not there is refused" \
        ended "$dir" bind-nobody 1
    check "$name: an interface that is up is refused" ended "$dir" bind-nic 1
    check "$name: and named" grep -qF eth0 "$dir/bind-nic.err"
    check "$name: and stays with its driver" \
        driver_is "$dir/bind-nic.state" "$nic" e1000e
}

# The recording that was made inside says outside what the host said.
judge_record() {
    local name=$1 dir=$2
    check "$name: record.sh ends well" ended "$dir" record 0
    mkdir "$dir.root"
    check "$name: the recording unpacks" \
        tar -xzf "$dir/record.tar.gz" -C "$dir.root"
    printf ":filter: '1234:*,1b36:0010,8086:10d3'\n" >"$tmp/pci.conf"
    same "$name: the recording says what the host said" \
        "$(cat "$dir/pci.out")" \
        "$("$OG_BUILDDIR/probes/onegpu-pci" --sysroot "$dir.root" \
            --conf "$tmp/pci.conf" 2>&1)"
    same "$name: of its nodes too" "$(cat "$dir/numa.out")" \
        "$("$OG_BUILDDIR/probes/onegpu-numa" --sysroot "$dir.root" 2>&1)"
    check "$name: the recording names nobody" \
        sh -c "! grep -rlE 'a-name-that-nobody|52:54:00|e2e1' '$dir.root'"
}

# pack_guide ROOT: the guide's commands, and an OpenNebula for its second part.
pack_guide() {
    local mark mode type path tree=$1/var/lib/one/remotes
    for mark in host run; do
        mkdir -p "$1/guide/$mark"
        awk -v mark="$mark" -v dir="$1/guide/$mark" \
            -f "$here/../guide-commands.awk" "$here/../../docs/guide.md"
    done
    while read -r mode type path; do
        case $type in
        d) install -d -m "$mode" "$tree/$path" ;;
        f) install -D -m "$mode" /dev/null "$tree/$path" ;;
        esac
    done <"$here/../remotes/layout"
}

# What the guide's commands have to end with and to print on the emulated host,
# which has no GPU and lacks what a doctor wants: "exit TEXT<tab>command".
guide_wants() {
    sed "s/@/$1/" <<'END'
1 IOMMU	onegpu doctor
0 @	onegpu devices --all
0 node 1	onegpu topo
0 driver_override	onegpu bind --dry-run $GPU
0 @	onegpu bind --persist $GPU
0 @	onegpu bind --persist --group $GPU
0 @	onegpu unbind --group $GPU
0 	echo 64 >/sys/devices/system/node/node$NODE/hugepages/hugepages-1048576kB/nr_hugepages
0 would lay down	onegpu install --remotes $ONE --dry-run
0 onehost sync -f	onegpu install --remotes $ONE
0 oned.conf	onegpu uninstall --remotes $ONE
0 IOMMU	onegpu doctor --sysroot $REC/root
0 e1:00.0	onegpu devices --gpu --sysroot $REC/root --live $REC/running
0 e1:00.0	onegpu topo --sysroot $REC/root --live $REC/running
0 driver_override	onegpu bind --dry-run --sysroot $REC/root --live $REC/running 42:00.0
0 e1:00.0	onegpu doctor --vm $REC/vm.xml --live $REC/running --sysroot $REC/root
0 gpu-2node	onegpu place --explain <$REC/place.xml
0 <vcpupin	onegpu domain --vm $REC/vm.xml --sysroot $REC/root --live $REC/running
END
}

# judge_guide NAME FOLDER ADDRESS: every command of the guide, and no other.
judge_guide() {
    local file command want text part said
    while read -r file; do
        part=${file#"$tmp/root-$1/guide/"}
        command=$(tail -n 1 "$file")
        said=$2/guide-${part/\//-}
        want=$(guide_wants "$3" | awk -F'\t' -v c="$command" '$2 == c { print $1 }')
        text=${want#* }
        if [ -z "$want" ]; then
            not_ok "the guide: $command" 'nobody says what it has to print'
        elif [ "$(cat "$said.rc")" = "${want%% *}" ] &&
            { [ -z "$text" ] || grep -qF -e "$text" "$said.out"; }; then
            ok "the guide: $command"
        else
            not_ok "the guide: $command" "exit $(cat "$said.rc"), wanted $want" \
                "$(tail -n 5 "$said.err" "$said.out")"
        fi
    done < <(find "$tmp/root-$1/guide" -type f | sort)
    same 'the guide: these commands' "$(guide_wants "$3" | cut -f 2 | sort)" \
        "$(find "$tmp/root-$1/guide" -type f -exec tail -qn 1 {} + | sort)"
}

one_host() {
    local name=$1 machine=$here/machines/$1.txt dir=$tmp/$1 root=$tmp/root-$1
    local alone pair nic
    awk -v mode=devices -f "$here/machine.awk" "$machine" >"$dir.devices"
    awk -v mode=nodes -f "$here/machine.awk" "$machine" >"$dir.nodes"
    alone=$(awk '$2 == "1234:11e8" && $4 == "-" { a = $1 } END { print a }' "$dir.devices")
    pair=$(awk '$4 != "-" { print $1; exit }' "$dir.devices")
    nic=$(awk '$2 == "8086:10d3" { print $1; exit }' "$dir.devices")
    cp -a "$tmp/root" "$root"
    cp "$here/host-inside.sh" "$root/inside.sh"
    cp "$here/record.sh" "$root/record.sh"
    echo "$alone" >"$root/alone"
    echo "$pair" >"$root/pair"
    echo "$nic" >"$root/nic"
    [ "$name" != two ] || pack_guide "$root"
    e2e_boot "$dir" "$root" "$machine" "${ONEGPU_E2E_SECONDS:-300}" || return
    [ -z "${ONEGPU_E2E_KEEP:-}" ] || cp -a "$dir" "$dir.log" "$ONEGPU_E2E_KEEP/"
    judge_probes "$name" "$dir" "$(threads_of "$machine")"
    judge_tool "$name" "$dir" 1
    judge_binding "$name" "$dir" "$alone" "$pair" "$nic"
    judge_record "$name" "$dir"
    [ "$name" != two ] || judge_guide "$name" "$dir" "${alone#0000:}"
}

e2e_busybox "$tmp/root"
e2e_install "$tmp/root" || {
    not_ok 'our programs install' "$(cat "$tmp/install.log")"
    finish
}
ok 'our programs install'
e2e_copy_modules "$tmp/root" nvme e1000e vfio-pci vfio vfio_iommu_type1
install -m 755 "$here/init" "$tmp/root/init"
for machine in two four; do
    one_host "$machine"
done
finish
