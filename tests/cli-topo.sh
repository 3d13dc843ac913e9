#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu topo on the recorded hosts: the picture, SVG as a viewer reads it, what
# oned believes and where it is wrong.
set -u
unset COLUMNS

onegpu=${OG_BUILDDIR:-.}/tools/onegpu
hosts=$(cd "${OG_SRCDIR:-.}/tests/hosts" && pwd) || exit 99
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

# result STATUS NAME: with what the last run said where it failed
result() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' "$tmp/out" "$tmp/err"
    fi
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

run() {
    "$onegpu" topo "$@" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# says NAME TEXT ARGUMENT...: exit 0, the text on stdout, stderr empty
says() {
    name=$1 text=$2
    shift 2
    run "$@"
    [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ] && grep -qF -- "$text" "$tmp/out"
    result $? "$name"
}

# wrong NAME STATUS TEXT ARGUMENT...: the text on stderr, nothing on stdout
wrong() {
    name=$1 status=$2 text=$3
    shift 3
    run "$@"
    [ "$rc" -eq "$status" ] && [ ! -s "$tmp/out" ] &&
        grep -qF -- "$text" "$tmp/err"
    result $? "$name"
}

root=$hosts/gpu-2node/root
running=$hosts/gpu-2node/running

says 'the GPU hangs on node 1' '. e1:00.0 GPU L40S' --sysroot "$root"
says 'a running VM' 'A one-2      2 CPUs 4-5' --sysroot "$root" \
    --live "$running"
says 'one file is as good as a folder' 'A one-2' --sysroot "$root" \
    --live "$running/one-2.xml"
says 'JSON' '"root_complex": "0000:e0"' --sysroot "$root" --json
says 'help' 'Usage: onegpu topo' --help
run --sysroot "$root" --live "$running"
cp "$tmp/out" "$tmp/first"
NO_COLOR=1 LC_ALL=C run --sysroot "$root" --live "$running" --ascii
cmp -s "$tmp/out" "$tmp/first"
result $? 'no colour and no UTF-8 where there is no terminal'
COLUMNS=120 "$onegpu" topo --sysroot "$root" >"$tmp/out" 2>"$tmp/err" &&
    awk 'length($0) > n { n = length($0) } END { exit n != 120 }' "$tmp/out"
result $? 'as wide as the screen'

sh "$hosts/make-gpu-8.sh" "$tmp/gpu-8" >/dev/null 2>&1
run --sysroot "$tmp/gpu-8"
[ "$rc" -eq 0 ] && [ "$(grep -o 'GPU H100' "$tmp/out" | wc -l)" -eq 8 ] &&
    [ "$(grep -o 'switch ..:00.0' "$tmp/out" | wc -l)" -eq 4 ] &&
    ! grep -q '.\{81\}' "$tmp/out"
result $? 'eight GPUs below four switches in 80 columns'

# --- SVG ---

run --sysroot "$tmp/gpu-8" --live "$running" --svg "$tmp/host.svg"
[ "$rc" -eq 0 ] && [ ! -s "$tmp/out" ] && [ -s "$tmp/host.svg" ]
result $? 'SVG to a file'
says 'SVG to stdout' '<svg xmlns="http://www.w3.org/2000/svg"' \
    --sysroot "$tmp/gpu-8" --live "$running" --svg -
cmp -s "$tmp/out" "$tmp/host.svg"
result $? 'the same bytes'
if command -v xmllint >/dev/null; then
    xmllint --noout "$tmp/host.svg" >"$tmp/out" 2>"$tmp/err"
    result $? 'well-formed'
else
    skip 'well-formed' 'xmllint is not installed'
fi
if command -v rsvg-convert >/dev/null; then
    rsvg-convert "$tmp/host.svg" -o "$tmp/host.png" >"$tmp/out" 2>"$tmp/err" &&
        [ "$(head -c 4 "$tmp/host.png" | tail -c 3)" = PNG ] &&
        [ "$(wc -c <"$tmp/host.png")" -gt 10000 ]
    result $? 'drawn by a viewer'
else
    skip 'drawn by a viewer' 'rsvg-convert is not installed'
fi
mkdir "$tmp/hostile"
cat >"$tmp/hostile/x.xml" <<'XML'
<domain><name>&lt;script&gt;&amp;"'&#x9b;&#xfffd;</name>
<cputune><vcpupin vcpu='0' cpuset='0'/></cputune></domain>
XML
says 'a name that means harm' '&lt;script&gt;&amp;&quot;' --sysroot "$root" \
    --live "$tmp/hostile" --svg -
if command -v xmllint >/dev/null; then
    xmllint --noout "$tmp/out" 2>"$tmp/err"
    result $? 'is well-formed too'
else
    skip 'is well-formed too' 'xmllint is not installed'
fi
wrong 'SVG to nowhere' 1 "$tmp/none/x.svg" --sysroot "$root" \
    --svg "$tmp/none/x.svg"

# --- what oned believes ---

cat >"$tmp/host.xml" <<'XML'
<HOST><ID>0</ID><NAME>node-a</NAME><HOST_SHARE>
<PCI_DEVICES>
<PCI><ADDRESS>0000:e1:00:0</ADDRESS><VENDOR>10de</VENDOR><DEVICE>26b9</DEVICE>
<CLASS>0302</CLASS><NUMA_NODE>0</NUMA_NODE><VMID>-1</VMID></PCI>
<PCI><ADDRESS>0000:a1:00:0</ADDRESS><VENDOR>10de</VENDOR><DEVICE>26b9</DEVICE>
<CLASS>0302</CLASS><NUMA_NODE>1</NUMA_NODE><VMID>-1</VMID></PCI>
</PCI_DEVICES>
<NUMA_NODES>
<NODE><NODE_ID>0</NODE_ID>
<CORE><ID>0</ID><CPUS>0:-1,8:-1</CPUS></CORE>
<CORE><ID>1</ID><CPUS>1:-1,9:-1</CPUS></CORE>
<CORE><ID>2</ID><CPUS>2:2,10:2</CPUS></CORE>
<CORE><ID>3</ID><CPUS>3:-1,11:-1</CPUS></CORE>
<MEMORY><DISTANCE>0 1</DISTANCE><TOTAL>33554432</TOTAL></MEMORY></NODE>
<NODE><NODE_ID>1</NODE_ID>
<CORE><ID>0</ID><CPUS>4:-1,12:-1</CPUS></CORE>
<CORE><ID>1</ID><CPUS>5:-1,13:-1</CPUS></CORE>
<CORE><ID>2</ID><CPUS>6:-1,14:-1</CPUS></CORE>
<CORE><ID>3</ID><CPUS>7:-1,15:-1</CPUS></CORE>
<MEMORY><DISTANCE>1</DISTANCE><TOTAL>33554432</TOTAL></MEMORY></NODE>
</NUMA_NODES></HOST_SHARE></HOST>
XML
says "oned's belief" 'node-a, as oned believes it' --host "$tmp/host.xml"
"$onegpu" topo --host - <"$tmp/host.xml" >"$tmp/first" 2>"$tmp/err"
cmp -s "$tmp/out" "$tmp/first"
result $? 'from stdin'
cat >"$tmp/want" <<'WANT'
node 1: oned has the nodes by distance as "1", the host "1 0": too short, oned reads past its end
0000:a1:00.0: oned has it, the host does not
0000:e1:00.0: oned has it on node 0, it is on node 1: delete the host in OpenNebula and create it again
one-2: oned has it on CPUs 2,10, it is pinned to 4-5
WANT
run --host "$tmp/host.xml" --diff --sysroot "$root" --live "$running"
[ "$rc" -eq 1 ] && [ ! -s "$tmp/err" ] && cmp -s "$tmp/out" "$tmp/want"
result $? 'where it is wrong'
run --host "$tmp/host.xml" --diff --sysroot "$root" --live "$running" --json
[ "$rc" -eq 1 ] && grep -q '"differences": \[' "$tmp/out"
result $? 'the same as JSON'
sed -e 's,<NUMA_NODE>0,<NUMA_NODE>1,' -e 's,<DISTANCE>1<,<DISTANCE>1 0<,' \
    -e '/a1:00:0/,/<.PCI>/d' -e 's/2:2,10:2/2:-1,10:-1/' \
    -e 's/>4:-1/>4:2/;s/>5:-1/>5:2/' "$tmp/host.xml" >"$tmp/right.xml"
says 'where it is right' 'agree' --host "$tmp/right.xml" --diff \
    --sysroot "$root" --live "$running"
echo '<HOST><HOST_SHARE/></HOST>' >"$tmp/empty.xml"
wrong 'a host without nodes' 1 'has no node' --host "$tmp/empty.xml"
echo '<VM/>' >"$tmp/vm.xml"
wrong 'another document' 1 "$tmp/vm.xml" --host "$tmp/vm.xml"
head -c 900 "$tmp/host.xml" >"$tmp/cut.xml"
wrong 'half a document' 1 "$tmp/cut.xml" --host "$tmp/cut.xml"
wrong 'no document' 1 "$tmp/none" --host "$tmp/none"

# --- usage ---

wrong 'no host there' 1 'neither a host nor a recording' --sysroot "$tmp"
wrong 'running VMs that are not there' 1 "$tmp/none" --sysroot "$root" \
    --live "$tmp/none"
wrong 'an unknown option' 2 'Usage: onegpu topo' --colour
wrong 'an argument' 2 'Usage: onegpu topo' here
wrong 'a diff with nothing' 2 '--host FILE' --diff
wrong 'two forms' 2 '--svg goes with' --svg x --json
for n in 79 241 x ''; do
    wrong "columns \"$n\"" 2 '80 to 240' --columns "$n"
done

echo "1..$count"
