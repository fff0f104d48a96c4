# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed beside the program, and the packages made of it (cpack). Included at the end of
# the top CMakeLists.txt.
include(GNUInstallDirs)
set(TIERLENS_HOMEPAGE "https://tierlens.org" CACHE STRING "Where the packages say that Tierlens is at home")
set(TIERLENS_MAINTAINER "Tierlens maintainers <maintainers@tierlens.org>" CACHE STRING "Whom the packages name")
include(packaging/version.cmake)

if(APPLE)
  include(packaging/macos/install.cmake)
elseif(WIN32)
  include(packaging/windows/install.cmake)
else()
  include(packaging/linux/install.cmake)
endif()
include(packaging/cpack.cmake)
