#include "config/result_flags.hpp"

#include <charconv>
#include <string_view>
#include <system_error>

#include "config/load/custom_flag.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

constexpr std::string_view group = "Options";

template <typename Settings>
problem take_file(std::string_view path, Settings& into) {
  if (path.empty()) return "is empty";
  into.files.emplace_back(path);
  return std::nullopt;
}

problem take_baseline(std::string_view path, compare_settings& into) {
  into.baseline.emplace_back(path);
  return std::nullopt;
}

problem take_candidate(std::string_view path, compare_settings& into) {
  into.candidate.emplace_back(path);
  return std::nullopt;
}

template <typename Settings>
problem take_force(std::string_view /*true*/, Settings& into) {
  into.force = true;
  return std::nullopt;
}

problem take_margin(std::string_view text, compare_settings& into) {
  const std::string_view number = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  double percent = -1;
  const auto [end, wrong] = std::from_chars(number.data(), number.data() + number.size(), percent);
  const bool whole = wrong == std::errc{} && end == number.data() + number.size();
  if (!whole || !(percent >= 0 && percent <= 100)) return "not a percentage from 0 to 100, like 1%";
  into.margin = percent / 100;
  return std::nullopt;
}

problem take_converted_file(std::string_view path, convert_settings& into) {
  if (path.empty()) return "is empty";
  into.file = path;
  return std::nullopt;
}

bound_flag help_flag() { return {{"-h,--help", "", "print this"}, {}}; }

}  // namespace

// clang-format off
std::vector<bound_flag> merge_flags(merge_settings& s) {
  return {
    repeatable(custom(group, "FILE", "", "a result, or several one after another; - = standard input", s, take_file<merge_settings>)),
    grouped(group, "--json", "FILE|-", "write the sum as JSON", text_setting{&s.json, ""}),
    custom(group, "--force", "", "add results that are not of one test, too", s, take_force<merge_settings>),
    help_flag(),
  };
}

std::vector<bound_flag> compare_flags(compare_settings& s) {
  return {
    repeatable(custom(group, "FILE", "", "a result: the first is the baseline, each other is compared with it", s, take_file<compare_settings>)),
    custom(group, "--baseline", "FILE…", "runs of the same thing, three or more for certainty", s, take_baseline),
    custom(group, "--candidate", "FILE…", "and runs of what is compared with it", s, take_candidate),
    custom(group, "--margin", "PERCENT", "smaller changes are let pass [1%]", s, take_margin),
    custom(group, "--force", "", "compare what was set up differently, too", s, take_force<compare_settings>),
    grouped(group, "--json", "FILE|-", "write the comparison as JSON", text_setting{&s.json, ""}),
    grouped(group, "--html", "FILE", "and as a page with a plot", text_setting{&s.html, ""}),
    help_flag(),
  };
}

std::vector<bound_flag> convert_flags(convert_settings& s) {
  return {
    custom(group, "FILE", "", "a result; - = standard input", s, take_converted_file),
    grouped(group, "--to", "FORM", "text, csv, hlog or html, or as oha, vegeta or fortio", choice_setting{choice_of(s.to, {"text", "csv", "hlog", "html", "oha", "vegeta", "fortio"})}),
    grouped(group, "-o,--output", "FILE|-", "where to", text_setting{&s.output, ""}),
    help_flag(),
  };
}
// clang-format on

problem merge_problem(merge_settings& settings) {
  if (settings.files.empty()) return "no FILE given";
  return std::nullopt;
}

problem compare_problem(compare_settings& settings) {
  const bool sides = !settings.baseline.empty() || !settings.candidate.empty();
  if (sides && !settings.files.empty()) return "files stand either alone or behind --baseline and --candidate";
  if (sides && (settings.baseline.empty() || settings.candidate.empty())) {
    return "--baseline and --candidate need each other";
  }
  if (!sides && settings.files.size() < 2) return "two files are needed, the baseline and what is compared with it";
  return std::nullopt;
}

problem convert_problem(convert_settings& settings) {
  if (settings.file.empty()) return "no FILE given";
  return std::nullopt;
}

std::vector<std::string> with_repeated_flags(std::span<const char* const> line) {
  std::vector<std::string> words;
  std::string_view repeated;
  bool valued = false;
  for (const std::string_view word : line) {
    const bool flag = word.starts_with('-') && word != "-";
    if (flag) {
      repeated = word == "--baseline" || word == "--candidate" ? word : "";
      valued = false;
    } else {
      if (!repeated.empty() && valued) words.emplace_back(repeated);
      valued = true;
    }
    words.emplace_back(word);
  }
  return words;
}

}  // namespace synfin::config
