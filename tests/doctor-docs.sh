#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# docs/doctor.md is what docs/doctor.sh prints, and the man pages name every
# option.
# shellcheck disable=SC2013,SC2016,SC2034,SC2154 # names of tap.sh and recorded.sh
set -u
[ -d /proc/self/fd ] || {
    echo '1..0 # SKIP no /proc is mounted here'
    exit 0
}

srcdir=${OG_SRCDIR:-.}
onegpu=${OG_BUILDDIR:-.}/tools/onegpu
# shellcheck source=/dev/null
. "$srcdir/tests/tap.sh"

sh "$srcdir/docs/doctor.sh" >"$tmp/out"
check 'docs/doctor.md is up to date (make docs-doctor)' \
    golden "$srcdir/docs/doctor.md"

# documented COMMAND: each option of its help is in its page
documented() {
    "$onegpu" "$1" --help | grep -o -- '--[a-z]*' | sort -u |
        while read -r option; do
            name=$(printf %s "${option#--}" | sed 's/-/\\\\-/g')
            grep -q -- "\\\\-\\\\-$name" "$srcdir/docs/onegpu-$1.1" || {
                echo "$option is not in docs/onegpu-$1.1"
                exit 1
            }
        done
}

# keyed COMMAND ARGUMENT...: each key of its JSON is in its page
keyed() {
    command=$1
    shift
    "$onegpu" "$command" --json "$@" | grep -o '"[a-z_]*":' | tr -d '":' |
        sort -u | while read -r key; do
        grep -q "\\b$key\\b" "$srcdir/docs/onegpu-$command.1" || {
            echo "$key is not in docs/onegpu-$command.1"
            exit 1
        }
    done
}

sh "$srcdir/tests/hosts/doctor.sh" "$tmp/host" 05
for command in doctor devices; do
    check "onegpu-$command(1): every option" documented "$command"
    check "onegpu-$command(1): every key" keyed "$command" \
        --sysroot "$tmp/host"
done
check 'onegpu-doctor(1): every key of a VM' keyed doctor \
    --sysroot "$tmp/host" --vm "$srcdir/tests/hosts/gpu-2node/vm.xml" \
    --live none

echo "1..$count"
