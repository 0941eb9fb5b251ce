#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/http1/request_parser.hpp"
#include "tests/fuzz/require.hpp"

using namespace synfin;
using fuzz::require;

namespace {

constexpr http1::head_limits limits{.target = 64, .head = 512, .fields = 8};

void check_head(const http::request_head& head) {
  require(head.method != http::method::unknown && http::is_token(head.method_text));
  require(!head.target.empty() && head.target.size() <= limits.target);
  for (const char c : head.target) require(c > ' ' && c <= '~');
  require(head.version_minor <= 1 && head.fields.size() <= limits.fields);
  for (const auto& [name, value] : head.fields) {
    require(http::is_token(name));
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos && http::trim(value) == value);
  }
}

/// Reads messages from bytes that come in parts, and writes down what it makes of them.
class reader {
 public:
  void take(std::string_view bytes) {
    while (!bytes.empty() && !refused_) {
      const std::size_t used = in_body_ ? take_body(bytes) : take_head(bytes);
      require(used <= bytes.size() && (used > 0 || refused_));
      bytes.remove_prefix(used);
    }
  }
  const std::string& seen() const { return seen_; }

 private:
  std::size_t take_head(std::string_view bytes) {
    const auto [consumed, problem, complete] = parser_.take_head(bytes, fields_);
    require(!(problem && complete));
    if (problem) refuse(*problem);
    if (complete) note(parser_.head());
    return consumed;
  }

  void note(const http::request_head& head) {
    check_head(head);
    seen_.append(head.method_text).append(" ").append(head.target).append(head.version_minor == 0 ? " 0\n" : " 1\n");
    for (const auto& [name, value] : head.fields) seen_.append(name).append("=").append(value).append("\n");
    in_body_ = parser_.body_follows();
    if (!in_body_) return parser_.next_message();
    const auto length = parser_.body_length();
    seen_ += length ? std::to_string(*length) : "chunked";
  }

  std::size_t take_body(std::string_view bytes) {
    const auto [consumed, complete, malformed] = parser_.skip_body(bytes);
    if (malformed) refuse(http::status::bad_request);
    if (complete) {
      seen_ += ".\n";
      parser_.next_message();
    }
    in_body_ = !complete;
    return consumed;
  }

  void refuse(http::status why) {
    seen_ += std::to_string(http::code(why));
    refused_ = true;
  }

  http1::request_parser parser_{limits};
  std::vector<http::field> fields_;
  std::string seen_;
  bool in_body_ = false;
  bool refused_ = false;
};

}  // namespace

/// What is read from bytes does not depend on where they are cut, and every head that is read keeps its promises. The
/// first byte says where to cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const std::size_t cut = bytes.size() * data[0] / 256;
  reader whole;
  whole.take(bytes);
  reader halves;
  halves.take(bytes.substr(0, cut));
  halves.take(bytes.substr(cut));
  require(whole.seen() == halves.seen());
  reader single;
  for (const char& c : bytes) single.take({&c, 1});
  require(whole.seen() == single.seen());
  return 0;
}
