#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The table of `make bench-quality`, from the top of a build tree. The trace is
# not ours to ship: where it is absent this says so. OPENB names its folder.
set -eu

srcdir=$(dirname "$0")/..
data=${OPENB:-$srcdir/../shared/data/openb}

if [ ! -d "$data" ]; then
    printf '\nQuality: skipped: %s is absent\n' "$data"
    exit 0
fi
printf '\n'
exec bench/openb "$data"
