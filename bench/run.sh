#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tables of `make bench`, from the top of a build tree. RUNS=n sets the
# number of runs (default 15).
set -eu

RUNS=${RUNS:-15}
srcdir=$(dirname "$0")/..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

machine() {
    model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
    echo "Machine: ${model:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN) CPUs," \
        "$(uname -s) $(uname -r)"
    echo "Times are wall clock in ms; the two commands of a row alternate."
}

# probe_row WHAT NAME COMMAND: our probe on WHAT, and another command after it
probe_row() {
    times=$(bench/timing "$RUNS" - "$ours" -- - "$3")
    echo "$times" | awk -v what="$1" -v name="$2" '{
        row = "| %-13s | %-12s | %8s | %8s | %8s | %6s |\n"
        printf row, what, "onegpu-pci", $1, $2, $3, ""
        printf row, "", name, $4, $5, $6, sprintf("%.2f", $4 / $1) }'
}

# probe_rows WHAT RUBY-ROOT LSPCI-OPTION...
probe_rows() {
    what=$1 ruby_root=$2
    shift 2
    probe_row "$what" "lspci -nnmm" "lspci -nnmm $*"
    if command -v ruby >/dev/null 2>&1; then
        probe_row "$what" "ruby + lspci" \
            "ruby $srcdir/bench/baseline.rb $work/pci.conf $ruby_root"
    fi
}

# made_rows WHAT FILTER GPUS: on a host of 256 functions, see make-functions.sh
made_rows() {
    made=$work/functions-$3
    if [ ! -d "$made" ]; then
        mkdir "$made"
        sh "$srcdir/bench/make-functions.sh" "$made" "$3"
    fi
    echo ":filter: '$2'" >"$work/pci.conf"
    ours="probes/onegpu-pci --conf $work/pci.conf --sysroot $made"
    probe_rows "$1" "$made" -A linux-sysfs -O "sysfs.path=$made/sys/bus/pci" \
        -d "$2"
    count_calls "$1"
}

# count_calls WHAT: of the probe alone; what starting costs is in it.
count_calls() {
    # shellcheck disable=SC2086 # a command with its arguments
    if command -v strace >/dev/null 2>&1 &&
        strace -c -o "$work/strace" $ours >/dev/null; then
        awk -v what="$1" '$NF == "total" {
            printf "%s: %d system calls\n", what, NF == 6 ? $4 : $3
        }' "$work/strace" >>"$work/calls"
    fi
}

probe() {
    printf '\nProbe: onegpu-pci against one lspci -nnmm, and against the work'
    printf '\nof a probe in Ruby (bench/baseline.rb); "times" is how many times'
    printf '\nas long the other takes\n\n'
    if ! command -v lspci >/dev/null 2>&1; then
        printf 'skipped: lspci is not installed (Debian: pciutils)\n'
        return
    fi
    command -v ruby >/dev/null 2>&1 ||
        printf 'ruby: skipped, it is not installed\n\n'
    printf '| %-13s | %-12s | %8s | %8s | %8s | %6s |\n' \
        "" "" "min" "median" "RSS MiB" "times"
    echo "|---------------|--------------|---------:|---------:|---------:|-------:|"
    echo ":filter: '*:*'" >"$work/pci.conf"
    ours="probes/onegpu-pci --conf $work/pci.conf"
    probe_rows "this machine" ""
    count_calls "this machine"
    made_rows "8 GPUs of 256" '10de:*' 8
    made_rows "256 functions" '*:*' 0
    if [ -s "$work/calls" ]; then
        echo && cat "$work/calls"
    else
        printf '\nsystem calls: skipped, no strace\n'
    fi
}

# place_row HOSTS VMS RUNS [full]. "of size" is how many times as long a
# megabyte takes as in the row whose figure is in $per_mb.
place_row() {
    hosts=$1 vms=$2 runs=$3 full=${4-}
    # shellcheck disable=SC2086 # an argument that may be absent
    bench/gen-message "$hosts" "$vms" $full >"$work/message.xml"
    base64 -w0 "$work/message.xml" >"$work/message.b64"
    size=$(wc -c <"$work/message.xml")
    placed=$(sched/onegpu-place <"$work/message.b64" 2>/dev/null |
        grep -o '<ACTION>' | wc -l)
    times=$(bench/timing "$runs" "$work/message.b64" sched/onegpu-place -- \
        - "bench/sax-parse $work/message.xml")
    : "${per_mb:=$(echo "$times" | awk -v size="$size" '{ print $1 / size }')}"
    echo "$times" |
        awk -v shape="$hosts x $vms${full:+, full}" -v size="$size" \
            -v placed="$placed" -v runs="$runs" -v per_mb="$per_mb" '{
        printf "| %-18s | %6.1f | %6d | %4d | %8s | %8s | %5s | %7.2f | %7s | %7s |\n",
            shape, size / 1e6, placed, runs, $1, $4, $7,
            $1 / size / per_mb, $3, $6 }'
}

place() {
    {
        printf '\nPlan: onegpu-place on base64 as oned sends it, against a bare'
        printf '\nlibxml2 SAX parse of the decoded bytes (empty handlers). "of'
        printf '\nsize": how many times as long a megabyte takes as in the first'
        printf '\nrow. full: other VMs hold all GPUs, no GPU VM finds a host.\n\n'
        printf '| %-18s | %6s | %6s | %4s | %8s | %8s | %5s | %7s | %7s | %7s |\n' \
            "hosts x VMs" MB placed runs "place ms" "SAX ms" ratio "of size" \
            "RSS MiB" "SAX MiB"
        printf '|--------------------|-------:|-------:|-----:|---------:|---------:'
        printf '|------:|--------:|--------:|--------:|\n'
    }
    place_row 1000 1000 "$RUNS"
    place_row 100 100 "$RUNS"
    place_row 1000 1000 "$RUNS" full
    place_row 10000 1000 3
    place_row 1000 10000 3
    place_row 1000 10000 3 full
}

# domain_row WHAT VM: one domain from it, and xmllint that only reads the VM
domain_row() {
    times=$(bench/timing "$RUNS" "$2" drivers/onegpu-domain -- \
        - "xmllint --noout $2")
    echo "$times" | awk -v what="$1" -v size="$(wc -c <"$2")" '{
        printf "| %-13s | %6.1f | %9s | %9s | %7s | %10s |\n",
            what, size / 1e3, $1, $2, $3, $5 }'
}

domain() {
    printf '\nDomain: onegpu-domain, one domain from one VM, against xmllint'
    printf '\n--noout, which only reads the VM\n\n'
    if ! command -v xmllint >/dev/null 2>&1; then
        printf 'skipped: xmllint is not installed (Debian: libxml2-utils)\n'
        return
    fi
    printf '| %-13s | %6s | %9s | %9s | %7s | %10s |\n' "" kB \
        "min ms" "median ms" "RSS MiB" "xmllint ms"
    printf '|---------------|-------:|----------:|----------:|--------:'
    printf '|-----------:|\n'
    domain_row "windows" "$srcdir/tests/vms/windows.xml"
    domain_row "GPU, pinned" "$srcdir/tests/vms/gpu-local.xml"
    domain_row "two vnodes" "$srcdir/tests/vms/secure-huge.xml"
}

machine
probe
place
domain
