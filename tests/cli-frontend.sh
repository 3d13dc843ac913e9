#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu doctor --frontend: every check where all is well and where it is not,
# what it prints, and what it refuses. Speaks TAP.
# shellcheck disable=SC2154 # names of rollout.sh
set -u

# shellcheck source=/dev/null
. "${OG_SRCDIR:=.}/tests/rollout.sh"
source=$(cd "$OG_SRCDIR" && pwd)
goldens=$source/tests/golden/frontend
probes=im/kvm-probes.d
onegpu=$tmp/bin/onegpu

# An installed onegpu, for this front-end.
mkdir "$tmp/bin" "$tmp/cli"
cp "$OG_BUILDDIR/tools/onegpu" "$onegpu"
sed "s|^PROGRAMS=.*|PROGRAMS='$tmp/programs'|
    s|^COMMAND=.*|COMMAND='$tmp/command'|
    s|^DATA=.*|DATA='$tmp/data'|
    s|^VERSION=.*|VERSION='1.2.3'|" "$OG_BUILDDIR/tools/onegpu-install" \
    >"$tmp/bin/onegpu-install"
chmod 755 "$tmp/bin/onegpu-install"
# No machine has that name, which comes before all of theirs.
other=aa_node
mv "$tmp/programs/nodes/mips64" "$tmp/programs/nodes/$other"
machine=$(uname -m)

# onehost as a front-end has it; what it does is in $tmp/cli/does
cat >"$tmp/cli/onehost" <<'END'
#!/bin/sh
. "${0%/*}/does"
END
chmod 755 "$tmp/cli/onehost"

# A few actions are as good as all of them, and faster.
for action in "$tmp"/data/remotes/vmm/onegpu/*; do
    case ${action##*/} in
    deploy | migrate | attach_disk | onegpu-deploy) ;;
    *) rm "$action" ;;
    esac
done
fresh
echo 7.4.0 >"$remotes/VERSION"
"$tmp/bin/onegpu-install" install --remotes "$remotes" >"$tmp/out" 2>&1
: >"$remotes/.update"
mv "$remotes" "$tmp/installed"

ready_hosts() {
    sed "s/x86_64/$machine/" "$source/tests/frontend/hosts.xml" >"$tmp/hosts.xml"
}

# ready: a front-end that all is well with
ready() {
    rm -rf "$remotes"
    cp -a "$tmp/installed" "$remotes"
    cp "$source/tests/frontend/oned.conf" "$tmp/oned.conf"
    ready_hosts
}

# doctor ARGUMENT...: where this machine and the other are called what goldens
# call them
doctor() {
    (cd "$tmp" && "$onegpu" doctor --frontend --remotes remotes \
        --oned-conf oned.conf "$@" >"$tmp/raw" 2>"$tmp/err" </dev/null)
    rc=$?
    sed "s/\\b$machine\\b/x86_64/g
        s/\\b$other\\b/aarch64/g
        s/onegpu [0-9.]*\$/onegpu VERSION/
        s/of this onegpu ([0-9.]*)/of this onegpu (VERSION)/
        s/\"onegpu\": \"[0-9.]*\"/\"onegpu\": \"VERSION\"/" "$tmp/raw" \
        >"$tmp/out"
}

# finds NAME STATUS NUMBER TEXT: that check says so, and nothing fails but it
finds() {
    check "$1" found "$2" "$3" "$4"
}

# The remarks of check N: its line and those below without a number.
remarks() {
    awk -v n="$1" '$1 ~ /^(ok|warn|fail|n\/a)$/ {
            if ($2 ~ /^[0-9]+$/) at = $2
        }
        /^$/ { at = 0 }
        at == n' "$tmp/out"
}

flat() {
    tr -s ' \n' ' '
}

found() {
    remarks "$2" | flat >"$tmp/said"
    case $1:$rc in
    fail:1 | ok:0 | warn:0 | n/a:0)
        [ ! -s "$tmp/err" ] && grep -q "^ *$1 " "$tmp/said" &&
            grep -qF -e "$3" "$tmp/said" && return
        ;;
    esac
    echo "exit $rc, wanted $1: $3"
    cat "$tmp/out" "$tmp/err"
    return 1
}

# mends NAME TEXT: it tells this to be done
mends() {
    check "$1" grep -qF -e "$2" "$tmp/out"
}

