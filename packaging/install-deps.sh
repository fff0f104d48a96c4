#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Installs what is missing to build, run or test Tierlens, and nothing else:
#
#   packaging/install-deps.sh [--list] build|run|test|package|check|coverage|windows…
#
# --list   only tells what is missing
#
# check: the validators of what is shipped; coverage: what packaging/coverage.sh needs; windows: the
# compiler of packaging/windows/compile-check.sh.
# Knows apt (Debian, Ubuntu), dnf (Fedora) and Homebrew; elsewhere it says what is needed. Asks for
# root (by sudo) only when something is missing. Debian's server packages would create a database
# cluster on port 5432 and start a Redis on 6379; that is prevented, and servers that were not there
# before stay switched off. Exit codes: 0 all is there · 2 wrong usage · 4 something is missing.
set -euo pipefail

# group | how to see that it is there | Debian, Ubuntu | Fedora | Homebrew | in words
# The first available of a|b is written a/b; a package that some releases lack ends with "?".
needs() {
    cat <<'TABLE'
build ; command cmake           ; cmake                             ; cmake                    ; cmake    ; CMake 3.22 or newer
build ; command ninja           ; ninja-build                       ; ninja-build              ; ninja    ; Ninja
build ; command c++             ; g++                               ; gcc-c++                  ; -        ; a C++20 compiler (GCC 12, Clang 14 or newer)
build ; command ccache          ; ccache                            ; ccache                   ; ccache   ; ccache
build ; command pkg-config      ; pkg-config/pkgconf                ; pkgconf-pkg-config       ; pkgconf  ; pkg-config
build ; qt Widgets              ; qt6-base-dev                      ; qt6-qtbase-devel         ; qt       ; Qt 6.4 or newer
build ; qt Charts               ; qt6-charts-dev/libqt6charts6-dev  ; qt6-qtcharts-devel       ; qt       ; Qt Charts
build ; package                 ; libqt6opengl6-dev?                ; -                        ; -        ; -
build ; package                 ; libgl-dev                         ; -                        ; -        ; -
build ; package                 ; libopengl-dev                     ; -                        ; -        ; -
build ; package                 ; libxkbcommon-dev                  ; -                        ; -        ; -
build ; package                 ; qt6-tools-dev                     ; qt6-linguist             ; qt       ; Qt's linguist tools
build ; package                 ; qt6-l10n-tools                    ; -                        ; -        ; -
build ; pc libpqxx              ; libpqxx-dev                       ; libpqxx-devel            ; libpqxx  ; libpqxx 6.4 or newer
build ; pc libpq                ; libpq-dev                         ; libpq-devel              ; libpq    ; libpq
build ; pc hiredis              ; libhiredis-dev                    ; hiredis-devel            ; hiredis  ; hiredis 0.14 or newer
build ; pc jsoncpp              ; libjsoncpp-dev                    ; jsoncpp-devel            ; jsoncpp  ; JsonCpp 1.9 or newer
build ; package                 ; qtkeychain-qt6-dev?               ; qtkeychain-qt6-devel     ; qtkeychain ; -
run   ; postgres                ; postgresql                        ; postgresql-server        ; postgresql@17 ; a PostgreSQL server (initdb and postgres)
run   ; package                 ; -                                 ; postgresql-contrib       ; -        ; -
run   ; command redis-server valkey-server ; redis-server/valkey-server ; redis/valkey          ; redis    ; a Redis or Valkey server
run   ; package                 ; qt6-svg-plugins/libqt6svg6        ; qt6-qtsvg                ; qt       ; -
run   ; package                 ; qt6-translations-l10n             ; qt6-qttranslations       ; -        ; -
run   ; package                 ; fonts-inter                       ; rsms-inter-fonts         ; -        ; -
run   ; package                 ; fonts-jetbrains-mono              ; jetbrains-mono-fonts     ; -        ; -
run   ; package                 ; fonts-dejavu-core                 ; dejavu-sans-fonts        ; -        ; -
test  ; package                 ; libvalijson-dev?                  ; -                        ; -        ; -
test  ; command openssl         ; openssl                           ; openssl                  ; openssl  ; the command openssl
test  ; command Xvfb            ; xvfb                              ; xorg-x11-server-Xvfb     ; -        ; -
test  ; command dbus-daemon     ; dbus-daemon/dbus                  ; dbus-daemon              ; -        ; -
test  ; package                 ; at-spi2-core                      ; at-spi2-core             ; -        ; -
test  ; command systemctl       ; systemd                           ; systemd                  ; -        ; -
test  ; command podman          ; podman                            ; podman                   ; -        ; -
test  ; command crun runc       ; crun                              ; crun                     ; -        ; -
package ; package               ; dpkg-dev                          ; -                        ; -        ; -
package ; package               ; librsvg2-bin                      ; -                        ; -        ; -
check ; command desktop-file-validate ; desktop-file-utils          ; desktop-file-utils       ; -        ; -
check ; command appstreamcli    ; appstream                         ; appstream                ; -        ; -
check ; command mandoc          ; mandoc                            ; mandoc                   ; mandoc   ; -
check ; command update-mime-database ; shared-mime-info             ; shared-mime-info         ; -        ; -
check ; command xmllint         ; libxml2-utils                     ; libxml2                  ; -        ; -
check ; command zsh             ; zsh                               ; zsh                      ; -        ; -
check ; command fish            ; fish                              ; fish                     ; fish     ; -
check ; command lintian         ; lintian                           ; -                        ; -        ; -
check ; command makensis        ; nsis                              ; mingw32-nsis             ; makensis ; -
check ; command yamllint        ; yamllint                          ; yamllint                 ; yamllint ; -
coverage ; command gcovr        ; gcovr                             ; gcovr                    ; gcovr    ; gcovr
windows ; command x86_64-w64-mingw32-g++-posix ; g++-mingw-w64-x86-64-posix/g++-mingw-w64-x86-64 ; - ; - ; -
TABLE
}

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$1"
    exit "${2:-1}"
}

