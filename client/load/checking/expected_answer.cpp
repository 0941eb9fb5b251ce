#include "client/load/checking/expected_answer.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "client/load/asking/request_template.hpp"
#include "client/load/checking/root_path.hpp"
#include "config/text_file.hpp"

namespace synfin::load {
namespace {

constexpr std::size_t longest_file = std::size_t{4} * 1024 * 1024 * 1024;

/// Does `status` match `200` or `2xx`?
bool matches(std::string_view pattern, unsigned status) noexcept {
  const std::string_view digits = pattern.substr(0, pattern.find_first_of("xX"));
  unsigned wanted = 0;
  for (const char digit : digits) wanted = wanted * 10 + static_cast<unsigned>(digit - '0');
  for (std::size_t i = digits.size(); i < pattern.size(); ++i) status /= 10;
  return status == wanted;
}

}  // namespace

bool expected_answer::takes(unsigned status) const noexcept {
  return settings_.statuses.empty() ||
         std::ranges::any_of(settings_.statuses, [&](const std::string& each) { return matches(each, status); });
}

std::expected<expected_answer, std::string> expected_answer::make(const config::expectation_settings& what,
                                                                  const request_plan& plan) {
  expected_answer made;
  made.settings_ = what;
  made.sha256_ = checking::parse_sha256(what.sha256);
  made.bodies_.resize(plan.size());
  for (const target& server : plan.targets()) {
    for (const prepared_request& each : server.requests) {
      wanted_body& body = made.bodies_[each.number];
      body.request = fmt::format("{} {}", each.method(), each.target());
      if (!made.has_root()) continue;
      if (each.recipe != nullptr && each.recipe->path_varies()) {
        return std::unexpected(fmt::format("--expect-root: {} is a template, and names no file", each.target()));
      }
      if (auto added = made.add_file(body, each.target()); !added) return std::unexpected(added.error());
    }
  }
  if (made.has_root() && made.files_.empty()) {
    return std::unexpected(fmt::format("--expect-root: none of the paths asked for names a file in {}", what.root));
  }
  return made;
}

/// Reads the file of a path, once for all that name it.
std::expected<void, std::string> expected_answer::add_file(wanted_body& of, std::string_view target) {
  const auto below = checking::root_path(target);
  if (!below) return {};
  of.path = (std::filesystem::path(settings_.root) / *below).string();
  auto known = files_.find(of.path);
  if (known == files_.end()) {
    std::error_code absent;
    if (!std::filesystem::is_regular_file(of.path, absent)) return {};
    auto bytes = config::read_text_file(of.path, longest_file);
    if (!bytes) return std::unexpected("--expect-root: " + bytes.error());
    known = files_.emplace(of.path, *std::move(bytes)).first;
  }
  of.file = known->second;
  return {};
}

}  // namespace synfin::load