test_ready() {
    ready
    doctor --hosts hosts.xml
    check 'ready: exit 0' [ "$rc" -eq 0 ]
    check 'ready: nothing on stderr' [ ! -s "$tmp/err" ]
    check 'ready: text' golden "$goldens/ready.txt"
    doctor --hosts hosts.xml --json
    check 'ready: JSON' golden "$goldens/ready.json"
    if command -v python3 >/dev/null; then
        check 'ready: JSON to the letter' is_json
    else
        skip 'ready: JSON to the letter' 'no python3'
    fi
    sum "$tmp/before"
    doctor --hosts hosts.xml
    check 'ready: changes nothing' as_before
    (cd "$tmp" && "$onegpu" doctor --frontend --remotes remotes --oned-conf \
        oned.conf --hosts - <hosts.xml >"$tmp/raw" 2>"$tmp/err")
    check 'hosts from stdin' grep -q '2 hosts: no error' "$tmp/raw"
    # One host alone, as onehost show prints it.
    awk '/<HOST>/ { n++ } n == 1' "$tmp/hosts.xml" >"$tmp/one.xml"
    doctor --hosts one.xml
    finds 'one host' ok 9 '1 host: no error'
}

# Everything wrong at once, for what it looks like.
test_wrong() {
    ready
    chmod 755 "$remotes/$probes/host/system/pci.rb"
    rm "$remotes/scheduler/onegpu/place"
    echo x >>"$remotes/vmm/onegpu/deploy"
    sed -i -e 's/-t 15 -r 0 onegpu -p/-t 15 -r 0 kvm -p/' \
        -e 's/-o onegpu/-o gone/' "$tmp/oned.conf"
    sed -i -e '0,/<NUMA_NODE>.*<\/NUMA_NODE>/s//<NUMA_NODE>-<\/NUMA_NODE>/' \
        -e '0,/<READY>.*<VMID>/s//<VMID>/' -e '0,/7.4.0/s//7.2.0/' \
        -e 's/PINNED/NONE/' -e '0,/0 1/s//0/' \
        -e '0,/<VMS>/s//<VMS><ID>12<\/ID><ID>17<\/ID>/' \
        -e '0,/<TEMPLATE>/s//&<ERROR><MESSAGE>line 3<\/MESSAGE><\/ERROR>/' \
        "$tmp/hosts.xml"
    doctor --hosts hosts.xml
    check 'wrong: exit 1' [ "$rc" -eq 1 ]
    check 'wrong: text' golden "$goldens/wrong.txt"
    doctor --hosts hosts.xml --json
    check 'wrong: JSON' golden "$goldens/wrong.json"
}

# What the tree tells, and that it is asked at all.
test_tree() {
    ready
    chmod 644 "$remotes/$probes/host/system/onegpu-pci"
    doctor --hosts hosts.xml
    finds 'a probe cannot be run' fail 2 'cannot be run'
    mends 'a probe cannot be run: install' '# onegpu install --remotes remotes'
    ready
    echo newer >>"$tmp/programs/onegpu-place"
    doctor --hosts hosts.xml
    finds 'onegpu was upgraded' warn 4 'of another version than this'
    echo 'in place of onegpu-place' >"$tmp/programs/onegpu-place"
    ready
    chmod 755 "$remotes/$probes/host/monitor/numa_usage.rb"
    doctor --hosts hosts.xml
    finds 'OpenNebula was upgraded' fail 3 'probes: im/kvm-probes.d/host/mon'
    ready
    mv "$tmp/programs" "$tmp/elsewhere"
    doctor --hosts hosts.xml
    finds 'onegpu is not installed here' ok 4 'not installed here'
    mv "$tmp/elsewhere" "$tmp/programs"
    ready
    touch -d '1 minute ago' "$remotes/.update"
    doctor --hosts hosts.xml
    finds 'laid down since the last sync' fail 10 'since the last onehost sync'
    rm "$remotes/.update"
    doctor --hosts hosts.xml
    finds 'no sync ever' fail 10 'since the last onehost sync'
    ready
    "$tmp/bin/onegpu-install" uninstall --remotes "$remotes" >"$tmp/out" 2>&1
    sed -i 's/-p onegpu -o onegpu/-p rank -o rank/; s/onegpu -p"/kvm -p"/' \
        "$tmp/oned.conf"
    doctor --hosts hosts.xml
    finds 'nothing is installed: no probes' n/a 2 'this step is not installed'
    finds 'nothing is installed: no scheduler' n/a 7 'rank places VMs'
    finds 'nothing is installed: no driver' n/a 8 'driver is not installed'
    ready
    "$tmp/bin/onegpu-install" uninstall --remotes "$remotes" --only sched \
        >"$tmp/out" 2>&1
    doctor --hosts hosts.xml
    finds 'asked, and not installed' fail 7 'no remotes/scheduler/onegpu'
}

