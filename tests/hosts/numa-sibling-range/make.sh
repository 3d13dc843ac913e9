#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Four threads a core with numbers in a row: their list is a range.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-15 0-15
for n in 0 1 2 3; do
    first=$((4 * n)) last=$((4 * n + 3))
    package=$((n / 2))
    at=$first
    while [ "$at" -le "$last" ]; do
        cpu "$at" "$package" "$((8 * n))" "$first-$last" \
            "$((8 * package))-$((8 * package + 7))"
        at=$((at + 1))
    done
done
nodes 0-1
node 0 0-7 '10 40' 66901248 60000000
node 1 8-15 '40 10' 67026176 61000000
machine 133927424 121000000
