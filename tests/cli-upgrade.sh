#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu install over an older onegpu, after an upgrade of OpenNebula, and where
# its book was lost; that uninstall is right after each; and what onegpu-install
# check says of such trees. Speaks TAP.
# shellcheck disable=SC2154 # names of rollout.sh
set -u

# shellcheck source=/dev/null
. "${OG_SRCDIR:=.}/tests/rollout.sh"
probes=im/kvm-probes.d
action=vmm/onegpu/old_action
tab=$(printf '\t')

# old_onegpu: what an older one put there. It had an action, a machine and a
# configuration more, replaced one script more, and wrote no checksums down.
old_onegpu() {
    cp -a "$tmp/data" "$tmp/data.new"
    cp -a "$tmp/programs" "$tmp/programs.new"
    printf '#!/bin/sh\nexec older "$@"\n' >"$tmp/data/remotes/vmm/onegpu/deploy"
    cp "$tmp/data/remotes/vmm/onegpu/deploy" "$tmp/data/remotes/$action"
    echo 'an older onegpu' >"$tmp/programs/onegpu-place"
    cp -R "$tmp/programs/nodes/mips64" "$tmp/programs/nodes/sparc64"
    echo '# older' >>"$tmp/data/conf/onegpu-driver.yaml"
    run install --remotes "$remotes"
    rm -rf "$tmp/data" "$tmp/programs"
    mv "$tmp/data.new" "$tmp/data"
    mv "$tmp/programs.new" "$tmp/programs"
    echo old >"$remotes/etc/vmm/onegpu/old.yaml"
    chmod a-x "$remotes/$probes/host/system/cpu.sh"
    {
        awk -F '\t' -v OFS='\t' '$2 == "version" { next }
            $2 == "file" { $3 = "-" } { print }' "$book"
        printf 'driver\tconf\t%s\tetc/vmm/onegpu/old.yaml\n' \
            "$(echo old | sha256sum | cut -d ' ' -f 1)"
        printf 'probes\toff\t755\t%s/host/system/cpu.sh\n' "$probes"
    } >"$tmp/book"
    cp "$tmp/book" "$book"
}

# new_opennebula: its packages bring their modes and contents back.
new_opennebula() {
    for folder in kvm-probes.d qemu-probes.d; do
        for path in host/system/pci.rb host/system/numa_host.rb \
            host/monitor/numa_usage.rb; do
            echo 'newer' >>"$1/im/$folder/$path"
            chmod 755 "$1/im/$folder/$path"
        done
    done
    chmod 750 "$1/$probes/host/system/pci.rb"
    echo 7.6.0 >"$1/VERSION"
    echo newer >>"$1/vmm/kvm/deploy"
}

# upgraded: $tmp/before is what uninstall has to leave now.
upgraded() {
    mv "$remotes" "$tmp/with"
    fresh
    "$@" "$remotes"
    sum "$tmp/before"
    rm -rf "$remotes"
    mv "$tmp/with" "$remotes"
    "$@" "$remotes"
}

is_off() {
    [ "$(mode "$1/host/system/pci.rb")" = 644 ] &&
        [ "$(mode "$1/host/system/numa_host.rb")" = 644 ] &&
        [ "$(mode "$1/host/monitor/numa_usage.rb")" = 644 ]
}

one_line_each() {
    cut -f 2,4 "$book" | sort | uniq -d >"$tmp/out"
    [ ! -s "$tmp/out" ]
}

uninstalled() {
    run uninstall --remotes "$remotes"
    check "$1: all as before" as_before
}

