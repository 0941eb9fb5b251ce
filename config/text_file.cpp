#include "config/text_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string_view>
#include <system_error>

#include "config/byte_size.hpp"

namespace synfin::config {
namespace {

using file_handle = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

std::unexpected<std::string> cannot_read(const std::string& path, std::string_view why) {
  return std::unexpected(fmt::format("cannot read {}: {}", path, why));
}

std::string message(int os_error) { return std::generic_category().message(os_error); }

}  // namespace

std::expected<std::string, std::string> read_text_file(const std::string& path, std::size_t most) {
  const file_handle file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) return cannot_read(path, message(errno));
  std::string text;
  std::array<char, 16'384> piece{};
  while (const auto count = std::fread(piece.data(), 1, piece.size(), file.get())) {
    if (count > most - text.size()) return cannot_read(path, "larger than " + format_byte_size(most));
    text.append(piece.data(), count);
  }
  if (std::ferror(file.get()) != 0) return cannot_read(path, message(errno));
  return text;
}

}  // namespace synfin::config
