#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds the benchmarks and runs them one after another:
#
#   packaging/bench.sh [NAME…]        for example: packaging/bench.sh hits flow
#
# Each prints what it measured and the ratios it is judged by.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_missing build run
build_preset release tierlens benches
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} TIERLENS_PROGRAM=$build/tierlens

failed=() ran=0
for program in "$build"/bench/bench_*; do
    [[ -f $program && -x $program ]] || continue
    name=${program##*/bench_}
    [[ $# -eq 0 || " $* " == *" $name "* ]] || continue
    printf '\n== %s\n' "$name"
    ran=$((ran + 1))
    "$program" || failed+=("$name")
done
((ran)) || die "There is no such benchmark in $build/bench."
[[ ${#failed[@]} -eq 0 ]] || die "These benchmarks failed: ${failed[*]}"
