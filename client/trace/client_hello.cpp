#include "client/trace/client_hello.hpp"

#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t longest_shown = 60;

/// Takes numbers and pieces off a message; what is not there is empty, and so is all behind it.
class reader {
 public:
  explicit reader(std::string_view bytes) noexcept : left_(bytes) {}

  bool empty() const noexcept { return left_.empty(); }

  std::size_t number(std::size_t bytes) noexcept {
    std::size_t value = 0;
    for (const char each : take(bytes)) value = (value << 8) | static_cast<unsigned char>(each);
    return value;
  }

  std::string_view take(std::size_t count) noexcept {
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view left_;
};

std::string name_in(std::string_view extension) {
  reader list(extension);
  list.number(2);
  const bool host = list.number(1) == 0;
  return host ? load::clipped(list.take(list.number(2)), longest_shown) : std::string{};
}

std::string protocols_in(std::string_view extension) {
  reader list(extension);
  list.number(2);
  std::string names;
  while (!list.empty()) {
    const std::string_view name = list.take(list.number(1));
    if (name.empty()) break;
    names += fmt::format("{}{}", names.empty() ? "" : ",", name);
  }
  return load::clipped(names, longest_shown);
}

}  // namespace

/// RFC 8446 §4.1.2.
std::string client_hello_words(std::string_view message) {
  constexpr std::size_t type_length_version_random = 1 + 3 + 2 + 32;
  constexpr std::size_t server_name = 0;
  constexpr std::size_t protocols = 16;
  reader hello(message);
  hello.take(type_length_version_random);
  hello.take(hello.number(1));  // session
  hello.take(hello.number(2));  // cipher suites
  hello.take(hello.number(1));  // compression
  reader extensions(hello.take(hello.number(2)));
  std::string name;
  std::string spoken;
  while (!extensions.empty()) {
    const std::size_t type = extensions.number(2);
    const std::string_view content = extensions.take(extensions.number(2));
    if (type == server_name && !content.empty()) name = name_in(content);
    if (type == protocols && !content.empty()) spoken = protocols_in(content);
  }
  return (name.empty() ? "" : " " + name) + (spoken.empty() ? "" : " " + spoken);
}

}  // namespace synfin::trace
