# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# A front-end to roll out on: read in by the tests of onegpu install and of
# onegpu doctor --frontend. Sets what tap.sh does; $remotes is the tree, programs
# are files of one line until a test puts others in $tmp/programs.
# shellcheck disable=SC2034,SC2154 # names of tap.sh, and for who reads this in

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
# shellcheck source=/dev/null
. "$OG_SRCDIR/tests/tap.sh"
remotes=$tmp/remotes
machine=$(uname -m)
book=$remotes/onegpu/laid-down

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
    diff "$tmp/before" "$tmp/after"
}

mode() {
    stat -c %a "$remotes/$1"
}

says() {
    grep -qF -e "$1" "$tmp/out" || {
        cat "$tmp/out" "$tmp/err"
        false
    }
}

# refuses NAME RC TEXT: one line on stderr with it, and nothing changed.
refuses() {
    check "$1" refused_with "$2" "$3"
}

refused_with() {
    if [ "$rc" -eq "$1" ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
        grep -qF -e "$2" "$tmp/err" && [ ! -s "$tmp/out" ]; then
        return
    fi
    echo "exit $rc"
    cat "$tmp/err" "$tmp/out"
    return 1
}
