#include "client/compare_command.hpp"

#include <algorithm>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/compare/comparison.hpp"
#include "client/compare/comparison_json.hpp"
#include "client/compare/comparison_page.hpp"
#include "client/compare/comparison_text.hpp"
#include "client/ending.hpp"
#include "client/result_files.hpp"

namespace synfin::client {
namespace {

constexpr int slower = 3;

/// The runs of several files as one side, named after the first of them.
std::expected<load::compared_side, std::string> side(const std::vector<std::string>& files) {
  auto runs = read_result_files(files);
  if (!runs) return std::unexpected(runs.error());
  const std::string& first = files.front();
  std::string name = files.size() == 1 ? first : fmt::format("{} and {} more", first, files.size() - 1);
  return load::compared_side{std::move(name), *std::move(runs)};
}

/// Which files are the baseline, and which the candidates, each a side of its own.
std::vector<std::vector<std::string>> sides_of(const config::compare_settings& settings) {
  if (settings.files.empty()) return {settings.baseline, settings.candidate};
  std::vector<std::vector<std::string>> sides;
  sides.reserve(settings.files.size());
  for (const std::string& file : settings.files) sides.push_back({file});
  return sides;
}

std::expected<std::vector<load::comparison>, std::string> compared(const config::compare_settings& settings) {
  const auto sides = sides_of(settings);
  const auto baseline = side(sides.front());
  if (!baseline) return std::unexpected(baseline.error());
  std::vector<load::comparison> all;
  for (std::size_t i = 1; i < sides.size(); ++i) {
    const auto candidate = side(sides[i]);
    if (!candidate) return std::unexpected(candidate.error());
    auto found = load::compare(*baseline, *candidate, settings.margin, settings.force);
    if (!found) return std::unexpected(fmt::format("{} and {}: {}", baseline->name, candidate->name, found.error()));
    all.push_back(*std::move(found));
  }
  return all;
}

std::string text_of(const std::vector<load::comparison>& all) {
  std::string text;
  for (const load::comparison& each : all) {
    if (!text.empty()) text += "\n";
    text += load::comparison_text(each);
  }
  return text;
}

}  // namespace

int run_compare(const config::compare_settings& settings) {
  const auto all = compared(settings);
  if (!all) return fail(all.error());
  if (settings.json != "-" && !print_for_people(text_of(*all))) return fail("cannot write to standard output");
  if (!settings.json.empty()) {
    const auto written = write_output(settings.json, load::comparison_json(*all));
    if (!written) return fail(written.error());
  }
  if (!settings.html.empty()) {
    const auto written = write_output(settings.html, load::comparison_page(*all));
    if (!written) return fail(written.error());
  }
  const bool worse = std::ranges::any_of(*all, [](const load::comparison& each) {
    return each.outcome == load::finding::slower || each.outcome == load::finding::mixed;
  });
  return worse ? slower : static_cast<int>(ran);
}

}  // namespace synfin::client
