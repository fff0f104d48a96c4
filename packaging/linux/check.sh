#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Checks what a Linux package holds with the desktop's and Debian's own validators:
#
#   packaging/linux/check.sh [--all] FOLDER [FILE.deb…]
#
# FOLDER is where the files were installed to: it holds bin/ and share/, as /usr does. A validator
# that is not installed is skipped and named; with --all (CI) that is an error.
# Exit codes: 0 nothing is wrong · 1 something is · 2 wrong usage · 77 no validator is installed.
set -euo pipefail

all=''
if [[ ${1:-} == --all ]]; then
    all=1
    shift
fi
folder=${1:-}
[[ -d $folder/share ]] || {
    echo "usage: check.sh [--all] FOLDER [FILE.deb…]; FOLDER holds share/" >&2
    exit 2
}
shift
share=$folder/share
id=org.tierlens.Tierlens
ran=0 bad=() missing=()

# check NAME PROGRAM ARGUMENT…: what it prints is shown only if it complains.
check() {
    local name=$1 said
    shift
    if ! command -v "$1" >/dev/null; then
        missing+=("$1")
        return
    fi
    ran=$((ran + 1))
    if said=$("$@" 2>&1); then
        echo "ok       $name"
    else
        bad+=("$name")
        printf 'WRONG    %s\n%s\n' "$name" "$said"
    fi
}

man_page() {
    local said
    said=$(gzip -dc "$1" | mandoc -Tlint -W warning 2>&1) || true
    [[ -z $said ]] || {
        printf '%s\n' "$said"
        return 1
    }
}

mime_type() {
    local work status=0
    work=$(mktemp -d)
    mkdir -p "$work/mime/packages"
    cp "$share/mime/packages/$id.xml" "$work/mime/packages/"
    XDG_DATA_HOME=$work XDG_DATA_DIRS=$work update-mime-database "$work/mime" || status=1
    grep -q '\*\.tierlens' "$work/mime/globs2" || status=1
    rm -rf "$work"
    return $status
}

icons() {
    local icon
    for icon in "$share/icons/hicolor/scalable/apps/$id.svg" "$share/icons/hicolor/symbolic/apps/$id-symbolic.svg"; do
        xmllint --noout "$icon" || return 1
    done
}

check "desktop entry" desktop-file-validate "$share/applications/$id.desktop"
check "metainfo" appstreamcli validate --no-net "$share/metainfo/$id.metainfo.xml"
if command -v mandoc >/dev/null; then check "man page" man_page "$share/man/man1/tierlens.1.gz"; else missing+=(mandoc); fi
if command -v update-mime-database >/dev/null; then check "MIME types" mime_type; else missing+=(update-mime-database); fi
if command -v xmllint >/dev/null; then check "icons" icons; else missing+=(xmllint); fi
check "completion for bash" bash -n "$share/bash-completion/completions/tierlens"
check "completion for zsh" zsh -n "$share/zsh/vendor-completions/_tierlens"
check "completion for fish" fish --no-execute "$share/fish/vendor_completions.d/tierlens.fish"
for package; do
    # Root runs it in CI's containers; what is only informative is not asked for.
    check "${package##*/}" lintian --allow-root --no-tag-display-limit --fail-on error,warning "$package"
done

[[ ${#missing[@]} -eq 0 ]] || printf 'skipped  not installed: %s\n' "${missing[*]}"
if [[ ${#bad[@]} -gt 0 || (-n $all && ${#missing[@]} -gt 0) ]]; then
    exit 1
fi
((ran > 1)) || exit 77 # bash itself is always there
