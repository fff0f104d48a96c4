# SPDX-License-Identifier: GPL-3.0-or-later
# A .dmg with the program and a link to Applications.
set(CPACK_GENERATOR DragNDrop)
set(CPACK_PACKAGE_FILE_NAME tierlens-${PROJECT_VERSION}-macos-${CMAKE_OSX_ARCHITECTURES})
set(CPACK_DMG_VOLUME_NAME "Tierlens ${PROJECT_VERSION}")
