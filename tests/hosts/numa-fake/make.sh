#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Nodes made by numa=fake: each lists all CPUs of the socket it was cut from.
# shellcheck disable=SC1091
. "${0%/*}/../lib.sh"

host "$1" 0-1 0-1
cpu 0 0 0 0 0-1
cpu 1 0 1 1 0-1
nodes 0-1
node 0 0-1 '10 10' 4194304 4000000
node 1 0-1 '10 10' 4194304 4100000
machine 8388608 8100000
