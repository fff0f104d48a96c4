# SPDX-License-Identifier: GPL-3.0-or-later
# The validators of what is shipped, each where it is installed (packaging/linux/check.sh names the
# others); CI installs all of them.
find_program(BASH bash)
if(NOT BASH OR WIN32)
  return()
endif()
if(UNIX AND NOT APPLE)
  # As `cmake --install` would lay the files out.
  add_test(NAME shipped_files COMMAND ${BASH} -c
    "rm -rf '${CMAKE_CURRENT_BINARY_DIR}/shipped' && DESTDIR='${CMAKE_CURRENT_BINARY_DIR}/shipped' '${CMAKE_COMMAND}' --install '${PROJECT_BINARY_DIR}' --prefix /usr >/dev/null && exec '${PROJECT_SOURCE_DIR}/packaging/linux/check.sh' '${CMAKE_CURRENT_BINARY_DIR}/shipped/usr'")
  set_tests_properties(shipped_files PROPERTIES SKIP_RETURN_CODE 77)
endif()
add_test(NAME installer_windows COMMAND ${BASH} ${PROJECT_SOURCE_DIR}/packaging/windows/trynsis.sh ${CMAKE_CURRENT_BINARY_DIR}/nsis)
set_tests_properties(installer_windows PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME manifests COMMAND ${BASH} ${PROJECT_SOURCE_DIR}/packaging/checkmanifests.sh)
set_tests_properties(manifests PROPERTIES SKIP_RETURN_CODE 77)
