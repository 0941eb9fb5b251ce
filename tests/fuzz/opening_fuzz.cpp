#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "server/opening.hpp"
#include "tests/fuzz/room.hpp"
#include "tests/support/drain.hpp"

using namespace synfin;
using fuzz::require;
using fuzz::room;

namespace {

/// The start of what is answered when `bytes` come in two parts and nothing follows: enough to tell the versions apart.
std::string start_of_answer(std::string_view bytes, std::size_t cut) {
  static room here(5000);
  std::unique_ptr<server::session> talk = std::make_unique<server::opening>(here.services, server::connection_facts{});
  std::string said;
  const auto take_over = [&] {
    if (auto found = talk->successor()) talk = std::move(found);
    said += test::drain(*talk);
  };
  for (const std::string_view part : {bytes.substr(0, cut), bytes.substr(cut)}) {
    if (!part.empty()) talk->receive(part);
    take_over();
  }
  for (int count = 0; count < 10 && !talk->finished(); ++count) {
    talk->expire();
    take_over();
  }
  require(talk->finished());
  return said.substr(0, 9);
}

}  // namespace

/// The version does not depend on where the first bytes are cut; the first byte of the input says where that is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const std::string whole = start_of_answer(bytes, bytes.size());
  require(whole == start_of_answer(bytes, bytes.size() * data[0] / 256));
  if (bytes.starts_with("\x16\x03")) require(whole.starts_with('\x15'));
  if (bytes.starts_with("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) require(whole.substr(3, 1) == "\x04");
  return 0;
}
