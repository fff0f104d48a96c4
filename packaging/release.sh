#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes a release, and begins the work on the next:
#
#   packaging/release.sh finish [DATE]      the version being worked on gets its date, a commit and a tag
#   packaging/release.sh begin VERSION      the next one: its number, and its place in CHANGELOG.md
#
# The version stands in CMakeLists.txt; program, packages, metainfo, man page, installer and disk image
# take it from there, the dates from CHANGELOG.md. vcpkg.json cannot, so it is written here.
# Nothing is pushed: `git push --follow-tags` makes the workflow build the packages.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

usage() {
    sed -n '3,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

[[ -z $(git status --porcelain) ]] || die "There are changes that are not committed."
version=$(sed -n 's/^project(tierlens VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt)
[[ -n $version ]] || die "CMakeLists.txt names no version."

# replace FILE EXPRESSION: sed -i differs between systems.
replace() {
    sed "$2" "$1" >"$1.new"
    if cmp -s "$1" "$1.new"; then
        rm "$1.new"
        die "$1 has nothing to be changed: $2"
    fi
    cat "$1.new" >"$1"
    rm "$1.new"
}

commit() {
    packaging/checkmanifests.sh >/dev/null || {
        git checkout -q -- CMakeLists.txt CHANGELOG.md vcpkg.json
        die "The manifests do not agree (packaging/checkmanifests.sh); nothing was changed."
    }
    git commit -q -a -m "$1"
}

case ${1:-} in
    finish)
        date=${2:-$(date -u +%Y-%m-%d)}
        [[ $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || usage
        ! git rev-parse -q --verify "refs/tags/v$version" >/dev/null || die "v$version has been released already."
        replace CHANGELOG.md "s/^## $version - unreleased\$/## $version - $date/"
        commit "Release $version"
        git tag -a "v$version" -m "Tierlens $version"
        say "v$version is made. Now: git push --follow-tags"
        ;;
    begin)
        next=${2:-}
        [[ $next =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || usage
        [[ $next != "$version" && $(printf '%s\n' "$version" "$next" | sort -V | tail -n 1) == "$next" ]] ||
            die "$next is not newer than $version."
        ! grep -q "^## $version - unreleased\$" CHANGELOG.md || die "$version has not been released yet."
        replace CMakeLists.txt "s/^project(tierlens VERSION $version /project(tierlens VERSION $next /"
        replace vcpkg.json "s/\"version-semver\": \"$version\"/\"version-semver\": \"$next\"/"
        awk -v next_version="$next" '/^## / && !done { print "## " next_version " - unreleased\n"; done = 1 } { print }' CHANGELOG.md >CHANGELOG.md.new
        cat CHANGELOG.md.new >CHANGELOG.md
        rm CHANGELOG.md.new
        commit "Begin $next"
        say "$next has begun."
        ;;
    *) usage ;;
esac
