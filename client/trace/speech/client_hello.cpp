#include "client/trace/speech/client_hello.hpp"

#include <cstddef>

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"
#include "client/trace/speech/byte_reader.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t longest_shown = 60;

std::string name_in(std::string_view extension) {
  byte_reader list(extension);
  list.number(2);
  const bool host = list.number(1) == 0;
  return host ? load::clipped(list.take(list.number(2)), longest_shown) : std::string{};
}

std::string protocols_in(std::string_view extension) {
  byte_reader list(extension);
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

client_hello read_client_hello(std::string_view message) {
  constexpr std::size_t type_length_version_random = 1 + 3 + 2 + 32;
  constexpr std::size_t server_name = 0;
  constexpr std::size_t protocols = 16;
  constexpr std::size_t early_data = 42;
  client_hello found;
  byte_reader hello(message);
  hello.take(type_length_version_random);
  found.session = hello.take(hello.number(1));
  hello.take(hello.number(2));  // cipher suites
  hello.take(hello.number(1));  // compression
  byte_reader extensions(hello.take(hello.number(2)));
  while (!extensions.empty()) {
    const std::size_t type = extensions.number(2);
    const std::string_view content = extensions.take(extensions.number(2));
    if (type == server_name && !content.empty()) found.name = name_in(content);
    if (type == protocols && !content.empty()) found.protocols = protocols_in(content);
    if (type == early_data) found.early_data = true;
  }
  return found;
}

}  // namespace synfin::trace
