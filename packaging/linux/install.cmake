# SPDX-License-Identifier: GPL-3.0-or-later
# Menu entry, icons, man page, completions and the rest of what a Linux desktop expects.
set(id org.tierlens.Tierlens)
set(shipped ${PROJECT_BINARY_DIR}/shipped)
file(MAKE_DIRECTORY ${shipped})

install(TARGETS tierlens RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES packaging/linux/${id}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES packaging/linux/${id}.mime.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME ${id}.xml)
configure_file(packaging/linux/${id}.metainfo.xml.in ${shipped}/${id}.metainfo.xml @ONLY)
install(FILES ${shipped}/${id}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)

set(icons ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
install(FILES resources/icons/tierlens.svg DESTINATION ${icons}/scalable/apps RENAME ${id}.svg)
install(FILES resources/icons/tierlens-symbolic.svg DESTINATION ${icons}/symbolic/apps RENAME ${id}-symbolic.svg)
# Desktops that draw no SVG have these, where they could be made.
find_program(RSVG_CONVERT rsvg-convert)
if(RSVG_CONVERT)
  foreach(size 48 128 256)
    add_custom_command(OUTPUT ${shipped}/${size}.png
      COMMAND ${RSVG_CONVERT} -w ${size} -h ${size} -o ${shipped}/${size}.png ${PROJECT_SOURCE_DIR}/resources/icons/tierlens.svg
      DEPENDS ${PROJECT_SOURCE_DIR}/resources/icons/tierlens.svg VERBATIM)
    list(APPEND made ${shipped}/${size}.png)
    install(FILES ${shipped}/${size}.png DESTINATION ${icons}/${size}x${size}/apps RENAME ${id}.png)
  endforeach()
endif()

# Man page and completions are made from what the program itself says of its options.
set(fromhelp ${PROJECT_SOURCE_DIR}/packaging/linux/fromhelp.awk)
set(completions ${PROJECT_SOURCE_DIR}/packaging/linux/completions)
add_custom_command(
  OUTPUT ${shipped}/tierlens.1.gz ${shipped}/tierlens.bash ${shipped}/_tierlens ${shipped}/tierlens.fish ${shipped}/changelog.gz
  COMMAND tierlens --help > help.txt
  COMMAND awk -v as=man -v version=${PROJECT_VERSION} -v date=${TIERLENS_DATE} -f ${fromhelp}
    help.txt ${PROJECT_SOURCE_DIR}/packaging/linux/tierlens.1.in > tierlens.1
  COMMAND awk -v as=bash -f ${fromhelp} help.txt ${completions}/tierlens.bash.in > tierlens.bash
  COMMAND awk -v as=zsh -f ${fromhelp} help.txt ${completions}/_tierlens.in > _tierlens
  COMMAND awk -v as=fish -f ${fromhelp} help.txt ${completions}/tierlens.fish.in > tierlens.fish
  COMMAND gzip -9nkf tierlens.1
  COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md > changelog.gz
  DEPENDS tierlens ${fromhelp} ${PROJECT_SOURCE_DIR}/packaging/linux/tierlens.1.in ${PROJECT_SOURCE_DIR}/CHANGELOG.md
    ${completions}/tierlens.bash.in ${completions}/_tierlens.in ${completions}/tierlens.fish.in
  WORKING_DIRECTORY ${shipped} COMMENT "Man page and completions" VERBATIM)
add_custom_target(shipped ALL DEPENDS ${made} ${shipped}/tierlens.1.gz)
install(FILES ${shipped}/tierlens.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${shipped}/tierlens.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME tierlens)
install(FILES ${shipped}/_tierlens DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${shipped}/tierlens.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES packaging/linux/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${shipped}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
