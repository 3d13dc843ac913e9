#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What QEMU would be told of our domains, asked of a real libvirt: a libvirtd
# of the test's own, in mounts and a network of its own, turns each domain into
# a command line; argv.awk compares that with the VM. Nothing is started and
# the machine's own libvirt is neither asked nor touched. Speaks TAP.
#
# What is not as on a node:
# - domain type kvm is qemu, and CPU modes host-passthrough and host-model are
#   maximum: libvirt asks /dev/kvm for them, and none is needed here;
# - the emulator is qemu-system-x86_64, qemu-kvm-one being OpenNebula's link;
# - libvirtd sees eight NUMA nodes, copies of the first: what is bound to a
#   node stays so in the command line, on every machine;
# - an empty /dev/vfio/vfio, /dev/iommu and IOMMU group stand for the node's;
# - empty hugetlbfs mounts stand for the node's; where the kernel has no pages
#   of a size the domain's <hugepages> is taken out, and a line says so.
# - NICs of bridges and networks (libvirt would make a tap), TPMs (a swtpm),
#   memory encryption, secrets of Ceph and iSCSI, and USB devices of the host
#   are taken out: the machine has none of them.
# Pins, node sets, the PCI tree and passed devices stay as they are.
# shellcheck disable=SC2154 # names of tap.sh

: "${OG_BUILDDIR:=.}" "${OG_SRCDIR:=.}"
tests=$OG_SRCDIR/tests
data=$OG_SRCDIR/../shared/data/oned
recorded=$tests/hosts/gpu-2node
export LC_ALL=C

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

if [ "${1-}" != inside ]; then
    for need in libvirtd virsh virt-xml-validate qemu-system-x86_64 unshare; do
        command -v "$need" >/dev/null || skip_all "no $need"
    done
    [ "$(id -u)" -eq 0 ] || skip_all 'a libvirtd of its own needs root'
    unshare -m -n --propagation private true 2>/dev/null ||
        skip_all 'no mounts and network of its own can be had here'
    exec unshare -m -n --propagation private sh "$0" inside
fi

# shellcheck source=/dev/null
. "$tests/tap.sh"
# shellcheck source=/dev/null
. "$tests/schema.sh"
daemon=

stop() {
    [ -z "$daemon" ] || kill "$daemon" 2>/dev/null
    wait
    # Copies of mounts would keep the folder busy.
    for at in huge2 huge1024 dev; do
        umount -l "$tmp/$at" 2>/dev/null
    done
    rm -rf "$tmp"
}
trap stop EXIT
trap 'exit 1' HUP INT PIPE TERM

### A world for libvirtd

# over FOLDER PLACE: the test's folder in the place of the machine's.
over() {
    mkdir -p "$tmp/$1" "$2" && mount --bind "$tmp/$1" "$2"
}

# A /dev/kvm that cannot be opened makes every call take minutes.
hide_kvm() {
    mkdir "$tmp/dev" && mount -t tmpfs -o mode=755 dev "$tmp/dev" || return
    for node in null zero full random urandom tty; do
        : >"$tmp/dev/$node"
        mount --bind "/dev/$node" "$tmp/dev/$node" || return
    done
    mkdir "$tmp/dev/pts" "$tmp/dev/shm" || return
    mount --bind /dev/pts "$tmp/dev/pts" || return
    ln -s pts/ptmx "$tmp/dev/ptmx" && ln -s /proc/self/fd "$tmp/dev/fd" &&
        show_vfio && mount --rbind "$tmp/dev" /dev
}

# libvirt from 12 on makes no command line of a passed device on a machine
# without VFIO and an IOMMU. It looks whether they are there, no more.
show_vfio() {
    mkdir "$tmp/dev/vfio" || return
    : | tee "$tmp/dev/vfio/vfio" "$tmp/dev/iommu" &&
        mkdir -p "$tmp/groups/0" || return
    [ ! -d /sys/kernel/iommu_groups ] ||
        mount --bind "$tmp/groups" /sys/kernel/iommu_groups
}

show_nodes() {
    host=/sys/devices/system/node
    mkdir "$tmp/node" || return
    for n in 0 1 2 3 4 5 6 7; do
        mkdir "$tmp/node/node$n" || return
        cat "$host/node0/meminfo" >"$tmp/node/node$n/meminfo" || return
        # libvirt from 11 on asks which node a CPU is of that a VM is pinned to.
        echo ffffffff >"$tmp/node/node$n/cpumap"
        echo 0-31 >"$tmp/node/node$n/cpulist"
        echo '10 20 20 20 20 20 20 20' >"$tmp/node/node$n/distance"
        for size in 2048 1048576; do
            pool=$tmp/node/node$n/hugepages/hugepages-${size}kB
            mkdir -p "$pool"
            echo 0 | tee "$pool/nr_hugepages" "$pool/free_hugepages" \
                >"$pool/surplus_hugepages"
        done
    done
    for file in online possible has_cpu has_memory has_normal_memory; do
        echo 0-7 >"$tmp/node/$file"
    done
    mount --bind "$tmp/node" "$host"
}