test_old() {
    fresh
    old_onegpu
    check 'of old: an action more' [ -x "$remotes/$action" ]
    run uninstall --remotes "$remotes" --dry-run
    check 'of old: its book is understood' says "would remove $action"
    run install --remotes "$remotes" --dry-run
    check 'of old: dry run: what is replaced' \
        says 'would lay down scheduler/onegpu/place'
    check 'of old: dry run: what goes' says "would remove $action"
    check 'of old: dry run: the book stays' cmp -s "$book" "$tmp/book"
    run install --remotes "$remotes"
    check 'over old: install' [ "$rc" -eq 0 ]
    check 'over old: the scheduler is ours' \
        cmp -s "$tmp/programs/onegpu-place" "$remotes/scheduler/onegpu/place"
    check 'over old: the driver is ours' cmp -s \
        "$tmp/data/remotes/vmm/onegpu/deploy" "$remotes/vmm/onegpu/deploy"
    check 'over old: the action is gone' [ ! -e "$remotes/$action" ]
    check 'over old: the machine is gone' [ ! -e "$remotes/onegpu/sparc64" ]
    check 'over old: whose nodes have none now' \
        says 'nodes of sparc64 lose onegpu'
    check 'over old: no others' [ "$(grep -c 'lose onegpu' "$tmp/out")" -eq 1 ]
    check 'over old: its configuration is gone' \
        [ ! -e "$remotes/etc/vmm/onegpu/old.yaml" ]
    check 'over old: a configuration nobody edited follows' cmp -s \
        "$tmp/data/conf/onegpu-driver.yaml" \
        "$remotes/etc/vmm/onegpu/onegpu-driver.yaml"
    check 'over old: what is not replaced any more is on' \
        [ "$(mode $probes/host/system/cpu.sh)" = 755 ]
    check 'over old: what is replaced is off' is_off im/kvm-probes.d
    check 'over old: the book has each once' one_line_each
    check 'over old: and checksums' \
        grep -q "file${tab}[0-9a-f]\{64\}${tab}vmm/onegpu/deploy" "$book"
    cp "$book" "$tmp/book"
    run install --remotes "$remotes"
    check 'over old: again: nothing to do' says 'already'
    check 'over old: again: the same book' cmp -s "$book" "$tmp/book"
    uninstalled 'over old'
}

test_old_edited() {
    fresh
    old_onegpu
    echo '# edited' >>"$remotes/etc/vmm/onegpu/onegpu-driver.yaml"
    echo '# edited' >>"$remotes/etc/vmm/onegpu/old.yaml"
    sed -i 's/^:filter.*/:filter: "10de:*"/' \
        "$remotes/etc/im/kvm-probes.d/pci.conf"
    cp "$remotes/etc/im/kvm-probes.d/pci.conf" "$tmp/pci.conf"
    run install --remotes "$remotes"
    check 'edited: stays' \
        grep -q '# older' "$remotes/etc/vmm/onegpu/onegpu-driver.yaml"
    check 'edited: also one that is ours no more' \
        grep -q '# edited' "$remotes/etc/vmm/onegpu/old.yaml"
    check 'edited: which is said' \
        says 'etc/vmm/onegpu/old.yaml was edited: it stays'
    check 'edited: pci.conf of OpenNebula' \
        cmp -s "$tmp/pci.conf" "$remotes/etc/im/kvm-probes.d/pci.conf"
    run uninstall --remotes "$remotes"
    rm -r "$remotes/etc/vmm/onegpu"
    cp "$tmp/pristine/etc/im/kvm-probes.d/pci.conf" \
        "$remotes/etc/im/kvm-probes.d/pci.conf"
    check 'edited: nothing else is left' as_before
    # A pci.conf that onegpu brought, and that was edited since.
    fresh
    rm "$remotes/etc/im/kvm-probes.d/pci.conf"
    run install --remotes "$remotes"
    echo '# edited' >>"$remotes/etc/im/kvm-probes.d/pci.conf"
    echo '# newer' >>"$tmp/data/conf/pci.conf"
    run install --remotes "$remotes"
    check 'edited: our own pci.conf' \
        grep -q '# edited' "$remotes/etc/im/kvm-probes.d/pci.conf"
    cp "$OG_SRCDIR/conf/pci.conf" "$tmp/data/conf"
}

test_opennebula() {
    fresh
    run install --remotes "$remotes"
    upgraded new_opennebula
    run install --remotes "$remotes"
    check 'OpenNebula upgraded: install' [ "$rc" -eq 0 ]
    check 'OpenNebula upgraded: off again' \
        [ "$(mode $probes/host/system/pci.rb)" = 640 ]
    check 'OpenNebula upgraded: of qemu too' is_off im/qemu-probes.d
    check 'OpenNebula upgraded: its version stays' \
        grep -q 7.6.0 "$remotes/VERSION"
    check 'OpenNebula upgraded: the book has each once' one_line_each
    uninstalled 'OpenNebula upgraded'
    fresh
    run install --remotes "$remotes"
    upgraded new_opennebula
    uninstalled 'OpenNebula upgraded, not installed since'
    fresh
    old_onegpu
    upgraded new_opennebula
    run install --remotes "$remotes"
    uninstalled 'both upgraded'
}

# qemu_is_link TREE, where it was a folder before.
qemu_is_link() {
    rm -rf "$1/im/qemu-probes.d"
    ln -s kvm-probes.d "$1/im/qemu-probes.d"
}

