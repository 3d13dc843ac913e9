#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu install and uninstall on a copy of OpenNebula's remotes/: what is laid
# down and switched off, that nothing is left of it afterwards, that a run that
# was killed can be mended, what is refused, and that the probes run from
# there. Speaks TAP.
# shellcheck disable=SC2154 # names of rollout.sh
set -u

# shellcheck source=/dev/null
. "${OG_SRCDIR:=.}/tests/rollout.sh"
tree_of_7=$OG_SRCDIR/../shared/data/oned/remotes-tree.txt
node=$OG_SRCDIR/tests/hosts/gpu-2node

# round_trip NAME: the whole way there and back.
round_trip() {
    sum "$tmp/before"
    run install --remotes "$remotes"
    check "$1: install" [ "$rc" -eq 0 ]
    check "$1: nothing on stderr" [ ! -s "$tmp/err" ]
    for path in im/kvm-probes.d/host/system/onegpu-pci \
        im/kvm-probes.d/host/system/onegpu-numa \
        im/kvm-probes.d/host/monitor/onegpu-numa-usage \
        im/kvm-probes.d/vm/monitor/onegpu-audit \
        "onegpu/$machine/onegpu-pci" onegpu/mips64/onegpu \
        "vmm/onegpu/onegpu-deploy.$machine" vmm/onegpu/deploy \
        vmm/onegpu/migrate scheduler/onegpu/place \
        scheduler/onegpu/optimize; do
        check "$1: $path" [ -x "$remotes/$path" ]
    done
    for path in host/system/pci.rb host/system/numa_host.rb \
        host/monitor/numa_usage.rb; do
        check "$1: $path is off" [ "$(mode "im/kvm-probes.d/$path")" = 644 ]
    done
    (cd "$remotes" && find im -type f -perm /111 -newer "$tmp/before" \
        ! -name 'onegpu-*') >"$tmp/err"
    check "$1: no other program among the probes" [ ! -s "$tmp/err" ]
    sum "$tmp/once"
    run install --remotes "$remotes"
    sum "$tmp/twice"
    check "$1: a second install changes nothing" \
        cmp -s "$tmp/once" "$tmp/twice"
    check "$1: and says so" says 'already'
    run uninstall --remotes "$remotes"
    check "$1: uninstall" [ "$rc" -eq 0 ]
    check "$1: all as before" as_before
}

test_round_trip() {
    fresh
    round_trip 'the layout'
    if [ -f "$tree_of_7" ]; then
        tree_from "$tree_of_7"
        round_trip 'the tree of 7.5.80'
    else
        skip 'the tree of 7.5.80' 'no ../shared/data'
    fi
    fresh
    rm -rf "$remotes/im/qemu-probes.d"
    ln -s kvm-probes.d "$remotes/im/qemu-probes.d"
    round_trip 'qemu-probes.d is a link'
    fresh
    rm "$remotes/etc/im/kvm-probes.d/pci.conf"
    chmod 750 "$remotes/im/kvm-probes.d/host/system/numa_host.rb"
    chmod 700 "$remotes/im/qemu-probes.d/host/system/pci.rb"
    sum "$tmp/before"
    run install --remotes "$remotes"
    check 'without a pci.conf: ours' \
        cmp -s "$tmp/data/conf/pci.conf" "$remotes/etc/im/kvm-probes.d/pci.conf"
    check 'a run bit of 750 goes' \
        [ "$(mode im/kvm-probes.d/host/system/numa_host.rb)" = 640 ]
    run uninstall --remotes "$remotes"
    check 'odd modes and no pci.conf: all as before' as_before
    fresh
    chmod 644 "$remotes/im/kvm-probes.d/host/system/pci.rb"
    sum "$tmp/before"
    run install --remotes "$remotes"
    run uninstall --remotes "$remotes"
    check 'what was off before stays off' as_before
}

