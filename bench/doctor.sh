#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# `onegpu doctor` and `onegpu devices` on 256 devices: the last table of
# `make bench`, from the top of a build tree. RUNS=n sets the number of runs
# (default 15). Their bounds are 200 ms and 32 MiB; more than that is an error.
set -eu

RUNS=${RUNS:-15}
srcdir=$(dirname "$0")/..
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/functions"
sh "$srcdir/bench/make-functions.sh" "$work/functions"
echo ":filter: '10de:*'" >"$work/pci.conf"

printf '\nReadiness: the two commands on 256 functions, with the run of onegpu-pci'
printf '\nthat each of them makes; at most 200 ms and 32 MiB\n\n'
printf '| %-20s | %8s | %8s | %8s |\n' "" min median "RSS MiB"
echo "|----------------------|---------:|---------:|---------:|"

# row NAME COMMAND: it may find something that fails
row() {
    bench/timing "$RUNS" - "sh $work/any $2" -- - true |
        awk -v name="$1" '{
            printf "| %-20s | %8s | %8s | %8s |\n", name, $1, $2, $3
            exit $1 > 200 || $3 > 32 }'
}
# shellcheck disable=SC2016 # for the other shell to expand
echo '"$@" >/dev/null || [ $? -eq 1 ]' >"$work/any"

status=0
row 'onegpu doctor' "tools/onegpu doctor --sysroot $work/functions --conf \
$work/pci.conf" || status=1
row 'onegpu doctor --json' "tools/onegpu doctor --json --sysroot \
$work/functions --conf $work/pci.conf" || status=1
row 'onegpu devices' "tools/onegpu devices --sysroot $work/functions" ||
    status=1
exit "$status"
