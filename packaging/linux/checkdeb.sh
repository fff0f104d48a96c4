#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# From nothing to a proven Debian package, in one go: builds it in a minimal Debian of that release
# with every validator, then does with it what a person would, in a clean one (trypackage.sh):
#
#   packaging/linux/checkdeb.sh [--here] RELEASE [OLDER.deb]
#   packaging/linux/checkdeb.sh trixie
#
# --here     builds on this machine, which must be that release itself; its ready build is used
#
# The packages are left in out/packages. With OLDER.deb (the last release) settings must survive the
# upgrade from it. CMAKE_BUILD_PARALLEL_LEVEL caps how many compilers run at once.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

arguments=("$@") here=''
if [[ ${1:-} == --here ]]; then
    here=1
    shift
fi
release=${1:-} older=${2:-}
[[ $release =~ ^[a-z]+$ && (-z $older || -f $older) ]] ||
    die "usage: checkdeb.sh [--here] RELEASE [OLDER.deb], for example: checkdeb.sh trixie" 2
((EUID == 0)) || exec sudo --preserve-env=CMAKE_BUILD_PARALLEL_LEVEL,TIERLENS_CHROOTS -- "$0" "${arguments[@]}"

if [[ -n $here ]]; then
    # shellcheck disable=SC1091
    [[ $(. /etc/os-release && echo "${VERSION_CODENAME:-}") == "$release" ]] || die "This machine is not $release." 2
    "$root/packaging/linux/package.sh" --all
else
    "$root/packaging/linux/chroot.sh" "$release" packaging/linux/package.sh --all
    rm -rf "$root/out/packages"
    mkdir -p "$root/out/packages"
    cp "${TIERLENS_CHROOTS:-/var/cache/tierlens-chroots}/$release"/root/tierlens/out/packages/* "$root/out/packages/"
fi
debs=("$root"/out/packages/*.deb)
[[ ${#debs[@]} -eq 1 && -f ${debs[0]} ]] || die "One .deb was to be made; there is: ${debs[*]}"

say "What is in it:"
dpkg-deb --info "${debs[0]}"
dpkg-deb --contents "${debs[0]}"
"$root/packaging/linux/trypackage.sh" "$release" "${debs[0]}" ${older:+"$older"}
