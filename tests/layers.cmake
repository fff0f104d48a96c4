# SPDX-License-Identifier: GPL-3.0-or-later
cmake_policy(VERSION 3.22)

# Who may include whom. A folder may always include itself; everything not listed is forbidden.
set(app_core       core)
set(app_sightings  core)
set(app_store      core sightings)
set(app_diagnostics core) # log and crash files
set(app_redis      core)
set(app_postgres   core)
set(app_datalayer  core redis postgres)
set(app_programs   core) # of servers: where they are, how to get them
set(app_processes  core) # children: guarded, found, frozen, ended
set(app_sandbox    core processes programs)
set(app_scenario   core datalayer redis postgres)
set(app_answers    core)
set(app_worlds     core answers datalayer redis postgres scenario onlinestore)
set(app_onlinestore core datalayer redis postgres scenario worlds) # a world in a folder of its own
set(app_experiment core store sightings datalayer redis postgres scenario)
set(app_pages      core)
set(app_readings   core)
set(app_redisfigures core redis readings) # what Redis' answers say
set(app_watch      core redis postgres readings redisfigures)
set(app_watchpostgres core postgres readings watch) # the watch of Postgres
set(app_history    core readings)
set(app_patterns   core readings)
set(app_findings   core readings history patterns)
set(app_connections core redis postgres processes) # a tunnel ends with us as a server does
set(app_localservers core redis postgres connections) # what runs on this computer
set(app_live       core redis postgres readings watch watchpostgres history patterns findings connections pages)
set(app_keytable   core) # keys in memory, their views
set(app_keyspace   core redis redisfigures keytable) # what it asks is taken off a watch's figures
set(app_keyvalue   core redis keyspace keytable) # one value
set(app_invalidation core store redis keyspace keytable readings live history patterns)
set(app_restarts   core redis postgres connections live)
set(app_audit      core redis postgres readings history patterns findings connections live pages keyspace watch watchpostgres)
set(app_dump       core postgres) # a database into a file
set(app_session    core store sightings redis postgres datalayer sandbox scenario worlds experiment watch pages)
set(app_commandline core experiment connections session) # what was asked, and an unattended run
set(app_tour       core store sightings session)
set(app_help       core) # texts
set(ui_theme       core)
set(ui_about       core theme diagnostics connections) # its log, and whether it has a keychain
set(ui_help        core help theme about)
set(ui_models      core store sightings)
set(ui_parts       core theme)
set(ui_flowtexts   core store) # what the diagram says
set(ui_flowlayout  flowtexts) # and where
set(ui_diagram     core store sightings theme flowtexts flowlayout)
set(ui_charts      core store sightings theme)
set(ui_panels      core store sightings session models theme charts parts)
set(ui_details     core store sightings session models theme charts parts)
set(ui_firstrun    core connections localservers programs sandbox theme) # cards of the welcome page
set(ui_connect     core store session connections localservers programs theme parts firstrun help)
set(ui_watchtables core readings history patterns findings live theme parts)
set(ui_watchdetail core readings history findings live theme parts watchtables)
set(ui_watching    core readings watch history patterns findings live connections session theme parts charts watchtables watchdetail help)
set(ui_keyvalue    core keyspace keytable keyvalue parts theme watchtables)
set(ui_keyspace    core keyspace keyvalue invalidation live connections history patterns readings theme parts watchtables connect) # its environment badge
set(ui_restarts    core restarts live connections theme parts)
set(ui_audit       core audit dump live connections theme parts)
set(ui_compare     core store session theme charts parts)
set(ui_present     core store sightings session tour theme flowtexts diagram panels parts)
set(ui_watchdesk  core live connections watching keyspace restarts audit) # a watch with its tools
set(ui_invalidate  core invalidation session theme) # of the demo: what it would do, and does
set(ui_window      core store sightings invalidate session tour theme models flowtexts diagram charts panels details parts connect compare
                   present connections localservers live findings commandline watching watchdesk audit about help diagnostics)
# Third-party headers with one home each.
set(home_hiredis   app/redis)
set(home_pqxx      app/postgres)
set(home_json      app/tour)
set(home_QtCharts  ui/charts)

set(problems "")
foreach(part app ui)
  file(GLOB folders RELATIVE ${ROOT}/${part} ${ROOT}/${part}/*)
  foreach(folder IN LISTS folders)
    if(NOT IS_DIRECTORY ${ROOT}/${part}/${folder})
      continue()
    endif()
    file(GLOB files ${ROOT}/${part}/${folder}/*.h ${ROOT}/${part}/${folder}/*.cpp)
    if(files AND NOT DEFINED ${part}_${folder})
      list(APPEND problems "${part}/${folder}: not in the table")
    endif()
    list(LENGTH files count)
    if(count GREATER 30) # .h and .cpp of 15
      list(APPEND problems "${part}/${folder}: ${count} files, more than 15 pairs")
    endif()
    foreach(file IN LISTS files)
      file(STRINGS ${file} includes REGEX "^ *# *include")
      file(RELATIVE_PATH shown ${ROOT} ${file})
      foreach(line IN LISTS includes)
        if(line MATCHES "\"([a-z]+)/" AND NOT CMAKE_MATCH_1 STREQUAL folder
           AND NOT CMAKE_MATCH_1 IN_LIST ${part}_${folder})
          list(APPEND problems "${shown}: ${line}")
        endif()
        foreach(home hiredis pqxx json)
          if(line MATCHES "<${home}/" AND NOT "${part}/${folder}" STREQUAL "${home_${home}}")
            list(APPEND problems "${shown}: ${line}")
          endif()
        endforeach()
        if(line MATCHES "<(QtCharts/|QChart|QLineSeries|QValueAxis|QLogValueAxis|QAreaSeries)"
           AND NOT "${part}/${folder}" STREQUAL "${home_QtCharts}")
          list(APPEND problems "${shown}: ${line}")
        endif()
        if(line MATCHES "<Qt(Widgets|Core|Gui)/" OR (part STREQUAL "app" AND line MATCHES "<Q(Widget|Color|Painter|Application|Dialog)>"))
          list(APPEND problems "${shown}: ${line}")
        endif()
        if(line MATCHES "<(sys/|unistd|signal.h|windows|pwd.h|grp.h|libproc)" AND NOT shown MATCHES "_(linux|macos|windows|unix)\\.(cpp|h)$")
          list(APPEND problems "${shown}: ${line} belongs in a per-platform file")
        endif()
      endforeach()
    endforeach()
  endforeach()
endforeach()
# Two types of one name in one namespace link without a word and then destroy each other's objects.
file(GLOB_RECURSE headers ${ROOT}/app/*.h ${ROOT}/ui/*.h)
set(names "")
foreach(header IN LISTS headers)
  file(STRINGS ${header} types REGEX "^(struct|class|enum class) [A-Za-z]+[^;:]*(: [^;]*)?$")
  foreach(type IN LISTS types)
    string(REGEX REPLACE "^(struct|class|enum class) ([A-Za-z]+).*" "\\2" name "${type}")
    if(name IN_LIST names AND NOT header MATCHES "pqxxcalls.h$")
      list(APPEND problems "${header}: another type is called ${name} already")
    endif()
    if(NOT header MATCHES "pqxxcalls.h$") # a namespace of its own
      list(APPEND names ${name})
    endif()
  endforeach()
endforeach()
if(problems)
  list(JOIN problems "\n  " text)
  message(FATAL_ERROR "Forbidden includes (the table is in tests/layers.cmake):\n  ${text}")
endif()
message(STATUS "layers: 1 passed, 0 failed")
