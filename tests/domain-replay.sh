#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Our domains against those that oned made of the same VMs.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
data=$OG_SRCDIR/../shared/data

if [ ! -d "$data/kvm" ] || [ ! -d "$data/oned" ]; then
	echo "1..0 # SKIP no ../shared/data/kvm or ../shared/data/oned"
	exit 0
fi
echo "1..2"
count=0
for dir in kvm oned; do
	count=$((count + 1))
	if out=$("$OG_BUILDDIR/tests/domain-replay" "$data/$dir" 2>&1); then
		echo "ok $count - $dir: $(echo "$out" | tail -n 1)"
	else
		echo "not ok $count - $dir"
		echo "$out" | sed 's/^/# /'
	fi
done
