#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Node numbers with gaps, and cores with gaps in theirs. There is a column of
# distances for each node that is there, not for each number.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-15 0-15
for n in 0 1 2 3; do
    first=$((4 * n)) last=$((4 * n + 3))
    package=$((n / 2))
    at=$first
    while [ "$at" -le "$last" ]; do
        cpu "$at" "$((8 * package))" "$((2048 * package + 8 * n))" \
            "$first-$last" "$((8 * package))-$((8 * package + 7))"
        at=$((at + 1))
    done
done
nodes 0,8,250-251
node 0 0-7 '10 40 80 60' 133693440 100000000
node 8 8-15 '40 10 80 60' 134217728 110000000
node 250 '' '80 80 10 80' 16777216 16000000
node 251 '' '60 60 80 10' 16777216 16100000
machine 301465600 242100000