# root installs, oneadmin has the tree.
test_owner() {
    if [ "$(id -u)" -ne 0 ]; then
        skip 'all of it is the owner of the tree' 'not root'
        return
    fi
    fresh
    chown -R 12345:12345 "$remotes"
    sum "$tmp/before"
    run install --remotes "$remotes"
    find "$remotes" ! -user 12345 -o ! -group 12345 >"$tmp/err"
    check 'all of it is the owner of the tree' [ ! -s "$tmp/err" ]
    run uninstall --remotes "$remotes" --only probes
    find "$remotes" ! -user 12345 -o ! -group 12345 >"$tmp/err"
    check 'a part of it too' [ ! -s "$tmp/err" ]
    run uninstall --remotes "$remotes"
    check 'of another owner: all as before' as_before
}

test_next() {
    fresh
    echo ":filter: '0:0'" >"$remotes/etc/im/kvm-probes.d/pci.conf"
    run install --remotes "$remotes"
    check 'next: the scheduler' says '-t 15 -p onegpu -o onegpu'
    check 'next: the driver' says '-t 15 -r 0 onegpu -p'
    check 'next: sync' says 'onehost sync -f'
    check 'next: an empty filter is told' says 'no device is listed yet'
    check 'an edited pci.conf stays' \
        grep -q 0:0 "$remotes/etc/im/kvm-probes.d/pci.conf"
    run uninstall --remotes "$remotes"
    check 'taken: the old scheduler' says '-p rank'
}

test_steps() {
    fresh
    run install --remotes "$remotes" --only sched
    check 'only sched: the scheduler' [ -x "$remotes/scheduler/onegpu/place" ]
    check 'only sched: no probe' \
        [ ! -e "$remotes/im/kvm-probes.d/host/system/onegpu-pci" ]
    check 'only sched: pci.rb stays on' \
        [ "$(mode im/kvm-probes.d/host/system/pci.rb)" = 755 ]
    run install --remotes "$remotes" --only=probes,driver
    check 'then probes and driver' [ -x "$remotes/vmm/onegpu/deploy" ]
    run uninstall --remotes "$remotes" --only probes
    check 'without probes: pci.rb is on' \
        [ "$(mode im/kvm-probes.d/host/system/pci.rb)" = 755 ]
    check 'without probes: the driver stays' [ -x "$remotes/vmm/onegpu/deploy" ]
    run uninstall --remotes "$remotes" --only driver,sched
    check 'step by step: all as before' as_before
    run uninstall --remotes "$remotes"
    check 'uninstall of nothing' [ "$rc" -eq 0 ]
    check 'uninstall of nothing: all as before' as_before
    # OpenNebula 6.10
    rm -rf "$remotes/scheduler"
    sum "$tmp/before"
    run install --remotes "$remotes"
    check 'no scheduler/: the rest is installed' \
        [ -x "$remotes/vmm/onegpu/deploy" ]
    check 'no scheduler/: that is said' says 'sched is left out'
    check 'no scheduler/: none is made' [ ! -e "$remotes/scheduler" ]
    run uninstall --remotes "$remotes"
    check 'no scheduler/: all as before' as_before
    run install --remotes "$remotes" --only sched
    refuses 'no scheduler/, and only that was asked for' 1 'has no scheduler/'
}

test_dry() {
    fresh
    run install --remotes "$remotes" --dry-run
    check 'dry run: exit 0' [ "$rc" -eq 0 ]
    check 'dry run: what would be laid down' \
        says 'would lay down im/kvm-probes.d/host/system/onegpu-pci'
    check 'dry run: what would be switched off' \
        says 'would switch off im/kvm-probes.d/host/system/pci.rb'
    check 'dry run: all as before' as_before
    run install --remotes "$remotes"
    sum "$tmp/before"
    run uninstall --remotes "$remotes" --dry-run
    check 'dry uninstall: what would be switched on' \
        says 'would switch on im/kvm-probes.d/host/system/pci.rb'
    check 'dry uninstall: all as before' as_before
}

