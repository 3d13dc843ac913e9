#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# CPU 0 is offline, and so there is no topology of it to look at.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 1-3 0-3
offline 0
cpu 1 0 0 1 1
cpu 2 1 0 2-3 2-3
cpu 3 1 0 2-3 2-3
nodes 0-1
node 0 1 '10 20' 8388608 8000000
node 1 2-3 '20 10' 8388608 8100000
machine 16777216 16100000
