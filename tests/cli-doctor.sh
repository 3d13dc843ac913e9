#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# `onegpu doctor` on every recorded host, on hosts with one thing wrong, and
# as people type it.
# shellcheck disable=SC2013,SC2016,SC2034,SC2154 # names of tap.sh and recorded.sh
set -u
unset COLUMNS NO_COLOR
[ -d /proc/self/fd ] || {
    echo '1..0 # SKIP no /proc is mounted here'
    exit 0
}

srcdir=${OG_SRCDIR:-.}
onegpu=${OG_BUILDDIR:-.}/tools/onegpu
hosts=$srcdir/tests/hosts
goldens=$srcdir/tests/golden/doctor
# shellcheck source=/dev/null
. "$srcdir/tests/tap.sh"
# shellcheck source=/dev/null
. "$srcdir/tests/recorded.sh"
has_python=$(command -v python3)

# run ARGUMENT...: into out, err and rc
run() {
    "$onegpu" doctor "$@" >"$tmp/out" 2>"$tmp/err"
    rc=$?
}

# left STATUS: with that, and nothing to say on stderr
left() {
    [ "$rc" -eq "$1" ] && [ ! -s "$tmp/err" ] && return
    echo "exit $rc, wanted $1"
    cat "$tmp/err" "$tmp/out"
    return 1
}

# refused STATUS TEXT: one line on stderr that has the text, nothing printed
refused() {
    [ "$rc" -eq "$1" ] && [ ! -s "$tmp/out" ] &&
        [ "$(wc -l <"$tmp/err")" -eq 1 ] && grep -qF -- "$2" "$tmp/err" &&
        return
    echo "exit $rc, wanted $1 and: $2"
    cat "$tmp/out" "$tmp/err"
    return 1
}

says() {
    tr -s ' \n' '  ' <"$tmp/out" | grep -qF -- "$1" && return
    echo "wanted: $1"
    cat "$tmp/out"
    return 1
}

# A remark without a number belongs to the check above it.
not_ok() {
    awk '/^ *(ok|n\/a|warn|fail) +/ {
        if ($2 ~ /^[0-9]+$/) n = $2
        if ($1 == "warn" || $1 == "fail") bad[n] = 1 }
        /^Devices/ { exit }
        END { for (i = 1; i <= 18; i++) if (i in bad) printf "%s ", i }' \
        "$tmp/out"
}

# wrong_at NUMBER: that check and no other
wrong_at() {
    found=$(not_ok)
    [ "$found" = "${1:+$1 }" ] && return
    echo "not ok: $found, wanted: $1"
    cat "$tmp/out"
    return 1
}

# every check of the list, in order, each with a word
all_lines() {
    [ "$(grep -cE '^ *(ok|n/a|warn|fail) +[0-9]+ ' "$tmp/out")" -eq 18 ] &&
        awk '/^ *(ok|n\/a|warn|fail) +[0-9]+ / && $2 != ++n { exit 1 }' \
            "$tmp/out"
}

# mended: what warns or fails says what to do
mended() {
    awk '/^(warn|fail) / { if (open) exit 1; open = 1; next }
        /^ *(ok|n\/a) / || /^$/ { if (open) exit 1 }
        /^          / && !/^                            / { open = 0 }
        END { exit open }' "$tmp/out"
}

narrow() {
    ! grep -vE '^( {12}| {7}first: )[#$] ' "$tmp/out" | grep -q '.\{81\}'
}

# --- every recorded host ---

# told NAME: text and JSON of one host, against its goldens
told() {
    if [ -f "$hosts/$1/pci.conf" ]; then
        cp "$hosts/$1/pci.conf" "$tmp/pci.conf"
        set -- "$1" --conf "$tmp/pci.conf"
    fi
    host=$1
    shift
    run --sysroot "$tmp/$host" "$@"
    sed "s,$tmp/,,g" "$tmp/out" >"$tmp/out.host" && mv "$tmp/out.host" "$tmp/out"
    check "$host: text" golden "$goldens/$host.txt"
    check "$host: all checks in order" all_lines
    check "$host: what is wrong can be mended" mended
    check "$host: 80 columns" narrow
    run --sysroot "$tmp/$host" --json "$@"
    if [ -n "$has_python" ]; then
        check "$host: JSON to the letter" is_json
    else
        skip "$host: JSON to the letter" 'no python3'
    fi
}

for host in $(recorded_names); do
    recorded_make "$host" "$tmp/$host" || exit 99
    told "$host"
    case $host in doctor-*) ;; *) rm -rf "${tmp:?}/$host" ;; esac
done
for host in $(shared_names); do
    why=$(shared_missing "$host")
    if [ -z "$why" ]; then
        check "$host unpacks" recorded_make "$host" "$tmp/$host"
        told "$host"
    else
        skip "$host" "$why"
    fi
done

# --- one thing wrong ---

run --sysroot "$tmp/doctor-healthy"
check 'a healthy host: nothing to say' left 0
check 'a healthy host: every check is ok' wrong_at ''
check 'a healthy host: all was seen' says '0 not seen'
for number in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18; do
    run --sysroot "$tmp/doctor-$number"
    check "only check $number is not ok" wrong_at "${number#0}"
