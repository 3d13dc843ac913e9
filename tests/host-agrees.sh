#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The recorded host's message says what its probe says: what oned is told of a
# device there is what the real probe prints for the recorded sysfs.
dir=${OG_SRCDIR:-.}/tests/hosts/gpu-2node
n=0

check() { # NAME, then VALUE in the message and in the probe's words
    n=$((n + 1))
    if [ -n "$2" ] && [ "$2" = "$3" ]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        echo "# message: $2"
        echo "# probe: $3"
    fi
}

device=$(tr -d '\n' <"$dir/place.xml" |
    sed 's/.*<PCI_DEVICES>\(.*\)<\/PCI_DEVICES>.*/\1/')
attributes='TYPE VENDOR VENDOR_NAME DEVICE CLASS CLASS_NAME ADDRESS
    SHORT_ADDRESS DOMAIN BUS SLOT FUNCTION NUMA_NODE IFNAME SRIOV DEVICE_NAME'
for name in $attributes; do
    told=$(printf '%s' "$device" |
        sed -n "s/.*<$name><!\[CDATA\[\([^<]*\)\]\]><\/$name>.*/\1/p")
    printed=$(sed -n "s/^ $name = \"\(.*\)\" ,*$/\1/p" "$dir/pci.golden")
    check "$name" "$told" "$printed"
done
check 'one device' "$(printf '%s' "$device" | grep -o '<PCI>' | wc -l)" \
    "$(grep -c '^PCI = ' "$dir/pci.golden")"
echo "1..$n"
