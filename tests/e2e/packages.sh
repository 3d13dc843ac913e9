#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
#     packages.sh FILE.deb...
#
# The packages in a fresh Debian that has nothing else: what they depend on is
# enough, the programs run, the guide's commands too, purged they leave nothing,
# and with what they recommend the demo holds. Speaks TAP. Needs root (debootstrap does) and the mirror that this
# machine's own apt uses.
# shellcheck disable=SC2154 # e2e_* are of lib.sh
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=/dev/null
. "$here/lib.sh"

need debootstrap dpkg-deb unshare chroot
[ "$#" -gt 0 ] || skip_all 'no packages named'
[ "$(id -u)" -eq 0 ] || skip_all 'debootstrap needs root'
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016 # apt's own variable
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' \
    'Origin: Debian' 2>/dev/null | grep -v security | head -n 1)
[ -n "$suite" ] || skip_all 'this is no Debian'
[ -n "$mirror" ] || skip_all 'apt knows no Debian mirror'
unshare -m true 2>/dev/null || skip_all 'no namespace for a chroot'
tmp=$(mktemp -d) || exit 1
trap 'rm -rf --one-file-system "$tmp"' EXIT
root=$tmp/root

# Everything there is, but for what dpkg and apt write of themselves.
listing() {
    (cd "$root" && find . -xdev \( -path ./var/lib/dpkg -o -path ./var/lib/apt \
        -o -path ./var/cache -o -path ./var/log -o -path ./tmp \) -prune \
        -o -print) | sort
}

# inside COMMAND...: in the chroot, with /dev and /proc and no mount left.
inside() {
    # shellcheck disable=SC2016 # the inner shell's
    unshare -m sh -c 'mount --rbind /dev "$0/dev" &&
        mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root \
        ${http_proxy:+http_proxy="$http_proxy"} DEBIAN_FRONTEND=noninteractive \
        "$@" </dev/null
}

# A Debian with apt, made once, and with this machine's sources.
debian() {
    local tar=$e2e_cache/minbase-$suite.tar
    mkdir -p "$e2e_cache" "$root" || return 1
    if [ ! -f "$tar" ]; then
        debootstrap --variant=minbase "$suite" "$tmp/new" "$mirror" || return 1
        rm -rf "$tmp"/new/var/cache/apt/archives/*.deb
        tar -C "$tmp/new" -cf "$tar.part" . && mv "$tar.part" "$tar" &&
            rm -rf --one-file-system "$tmp/new" || return 1
    fi
    tar -C "$root" -xf "$tar" && rm -f "$root/etc/apt/sources.list" || return 1
    cp -RL /etc/apt/sources.list /etc/apt/sources.list.d "$root/etc/apt" \
        2>/dev/null
    cp -L /etc/resolv.conf /etc/hosts "$root/etc"
    inside apt-get -q update
}

# wanted FIELD FILE...: what they ask for, but for what is among them.
wanted() {
    local field=$1 file
    shift
    for file; do
        dpkg-deb -f "$file" "$field"
    done | tr ',' '\n' | sed 's/^ *//' | grep -v -e '^onegpu' -e '^$' |
        sort -u |
        paste -sd ,
}

# says NAME TEXT COMMAND...: it ends well and prints that.
says() {
    local name=$1 text=$2 said rc
    shift 2
    said=$(inside "$@" 2>&1)
    rc=$?
    if [ "$rc" -eq 0 ] && grep -qF -e "$text" <<<"$said"; then
        ok "$name"
    else
        not_ok "$name" "exit $rc, wanted: $text" "$(tail -n 15 <<<"$said")"
    fi
}

manual_pages() {
    local program status=0
    for program in "$root"/usr/bin/onegpu "$root"/usr/libexec/onegpu/onegpu-*; do
        program=${program##*/}
        gzip -t "$root"/usr/share/man/man[18]/"$program".[18].gz || {
            echo "no man page of $program"
            status=1
        }
    done
    return "$status"
}

guide() {
    local file
    mkdir "$root/tmp/guide"
    zcat -f "$root"/usr/share/doc/onegpu/guide.md* |
        awk -v mark=run -v dir="$root/tmp/guide" \
            -f "$here/../guide-commands.awk"
    for file in "$root"/tmp/guide/*; do
        says "the guide: $(tail -n 1 "$file")" '' \
            sh -eu "/tmp/guide/${file##*/}"
    done
}

# An OpenNebula's remotes, there and back.
remotes() {
    local tree=$root/tmp/remotes mode type path
    mkdir "$tree"
    while read -r mode type path; do
        case $type in
        d) install -d -m "$mode" "$tree/$path" ;;
        f) install -D -m "$mode" /dev/null "$tree/$path" ;;
        esac
    done <"$here/../remotes/layout"
    sums >"$tmp/before"
    says 'onegpu install' 'onehost sync -f' onegpu install \
        --remotes /tmp/remotes
    says 'a probe that was laid down runs' 'onegpu-pci' \
        /tmp/remotes/im/kvm-probes.d/host/system/onegpu-pci --version
    says 'onegpu uninstall' '' onegpu uninstall --remotes /tmp/remotes
    sums >"$tmp/after"
    check 'and all is as before' diff "$tmp/before" "$tmp/after"
}

sums() {
    (cd "$root/tmp/remotes" && find . -printf '%y %m %U %G %p %l\n' | sort &&
        find . -type f -exec sha256sum {} + | sort)
}

debian >"$tmp/debian.log" 2>&1 || {
    tail -n 5 "$tmp/debian.log" | sed 's/^/# /'
    skip_all "no fresh Debian from $mirror"
}
satisfied() {
    inside apt-get -q -y --no-install-recommends satisfy "$(wanted "$@")"
}

# shellcheck disable=SC2016 # dpkg-query's own variable
installed() {
    check "$1" inside sh -c 'dpkg -i /tmp/*.deb'
    for package in $packages; do
        says "$package is installed" 'ok installed' \
            dpkg-query -W -f '${Status}' "$package"
    done
}

packages=$(for file; do
    dpkg-deb -f "$file" Package
done)
check 'what they depend on is there' satisfied Depends "$@"
listing >"$tmp/before.list"
cp "$@" "$root/tmp"
installed 'dpkg -i needs no more'
says 'onegpu --version' "onegpu $(dpkg-deb -f "$1" Version)" onegpu --version
says 'onegpu doctor on the recorded host' 'IOMMU' \
    onegpu doctor --sysroot /usr/share/onegpu/demo/root
check 'every program has a man page' manual_pages
check 'the reference is there' \
    gzip -t "$root/usr/share/doc/onegpu/reference.md.gz"
guide
remotes
# shellcheck disable=SC2086 # names
check 'dpkg --purge' inside dpkg --purge $packages
listing >"$tmp/after.list"
check 'and nothing is left' diff "$tmp/before.list" "$tmp/after.list"
check 'what they recommend is there' satisfied Recommends "$@"
installed 'they install once more'
says 'onegpu demo' 'All 6 steps held' onegpu demo
finish
