#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Does what a person would do with the Debian package, in a clean minimal Debian: installs it with
# nothing but what it depends on, starts it, reads its manual, installs what it recommends, plays
# the demo without a window, purges it, and looks for what was left behind:
#
#   packaging/linux/trypackage.sh [--without-demo] RELEASE FILE.deb [OLDER.deb]
#   packaging/linux/trypackage.sh bookworm out/packages/tierlens_*.deb
#
# OLDER.deb, the last release, is installed first, and settings must survive the upgrade; without one
# these same files under a lower version stand in for it. --without-demo leaves out what takes
# longest: installing the servers and seeding their world.
# The chroot is packaging/linux/chroot.sh's, kept apart from those that are built in; what is
# changed in it goes to a layer of its own that is thrown away.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=packaging/linux/throwaway.sh
source "$here/throwaway.sh"

# --- inside, as root of the small Debian ------------------------------------------------------

step() { printf '\n--- %s\n' "$*"; }

# The person's name in the chroot is tierlens, too, and so is the folder of the sources in /root.
# All files but those that apt, dpkg and running programs keep for themselves. What many programs
# share and rebuild (caches of icons, fonts, MIME types) is not Tierlens' own.
files_of_system() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/lib/apt \
        -o -path /var/lib/dpkg -o -path /var/cache -o -path /var/log -o -path /root -o -path /home \) -prune -o -print | sort
}

# Of each alternative the package recommends the first that this release has.
recommended() {
    local alternatives name
    dpkg-query -W -f='${Recommends}\n' tierlens | tr ',' '\n' | while IFS= read -r alternatives; do
        for name in ${alternatives//|/ }; do
            if [[ $(LC_ALL=C apt-cache policy "$name") == *"Candidate: "[!\(]* ]]; then
                echo "$name"
                break
            fi
        done
    done
}

# lower PACKAGE: the same files as version 0.0.1, which the real one replaces.
lower() {
    rm -rf /tmp/lower
    dpkg-deb --raw-extract "$1" /tmp/lower
    sed -i 's/^Version: .*/Version: 0.0.1-1/' /tmp/lower/DEBIAN/control
    dpkg-deb --build -Znone /tmp/lower /tmp/lower.deb >/dev/null
    rm -rf /tmp/lower
}

as_person() { setpriv --reuid=tierlens --regid=tierlens --init-groups -- env HOME=/home/tierlens USER=tierlens "$@"; }

try() {
    local demo=$1 package=$2 older=${3:-} status path files
    export DEBIAN_FRONTEND=noninteractive
    # Servers that come with the recommended packages shall not start by themselves.
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    apt-get update -qq

    if [[ -z $older ]]; then
        lower "$package"
        older=/tmp/lower.deb
    fi
    step "install the version before, with nothing but what it depends on, and give it settings"
    apt-get install -y -qq --no-install-recommends "$older" >/dev/null
    dpkg-query -W -f='${Package} ${Version} ${Status}\n' tierlens
    as_person mkdir -p /home/tierlens/.config/tierlens
    printf '[General]\nformat=1\n\n[window]\ntheme=light\n' | as_person tee /home/tierlens/.config/tierlens/tierlens.ini >/dev/null
    step "upgrade, with nothing but what it depends on"
    apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    dpkg-query -W -f='${Package} ${Version} ${Status}\n' tierlens
    as_person tierlens --version
    as_person tierlens --help | sed -n 1,2p

    step "start the window where there is no display: the welcome page, for three seconds"
    status=0
    as_person env QT_QPA_PLATFORM=offscreen timeout --preserve-status -s TERM 3 tierlens || status=$?
    # Ended from outside: 143; anything else means that it ended by itself.
    [[ $status == 143 || $status == 0 ]] || {
        echo "it ended with $status"
        return 1
    }
    grep -qx 'theme=light' /home/tierlens/.config/tierlens/tierlens.ini || {
        echo "settings were lost"
        return 1
    }
    [[ ! -e /home/tierlens/.config/tierlens/tierlens.ini.aside ]] || {
        echo "settings were set aside"
        return 1
    }
    echo "it ran until it was ended; settings are as before the upgrade"
    step "without the servers it says what is missing"
    status=0
    as_person tierlens --sandbox --headless --duration 2s || status=$?
    [[ $status == 4 ]] || {
        echo "expected exit code 4, it was $status"
        return 1
    }

    if [[ $demo == yes ]]; then
        local wanted=()
        mapfile -t wanted < <(recommended)
        [[ ${#wanted[@]} -gt 0 ]] || {
            echo "nothing that it recommends can be had"
            return 1
        }
        step "install what it recommends (${wanted[*]}), and play the demo for ten seconds"
        apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null 2>&1
        as_person tierlens --sandbox --headless --duration 10s --do "5s restart redis" --report /home/tierlens/report.json
        as_person test -s /home/tierlens/report.json
    fi # (chroot.sh tells of processes that were left running)

    step "purge, and look for what is left"
    files=$(dpkg-query -L tierlens)
    apt-get purge -y -qq tierlens >/dev/null
    ! dpkg-query -W tierlens 2>/dev/null || return 1
    local left
    # A person's own settings and sandbox stay: they are in the person's folder.
    left=$(files_of_system | grep -i tierlens || true)
    while IFS= read -r path; do
        [[ -d $path || ! -e $path ]] || left+=" $path"
    done <<<"$files"
    [[ -z $left ]] || {
        printf 'left behind:\n%s\n' "$left"
        return 1
    }
    echo "nothing"
}

if [[ ${1:-} == --try ]]; then
    shift
    try "$@"
    exit
fi

# --- outside ----------------------------------------------------------------------------------

arguments=("$@") demo=yes
if [[ ${1:-} == --without-demo ]]; then
    demo=no
    shift
fi
release=${1:-} package=${2:-} older=${3:-}
[[ $release =~ ^[a-z]+$ && -f $package ]] || {
    echo "usage: trypackage.sh [--without-demo] RELEASE FILE.deb [OLDER.deb]" >&2
    exit 2
}
((EUID == 0)) || exec sudo -- "$0" "${arguments[@]}"
inside=("/root/try/$(basename "$package")")
[[ -z $older ]] || inside+=("/root/try/$(basename "$older")")
in_throwaway "$release" "$package" ${older:+"$older"} "$here/trypackage.sh" "$here/throwaway.sh" -- \
    bash trypackage.sh --try "$demo" "${inside[@]}"
echo
echo "$(basename "$package") on $release: installed, started, $([[ $demo == no ]] || echo "played, ")purged."
