#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The NUMA probe as oned's agent runs it, in both its roles: hosts of every
# shape against their goldens and against a reading of sysfs that owes nothing
# to it, odd hosts, and what it says to wrong usage.
set -u

# The probe reaches the machine through it.
[ -d /proc/self/fd ] || {
    echo '1..0 # SKIP no /proc is mounted here'
    exit 0
}

srcdir=${OG_SRCDIR:-.}
probe=${OG_BUILDDIR:-.}/probes/onegpu-numa
hosts=$srcdir/tests/hosts
raw=$srcdir/tests/numa-raw.sh
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
count=0

if [ ! -x "$probe" ] || [ ! -d "$hosts" ]; then
    echo "Bail out! no $probe or no $hosts"
    exit 1
fi

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# check NAME COMMAND...: a test that passes where the command does
check() {
    count=$((count + 1))
    name=$1
    shift
    if "$@" >"$tmp/why" 2>&1; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        sed 's/^/# /' "$tmp/why"
    fi
}

# run ARGUMENT...: the probe, into out, err and rc
run() {
    "$probe" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    rc=$?
}

# went_well: it left with 0, printed something and had nothing to say
went_well() {
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && [ -s "$tmp/out" ] && return
    echo "exit $rc"
    cat "$tmp/err"
    return 1
}

# refused STATUS TEXT: one line on stderr that has the text, nothing printed
refused() {
    [ "$rc" -eq "$1" ] && [ ! -s "$tmp/out" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF -- "$2" "$tmp/err" &&
        return
    echo "exit $rc, wanted $1 and: $2"
    cat "$tmp/out" "$tmp/err"
    return 1
}

# printed_as_in FILE
printed_as_in() {
    went_well && diff -u "$1" "$tmp/out"
}

# against_golden NAME FILE: the last run
against_golden() {
    [ -z "${OG_REGENERATE:-}" ] || cp "$tmp/out" "$2"
    check "$1" printed_as_in "$2"
}

# --- hosts and their goldens ---

# The recorded tree of a host, or the one that its make.sh writes.
root_of() {
    if [ -d "$1/root" ]; then
        echo "$1/root"
    else
        sh "$1/make.sh" "$tmp/${1##*/}" && echo "$tmp/${1##*/}"
    fi
}

for golden in "$hosts"/*/numa.golden; do
    dir=${golden%/*}
    root=$(root_of "$dir") || exit 99
    run --sysroot "$root"
    against_golden "${dir##*/}: what it has" "$golden"
    run --usage --sysroot "$root"
    against_golden "${dir##*/}: what is free" "$dir/usage.golden"
done

# --- against sysfs itself ---

# as_sysfs_says ROOT
as_sysfs_says() {
    "$raw" "$1" >"$tmp/raw" && [ -s "$tmp/raw" ] && run --sysroot "$1" &&
        printed_as_in "$tmp/raw"
}

# The reading by awk knows no hosts without nodes, with nodes that overlap or
# with nodes to leave out.
for host in "$tmp"/numa-*; do
    case ${host##*/} in
        numa-uma | numa-fake | numa-gpu-memory) ;;
        *) check "${host##*/}: as sysfs says" as_sysfs_says "$host" ;;
    esac
done

# less_total FILE: memory of a virtual machine may come and go meanwhile
less_total() {
    sed 's/ TOTAL = "[0-9]*",//' "$1" >"$1.less" && [ -s "$1.less" ]
}

# live_as_in FILE: the last run
live_as_in() {
    went_well && less_total "$1" && less_total "$tmp/out" &&
        diff -u "$1.less" "$tmp/out.less"
}

live_as_sysfs_says() {
    "$raw" / >"$tmp/raw" && run && live_as_in "$tmp/raw"
}
if [ -e /sys/devices/system/node/node0/cpulist ]; then
    check 'this machine: as sysfs says' live_as_sysfs_says
else
    skip 'this machine: as sysfs says' 'it has no NUMA nodes'
fi