test_edits() {
    fresh
    run install --remotes "$remotes"
    conf=etc/vmm/onegpu/onegpu-driver.yaml
    echo '# ours' >>"$remotes/$conf"
    echo 'BIND: vfio' >>"$tmp/data/conf/onegpu-driver.yaml"
    run install --remotes "$remotes"
    check 'an edited configuration stays' grep -q '# ours' "$remotes/$conf"
    run uninstall --remotes "$remotes"
    check 'also after uninstall' grep -q '# ours' "$remotes/$conf"
    check 'which says so' says "$conf was edited: it stays"
    fresh
    run install --remotes "$remotes"
    echo 'BIND: libvirt' >>"$tmp/data/conf/onegpu-driver.yaml"
    run install --remotes "$remotes"
    check 'one that nobody edited follows ours' \
        grep -q 'BIND: libvirt' "$remotes/$conf"
    cp "$OG_SRCDIR/conf/onegpu-driver.yaml" "$tmp/data/conf"
    echo 'a newer one' >"$tmp/programs/nodes/mips64/onegpu"
    # OpenNebula's packages were upgraded.
    chmod 755 "$remotes/im/kvm-probes.d/host/system/pci.rb"
    run install --remotes "$remotes"
    check 'a newer program is laid down' \
        grep -q newer "$remotes/onegpu/mips64/onegpu"
    check 'a script that is on again goes off again' \
        [ "$(mode im/kvm-probes.d/host/system/pci.rb)" = 644 ]
    mv "$tmp/programs/nodes/mips64" "$tmp/mips64"
    run install --remotes "$remotes"
    check 'what is no longer ours goes' \
        [ ! -e "$remotes/onegpu/mips64/onegpu" ]
    run uninstall --remotes "$remotes"
    mv "$tmp/mips64" "$tmp/programs/nodes/mips64"
    check 'after all of that: all as before' as_before
}

# The book is written first, so every line of it is a place to be killed at.
test_killed() {
    fresh
    run install --remotes "$remotes"
    cp "$book" "$tmp/book"
    lines=$(wc -l <"$tmp/book")
    bad=''
    for at in 0 1 "$((lines / 3))" "$((lines / 2))" "$((lines - 1))" \
        "$lines"; do
        fresh
        killed_at "$at"
        run uninstall --remotes "$remotes"
        [ "$rc" -eq 0 ] && as_before || bad="$bad uninstall@$at"
        fresh
        killed_at "$at"
        run install --remotes "$remotes"
        [ "$rc" -eq 0 ] || bad="$bad install@$at"
        sort "$book" >"$tmp/book.now"
        sort "$tmp/book" | cmp -s - "$tmp/book.now" || bad="$bad book@$at"
        run uninstall --remotes "$remotes"
        [ "$rc" -eq 0 ] && as_before || bad="$bad back@$at"
    done
    check "killed after any of $lines lines:$bad" [ -z "$bad" ]
}

# killed_at N: an install that did what N lines of the book say, but for the
# last of them, and was half-way through writing the next one.
killed_at() {
    mkdir -p "$remotes/onegpu"
    echo half >"$remotes/onegpu/.new"
    head -n "$1" "$tmp/book" >"$book"
    [ "$1" -gt 0 ] || rm "$book"
    head -n $(($1 > 0 ? $1 - 1 : 0)) "$tmp/book" |
        while IFS="$(printf '\t')" read -r _ kind _ path; do
            case $kind in
            dir) mkdir -p "$remotes/$path" ;;
            file) cp "$tmp/command" "$remotes/$path" ;;
            conf) cp "$tmp/data/conf/${path##*/}" "$remotes/$path" ;;
            off) chmod a-x "$remotes/$path" ;;
            esac
        done
    [ "$1" -eq 0 ] || printf 'driver\tfi' >>"$book"
}

