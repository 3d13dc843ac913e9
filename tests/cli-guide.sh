#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The commands of docs/guide.md that it calls runnable, on the recorded host:
# each block, as a person would paste it, prints something and does not fail.
# Its words of errors are those that the sources have. Speaks TAP.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
guide=$OG_SRCDIR/docs/guide.md
REC=$OG_SRCDIR/tests/hosts/gpu-2node
export REC
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

[ -d "$REC/root" ] || {
    echo '1..0 # SKIP no recorded host gpu-2node'
    exit 0
}
ln -s "$(cd "$OG_BUILDDIR" && pwd)/tools/onegpu" "$tmp/onegpu"
PATH=$tmp:$PATH

mkdir "$tmp/commands"
awk -v mark=run -v dir="$tmp/commands" \
    -f "$OG_SRCDIR/tests/guide-commands.awk" "$guide"
for command in "$tmp"/commands/*; do
    count=$((count + 1))
    line=$(tail -n 1 "$command")
    sh -eu "$command" >"$tmp/out" 2>"$tmp/err"
    rc=$?
    if [ "$rc" -eq 0 ] && [ -s "$tmp/out" ]; then
        echo "ok $count - $line"
    else
        echo "not ok $count - $line"
        echo "# exit $rc"
        sed 's/^/# /' "$tmp/err" | head -n 5
    fi
done
count=$((count + 1))
if [ "$count" -gt 6 ]; then
    echo "ok $count - the guide has commands to run"
else
    echo "not ok $count - the guide has commands to run"
fi

# The table of errors: the fixed part of each must be in a source.
cat "$OG_SRCDIR"/lib/*.c "$OG_SRCDIR"/drivers/*.c "$OG_SRCDIR"/remotes/onegpu/* |
    tr -d '\n\t' | sed 's/""//g; s/" *"//g' >"$tmp/sources"
sed -n '/^## By the error/,$s/^| `\([^`]*\)` |.*/\1/p' "$guide" \
    >"$tmp/errors"
while IFS= read -r error; do
    count=$((count + 1))
    # What is a name or a number in the guide is a format in a source.
    part=$(printf '%s\n' "$error" | sed 's/ (driver X)//; s/group N //
        s/ VM N//; s/ MACHINE//; s/BARs \.\.\. //; s/^oned never/oned never/')
    case $error in
    Error\ executing* | NUMA_NODE*) why=OpenNebula ;;
    *) why='' ;;
    esac
    if [ -n "$why" ] || grep -qF -e "$part" "$tmp/sources"; then
        echo "ok $count - error: $error"
    else
        echo "not ok $count - error: $error"
        echo "# no source says: $part"
    fi
done <"$tmp/errors"
echo "1..$count"
