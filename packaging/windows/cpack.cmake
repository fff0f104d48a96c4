# SPDX-License-Identifier: GPL-3.0-or-later
# An installer and a ZIP. Also read by packaging/windows/trynsis.sh, which compiles the installer
# without Windows, so nothing here may need it.
set(CPACK_GENERATOR NSIS ZIP)
set(CPACK_PACKAGE_FILE_NAME tierlens-${PROJECT_VERSION}-windows-x64)
set(CPACK_PACKAGE_INSTALL_DIRECTORY Tierlens)
set(CPACK_NSIS_PACKAGE_NAME Tierlens)
set(CPACK_NSIS_DISPLAY_NAME "Tierlens ${PROJECT_VERSION}")
set(CPACK_NSIS_CONTACT "${TIERLENS_MAINTAINER}")
set(CPACK_NSIS_HELP_LINK "${TIERLENS_HOMEPAGE}")
set(CPACK_NSIS_URL_INFO_ABOUT "${TIERLENS_HOMEPAGE}")
set(CPACK_NSIS_INSTALLED_ICON_NAME tierlens.exe)
set(CPACK_NSIS_EXECUTABLES_DIRECTORY .)
set(CPACK_NSIS_MUI_FINISHPAGE_RUN tierlens.exe)
set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
set(CPACK_NSIS_MODIFY_PATH ON)
set(CPACK_NSIS_MANIFEST_DPI_AWARE ON)
set(CPACK_PACKAGE_EXECUTABLES tierlens Tierlens)
# Snapshots are opened by a double click.
set(CPACK_NSIS_EXTRA_INSTALL_COMMANDS "
  WriteRegStr SHCTX 'Software\\Classes\\.tierlens' '' 'Tierlens.Snapshot'
  WriteRegStr SHCTX 'Software\\Classes\\Tierlens.Snapshot' '' 'Tierlens snapshot'
  WriteRegStr SHCTX 'Software\\Classes\\Tierlens.Snapshot\\DefaultIcon' '' '$INSTDIR\\tierlens.exe,0'
  WriteRegStr SHCTX 'Software\\Classes\\Tierlens.Snapshot\\shell\\open\\command' '' '\"$INSTDIR\\tierlens.exe\" \"%1\"'
")
set(CPACK_NSIS_EXTRA_UNINSTALL_COMMANDS "
  DeleteRegKey SHCTX 'Software\\Classes\\.tierlens'
  DeleteRegKey SHCTX 'Software\\Classes\\Tierlens.Snapshot'
")