# unpacked ARCHIVE: into $tmp/recording, less what is thousands of files and
# not read
unpacked() {
    rm -rf "$tmp/recording"
    mkdir "$tmp/recording" &&
        tar -xf "$1" -C "$tmp/recording" --exclude='memory[0-9]*' \
            --exclude='*/sys/devices/pci*' --exclude='*/sys/class' \
            2>"$tmp/tar" || return
    for top in "$tmp/recording" "$tmp/recording"/*; do
        [ ! -d "$top/sys" ] || recording=$top
    done
}

shared=$srcdir/../shared/data
for archive in hwloc/2pa-pcidomain32bits.tar.bz2 \
    'hwloc/32em64t-2n8c+dax+nvme+mic+dimms.tar.bz2' \
    'hwloc/32intel64-2p8co2t+8ve.tar.bz2' \
    hwloc/fakepcilocalities.tar.bz2 hosts/emulated-2node.tgz; do
    name="$archive: as sysfs says"
    if [ ! -r "$shared/$archive" ]; then
        skip "$name" 'no ../shared/data'
    elif ! unpacked "$shared/$archive"; then
        skip "$name" "$(tail -n 1 "$tmp/tar")"
    else
        check "$name" as_sysfs_says "$recording"
    fi
done

# --- what the agent does to a probe ---

server=$hosts/gpu-2node
run --sysroot "$server/root" kvm /var/lib/one/datastores 4124 20 0 node01
check 'arguments of the agent are ignored' printed_as_in "$server/numa.golden"
run kvm --usage 0 --sysroot "$server/root" node01
check 'also between options' printed_as_in "$server/usage.golden"
echo '<MONITOR_CONFIGURATION/>' |
    "$probe" --sysroot "$server/root" >"$tmp/out" 2>"$tmp/err"
rc=$?
check 'standard input is ignored' printed_as_in "$server/numa.golden"
"$probe" --sysroot "$server/root" >"$tmp/out" 2>"$tmp/err" <&-
rc=$?
check 'standard input may be closed' printed_as_in "$server/numa.golden"
run --sysroot "$server/root/"
check 'the same words every time' printed_as_in "$server/numa.golden"

# as_nobody ARGUMENT...: into out, err and rc
as_nobody() {
    setpriv --reuid=65534 --regid=65534 --clear-groups "$tmp/probe" "$@" \
        >"$tmp/out" 2>"$tmp/err"
    rc=$?
}
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null &&
    cp "$probe" "$tmp/probe" && chmod 755 "$tmp/probe" &&
    cp -R "$server/root" "$tmp/server" && chmod -R go+rX "$tmp/server" &&
    setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
    as_nobody --sysroot "$tmp/server"
    check 'nobody sees what root sees' printed_as_in "$server/numa.golden"
    as_nobody --usage --sysroot "$tmp/server"
    check 'and what is free of it' printed_as_in "$server/usage.golden"
    if [ -d /sys/devices/system/cpu ]; then
        run
        cp "$tmp/out" "$tmp/by-root"
        as_nobody
        check 'on this machine too' live_as_in "$tmp/by-root"
    else
        skip 'on this machine too' 'no /sys is mounted here'
    fi
else
    for name in 'nobody sees what root sees' 'and what is free of it' \
        'on this machine too'; do
        skip "$name" 'not root, or no setpriv'
    done
fi

# --- odd hosts ---

mkdir "$tmp/empty"
run --sysroot "$tmp/empty"
check 'no host' refused 1 "$tmp/empty: no sys/devices/system/cpu/online below"
run --usage --sysroot "$tmp/empty"
check 'no host to tell the usage of' refused 1 "$tmp/empty: no meminfo"
run --sysroot "$tmp/none"
check 'no such folder' refused 2 "$tmp/none: No such file or directory"
run --usage --sysroot "$tmp/none"
check 'no such folder for usage' refused 2 "$tmp/none: No such file"
run --sysroot "$probe"
check 'a file for a folder' refused 2 'Not a directory'

# Every file of a host in turn is a folder: never a failure, never silence.
as_folders() {
    (cd "$1" && find . -type f) >"$tmp/files" && [ -s "$tmp/files" ] || return
    while IFS= read -r file; do
        rm -f "$1/$file" && mkdir "$1/$file" || return
        echo "$file"
        run --sysroot "$1"
        went_well && grep -q '^MEMORY_NODE' "$tmp/out" || return
        run --usage --sysroot "$1"
        went_well || return
        rmdir "$1/$file" && cp "$2/$file" "$1/$file" || return
    done <"$tmp/files"
}
cp -R "$tmp/numa-cxl" "$tmp/odd"
check 'one unreadable file, any' as_folders "$tmp/odd" "$tmp/numa-cxl"

# Every file in turn is a FIFO that nobody ever writes to.
as_fifos() {
    (cd "$1" && find . -type f) >"$tmp/files" && [ -s "$tmp/files" ] || return
    while IFS= read -r file; do
        rm -f "$1/$file" && mkfifo "$1/$file" || return
        echo "$file"
        for how in '' --usage; do
            # shellcheck disable=SC2086 # none or one word
            timeout 20 "$probe" $how --sysroot "$1" >"$tmp/out" 2>"$tmp/err"
            rc=$?
            went_well || return
        done
        rm "$1/$file" && cp "$2/$file" "$1/$file" || return
    done <"$tmp/files"
}
check 'one FIFO for a file, any' as_fifos "$tmp/odd" "$tmp/numa-cxl"

# --- usage ---

run --help
check 'help' went_well
run --version
check 'version' went_well
run --colour
check 'an unknown option' refused 2 'unknown option --colour'
run -x
check 'an unknown short option' refused 2 '-x'
run --sysroot
check 'an option without its value' refused 2 '--sysroot needs a value'
run --usage=much
check 'an option with a value too many' refused 2 '--usage takes no value'
if [ -c /dev/full ]; then
    "$probe" --sysroot "$server/root" >/dev/full 2>"$tmp/err"
    rc=$?
    : >"$tmp/out"
    check 'a full disk' refused 1 'No space left'
else
    skip 'a full disk' 'no /dev/full'
fi

# --- what it costs ---

no_libraries() {
    ! readelf -d "$probe" | grep -E 'NEEDED.*lib(pci|hwloc)\.'
}
if readelf -d "$probe" >/dev/null 2>&1; then
    check 'it needs neither libpci nor hwloc' no_libraries
else
    skip 'it needs neither libpci nor hwloc' 'no readelf, or not a program'
fi

# A discovery would look at each CPU; the monitor run must not.
no_discovery() {
    went_well && grep -q 'node0/meminfo' "$tmp/trace" &&
        ! grep 'system/cpu/cpu' "$tmp/trace"
}
if strace -o "$tmp/trace" -e trace=file true 2>/dev/null; then
    ASAN_OPTIONS=detect_leaks=0 strace -f -o "$tmp/trace" -e trace=%file,openat2 \
        "$probe" --usage --sysroot "$server/root" >"$tmp/out" 2>"$tmp/err"
    rc=$?
    check 'the usage of a host needs no discovery' no_discovery
else
    skip 'the usage of a host needs no discovery' 'no strace, or forbidden'
fi

echo "1..$count"
