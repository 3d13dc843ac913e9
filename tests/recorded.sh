# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # srcdir is of whoever reads this in
#
# The recorded hosts by name, and their trees, for tests and for docs/doctor.sh.
# Reads srcdir. ../shared/data holds recordings that are not ours to hand on.

shared=$srcdir/../shared/data
shared_hosts='emulated-2node:hosts/emulated-2node.tgz
    pci-domain-32bits:hwloc/2pa-pcidomain32bits.tar.bz2
    xeon-phi:hwloc/32em64t-2n8c+dax+nvme+mic+dimms.tar.bz2
    vector-engines:hwloc/32intel64-2p8co2t+8ve.tar.bz2
    pci-localities:hwloc/fakepcilocalities.tar.bz2'

recorded_names() {
    echo gpu-2node gpu-8
    for make in "$srcdir"/tests/hosts/numa-*/make.sh; do
        make=${make%/make.sh}
        echo "${make##*/}"
    done
    for case in $(sh "$srcdir/tests/hosts/doctor.sh" --list); do
        echo "doctor-$case"
    done
}

shared_names() {
    for recording in $shared_hosts; do
        echo "${recording%%:*}"
    done
}

# shared_missing NAME: why it cannot be had here; nothing where it can.
shared_missing() {
    if [ ! -d "$shared" ]; then
        echo 'no ../shared/data'
    elif ! command -v bzip2 >/dev/null; then
        case $(echo "$shared_hosts" | grep "$1:") in
            *.bz2) echo 'no bzip2' ;;
        esac
    fi
}

# The names of its devices are ours, whatever pci.ids is installed.
unpack_shared() {
    for recording in $shared_hosts; do
        [ "${recording%%:*}" = "$1" ] || continue
        mkdir -p "$2.tar"
        tar -C "$2.tar" -xf "$shared/${recording#*:}" || return 1
        sys=$(find "$2.tar" -maxdepth 2 -type d -name sys | head -n 1)
        mv "${sys%/sys}" "$2"
        rm -rf "$2.tar"
        chmod -R u+w "$2"
        mkdir -p "$2/usr/share/misc"
        cp "$srcdir/tests/hosts/gpu-2node/root/usr/share/misc/pci.ids" \
            "$2/usr/share/misc"
    done
    [ -d "$2/sys" ]
}

# recorded_make NAME DIRECTORY
recorded_make() {
    case $1 in
        gpu-2node) cp -R "$srcdir/tests/hosts/gpu-2node/root" "$2" ;;
        gpu-8) sh "$srcdir/tests/hosts/make-gpu-8.sh" "$2" ;;
        doctor-*) sh "$srcdir/tests/hosts/doctor.sh" "$2" "${1#doctor-}" ;;
        numa-*) sh "$srcdir/tests/hosts/$1/make.sh" "$2" ;;
        *) unpack_shared "$1" "$2" ;;
    esac
}
