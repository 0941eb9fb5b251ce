#include <cstddef>
#include <cstdint>
#include <span>

#include "server/trace/saved_syn.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;

/// Headers of any bytes: what is read of them needs an IP and a TCP header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto found = server::trace::read_saved_syn(std::as_bytes(std::span(data, size)));
  fuzz::require(!found || size >= 40);
  return 0;
}
