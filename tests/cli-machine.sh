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
if [ ! -d "$node/root" ]; then
    echo '1..0 # SKIP no recorded host gpu-2node'
    exit 0
fi
cp -R "$node/root" "$tmp/root" && chmod -R u+w "$tmp/root"
nodes=$tmp/root/sys/devices/system/node

# made KIND [OPTION...]: a VM of two cells, generated or refined, in one line.
made() {
    case $1 in
    generate) set -- "$@" --vm "$tests/vms/dedicated.xml" ;;
    refine)
        set -- "$@" --vm "$tests/refine/dedicated.vm" \
            --domain "$tests/refine/dedicated.domain"
        ;;
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
echo "1..$count"