done
for number in 01 02 04 05 06 08 09 10 12 15 18; do
    run --sysroot "$tmp/doctor-$number"
    check "check $number fails" left 1
    check "check $number: the GPU is not ready" says '0 of 1 devices'
done
for number in 03 07 11 13 14 16 17; do
    run --sysroot "$tmp/doctor-$number"
    check "check $number warns" left 0
    check "check $number: the GPU is ready" says '1 of 1 devices'
done

# --- the mend of each distribution ---

mend() {
    run --sysroot "$tmp/doctor-$1"
    check "$1: $2" says "$2"
}

mend 02 "add 'intel_iommu=on iommu=pt' to GRUB_CMDLINE_LINUX_DEFAULT in /etc/default/grub, then: # update-grub"
mend 2-rhel "# grubby --update-kernel=ALL --args='intel_iommu=on iommu=pt'"
mend 2-proxmox '/etc/kernel/cmdline, then: # proxmox-boot-tool refresh'
mend 2-systemd-boot '# kernel-install add $(uname -r) /boot/vmlinuz-$(uname -r)'
mend 2-amd 'turn on AMD-Vi'
mend 04 'vfio_pci > /etc/modules-load.d/vfio-pci.conf'
mend 05 '# onegpu bind 0000:e1:00.0 --persist'
mend 05 '# update-initramfs -u'
mend 06 '0000:42:00.0 (driver nvme)'
mend 08 '# udevadm trigger'
mend 8-everybody 'mode 0666: every local user'
mend 9-amd 'vendor-reset'
mend 10 'video=efifb:off'
mend 15 'sriov_numvfs'
mend 16 '# apt-get install ovmf'
mend 18 '$ onehost sync -f'
mend desktop 'stop what uses it: /dev/dri/card0 is open in Xorg (process 812)'

# --- displays that stay with the host ---

run --sysroot "$tmp/doctor-server"
check "a board's own display is no failure" left 0
check "a board's own display stays" says \
    '44:00.0: a display of the host'
check 'and is none of the devices for VMs' says '1 of 1 devices'
run --sysroot "$tmp/doctor-two-displays"
check 'a display that the host booted with, beside a GPU' left 0
printf ":filter: ['10de:*', '1002:*']\n" >"$tmp/both.conf"
run --sysroot "$tmp/doctor-two-displays" --conf "$tmp/both.conf"
check 'it is meant for VMs where pci.conf lists it' left 1
check 'and then is the boot display' says \
    '44:00.0: the boot display: the host'

# --- what a configuration does ---

run --sysroot "$tmp/doctor-healthy" --conf "$hosts/gpu-2node/pci.conf"
check '--conf: tried in place of the own one' left 0
printf ":filter: '1002:*'\n" >"$tmp/none.conf"
run --sysroot "$tmp/doctor-healthy" --conf "$tmp/none.conf"
check '--conf: one that does not list the GPU' wrong_at 18
printf 'fliter: x\n' >"$tmp/bad.conf"
run --sysroot "$tmp/doctor-healthy" --conf "$tmp/bad.conf"
check '--conf: a wrong one fails' left 1
check '--conf: in the words of the probe' says \
    "bad.conf: line 1: unknown key 'fliter', did you mean 'filter'?"
rm "$tmp/doctor-18/var/tmp/one/etc/im/kvm-probes.d/pci.conf"
run --sysroot "$tmp/doctor-18"
check 'OpenNebula without a pci.conf' says 'but no pci.conf: nothing is listed'

# --- as a VM asks ---

vm=$hosts/gpu-2node/vm.xml
ask() {
    run --sysroot "$tmp/doctor-healthy" --vm "$@"
}

# with FIELD VALUE: the VM with another content of one element
with() {
    sed "s|<$1><!\[CDATA\[[^]]*\]\]></$1>|<$1>$2</$1>|" "$vm" >"$tmp/vm.xml"
}

ask "$vm" --live none
check 'a VM that fits' left 0
check 'a VM that fits: beside its device' says 'fits beside its device, on node 1'
run --sysroot "$tmp/doctor-healthy" --vm "$vm" --live none --json
if [ -n "$has_python" ]; then
    check 'a VM: JSON to the letter' is_json
else
    skip 'a VM: JSON to the letter' 'no python3'
fi
check 'a VM: JSON has it' says '"title": "VM 3, train-1"'
with ADDRESS 0000:e2:00:0
ask "$tmp/vm.xml" --live none
check 'a VM whose device is not there' left 1
check 'which one' says '0000:e2:00.0: no such device on this host'
sed '/<ADDRESS>/d; /<SHORT_ADDRESS>/d' "$vm" >"$tmp/ids.xml"
ask "$tmp/ids.xml" --live none
check 'a VM that asks by ids' says 'e1:00.0: is there and ready'
sed 's|26b9|2330|' "$tmp/ids.xml" >"$tmp/vm.xml"
ask "$tmp/vm.xml" --live none
check 'a VM that asks for other ids' says '10de:2330:0302: no such device'
sed 's|<PCI>|<PCI><VENDOR>10de</VENDOR></PCI><PCI>|' "$vm" >"$tmp/vm.xml"
ask "$tmp/vm.xml" --live none
check 'a VM that asks for more than there are' says \
    "0000:e1:00.0: all that this host has are this VM's already"
