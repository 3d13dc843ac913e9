#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The version stands in configure.ac. What has to repeat it, because other
# programs read it there, says the same. Speaks TAP.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
count=0

# same NAME WANTED GOT
same() {
    count=$((count + 1))
    if [ -n "$2" ] && [ "$2" = "$3" ]; then
        echo "ok $count - $1"
    else
        echo "not ok $count - $1"
        echo "# wanted '$2', found '$3'"
    fi
}

version=$(sed -n 's/^AC_INIT(\[onegpu\], \[\([^]]*\)\].*/\1/p' \
    "$OG_SRCDIR/configure.ac")
for program in tools/onegpu probes/onegpu-pci probes/onegpu-numa \
    sched/onegpu-place sched/onegpu-optimize drivers/onegpu-deploy \
    drivers/onegpu-domain; do
    same "${program#*/} --version" "${program#*/} $version" \
        "$("$OG_BUILDDIR/$program" --version 2>&1 </dev/null)"
done

# "## [1.2.3] - 2026-01-31", the newest first.
newest=$(sed -n 's/^## \[\([0-9.]*\)\] - \([-0-9]*\)$/\1 \2/p' \
    "$OG_SRCDIR/CHANGELOG.md" | head -n 1)
same 'CHANGELOG.md begins with it' "$version" "${newest% *}"
same 'debian/changelog begins with it' "$version" \
    "$(sed -n '1s/^onegpu (\(.*\)) .*/\1/p' "$OG_SRCDIR/debian/changelog")"
same 'both of the same day' "${newest#* }" \
    "$(date -u -d "$(sed -n 's/^ -- .*>  //p' "$OG_SRCDIR/debian/changelog" |
        head -n 1)" +%F)"
same 'the spec is made with it' "$version" \
    "$(sed -n 's/^Version: *//p' "$OG_BUILDDIR/onegpu.spec")"
# What is built in the same tree has it: programs, and what config.status and
# compilers write.
same 'and stands nowhere else' none "$(
    cd "$OG_SRCDIR" && grep -IrlwF --exclude-dir=.deps \
        --exclude=onegpu-install -e "$version" lib probes sched drivers \
        tools remotes conf completion docs debian/control debian/rules \
        onegpu.spec.in README.md quickstart || echo none
)"
echo "1..$count"
