#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The oned model against what oned's own allocation code did, and against what
# a running oned did with single VMs.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
data=$OG_SRCDIR/../shared/data/oned
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# replay NAME PATH
replay() {
    count=$((count + 1))
    if out=$("$OG_BUILDDIR/tests/oned-replay" "$2" 2>&1); then
        echo "ok $count - $1: $out"
    else
        echo "not ok $count - $1: the model differs from oned"
        echo "$out" | sed 's/^/# /'
    fi
}

# A test that cannot fail is none: a host that oned left otherwise is found.
changed() {
    count=$((count + 1))
    cp "$1"/* "$tmp"
    chmod u+w "$tmp"/*
    sed -i 's|<MEM_USAGE>.*</MEM_USAGE>|<MEM_USAGE>1</MEM_USAGE>|' \
        "$tmp/host.after.xml"
    out=$("$OG_BUILDDIR/tests/oned-replay" "$tmp" 2>&1)
    if [ $? -eq 1 ] && echo "$out" | grep -q 'the host differs'; then
        echo "ok $count - a changed host is found"
    else
        echo "not ok $count - a changed host is found"
        echo "$out" | sed 's/^/# /'
    fi
}

if [ ! -r "$data/allocations.xml" ]; then
    echo "1..0 # SKIP no ../shared/data/oned"
    exit 0
fi
replay "oned's code" "$data/allocations.xml"
for folder in "$data"/*/; do
    [ -r "$folder/host.before.xml" ] || continue
    folder=${folder%/}
    replay "${folder##*/}" "$folder"
    last=$folder
done
changed "$last"
echo "1..$count"