# Debian's libvirt looks its user and group up although it is told to be root,
# Ubuntu's the group kvm; packages that need not be here make them.
make_user() {
    cp /etc/passwd /etc/group "$tmp" || return
    getent passwd libvirt-qemu >/dev/null ||
        echo 'libvirt-qemu:x:64055:64055::/:/bin/false' >>"$tmp/passwd"
    for entry in libvirt-qemu:x:64055: kvm:x:64056:; do
        getent group "${entry%%:*}" >/dev/null || echo "$entry" >>"$tmp/group"
    done
    mount --bind "$tmp/passwd" /etc/passwd &&
        mount --bind "$tmp/group" /etc/group
}

make_hugepages() {
    list=
    for size in 2 1024; do
        mkdir "$tmp/huge$size" || return
        if mount -t hugetlbfs -o "pagesize=${size}M" none "$tmp/huge$size"
        then
            list="$list${list:+, }\"$tmp/huge$size\""
        else
            echo "# no huge pages of $size MiB here: taken out" >&3
        fi
    done 2>/dev/null
    echo "hugetlbfs_mount = [ $list ]" >>"$tmp/etc/qemu.conf"
}

make_world() {
    over etc /etc/libvirt && over run /run/libvirt &&
        over lib /var/lib/libvirt && over log /var/log/libvirt &&
        over cache /var/cache/libvirt || return
    cat >"$tmp/etc/qemu.conf" <<END
user = "root"
group = "root"
security_driver = "none"
cgroup_controllers = []
stdio_handler = "file"
END
    cat >"$tmp/etc/libvirtd.conf" <<END
unix_sock_group = "root"
auth_unix_ro = "none"
auth_unix_rw = "none"
END
    make_hugepages && make_user && show_nodes && hide_kvm
}

ask() {
    timeout 60 virsh -q -c qemu:///system "$@" </dev/null
}

make_world 3>&1 >"$tmp/world" 2>&1 ||
    skip_all "cannot be set up here: $(tail -n 1 "$tmp/world")"
timeout -k 5 600 libvirtd --config "$tmp/etc/libvirtd.conf" \
    --pid-file "$tmp/pid" >"$tmp/daemon.log" 2>&1 </dev/null &
daemon=$!
tries=0
until ask uri >/dev/null 2>"$tmp/err"; do
    tries=$((tries + 1))
    if [ "$tries" -ge 40 ] || ! kill -0 "$daemon" 2>/dev/null; then
        sed 's/^/# /' "$tmp/daemon.log" "$tmp/err"
        skip_all 'libvirtd with its QEMU driver does not come up'
    fi
    sleep 0.25
done
echo "# $(ask version | tail -n 1)"

### From a domain to QEMU's words

# has_pages FILE: the kernel has huge pages of the size it asks for.
has_pages() {
    case $(sed -n "s/.*<page size=['\"]\([0-9]*\).*/\1/p" "$1") in
    '') ;;
    2048) mountpoint -q "$tmp/huge2" ;;
    1048576) mountpoint -q "$tmp/huge1024" ;;
    *) false ;;
    esac
}

# without ELEMENT...: a sed program that takes them out.
without() {
    for element; do
        echo "/<${element}[ >].*<\\/$element>/d"
        echo "/<${element}[ >]/,/<\\/$element>/d"
    done
}

# exchange FILE: the file's domain, with what the head of this file says.
exchange() {
    sed -e "s/^\(<domain.*type=['\"]\)kvm/\1qemu/" \
        -e "s/\(<cpu.*mode=['\"]\)host-\(passthrough\|model\)/\1maximum/" \
        -e 's|/usr/bin/qemu-kvm-one|/usr/bin/qemu-system-x86_64|' \
        -e "$(without interface auth encryption tpm launchSecurity)" \
        -e "/<hostdev .*type='usb'/,/<\\/hostdev>/d" "$1" |
        if has_pages "$1"; then
            cat
        else
            sed "$(without hugepages)"
        fi
}

# argv_of FILE: libvirt's command line of a domain, in $tmp/argv.
argv_of() {
    exchange "$1" >"$tmp/asked"
    ask domxml-to-native qemu-argv --xml "$tmp/asked" \
        >"$tmp/argv" 2>"$tmp/err"
}

