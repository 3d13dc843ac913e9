#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# docs/reference.md is what the programs, the man pages and conf/ say now.
# OG_REGENERATE=1 writes it. Speaks TAP.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
reference=$OG_SRCDIR/docs/reference.md
echo '1..2'
export OG_SRCDIR OG_BUILDDIR
if sh "$OG_SRCDIR/docs/reference.sh" >"$tmp/now" 2>"$tmp/err"; then
    echo 'ok 1 - every program tells of itself'
else
    echo 'not ok 1 - every program tells of itself'
    sed 's/^/# /' "$tmp/err"
fi
[ -z "${OG_REGENERATE-}" ] || cp "$tmp/now" "$reference"
if diff "$reference" "$tmp/now" >"$tmp/diff"; then
    echo 'ok 2 - docs/reference.md is not stale'
else
    echo 'not ok 2 - docs/reference.md is not stale'
    echo '# make docs-reference writes it anew'
    head -n 10 "$tmp/diff" | sed 's/^/# /'
fi
