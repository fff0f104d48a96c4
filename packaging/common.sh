# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What run.sh, test.sh and the others share: where things are, and how a preset is built.
# To be sourced, with `set -euo pipefail` on.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$1"
    exit "${2:-1}"
}

install_missing() { "$root/packaging/install-deps.sh" "$@"; }

# A folder of this user's own for what cannot be written beside the sources.
own_cache() {
    printf '%s/tierlens/%s' "${XDG_CACHE_HOME:-${HOME:?}/.cache}" "$(printf '%s' "$root" | cksum | tr ' ' -)"
}

# Whether this user can write the folder, or make it. Root can write all; what others made is theirs.
can_write() {
    local folder=$1
    if [[ -e $folder ]]; then
        [[ -w $folder && (-O $folder || $EUID -eq 0) ]]
    else
        [[ -w $(nearest "$folder") ]]
    fi
}

nearest() {
    local folder=$1
    while [[ ! -e $folder ]]; do folder=$(dirname "$folder"); done
    printf '%s' "$folder"
}

# Sets `build` to the folder of a preset: build/<preset>, or one in the user's cache folder when
# that belongs to somebody else.
find_build_folder() {
    local preset=$1
    build=$root/build/$preset
    if ! can_write "$build"; then
        build=$(own_cache)/$preset
        say "$root/build/$preset cannot be used by $(id -un); building in $build instead."
    fi
    mkdir -p "$build"
}

# Builds a preset: build_preset PRESET [TARGET…]. Sets `build`.
build_preset() {
    local preset=$1 made_for='' quiet
    shift
    find_build_folder "$preset"
    if [[ $(uname -s) == Darwin ]] && command -v brew >/dev/null; then
        PKG_CONFIG_PATH="$(brew --prefix libpq)/lib/pkgconfig:${PKG_CONFIG_PATH:-}"
        export PKG_CONFIG_PATH
    fi
    # Two builds in one folder spoil each other.
    if command -v flock >/dev/null; then
        exec 8>"$build/.lock"
        flock -n 8 || { say "Another build uses $build; waiting for it." && flock 8; }
    fi
    if [[ -f $build/CMakeCache.txt ]]; then
        made_for=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build/CMakeCache.txt")
        if [[ $made_for != "$root" ]]; then
            say "$build was made for ${made_for:-another place}; starting it anew."
            rm -rf "$build/CMakeCache.txt" "$build/CMakeFiles" "$build/build.ninja"
        fi
    fi
    say "Building $preset in $build"
    quiet=$(cmake -S "$root" -B "$build" --preset "$preset" 2>&1 8>&-) || {
        printf '%s\n' "$quiet" >&2
        die "The build could not be configured; CMake's own words are above."
    }
    cmake --build "$build" ${1:+--target "$@"} >&2 8>&- || die "The build failed; the compiler's own words are above."
    [[ ! -e /dev/fd/8 ]] || exec 8>&-
}