# judge VM [OPTION...]: argv.awk's words on $tmp/argv.
judge() {
    vm=$1
    shift
    awk -f "$tests/argv.awk" "$@" \
        mode=vm RS='<' "$vm" mode=argv RS='\n' "$tmp/argv"
}

kept_promises() {
    judge "$@" >"$tmp/said"
    grep '^not ok' "$tmp/said" && return 1
    grep -q '^ok' "$tmp/said"
}

is_valid() {
    virt-xml-validate "$1" domain
}

is_defined() {
    domain=$(sed -n 's/.*<name>\([^<]*\)<.*/\1/p' "$1" | head -n 1)
    exchange "$1" >"$tmp/asked"
    ask define --validate "$tmp/asked" && ask undefine --nvram "$domain"
}

# defined NAME DOMAIN: or it holds what this libvirt does not take.
defined() {
    is_defined "$2" >"$tmp/said" 2>&1
    rc=$?
    new=$(given_up "$tmp/said")
    if [ -n "$new" ]; then
        skip "$1: defined" "this libvirt does not take $new"
    else
        check "$1: defined" sh -c "cat '$tmp/said'; exit $rc"
    fi
}

# proven NAME VM DOMAIN [OPTION...]: schema, definition, every promise.
proven() {
    title=$1 vm=$2 file=$3
    shift 3
    new=$(unknown "$file")
    if [ -n "$new" ]; then
        skip "$title: valid, defined" "this libvirt does not know $new"
    else
        check "$title: valid" is_valid "$file"
        defined "$title" "$file"
    fi
    told "$title" "$vm" "$file" "$@"
}

# told NAME VM DOMAIN [OPTION...]: every promise.
told() {
    title=$1 vm=$2 file=$3
    shift 3
    has_pages "$file" || echo "# $title: without huge pages"
    if argv_of "$file"; then
        check "$title: QEMU is told what the VM was promised" \
            kept_promises "$vm" "$@"
        echo "# $title: $(grep -c '^ok' "$tmp/said") promises kept"
    elif [ -n "$new" ]; then
        skip "$title: QEMU's command line" \
            "this libvirt does not take $new: $(tail -n 1 "$tmp/err")"
    else
        check "$title: QEMU's command line" sh -c "cat '$tmp/err'; exit 1"
    fi
}

# generate VM [OPTION...], refine VM DOMAIN: ours, in $tmp/out.
generate() {
    vm=$1
    shift
    "$OG_BUILDDIR/drivers/onegpu-domain" "$@" <"$vm" \
        >"$tmp/out" 2>"$tmp/warnings"
}

refine() {
    "$OG_BUILDDIR/drivers/onegpu-domain" --vm "$1" --domain "$2" \
        >"$tmp/out" 2>"$tmp/warnings" </dev/null
}

### Our domains

