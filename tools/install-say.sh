#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Part of onegpu-install: what is to be done by hand; and the beginning of it
# all.
# shellcheck disable=SC2034,SC2154 # names of the other parts

say_filter() {
    for folder in $(probe_folders); do
        conf=etc/im/$folder/pci.conf
        [ ! -f "$top/$conf" ] ||
            ! grep -Eq "^:?filter:[ '\"]*0:0['\" ]*(#.*)?\$" "$top/$conf" ||
            printf '    no device is listed yet: :filter: in %s\n' \
                "$remotes/$conf"
    done
}

say_next() {
    [ -z "$dry" ] || return 0
    if [ "$changes" -eq 0 ]; then
        printf 'All of onegpu is in %s already (%s).\n' "$remotes" \
            "$(step_names)"
    else
        printf 'onegpu is in %s (%s), %d changes.\n' "$remotes" \
            "$(step_names)" "$changes"
    fi
    printf '\nNow, in /etc/one/oned.conf:\n'
    ! has_step sched ||
        echo '    SCHED_MAD: ARGUMENTS = "-t 15 -p onegpu -o onegpu"'
    ! has_step driver ||
        echo '    VM_MAD of NAME = "kvm": ARGUMENTS = "-t 15 -r 0 onegpu -p"'
    if has_step sched || has_step driver; then
        echo 'then, as root: systemctl restart opennebula'
    else
        echo '    nothing'
    fi
    echo 'and, as oneadmin:'
    ! has_step probes || say_filter
    echo '    onehost sync -f'
    echo '    onehost forceupdate'
    printf 'All of it is taken back by: onegpu uninstall --remotes %s\n' \
        "$remotes"
}

say_taken() {
    [ -z "$dry" ] || return 0
    printf 'onegpu is out of %s (%s).\n' "$remotes" \
        "$(step_names)"
    printf '\nNow, in /etc/one/oned.conf, where you changed it:\n'
    ! has_step sched ||
        echo '    SCHED_MAD: ARGUMENTS = "-t 15 -p rank -o one_drs"'
    ! has_step driver ||
        echo '    VM_MAD of NAME = "kvm": ARGUMENTS = "-t 15 -r 0 kvm -p"'
    echo 'then, as root: systemctl restart opennebula'
    echo 'and, as oneadmin:'
    echo '    onehost sync -f'
    echo '    onehost forceupdate'
}

"${action}_all"
