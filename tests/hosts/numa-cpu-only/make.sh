#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The second socket has CPUs and not one memory module.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-3 0-3
cpu 0 0 0 0 0-1
cpu 1 0 1 1 0-1
cpu 2 1 0 2 2-3
cpu 3 1 1 3 2-3
nodes 0-1
node 0 0-1 '10 20' 32768000 30000000
node 1 2-3 '20 10' 0 0
pages node0 2048 16 8
machine 32768000 30000000
