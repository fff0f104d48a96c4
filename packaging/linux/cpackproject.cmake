# SPDX-License-Identifier: GPL-3.0-or-later
# Read by cpack once for each kind of package: what only the .deb holds.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PRE_BUILD_SCRIPTS ${CPACK_TIERLENS_SOURCE}/packaging/linux/debian/adddebian.cmake)
endif()
