#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The libraries of what goes to the nodes, as small static ones, from Debian's
# sources, for ./configure --enable-static-remotes.
#
# Debian has no libpci.a, its libhwloc.a wants libudev, of which there is no
# static one, and its libxml2.a wants 31 MB of ICU. So they are built here with
# what we call of them and nothing else. What is fetched is checked by apt
# against the keys of the machine's own Debian mirror.
set -eu

usage() {
    cat <<'END'
Usage: remotes/static-deps.sh [--host TRIPLET] [--sources DIR] PREFIX

Fetch and build libpci, hwloc, libxml2, libyaml, nettle and libuuid as static
libraries below PREFIX. Then:

    ./configure --enable-static-remotes=PREFIX

  --host TRIPLET  for another architecture, with its compiler TRIPLET-gcc:
                  aarch64-linux-gnu (Debian: gcc-aarch64-linux-gnu)
  --sources DIR   where Debian's source packages are kept, fetched with apt-get
                  where they are not there; else in PREFIX/src. Elsewhere than
                  on Debian put unpacked sources there, DIR/pciutils ...

Nothing is written outside of PREFIX and DIR, and root is not needed.
END
}

die() {
    printf 'static-deps: %s\n' "$*" >&2
    exit 1
}

host='' sources='' prefix=''
while [ "$#" -gt 0 ]; do
    case $1 in
    --host)
        [ "$#" -ge 2 ] || die "--host needs a triplet"
        host=$2
        shift
        ;;
    --sources)
        [ "$#" -ge 2 ] || die "--sources needs a folder"
        sources=$2
        shift
        ;;
    --help)
        usage
        exit 0
        ;;
    -*)
        usage >&2
        exit 2
        ;;
    *)
        [ -z "$prefix" ] || {
            usage >&2
            exit 2
        }
        prefix=$1
        ;;
    esac
    shift
done
[ -n "$prefix" ] || {
    usage >&2
    exit 2
}
mkdir -p "$prefix"
prefix=$(cd "$prefix" && pwd)
[ -n "$sources" ] || sources=$prefix/src
mkdir -p "$sources"
sources=$(cd "$sources" && pwd)
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

CC=${host:+$host-}gcc
AR=${host:+$host-}ar
RANLIB=${host:+$host-}ranlib
command -v "$CC" >/dev/null || die "no $CC here: install the compiler"
export CC AR RANLIB
# Only what is called goes into a program.
export CFLAGS="-O2 -g0 -fPIC -ffunction-sections -fdata-sections"

# apt LISTS ARGUMENT...: apt-get with lists of its own, of sources.
apt() {
    apt-get -q -o Dir::Etc::sourcelist="$sources/.apt/sources.list" \
        -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::State::lists="$sources/.apt/lists" \
        -o Dir::Cache="$sources/.apt/cache" "$@"
}

