#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The tables of `make bench`, from the top of a build tree. RUNS=n sets the
# number of runs (default 15).
set -eu

RUNS=${RUNS:-15}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

machine() {
    model=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
    echo "Machine: ${model:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN) CPUs," \
        "$(uname -s) $(uname -r)"
    echo "Times are wall clock in ms; the two commands of a row alternate."
}

probe() {
    printf '\nProbe: onegpu-pci with filter *:* against lspci -nnmm'
    if ! command -v lspci >/dev/null 2>&1; then
        printf '\nskipped: lspci is not installed (Debian: pciutils)\n'
        return
    fi
    echo ":filter: '*:*'" >"$work/pci.conf"
    devices=$(probes/onegpu-pci --conf "$work/pci.conf" |
        awk '/^PCI = / { n++ } END { print n + 0 }')
    printf ', %s devices, %s runs\n\n' "$devices" "$RUNS"
    times=$(bench/timing "$RUNS" \
        - "probes/onegpu-pci --conf $work/pci.conf" -- - "lspci -nnmm")
    echo "$times" | awk '{
        printf "| %-12s | %8s | %8s | %8s |\n", "", "min", "median", "RSS MiB"
        printf "|%s|%s:|%s:|%s:|\n", "--------------", "---------",
            "---------", "---------"
        printf "| %-12s | %8s | %8s | %8s |\n", "onegpu-pci", $1, $2, $3
        printf "| %-12s | %8s | %8s | %8s |\n", "lspci -nnmm", $4, $5, $6
        printf "\nratio of the minima: %s\n", $7 }'
}

place_row() {
    hosts=$1 vms=$2 runs=$3
    bench/gen-message "$hosts" "$vms" >"$work/message.xml"
    base64 -w0 "$work/message.xml" >"$work/message.b64"
    size=$(wc -c <"$work/message.xml")
    placed=$(sched/onegpu-place <"$work/message.b64" 2>/dev/null |
        grep -o '<ACTION>' | wc -l)
    times=$(bench/timing "$runs" "$work/message.b64" sched/onegpu-place -- \
        - "bench/sax-parse $work/message.xml")
    echo "$times" |
        awk -v shape="$hosts x $vms" -v size="$size" -v placed="$placed" \
            -v runs="$runs" '{
        printf "| %-11s | %6.1f | %6d | %4d | %8s | %8s | %5s | %7s | %7s |\n",
            shape, size / 1e6, placed, runs, $1, $4, $7, $3, $6 }'
}

place() {
    {
        printf '\nPlan: onegpu-place on base64 as oned sends it, against a bare'
        printf '\nlibxml2 SAX parse of the decoded bytes (empty handlers)\n\n'
        printf '| %-11s | %6s | %6s | %4s | %8s | %8s | %5s | %7s | %7s |\n' \
            "hosts x VMs" MB placed runs "place ms" "SAX ms" ratio "RSS MiB" \
            "SAX MiB"
        printf '|-------------|-------:|-------:|-----:|---------:|---------:'
        printf '|------:|--------:|--------:|\n'
    }
    place_row 100 100 "$RUNS"
    place_row 1000 1000 "$RUNS"
}

machine
probe
place
