# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# A front-end to roll out on: read in by the tests of onegpu install and of
# onegpu doctor --frontend. Sets tmp; $remotes is the tree, programs are files
# of one line until a test puts others in $tmp/programs.
# shellcheck disable=SC2034 # machine and book are for whoever reads this in

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0
remotes=$tmp/remotes
machine=$(uname -m)
book=$remotes/onegpu/laid-down

ok() {
    count=$((count + 1))
    echo "ok $count - $1"
}

not_ok() {
    count=$((count + 1))
    echo "not ok $count - $1"
    shift
    for line; do
        printf '%s\n' "$line" | sed 's/^/# /' | head -n 20
    done
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# check NAME CONDITION...: the condition is a command.
check() {
    name=$1
    shift
    if "$@"; then
        ok "$name"
    else
        not_ok "$name" "failed: $*" "$(cat "$tmp/out" "$tmp/err")"
    fi
}

# What make install would have put where.
mkdir -p "$tmp/data/conf" "$tmp/programs/nodes/mips64"
cp -R "$OG_SRCDIR/remotes" "$tmp/data/remotes"
chmod -R u+w "$tmp/data"
cp "$OG_BUILDDIR"/remotes/vmm/onegpu/* "$tmp/data/remotes/vmm/onegpu"
cp "$OG_SRCDIR"/conf/*.yaml "$OG_SRCDIR/conf/pci.conf" "$tmp/data/conf"
for program in onegpu-pci onegpu-numa onegpu-place onegpu-optimize \
    onegpu-deploy; do
    echo "in place of $program" >"$tmp/programs/$program"
done
echo 'in place of onegpu' >"$tmp/command"
for program in onegpu onegpu-pci onegpu-numa onegpu-deploy; do
    echo 'onegpu of another machine' >"$tmp/programs/nodes/mips64/$program"
done

# run ACTION ARGUMENT...: into $tmp/out, $tmp/err and $rc.
run() {
    run_action=$1
    shift
    "$OG_BUILDDIR/tools/onegpu" "$run_action" --programs "$tmp/programs" \
        --command "$tmp/command" --data "$tmp/data" "$@" \
        >"$tmp/out" 2>"$tmp/err" </dev/null
    rc=$?
}

# tree_from FILE: an OpenNebula from its list of mode, type and path.
tree_from() {
    rm -rf "$remotes"
    mkdir "$remotes"
    while read -r mode type path _; do
        case $type in
        d) mkdir -p "$remotes/$path" ;;
        f) mkdir -p "$remotes/${path%/*}" && echo "$path" >"$remotes/$path" ;;
        *) continue ;;
        esac
        chmod "$mode" "$remotes/$path"
    done <"$1"
}

fresh() {
    [ -d "$tmp/pristine" ] || {
        tree_from "$OG_SRCDIR/tests/remotes/layout"
        mv "$remotes" "$tmp/pristine"
    }
    rm -rf "$remotes"
    cp -a "$tmp/pristine" "$remotes"
    sum "$tmp/before"
}

# sum FILE: kind, mode, owner, path, link and contents of everything.
sum() {
    (cd "$remotes" && find . -printf '%y %m %U %G %p %l\n' | sort &&
        find . -type f -exec sha256sum {} + | sort) >"$1"
}

as_before() {
    sum "$tmp/after"
    diff "$tmp/before" "$tmp/after" >"$tmp/out"
}

mode() {
    stat -c %a "$remotes/$1"
}

says() {
    grep -qF -e "$1" "$tmp/out"
}

# refuses NAME RC TEXT: one line on stderr with it, and nothing changed.
refuses() {
    if [ "$rc" -eq "$2" ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
        grep -qF -e "$3" "$tmp/err" && [ ! -s "$tmp/out" ]; then
        ok "$1"
    else
        not_ok "$1" "exit $rc" "$(cat "$tmp/err" "$tmp/out")"
    fi
}
