#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Part of onegpu-install: uninstall, and taking back single things.
# shellcheck disable=SC2034,SC2154 # names of the other parts

switch_on() {
    [ -f "$top/$2" ] && [ ! -L "$top/$2" ] || return 0
    mode=$(mode_of "$2")
    [ "$mode" != "$1" ] || return 0
    # Without its run bits, 755 is 644, 750 is 640.
    without=$(printf '%s\n' "$1" | tr 1357 0246)
    [ "$mode" = "$without" ] || {
        printf '%s has mode %s, changed by somebody else: it stays\n' \
            "$2" "$mode"
        return 0
    }
    did "switch on $2"
    [ -n "$dry" ] || chmod "$1" "$top/$2"
}

take_conf() {
    [ -f "$top/$1" ] && [ ! -L "$top/$1" ] || return 0
    in_book conf "$1" | grep -qxF -e "$(sum_of "$top/$1")" || {
        printf '%s was edited: it stays\n' "$1"
        return 0
    }
    did "remove $1"
    [ -n "$dry" ] || rm -f "$top/$1"
}

take_file() {
    [ -e "$top/$1" ] || return 0
    did "remove $1"
    [ -n "$dry" ] || rm -f "$top/$1"
}

take_folder() {
    [ -d "$top/$1" ] || return 0
    [ -n "$dry" ] || rmdir "$top/$1" 2>/dev/null || return 0
    did "remove the folder $1"
}

# each_of KIND FILE: the last line of each path first.
each_of() {
    awk -F '\t' -v kind="$1" '$2 == kind { line[++n] = $0; path[n] = $4 }
        END {
            for (; n > 0; n--)
                if (!(path[n] in seen)) {
                    seen[path[n]] = 1
                    print line[n]
                }
        }' "$2"
}

# take KIND VALUE PATH: back with it. What has become a link since, by a new
# OpenNebula, leads to what is not in the book under that name.
take() {
    if link=$(link_of "${3%/*}"); then
        printf '%s is a link now: nothing is changed behind it\n' "$link"
        return 0
    fi
    case $1 in
    off) switch_on "$2" "$3" ;;
    file) take_file "$3" ;;
    conf) take_conf "$3" ;;
    dir) take_folder "$3" ;;
    esac
}

# rest_of_book FILE: those lines are done with.
rest_of_book() {
    [ -z "$dry" ] || return 0
    { grep -vxF -f "$1" "$top/$BOOK" || :; } | new_file
    if [ -s "$top/onegpu/.new" ]; then
        own onegpu/.new
        mv "$top/onegpu/.new" "$top/$BOOK"
    else
        rm -f "$top/onegpu/.new" "$top/$BOOK"
        rmdir "$top/onegpu" 2>/dev/null ||
            printf 'onegpu has files of others: it stays\n'
    fi
}

uninstall_all() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    mend_book
    read_book >"$work/book"
    while IFS=$TAB read -r step rest; do
        ! has_step "$step" || printf '%s\t%s\n' "$step" "$rest"
    done <"$work/book" >"$work/ours"
    # The scripts first, so that there is no time without either.
    for kind in off file conf dir; do
        each_of "$kind" "$work/ours" >"$work/lines"
        while IFS=$TAB read -r _ _ value path; do
            take "$kind" "$value" "$path"
        done <"$work/lines"
    done
    if [ -s "$work/book" ]; then
        rest_of_book "$work/ours"
    elif [ -z "$dry" ] && [ -d "$top/onegpu" ]; then
        # Killed before its first line.
        rm -f "$top/$BOOK"
        rmdir "$top/onegpu" 2>/dev/null || :
    fi
    say_taken
}
