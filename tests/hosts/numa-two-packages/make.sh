#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Two packages interleaved into one node: the kernel's core_id starts anew in
# the second.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-7 0-7
cpu 0 0 0 0,4 0,2,4,6
cpu 4 0 0 0,4 0,2,4,6
cpu 2 0 1 2,6 0,2,4,6
cpu 6 0 1 2,6 0,2,4,6
cpu 1 1 0 1,5 1,3,5,7
cpu 5 1 0 1,5 1,3,5,7
cpu 3 1 1 3,7 1,3,5,7
cpu 7 1 1 3,7 1,3,5,7
nodes 0
node 0 0-7 10 65869292 64000000
machine 65869292 64000000
