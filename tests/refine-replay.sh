#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The domains that oned made of real VMs, refined: nothing else is touched, a
# second time changes nothing, and where the repeated <devices> was all that
# libvirt's schema had against oned's text, it has nothing against ours.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
data=$OG_SRCDIR/../shared/data

if [ ! -d "$data/kvm" ] || [ ! -d "$data/oned" ]; then
	echo "1..0 # SKIP no ../shared/data/kvm or ../shared/data/oned"
	exit 0
fi
schema=
for dir in /usr/share/libvirt/schemas /usr/local/share/libvirt/schemas; do
	[ -f "$dir/domain.rng" ] && command -v xmllint >/dev/null &&
		schema=$dir/domain.rng
done
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

valid() {
	xmllint --noout --relaxng "$schema" "$1" 2>/dev/null
}

# oned's text with its <devices> as one and nothing else changed: a VM of the
# same name that has neither cells nor devices has that, and that alone, done.
merged() {
	id=$(sed -n 's|^.*<name>one-\([0-9]*\)</name>.*$|\1|p' "$1" | head -n 1)
	echo "<VM><ID>$id</ID><TEMPLATE/></VM>" >"$work/plain.vm"
	"$OG_BUILDDIR/tests/refine-replay" "$work/plain.vm" "$1" \
		>"$2" 2>/dev/null
}

count=0
refused=0
for domain in "$data"/kvm/*/deployment.0 "$data"/oned/*/deployment.0; do
	folder=${domain%/*}
	name=${folder##*/}
	vm=$folder/vm.xml
	[ -f "$folder/vm.after.xml" ] && vm=$folder/vm.after.xml
	count=$((count + 1))
	"$OG_BUILDDIR/tests/refine-replay" "$vm" "$domain" \
		>"$work/out" 2>"$work/err"
	rc=$?
	why=$(head -n 1 "$work/err")
	if [ "$rc" = 3 ]; then
		# Only what is no XML at all may be refused.
		refused=$((refused + 1))
		case $why in
		*"is no XML: probably"*) echo "ok $count - $name is no XML" ;;
		*) echo "not ok $count - $name is refused: $why" ;;
		esac
	elif [ "$rc" != 0 ]; then
		echo "not ok $count - $name: $why"
	elif [ -n "$schema" ] && ! valid "$work/out" &&
		merged "$domain" "$work/merged" && valid "$work/merged"; then
		echo "not ok $count - $name is not valid any more"
	else
		echo "ok $count - $name"
	fi
done
echo "# $refused refused"
[ -n "$schema" ] || echo "# no libvirt schema here: nothing was validated"
echo "1..$count"
