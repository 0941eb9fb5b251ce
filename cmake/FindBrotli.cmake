# Gives Brotli's two halves (package libbrotli-dev) as the targets Brotli::Encoder and Brotli::Decoder.
find_path(BROTLI_INCLUDE_DIR brotli/encode.h)
find_library(BROTLI_ENCODER_LIBRARY brotlienc)
find_library(BROTLI_DECODER_LIBRARY brotlidec)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Brotli
  REQUIRED_VARS BROTLI_ENCODER_LIBRARY BROTLI_DECODER_LIBRARY BROTLI_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libbrotli-dev")
if(Brotli_FOUND)
  foreach(half Encoder Decoder)
    if(NOT TARGET Brotli::${half})
      string(TOUPPER ${half} upper)
      add_library(Brotli::${half} UNKNOWN IMPORTED)
      set_target_properties(Brotli::${half} PROPERTIES
        IMPORTED_LOCATION "${BROTLI_${upper}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${BROTLI_INCLUDE_DIR}")
    endif()
  endforeach()
endif()
mark_as_advanced(BROTLI_INCLUDE_DIR BROTLI_ENCODER_LIBRARY BROTLI_DECODER_LIBRARY)
