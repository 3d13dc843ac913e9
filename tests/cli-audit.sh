#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu audit on a host where VMs run (tests/hosts/make-audit.sh): goldens in
# tests/golden/audit, and what is said where nothing can be seen.
set -u

onegpu=${OG_BUILDDIR:-.}/tools/onegpu
source=$(cd "${OG_SRCDIR:-.}" && pwd) || exit 99
golden=$source/tests/golden/audit
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# result STATUS NAME: with what the last run said where it failed
result() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' "$tmp/out" "$tmp/err"
    fi
}

sh "$source/tests/hosts/make-audit.sh" "$tmp/host" || exit 99
root=$tmp/host/root
running=$tmp/host/running

run() {
    "$onegpu" audit --sysroot "$root" --live "$running" "$@" \
        >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# same NAME STATUS FILE ARGUMENT...: stdout is that golden
same() {
    name=$1 status=$2 file=$golden/$3
    shift 3
    run "$@"
    [ -z "${OG_REGENERATE-}" ] || cp "$tmp/out" "$file"
    [ "$rc" -eq "$status" ] && [ ! -s "$tmp/err" ] &&
        diff "$file" "$tmp/out" >"$tmp/err"
    result $? "$name"
}

# wrong NAME STATUS TEXT ARGUMENT...: the text on stderr, nothing on stdout
wrong() {
    name=$1 status=$2 text=$3
    shift 3
    "$onegpu" audit "$@" >"$tmp/out" 2>"$tmp/err"
    [ $? -eq "$status" ] && [ ! -s "$tmp/out" ] &&
        grep -qF -- "$text" "$tmp/err"
    result $? "$name"
}

same 'a line for each VM' 1 audit.txt
same 'JSON' 1 audit.json --json
same 'a probe exits 0' 0 probe.txt --probe
same 'a probe gets arguments' 0 probe.txt --probe kvm-probes 0 node-a
sed -n 's/.*ID="3", MONITOR="\([^"]*\)" \]$/\1/p' "$tmp/out" |
    base64 -d >"$tmp/first" 2>"$tmp/err"
printf 'GPU_LOCALITY="LOCAL"\nNUMA_ACTUAL="node 1: 2 vCPUs, 2048 MiB"\n' |
    cmp -s - "$tmp/first"
result $? 'what a VM of it says'
! grep -q 'ID="5"' "$tmp/out" && [ "$(wc -l <"$tmp/out")" -eq 5 ]
result $? 'nothing is claimed of a VM that was not seen'

rm "$running"/one-[4-7].xml
run
[ "$rc" -eq 0 ] && [ "$(grep -c ': as planned; ' "$tmp/out")" -eq 3 ]
result $? 'exit 0 where all is as planned'
rm -r "$root/proc/200/numa_maps"
mkdir "$root/proc/200/numa_maps"
run
[ "$rc" -eq 1 ] && grep -q '^one-2: NOT SEEN (/proc/200/numa_maps: ' "$tmp/out"
result $? 'memory that cannot be seen'
echo rubbish >"$root/proc/300/numa_maps"
run
[ "$rc" -eq 1 ] && grep -q '^one-3: NOT SEEN (/proc/300/numa_maps: ' "$tmp/out"
result $? 'memory that cannot be understood'
rm -r "$root/proc/800/task/801"
run
[ "$rc" -eq 1 ] && grep -q '^builder: NOT SEEN (/proc/800/task: no vCPU' \
    "$tmp/out"
result $? 'a process that is no QEMU'
echo 1 >"$root/run/libvirt/qemu/builder.pid"
run
[ "$rc" -eq 1 ] && grep -q '^builder: NOT SEEN (/proc/1/task: No such' \
    "$tmp/out"
result $? 'a process that is gone'
rm "$running"/*
run
[ "$rc" -eq 0 ] && grep -q '^No VM runs here\.$' "$tmp/out"
result $? 'no VM'
run --probe
[ "$rc" -eq 0 ] && [ ! -s "$tmp/out" ] && [ ! -s "$tmp/err" ]
result $? 'no VM, a probe'
"$onegpu" audit --probe --sysroot "$tmp/none" >"$tmp/out" 2>"$tmp/err" &&
    [ ! -s "$tmp/out" ] && [ ! -s "$tmp/err" ]
result $? 'a probe is silent where it cannot read'

wrong 'no host there' 1 "$tmp/none" --sysroot "$tmp/none"
wrong 'running VMs that are not there' 1 "$tmp/none" --sysroot "$root" \
    --live "$tmp/none"
wrong 'an unknown option' 2 'Usage: onegpu audit' --colour
wrong 'an argument' 2 'Usage: onegpu audit' here
wrong 'two forms' 2 'Usage: onegpu audit' --json --probe
"$onegpu" audit --help >"$tmp/out" 2>"$tmp/err" && [ ! -s "$tmp/err" ] &&
    grep -q '^Usage: onegpu audit' "$tmp/out"
result $? 'help'

echo "1..$count"
