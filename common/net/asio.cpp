// Asio's own code, compiled once for both programs (ASIO_SEPARATE_COMPILATION).
#include <asio/impl/src.hpp>
