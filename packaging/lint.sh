#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Looks over the sources with clang-format, clang-tidy and shellcheck, changing nothing:
#
#   packaging/lint.sh [BASE]
#
# clang-tidy reads the files changed since the commit BASE (default: the last commit), since it
# takes about ten seconds a file; `packaging/lint.sh all` reads all of them.
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

if have clang-tidy && have clang++; then
    sources=()
    while IFS= read -r file; do sources+=("$file"); done < <(changed_sources)
    if [[ ${#sources[@]} -eq 0 ]]; then
        say "clang-tidy: no source has changed since $base."
    else
        say "clang-tidy: ${#sources[@]} files"
        find_build_folder clang
        # GCC's precompiled headers mean nothing to clang-tidy; moc's output is included by tests.
        cmake -S . -B "$build" --preset clang -DTIERLENS_PCH=OFF >/dev/null
        autogen=()
        while IFS= read -r target; do autogen+=("$target"); done < <(ninja -C "$build" -t targets all | sed -n 's/^\([A-Za-z_]*_autogen\): phony.*/\1/p')
        [[ ${#autogen[@]} -eq 0 ]] || ninja -C "$build" "${autogen[@]}" >/dev/null
        printf '%s\0' "${sources[@]}" | xargs -0 -n 1 -P 2 clang-tidy --quiet -p "$build" || bad+=(clang-tidy)
    fi
fi

if have shellcheck; then
    say "shellcheck"
    shellcheck -x .ci/run packaging/*.sh packaging/*/*.sh || bad+=(shellcheck)
fi

[[ ${#bad[@]} -eq 0 ]] || die "Complaints from: ${bad[*]}"
say "No complaints."
