# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package. Its libraries are those of the release it is made on, so its version names
# that release: 0.1.0-1+deb12 is replaced by 0.1.0-1+deb13 when the system is upgraded.
set(CPACK_GENERATOR TGZ)
set(debian "")
if(EXISTS /etc/os-release)
  file(STRINGS /etc/os-release lines REGEX "^(ID|VERSION_ID)=")
  string(REGEX MATCH "(^|;)ID=\"?debian" is_debian "${lines}")
  string(REGEX MATCH "VERSION_ID=\"?([0-9.]+)" matched "${lines}")
  if(is_debian AND matched)
    set(debian "+deb${CMAKE_MATCH_1}")
  endif()
endif()
find_program(DPKG_SHLIBDEPS dpkg-shlibdeps)
if(DPKG_SHLIBDEPS)
  list(APPEND CPACK_GENERATOR DEB)
endif()

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1${debian})
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The window's plugin for X11 is a package of its own that no library names.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "qt6-qpa-plugins")
# The private servers; and what makes the window look as intended.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
  "postgresql, redis-server | valkey-server, qt6-svg-plugins | libqt6svg6, qt6-translations-l10n, fonts-inter, fonts-jetbrains-mono")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "openssh-client, qt6-wayland")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# Debian's own changelog belongs into the .deb alone.
execute_process(COMMAND date -R -u -d "${TIERLENS_DATE}" OUTPUT_VARIABLE date OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(WRITE ${shipped}/changelog.Debian
"tierlens (${PROJECT_VERSION}-1${debian}) unstable; urgency=medium

  * Release ${PROJECT_VERSION}; what is new is told in changelog.gz.

 -- ${TIERLENS_MAINTAINER}  ${date}
")
execute_process(COMMAND gzip -9nkf ${shipped}/changelog.Debian)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/packaging/linux/cpackproject.cmake)
set(CPACK_TIERLENS_SHIPPED ${shipped})
set(CPACK_TIERLENS_SOURCE ${PROJECT_SOURCE_DIR})
