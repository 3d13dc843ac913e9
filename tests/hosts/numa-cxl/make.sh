#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Two sockets and, near the second, a node of memory alone (a CXL expander).
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-3 0-3
cpu 0 0 0 0 0-1
cpu 1 0 1 1 0-1
cpu 2 1 0 2 2-3
cpu 3 1 1 3 2-3
nodes 0-2
node 0 0-1 '10 21 24' 32768000 30000000
node 1 2-3 '21 10 14' 33554432 31000000
node 2 '' '24 14 10' 134217728 134000000
for n in 0 1 2; do
    pages "node$n" 2048 $((n * 512)) $((n * 500))
done
machine 200540160 195000000
