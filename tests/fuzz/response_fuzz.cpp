#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/http1/response_parser.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;
using http1::response_parser;

namespace {

/// Writes down what a watcher is told, whatever pieces bodies come in.
class watcher final : public http::response_watcher {
 public:
  void begin() noexcept override {
    seen_ += "begin ";
    body_ = 0;
  }
  void field(std::string_view name, std::string_view value) noexcept override {
    require(name.size() <= response_parser::longest_value);  // llhttp lets a name be empty
    require(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos);
    seen_.append(name).append("=").append(value).append(" ");
  }
  void head_complete(unsigned status) noexcept override { seen_ += std::to_string(status) + ": "; }
  void body(std::string_view bytes) noexcept override {
    seen_ += bytes;
    body_ += bytes.size();
  }

  const std::string& seen() const { return seen_; }
  std::size_t body_bytes() const { return body_; }

 private:
  std::string seen_;
  std::size_t body_ = 0;
};

/// Reads a stream to its end and writes down all that was understood of it.
class reader {
 public:
  explicit reader(response_parser::answers_to method) : parser_(method), watched_(method, &watcher_) {}

  void take(std::string_view bytes) {
    while (!bytes.empty() && !over_) {
      const auto step = parser_.receive(bytes);
      require_same(step, watched_.receive(bytes));
      require(step.consumed <= bytes.size());
      require(step.complete || step.consumed == bytes.size() || step.problem != error::none);
      note(step);
      bytes.remove_prefix(step.consumed);
    }
  }

  void end() {
    if (over_) return;
    const auto step = parser_.finish();
    require_same(step, watched_.finish());
    note(step);
  }

  /// What was understood, and what the watcher was told of it.
  std::string seen() const { return seen_ + watcher_.seen(); }

 private:
  /// Being watched changes nothing.
  void require_same(const response_parser::progress& step, const response_parser::progress& watched) const {
    require(step.consumed == watched.consumed && step.complete == watched.complete && step.problem == watched.problem);
    if (step.complete) require(watcher_.body_bytes() == parser_.body_bytes());
  }

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

  watcher watcher_;
  response_parser parser_;
  response_parser watched_;
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