family() {
    if [[ $(uname -s) == Darwin ]]; then
        echo brew
    elif command -v apt-get >/dev/null; then
        echo apt
    elif command -v dnf >/dev/null; then
        echo dnf
    else
        echo other
    fi
}

# --- what is missing -------------------------------------------------------------------------

is_installed() {
    case $system in
        apt) dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed ;;
        dnf) rpm -q --quiet --whatprovides "$1" 2>/dev/null ;;
        brew) brew list --versions "$1" >/dev/null 2>&1 ;;
        other) true ;; # cannot be asked; CMake will tell
    esac
}

any_installed() {
    local name
    for name in ${1//\// }; do
        name=${name%\?}
        if [[ $name == - ]] || is_installed "$name"; then return 0; fi
    done
    return 1
}

has_command() {
    local name
    for name; do ! command -v "$name" >/dev/null || return 0; done
    return 1
}

# A Qt somewhere else is the business of the person who named its place.
has_qt() {
    [[ -z ${CMAKE_PREFIX_PATH:-}${Qt6_DIR:-} ]] || return 0
    local prefix=/usr
    [[ $system != brew ]] || prefix=$(brew --prefix)
    compgen -G "$prefix/lib*/cmake/Qt6$1/Qt6$1Config.cmake" >/dev/null ||
        compgen -G "$prefix/lib/*/cmake/Qt6$1/Qt6$1Config.cmake" >/dev/null
}

has_postgres() {
    has_command initdb && return 0
    local place
    for place in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin \
        /usr/local/opt/postgresql@*/bin /Applications/Postgres.app/Contents/Versions/latest/bin; do
        [[ ! -x $place/initdb ]] || return 0
    done
    return 1
}

is_there() {
    local kind=$1
    shift
    case $kind in
        command) has_command "$@" ;;
        pc)
            # Homebrew keeps libpq out of pkg-config's sight; packaging/common.sh shows it.
            if [[ $system == brew ]]; then
                any_installed "$package"
            else
                has_command pkg-config && pkg-config --exists "$1"
            fi
            ;;
        qt) has_qt "$1" ;;
        postgres) has_postgres ;;
        package) any_installed "$package" || { [[ $package == *\? ]] && [[ -z $(candidate "${package%\?}") ]]; } ;;
    esac
}

# Fills `missing` (packages as in the table) and `words` for the groups asked for.
find_missing() {
    missing=() words=()
    local group probe apt dnf brew word package
    while IFS=';' read -r group probe apt dnf brew word; do
        read -r group <<<"$group"
        [[ " ${groups[*]} " == *" $group "* ]] || continue
        case $system in
            apt) package=$apt ;;
            dnf) package=$dnf ;;
            brew) package=$brew ;;
            other) package=- ;;
        esac
        read -r package <<<"$package"
        read -r word <<<"$word"
        # shellcheck disable=SC2086 # a probe is a word with arguments
        is_there $probe && continue
        [[ $word == - ]] || words+=("$word")
        [[ $package == - || " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
    done < <(needs)
}

# --- apt -------------------------------------------------------------------------------------

# The servers whose packages start a service when they are installed.
servers=(postgresql redis-server valkey-server)
policy=/usr/sbin/policy-rc.d
saved=/usr/sbin/policy-rc.d.saved-by-tierlens
cluster=/etc/postgresql-common/createcluster.d/tierlens-install.conf

has_service() {
    [[ -e /etc/systemd/system/$1.service || -e /etc/init.d/$1 || -e /lib/systemd/system/$1.service || -e /usr/lib/systemd/system/$1.service ]]
}

# Whether a service is still to come: not there, or unpacked by an installation that was cut off,
# or (Postgres' belongs to a package that clients need too) there without its server.
is_new() {
    local package=$1
    has_service "$1" || return 0
    if [[ $1 == postgresql ]]; then
        has_postgres || return 0
        package=postgresql-common
    fi
    case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        unpacked | half-* | triggers-*) return 0 ;;
    esac
    return 1
}

