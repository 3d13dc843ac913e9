#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Offline: CPU 5, a thread of core 1; CPUs 3 and 7, all of core 3; and CPU 8,
# the only one of node 1's first core.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-2,4,6,9-11 0-11
cpu 0 0 0 0,4 0-2,4,6
cpu 4 0 0 0,4 0-2,4,6
cpu 1 0 1 1 0-2,4,6
cpu 2 0 2 2,6 0-2,4,6
cpu 6 0 2 2,6 0-2,4,6
for n in 9 10 11; do
    cpu "$n" 1 "$((n - 8))" "$n" 9-11
done
for n in 3 5 7 8; do
    offline "$n"
done
nodes 0-1
node 0 0-2,4,6 '10 21' 32768000 30000000
node 1 9-11 '21 10' 33554432 31000000
machine 66322432 61000000