test_oned() {
    ready
    "$onegpu" doctor --frontend --remotes "$remotes" --hosts "$tmp/hosts.xml" \
        >"$tmp/out" 2>"$tmp/err"
    rc=$?
    if [ -e /etc/one/oned.conf ]; then
        skip 'no oned.conf' 'there is one here'
    else
        finds 'no oned.conf' n/a 7 'could not see: /etc/one/oned.conf'
    fi
}

test_probed() {
    ready
    mkdir "$tmp/probed"
    for gpu in e1 e2; do
        printf 'PCI = [\n ADDRESS = "0000:%s:00:0" ,\n' "$gpu"
        printf ' NUMA_NODE = "1" ,\n DEVICE_NAME = "GPU" \n]\n'
    done >"$tmp/probed/node1"
    doctor --hosts hosts.xml --probed probed
    finds 'the probe agrees' ok 13 'as onegpu'
    sed -i 's/NUMA_NODE = "1"/NUMA_NODE = "0"/' "$tmp/probed/node1"
    doctor --hosts hosts.xml --probed probed
    finds 'the probe says another node' fail 13 'e1:00.0 (1, now 0)'
    echo junk >"$tmp/probed/node2"
    doctor --hosts hosts.xml --probed probed
    refuses 'what no probe printed' 1 'probed/node2: line 1'
    doctor --hosts hosts.xml --probed nowhere
    refuses 'no folder of probes' 1 'nowhere'
}

# unseen NAME TEXT
unseen() {
    finds "$1" n/a 9 "could not see: $2"
}

test_onehost() {
    ready
    PATH=$tmp/cli:$PATH
    cp "$tmp/hosts.xml" "$tmp/cli/hosts.xml"
    # shellcheck disable=SC2016 # of that script
    echo 'echo "$*" >"${0%/*}/asked"; cat "${0%/*}/hosts.xml"' \
        >"$tmp/cli/does"
    doctor
    finds 'onehost is asked' ok 9 '2 hosts: no error'
    check 'onehost is asked so' grep -qx 'list --xml' "$tmp/cli/asked"
    echo 'echo "No ONE_AUTH file found" >&2; exit 255' >"$tmp/cli/does"
    doctor
    unseen 'onehost fails' 'No ONE_AUTH file found'
    echo 'exit 127' >"$tmp/cli/does"
    doctor
    unseen 'no onehost' 'there is no onehost here'
    echo 'exit 124' >"$tmp/cli/does"
    doctor
    unseen 'onehost does not answer' 'onehost said nothing for 30 seconds'
    echo 'echo junk' >"$tmp/cli/does"
    doctor
    refuses 'onehost prints junk' 1 'onehost list --xml: '
}

test_refusals() {
    ready
    "$onegpu" doctor --remotes "$remotes" >"$tmp/out" 2>"$tmp/err"
    rc=$?
    refuses '--remotes alone' 2 'go with --frontend'
    doctor --vm x
    refuses '--vm of a front-end' 2 'are of a host'
    doctor --sysroot /
    refuses '--sysroot of a front-end' 2 'are of a host'
    doctor --hosts
    refuses '--hosts without a file' 2 'needs a value'
    doctor --hosts nowhere.xml
    refuses 'no hosts' 1 'nowhere.xml'
    echo '<VM/>' >"$tmp/hosts.xml"
    doctor --hosts hosts.xml
    refuses 'hosts that are none' 1 'hosts.xml: '
    echo '<HOST_POOL><HOST><ID>x</ID></HOST></HOST_POOL>' >"$tmp/hosts.xml"
    doctor --hosts hosts.xml
    refuses 'a host whose id is none' 1 '"x" is no host id'
    echo '<HOST_POOL><HOST><ID>1</ID></HOST></HOST_POOL>' >"$tmp/hosts.xml"
    doctor --hosts hosts.xml
    refuses 'a host without a name' 1 'a host without NAME'
    (cd "$tmp" && "$onegpu" doctor --frontend --remotes data \
        >"$tmp/out" 2>"$tmp/err" </dev/null)
    rc=$?
    refuses 'not a remotes folder' 1 "data is not OpenNebula's remotes folder"
    (cd "$tmp" && "$onegpu" doctor --frontend --remotes remotes --oned-conf \
        nowhere.conf >"$tmp/out" 2>"$tmp/err" </dev/null)
    rc=$?
    refuses 'no oned.conf by that name' 1 'nowhere.conf'
    sed -i '3s/=/:/' "$tmp/oned.conf"
    ready_hosts
    doctor --hosts hosts.xml
    refuses 'an oned.conf with a fault' 1 "oned.conf: line 3: ':' where '='"
}

test_ready
test_wrong
test_tree
test_oned
test_probed
test_onehost
test_refusals
echo "1..$count"
