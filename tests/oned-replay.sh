#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The oned model against what oned's own allocation code did.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
cases=$OG_SRCDIR/../shared/data/oned/allocations.xml

if [ ! -r "$cases" ]; then
    echo "1..0 # SKIP no ../shared/data/oned/allocations.xml"
    exit 0
fi
echo "1..1"
if out=$("$OG_BUILDDIR/tests/oned-replay" "$cases"); then
    echo "ok 1 - $out"
else
    echo "not ok 1 - the model differs from oned"
    echo "$out" | sed 's/^/# /'
fi
