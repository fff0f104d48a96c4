# SPDX-License-Identifier: GPL-3.0-or-later
# cpack makes the packages: .deb and .tar.gz on Linux, NSIS and ZIP on Windows, .dmg on macOS.
# packaging/linux/package.sh builds what they need and checks what came out.
set(CPACK_PACKAGE_NAME tierlens)
set(CPACK_PACKAGE_VENDOR "Tierlens maintainers")
set(CPACK_PACKAGE_CONTACT "${TIERLENS_MAINTAINER}")
set(CPACK_PACKAGE_HOMEPAGE_URL "${TIERLENS_HOMEPAGE}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "see requests flow through Redis and Postgres")
set(CPACK_PACKAGE_DESCRIPTION
"Tierlens shows how requests pass through Redis (the cache) and Postgres
(the truth): hits, misses, the query a miss caused and the fill that
followed, keys that count down, and what all of it cost.
.
It plays on private servers it starts itself, which can be restarted,
crashed and frozen, or it watches servers that somebody else drives,
read-only and with a budget for its own cost.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
# The program's own targets are built before; cpack shall not build every test.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

if(WIN32)
  include(packaging/windows/cpack.cmake)
elseif(APPLE)
  include(packaging/macos/cpack.cmake)
else()
  include(packaging/linux/cpack.cmake)
endif()
include(CPack)
