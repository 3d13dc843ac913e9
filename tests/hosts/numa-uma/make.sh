#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A kernel without NUMA: no folder of a node anywhere.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-3 0-3
for n in 0 1; do
    cpu "$n" 0 "$n" "$n,$((n + 2))" 0-3
    cpu "$((n + 2))" 0 "$n" "$n,$((n + 2))" 0-3
done
pages mm 2048 128 100
pages mm 1048576 2 1
machine 16305412 9000004
