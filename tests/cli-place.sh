#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# onegpu-place as oned and people run it: forms of the message, what is said
# of bad ones, and the plan against OpenNebula's schema.
set -u

: "${OG_SRCDIR:=.}" "${OG_BUILDDIR:=.}"
place=$OG_BUILDDIR/sched/onegpu-place
messages=$OG_SRCDIR/tests/messages
schema=$OG_SRCDIR/../shared/data/xsd/plan.xsd
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
count=0

ok() {
    count=$((count + 1))
    echo "ok $count - $1"
}

not_ok() {
    count=$((count + 1))
    echo "not ok $count - $1"
    sed 's/^/# /' "$tmp/err" | head -n 5
}

skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# run MESSAGE ARG...: the program, into $tmp/out, $tmp/err and $rc.
run() {
    run_in=$1
    shift
    "$place" "$@" <"$run_in" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# refuses NAME RC PATTERN: exactly one line on stderr, nothing on stdout.
refuses() {
    if [ "$rc" -eq "$2" ] && [ ! -s "$tmp/out" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -q "$3" "$tmp/err"; then
        ok "$1"
    else
        echo "# exit $rc, $(wc -l <"$tmp/err") lines, $3 expected"
        not_ok "$1"
    fi
}

# without NAME: an empty message without that section.
without() {
    printf '<SCHEDULER_DRIVER_ACTION>'
    for other in VM_POOL HOST_POOL DATASTORE_POOL REQUIREMENTS; do
        [ "$other" = "$1" ] || printf '<%s/>' "$other"
    done
    printf '</SCHEDULER_DRIVER_ACTION>'
}

# with_vm TEXT: a message with one VM.
with_vm() {
    printf '<SCHEDULER_DRIVER_ACTION><VM_POOL><VM>%s</VM></VM_POOL>' "$1"
    printf '<HOST_POOL/><DATASTORE_POOL/><REQUIREMENTS/>'
    printf '</SCHEDULER_DRIVER_ACTION>'
}

# A value of 100 MB in element $1 of a VM that is good without it.
huge() {
    printf '<SCHEDULER_DRIVER_ACTION><VM_POOL><VM><ID>7</ID><TEMPLATE>'
    printf '<MEMORY>1</MEMORY></TEMPLATE><%s>' "$1"
    head -c 100000000 /dev/zero | tr '\0' 7
    printf '</%s></VM></VM_POOL><HOST_POOL/><DATASTORE_POOL/>' "$1"
    printf '<REQUIREMENTS/></SCHEDULER_DRIVER_ACTION>'
}

test_forms() {
    in=$messages/batch-two-hosts/place.in.xml
    base64 -w0 "$in" >"$tmp/line"
    base64 "$in" >"$tmp/wrapped"
    for form in "$in" "$tmp/line" "$tmp/wrapped"; do
        run "$form"
        if [ "$rc" -eq 0 ] &&
            cmp -s "$tmp/out" "$messages/batch-two-hosts/place.out" &&
            cmp -s "$tmp/err" "$messages/batch-two-hosts/place.err"; then
            ok "the same plan from ${form##*/}"
        else
            not_ok "the same plan from ${form##*/}"
        fi
    done
}

test_broken_messages() {
    in=$messages/batch-two-hosts/place.in.xml
    base64 -w0 "$in" | head -c 1001 >"$tmp/in"
    run "$tmp/in"
    refuses "base64 cut in a group" 1 "^ERROR: stdin: base64: cut off after"
    base64 -w0 "$in" | head -c 1000 >"$tmp/in"
    run "$tmp/in"
    refuses "base64 cut between groups" 1 \
        "^ERROR: stdin: line [0-9]*: .*cut off inside VM_POOL/VM"
    head -c 1500 "$in" >"$tmp/in"
    run "$tmp/in"
    refuses "XML cut" 1 "^ERROR: stdin: line [0-9]*: .*cut off inside VM_POOL"
    echo '<VM_POOL></VM_POOL>' >"$tmp/in"
    run "$tmp/in"
    refuses "wrong root" 1 \
        "^ERROR: stdin: .*VM_POOL.*SCHEDULER_DRIVER_ACTION.*expected"
    echo 'VM_POOL = [ ]' >"$tmp/in"
    run "$tmp/in"
    refuses "neither XML nor base64" 1 "^ERROR: stdin: base64: .*offset"
    : >"$tmp/in"
    run "$tmp/in"
    refuses "nothing" 1 "^ERROR: stdin: empty"
    for section in VM_POOL HOST_POOL DATASTORE_POOL REQUIREMENTS; do
        without "$section" >"$tmp/in"
        run "$tmp/in"
        refuses "no $section" 1 "^ERROR: stdin: .*no $section section"
    done
}

test_broken_vms() {
    with_vm '<ID>7</ID><TEMPLATE><CPU>1</CPU></TEMPLATE>' >"$tmp/in"
    run "$tmp/in"
    refuses "VM without MEMORY" 1 \
        "^ERROR: stdin: line 1, VM_POOL/VM: VM 7: no TEMPLATE/MEMORY"
    with_vm '<ID>seven</ID>' >"$tmp/in"
    run "$tmp/in"
    refuses "id that is no number" 1 \
        '^ERROR: stdin: line 1, VM_POOL/VM/ID: "seven" is no valid number'
    with_vm '<ID> 7 8 </ID>' >"$tmp/in"
    run "$tmp/in"
    refuses "two ids in one" 1 "^ERROR: stdin: line 1, VM_POOL/VM/ID"
}

test_hostile_messages() {
    huge ID >"$tmp/in"
    run "$tmp/in"
    refuses "a value of 100 MB" 1 "^ERROR: stdin: line 1, VM_POOL/VM/ID: .*byte"
    huge ID | base64 -w0 >"$tmp/in"
    run "$tmp/in"
    refuses "a value of 100 MB in base64" 1 \
        "^ERROR: stdin: line 1, VM_POOL/VM/ID: .*byte"
    huge NEWS >"$tmp/in"
    run "$tmp/in"
    if [ "$rc" -eq 0 ] && [ ! -s "$tmp/err" ]; then
        ok "a value of 100 MB that nobody wants is nobody's"
    else
        not_ok "a value of 100 MB that nobody wants is nobody's"
    fi
    {
        printf '<!DOCTYPE lolz [<!ENTITY l0 "lol">'
        for i in 1 2 3 4 5 6 7 8 9; do
            p="&l$((i - 1));"
            printf '<!ENTITY l%d "%s">' "$i" "$p$p$p$p$p$p$p$p$p$p"
        done
        printf ']><SCHEDULER_DRIVER_ACTION><VM_POOL>&l9;</VM_POOL>'
        printf '</SCHEDULER_DRIVER_ACTION>'
    } >"$tmp/in"
    run "$tmp/in"
    refuses "billion laughs" 1 "^ERROR: stdin: line 1: .*document type"
    {
        printf '<SCHEDULER_DRIVER_ACTION>'
        i=0
        while [ $i -lt 1000 ]; do
            printf '<A>'
            i=$((i + 1))
        done
    } >"$tmp/in"
    run "$tmp/in"
    refuses "1000 elements deep" 1 "^ERROR: stdin: line 1: .*elements deep"
}

test_files() {
    run "$tmp"
    refuses "a directory as stdin" 1 "^ERROR: stdin: Is a directory"
    "$place" <&- >"$tmp/out" 2>"$tmp/err"
    rc=$?
    refuses "no stdin" 1 "^ERROR: stdin: Bad file descriptor"
    : >"$tmp/out"
    without none >"$tmp/in"
    "$place" <"$tmp/in" >&- 2>"$tmp/err"
    rc=$?
    refuses "no stdout" 1 "^ERROR: stdout: Bad file descriptor"
    if [ -c /dev/full ]; then
        "$place" <"$tmp/in" >/dev/full 2>"$tmp/err"
        rc=$?
        refuses "a full stdout" 1 "^ERROR: stdout: No space left"
    else
        skip "a full stdout" "no /dev/full"
    fi
}

test_usage() {
    without none >"$tmp/in"
    run "$tmp/in" --rank
    refuses "unknown option" 2 "onegpu-place: unrecognized option"
    run "$tmp/in" --pci-numa-policy
    refuses "an option without its value" 2 "requires an argument"
    run "$tmp/in" 12
    refuses "stray argument" 2 '^ERROR: unexpected argument "12"'
    for policy in maybe "" default; do
        run "$tmp/in" --pci-numa-policy "$policy"
        refuses "policy \"$policy\"" 2 \
            "^ERROR: --pci-numa-policy \"$policy\": use required, socket, preferred"
    done
    for option in help version; do
        run /dev/null --$option
        if [ "$rc" -eq 0 ] && [ -s "$tmp/out" ] && [ ! -s "$tmp/err" ]; then
            ok "--$option"
        else
            not_ok "--$option"
        fi
    done
    for option in help version; do
        [ -c /dev/full ] || continue
        : >"$tmp/out"
        "$place" --$option >/dev/full 2>"$tmp/err"
        rc=$?
        refuses "--$option to a full stdout" 1 "^ERROR: stdout: "
    done
    in=$messages/gpu-node1-node0-freer/place.in.xml
    run "$in" --pci-numa-policy required
    if [ "$rc" -eq 0 ] && ! grep -q ACTION "$tmp/out" &&
        grep -q "^ERROR: 3 no host fits: PCI_NUMA_POLICY=required" "$tmp/err"
    then
        ok "--pci-numa-policy required"
    else
        not_ok "--pci-numa-policy required"
    fi
}

test_conf() {
    in=$messages/gpu-node1-node0-freer/place.in.xml
    run "$in" --conf "$OG_SRCDIR/conf/onegpu-sched.yaml"
    if [ "$rc" -eq 0 ] && cmp -s "$tmp/out" "${in%.in.xml}.out"; then
        ok "the shipped configuration changes nothing"
    else
        not_ok "the shipped configuration changes nothing"
    fi
    echo 'pci_numa_policy: required' >"$tmp/conf"
    run "$in" --conf "$tmp/conf"
    if [ "$rc" -eq 0 ] && ! grep -q ACTION "$tmp/out"; then
        ok "a configured policy"
    else
        not_ok "a configured policy"
    fi
    run "$in" --pci-numa-policy preferred --conf "$tmp/conf"
    if [ "$rc" -eq 0 ] && grep -q ACTION "$tmp/out"; then
        ok "the option comes before the file"
    else
        not_ok "the option comes before the file"
    fi
    mkdir -p "$tmp/one/etc/schedulers"
    cp "$tmp/conf" "$tmp/one/etc/schedulers/onegpu.yaml"
    ONE_LOCATION=$tmp/one
    export ONE_LOCATION
    run "$in"
    unset ONE_LOCATION
    if [ "$rc" -eq 0 ] && ! grep -q ACTION "$tmp/out"; then
        ok "the file below ONE_LOCATION"
    else
        not_ok "the file below ONE_LOCATION"
    fi
    echo 'max_hosts: 1' >"$tmp/conf"
    run "$in" --conf "$tmp/conf"
    refuses "an unknown key" 2 \
        "^ERROR: $tmp/conf: line 1: unknown key 'max_hosts', did you mean"
    run "$in" --conf "$tmp/none"
    refuses "a configuration that is not there" 2 "^ERROR: $tmp/none: No such"
    run "$in" --conf "$tmp"
    refuses "a folder as configuration" 2 "^ERROR: $tmp: Is a directory"
}

# The schema has a namespace that real documents do not carry, and asks for
# at least one action.
test_schema() {
    for plan in "$messages"/*/place.out; do
        dir=${plan%/*}
        name="the plan of ${dir##*/} is one to OpenNebula's schema"
        if [ ! -r "$schema" ]; then
            skip "$name" "no ../shared/data"
            continue
        elif ! command -v xmllint >/dev/null 2>&1; then
            skip "$name" "no xmllint"
            continue
        fi
        run "$dir/place.in.xml"
        sed 's|<PLAN>|<PLAN xmlns="http://opennebula.org/XMLSchema">|' \
            "$tmp/out" >"$tmp/plan.xml"
        if ! grep -q '<ACTION>' "$tmp/plan.xml"; then
            not_ok "$name (it has no action)"
        elif xmllint --noout --schema "$schema" "$tmp/plan.xml" \
            2>"$tmp/err"; then
            ok "$name"
        else
            not_ok "$name"
        fi
    done
}

test_forms
test_broken_messages
test_broken_vms
test_hostile_messages
test_files
test_usage
test_conf
test_schema
echo "1..$count"
