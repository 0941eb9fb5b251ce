#include "client/result_files.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "client/ending.hpp"
#include "client/report/figures.hpp"
#include "client/report/result_reader.hpp"
#include "client/standard_output.hpp"
#include "config/text_file.hpp"

namespace synfin::client {
namespace {

constexpr std::size_t longest_file = std::size_t{1024} * 1024 * 1024;

std::expected<std::string, std::string> read_standard_input() {
  std::string text;
  std::array<char, 16'384> piece{};
  while (const auto count = std::fread(piece.data(), 1, piece.size(), stdin)) {
    text.append(piece.data(), count);
    if (text.size() > longest_file) return std::unexpected("standard input is too long");
  }
  if (std::ferror(stdin) != 0) return std::unexpected("cannot read standard input");
  return text;
}

}  // namespace

std::expected<std::vector<load::named_result>, std::string> read_result_files(const std::vector<std::string>& paths) {
  std::vector<load::named_result> all;
  for (const std::string& path : paths) {
    const auto text = path == "-" ? read_standard_input() : config::read_text_file(path, longest_file);
    if (!text) return std::unexpected(text.error());
    const std::string name = path == "-" ? "standard input" : path;
    auto results = load::read_results(*text);
    if (!results) return std::unexpected(fmt::format("{}: {}", name, results.error()));
    for (std::size_t i = 0; i < results->size(); ++i) {
      all.push_back({results->size() == 1 ? name : fmt::format("{} #{}", name, i + 1), std::move((*results)[i])});
    }
  }
  return all;
}

std::expected<void, std::string> write_output(const std::string& path, std::string_view text) {
  if (path == "-") {
    if (!print(text)) return std::unexpected("cannot write to standard output");
    return {};
  }
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text << std::flush;
  if (!out) return std::unexpected(fmt::format("cannot write {}", path));
  return {};
}

bool print_for_people(std::string_view text) {
  if (output_takes_utf8()) return print(text);
  return print(load::to_ascii(text));
}

}  // namespace synfin::client
