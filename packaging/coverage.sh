#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How many lines of app and ui the tests run through:
#
#   packaging/coverage.sh [app|ui|live…]       which tests; all without a word
#
# The last line is "lines covered: N %"; out/coverage.txt holds a table by folder, out/coverage.csv one
# by file. Built with gcc, unoptimised (preset `coverage`), counted by gcov and gcovr. A line is one
# that gcc makes code of; headers count where they are used.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

labels=("$@")
[[ ${#labels[@]} -gt 0 ]] || labels=(app ui live)
targets=()
for label in "${labels[@]}"; do
    [[ $label == app || $label == ui || $label == live ]] || die "usage: coverage.sh [app|ui|live…]" 2
    targets+=("tests-$label")
    # Tests that are programs of their own.
    read -r -a names < <(sed -n 's/^set(ownprogram \([^)]*\)).*/\1/p' "$root/tests/CMakeLists.txt")
    for name in "${names[@]}"; do
        [[ -z $(find "$root/tests/$label" -name "$name.cpp") ]] || targets+=("$name")
    done
done
install_missing build run test coverage
build_preset coverage "${targets[@]}"
# What an earlier run counted.
find "$build/" -name '*.gcda' -delete
status=0
ctest --test-dir "$build" --output-on-failure --no-tests=error -j2 -L "^($(IFS='|' && echo "${labels[*]}"))\$" || status=$?

out=$root/out
can_write "$out" || out=$(own_cache)/out
mkdir -p "$out"
(cd "$root" && gcovr --root "$root" --filter 'app/' --filter 'ui/' --gcov-ignore-parse-errors \
    --csv "$out/coverage.csv" "$build/" >/dev/null) || die "gcovr failed; its own words are above."
say "By folder: $out/coverage.txt"
awk -F, -v table="$out/coverage.txt" '
    FNR > 1 {
        folder = $1
        sub(/\/[^\/]*$/, "", folder)
        lines[folder] += $2
        covered[folder] += $3
        all += $2
        through += $3
    }
    END {
        printf "%-24s %8s %8s %7s\n", "folder", "lines", "covered", "share" >table
        command = "sort >>\"" table "\""
        close(table)
        for (folder in lines)
            printf "%-24s %8d %8d %5.1f %%\n", folder, lines[folder], covered[folder], 100 * covered[folder] / (lines[folder] ? lines[folder] : 1) | command
        close(command)
        printf "%-24s %8d %8d %5.1f %%\n", "all", all, through, 100 * through / (all ? all : 1) >>table
        printf "lines covered: %.1f %%\n", 100 * through / (all ? all : 1)
    }' "$out/coverage.csv"
((status == 0)) || die "Some tests failed; what they did not reach is not counted." "$status"