with TOTAL_CPUS 12
ask "$tmp/vm.xml" --live none
check 'too many CPUs for its node' left 1
check 'too many CPUs: which node' says 'does not fit: node 1: 4 whole cores are free, 12 needed'
sed 's|<MEMORY><!\[CDATA\[[0-9]*\]\]></MEMORY>|<MEMORY>99999999</MEMORY>|' \
    "$vm" >"$tmp/vm.xml"
ask "$tmp/vm.xml" --live none
check 'too much memory' left 1
sed 's|<TOPOLOGY>|<TOPOLOGY><HUGEPAGE_SIZE>1024</HUGEPAGE_SIZE>|' "$vm" \
    >"$tmp/vm.xml"
ask "$tmp/vm.xml" --live none
check 'huge pages' says '32 of 1024 MiB are free, 4 are needed'
sed 's|<TOPOLOGY>|<TOPOLOGY><HUGEPAGE_SIZE>2</HUGEPAGE_SIZE>|' "$vm" \
    >"$tmp/vm.xml"
ask "$tmp/vm.xml" --live none
check 'huge pages of a size that is not there' left 1
run --sysroot "$tmp/doctor-16" --vm "$vm" --live none
check 'UEFI that is not installed' left 1
with FIRMWARE BIOS
run --sysroot "$tmp/doctor-16" --vm "$tmp/vm.xml" --live none
check 'BIOS needs no firmware' left 0
run --sysroot "$tmp/doctor-05" --vm "$vm" --live none
check 'a VM whose device is not ready' says 'not ready, driver: not bound'
mkdir "$tmp/running"
cat >"$tmp/running/one-7.xml" <<'XML'
<domain type='kvm'><name>one-7</name><memory unit='KiB'>1048576</memory>
<vcpu>1</vcpu><devices><hostdev mode='subsystem' type='pci'><source>
<address domain='0x0000' bus='0xe1' slot='0x00' function='0x0'/></source>
</hostdev></devices></domain>
XML
ask "$vm" --live "$tmp/running"
check 'a VM whose device another has' says 'the running VM one-7 has it'

# --- usage ---

run --help
check 'help' left 0
check 'help names every option' says '--sysroot DIR'
run --colour
check 'an unknown option' refused 2 'unknown option --colour'
run --conf
check 'an option without its value' refused 2 'needs a value'
run here
check 'an argument' refused 2 'unexpected argument "here"'
run --live none
check '--live alone' refused 2 '--live goes with --vm'
run --sysroot "$tmp/nowhere"
check 'a root that is not there' refused 2 'No such file or directory'
run --conf "$tmp/nowhere"
check 'a pci.conf that is not there' refused 2 'No such file or directory'
ask "$tmp/nowhere"
check 'a VM that is not there' refused 1 'No such file or directory'
ask "$tmp/none.conf" --live none
check 'a VM that is no XML' refused 1 'none.conf: '
printf '<VM/>\n' >"$tmp/vm.xml"
ask "$tmp/vm.xml" --live none
check 'a VM without a template' refused 1 'onevm show --xml'
with TOTAL_CPUS many
ask "$tmp/vm.xml" --live none
check 'a VM with a word for a number' refused 1 'TOTAL_CPUS is "many"'
ask "$vm" --live "$tmp/nowhere"
check 'running VMs that are not there' refused 1 "--live $tmp/nowhere: "
mkdir "$tmp/empty"
run --sysroot "$tmp/empty"
check 'a root with nothing in it: not seen, no failure' left 0
if [ -c /dev/full ]; then
    "$onegpu" doctor --help >/dev/full 2>"$tmp/err"
    rc=$?
    : >"$tmp/out"
    check 'a full stdout' refused 1 'No space left'
else
    skip 'a full stdout' 'no /dev/full'
fi

# Colours are for a terminal.
if command -v script >/dev/null 2>&1; then
    coloured() {
        script -qec "$1 $onegpu doctor --sysroot $tmp/doctor-05" /dev/null \
            </dev/null | grep -q "$(printf '\033')\[1;31mfail"
    }
    plain() {
        ! coloured "$1"
    }
    check 'colours on a terminal' coloured ''
    check 'NO_COLOR' plain 'env NO_COLOR=1'
else
    skip 'colours on a terminal' 'no script(1)'
fi

# Whoever looks without root is told what was not seen.
as_nobody() {
    chmod -R a+rX "$tmp" && setpriv --reuid=65534 --regid=65534 \
        --clear-groups "$onegpu" doctor >"$tmp/out" 2>"$tmp/err"
    [ $? -le 1 ] && [ ! -s "$tmp/err" ] && says 'Not run as root'
}
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null &&
    setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$onegpu"; then
    check 'nobody may look, and is told so' as_nobody
else
    skip 'nobody may look' 'needs root, setpriv and a build he can read'
fi

echo "1..$count"
