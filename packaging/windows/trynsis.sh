#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compiles the Windows installer's configuration on any system that has makensis, around a stand-in
# for the program:
#
#   packaging/windows/trynsis.sh [FOLDER]       where to work; a temporary one otherwise
#
# Exit codes: 0 it compiles · 1 it does not · 77 makensis or CMake is not installed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
command -v makensis >/dev/null && command -v cpack >/dev/null || exit 77
if [[ -n ${1:-} ]]; then
    work=$1
    rm -rf "$work"
    mkdir -p "$work"
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi
mkdir "$work/program" "$work/source"
printf 'a stand-in for the program\n' >"$work/program/tierlens.exe"
cat >"$work/source/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.22)
file(STRINGS "$root/CMakeLists.txt" line REGEX "^project\\\\(")
string(REGEX MATCH "VERSION ([0-9.]+)" matched "\${line}")
project(tierlens VERSION \${CMAKE_MATCH_1} LANGUAGES NONE)
install(DIRECTORY "$work/program/" DESTINATION .)
set(TIERLENS_HOMEPAGE https://tierlens.org)
set(TIERLENS_MAINTAINER "Tierlens maintainers <maintainers@tierlens.org>")
set(CPACK_PACKAGE_NAME tierlens)
set(CPACK_PACKAGE_VENDOR "Tierlens maintainers")
set(CPACK_RESOURCE_FILE_LICENSE "$root/LICENSE")
set(CPACK_VERBATIM_VARIABLES ON)
include("$root/packaging/windows/cpack.cmake")
include(CPack)
CMAKE
compile() { cmake -S "$work/source" -B "$work/build" && cd "$work/build" && cpack -G NSIS; }
if ! (compile) >"$work/log" 2>&1; then
    cat "$work/log" >&2
    cat "$work"/build/_CPack_Packages/*/NSIS/NSISOutput.log >&2 2>/dev/null || true
    exit 1
fi
ls "$work/build"/tierlens-*.exe
