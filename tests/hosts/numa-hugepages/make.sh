#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Pages of three sizes, whose folders sort by name as they do not by size, and
# on each node other numbers of them.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-1 0-1
cpu 0 0 0 0 0
cpu 1 1 0 1 1
nodes 0-1
node 0 0 '10 20' 33554432 10000000
node 1 1 '20 10' 33554432 11000000
pages node0 64 1024 1000
pages node0 2048 4096 96
pages node0 1048576 16 4
pages node1 64 0 0
pages node1 2048 512 512
pages node1 1048576 20 0
machine 67108864 21000000
