#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Takes the pictures of the windows again, on the sandbox and without a display:
#
#   packaging/screenshots.sh             all, dark and light, in out/screenshots
#   packaging/screenshots.sh --readme    those the README shows, in packaging/screenshots
#
# The figures in them are those of the run; scenes, sizes and settings are always the same.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readme=''
case ${1:-} in
    '') ;;
    --readme) readme=1 ;;
    *) die "usage: screenshots.sh [--readme]" 2 ;;
esac
install_missing build run test
build_preset release tierlens toolpictures
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/pictures"

# wanted NAME: whether this picture is to be taken.
wanted() {
    [[ -z $readme ]] || grep -q "packaging/screenshots/$1.png" "$root/README.md"
}

# picture NAME THEME SIZE OPTION…: the program itself, with settings of nobody.
picture() {
    local name=$1-$2 theme=$2 size=$3
    shift 3
    wanted "$name" || return 0
    say "$name"
    "$build/tierlens" --sandbox --headless --language en --config-dir "$work/settings" --theme "$theme" --size "$size" \
        --grab "$work/pictures/$name.png" "$@" >"$work/said" 2>&1 || {
        tail -n 5 "$work/said" >&2
        die "$name could not be taken; the program's last words are above."
    }
}

for theme in dark light; do
    picture main "$theme" 1600x1000 --duration 30s
    picture game "$theme" 1600x1000 --duration 40s --scenario game
    picture present "$theme" 1920x1080 --duration 20s --present --do "15s restart redis"
    picture watch "$theme" 1600x1000 --duration 150s --watch --burst 5s
    if wanted "keys-$theme" || wanted "audit-$theme"; then
        say "keys-$theme, audit-$theme"
        LANGUAGE=en "$build/bench/toolpictures" "$work/pictures" "$theme" \
            2> >(grep -v 'This plugin does not support' >&2)
    fi
done
to=$root/out/screenshots
[[ -z $readme ]] || to=$root/packaging/screenshots
mkdir -p "$to"
for file in "$work"/pictures/*.png; do
    name=${file##*/}
    ! wanted "${name%.png}" || cp "$file" "$to/"
done
ls -l "$to" >&2
