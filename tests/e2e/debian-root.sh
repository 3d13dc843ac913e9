#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#     debian-root.sh FILE.tar
#
# A Debian with libvirt and QEMU, as small as it gets, for the emulated host
# of loop.sh. Needs root (debootstrap does) and the mirror that this machine's
# own apt uses.
set -eu
dir=$(mktemp -d)
trap 'rm -rf --one-file-system "$dir"' EXIT
packages=libvirt-daemon,libvirt-daemon-driver-qemu,libvirt-clients
packages=$packages,qemu-system-x86,ovmf,kmod
# shellcheck disable=SC2016 # apt's own variable
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' |
    grep debian | grep -v security | head -n 1)
debootstrap --variant=minbase --include="$packages" bookworm "$dir/root" \
    "$mirror" >&2
# Nobody reads these there.
rm -rf "$dir"/root/var/cache/apt/archives/*.deb "$dir"/root/var/lib/apt/lists/* \
    "$dir"/root/usr/share/{doc,man,locale,i18n,icons} \
    "$dir"/root/usr/lib/*/dri
tar -C "$dir/root" -cf "$1.part" .
mv "$1.part" "$1"
