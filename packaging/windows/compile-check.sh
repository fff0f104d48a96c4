#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Compiles the sources as Windows would have them, with mingw-w64 on a Linux, as far as headers allow:
#
#   packaging/windows/compile-check.sh [--install] [--own] [FOLDER…]     for example: app/sandbox ui/present
#
# --install   installs the compiler if it is missing (Debian, Ubuntu)
# --own       only the files that are for Windows alone (*_windows.cpp)
#
# Windows.h and the C++ library are mingw's own. Of Qt, libpqxx, libpq, hiredis, JsonCpp, OpenSSL and
# QtKeychain the headers of this Linux are read: what Qt declares for Windows only is in them, behind
# Q_OS_WIN. moc's output is compiled along. A table says per folder how many files were compiled; what
# was not follows with the compiler's words. Without a folder or --own it is then looked whether every
# function of ours that is called anywhere exists for Windows. Nothing is linked to libraries, nothing runs.
# Exit codes: 0 all were compiled · 1 some were not · 2 wrong usage · 77 compiler or headers are missing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
install='' own='' wanted=()
for word; do
    case $word in
        --install) install=1 ;;
        --own) own=1 ;;
        app/* | ui/* | app | ui) wanted+=("${word%/}") ;;
        *)
            sed -n '6p' "$0" >&2
            exit 2
            ;;
    esac
done
everything=''
[[ ${#wanted[@]} -gt 0 || -n $own ]] || everything=1
[[ ${#wanted[@]} -gt 0 ]] || wanted=(app ui)
[[ -z $install ]] || "$root/packaging/install-deps.sh" build windows

# Threads as in C++: the variant whose threads are Windows' own lacks std::mutex before GCC 13.
compiler=''
for name in x86_64-w64-mingw32-g++-posix x86_64-w64-mingw32-g++; do
    [[ -n $compiler ]] || compiler=$(command -v "$name" || true)
done
[[ -n $compiler ]] || {
    echo "skipped: mingw-w64's compiler is not installed (--install does it)"
    exit 77
}
qt=$(qmake6 -query QT_INSTALL_HEADERS 2>/dev/null || true)
[[ -n $qt ]] || qt=$(dirname "$(pkg-config --variable=includedir Qt6Core 2>/dev/null || true)")/qt6
[[ -f $qt/QtCore/qglobal.h ]] || {
    echo "skipped: Qt's headers were not found"
    exit 77
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The libraries' headers without /usr/include, whose others are the Linux C library's.
mkdir -p "$work/include/openssl"
for place in /usr/include/pqxx /usr/include/hiredis /usr/include/qt6keychain; do
    [[ ! -d $place ]] || ln -s "$place" "$work/include/"
done
for header in /usr/include/openssl/*.h /usr/include/*/openssl/*.h; do
    [[ ! -f $header ]] || ln -sf "$header" "$work/include/openssl/"
done

flags=(-std=c++20 -O0 '-Wa,-mbig-obj' -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wno-subobject-linkage
    -DUNICODE -D_UNICODE -DWIN32 -DWIN64
    -DQT_NO_KEYWORDS -DQT_NO_CAST_FROM_ASCII -DQT_NO_CAST_TO_ASCII -DQT_NO_URL_CAST_FROM_STRING
    -DQT_NO_CAST_FROM_BYTEARRAY -DQT_NO_FOREACH -DQT_NO_CONTEXTLESS_CONNECT -DQT_DISABLE_DEPRECATED_BEFORE=0x060400
    '-DTIERLENS_VERSION="check"' "-I$root/app" "-I$root/ui"
    -isystem "$work/include" -isystem /usr/include/postgresql -isystem /usr/include/jsoncpp -isystem "$qt")
for module in QtCore QtGui QtWidgets QtNetwork QtSvg QtCharts QtOpenGL QtOpenGLWidgets; do
    [[ ! -d $qt/$module ]] || flags+=(-isystem "$qt/$module")
done
[[ ! -d /usr/include/qt6keychain ]] || flags+=(-DTIERLENS_KEYCHAIN)
[[ ! -f /usr/include/hiredis/hiredis_ssl.h ]] || flags+=(-DTIERLENS_REDIS_TLS)

# The files Windows would compile, as app/CMakeLists.txt and ui/CMakeLists.txt choose them.
sources() {
    local pattern='*.cpp'
    [[ -z $own ]] || pattern='*_windows.cpp'
    (cd "$root" && find "${wanted[@]}" -name "$pattern" |
        grep -vE '_(linux|unix|macos)\.cpp$' | sort)
}

# compile SOURCE OBJECT: the compiler's words are in $work/said.
compile() { "$compiler" "${flags[@]}" -c -x c++ -o "$2" "$1" >"$work/said" 2>&1; }

keep_warnings() { grep -A 3 -E "^$root/.*warning:" "$work/said" >>"$work/warnings" || true; }

# What moc makes of a folder's headers; of those for Windows alone with --own.
moc=$(qmake6 -query QT_INSTALL_LIBEXECS 2>/dev/null || echo /usr/lib/qt6/libexec)/moc
mocs_of() {
    local header made
    [[ -x $moc && -z $own ]] || return 0
    for header in "$root/$1"/*.h; do
        grep -qE '^ *Q_(OBJECT|GADGET|NAMESPACE)' "$header" 2>/dev/null || continue
        made=$work/$(tr / _ <<<"$1")_$(basename "$header" .h)_moc.cpp
        "$moc" -I "$root/app" -I "$root/ui" -D_WIN32 "$header" -o "$made"
        printf '#include "%s"\n' "$made"
    done
}

declare -A of=()
while IFS= read -r file; do of[${file%/*}]+="$file "; done < <(sources)
[[ ${#of[@]} -gt 0 ]] || {
    echo "There are no such files."
    exit 2
}
printf '%-24s %9s  of\n' folder compiled
total=0 good=0 bad=()
while IFS= read -r folder; do
    files=() done_here=0
    read -r -a files <<<"${of[$folder]}"
    # A folder at once, as the build does it: headers are read once. If that fails, file by file.
    object=$work/$(tr / _ <<<"$folder").o
    {
        printf '#include "%s"\n' "${files[@]/#/$root/}"
        mocs_of "$folder"
    } >"$work/folder.cpp"
    if compile "$work/folder.cpp" "$object"; then
        done_here=${#files[@]}
        keep_warnings
    else
        cp "$work/said" "$work/said.folder"
        for file in "${files[@]}"; do
            if compile "$root/$file" /dev/null; then
                done_here=$((done_here + 1))
            else
                bad+=("$file")
                { echo "$file" && grep -E 'error:' "$work/said" | head -n 4; } >>"$work/errors"
            fi
            keep_warnings
        done
        if ((done_here == ${#files[@]})); then
            bad+=("$folder")
            { echo "$folder (as one file, with what moc makes)" && grep -E 'error:' "$work/said.folder" | head -n 4; } >>"$work/errors"
        fi
    fi
    printf '%-24s %9d  %d\n' "$folder" "$done_here" "${#files[@]}"
    total=$((total + ${#files[@]})) good=$((good + done_here))
done < <(printf '%s\n' "${!of[@]}" | sort)
[[ ! -s $work/warnings ]] || { echo && echo "Warnings:" && sed "s|$root/||" "$work/warnings"; }
[[ ! -s $work/errors ]] || { echo && echo "Not compiled:" && sed "s|$root/||" "$work/errors"; }

# What is called and exists for no Windows: declared for all systems, defined for the others only.
nm=${compiler%g++*}nm
if [[ -n $everything && ${#bad[@]} -eq 0 ]]; then
    "$nm" -C "$work"/*.o 2>/dev/null | sed -nE 's/^ +U (.*)/\1/p' | grep -E '^(vtable for |typeinfo for )?tierlens::' | sort -u >"$work/called"
    "$nm" -C "$work"/*.o 2>/dev/null | sed -nE 's/^[0-9a-f]+ [A-TV-Za-z] (.*)/\1/p' | sort -u >"$work/there"
    comm -23 "$work/called" "$work/there" >"$work/lacking"
    if [[ -s $work/lacking ]]; then
        echo && echo "Called, but there is none for Windows:" && cat "$work/lacking"
        bad+=(functions)
    else
        echo && echo "$(wc -l <"$work/called") functions and objects of ours are used across folders; all exist for Windows."
    fi
fi
echo
echo "compiled for Windows: $good of $total files ($("$compiler" -dumpfullversion), Qt $(sed -n 's/^#define QT_VERSION_STR "\(.*\)"/\1/p' "$qt/QtCore/qconfig.h" "$qt/QtCore/qtcoreversion.h" 2>/dev/null | head -n 1))"
[[ ${#bad[@]} -eq 0 ]]
