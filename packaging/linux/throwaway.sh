# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A clean minimal Debian for one run: packaging/linux/chroot.sh's, in a folder of its own (never one
# that was built in), with a layer above it that is thrown away. To be sourced.

# in_throwaway RELEASE FILE… -- COMMAND…: copies the files into /root/try and runs the command there.
in_throwaway() {
    local release=$1 here jail work files=() status=0
    shift
    while [[ $1 != -- ]]; do
        files+=("$1")
        shift
    done
    shift
    here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
    if ((EUID != 0)); then
        echo "A chroot needs root." >&2
        return 4
    fi
    local TIERLENS_CHROOTS=${TIERLENS_CHROOTS:-/var/cache/tierlens-chroots}/clean
    export TIERLENS_CHROOTS
    "$here/chroot.sh" "$release" true || return # makes it, if it is not there
    jail=$TIERLENS_CHROOTS/$release
    work=$(mktemp -d "$TIERLENS_CHROOTS/try.XXXXXX")
    mkdir -p "$work/files/root/try" "$work/files.work" "$work/system"
    chmod 700 "$work/files/root"
    cp -R "${files[@]}" "$work/files/root/try/"
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare --mount --propagation private --pid --fork --kill-child bash -c '
        work=$1 jail=$2 here=$3 release=$4
        shift 4
        mount -t overlay overlay -o "lowerdir=$jail,upperdir=$work/files,workdir=$work/files.work" "$work/system"
        exec bash "$here/chroot.sh" --inside "$release" "$work/system" root /root/try "$@"
    ' bash "$work" "$jail" "$here" "$release" "$@" || status=$?
    rm -rf --one-file-system "$work"
    return "$status"
}