# fetch PACKAGE: into $sources/PACKAGE, patched as Debian does.
fetch() {
    [ ! -e "$sources/$1" ] || return 0
    command -v apt-get >/dev/null || die "no apt-get here:" \
        "put the unpacked source of $1 into $sources/$1"
    command -v dpkg-source >/dev/null || die "no dpkg-source: install dpkg-dev"
    if [ ! -f "$sources/.apt/sources.list" ]; then
        mkdir -p "$sources/.apt/lists/partial" \
            "$sources/.apt/cache/archives/partial"
        # shellcheck disable=SC2016 # apt's own variables
        apt-get indextargets --format \
            'deb-src $(SITE) $(RELEASE) $(COMPONENT)' \
            'Created-By: Packages' 'Origin: Debian' 'Component: main' |
            sort -u >"$sources/.apt/sources.list.new"
        [ -s "$sources/.apt/sources.list.new" ] ||
            die "apt-get knows no Debian mirror: run apt-get update"
        mv "$sources/.apt/sources.list.new" "$sources/.apt/sources.list"
        apt update
    fi
    rm -rf "$sources/.get"
    mkdir "$sources/.get"
    (cd "$sources/.get" && apt source --download-only "$1" &&
        dpkg-source --no-check -x ./*.dsc tree >/dev/null)
    mv "$sources/.get/tree" "$sources/$1"
    rm -rf "$sources/.get"
}

# fresh PACKAGE: a copy to build in, in $build.
fresh() {
    build=$prefix/build/$1
    rm -rf "$build"
    mkdir -p "$prefix/build"
    cp -R "$sources/$1" "$build"
}

# configured ARGUMENT...: configure in $build, quietly, for a static library.
configured() {
    # A repository's copy comes without what autotools make.
    [ -x "$build/configure" ] ||
        (cd "$build" && autoreconf -fi >autoreconf.out 2>&1) ||
        die "autoreconf failed: see $build/autoreconf.out"
    (cd "$build" && ./configure --quiet ${host:+--host="$host"} \
        --prefix="$prefix" --libdir="$prefix/lib" \
        --disable-shared --enable-static "$@" >configure.out 2>&1) ||
        die "configure failed: see $build/configure.out"
}

# compile DIRECTORY TARGET...: make in a folder of $build.
compile() {
    dir=$1
    shift
    make -s -C "$build/$dir" -j"$jobs" "$@" >>"$build/make.out" 2>&1 ||
        die "make failed: see $build/make.out"
}

# Its makefile asks the machine it runs on, unless told.
build_pciutils() {
    compile . lib/libpci.a ZLIB=no DNS=no HWDB=no LIBKMOD=no SHARED=no \
        HOST="${host:-$(uname -m)-linux}" CROSS_COMPILE="${host:+$host-}" \
        CC="$CC" OPT="$CFLAGS" PREFIX=/usr IDSDIR=/usr/share/misc
    mkdir -p "$prefix/include/pci"
    cp "$build/lib/libpci.a" "$prefix/lib"
    (cd "$build/lib" && cp header.h pci.h config.h types.h \
        "$prefix/include/pci")
    version=$(sed -n 's/^VERSION=//p' "$build/Makefile")
    cat >"$prefix/lib/pkgconfig/libpci.pc" <<END
prefix=$prefix
Name: libpci
Description: PCI access, static, without compression and look-ups by network
Version: $version
Libs: -L$prefix/lib -lpci
Cflags: -I$prefix/include
END
}

# Its own reader of sysfs finds PCI devices; libpciaccess is not asked for.
build_hwloc() {
    export PKG_CONFIG=false
    configured ac_cv_header_pciaccess_h=no --disable-libudev --disable-libxml2 \
        --disable-opencl --disable-cuda --disable-nvml --disable-rsmi \
        --disable-levelzero --disable-gl --disable-cairo --disable-readme \
        --disable-plugins
    unset PKG_CONFIG
    compile include install
    compile hwloc install
    cp "$build/hwloc.pc" "$prefix/lib/pkgconfig"
}

# LEGACY and SAX1 stay: the ABI of the headers that we compile with elsewhere.
build_libxml2() {
    configured --without-icu --without-lzma --without-zlib --without-python \
        --without-http --without-ftp --without-iconv --without-catalog \
        --without-docbook --without-html --without-debug --without-modules \
        --without-c14n --without-schemas --without-schematron \
        --without-regexps --without-xinclude --without-xptr --without-xpath \
        --without-threads --without-history --without-readline \
        --without-legacy --with-push --with-sax1 --with-tree --with-output
    compile . libxml2.la
    cp "$build/.libs/libxml2.a" "$prefix/lib"
    compile include install
    cp "$build/libxml-2.0.pc" "$prefix/lib/pkgconfig"
}

build_libyaml() {
    configured
    compile include install
    compile src install
    cp "$build/yaml-0.1.pc" "$prefix/lib/pkgconfig"
}

build_nettle() {
    configured --disable-assembler --disable-public-key --disable-openssl \
        --disable-documentation
    # Tables that its own small programs make, which the tarball lacks.
    rm -f "$build"/*.stamp
    compile . libnettle.a nettle.pc
    mkdir -p "$prefix/include/nettle"
    cp "$build"/*.h "$prefix/include/nettle"
    cp "$build/libnettle.a" "$prefix/lib"
    cp "$build/nettle.pc" "$prefix/lib/pkgconfig"
}

build_util_linux() {
    configured --disable-all-programs --enable-libuuid --disable-nls \
        --disable-asciidoc --without-systemd --without-udev
    compile . libuuid.la libuuid/uuid.pc
    mkdir -p "$prefix/include/uuid"
    cp "$build/libuuid/src/uuid.h" "$prefix/include/uuid"
    cp "$build/.libs/libuuid.a" "$prefix/lib"
    cp "$build/libuuid/uuid.pc" "$prefix/lib/pkgconfig"
}

# one PACKAGE LIBRARY MODULE: where it is not built yet; pkg-config's file of
# the module is the last that is put there.
one() {
    if [ -f "$prefix/lib/$2" ] && [ -f "$prefix/lib/pkgconfig/$3.pc" ]; then
        return 0
    fi
    printf 'static-deps: %s\n' "$1"
    fetch "$1"
    fresh "$1"
    "build_$(echo "$1" | tr - _)"
    if [ ! -f "$prefix/lib/$2" ] || [ ! -f "$prefix/lib/pkgconfig/$3.pc" ]; then
        die "$1 made no $2 or no $3.pc: see $build"
    fi
    rm -rf "$build"
}

mkdir -p "$prefix/lib/pkgconfig" "$prefix/include"
one pciutils libpci.a libpci
one hwloc libhwloc.a hwloc
one libxml2 libxml2.a libxml-2.0
one libyaml libyaml.a yaml-0.1
one nettle libnettle.a nettle
one util-linux libuuid.a uuid
printf 'static-deps: all in %s\n' "$prefix/lib"
