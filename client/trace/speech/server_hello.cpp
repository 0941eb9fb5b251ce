#include "client/trace/speech/server_hello.hpp"

#include "client/report/foreign_text.hpp"
#include "client/trace/speech/byte_reader.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t longest_shown = 60;

// By which a HelloRetryRequest is known: SHA-256 of its name (RFC 8446 §4.1.3).
constexpr std::string_view retry_random =
    "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"
    "\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c";

void take_extension(server_hello& into, std::size_t type, std::string_view content) {
  constexpr std::size_t protocols = 16;
  constexpr std::size_t pre_shared_key = 41;
  constexpr std::size_t supported_versions = 43;
  byte_reader value(content);
  if (type == supported_versions && content.size() == 2) into.version = value.number(2);
  if (type == pre_shared_key) into.pre_shared_key = true;
  if (type == protocols) {
    value.number(2);
    into.protocol = load::clipped(value.take(value.number(1)), longest_shown);
  }
}

}  // namespace

server_hello read_server_hello(std::string_view message) {
  server_hello found;
  byte_reader hello(message);
  hello.take(1 + 3);  // type and length
  found.version = hello.number(2);
  found.retry = hello.take(retry_random.size()) == retry_random;
  found.session = hello.take(hello.number(1));
  found.suite = hello.number(2);
  hello.number(1);  // compression
  byte_reader extensions(hello.take(hello.number(2)));
  while (!extensions.empty()) {
    const std::size_t type = extensions.number(2);
    take_extension(found, type, extensions.take(extensions.number(2)));
  }
  return found;
}

}  // namespace synfin::trace
