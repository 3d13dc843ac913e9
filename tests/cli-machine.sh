#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What only the machine knows of a guest, in the domain that is written from a
# VM and in oned's that is put right. Speaks TAP.
# shellcheck disable=SC2154 # names of tap.sh

: "${OG_BUILDDIR:=.}" "${OG_SRCDIR:=.}"
tests=$OG_SRCDIR/tests
node=$tests/hosts/gpu-2node

# shellcheck source=/dev/null
. "$tests/tap.sh"
# shellcheck source=/dev/null
. "$tests/schema.sh"
if [ ! -d "$node/root" ]; then
    echo '1..0 # SKIP no recorded host gpu-2node'
    exit 0
fi
cp -R "$node/root" "$tmp/root" && chmod -R u+w "$tmp/root"
nodes=$tmp/root/sys/devices/system/node

# made KIND [OPTION...]: a VM of two cells, generated or refined, in one line.
made() {
    case $1 in
    generate) set -- "$@" --vm "$tmp/vm.xml" ;;
    refine) set -- "$@" --vm "$tmp/oned.vm" --domain "$tmp/oned.domain" ;;
    esac
    shift
    "$OG_BUILDDIR/drivers/onegpu-domain" "$@" >"$tmp/raw" 2>"$tmp/err" \
        </dev/null || return
    tr -d '\n\t' <"$tmp/raw" | sed "s/> *</></g; s/'/\"/g" >"$tmp/out"
}

holds() {
    grep -qF "$1" "$tmp/out"
}

lacks() {
    ! grep -qF "$1" "$tmp/out"
}

# has_valid: libvirt's schema takes it; what it does not know aside.
has_valid() {
    ! command -v virt-xml-validate >/dev/null || [ -n "$(unknown "$tmp/raw")" ] ||
        virt-xml-validate "$tmp/raw" domain
}

cp "$tests/vms/dedicated.xml" "$tmp/vm.xml"
cp "$tests/refine/gap-cell.vm" "$tmp/oned.vm"
# Without the DISTANCE that this VM has.
sed -i 's/<DISTANCE>.*<\/DISTANCE>//' "$tmp/oned.vm"
sed '/<distances>/,/<\/distances>/d' "$tests/refine/gap-cell.domain" \
    >"$tmp/oned.domain"

### Distances

for kind in generate refine; do
    check "$kind: nobody asked the machine" made "$kind"
    check "$kind: nobody asked the machine: no distances" lacks '<distances>'
    check "$kind: a machine" made "$kind" --sysroot "$tmp/root"
    check "$kind: a machine: its distances" holds \
        '<distances><sibling id="0" value="10"/><sibling id="1" value="21"/>'
    check "$kind: a machine: back too" holds \
        '<sibling id="0" value="21"/><sibling id="1" value="10"/></distances>'
    mv "$nodes/node1/distance" "$tmp/distance"
    check "$kind: half a machine" made "$kind" --sysroot "$tmp/root"
    check "$kind: half a machine: no distances" lacks '<distances>'
    mv "$tmp/distance" "$nodes/node1/distance"
done
### Threads of AMD's CPUs

sed -i '/<THREADS>/{s/\[2\]\]><\/CORES/[1]]><\/CORES/;s/\[1\]\]><\/THREADS/[2]]><\/THREADS/}' \
    "$tmp/oned.vm"
sed -i "s/cores='2' threads='1'/cores='1' threads='2'/" "$tmp/oned.domain"
sed -i -e '/<CORES>/s/4/2/' -e '/<THREADS>/s/1/2/' "$tmp/vm.xml"
for kind in generate refine; do
    for vendor in GenuineIntel AuthenticAMD; do
        printf 'processor\t: 0\nvendor_id\t: %s\n' "$vendor" \
            >"$tmp/root/proc/cpuinfo"
        check "$kind: two threads, $vendor" made "$kind" \
            --sysroot "$tmp/root"
        check "$kind: two threads, $vendor: they are there" holds \
            'threads="2"'
        case $vendor in
        AuthenticAMD) check "$kind: topoext" holds '"topoext"' ;;
        *) check "$kind: no topoext" lacks '"topoext"' ;;
        esac
        check "$kind: two threads, $vendor: valid" has_valid
    done
done

### Big BARs

# bar GIB: of the GPU at e1:00.0.
bar() {
    {
        printf '0x%016x 0x%016x 0x000000000014220c\n' 549755813888 \
            $((549755813887 + ($1 << 30)))
        for _ in 1 2 3 4 5 6; do
            echo 0x0000000000000000 0x0000000000000000 0x0000000000000000
        done
    } >"$tmp/root/sys/bus/pci/devices/0000:e1:00.0/resource"
}

window='the 64-bit BARs of its devices are 64 GiB: the guest has a window of 128 GiB for them'
for kind in generate refine; do
    bar 64
    check "$kind: 64 GiB" made "$kind" --sysroot "$tmp/root"
    check "$kind: 64 GiB: a window" \
        holds '<pcihole64 unit="KiB">134217728</pcihole64>'
    check "$kind: 64 GiB: said" grep -qF "$window" "$tmp/err"
    check "$kind: 64 GiB: valid" has_valid
    bar 32
    check "$kind: 32 GiB" made "$kind" --sysroot "$tmp/root"
    check "$kind: 32 GiB: no window" lacks pcihole64
    bar 64
    echo 'FEATURES/PCIHOLE64: 4096' >"$tmp/conf"
    check "$kind: the administrator's" made "$kind" --sysroot "$tmp/root" \
        --conf "$tmp/conf"
    check "$kind: the administrator's: it is" \
        holds '<pcihole64 unit="KiB">4096</pcihole64>'
    check "$kind: the administrator's: nothing to say" \
        sh -c "! grep -q 'a window' '$tmp/err'"
done
sed -i "s|model='pcie-root'/>|model='pcie-root'><pcihole64 unit='KiB'>5</pcihole64></controller>|" \
    "$tmp/oned.domain"
check 'refine: one that oned wrote' made refine --sysroot "$tmp/root"
check 'refine: one that oned wrote: it stays' \
    holds '<pcihole64 unit="KiB">5</pcihole64></controller>'
check 'refine: one that oned wrote: nothing to say' \
    sh -c "! grep -q 'a window' '$tmp/err'"
echo "1..$count"