test_refusals() {
    fresh
    run install --remotes "$tmp/nowhere"
    refuses 'no such folder' 1 'no such folder'
    run install --remotes "$tmp/data"
    refuses 'not a remotes folder' 1 'is not OpenNebula'
    run install
    refuses 'no --remotes' 2 '--remotes DIR is needed'
    run install --remotes "$remotes" --only probes,gpu
    refuses 'an unknown step' 2 'no step "gpu"'
    run install --remotes "$remotes" --only ,
    refuses 'no step' 2 'names no step'
    run install --remotes "$remotes" --force
    refuses 'an unknown option' 2 '--force'
    run install --remotes
    refuses 'an option without its value' 2 'needs a value'
    echo by-hand >"$remotes/im/kvm-probes.d/host/system/onegpu-pci"
    run install --remotes "$remotes"
    refuses 'a file by another hand' 1 'move it away first'
    rm "$remotes/im/kvm-probes.d/host/system/onegpu-pci"
    check 'after refusals: all as before' as_before
    mkdir "$remotes/onegpu"
    echo theirs >"$remotes/onegpu/file"
    run install --remotes "$remotes"
    refuses 'a folder onegpu by another hand' 1 'move it away first'
    rm -r "$remotes/onegpu"
    mkdir "$tmp/elsewhere"
    ln -s "$tmp/elsewhere" "$remotes/vmm/onegpu"
    run install --remotes "$remotes"
    refuses 'a folder that is a link' 1 'is a link'
    rm "$remotes/vmm/onegpu"
    ln -s "$tmp/elsewhere" "$remotes/onegpu"
    echo precious >"$tmp/elsewhere/.new"
    for action in install uninstall; do
        run "$action" --remotes "$remotes"
        refuses "$action: our folder is a link" 1 'is a link'
    done
    check 'nothing was touched behind it' [ -s "$tmp/elsewhere/.new" ]
    rm "$remotes/onegpu"
    rm "$remotes/im/kvm-probes.d/host/system/pci.rb"
    ln -s ../../../../VERSION "$remotes/im/kvm-probes.d/host/system/pci.rb"
    run install --remotes "$remotes"
    refuses 'a script that is a link' 1 'is a link'
    fresh
    rm "$tmp/programs/onegpu-numa"
    run install --remotes "$remotes"
    refuses 'a program that was not built' 1 'onegpu-numa is missing'
    echo again >"$tmp/programs/onegpu-numa"
    check 'after those: all as before' as_before
    for line in 'probes file - ../../etc/passwd' 'probes file - im/../../x' \
        'probes file - /etc/passwd' 'probes gone - im/x' 'file - im/x' \
        'probes file - im/x im/y'; do
        fresh
        run install --remotes "$remotes"
        printf '%s\n' "$line" | tr ' ' '\t' >>"$book"
        run uninstall --remotes "$remotes"
        refuses "in the book: $line" 1 'not of this program'
    done
    fresh
    if command -v flock >/dev/null; then
        flock "$remotes" "$OG_BUILDDIR/tools/onegpu-install" install \
            --remotes "$remotes" >"$tmp/out" 2>"$tmp/err"
        rc=$?
        refuses 'two at once' 1 'at work'
    else
        skip 'two at once' 'no flock'
    fi
}

# Who has the tree may put a link where root is about to write.
test_planted() {
    mkdir "$tmp/planter"
    real=$(command -v rm)
    cat >"$tmp/planter/rm" <<END
#!/bin/sh
"$real" "\$@"
for last; do :; done
case \$last in
*/onegpu/.new) ln -s "$tmp/planted" "\$last" ;;
esac
END
    chmod 755 "$tmp/planter/rm"
    for action in install uninstall; do
        fresh
        [ "$action" = install ] || run install --remotes "$remotes"
        echo precious >"$tmp/planted"
        path=$PATH PATH=$tmp/planter:$PATH
        run "$action" --remotes "$remotes" --only sched
        PATH=$path
        refuses "$action: a link where a file is made" 1 \
            'onegpu/.new cannot be written'
        check "$action: nothing was written through it" \
            grep -qx precious "$tmp/planted"
    done
    fresh
    mkdir -p "$remotes/onegpu/.new"
    run install --remotes "$remotes"
    refuses 'a folder where a file is made' 1 'onegpu/.new is in the way'
}

