#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing, builds Tierlens and starts it on a private Postgres and a private Redis:
#
#   packaging/run.sh [OPTION…]        the options are Tierlens' own; see tierlens --help
#
# Without a display it runs the demo without a window for 20 seconds instead, and leaves a report
# and pictures of the window, dark and light, in out/.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

has_display() {
    [[ $(uname -s) != Linux || -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]
}

# Whether the user's own options already say how to run.
names() {
    local wanted=$1 word
    shift
    for word; do [[ $word != "$wanted" && $word != "$wanted="* ]] || return 0; done
    return 1
}

install_missing build run
build_preset release tierlens
program=$build/tierlens

has_display || export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
if has_display || names --headless "$@" || names --help "$@" || names --version "$@"; then
    exec "$program" --sandbox "$@"
fi

out=$root/out
can_write "$out" || out=$(own_cache)/out
mkdir -p "$out"
say "There is no display: running the demo without a window for 20 seconds."
"$program" --sandbox --headless --duration 20s --theme dark \
    --report "$out/report.json" --grab "$out/tierlens-dark.png" "$@"
say "Once more for 5 seconds, for a picture of the light theme."
"$program" --sandbox --headless --duration 5s --theme light --grab "$out/tierlens-light.png" "$@"
say ""
say "Report:   $out/report.json"
say "Pictures: $out/tierlens-dark.png and $out/tierlens-light.png"