# No cluster, and no start of the servers that are new here; every other service as before.
hold_servers() {
    local name new=()
    for name in "${servers[@]}"; do ! is_new "$name" || new+=("$name"); done
    mkdir -p "${cluster%/*}"
    printf '# Until the installation for Tierlens has finished.\ncreate_main_cluster = false\n' >"$cluster"
    [[ ! -e $policy && ! -L $policy ]] || mv "$policy" "$saved"
    cat >"$policy.new" <<POLICY
#!/bin/sh
# Until the installation for Tierlens has finished: servers that are new here are not started.
# tierlens-new: ${new[*]-}
for name in ${new[*]-}; do
    case \$1 in \$name | \$name.service | \$name@*) exit 101 ;; esac
done
[ ! -x $saved ] || exec $saved "\$@"
exit 0
POLICY
    chmod 755 "$policy.new"
    mv "$policy.new" "$policy"
}

# Everything as it was; the new servers are switched off. Also mends what an installation left
# that was ended by force: the policy file itself tells which servers were new.
release_servers() {
    local name new
    if grep -q '^# tierlens-new:' "$policy" 2>/dev/null; then
        new=$(sed -n 's/^# tierlens-new: *//p' "$policy")
        for name in $new; do
            has_service "$name" || continue
            [[ ! -d /run/systemd/system ]] || systemctl --quiet disable --now "$name" >/dev/null 2>&1 || true
            DPKG_MAINTSCRIPT_PACKAGE=$name deb-systemd-helper disable "$name.service" >/dev/null 2>&1 || true
            update-rc.d "$name" disable >/dev/null 2>&1 || true
        done
        rm -f "$policy"
    fi
    [[ ! -e $saved && ! -L $saved ]] || mv "$saved" "$policy"
    rm -f "$cluster" "$policy.new"
    rmdir --ignore-fail-on-non-empty "${cluster%/*}" "${cluster%/*/*}" 2>/dev/null || true
}

# At the end, whatever ended it. What apt has unpacked is set up while the servers are still held:
# done later, by hand, it would start them.
finish_apt() {
    local status=$?
    trap '' INT TERM HUP
    if ((status)) && is_unfinished; then
        dpkg --configure -a >>"$log" 2>&1 9>&- || true
    fi
    release_servers
    rm -f "$log"
    exit "$status"
}

is_unfinished() { [[ -e $saved || -e $cluster ]] || grep -q '^# tierlens-new:' "$policy" 2>/dev/null; }

