#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A CPU beside a GPU whose memory the NVIDIA driver offers as node 1: it is the
# GPU's and comes and goes with it.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-3 0-3
for n in 0 1 2 3; do
    cpu "$n" 0 "$n" "$n" 0-3
done
nodes 0-2
node 0 0-3 '10 80 40' 500000000 450000000
node 1 '' '80 10 80' 99614720 99000000
node 2 '' '40 80 10' 134217728 134000000
put proc/driver/nvidia/gpus/0009:01:00.0/numa_status 'Node: 1
Status: online'
machine 733832448 683000000
