#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Our cycle against recorded cycles of OpenNebula's rank; and the comparison
# itself, on a recording with one host changed.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
cases=$OG_SRCDIR/../shared/data/oned/rank.xml
replay=$OG_BUILDDIR/tests/rank-replay

if [ ! -r "$cases" ]; then
    echo "1..0 # SKIP no ../shared/data/oned/rank.xml"
    exit 0
fi
echo "1..2"
if out=$("$replay" "$cases"); then
    echo "ok 1 - $out"
else
    echo "not ok 1 - our cycle differs from rank's"
    echo "$out" | cut -c1-300 | sed 's/^/# /'
fi

# Whatever its host was, the first action is on another one now.
work=$(mktemp) || exit 1
trap 'rm -f "$work"' EXIT
awk '!done && sub(/<ACTION><VM_ID>[0-9]+<\/VM_ID><HOST_ID>/, "&9") { done = 1 }
     { print }' "$cases" >"$work"
out=$("$replay" "$work")
if [ $? -eq 1 ] && echo "$out" | grep -q 'VMs, 1 differ'; then
    echo "ok 2 - a changed host is found"
else
    echo "not ok 2 - a changed host is not found"
    echo "$out" | cut -c1-300 | sed 's/^/# /'
fi
