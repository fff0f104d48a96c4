#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the two halves (presets macos-arm64 and macos-x86_64, both built) together into one program
# for both kinds of Mac, signs it if a certificate is there, and makes the disk image:
#
#   packaging/macos/universal.sh            out/packages/tierlens-VERSION-macos.dmg
#
# APPLE_IDENTITY   the name of the certificate in the keychain; without it the signature is ad hoc
# APPLE_PROFILE    a profile of notarytool; without it Apple is not asked to notarise
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
version=$(sed -n 's/^project(tierlens VERSION \([0-9.]*\).*/\1/p' "$root/CMakeLists.txt")
out=$root/out/packages
stage=$root/out/dmg
rm -rf "$stage"
mkdir -p "$out" "$stage"
cmake --install "$root/build/macos-arm64" --prefix "$stage" --strip
app=$stage/Tierlens.app
mv "$stage/tierlens.app" "$app"
# Qt's own frameworks are for both already; only the program comes in halves.
lipo -create -output "$app/Contents/MacOS/tierlens.both" \
    "$app/Contents/MacOS/tierlens" "$root/build/macos-x86_64/tierlens.app/Contents/MacOS/tierlens"
mv "$app/Contents/MacOS/tierlens.both" "$app/Contents/MacOS/tierlens"
# The other half looks for the frameworks beside it, too.
install_name_tool -add_rpath @executable_path/../Frameworks "$app/Contents/MacOS/tierlens" 2>/dev/null || true
lipo -info "$app/Contents/MacOS/tierlens"
plutil -lint "$app/Contents/Info.plist"

codesign --force --deep --options runtime --sign "${APPLE_IDENTITY:--}" "$app"
codesign --verify --deep --strict "$app"
ln -s /Applications "$stage/Applications"
image=$out/tierlens-$version-macos.dmg
hdiutil create -volname "Tierlens $version" -srcfolder "$stage" -ov -format UDZO "$image"
if [[ -n ${APPLE_PROFILE:-} ]]; then
    xcrun notarytool submit "$image" --keychain-profile "$APPLE_PROFILE" --wait
    xcrun stapler staple "$image"
fi
echo "$image"