test_links() {
    fresh
    run install --remotes "$remotes"
    upgraded qemu_is_link
    run install --remotes "$remotes"
    check 'qemu-probes.d became a link: install' [ "$rc" -eq 0 ]
    check 'qemu-probes.d became a link: said' \
        says 'im/qemu-probes.d is a link now'
    check 'qemu-probes.d became a link: the probe stays' \
        [ -x "$remotes/$probes/host/system/onegpu-pci" ]
    check 'qemu-probes.d became a link: off' is_off im/kvm-probes.d
    uninstalled 'qemu-probes.d became a link'
    fresh
    run install --remotes "$remotes"
    upgraded qemu_is_link
    uninstalled 'qemu-probes.d became a link, not installed since'
    fresh
    for path in host/system/pci.rb host/system/numa_host.rb; do
        ln -sf "../../../kvm-probes.d/$path" \
            "$remotes/im/qemu-probes.d/$path"
    done
    sum "$tmp/before"
    run install --remotes "$remotes"
    check 'its scripts are links to those of kvm: install' [ "$rc" -eq 0 ]
    check 'its scripts are links to those of kvm: off' is_off im/kvm-probes.d
    check 'its scripts are links to those of kvm: our own probe' \
        [ -x "$remotes/im/qemu-probes.d/host/system/onegpu-pci" ]
    uninstalled 'its scripts are links to those of kvm'
    fresh
    ln -f "$remotes/$probes/host/system/pci.rb" \
        "$remotes/im/qemu-probes.d/host/system/pci.rb"
    sum "$tmp/before"
    run install --remotes "$remotes"
    check 'hard links: off' \
        [ "$(mode im/qemu-probes.d/host/system/pci.rb)" = 644 ]
    uninstalled 'hard links'
    fresh
    rm -r "$remotes/etc/im/qemu-probes.d" "$remotes/im/lxc-probes.d"
    ln -s kvm-probes.d "$remotes/etc/im/qemu-probes.d"
    ln -s kvm-probes.d "$remotes/im/lxc-probes.d"
    sum "$tmp/before"
    run install --remotes "$remotes"
    check 'lxc-probes.d is a link: install' [ "$rc" -eq 0 ]
    uninstalled 'lxc-probes.d is a link'
}

# Containers have OpenNebula's own probes, before and after.
test_lxc() {
    fresh
    run install --remotes "$remotes"
    sum "$tmp/after"
    grep 'lxc-' "$tmp/before" >"$tmp/lxc.before"
    grep 'lxc-' "$tmp/after" >"$tmp/lxc.after"
    check 'lxc-probes.d is as before' cmp -s "$tmp/lxc.before" "$tmp/lxc.after"
    run uninstall --remotes "$remotes"
}

test_lost_book() {
    fresh
    printf '#!/bin/sh\nexec onegpu-deploy\n' >"$tmp/deploy"
    old_onegpu
    chmod 755 "$remotes/$probes/host/system/cpu.sh"
    rm -r "$book" "$remotes/etc/vmm/onegpu/old.yaml" "${remotes:?}/$action"
    cp "$tmp/deploy" "$remotes/vmm/onegpu/deploy"
    rm "$remotes/etc/vmm/onegpu/onegpu-driver.yaml"
    run install --remotes "$remotes" --dry-run
    check 'book lost: dry run' [ "$rc" -eq 0 ]
    check 'book lost: dry run: what goes' \
        says 'would remove onegpu/sparc64/onegpu-pci'
    check 'book lost: dry run: nothing went' \
        [ -e "$remotes/onegpu/sparc64/onegpu-pci" ]
    run install --remotes "$remotes"
    check 'book lost: install' [ "$rc" -eq 0 ]
    check 'book lost: ours by content are replaced' cmp -s \
        "$tmp/data/remotes/vmm/onegpu/deploy" "$remotes/vmm/onegpu/deploy"
    check 'book lost: what is off is taken for our doing' \
        says "$probes/host/system/pci.rb is taken for switched off"
    check 'book lost: nodes of another machine' \
        says 'nodes of sparc64 lose onegpu'
    uninstalled 'book lost'
    fresh
    run install --remotes "$remotes"
    rm "$book"
    echo 'in place of onegpu here' >"$remotes/onegpu/README.site"
    for name in deploy.ours onegpu-deploy.bak onegpu-deploy.x86_64.1; do
        cp "$remotes/vmm/onegpu/deploy" "$remotes/vmm/onegpu/$name"
    done
    rm -r "$remotes/scheduler/onegpu"
    run install --remotes "$remotes" --dry-run
    check 'book lost: a folder is gone too: dry run' [ "$rc" -eq 0 ]
    run install --remotes "$remotes"
    for path in onegpu/README.site vmm/onegpu/deploy.ours \
        vmm/onegpu/onegpu-deploy.bak vmm/onegpu/onegpu-deploy.x86_64.1; do
        check "book lost: $path stays" [ -e "$remotes/$path" ]
        check "book lost: $path is named" \
            says "$path names onegpu and is not known: it stays"
    done
    run uninstall --remotes "$remotes"
    check 'book lost: files of others stay: uninstall' [ "$rc" -eq 0 ]
    check 'book lost: also after uninstall' [ -e "$remotes/onegpu/README.site" ]
    check 'book lost: which is said' says 'onegpu has files of others'
    fresh
    run install --remotes "$remotes"
    rm "$book"
    echo 'somebody else' >"$remotes/scheduler/onegpu/place"
    run install --remotes "$remotes"
    refuses 'book lost: not ours by content' 1 \
        'scheduler/onegpu/place is there and not of this program'
}

