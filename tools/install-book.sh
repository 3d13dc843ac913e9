#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Part of onegpu-install: the book onegpu/laid-down. Each line is written before
# what it tells of is done.
# shellcheck disable=SC2034,SC2154 # names of the other parts

# Every line of it, checked: what is in there is removed.
read_book() {
    [ -e "$top/$BOOK" ] || return 0
    no_links "$BOOK"
    line=$(awk -F '\t' '
        NF == 4 && $1 ~ /^(probes|sched|driver)$/ &&
        $2 ~ /^(dir|file|conf|off|version)$/ &&
        $4 ~ /^(im|etc|vmm|scheduler|onegpu)\// &&
        ("/" $4 "/") !~ /\/\.?\.?\// { next }
        { print NR; exit }' "$top/$BOOK")
    [ -z "$line" ] ||
        die "$remotes/$BOOK: line $line is not of this program's doing"
    cat "$top/$BOOK"
}

# in_book KIND PATH: prints the values it was written down with.
in_book() {
    [ ! -e "$top/$BOOK" ] || awk -F '\t' -v kind="$1" -v path="$2" \
        '$2 == kind && $4 == path { print $3 }' "$top/$BOOK"
}

# write_down STEP KIND VALUE PATH, before it is done.
write_down() {
    [ -z "$dry" ] || return 0
    [ "$(in_book "$2" "$4" | tail -n 1)" != "$3" ] || return 0
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$top/$BOOK"
}

# new_file: stdin, whole, before it has its name. Who has the tree may have put a
# link there that leads root elsewhere: nothing that is there is written to.
new_file() {
    (rm -f "$top/onegpu/.new" && set -C && cat >"$top/onegpu/.new") \
        2>/dev/null ||
        die "$remotes/onegpu/.new cannot be written: is something in its way?"
}

# A run that was killed may have left half a line, or files on their way.
mend_book() {
    no_links "$BOOK"
    [ -z "$dry" ] || return 0
    [ ! -d "$top/onegpu" ] || rm -f "$top/onegpu/.new" 2>/dev/null ||
        die "$remotes/onegpu/.new is in the way: move it away first"
    if [ -s "$top/$BOOK" ] && [ -n "$(tail -c 1 "$top/$BOOK")" ]; then
        sed '$d' "$top/$BOOK" | new_file
        own onegpu/.new
        mv "$top/onegpu/.new" "$top/$BOOK"
    fi
}

# tidy_book FILE: without the lines of FILE, and those that later ones replaced.
tidy_book() {
    [ -z "$dry" ] || return 0
    grep -vxF -f "$1" "$top/$BOOK" |
        awk -F '\t' '{ line[++n] = $0; key[n] = $2 FS $4; last[key[n]] = n }
        END {
            for (i = 1; i <= n; i++)
                if (last[key[i]] == i)
                    print line[i]
        }' | new_file
    if cmp -s "$top/onegpu/.new" "$top/$BOOK"; then
        rm -f "$top/onegpu/.new"
    else
        own onegpu/.new
        mv "$top/onegpu/.new" "$top/$BOOK"
    fi
}
