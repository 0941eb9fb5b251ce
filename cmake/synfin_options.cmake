# What every target of ours is compiled with, and the two functions that make a room (a folder's library) and a program.
add_library(synfin_options INTERFACE)
target_include_directories(synfin_options INTERFACE "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
target_compile_options(synfin_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual
  -Wcast-align -Wformat=2 -Werror -fno-omit-frame-pointer
  # An update of a library may deprecate what it had yesterday: that is no reason for a checkout not to build.
  -Wno-error=deprecated-declarations)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12's coroutine lowering and its string inlining raise these on correct code.
  target_compile_options(synfin_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-maybe-uninitialized
    -Wno-mismatched-new-delete)
endif()

if(SYNFIN_SANITIZE)
  # vptr is left out: its runtime opens a pipe to look at memory, and takes a correct object for a broken one where a test
  # has used up all descriptors.
  target_compile_options(synfin_options INTERFACE "-fsanitize=${SYNFIN_SANITIZE}" -fno-sanitize=vptr -fno-sanitize-recover=all)
  target_link_options(synfin_options INTERFACE "-fsanitize=${SYNFIN_SANITIZE}")
  if(SYNFIN_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio uses fences that TSan cannot see; what they order is also ordered by its mutexes.
    target_compile_options(synfin_options INTERFACE -Wno-tsan)
  endif()
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(synfin_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
    -fstack-clash-protection)
  target_link_options(synfin_options INTERFACE -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT synfin_lto OUTPUT synfin_lto_reason LANGUAGES C CXX)
  if(synfin_lto)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  else()
    message(STATUS "no link-time optimisation: ${synfin_lto_reason}")
  endif()
endif()

# synfin_room(NAME SOURCES a.cpp… LINKS target…): the library of one folder.
function(synfin_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;LINKS")
  add_library(${name} STATIC ${room_SOURCES})
  target_link_libraries(${name} PUBLIC synfin_options ${room_LINKS})
endfunction()

# synfin_program(NAME SOURCES a.cpp… LINKS target…): an installed program.
function(synfin_program name)
  cmake_parse_arguments(PARSE_ARGV 1 program "" "" "SOURCES;LINKS")
  add_executable(${name} ${program_SOURCES})
  target_link_libraries(${name} PRIVATE synfin_options ${program_LINKS})
  install(TARGETS ${name} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endfunction()
