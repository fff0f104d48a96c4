#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command on this source tree inside a minimal Debian made with debootstrap:
#
#   packaging/linux/chroot.sh [--fresh] [--user] RELEASE [COMMAND…]
#   packaging/linux/chroot.sh trixie packaging/test.sh
#   packaging/linux/chroot.sh --fresh bookworm packaging/run.sh
#
# --fresh   makes the chroot anew (about a minute; downloaded packages are kept)
# --user    runs the command as a normal user who has no sudo, not as root
# Without a command: a shell. The exit status is the command's.
#
# The chroots are kept in $TIERLENS_CHROOTS (/var/cache/tierlens-chroots). The command runs in
# mount and process namespaces of its own, so that mounts and processes end with it whatever
# happens, kill -9 included. Processes that the command leaves behind are named, and count as
# a failure.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${TIERLENS_CHROOTS:-/var/cache/tierlens-chroots}

say() { printf 'chroot: %s\n' "$*" >&2; }
die() {
    say "$1"
    exit "${2:-1}"
}

# --- inside the namespaces, as their first process ------------------------------------------

# Mounts what a program expects to find. Nothing of the host's /dev but the harmless nodes.
mount_system() {
    local jail=$1 release=$2 node
    mount -t proc proc "$jail/proc"
    mount -t sysfs -o ro sysfs "$jail/sys" 2>/dev/null || mount --rbind -o ro /sys "$jail/sys"
    mount -t tmpfs -o mode=755 tmpfs "$jail/dev"
    for node in null zero full random urandom tty; do
        : >"$jail/dev/$node"
        mount --bind "/dev/$node" "$jail/dev/$node"
    done
    mkdir "$jail/dev/pts" "$jail/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$jail/dev/pts"
    ln -s pts/ptmx "$jail/dev/ptmx"
    mount -t tmpfs -o mode=1777 tmpfs "$jail/dev/shm"
    ln -s /proc/self/fd "$jail/dev/fd"
    ln -s fd/0 "$jail/dev/stdin"
    ln -s fd/1 "$jail/dev/stdout"
    ln -s fd/2 "$jail/dev/stderr"
    mount -t tmpfs -o mode=755 tmpfs "$jail/run"
    mkdir -m 1777 "$jail/run/lock"
    mount --bind "$cache/debs-$release" "$jail/var/cache/apt/archives"
    mkdir -p "$jail/var/cache/ccache"
    mount --bind "$cache/ccache" "$jail/var/cache/ccache"
}

