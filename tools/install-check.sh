#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Part of onegpu-install: for onegpu doctor --frontend, what is not as install
# would leave it: lines of STATE, STEP and PATH. Changes nothing.
# shellcheck disable=SC2034,SC2154 # names of the other parts

# state_of KIND MODE PATH SOURCE
state_of() {
    if [ ! -f "$top/$3" ]; then
        echo missing
    elif [ "$1" = conf ]; then
        [ -z "$(in_book conf "$3")" ] ||
            in_book conf "$3" | grep -qxF -e "$(sum_of "$top/$3")" ||
            echo edited
    elif [ ! -r "$top/$3" ] || [ ! -f "$4" ]; then
        echo unseen
    elif ! cmp -s "$4" "$top/$3"; then
        # As it was laid down, by another version; or changed since.
        if [ "$(in_book file "$3" | tail -n 1)" = "$(sum_of "$top/$3")" ]; then
            echo older
        else
            echo changed
        fi
    else
        rights=$(stat -c %a:%u:%g "$top/$3")
        case $rights in
        "$2:$owner") ;;
        "$2:"*) echo owner ;;
        *) echo mode ;;
        esac
    fi
}

check_all() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    read_book >"$work/book"
    steps=$(awk -F '\t' '$2 == "file" { print $1 }' "$work/book" |
        sort -u | tr '\n' ' ')
    plan >"$work/plan"
    {
        cut -f 4 "$work/plan"
        replaced
    } >"$work/kept"
    for step in $steps; do
        printf 'step\t%s\t%s\n' "$step" "$(in_book version \
            "$(version_of "$step")" | tail -n 1)"
    done
    while IFS=$TAB read -r step kind mode path source; do
        state=$(state_of "$kind" "$mode" "$path" "$source")
        printf '%s\t%s\t%s\n' "${state:-ok}" "$step" "$path"
    done <"$work/plan"
    ! has_step probes || for script in $(replaced); do
        [ ! -x "$top/$script" ] || printf 'on\tprobes\t%s\n' "$script"
    done
    while IFS=$TAB read -r step kind _ path; do
        [ "$kind" != file ] || [ ! -e "$top/$path" ] ||
            grep -qxF -e "$path" "$work/kept" ||
            printf 'stale\t%s\t%s\n' "$step" "$path"
    done <"$work/book"
}
