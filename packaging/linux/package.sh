#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds Tierlens, makes its packages for this Linux and checks them:
#
#   packaging/linux/package.sh [--all]          a .deb (on Debian) and a .tar.gz, in out/packages
#   packaging/linux/chroot.sh trixie packaging/linux/package.sh
#
# --all     with every validator, which are installed if they are missing (as in CI)
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

needed=(build package)
[[ ${1:-} != --all ]] || needed+=(check)
install_missing "${needed[@]}"
build_preset release tierlens shipped
out=$root/out/packages
can_write "$out" || out=$(own_cache)/packages
rm -rf "$out"
mkdir -p "$out"
cpack --config "$build/CPackConfig.cmake" -B "$out" >"$build/cpack.log" 2>&1 || {
    tail -n 20 "$build/cpack.log" >&2
    die "The packages could not be made; cpack's log is $build/cpack.log"
}
rm -rf "$out/_CPack_Packages"

stage=$build/stage
rm -rf "$stage"
DESTDIR=$stage cmake --install "$build" --prefix /usr >/dev/null
debs=()
for package in "$out"/*.deb; do [[ ! -e $package ]] || debs+=("$package"); done
status=0
"$root/packaging/linux/check.sh" "$@" "$stage/usr" "${debs[@]}" || status=$?
((status == 0 || status == 77)) || die "The packages have faults; they are named above."
ls -l "$out" >&2
