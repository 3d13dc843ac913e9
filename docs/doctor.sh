#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints docs/doctor.md: what `onegpu doctor` says of hosts that are recorded
# or made up, with a sentence on each. `make docs-doctor` writes it anew;
# tests/doctor-docs.sh sees that it is up to date.
# shellcheck disable=SC2016 # marks of the page, not of the shell
set -eu
unset COLUMNS
LC_ALL=C
export LC_ALL

srcdir=${OG_SRCDIR:-$(dirname "$0")/..}
onegpu=${OG_BUILDDIR:-.}/tools/onegpu
# shellcheck source=/dev/null
. "$srcdir/tests/recorded.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# host NAME TITLE SENTENCES
host() {
    recorded_make "$1" "$work/$1"
    printf '\n## %s\n\n%s\n\n' "$2" "$3"
    echo '```'
    "$onegpu" doctor --sysroot "$work/$1" || :
    echo '```'
}

# broken CASE TITLE SENTENCES: only what differs from the healthy host
broken() {
    recorded_make "doctor-$1" "$work/$1"
    printf '\n### %s\n\n%s\n\n' "$2" "$3"
    echo '```'
    "$onegpu" doctor --sysroot "$work/$1" >"$work/out" || :
    diff "$work/healthy" "$work/out" | sed -n 's/^> //p'
    echo '```'
}

cat <<'END'
# What `onegpu doctor` says

`onegpu doctor` looks at the eighteen things a host needs before a GPU can be
passed through to a VM, in the order in which one has to mend them, and says
for each what it saw: `ok`, `warn` (VMs start, but read it), `fail` (they do
not), or `n/a` (it does not apply here, or could not be seen; the text says
which). Under what warns or fails stands what to type on this distribution:
lines with `#` are for root, with `$` for oneadmin. Then each device for VMs
has a line of its own, with the first thing to do where it is not ready.

It changes nothing. It exits with 0 where nothing fails, with 1 where something
does. `onegpu-doctor(1)` has the options; `onegpu devices` has the table.

This page is made by `docs/doctor.sh` from the hosts in `tests/hosts`; the
hosts are made up, the words are the program's.
END

host doctor-healthy 'A host that is ready' \
    'Two sockets, an L40S on node 1, bound to vfio-pci, with huge pages on both
nodes. There is nothing to do: the GPU can be given to a VM.'
"$onegpu" doctor --sysroot "$work/doctor-healthy" >"$work/healthy"

printf '\n## One thing wrong at a time\n\n'
printf 'The same host with one thing changed. Only the lines that differ are\n'
printf 'shown: those of the check, of the device, and the sum.\n'

broken 01 'Virtualisation is off in the firmware' \
    'Nothing else matters until the CPUs offer it: enter the firmware setup.'
broken 02 'The IOMMU is off' \
    'The firmware has VT-d on (its table is there), so the kernel argument is
all that is missing. The checks of groups wait for it.'
broken 2-rhel 'The same on AlmaLinux' \
    'grubby writes the arguments for whatever boot loader there is.'
broken 2-proxmox 'The same on Proxmox VE with ZFS' \
    'There the arguments stand in /etc/kernel/cmdline, and /etc/default/grub is
not read at all, although it exists.'
broken 2-systemd-boot 'The same with systemd-boot' \
    'The entry of the running kernel has to be written anew.'
broken 2-amd 'The same on AMD' \
    'The kernel turns the IOMMU on by itself; `amd_iommu=on`, which guides
write, does nothing. What is missing is the firmware setting.'
broken 03 'Interrupts are not remapped' \
    'VMs start, but one that is hostile can attack the host. Somebody allowed
that on purpose; it should go once the firmware remaps interrupts.'
broken 04 'vfio-pci is not loaded' \
    'The first line loads it now, the second at every start.'
broken 05 'The driver of the host has the GPU' \
    'Who has it open is told where that can be seen. `onegpu bind` moves it now
and at every start; the lines below are for hosts whose GPUs are all for VMs.'
broken 06 'A disk shares the IOMMU group' \
    'The host boots from that disk, perhaps: then do not bind it, but move the
card to another slot.'
broken 07 'The sound of the card stays with the host' \
    'The GPU can go alone, but card and VM are better off when all of its
functions go together.'
broken 08 'QEMU may not open the device' \
    'The node below /dev/vfio is for root alone: the rule gives it to group kvm.'
broken 8-everybody 'Everybody may open the device' \
    'Mode 0666, as some guides have it, works, and lets every local user have
the GPU.'
broken 09 'The GPU cannot be reset' \
    'It would be good for one VM after each boot.'
broken 9-amd 'An AMD card with the reset bug' \
    'The kernel resets it, but it does not come back from that: a module that is
not part of the kernel can.'
broken 10 'The console is on the GPU' \
    'The board has a display of its own, mostly: make that one primary.'
broken server 'A display of the board' \
    'It is not meant for VMs, and so it counts neither as a device nor as a
failure.'
broken 11 'The card sits badly' \
    'It runs on 4 lanes of 16. A lower speed is no such sign: GPUs at rest lower
it by themselves.'
broken 12 'No room for the memory of the GPU' \
    'The firmware maps devices below 4 GiB only.'
broken 13 'The firmware does not tell the node' \
    'The probe helps itself by the port the GPU hangs from.'
broken 14 'No huge pages beside the GPU' \
    'A VM on huge pages would get its memory on the other node.'
broken 15 'The vGPU driver has the GPU, without virtual functions' \
    'OpenNebula lists the functions, not the GPU: they have to be made first.'
broken 16 'No firmware for UEFI guests' \
    'Guests with BIOS start all the same.'
broken 17 'libvirt is not running' \
    'It is libvirt that lets QEMU lock the memory of a VM.'
broken 18 'The probe does not list the GPU' \
    'The GPU is ready, and OpenNebula does not know of it.'

host doctor-desktop 'A desktop nobody prepared' \
    'A GeForce of four functions, the only display, with Xorg on it. Do what
`first:` says, run it again, and go on: the list is in the order in which one
thing needs another.'
host gpu-8 'Eight GPUs, one of them not ready' \
    'A recording of /sys alone. What is in /dev, /etc and /proc was not seen, and
the verdict says so.'

# front NAME TITLE SENTENCES: what tests/cli-frontend.sh sees that it says
front() {
    printf '\n## %s\n\n%s\n\n' "$2" "$3"
    echo '```'
    cat "$srcdir/tests/golden/frontend/$1.txt"
    echo '```'
}

front ready 'A front-end that is ready' \
    'What `onegpu doctor --frontend` says where all of onegpu is installed and
every host was synced since.'
front wrong 'A front-end after an upgrade of OpenNebula' \
    'Its scripts are on again, somebody edited `oned.conf`, and a host was never
synced: oned still knows its GPU by what the old probe told. That record mends
itself only with a new host, so the VMs that run there go first. The lines are
in the order in which one needs another.'
