# SPDX-License-Identifier: GPL-3.0-or-later
# Run by cpack when it has gathered the .deb's files, before it packs them.
set(share ${CPACK_TEMPORARY_DIRECTORY}/usr/share)
set(permissions
  FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ
  DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
file(COPY ${CPACK_TIERLENS_SHIPPED}/changelog.Debian.gz DESTINATION ${share}/doc/tierlens ${permissions})
