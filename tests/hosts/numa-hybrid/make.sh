#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# One package of two sorts of core: two with two threads each, four with one.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-7 0-7
cpu 0 0 0 0-1 0-7
cpu 1 0 0 0-1 0-7
cpu 2 0 4 2-3 0-7
cpu 3 0 4 2-3 0-7
for n in 4 5 6 7; do
    cpu "$n" 0 "$((n + 4))" "$n" 0-7
done
for n in 0 1 2 3; do
    put "sys/devices/system/cpu/cpu$n/cpufreq/cpuinfo_max_freq" 5200000
    put "sys/devices/system/cpu/cpu$((n + 4))/cpufreq/cpuinfo_max_freq" 3900000
done
put sys/devices/cpu_core/cpus 0-3
put sys/devices/cpu_atom/cpus 4-7
nodes 0
node 0 0-7 10 32614400 20000000
machine 32614400 20000000
