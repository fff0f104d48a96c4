# SPDX-License-Identifier: GPL-3.0-or-later
# Whether every text of the program is in every translation: lupdate is run on a copy, and what it
# finds without a translation is told. Called by ctest with LUPDATE, ROOT and WORK.
cmake_policy(VERSION 3.22)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
set(problems "")
foreach(language de fr)
  set(copy ${WORK}/tierlens_${language}.ts)
  file(COPY_FILE ${ROOT}/resources/translations/tierlens_${language}.ts ${copy})
  execute_process(
    COMMAND ${LUPDATE} -silent -locations none -no-obsolete ${ROOT}/app ${ROOT}/ui -ts ${copy}
    RESULT_VARIABLE result OUTPUT_QUIET ERROR_QUIET)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "lupdate could not read ${copy}")
  endif()
  file(READ ${copy} text)
  # lupdate loses its way in aliases and free functions; the program would then look for the text
  # under another context than the one it stands under.
  if(text MATCHES "<name>(|tierlens|Words)</name>")
    list(APPEND problems "${language}: texts whose context lupdate did not understand (\"${CMAKE_MATCH_1}\")")
  endif()
  # Lists would break at semicolons and brackets.
  string(REPLACE ";" "," text "${text}")
  string(REPLACE "[" "(" text "${text}")
  string(REPLACE "]" ")" text "${text}")
  string(REGEX MATCHALL "<message[^>]*>.<?[^\n]*\n?[^\n]*<source>[^<]*</source>" messages "${text}")
  string(REGEX MATCHALL "<translation type=\"unfinished\"" unfinished "${text}")
  list(LENGTH unfinished count)
  if(count GREATER 0)
    string(REGEX MATCHALL "<source>([^<]*)</source>[^s]*<translation type=\"unfinished\"" missing "${text}")
    list(SUBLIST missing 0 8 first)
    list(APPEND problems "${language}: ${count} texts are not translated; for example:\n    ${first}")
  endif()
endforeach()
if(problems)
  list(JOIN problems "\n  " text)
  message(FATAL_ERROR "Translations are not complete (cmake --build DIR --target update_translations):\n  ${text}")
endif()
message(STATUS "translations: complete")
