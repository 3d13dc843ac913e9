#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Part of onegpu-install: install. All that could stand in the way is looked at
# before anything is changed.
# shellcheck disable=SC2034,SC2154 # names of the other parts

# A tree of before OpenNebula 7.0 has its scheduler elsewhere.
check_sched() {
    if has_step sched && [ ! -d "$top/scheduler" ]; then
        [ -z "$only" ] || die "$remotes has no scheduler/: OpenNebula before" \
            "7.0 asks no other scheduler, use --only probes,driver"
        echo 'sched is left out: OpenNebula before 7.0 asks no other scheduler'
        steps=$(printf '%s\n' "$steps" | sed 's/sched//')
    fi
}

# is_ours PATH SOURCE: a file that no book tells of, laid down by hand or by an
# onegpu whose book was lost. It names onegpu, or does nothing but what one of
# our actions does, or is the same to the byte.
is_ours() {
    cmp -s "$2" "$top/$1" || grep -q onegpu "$top/$1" ||
        [ "$(sed -n '2p;3q' "$top/$1")" = \
            "exec \"\${0%/*}/../kvm/${1##*/}\" \"\$@\"" ]
}

# Everything that could stop us halfway, before anything is changed.
check_plan() {
    while IFS=$TAB read -r _ kind _ path source; do
        [ -f "$source" ] ||
            die "$source is missing: was all of onegpu installed?"
        no_links "$path"
        if [ "$kind" = conf ] || [ ! -e "$top/$path" ] ||
            [ -n "$(in_book file "$path")" ]; then
            continue
        fi
        is_ours "$path" "$source" ||
            die "$remotes/$path is there and not of this program's doing:" \
                "move it away first"
        printf '%s\n' "$path" >>"$work/found"
    done <"$1"
    for script in $(replaced); do
        no_links "$script"
    done
    [ -d "$top/onegpu" ] || return 0
    [ ! -e "$top/$BOOK" ] || return 0
    find "$top/onegpu" -mindepth 1 ! -type d ! -name .new |
        while IFS= read -r file; do
            cut -f 4 "$1" | grep -qxF -e "${file#"$top/"}" ||
                grep -q onegpu "$file" ||
                die "$remotes/onegpu is there and not of this program's" \
                    "doing: move it away first"
        done
}

# make_folder STEP PATH, and those it is in. onegpu/ comes before the book.
make_folder() {
    if [ -d "$top/$2" ]; then
        case $2 in
        onegpu/* | scheduler/onegpu | vmm/onegpu | etc/vmm/onegpu)
            # Ours by its name, where the book of it was lost.
            [ ! -e "$work/found" ] || write_down "$1" dir - "$2"
            ;;
        esac
        return 0
    fi
    case $2 in
    */*) make_folder "$1" "${2%/*}" ;;
    esac
    did "make the folder $2"
    [ -z "$dry" ] || return 0
    [ "$2" = onegpu ] || write_down "$1" dir - "$2"
    mkdir "$top/$2"
    own "$2"
}

# put MODE PATH SOURCE: whole or not at all. The new file waits where no agent
# runs what is executable.
put() {
    [ -z "$dry" ] || return 0
    new_file <"$3"
    own onegpu/.new
    chmod "$1" "$top/onegpu/.new"
    mv -f "$top/onegpu/.new" "$top/$2"
}

# lay STEP KIND MODE PATH SOURCE
lay() {
    if [ "$2" = conf ] && [ -e "$top/$4" ]; then
        # Not ours, or edited since: it stays.
        in_book conf "$4" | grep -qxF -e "$(sum_of "$top/$4")" || return 0
    fi
    make_folder "$1" "${4%/*}"
    if [ -f "$top/$4" ] && cmp -s "$5" "$top/$4" &&
        [ "$(mode_of "$4")" = "$3" ]; then
        [ "$2" = conf ] || write_down "$1" "$2" "$(sum_of "$5")" "$4"
        [ -n "$dry" ] || own "$4"
        return 0
    fi
    did "lay down $4"
    write_down "$1" "$2" "$(sum_of "$5")" "$4"
    put "$3" "$4" "$5"
}

# switch_off PATH: the agent runs what has a run bit.
switch_off() {
    [ -f "$top/$1" ] || return 0
    mode=$(mode_of "$1")
    case $mode in
    *[1357]*) ;;
    *)
        was_off "$1" "$mode"
        return 0
        ;;
    esac
    did "switch off $1"
    write_down probes off "$mode" "$1"
    [ -n "$dry" ] || chmod a-x "$top/$1"
}

