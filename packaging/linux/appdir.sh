#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes a folder that runs where no Qt is installed, out/Tierlens.AppDir, of which an AppImage can
# be made:
#
#   packaging/linux/appdir.sh [--try]
#
# --try     then runs it in a clean minimal Debian that has no Qt (packaging/linux/chroot.sh)
#
# All libraries come along but those that belong to the system: the C library, and what talks to
# the graphics driver. They are found through the program's own path (patchelf), not through the
# environment: the Postgres and Redis that Tierlens starts must see their own libraries.
set -euo pipefail
# shellcheck source=packaging/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"

command -v patchelf >/dev/null || die "patchelf is needed: apt-get install patchelf" 4
install_missing build
build_preset release tierlens shipped
app=$root/out/Tierlens.AppDir
rm -rf "$app"
mkdir -p "$app/usr/lib" "$app/usr/plugins"
DESTDIR=$app cmake --install "$build" --prefix /usr --strip >/dev/null

# The system's: they must fit the running kernel, C library and graphics driver.
systems='^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|anl|nsl|nss_.*|GL|GLX|EGL|OpenGL|GLdispatch|GLESv2|drm|gbm|glapi))\.so'

copy_libraries() {
    local file name path
    for file; do
        while read -r name path; do
            [[ $name =~ $systems || -e $app/usr/lib/$name ]] || cp -L "$path" "$app/usr/lib/$name"
        done < <(ldd "$file" | awk '$2 == "=>" && $3 ~ /^\// { print $1, $3 }')
    done
}

plugins=$(qmake6 -query QT_INSTALL_PLUGINS 2>/dev/null || qtpaths6 --query QT_INSTALL_PLUGINS)
for wanted in platforms/libqxcb platforms/libqoffscreen platforms/libqwayland-generic platforms/libqwayland-egl \
    platforminputcontexts/libibusplatforminputcontextplugin platforminputcontexts/libcomposeplatforminputcontextplugin \
    xcbglintegrations/libqxcb-egl-integration xcbglintegrations/libqxcb-glx-integration \
    wayland-shell-integration/libxdg-shell wayland-decoration-client/libbradient \
    iconengines/libqsvgicon imageformats/libqsvg tls/libqopensslbackend; do
    [[ -f $plugins/$wanted.so ]] || continue
    mkdir -p "$app/usr/plugins/${wanted%/*}"
    cp -L "$plugins/$wanted.so" "$app/usr/plugins/${wanted%/*}/"
done
[[ -f $app/usr/plugins/platforms/libqxcb.so ]] || die "Qt's plugin for X11 was not found in $plugins." 4
found=()
while IFS= read -r file; do found+=("$file"); done < <(find "$app/usr/plugins" -name '*.so')
copy_libraries "$app/usr/bin/tierlens" "${found[@]}"
# An old-style RPATH, since that one also holds for what libraries and plugins need.
# shellcheck disable=SC2016 # $ORIGIN is the loader's word
patchelf --force-rpath --set-rpath '$ORIGIN/../lib' "$app/usr/bin/tierlens"
translations=$(qmake6 -query QT_INSTALL_TRANSLATIONS 2>/dev/null || true)
for language in de fr; do
    [[ ! -f $translations/qtbase_$language.qm ]] || install -D -m 644 "$translations/qtbase_$language.qm" "$app/usr/translations/qtbase_$language.qm"
done
printf '[Paths]\nPrefix = ..\nPlugins = plugins\nTranslations = translations\n' >"$app/usr/bin/qt.conf"
ln -s usr/bin/tierlens "$app/AppRun"
ln -s usr/share/applications/org.tierlens.Tierlens.desktop "$app/org.tierlens.Tierlens.desktop"
cp "$root/resources/icons/tierlens.svg" "$app/org.tierlens.Tierlens.svg"
ln -s org.tierlens.Tierlens.svg "$app/.DirIcon"
say "$app: $(du -sh "$app" | cut -f 1), $(find "$app/usr/lib" -type f | wc -l) libraries"

if [[ ${1:-} == --try ]]; then
    "$root/packaging/linux/tryappdir.sh" bookworm "$app"
fi
