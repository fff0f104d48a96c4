# SPDX-License-Identifier: GPL-3.0-or-later
# Tierlens.app with Qt in it (macdeployqt).
configure_file(packaging/macos/Info.plist.in ${PROJECT_BINARY_DIR}/Info.plist @ONLY)
set_target_properties(tierlens PROPERTIES MACOSX_BUNDLE ON MACOSX_BUNDLE_INFO_PLIST ${PROJECT_BINARY_DIR}/Info.plist)
# Made of the SVG where the tools are there (brew install librsvg).
find_program(RSVG_CONVERT rsvg-convert)
if(RSVG_CONVERT)
  set(icons ${PROJECT_BINARY_DIR}/tierlens.iconset)
  set(svg ${PROJECT_SOURCE_DIR}/resources/icons/tierlens.svg)
  add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/tierlens.icns
    COMMAND ${CMAKE_COMMAND} -E make_directory ${icons}
    COMMAND ${RSVG_CONVERT} -w 128 -h 128 -o ${icons}/icon_128x128.png ${svg}
    COMMAND ${RSVG_CONVERT} -w 256 -h 256 -o ${icons}/icon_256x256.png ${svg}
    COMMAND ${RSVG_CONVERT} -w 512 -h 512 -o ${icons}/icon_512x512.png ${svg}
    COMMAND iconutil -c icns -o ${PROJECT_BINARY_DIR}/tierlens.icns ${icons}
    DEPENDS ${svg} VERBATIM)
  target_sources(tierlens PRIVATE ${PROJECT_BINARY_DIR}/tierlens.icns)
  set_source_files_properties(${PROJECT_BINARY_DIR}/tierlens.icns PROPERTIES MACOSX_PACKAGE_LOCATION Resources)
endif()
install(TARGETS tierlens BUNDLE DESTINATION .)
find_program(MACDEPLOYQT macdeployqt HINTS ${QT6_INSTALL_PREFIX}/bin)
if(MACDEPLOYQT)
  install(CODE "execute_process(COMMAND \"${MACDEPLOYQT}\" \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/tierlens.app\" -always-overwrite COMMAND_ERROR_IS_FATAL ANY)")
endif()
