# SPDX-License-Identifier: GPL-3.0-or-later
# The releases as CHANGELOG.md tells them, for the metainfo, the man page and Debian's changelog.
# The version itself stands in the top CMakeLists.txt and nowhere else.
file(STRINGS ${PROJECT_SOURCE_DIR}/CHANGELOG.md headings REGEX "^## [0-9]+\\.[0-9]+\\.[0-9]+ - ")
set(TIERLENS_RELEASES "")
set(TIERLENS_DATE "")
string(TIMESTAMP today "%Y-%m-%d" UTC) # SOURCE_DATE_EPOCH, where it is set
foreach(heading IN LISTS headings)
  string(REGEX MATCH "^## ([0-9.]+) - (.*)$" matched "${heading}")
  set(version ${CMAKE_MATCH_1})
  set(date ${CMAKE_MATCH_2})
  if(date STREQUAL "unreleased")
    set(date ${today})
    string(APPEND TIERLENS_RELEASES "    <release version=\"${version}\" date=\"${date}\" type=\"development\"/>\n")
  else()
    string(APPEND TIERLENS_RELEASES "    <release version=\"${version}\" date=\"${date}\"/>\n")
  endif()
  if(NOT TIERLENS_DATE)
    set(TIERLENS_DATE ${date})
    if(NOT version STREQUAL PROJECT_VERSION)
      message(WARNING "CHANGELOG.md begins with ${version}, the project is ${PROJECT_VERSION}: packaging/release.sh keeps them equal")
    endif()
  endif()
endforeach()