# states: what check says, but for what is as it should be.
states() {
    "$OG_BUILDDIR/tools/onegpu-install" check --programs "$tmp/programs" \
        --command "$tmp/command" --data "$tmp/data" --remotes "$remotes" \
        >"$tmp/out" 2>"$tmp/err"
    rc=$?
    grep -v "^ok$tab" "$tmp/out" >"$tmp/states"
}

# state NAME LINE: after a change that is undone by another install
state() {
    states
    check "check: $1" grep -qxF "$(printf '%s\n' "$2" | tr ' ' "$tab")" \
        "$tmp/states"
    run install --remotes "$remotes"
}

test_check() {
    fresh
    states
    check 'check: nothing is installed: exit 0' [ "$rc" -eq 0 ]
    check 'check: nothing is installed: no step' [ ! -s "$tmp/states" ]
    run install --remotes "$remotes"
    states
    cut -f 1,2 "$tmp/states" >"$tmp/steps"
    printf 'step\tdriver\nstep\tprobes\nstep\tsched\n' >"$tmp/want"
    check 'check: all is well' cmp -s "$tmp/steps" "$tmp/want"
    check 'check: by which version' grep -q "^step${tab}sched${tab}[0-9]" \
        "$tmp/states"
    sum "$tmp/before"
    states
    check 'check: changes nothing' as_before
    rm "$remotes/scheduler/onegpu/place"
    state 'missing' 'missing sched scheduler/onegpu/place'
    echo x >>"$remotes/vmm/onegpu/deploy"
    state 'changed' 'changed driver vmm/onegpu/deploy'
    chmod 644 "$remotes/vmm/onegpu/deploy"
    state 'mode' 'mode driver vmm/onegpu/deploy'
    chmod 755 "$remotes/$probes/host/system/pci.rb"
    state 'on' "on probes $probes/host/system/pci.rb"
    echo 'BIND: vfio' >>"$tmp/data/conf/onegpu-driver.yaml"
    echo newer >>"$tmp/programs/onegpu-place"
    state 'older' 'older sched scheduler/onegpu/place'
    cp "$OG_SRCDIR/conf/onegpu-driver.yaml" "$tmp/data/conf"
    echo '# ours' >>"$remotes/etc/vmm/onegpu/onegpu-driver.yaml"
    state 'edited' 'edited driver etc/vmm/onegpu/onegpu-driver.yaml'
    mv "$tmp/programs/nodes/mips64" "$tmp/mips64"
    states
    check 'check: stale' grep -qxF "stale${tab}probes${tab}onegpu/mips64/onegpu" \
        "$tmp/states"
    mv "$tmp/mips64" "$tmp/programs/nodes/mips64"
    mv "$tmp/programs" "$tmp/elsewhere"
    states
    check 'check: not to be compared' grep -qxF \
        "unseen${tab}sched${tab}scheduler/onegpu/place" "$tmp/states"
    mv "$tmp/elsewhere" "$tmp/programs"
    if [ "$(id -u)" -eq 0 ]; then
        chown 12345 "$remotes/vmm/onegpu/deploy"
        state 'owner' 'owner driver vmm/onegpu/deploy'
        check 'check: install gives it back to its owner' \
            [ "$(stat -c %u "$remotes/vmm/onegpu/deploy")" -eq 0 ]
    else
        skip 'check: owner' 'not root'
    fi
}

test_old
test_old_edited
test_opennebula
test_links
test_lxc
test_lost_book
test_check
echo "1..$count"