# onegpu doctor --frontend takes it for the time of the last change.
test_time() {
    fresh
    run install --remotes "$remotes"
    touch -d '1 hour ago' "$book" "$tmp/hour"
    run install --remotes "$remotes"
    check 'nothing changed: the time of the book stays' \
        [ ! "$book" -nt "$tmp/hour" ]
    echo x >>"$remotes/scheduler/onegpu/place"
    run install --remotes "$remotes" --dry-run
    check 'a dry run: it stays' [ ! "$book" -nt "$tmp/hour" ]
    run install --remotes "$remotes"
    check 'a file changed, the book did not: its time is now' \
        [ "$book" -nt "$tmp/hour" ]
}

# The probes of a tree that was brought to a node.
test_runs() {
    fresh
    cp "$OG_BUILDDIR"/probes/onegpu-pci "$OG_BUILDDIR"/probes/onegpu-numa \
        "$OG_BUILDDIR/drivers/onegpu-deploy" "$tmp/programs"
    cp "$OG_BUILDDIR/tools/onegpu" "$tmp/command"
    sed "s/^:filter:.*/:filter: '10de:*'/" "$tmp/data/conf/pci.conf" \
        >"$remotes/etc/im/kvm-probes.d/pci.conf"
    run install --remotes "$remotes"
    cp -RL "$remotes" "$tmp/node"
    if [ ! -d "$node/root" ]; then
        skip 'the probes run' 'no recorded host gpu-2node'
        return
    fi
    probes=$tmp/node/im/kvm.d/../kvm-probes.d
    "$probes/host/system/onegpu-pci" --sysroot "$node/root" kvm /x 4124 20 \
        >"$tmp/out" 2>"$tmp/err" <"$remotes/VERSION"
    rc=$?
    check 'onegpu-pci finds its pci.conf' says 'ADDRESS = "0000:e1:00:0"'
    check 'onegpu-pci says nothing else' [ ! -s "$tmp/err" ]
    "$OG_BUILDDIR/probes/onegpu-pci" --sysroot "$node/root" \
        --conf "$remotes/etc/im/kvm-probes.d/pci.conf" >"$tmp/alone"
    check 'and prints what the program does' cmp -s "$tmp/out" "$tmp/alone"
    "$probes/host/system/onegpu-numa" --sysroot "$node/root" \
        >"$tmp/out" 2>"$tmp/err"
    check 'onegpu-numa' says 'DISTANCE = "1 0"'
    "$probes/host/monitor/onegpu-numa-usage" --sysroot "$node/root" \
        >"$tmp/out" 2>"$tmp/err"
    check 'onegpu-numa-usage' says 'FREE'
    "$probes/vm/monitor/onegpu-audit" --sysroot "$node/root" \
        --live "$node/running" >"$tmp/out" 2>"$tmp/err"
    check 'onegpu-audit: exit 0' [ $? -eq 0 ]
    "$tmp/node/onegpu/onegpu" --version >"$tmp/out" 2>"$tmp/err"
    check 'the command on a node' says 'onegpu'
    "$tmp/node/vmm/onegpu/deploy" </dev/null >"$tmp/out" 2>"$tmp/err"
    check 'the driver finds its program' grep -q 'onegpu-deploy' "$tmp/err"
    # A node of another kind.
    mkdir "$tmp/bin"
    printf '#!/bin/sh\necho riscv64\n' >"$tmp/bin/uname"
    chmod 755 "$tmp/bin/uname"
    while read -r script says; do
        PATH="$tmp/bin:$PATH" "$tmp/node/$script" \
            >"$tmp/out" 2>"$tmp/err" </dev/null
        rc=$?
        refuses "$script without its program" 1 "$says: no program for riscv64"
    done <<'END'
im/kvm-probes.d/host/system/onegpu-pci onegpu-pci
im/kvm-probes.d/host/system/onegpu-numa onegpu-numa
im/kvm-probes.d/host/monitor/onegpu-numa-usage onegpu-numa-usage
im/kvm-probes.d/vm/monitor/onegpu-audit onegpu-audit
onegpu/onegpu onegpu
vmm/onegpu/deploy onegpu-deploy
vmm/onegpu/save onegpu-deploy
END
}

test_round_trip
test_owner
test_next
test_steps
test_dry
test_edits
test_killed
test_refusals
test_planted
test_time
test_runs
echo "1..$count"
