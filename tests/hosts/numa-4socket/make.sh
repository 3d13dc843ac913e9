#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Four sockets, any two as far apart as any other two: a list of distances
# without its ties would lack nodes.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-15 0-15
for n in 0 1 2 3; do
    low=$((2 * n)) high=$((2 * n + 1))
    all=$low-$high,$((low + 8))-$((high + 8))
    cpu "$low" "$n" 0 "$low,$((low + 8))" "$all"
    cpu "$((low + 8))" "$n" 0 "$low,$((low + 8))" "$all"
    cpu "$high" "$n" 1 "$high,$((high + 8))" "$all"
    cpu "$((high + 8))" "$n" 1 "$high,$((high + 8))" "$all"
done
nodes 0-3
node 0 0-1,8-9 '10 21 21 21' 131841772 120000000
node 1 2-3,10-11 '21 10 21 21' 132118288 121000000
node 2 4-5,12-13 '21 21 10 21' 132118288 122000000
node 3 6-7,14-15 '21 21 21 10' 132094012 123000000
machine 528172360 486000000
