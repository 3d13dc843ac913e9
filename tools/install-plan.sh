#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Part of onegpu-install: what there is to lay down and to switch off.
# shellcheck disable=SC2034,SC2154 # names of the other parts

entry() {
    printf '%s\t%s\t%s\t%s\t%s\n' "$@"
}

# machines: the kinds of nodes that there are programs for.
machines() {
    {
        uname -m
        for folder in "$PROGRAMS"/nodes/*/; do
            [ ! -d "$folder" ] || basename "$folder"
        done
    } | sort -u
}

# node_program MACHINE NAME: where that is; this machine's own, where those
# for nodes were not built apart.
node_program() {
    if [ -d "$PROGRAMS/nodes/$1" ]; then
        printf '%s/nodes/%s/%s\n' "$PROGRAMS" "$1" "$2"
    elif [ "$2" = onegpu ]; then
        printf '%s\n' "$COMMAND"
    else
        printf '%s/%s\n' "$PROGRAMS" "$2"
    fi
}

# Folders of probes that are there and are not another name for those of kvm.
probe_folders() {
    for hypervisor in $HYPERVISORS; do
        [ ! -d "$top/im/$hypervisor-probes.d/host/system" ] ||
            [ -L "$top/im/$hypervisor-probes.d" ] ||
            printf '%s-probes.d\n' "$hypervisor"
    done
}

plan_probes() {
    entry probes file 755 onegpu/onegpu "$DATA/remotes/onegpu/onegpu"
    for machine in $(machines); do
        for program in onegpu onegpu-pci onegpu-numa; do
            entry probes file 755 "onegpu/$machine/$program" \
                "$(node_program "$machine" "$program")"
        done
    done
    for folder in $(probe_folders); do
        [ -L "$top/etc/im/$folder" ] ||
            entry probes conf 644 "etc/im/$folder/pci.conf" \
                "$DATA/conf/pci.conf"
        for probe in $PROBES; do
            entry probes file 755 "im/$folder/$probe" \
                "$DATA/remotes/im/kvm-probes.d/$probe"
        done
    done
}

plan_sched() {
    for program in place optimize; do
        entry sched file 755 "scheduler/onegpu/$program" \
            "$PROGRAMS/onegpu-$program"
    done
}

plan_driver() {
    entry driver conf 644 etc/vmm/onegpu/onegpu-driver.yaml \
        "$DATA/conf/onegpu-driver.yaml"
    for machine in $(machines); do
        entry driver file 755 "vmm/onegpu/onegpu-deploy.$machine" \
            "$(node_program "$machine" onegpu-deploy)"
    done
    for file in "$DATA"/remotes/vmm/onegpu/*; do
        entry driver file 755 "vmm/onegpu/${file##*/}" "$file"
    done
}

plan() {
    for step in $steps; do
        "plan_$step"
    done
}

# Scripts that are to be off. One that is a link to kvm's is off with that one.
replaced() {
    for folder in $(probe_folders); do
        for script in $REPLACED; do
            path=im/$folder/$script
            twin=$top/im/kvm-probes.d/$script
            if [ ! -L "$top/$path" ] ||
                [ "$(readlink -f "$top/$path")" != "$twin" ]; then
                printf '%s\n' "$path"
            fi
        done
    done
}

# version_of STEP: where the version of it is written down.
version_of() {
    case $1 in
    probes) echo im/kvm-probes.d ;;
    sched) echo scheduler/onegpu ;;
    driver) echo vmm/onegpu ;;
    esac
}
