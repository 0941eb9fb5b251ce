# Gives llhttp as the target Llhttp::Llhttp, from whichever package the distribution has:
#   Debian 13: libllhttp-dev, a library;
#   Debian 12: node-llhttp, the generated C sources alone, compiled here in strict mode.
find_path(LLHTTP_INCLUDE_DIR llhttp.h PATHS /usr/include /usr/share/include/llhttp)
find_library(LLHTTP_LIBRARY llhttp)
find_path(LLHTTP_SOURCE_DIR llhttp.c PATHS /usr/share/llhttp)

include(FindPackageHandleStandardArgs)
if(LLHTTP_LIBRARY)
  find_package_handle_standard_args(Llhttp
    REQUIRED_VARS LLHTTP_LIBRARY LLHTTP_INCLUDE_DIR
    REASON_FAILURE_MESSAGE "install libllhttp-dev (Debian 13) or node-llhttp (Debian 12)")
  if(Llhttp_FOUND AND NOT TARGET Llhttp::Llhttp)
    add_library(Llhttp::Llhttp UNKNOWN IMPORTED)
    set_target_properties(Llhttp::Llhttp PROPERTIES IMPORTED_LOCATION "${LLHTTP_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${LLHTTP_INCLUDE_DIR}")
  endif()
else()
  find_package_handle_standard_args(Llhttp
    REQUIRED_VARS LLHTTP_SOURCE_DIR LLHTTP_INCLUDE_DIR
    REASON_FAILURE_MESSAGE "install libllhttp-dev (Debian 13) or node-llhttp (Debian 12)")
  if(Llhttp_FOUND AND NOT TARGET Llhttp::Llhttp)
    add_library(synfin_llhttp STATIC "${LLHTTP_SOURCE_DIR}/llhttp.c" "${LLHTTP_SOURCE_DIR}/api.c"
      "${LLHTTP_SOURCE_DIR}/http.c")
    # Foreign, generated code: optimised in every preset, none of our warnings.
    target_compile_options(synfin_llhttp PRIVATE -w -O2)
    target_compile_definitions(synfin_llhttp PUBLIC LLHTTP_STRICT_MODE=1)
    target_include_directories(synfin_llhttp SYSTEM PUBLIC "${LLHTTP_INCLUDE_DIR}")
    add_library(Llhttp::Llhttp ALIAS synfin_llhttp)
  endif()
endif()
mark_as_advanced(LLHTTP_INCLUDE_DIR LLHTTP_LIBRARY LLHTTP_SOURCE_DIR)
