# Gives the header-only, stand-alone Asio (package libasio-dev) as the target Asio::Asio.
find_path(ASIO_INCLUDE_DIR asio.hpp)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Asio REQUIRED_VARS ASIO_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libasio-dev")
if(Asio_FOUND AND NOT TARGET Asio::Asio)
  add_library(Asio::Asio INTERFACE IMPORTED)
  target_include_directories(Asio::Asio SYSTEM INTERFACE "${ASIO_INCLUDE_DIR}")
  # Asio's own code is compiled once, in common/net/asio.cpp. clang needs to be told of its coroutines by Asio 1.22.
  # Whether Asio finds std::aligned_alloc depends on what was included before it: some files would then free by `operator
  # delete` what others got from it. Nothing of ours needs more than the default alignment.
  target_compile_definitions(Asio::Asio INTERFACE ASIO_STANDALONE ASIO_SEPARATE_COMPILATION ASIO_NO_DEPRECATED
    ASIO_HAS_CO_AWAIT ASIO_HAS_STD_COROUTINE ASIO_DISABLE_STD_ALIGNED_ALLOC)
  target_link_libraries(Asio::Asio INTERFACE Threads::Threads)
endif()
mark_as_advanced(ASIO_INCLUDE_DIR)
