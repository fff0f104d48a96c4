#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds Tierlens and runs all its tests:
#
#   packaging/test.sh [CTEST OPTION…]        for example: packaging/test.sh -L live
#
# The last line is "N passed, N failed", counting test functions; a test program that says nothing
# about its functions (a crash, a time-out, a script) counts as one.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

install_missing build run test
build_preset release

# count JUNIT LOG [NAMES]: prints "PASSED FAILED SKIPPED" of all tests but NAMES (a|b|c), from ctest's
# two records: which test ended how is in the JUnit file (the log calls a missing program passed),
# all that the tests said is in the log.
count() {
    awk -v without="|${3-}|" '
        FNR == 1 { file++ }
        file == 1 && /<testcase name=/ {
            split($0, part, "\"")
            name = part[2]
            how[name] = /status="run"/ ? "passed" : /status="disabled"/ ? "skipped" : "failed"
        }
        file == 1 && /<skipped message="SKIP_/ { how[name] = "skipped" }
        file == 2 && /^[0-9]+\/[0-9]+ Testing: / { name = $3 }
        file == 2 && /^Totals: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ {
            passed[name] += $2
            failed[name] += $4
            skipped[name] += $6
        }
        END {
            for (name in how) {
                if (index(without, "|" name "|")) continue
                if (how[name] == "failed" && !failed[name]) failed[name] = 1
                if (how[name] == "skipped") skipped[name]++
                if (how[name] == "passed" && passed[name] + failed[name] + skipped[name] == 0) passed[name] = 1
                p += passed[name]; f += failed[name]; s += skipped[name]
            }
            print p + 0, f + 0, s + 0
        }' "$1" "$2"
}

log=$build/Testing/Temporary/LastTest.log
junit=$build/Testing/Temporary/junit.xml
first=$build/Testing/Temporary/first
rm -rf "$log" "$junit" "$first".*
status=0
# Four at a time, since most of them wait, for what a second brings or for a server to start; live
# tests that measure their own traffic one after another (see tests/CMakeLists.txt).
ctest --test-dir "$build" --output-on-failure --no-tests=error -j4 --output-junit "$junit" "$@" || status=$?
[[ -f $log && -f $junit ]] || die "ctest ran no test."
read -r passed failed skipped < <(count "$junit" "$log")

cp "$log" "$first.log" # ctest begins it anew, even to list tests
cp "$junit" "$first.xml"

# Live tests share the machine with whatever else it does: one that failed is run once more, alone.
# What then passes is named, so that it is looked at; what is broken fails again.
again=$(awk '/<testcase name=/ { split($0, part, "\""); name = part[2] }
    /<testcase name=/ && /status="fail"/ { print name }' "$junit" | sort -u)
live=$(ctest --test-dir "$build" -N -L live | awk '$1 == "Test" { print $NF }' | sort -u)
again=$(comm -12 <(printf '%s\n' "$again") <(printf '%s\n' "$live") | sed '/^$/d' | paste -sd '|')
if [[ -n $again ]]; then
    say "Once more, alone: ${again//|/, }"
    ctest --test-dir "$build" --output-on-failure -j1 --output-junit "$junit" -R "^($again)\$" || true
    read -r passed failed skipped < <(count "$first.xml" "$first.log" "$again")
    read -r p f s < <(count "$junit" "$log")
    ((passed += p, failed += f, skipped += s)) || true
    ((failed)) || status=0
    say "Failed at first, alone $p passed and $f failed: ${again//|/, }"
fi
if ((passed + failed == 0)); then
    say "No test ran."
    status=1
fi
((failed == 0 || status)) || status=1
((failed || !status)) || failed=1
text="$passed passed, $failed failed"
((skipped == 0)) || text+=", $skipped skipped"
printf '%s\n' "$text"
exit "$status"