# Lists in `left` what the command left running. Programs that are just ending get two seconds.
find_leftovers() {
    local stat pid name state try
    for try in {1..20}; do
        left=()
        for stat in /proc/[0-9]*/stat; do
            # A name may hold spaces and brackets: "17 (some name) S 1 …"
            { read -r -d '' pid <"$stat" || true; } 2>/dev/null
            [[ $pid =~ ^([0-9]+)\ \((.*)\)\ ([A-Z]) ]] || continue
            pid=${BASH_REMATCH[1]} name=${BASH_REMATCH[2]} state=${BASH_REMATCH[3]}
            [[ $pid == "$$" || $state == Z ]] || left+=("$pid $name")
        done
        [[ ${#left[@]} -gt 0 && $try -lt 20 ]] || return 0
        read -r -t 0.1 <> <(:) || true # a sleep that is no process
    done
}

inside() {
    local release=$1 jail=$2 user=$3 folder=$4
    shift 4
    mount_system "$jail" "$release"
    mount -t proc proc /proc # for find_leftovers: this namespace only
    local home=/root name
    [[ $user == root ]] || home=/home/$user
    local environment=(HOME="$home" USER="$user" LOGNAME="$user" TERM="${TERM:-dumb}" LANG=C.UTF-8
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        CCACHE_DIR=/var/cache/ccache CCACHE_UMASK=000)
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY CI CMAKE_BUILD_PARALLEL_LEVEL; do
        [[ ! -v $name ]] || environment+=("$name=${!name}")
    done
    local enter=(chroot "$jail")
    [[ $user == root ]] || enter+=(setpriv --reuid="$user" --regid="$user" --init-groups --)
    local status=0
    # shellcheck disable=SC2016 # expanded by the inner shell
    "${enter[@]}" env -i --default-signal=INT,QUIT,TERM "${environment[@]}" \
        sh -c 'cd "$1" && shift && exec "$@"' sh "$folder" "$@" || status=$?
    local left=()
    find_leftovers
    if [[ ${#left[@]} -gt 0 ]]; then
        say "the command left these processes behind:"
        printf '    %s\n' "${left[@]}" >&2
        ((status)) || status=1
    fi
    exit "$status"
}

if [[ ${1:-} == --inside ]]; then
    shift
    inside "$@"
fi

# --- outside ---------------------------------------------------------------------------------

fresh='' user=root options=()
while [[ ${1:-} == --* ]]; do
    options+=("$1")
    case $1 in
        --fresh) fresh=1 ;;
        --user) user=tierlens ;;
        --help)
            sed -n '3,18s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *) die "unknown option $1; try --help" 2 ;;
    esac
    shift
done
release=${1:-}
[[ $release =~ ^[a-z]+$ ]] || die "usage: chroot.sh [--fresh] [--user] RELEASE [COMMAND…], for example: chroot.sh trixie packaging/test.sh" 2
shift
if ((EUID != 0)); then
    exec sudo -- "$0" "${options[@]}" "$release" "$@"
fi
jail=$cache/$release

# The archive this machine uses, if it is a Debian; otherwise Debian's own.
archives() {
    local found=''
    # shellcheck disable=SC1091
    if [[ $(. /etc/os-release && echo "$ID") == debian ]]; then
        found=$({ sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
            sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list
        } 2>/dev/null | grep -E '/debian(-security)?/?$' || true)
    fi
    archive=$(grep -v security <<<"$found" | head -n 1 || true)
    security=$(grep security <<<"$found" | head -n 1 || true)
    archive=${archive:-http://deb.debian.org/debian}
    security=${security:-http://deb.debian.org/debian-security}
}

# apt inside shall reach the archive as apt outside does: proxies, certificates, names.
copy_network() {
    local to=$1
    apt-config dump 2>/dev/null |
        grep -E '^Acquire::((http|https)::|[A-Za-z:]*Proxy|Check-|Retries|Force)' >"$to/etc/apt/apt.conf.d/99host" || true
    echo 'Acquire::Languages "none";' >>"$to/etc/apt/apt.conf.d/99host"
    cp -L /etc/resolv.conf /etc/hosts "$to/etc/"
    hostname >"$to/etc/hostname"
    if [[ -n $(ls /etc/apt/auth.conf.d 2>/dev/null) ]]; then
        cp -L /etc/apt/auth.conf.d/* "$to/etc/apt/auth.conf.d/"
    fi
    if [[ -f /etc/ssl/certs/ca-certificates.crt && ! -e $to/etc/ssl/certs/ca-certificates.crt ]]; then
        mkdir -p "$to/etc/ssl/certs"
        cp -L /etc/ssl/certs/ca-certificates.crt "$to/etc/ssl/certs/"
    fi
}

make_chroot() {
    if ! command -v debootstrap >/dev/null; then
        command -v apt-get >/dev/null || die "debootstrap is needed: install it with this system's package manager." 4
        say "installing debootstrap"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap debian-archive-keyring >/dev/null
    fi
    archives
    local new=$jail.new
    rm -rf --one-file-system "$new"
    say "making $jail from $archive"
    debootstrap --variant=minbase --cache-dir="$cache/debs-$release" "$release" "$new" "$archive" >"$jail.log" 2>&1 || {
        tail -n 20 "$jail.log" >&2
        die "debootstrap failed; its log is $jail.log"
    }
    {
        echo "deb $archive $release main"
        [[ $release == sid ]] || echo "deb $archive $release-updates main"
        [[ $release == sid ]] || echo "deb $security $release-security main"
    } >"$new/etc/apt/sources.list"
    copy_network "$new"
    chroot "$new" useradd --create-home --shell /bin/bash tierlens
    mv "$new" "$jail"
}

# The files git knows or would add; without git, all but what a build leaves.
copy_source() {
    local to=$1 entry
    mkdir -p "$to"
    for entry in "$to"/* "$to"/.[!.]*; do
        case ${entry##*/} in build | out) ;; *) rm -rf "$entry" ;; esac
    done
    if git -c safe.directory="$root" -C "$root" rev-parse --is-inside-work-tree >/dev/null 2>&1; then
        (cd "$root" && git -c safe.directory="$root" ls-files -z --cached --others --exclude-standard |
            while IFS= read -r -d '' entry; do [[ ! -e $entry && ! -L $entry ]] || printf '%s\0' "$entry"; done |
            tar -c --null --no-recursion -T -) | tar -x -C "$to" --no-same-owner
    else
        tar -c -C "$root" --exclude=./build --exclude=./out . | tar -x -C "$to" --no-same-owner
    fi
    chown -R "$user:" "$to" 2>/dev/null || chroot "$jail" chown -R "$user:" "${to#"$jail"}"
}

mkdir -p "$cache/debs-$release/partial" "$cache/ccache"
chmod 1777 "$cache/ccache"
exec 9>"$cache/$release.lock"
flock -n 9 || { say "another run uses $jail; waiting for it" && flock 9; }
[[ -z $fresh ]] || rm -rf --one-file-system "$jail"
[[ -d $jail ]] || make_chroot
copy_network "$jail"
folder=/root/tierlens
[[ $user == root ]] || folder=/home/$user/tierlens
copy_source "$jail$folder"
[[ $# -gt 0 ]] || set -- bash
say "$release, as $user, in $jail$folder: $*"

# setpriv and --kill-child: when this script dies, unshare dies; when that dies, all inside do.
setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child \
    "$BASH" "$here/chroot.sh" --inside "$release" "$jail" "$user" "$folder" "$@" <&0 9>&- &
child=$!
trap 'kill -KILL "$child" 2>/dev/null; wait "$child" 2>/dev/null || true; exit 130' INT TERM HUP
status=0
wait "$child" || status=$?
exit "$status"
