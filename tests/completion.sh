#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# What bash offers for onegpu: every command that there is, and of each every
# option that its help names.
# shellcheck disable=SC2013,SC2016,SC2034,SC2154 # names of tap.sh and recorded.sh
set -u

srcdir=${OG_SRCDIR:-.}
onegpu=${OG_BUILDDIR:-.}/tools/onegpu
if ! command -v bash >/dev/null 2>&1; then
    echo '1..0 # SKIP no bash'
    exit 0
fi
# shellcheck source=/dev/null
. "$srcdir/tests/tap.sh"

# offers WORD...: what is offered in the place of the last word
offers() {
    # shellcheck disable=SC2016 # for the other shell to expand
    bash --norc -c 'complete() { :; }; . "$1"; shift
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _onegpu
        printf "%s\n" "${COMPREPLY[@]}"' bash \
        "$srcdir/completion/onegpu" "$@" >"$tmp/out" 2>"$tmp/err"
    [ ! -s "$tmp/err" ] || cat "$tmp/err"
}

offered() {
    grep -qxF -- "$1" "$tmp/out" && return
    echo "not offered: $1"
    cat "$tmp/out"
    return 1
}

# exactly TEXT: the offers, with blanks between them
exactly() {
    [ "$(paste -sd' ' "$tmp/out")" = "$1" ] && return
    cat "$tmp/out"
    return 1
}

"$onegpu" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' >"$tmp/commands"
for command in $(cat "$tmp/commands"); do
    offers onegpu ''
    check "offers $command" offered "$command"
    "$onegpu" "$command" --help 2>&1 | grep -oE -- '(^  |\[|\| )--[a-z-]+' |
        sed 's/^[^-]*//' | sort -u >"$tmp/options"
    offers onegpu "$command" --
    for option in $(cat "$tmp/options"); do
        check "offers $command $option" offered "$option"
    done
done
offers onegpu doc
check 'the beginning of a command' exactly doctor
offers onegpu devices --g
check 'the beginning of an option' exactly --gpu
offers onegpu place --pci-numa-policy r
check 'the value of an option' exactly required
mkdir "$tmp/dir" "$tmp/dir/sub"
: >"$tmp/dir/file"
offers onegpu doctor --sysroot "$tmp/dir/"
check 'folders where a folder is asked for' exactly "$tmp/dir/sub"
offers onegpu doctor --vm "$tmp/dir/f"
check 'files where a file is asked for' exactly "$tmp/dir/file"
offers onegpu nothing x
check 'nothing for a command that is none' exactly ''

echo "1..$count"
