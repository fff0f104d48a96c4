#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs an AppDir in a clean minimal Debian that has no Qt, only the graphics driver's libraries that
# every desktop has:
#
#   packaging/linux/tryappdir.sh RELEASE FOLDER
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=packaging/linux/throwaway.sh
source "$here/throwaway.sh"

if [[ ${1:-} == --try ]]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libegl1 libopengl0 libgl1 >/dev/null
    ! dpkg-query -W 'libqt6*' 2>/dev/null | grep . || exit 1
    ./AppRun --version
    status=0
    QT_QPA_PLATFORM=offscreen timeout --preserve-status -s TERM 3 ./AppRun || status=$?
    [[ $status == 143 || $status == 0 ]] || exit 1
    # The window as it is on X11: without a display it must get as far as saying so.
    said=$(QT_QPA_PLATFORM=xcb timeout 20 ./AppRun 2>&1) || true
    [[ $said == *"could not connect to display"* ]] || {
        printf 'the plugin for X11 could not be loaded:\n%s\n' "$said"
        exit 1
    }
    exit 0
fi

release=${1:-} folder=${2:-}
[[ $release =~ ^[a-z]+$ && -x $folder/AppRun ]] || {
    echo "usage: tryappdir.sh RELEASE FOLDER" >&2
    exit 2
}
in_throwaway "$release" "$folder/." "$here/tryappdir.sh" "$here/throwaway.sh" -- bash tryappdir.sh --try
echo "$(basename "$folder") on $release, which has no Qt: runs."
