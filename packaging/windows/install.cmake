# SPDX-License-Identifier: GPL-3.0-or-later
# The program, the libraries it needs, and Qt (windeployqt).
find_program(MAGICK magick) # ImageMagick: makes the program's icon
if(MAGICK)
  set(ico ${PROJECT_BINARY_DIR}/tierlens.ico)
  add_custom_command(OUTPUT ${ico}
    COMMAND ${MAGICK} -background none -density 384 ${PROJECT_SOURCE_DIR}/resources/icons/tierlens.svg
      -define icon:auto-resize=256,128,64,48,32,16 ${ico}
    DEPENDS ${PROJECT_SOURCE_DIR}/resources/icons/tierlens.svg VERBATIM)
  file(WRITE ${PROJECT_BINARY_DIR}/tierlens.rc "IDI_ICON1 ICON \"tierlens.ico\"\n")
  set_source_files_properties(${PROJECT_BINARY_DIR}/tierlens.rc PROPERTIES OBJECT_DEPENDS ${ico})
  enable_language(RC)
  target_sources(tierlens PRIVATE ${PROJECT_BINARY_DIR}/tierlens.rc)
endif()
install(TARGETS tierlens
  RUNTIME_DEPENDENCIES
    PRE_EXCLUDE_REGEXES "api-ms-" "ext-ms-" "^[Qq]t6"
    POST_EXCLUDE_REGEXES "[Ss]ystem32"
    DIRECTORIES ${VCPKG_INSTALLED_DIR}/${VCPKG_TARGET_TRIPLET}/bin
  RUNTIME DESTINATION .)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION .)
find_program(WINDEPLOYQT windeployqt HINTS ${QT6_INSTALL_PREFIX}/bin)
if(WINDEPLOYQT)
  install(CODE "execute_process(COMMAND \"${WINDEPLOYQT}\" --no-compiler-runtime --no-system-d3d-compiler \"\${CMAKE_INSTALL_PREFIX}/tierlens.exe\" COMMAND_ERROR_IS_FATAL ANY)")
endif()
# Microsoft's runtime, beside the program.
set(CMAKE_INSTALL_SYSTEM_RUNTIME_DESTINATION .)
include(InstallRequiredSystemLibraries)