candidate() { LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \([^(].*\)/\1/p'; }

# Sets `chosen`: of each a/b the first that this release has.
choose_apt() {
    local package name found lacking=()
    chosen=()
    for package in "${missing[@]}"; do
        found=''
        for name in ${package//\// }; do
            [[ -n $(candidate "${name%\?}") ]] || continue
            found=${name%\?}
            break
        done
        if [[ -n $found ]]; then
            chosen+=("$found")
        elif [[ $package != *\? ]]; then
            lacking+=("${package//\// or }")
        fi
    done
    if [[ ${#lacking[@]} -gt 0 ]]; then
        # shellcheck disable=SC1091
        die "$(. /etc/os-release && echo "$PRETTY_NAME") has no package ${lacking[*]}. Tierlens needs Debian 12, Ubuntu 24.04 or newer." 4
    fi
    local qt
    qt=$(candidate qt6-base-dev)
    if [[ " ${chosen[*]} " == *" qt6-base-dev "* ]] && dpkg --compare-versions "$qt" lt 6.4; then
        die "Qt is $qt here, and Tierlens needs 6.4 or newer: Debian 12, Ubuntu 24.04 or newer have it." 4
    fi
}

# apt's own output goes to a log; a line now and then says how far it is.
run_apt() {
    DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" 2>&1 9>&- |
        tee -a "$log" | awk '
            /newly installed/ { for (i = 1; i < NF; i++) if ($(i + 1) == "newly") total = $i }
            /^Setting up / && ++done % 50 == 0 { print "  " done " of " total " packages are set up"; fflush() }' >&2
}

install_apt() {
    exec 9>/run/tierlens-install.lock
    flock -n 9 || { say "Another installation is running; waiting for it." && flock 9; }
    log=$(mktemp -t tierlens-install.XXXXXX)
    trap finish_apt EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    if is_unfinished || [[ -n $(dpkg --audit) ]]; then
        say "An earlier installation was cut off; finishing it."
        is_unfinished || hold_servers
        dpkg --configure -a >>"$log" 2>&1 9>&- || true
        release_servers
    fi
    find_missing # another run may have installed it meanwhile
    [[ ${#missing[@]} -gt 0 ]] || return 0
    run_apt update || { sleep 3 && run_apt update; } || say "The package lists could not be updated; going on with those there are."
    find_missing # now that it is known which of the optional ones exist
    choose_apt
    [[ ${#chosen[@]} -gt 0 ]] || return 0
    say "Installing, with what they need: ${chosen[*]}"
    hold_servers
    if ! run_apt install --no-install-recommends "${chosen[@]}"; then
        tail -n 15 "$log" >&2
        die "The packages could not be installed; apt's last lines are above." 4
    fi
}

# --- all systems -----------------------------------------------------------------------------

# Fedora neither starts nor enables servers that it installs.
install_dnf() {
    local package chosen=()
    for package in "${missing[@]}"; do
        # redis/valkey: the second replaces the first in newer releases
        if [[ $package == */* ]] && ! dnf -q list --available "${package%%/*}" >/dev/null 2>&1; then
            chosen+=("${package##*/}")
        else
            chosen+=("${package%%/*}")
        fi
    done
    say "Installing ${chosen[*]}"
    dnf install -y -q --setopt=install_weak_deps=False "${chosen[@]}" ||
        die "The packages could not be installed; dnf's last lines are above." 4
}

install_brew() {
    command -v brew >/dev/null || die "Tierlens needs Homebrew here (https://brew.sh) to install: $(plain)" 4
    ((EUID != 0)) || die "Homebrew refuses root; run this as a normal user." 4
    say "Installing ${missing[*]}"
    HOMEBREW_NO_AUTO_UPDATE=1 brew install --quiet "${missing[@]}" ||
        die "The packages could not be installed; brew's last lines are above." 4
}

# The missing packages as a person would list them.
plain() {
    local text="${missing[*]}"
    text=${text//\// or }
    printf '%s' "${text//\?/}"
}

become_root() {
    local ask=(sudo)
    [[ -t 0 ]] || ask=(sudo -n)
    say "Missing here: $(plain)"
    if ! command -v sudo >/dev/null || ! "${ask[@]}" true; then
        die "Installing needs root, which this user cannot become; run as root: $(printf '%q ' "$self" "${groups[@]}")" 4
    fi
    exec "${ask[@]}" -- "$BASH" "$self" "${groups[@]}"
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/${BASH_SOURCE[0]##*/}
list='' groups=()
for word; do
    case $word in
        --list) list=1 ;;
        build | run | test | package | check | coverage | windows) groups+=("$word") ;;
        *) die "usage: install-deps.sh [--list] build|run|test|package|check|coverage|windows…" 2 ;;
    esac
done
[[ ${#groups[@]} -gt 0 ]] || die "usage: install-deps.sh [--list] build|run|test|package|check|coverage|windows…" 2

system=$(family)
find_missing
if [[ -n $list ]]; then
    printf '%s\n' "${missing[@]+"${missing[@]}"}"
    exit 0
fi
case $system in
    apt)
        [[ ${#missing[@]} -gt 0 ]] || is_unfinished || exit 0
        ((EUID == 0)) || become_root
        install_apt
        ;;
    dnf)
        [[ ${#missing[@]} -gt 0 ]] || exit 0
        ((EUID == 0)) || become_root
        install_dnf
        ;;
    brew)
        [[ ${#missing[@]} -gt 0 ]] || exit 0
        install_brew
        ;;
    other)
        [[ ${#words[@]} -gt 0 ]] || exit 0
        text=$(printf '; %s' "${words[@]}")
        die "This system's package manager is not known here. Please install: ${text:2}." 4
        ;;
esac
find_missing
[[ ${#words[@]} -eq 0 ]] || die "Still missing after the installation: ${words[*]}" 4
