#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/http1/response_parser.hpp"

using namespace synfin;
using http1::response_parser;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

/// Reads a stream to its end and writes down all that was understood of it.
class reader {
 public:
  explicit reader(response_parser::answers_to method) : parser_(method) {}

  void take(std::string_view bytes) {
    while (!bytes.empty() && !over_) {
      const auto step = parser_.receive(bytes);
      require(step.consumed <= bytes.size());
      require(step.complete || step.consumed == bytes.size() || step.problem != error::none);
      note(step);
      bytes.remove_prefix(step.consumed);
    }
  }

  void end() {
    if (!over_) note(parser_.finish());
  }

  const std::string& seen() const { return seen_; }

 private:
  void note(const response_parser::progress& step) {
    if (step.complete) {
      require(!parser_.started() && parser_.status() >= 200 && parser_.status() <= 999);
      seen_ += std::to_string(parser_.status()) + (parser_.keep_alive() ? " keep " : " close ") +
               std::to_string(parser_.body_bytes()) + "\n";
    }
    if (step.problem == error::none) return;
    require(!step.complete);
    seen_ += make_error_code(step.problem).message();
    over_ = true;
  }

  response_parser parser_;
  std::string seen_;
  bool over_ = false;
};

}  // namespace

/// What is read from bytes does not depend on where they are cut. The first byte says where to cut, and in its lowest
/// bit whether the requests were HEAD.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  using kind = response_parser::answers_to;
  const kind method = (data[0] & 1) != 0 ? kind::head_requests : kind::other_requests;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const std::size_t cut = bytes.size() * data[0] / 256;
  reader whole(method);
  whole.take(bytes);
  whole.end();
  reader halves(method);
  halves.take(bytes.substr(0, cut));
  halves.take(bytes.substr(cut));
  halves.end();
  require(whole.seen() == halves.seen());
  reader single(method);
  for (const char& c : bytes) single.take({&c, 1});
  single.end();
  require(whole.seen() == single.seen());
  return 0;
}
