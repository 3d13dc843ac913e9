# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What the end-to-end tests share: a kernel and its modules, a small root with
# our programs, an emulated host that boots from them, and TAP.
#
# Environment: OG_SRCDIR and OG_BUILDDIR as in every test; ONEGPU_E2E_CACHE, a
# folder that keeps what was downloaded or built for the next run.

e2e_here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
e2e_cache=${ONEGPU_E2E_CACHE:-${TMPDIR:-/tmp}/onegpu-e2e-$(id -u)}
e2e_count=0
e2e_failed=0

# --- TAP ---

ok() {
    e2e_count=$((e2e_count + 1))
    echo "ok $e2e_count - $1"
}

not_ok() {
    e2e_count=$((e2e_count + 1))
    e2e_failed=$((e2e_failed + 1))
    echo "not ok $e2e_count - $1"
    shift
    for line; do
        printf '%s\n' "$line" | sed 's/^/# /'
    done
}

# check NAME CONDITION...: the condition is a command.
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        ok "$name"
    else
        not_ok "$name" "failed: $*" "$said"
    fi
}

# same NAME WANT GOT: two texts, line by line.
same() {
    if [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1" "$(diff <(printf '%s\n' "$2") <(printf '%s\n' "$3"))"
    fi
}

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

finish() {
    echo "1..$e2e_count"
    exit $((e2e_failed > 0))
}

# need PROGRAM...: or the whole test is skipped, aloud.
need() {
    local program
    for program; do
        command -v "$program" >/dev/null ||
            skip_all "no $program here: see tests/e2e/README.md"
    done
}

# --- probes ---

# vectors FILE KIND: the PCI or CORE vectors of a probe, one line each:
# NAME="value"|NAME="value". Values may hold brackets and commas.
vectors() {
    awk -v kind="$2" '
        { text = text $0 "\n" }
        END {
            n = split(text, part, "\"")
            # Odd parts are between values, even ones are values.
            for (i = 1; i <= n; i++) {
                if (i % 2 == 0) {
                    line = line "\"" part[i] "\""
                    continue
                }
                gsub(/[ \t\n]/, "", part[i])
                end = index(part[i], "]")
                if (end) {
                    if (name == kind)
                        print line
                    line = ""
                    part[i] = substr(part[i], end + 1)
                }
                begin = index(part[i], "=[")
                if (begin) {
                    name = substr(part[i], 1, begin - 1)
                    part[i] = substr(part[i], begin + 2)
                }
                gsub(/,/, "|", part[i])
                line = line part[i]
            }
        }' "$1"
}

# fields NAME...: those values of each vector on stdin, in this order.
fields() {
    awk -v names="$*" -F'|' '
        BEGIN { n = split(names, name, " ") }
        {
            for (i = 1; i <= NF; i++) {
                at = index($i, "=")
                value[substr($i, 1, at - 1)] = substr($i, at + 2, length($i) - at - 2)
            }
            line = ""
            for (i = 1; i <= n; i++)
                line = line (i > 1 ? " " : "") (name[i] in value ? value[name[i]] : "-")
            print line
            split("", value)
        }'
}

# --- kernel ---

# A kernel and its modules: the machine's own where it is readable, else
# Debian's package, unpacked without being installed. Sets e2e_kernel,
# e2e_release and e2e_modules.
e2e_find_kernel() {
    local kernel
    for kernel in /boot/vmlinuz-*-amd64; do
        [ -r "$kernel" ] || continue
        e2e_take_kernel "$kernel" /lib/modules && return 0
    done
    for kernel in "$e2e_cache"/kernel/boot/vmlinuz-*; do
        [ -r "$kernel" ] || continue
        e2e_take_kernel "$kernel" "$e2e_cache/kernel/lib/modules" && return 0
    done
    e2e_fetch_kernel && e2e_find_kernel
}

e2e_take_kernel() {
    e2e_kernel=$1
    e2e_release=${1##*/vmlinuz-}
    e2e_modules=$2/$e2e_release
    [ -r "$e2e_modules/modules.dep" ]
}

# e2e_unpack_kernel FILE: the kernel without its wrapper, which an emulated
# CPU would need longer to unpack than to run. Fails where it is not packed
# with xz.
e2e_unpack_kernel() {
    local setup offset length
    setup=$(od -An -tu1 -j 497 -N 1 "$e2e_kernel") &&
        offset=$(od -An -tu4 -j 584 -N 4 "$e2e_kernel") &&
        length=$(od -An -tu4 -j 588 -N 4 "$e2e_kernel") || return 1
    offset=$(((setup + 1) * 512 + offset))
    tail -c +$((offset + 1)) "$e2e_kernel" | head -c "$((length))" |
        xz -dcq --single-stream >"$1" 2>/dev/null
    [ "$(head -c 4 "$1" | tr -d '\177')" = ELF ]
}

e2e_fetch_kernel() {
    local dir=$e2e_cache/kernel package
    [ ! -e "$dir/fetched" ] || return 1
    mkdir -p "$dir"
    package=$(apt-cache depends linux-image-amd64 2>/dev/null |
        sed -n 's/.*Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
    [ -n "$package" ] &&
        (cd "$dir" && apt-get -qq download "$package") &&
        dpkg -x "$dir/$package"_*.deb "$dir" &&
        depmod -b "$dir" "${package#linux-image-}" &&
        rm "$dir/$package"_*.deb &&
        touch "$dir/fetched"
}

# --- a root for the initramfs ---

# e2e_copy_program FILE ROOT PATH: with every library it is linked to.
e2e_copy_program() {
    local library
    mkdir -p "$2/${3%/*}"
    cp -L "$1" "$2/$3"
    ldd "$1" 2>/dev/null | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^\t\(\/[^ ]*\).*/\1/p' |
        while read -r library; do
            [ -e "$2$library" ] || {
                mkdir -p "$2${library%/*}"
                cp -L "$library" "$2$library"
            }
        done
}

# e2e_copy_modules ROOT NAME...: with what they depend on, to be loaded by
# name with modprobe.
e2e_copy_modules() {
    local root=$1 name file
    shift
    mkdir -p "$root/lib/modules/$e2e_release"
    for name; do
        sed -n "s#^\(\([^:]*/\)\{0,1\}${name//-/[-_]}\.ko[^:]*\): *\(.*\)#\1 \3#p" \
            "$e2e_modules/modules.dep"
    done | tr ' ' '\n' | sort -u | while read -r file; do
        [ -n "$file" ] || continue
        mkdir -p "$root/lib/modules/$e2e_release/${file%/*}"
        cp "$e2e_modules/$file" "$root/lib/modules/$e2e_release/$file"
    done
    cp "$e2e_modules"/modules.{dep,dep.bin,alias,alias.bin,symbols,symbols.bin,builtin,builtin.bin,builtin.alias.bin,order} \
        "$root/lib/modules/$e2e_release/" 2>/dev/null
}

# e2e_busybox ROOT: a shell and the small programs around it.
e2e_busybox() {
    local root=$1 program busybox
    mkdir -p "$root"/{bin,dev,proc,sys,tmp,run,out,etc,var/tmp,usr/bin,usr/share/misc}
    busybox=$(command -v busybox)
    cp -L "$busybox" "$root/bin/busybox"
    for program in $("$busybox" --list); do
        [ "$program" = busybox ] || ln -sf busybox "$root/bin/$program"
    done
}

# e2e_install ROOT: onegpu as `make install` lays it down, with its libraries.
e2e_install() {
    local root=$1 program
    make -s -C "$OG_BUILDDIR" install DESTDIR="$root/installed" \
        >"$root/../install.log" 2>&1 || return 1
    find "$root/installed" -type f -perm -u+x | while read -r program; do
        if head -c 4 "$program" | grep -q ELF; then
            e2e_copy_program "$program" "$root" "${program#"$root/installed/"}"
            ln -sf "${program#"$root/installed"}" "$root/usr/bin/${program##*/}"
        fi
    done
    (cd "$root/installed" && tar -cf - .) | tar -xf - -C "$root"
    rm -rf "$root/installed"
    for program in /usr/share/misc/pci.ids /usr/share/hwdata/pci.ids; do
        [ ! -r "$program" ] || cp -L "$program" "$root/usr/share/misc/pci.ids"
    done
}

# What an emulated kernel need not do: these cost time and find nothing here.
# Its timers are late on a busy machine, which it would take for broken.
e2e_quick='mitigations=off nokaslr cryptomgr.notests no_timer_check'

# e2e_qemu NAME SECONDS ARGUMENT...: one run, cut short where a CPU hangs.
e2e_qemu() {
    local name=$1 seconds=$2 rc
    shift 2
    : >"$name.log"
    # Without a vendor, QEMU drops the second thread of a core. On a busy
    # machine the kernel's look at its timer is too short, and it gives up.
    timeout "$seconds" qemu-system-x86_64 \
        -machine q35,kernel-irqchip=split -accel tcg,thread=multi \
        -cpu max,vendor=GenuineIntel -nodefaults -display none -no-reboot \
        -kernel "$e2e_kernel" -initrd "$name.cpio" \
        -append "console=ttyS0 quiet panic=-1 intel_iommu=on iommu=pt $e2e_quick rdinit=/init" \
        -serial "file:$name.log" -serial "file:$name.tar" "$@" \
        </dev/null >"$name.qemu" 2>&1 &
    while kill -0 $! 2>/dev/null; do
        ! grep -q 'soft lockup' "$name.log" || kill $! 2>/dev/null
        sleep 1
    done
    wait $!
    rc=$?
    return "$rc"
}

# e2e_boot NAME ROOT MACHINE SECONDS [QEMU-ARGUMENT...]: boot the machine that
# the file describes from the root; its console is in NAME.log, what it sent
# in NAME/.
e2e_boot() {
    local name=$1 root=$2 machine=$3 seconds=$4 rc
    local -a args
    shift 4
    (cd "$root" && find . | cpio -o -H newc --quiet) >"$name.cpio" || return 1
    mapfile -t args < <(awk -v mode=qemu -f "$e2e_here/machine.awk" "$machine")
    e2e_qemu "$name" "$seconds" "${args[@]}" "$@"
    rc=$?
    # An emulated CPU that hangs is no finding of ours: once more.
    if grep -q 'soft lockup' "$name.log"; then
        echo '# the emulated host hung, so it is booted again'
        e2e_qemu "$name" "$seconds" "${args[@]}" "$@"
        rc=$?
    fi
    rm -f "$name.cpio"
    mkdir -p "$name"
    [ -z "${ONEGPU_E2E_KEEP:-}" ] || cp "$name.log" "$ONEGPU_E2E_KEEP/"
    if [ "$rc" -ne 0 ] || ! tar -xf "$name.tar" -C "$name" 2>>"$name.qemu"; then
        not_ok "${name##*/}: boots and answers" "QEMU exit $rc" \
            "$(tail -n 5 "$name.qemu")" "$(tail -n 20 "$name.log")"
        return 1
    fi
    ok "${name##*/}: boots and answers"
}