for vm in "$tests"/vms/*.xml; do
    case=vms/$(basename "$vm" .xml)
    generate "$vm"
    case $case in
    vms/bootloader)
        skip "$case" 'a boot loader is for other hypervisors than QEMU'
        ;;
    vms/arm)
        skip "$case" 'it needs the QEMU of another architecture'
        ;;
    *)
        proven "$case" "$vm" "$tmp/out"
        ;;
    esac
done

for vm in "$tests"/refine/*.vm; do
    case=refine/$(basename "$vm" .vm)
    case $case in
    refine/raw-twice)
        skip "$case" 'refused by refine, as test-refine shows'
        continue
        ;;
    esac
    check "$case: refined" refine "$vm" "${vm%.vm}.domain"
    case $case in
    refine/plain)
        new=
        skip "$case: valid, defined" 'a user put in what is no domain'
        told "$case" "$vm" "$tmp/out"
        ;;
    refine/acpi-nodes)
        # One that does not know what the empty cell is for gives it memory of
        # 0 bytes.
        new=$(unknown "$tmp/out")
        if [ -n "$new" ]; then
            skip "$case" "this libvirt does not know $new"
        else
            proven "$case" "$vm" "$tmp/out"
        fi
        ;;
    *)
        proven "$case" "$vm" "$tmp/out"
        ;;
    esac
done

# On its own machine a VM follows its GPU, and so does all that QEMU is told.
if [ -d "$recorded/root" ]; then
    generate "$recorded/vm.xml" --sysroot "$recorded/root" \
        --live "$recorded/running"
    proven 'moved to its GPU' "$recorded/vm.xml" "$tmp/out" -v moved=1
    check 'moved to its GPU: as the VM says is another thing' \
        sh -c "! awk -f '$tests/argv.awk' mode=vm RS='<' \
            '$recorded/vm.xml' mode=argv RS='\n' '$tmp/argv' |
            grep '^ok cell 0: host node'"
else
    skip 'moved to its GPU' 'no recorded host gpu-2node'
fi

# What it does not say itself it has from the machine.
if [ -d "$recorded/root" ]; then
    generate "$tests/vms/dedicated.xml" --sysroot "$recorded/root"
    proven 'two cells on a machine' "$tests/vms/dedicated.xml" "$tmp/out"
    check 'two cells on a machine: as far as its nodes' \
        grep -qF -- '-numa dist,src=0,dst=1,val=21' "$tmp/argv"
else
    skip 'two cells on a machine' 'no recorded host gpu-2node'
fi

### Trees that are wrong on purpose: argv.awk finds each


# finds VM LINE: libvirt takes $tmp/broken, and the VM breaks that promise.
finds() {
    argv_of "$tmp/broken" || {
        cat "$tmp/err"
        return 1
    }
    judge "$1" >"$tmp/said"
    grep -qF "not ok $2" "$tmp/said" || {
        cat "$tmp/said"
        return 1
    }
}

# broken VM SED LINE: a VM's domain, edited so, breaks that promise.
broken() {
    generate "$tests/vms/$1.xml"
    sed "$2" "$tmp/out" >"$tmp/broken"
    if cmp -s "$tmp/out" "$tmp/broken"; then
        check "broken: $1: $3" sh -c 'echo nothing was edited; exit 1'
    else
        check "broken: $1: $3" finds "$tests/vms/$1.xml" "$3"
    fi
}

broken gpu-local '/<node>0</d' 'e1:00.0: place: got below expander 0x30 of no cell, wanted below expander 0x30 of cell 0'
broken gpu-local 's/busNr="0x30"/busNr="0x40"/' \
    'e1:00.0: place: got below expander 0x40 of cell 0'
broken gpu-local '/type="pci"/s/bus="0x0d"/bus="0x0e"/' \
    'e1:00.0: guest address: got 32:00.0, wanted 31:00.0'
broken gpu-local '/type="pci"/s/bus="0x0d"/bus="0x09"/' \
    'e1:00.0: place: got on no expander'
broken gpu-local 's/memory="4194304"/memory="2097152"/' 'cell 0: bytes'
broken gpu-local 's/nodeset="1"/nodeset="0"/' \
    'cell 0: host node: got 0 bind, wanted 1 bind'
broken gpu-local '/<memballoon/d' 'passthrough, so no balloon: got 1'
broken gpu-local '/<hostdev/,/<\/hostdev/d' 'e1:00.0: is passed through'
broken gpu-local '/<firmware>/,/<nvram/d; s/ firmware="efi"//' \
    'UEFI: flash drives: got 0, wanted 2'
broken gpu-local '/io-reserve/d' 'UEFI beside expanders: ports ask for I/O: got 1, wanted 0'
broken gpu-local '/<disk/,/<\/disk>/s/bus="0x03"/bus="0x0e"/' \
    'emulated devices below an expander: got 1, wanted 0'
broken dedicated '/<node>/{s/1/2/;s/0/1/;s/2/0/}' \
    'e2:00.0: place: got below expander 0x30 of cell 0, wanted below expander 0x30 of cell 1'
broken dedicated 's/busNr="0x30"/busNr="0x22"/' \
    'expanders: bus numbers used twice: got 1'

### oned's own VMs: its domain, ours made of it, ours made without it

# Without this word libvirt makes no command line of a passed device; what it
# starts it probes for it.
with_driver() {
    sed "s|<hostdev .*type='pci'.*>|&<driver name='vfio'/>|" "$1"
}

for vm in "$data"/*/vm.after.xml; do
    dir=${vm%/*}
    case=oned/${dir##*/}
    if [ ! -f "$vm" ]; then
        skip "oned's VMs" 'their data is not here'
        break
    elif grep -q '<PCI>' "$vm" && ! grep -q '<ADDRESS>' "$vm"; then
        skip "$case" 'oned gave it no device'
        continue
    fi
    if with_driver "$dir/deployment.0" >"$tmp/theirs" && argv_of "$tmp/theirs"; then
        judge "$vm" -v tell=1 | sed "s|^|# $case: oned: |"
        judge "$vm" | sed -n "s|^not ok|# $case: oned: broken:|p"
    else
        echo "# $case: oned: libvirt refuses it: $(tail -n 1 "$tmp/err")"
    fi
    check "$case: generated" generate "$vm"
    proven "$case: generated" "$vm" "$tmp/out"
    judge "$vm" -v tell=1 | sed "s|^|# $case: ours: |"
    check "$case: refined" refine "$vm" "$dir/deployment.0"
    proven "$case: refined" "$vm" "$tmp/out"
done
echo "1..$count"
