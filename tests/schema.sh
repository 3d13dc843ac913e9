# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# What this machine's libvirt is too old to know, or too new to take:
# read in by tests that show it domains.

# unknown FILE: what it holds that this libvirt's schema does not, in one line.
unknown() {
    schema=/usr/share/libvirt/schemas/domaincommon.rng
    set -- "$1" ''
    for word in ras pciBus iommufd; do
        if grep -q "[< ]${word}[ =]" "$1" &&
            ! grep -q "name=\"$word\"" "$schema"; then
            set -- "$1" "$2, $word"
        fi
    done
    if grep -q '<nvram format=' "$1" &&
        ! grep -A 9 'element name="nvram"' "$schema" | grep -q 'ormat'; then
        set -- "$1" "$2, format of nvram"
    fi
    if grep -q '<acpi nodeset=' "$1" &&
        ! grep -A 9 'element name="acpi"' "$schema" | grep -q nodeset; then
        set -- "$1" "$2, nodeset of acpi"
    fi
    echo "${2#, }"
}

# given_up FILE: what libvirt, whose words these are, says it does not take. It
# knows no protocol of disks any more that oned still writes, and an IOMMU with a
# bus of its own as SMMUv3 only, where oned writes any model.
given_up() {
    sed -n -e "s/.* '\([a-z]*\)' protocol is no longer supported by .*/\1/p" \
        -e "s/.*\(iommu model '[a-z]*'\) doesn't support some additional .*/\1 with a bus/p" \
        "$1" | head -n 1
}