# machine_of PATH: prints which nodes a program of ours is for; fails where it is
# none, as an administrator's deploy.ours or README.site.
machine_of() {
    case $1 in
    onegpu/*/*/*) return 1 ;;
    onegpu/*/onegpu | onegpu/*/onegpu-pci | onegpu/*/onegpu-numa)
        set -- "${1#*/}"
        set -- "${1%/*}"
        ;;
    vmm/onegpu/onegpu-deploy.*) set -- "${1#*.}" ;;
    *) return 1 ;;
    esac
    case $1 in
    *[!a-z0-9_]*) return 1 ;;
    aarch64* | alpha | arm* | hppa* | i[3-6]86 | loongarch* | m68k | mips* | \
        ppc* | riscv* | s390* | sparc* | x86_64) printf '%s\n' "$1" ;;
    *) return 1 ;;
    esac
}

# Where the book was lost: what this onegpu does not lay down, in our folders.
# Programs for nodes of another machine are ours by their names; to name onegpu
# is not enough, an administrator's own files do that too.
note_found() {
    : >"$work/noted"
    [ -e "$work/found" ] || return 0
    for step in $steps; do
        case $step in
        probes) folder=onegpu ;;
        sched) folder=scheduler/onegpu ;;
        driver) folder=vmm/onegpu ;;
        esac
        [ -d "$top/$folder" ] || continue
        find "$top/$folder" -type f ! -path "$top/$BOOK" ! -name .new \
            -exec grep -q onegpu '{}' ';' -print >"$work/lines"
        while IFS= read -r path; do
            path=${path#"$top/"}
            ! cut -f 4 "$1" | grep -qxF -e "$path" || continue
            machine_of "$path" >"$work/machine" || {
                printf '%s names onegpu and is not known: it stays, %s\n' \
                    "$path" 'look at it'
                continue
            }
            make_folder "$step" "${path%/*}"
            write_down "$step" file - "$path"
            printf '%s\tfile\t-\t%s\n' "$step" "$path" >>"$work/noted"
        done <"$work/lines"
    done
}

# was_off PATH MODE: where our probes were there and their book was lost, it was
# us who took its run bits; which ones it had nobody knows.
was_off() {
    [ -e "$work/found" ] || return 0
    grep -q '^im/' "$work/found" || return 0
    [ -z "$(in_book off "$1")" ] || return 0
    write_down probes off "$(printf '%s\n' "$2" | tr 46 57)" "$1"
    printf '%s is taken for switched off by an earlier onegpu\n' "$1"
}

# say_lost: kinds of nodes that had programs and have none any more.
say_lost() {
    machines >"$work/machine"
    sort -u "$work/lost" | grep -vxF -f "$work/machine" |
        while IFS= read -r machine; do
            printf 'nodes of %s lose onegpu: %s has no programs for them\n' \
                "$machine" "$PROGRAMS"
        done
}

# What an earlier onegpu laid down or switched off and this one does not.
drop_stale() {
    : >"$work/gone"
    : >"$work/lost"
    cut -f 4 "$1" >"$work/kept"
    replaced >>"$work/kept"
    read_book >"$work/book"
    # A dry run writes nothing down.
    [ -z "$dry" ] || cat "$work/noted" >>"$work/book"
    for kind in off file conf; do
        each_of "$kind" "$work/book" >"$work/lines"
        while IFS=$TAB read -r step _ value path; do
            has_step "$step" || continue
            ! grep -qxF -e "$path" "$work/kept" || continue
            [ ! -e "$top/$path" ] || machine_of "$path" >>"$work/lost" || :
            take "$kind" "$value" "$path"
            awk -F '\t' -v kind="$kind" -v path="$path" \
                '$2 == kind && $4 == path' "$work/book" >>"$work/gone"
        done <"$work/lines"
    done
    say_lost
    [ -z "$dry" ] || return 0
    each_of dir "$work/book" >"$work/lines"
    while IFS=$TAB read -r step _ _ path; do
        has_step "$step" || continue
        take_folder "$path"
        [ -d "$top/$path" ] ||
            printf '%s\tdir\t-\t%s\n' "$step" "$path" >>"$work/gone"
    done <"$work/lines"
}

install_all() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    mend_book
    read_book >"$work/book"
    check_sched
    plan >"$work/plan"
    check_plan "$work/plan"
    make_folder - onegpu
    while IFS=$TAB read -r step kind mode path source; do
        lay "$step" "$kind" "$mode" "$path" "$source"
    done <"$work/plan"
    if has_step probes; then
        for script in $(replaced); do
            switch_off "$script"
        done
    fi
    note_found "$work/plan"
    drop_stale "$work/plan"
    for step in $steps; do
        write_down "$step" version "$VERSION" "$(version_of "$step")"
    done
    tidy_book "$work/gone"
    [ -n "$dry" ] || {
        # onegpu doctor compares its time with that of the last onehost sync.
        [ "$changes" -eq 0 ] || touch "$top/$BOOK"
        own "$BOOK"
    }
    say_next
}
