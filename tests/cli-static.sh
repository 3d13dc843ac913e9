#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What goes to the nodes, of a build with --enable-static-remotes, on a node
# that has libc, sh and coreutils and nothing else: a chroot with the tree that
# onegpu install makes and a recorded machine. Speaks TAP.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
node=$OG_SRCDIR/tests/hosts/gpu-2node
machine=$(uname -m)
count=0

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

[ -d "$node/root" ] || skip_all 'no recorded host gpu-2node'
needs() {
    "${READELF:-readelf}" -d "$1" 2>/dev/null |
        sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
        grep -vE '^(libc|libm|libdl|libpthread|ld-linux.*)\.so'
}
command -v readelf >/dev/null || skip_all 'no readelf'
needs "$OG_BUILDDIR/probes/onegpu-numa" >/dev/null &&
    skip_all 'a build with libraries of its own: the sanitizers'
needs "$OG_BUILDDIR/probes/onegpu-pci" >/dev/null &&
    skip_all 'configured without --enable-static-remotes'
user=''
[ "$(id -u)" -eq 0 ] || user=-r
# shellcheck disable=SC2086 # an option or nothing
unshare $user -m true 2>/dev/null || skip_all 'no namespace for a chroot'
# A node has /proc; the probe reaches its names through it.
inside() {
    # shellcheck disable=SC2016,SC2086 # the inner shell's; an option or nothing
    unshare $user -m sh -c 'mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"' \
        "$jail" "$@"
}

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
jail=$tmp/jail

check() {
    name=$1
    shift
    count=$((count + 1))
    if "$@"; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        head -n 5 "$tmp/err" | sed 's/^/# /'
    fi
}

# libraries FILE...: the parts of libc that programs name; ours name no others.
libraries() {
    for file; do
        ldd "$file" | grep -o '/[^ ]*' | while read -r library; do
            mkdir -p "$jail/${library%/*}"
            cp -L "$library" "$jail/$library"
        done
    done
}

into_jail() {
    mkdir -p "$jail/${1%/*}"
    cp -L "$1" "$jail/$1"
    libraries "$1"
}

sizes() {
    for program in onegpu onegpu-pci onegpu-numa onegpu-deploy; do
        size=$(stat -c %s "$tmp/nodes/$machine/$program")
        echo "# $machine/$program: $size bytes"
        [ "$size" -lt 3145728 ] || return 1
    done
}

mkdir -p "$tmp/programs/nodes/$machine" "$tmp/data/conf" "$jail/var/tmp" "$jail/proc"
cp -R "$OG_SRCDIR/remotes" "$tmp/data/remotes"
chmod -R u+w "$tmp/data"
cp "$OG_BUILDDIR"/remotes/vmm/onegpu/* "$tmp/data/remotes/vmm/onegpu"
cp "$OG_SRCDIR/conf/onegpu-driver.yaml" "$tmp/data/conf"
cp "$node/pci.conf" "$tmp/data/conf"
for program in tools/onegpu probes/onegpu-pci probes/onegpu-numa \
    drivers/onegpu-deploy; do
    strip -o "$tmp/programs/nodes/$machine/${program##*/}" \
        "$OG_BUILDDIR/$program"
done
ln -s programs/nodes "$tmp/nodes"
check 'each program is under 3 MiB' sizes
mkdir "$tmp/remotes"
while read -r mode type path; do
    case $type in
    d) mkdir -p "$tmp/remotes/$path" ;;
    f) echo "$path" >"$tmp/remotes/$path" ;;
    *) continue ;;
    esac
    chmod "$mode" "$tmp/remotes/$path"
done <"$OG_SRCDIR/tests/remotes/layout"
rm "$tmp/remotes/etc/im/kvm-probes.d/pci.conf"
"$OG_BUILDDIR/tools/onegpu-install" install --remotes "$tmp/remotes" \
    --only probes,driver --programs "$tmp/programs" --data "$tmp/data" >"$tmp/out" 2>"$tmp/err"
check 'onegpu install' [ $? -eq 0 ]
cp -R "$tmp/remotes" "$jail/var/tmp/one"
cp -R "$node/root" "$jail/recorded"
cp -R "$node/running" "$jail/running"
mkdir -p "$jail/usr/bin"
ln -s usr/bin "$jail/bin"
for tool in sh uname cat env; do
    into_jail "$(command -v "$tool")"
done
libraries "$tmp/nodes/$machine"/*

one=/var/tmp/one
probes=$one/im/kvm-probes.d
inside "$probes/host/system/onegpu-pci" --sysroot /recorded \
    >"$tmp/out" 2>"$tmp/err"
check 'onegpu-pci prints its golden' cmp "$tmp/out" "$node/pci.golden"
inside "$probes/host/system/onegpu-numa" --sysroot /recorded \
    >"$tmp/out" 2>"$tmp/err"
check 'onegpu-numa prints its golden' cmp "$tmp/out" "$node/numa.golden"
inside "$probes/host/monitor/onegpu-numa-usage" --sysroot /recorded \
    >"$tmp/out" 2>"$tmp/err"
check 'onegpu-numa-usage prints its golden' \
    cmp "$tmp/out" "$node/usage.golden"
inside "$probes/vm/monitor/onegpu-audit" --sysroot /recorded \
    --live /running >"$tmp/out" 2>"$tmp/err"
check 'onegpu-audit: exit 0' [ $? -eq 0 ]
inside "$one/onegpu/onegpu" topo --sysroot /recorded --live /running --json \
    >"$tmp/out" 2>"$tmp/err"
check 'onegpu topo knows the GPU' grep -q 'e1:00.0' "$tmp/out"
inside "$one/vmm/onegpu/deploy" --help >"$tmp/out" 2>"$tmp/err" </dev/null
check 'the driver starts' grep -q 'onegpu-deploy' "$tmp/err"
mkdir "$jail/other"
printf '#!/bin/sh\necho riscv64\n' >"$jail/other/uname"
chmod 755 "$jail/other/uname"
inside env PATH=/other:/bin "$probes/host/system/onegpu-pci" \
    >"$tmp/out" 2>"$tmp/err"
check 'of another architecture: exit 1' [ $? -eq 1 ]
check 'and says which program is missing' \
    grep -q '^onegpu-pci: no program for riscv64' "$tmp/err"
inside "$probes/host/system/onegpu-pci" >"$tmp/out" 2>"$tmp/err"
check 'without libvirt, sysfs and all: no crash' [ $? -le 1 ]
echo "1..$count"
