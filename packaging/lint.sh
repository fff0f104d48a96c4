#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Looks over the sources with clang-format, clang-tidy, clazy, mingw-w64 and shellcheck, changing
# nothing; what is not installed is named and left out:
#
#   packaging/lint.sh [BASE]
#
# clang-tidy and clazy read the files changed since the commit BASE (default: the last commit), since
# they take about ten seconds a file; `packaging/lint.sh all` reads all of them.
# clang-format 14 is the reference: other versions lay out some lines differently.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

base=${1:-HEAD}
bad=()

have() {
    command -v "$1" >/dev/null || {
        say "$1 is not installed; skipping it."
        return 1
    }
}

# The .cpp files to be read: those changed, and those whose header of the same name has changed.
changed_sources() {
    local file
    {
        if [[ $base == all ]]; then
            git ls-files '*.cpp'
        else
            git diff --name-only --diff-filter=d "$base" -- app ui tests
            git ls-files --others --exclude-standard -- app ui tests
        fi
    } | while IFS= read -r file; do
        case $file in
            *.cpp) printf '%s\n' "$file" ;;
            *.h) [[ ! -f ${file%.h}.cpp ]] || printf '%s\n' "${file%.h}.cpp" ;;
        esac
    done | sort -u
}

if have clang-format; then
    say "clang-format"
    git ls-files -z --cached --others --exclude-standard -- 'app/*.cpp' 'app/*.h' 'ui/*.cpp' 'ui/*.h' 'tests/*.cpp' 'tests/*.h' |
        while IFS= read -r -d '' file; do [[ ! -f $file ]] || printf '%s\0' "$file"; done |
        xargs -0 -r clang-format --dry-run -Werror || bad+=(clang-format)
fi

# How each file is compiled: sets `build`.
describe_build() {
    find_build_folder clang
    # GCC's precompiled headers mean nothing to clang-tidy; moc's output is included by tests.
    # moc's work needs no library built before.
    cmake -S . -B "$build" --preset clang -DTIERLENS_PCH=OFF -DCMAKE_AUTOGEN_ORIGIN_DEPENDS=OFF >/dev/null
    autogen=()
    while IFS= read -r target; do autogen+=("$target"); done < <(ninja -C "$build" -t targets all | sed -n 's/^\([A-Za-z0-9_-]*_autogen\): phony.*/\1/p')
    local said
    [[ ${#autogen[@]} -eq 0 ]] || said=$(ninja -C "$build" "${autogen[@]}" 2>&1) || {
        printf '%s\n' "$said" >&2
        die "What moc and uic make could not be made; ninja's words are above."
    }
}

# Qt's own habits. clazy only warns, so its words are looked for.
run_clazy() {
    local said
    said=$(printf '%s\0' "${readable[@]}" |
        xargs -0 -n 1 -P 2 clazy-standalone --checks="$clazy_checks" -p "$build" \
            --header-filter="$root/(app|ui|tests)/.*" --ignore-dirs='.*_autogen.*' 2>&1) || true
    ! grep -A 3 -E '(warning|error):' <<<"$said"
}
clazy_checks=level0,level1

sources=()
while IFS= read -r file; do sources+=("$file"); done < <(changed_sources)
# clang has no headers of other systems.
readable=()
for file in "${sources[@]+"${sources[@]}"}"; do [[ $file == *_windows.cpp || $file == *_macos.cpp ]] || readable+=("$file"); done
if [[ ${#readable[@]} -eq 0 ]]; then
    say "clang-tidy, clazy: no source has changed since $base."
elif have clang++; then
    describe_build
    if have clang-tidy; then
        say "clang-tidy: ${#readable[@]} files"
        printf '%s\0' "${readable[@]}" | xargs -0 -n 1 -P 2 clang-tidy --quiet -p "$build" || bad+=(clang-tidy)
    fi
    if have clazy-standalone; then
        say "clazy: ${#readable[@]} files"
        run_clazy || bad+=(clazy)
    fi
fi

# The folders in which something has changed, as Windows would have them.
folders=()
while IFS= read -r file; do folders+=("$file"); done < <(printf '%s\n' "${sources[@]+"${sources[@]}"}" | sed -n 's|^\(app/.*\)/.*|\1|p; s|^\(ui/.*\)/.*|\1|p' | sort -u)
if [[ ${#folders[@]} -gt 0 ]]; then
    say "Windows: ${#folders[@]} folders"
    status=0
    packaging/windows/compile-check.sh "${folders[@]}" >&2 || status=$?
    ((status == 0 || status == 77)) || bad+=(Windows)
fi

if have shellcheck; then
    say "shellcheck"
    shellcheck -x .ci/run packaging/*.sh packaging/*/*.sh || bad+=(shellcheck)
fi

[[ ${#bad[@]} -eq 0 ]] || die "Complaints from: ${bad[*]}"
say "No complaints."
