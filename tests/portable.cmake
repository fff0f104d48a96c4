# SPDX-License-Identifier: GPL-3.0-or-later
# What works on one system only stands in files named for it (*_linux.cpp, *_unix.cpp, *_macos.cpp,
# *_windows.cpp) and nowhere else: headers, calls, types, compilers' own words, paths, and asking
# which system this is. Called by ctest with ROOT; an exception needs a row below, with its reason.
cmake_policy(VERSION 3.22)

set(headers "sys/|unistd\\.h|signal\\.h|csignal|fcntl\\.h|poll\\.h|netinet/|arpa/|netdb\\.h|net/|dirent\\.h|dlfcn\\.h|pthread\\.h|sched\\.h|execinfo\\.h|linux/|strings\\.h|termios\\.h|pwd\\.h|grp\\.h|syslog\\.h|getopt\\.h|cxxabi\\.h|bits/|libproc|mach|CoreFoundation/|IOKit/|windows\\.h|[Ww]in[Ss]ock2?\\.h|ws2tcpip|io\\.h|process\\.h|direct\\.h|tlhelp32|psapi|dbghelp|QDBus|QtDBus/|QWinEventNotifier")
set(calls "fork|vfork|execl[pe]?|execvp?e?|waitpid|killpg|signal|sigaction|usleep|sleep|nanosleep|getpid|getppid|getuid|geteuid|getgid|setuid|setgid|setsid|setpgid|setenv|unsetenv|putenv|strcasecmp|strncasecmp|strcasestr|strsep|strndup|asprintf|localtime_r|gmtime_r|timegm|strptime|mkdtemp|mkstemp|readlink|realpath|symlink|chmod|chown|umask|dup2|fcntl|ioctl|poll|mmap|munmap|sysconf|getrusage|clock_gettime|gettimeofday|popen|pclose|strerror_r|isatty|fileno|socket|connect_unix|setsockopt|syncfs|fsync|prctl|dlopen|dlsym|backtrace|_exit|CreateProcess[AW]?|GetLastError|Sleep")
set(words "__attribute__|__builtin_[a-z]+|__int128|__PRETTY_FUNCTION__|pragma GCC|pid_t|uid_t|gid_t|ssize_t|off_t|DWORD|HANDLE|__linux__|__APPLE__|__unix__|_WIN32|WIN32|Q_OS_[A-Z]+|_MSC_VER|__GNUC__|__clang__")
# file:what, and why it may:
set(allowed
  "app/connections/connectionimport\\.cpp:Q_OS_WIN" # where libpq keeps its files is one name of a folder
  "app/connections/restartway\\.cpp:Q_OS_WIN" # sh -c, or cmd /c
  "app/dump/dumpprogram\\.cpp:\"/usr/" # one table of the places where pg_dump is installed
  "app/redis/redisaddressreader\\.cpp:__APPLE__" # the length of a name
  "app/programs/programs\\.cpp:Q_OS_WIN" # one table of the places where servers are installed
  "app/programs/programs\\.cpp:\"/(usr|etc)/"
  "app/sandbox/clusterfolder\\.cpp:\"/var/(cache|tmp)" # of root, who is on Unix
  "ui/connect/addresspage\\.cpp:\"/etc/ssl/certs/ca\\.pem" # an example in an empty field
)

set(problems "")
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/app/*.h ${ROOT}/app/*.cpp ${ROOT}/ui/*.h ${ROOT}/ui/*.cpp)
set(seen 0)
foreach(file IN LISTS files)
  if(file MATCHES "_(linux|unix|macos|windows)\\.(cpp|h)$")
    continue()
  endif()
  math(EXPR seen "${seen} + 1")
  file(READ ${ROOT}/${file} text)
  # Lists would break at semicolons and brackets.
  string(REGEX REPLACE "[][;]" " " text "${text}")
  string(REGEX MATCHALL "# *include *<(${headers})[^>\n]*>" found "${text}")
  string(REGEX REPLACE "//[^\n]*" "" text "${text}")
  string(REGEX MATCHALL "[^A-Za-z0-9_.>:\"](${words})[^A-Za-z0-9_]" foundwords "${text}")
  # Texts may say what they like, but not where things lie.
  string(REGEX MATCHALL "\"/(proc|tmp|dev|usr|etc|var)/[^\"\n]*\"" foundpaths "${text}")
  string(REGEX REPLACE "\"[^\"\n]*\"" "\"\"" text "${text}")
  # A call, not a method: object.kill(), Class::kill() and declarations with a type before are others'.
  string(REGEX MATCHALL "(\n|[^A-Za-z0-9_.>:& ]|[^A-Za-z0-9_>&*,] |return )(::)?(${calls})\\([^\n]*" foundcalls "${text}")
  foreach(what IN LISTS found foundwords foundpaths foundcalls)
    string(STRIP "${what}" what)
    string(REGEX REPLACE "\n" " " what "${what}")
    set(excused FALSE)
    foreach(row IN LISTS allowed)
      if("${file}:${what}" MATCHES "^${row}")
        set(excused TRUE)
      endif()
    endforeach()
    if(NOT excused)
      list(APPEND problems "${file}: ${what}")
    endif()
  endforeach()
endforeach()
if(seen LESS 100)
  message(FATAL_ERROR "Only ${seen} files were found in ${ROOT}")
endif()
if(problems)
  list(JOIN problems "\n  " text)
  message(FATAL_ERROR "Not portable; it belongs into a file for its system (tests/portable.cmake):\n  ${text}")
endif()
message(STATUS "portable: ${seen} files")
