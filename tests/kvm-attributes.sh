#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# docs/kvm-attributes.md names a test of each attribute that there is, and each
# name of the configuration that vmm_exec_kvm.conf has too.
# shellcheck disable=SC2016,SC2154 # names of tap.sh
set -u

srcdir=${OG_SRCDIR:-.}
doc=$srcdir/docs/kvm-attributes.md
# shellcheck source=/dev/null
. "$srcdir/tests/tap.sh"

# The rows of tables of three columns, without their heads.
rows() {
    sed -n 's/^| \(.* | .* | .*\) |$/\1/p' "$doc" |
        grep -v '^Attribute | \|^What | \|^---'
}

# What stands in the last column is a test.
tested() {
    : >"$tmp/missing"
    rows | sed 's/.* | //' >"$tmp/cells"
    for suite in drivers-guest drivers-os drivers-features drivers-display \
        drivers-disk drivers-nic drivers-pci drivers-cells drivers-foreign \
        wants; do
        sed -n 's/^	{ \(\.name = \)\{0,1\}"\([^"]*\)",.*/\2/p' \
            "$srcdir/tests/$suite.c" >"$tmp/suite"
        [ -s "$tmp/suite" ] || echo "tests/$suite.c has no rows" >>"$tmp/missing"
        cat "$tmp/suite"
    done >"$tmp/tests"
    grep -o '`[^`]*`' "$tmp/cells" | tr -d '`' | sort -u >"$tmp/names"
    grep -ow '[a-z-]*\.xml' "$tmp/cells" | sort -u >"$tmp/goldens"
    [ -s "$tmp/names" ] && [ -s "$tmp/goldens" ] || exit 1
    while read -r word; do
        case $word in
        tests/*) [ -f "$srcdir/$word" ] ;;
        *) grep -Fqx -- "$word" "$tmp/tests" ;;
        esac || echo "there is no test '$word'"
    done <"$tmp/names" >>"$tmp/missing"
    while read -r word; do
        [ -f "$srcdir/tests/vms/$word" ] || echo "there is no golden '$word'"
    done <"$tmp/goldens" >>"$tmp/missing"
    cat "$tmp/missing"
    [ ! -s "$tmp/missing" ]
}

untested() {
    rows | grep -v '| [^|]*\(`\|\.xml\)[^|]*$' >"$tmp/untested"
    cat "$tmp/untested"
    [ ! -s "$tmp/untested" ]
}

# The knobs from TYPE on are oned's; its limits are told as patterns.
documented() {
    sed -n '/WORD("TYPE"/,$s/^[^"]*"\([A-Z_]*\/\)\{0,1\}\([A-Z0-9_]*\)".*/\2/p' \
        "$srcdir/drivers/knobs.c" | grep -v '_SEC' | grep . |
        sort -u >"$tmp/knobs"
    [ -s "$tmp/knobs" ] || exit 1
    while read -r word; do
        rows | sed 's/ | .*//' | grep -qw -- "$word" || echo "$word"
    done <"$tmp/knobs" >"$tmp/missing"
    cat "$tmp/missing"
    [ ! -s "$tmp/missing" ]
}

check 'each test that is named exists' tested
check 'each attribute has a test' untested
check 'each name of the configuration is there' documented
echo "1..$count"
