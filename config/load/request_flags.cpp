#include "config/load/request_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/http/method.hpp"
#include "config/header_line.hpp"
#include "config/load/access_log.hpp"
#include "config/load/custom_flag.hpp"
#include "config/load/har.hpp"
#include "config/load/recording.hpp"
#include "config/load/url_list.hpp"
#include "config/text_file.hpp"
#include "config/url.hpp"

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

constexpr std::string_view group = "Requests";
constexpr std::size_t longest_list = std::size_t{64} * 1024 * 1024;

problem take_method(std::string_view text, load_settings& into) {
  if (!http::is_token(text)) return "not a method (like GET)";
  into.method = text;
  return std::nullopt;
}

problem take_header(std::string_view text, load_settings& into) {
  auto header = parse_header_line(text);
  if (!header) return header.error();
  into.headers.push_back(*std::move(header));
  return std::nullopt;
}

problem take_body(std::string_view text, load_settings& into) {
  if (!text.starts_with('@')) {
    into.body = text;
    return std::nullopt;
  }
  auto body = read_body(std::string{text.substr(1)});
  if (!body) return body.error();
  into.body = *std::move(body);
  return std::nullopt;
}

problem take_url(std::string_view text, load_settings& into) {
  if (const auto parsed = parse_url(text); !parsed) return parsed.error();
  into.urls.emplace_back(text);
  return std::nullopt;
}

problem take_url_file(std::string_view path, load_settings& into) {
  into.urls_file = path;
  const auto text = read_text_file(into.urls_file, longest_list);
  if (!text) return text.error();
  auto list = parse_url_list(*text, path);
  if (!list) return list.error();
  if (list->empty()) return "holds no URL";
  for (auto& each : *list) into.wanted.push_back(std::move(each));
  return std::nullopt;
}

bool records(const load_settings& settings) { return !settings.access_log.empty() || !settings.har.empty(); }

/// Where sitemaps and recordings say what to ask for, a URL says only whom.
problem origin_problem(load_settings& settings, std::vector<std::string>& notes) {
  if (!settings.access_log.empty() && !settings.har.empty()) return "one recording at a time: --access-log or --har";
  if (!records(settings) && settings.sitemaps.empty()) return std::nullopt;
  if (settings.urls.size() > 1) return "with --sitemap, --access-log or --har one URL says which server is asked";
  if (!settings.urls.empty()) {
    settings.origin = settings.urls.front();
    const auto parsed = parse_url(settings.origin);
    if (parsed && parsed->target != "/") {
      notes.push_back(fmt::format("{}: only its server is asked; its path is not used", settings.origin));
    }
  }
  if (!settings.access_log.empty() && settings.origin.empty()) {
    return "--access-log needs a URL: a log does not say which server to ask";
  }
  return std::nullopt;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

/// What of a recording will not be asked for.
void note_losses(const recording& of, const std::string& path, std::string_view unit, std::vector<std::string>& notes) {
  if (of.left_out != 0) {
    notes.push_back(fmt::format("{}: {} left out: {}", path, counted(of.left_out, "request"),
                                unit == "line" ? "only GET and HEAD are asked again" : "neither http nor https"));
  }
  if (of.unreadable != 0) {
    notes.push_back(fmt::format("{}: {} cannot be read; the first is {} {}", path, counted(of.unreadable, unit), unit,
                                of.first_unreadable));
  }
}

problem recording_problem(load_settings& settings, std::vector<std::string>& notes) {
  if (!records(settings)) return std::nullopt;
  const bool log = !settings.access_log.empty();
  const std::string& path = log ? settings.access_log : settings.har;
  const std::string_view flag = log ? "--access-log" : "--har";
  const auto text = read_text_file(path, longest_list);
  if (!text) return fmt::format("{}: {}", flag, text.error());
  std::optional<url> origin;
  if (!settings.origin.empty()) {
    const auto parsed = parse_url(settings.origin);
    if (!parsed) return parsed.error();
    origin = *parsed;
  }
  auto read = log ? parse_access_log(*text, path, origin.value_or(url{})) : parse_har(*text, path, origin);
  if (!read) return fmt::format("{}: {}", flag, read.error());
  note_losses(*read, path, log ? "line" : "item", notes);
  add_wanted(settings, std::move(read->requests));
  return std::nullopt;
}

problem take_sitemap(std::string_view text, load_settings& into) {
  if (text.empty()) return "neither a URL nor a file";
  if (text.contains("://")) {
    if (const auto parsed = parse_url(text); !parsed) return parsed.error();
  }
  into.sitemaps.emplace_back(text);
  return std::nullopt;
}

problem take_replay_speed(std::string_view text, load_settings& into) {
  constexpr double fastest = 1'000'000;
  double speed = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), speed);
  if (wrong != std::errc{} || end != text.data() + text.size() || !(speed > 0) || speed > fastest) {
    return "not a speed (like 1, 0.5 or 10)";
  }
  into.pacing.replay_speed = speed;
  return std::nullopt;
}

}  // namespace

// clang-format off
std::vector<bound_flag> request_flags(load_settings& s) {
  return {
    repeatable(custom(group, "URL", "", "what to ask for, in turn", s, take_url)),
    custom(group, "-X,--method", "METHOD", "request method [GET]", s, take_method),
    custom(group, "-H,--header", "'K: V'", "request field, repeatable", s, take_header),
    custom(group, "--body", "STR|@FILE", "request body", s, take_body),
    custom(group, "--urls", "FILE", "a request a line: [WEIGHT] [METHOD] URL [@BODYFILE]", s, take_url_file),
    custom(group, "--sitemap", "URL|FILE", "ask for a sitemap's pages, of the server of URL if that is given; repeatable", s, take_sitemap),
    grouped(group, "--access-log", "FILE", "ask URL's server for a log's GETs and HEADs: combined, or synfin's JSON", text_setting{&s.access_log, ""}),
    grouped(group, "--har", "FILE", "ask for a browser's recording again, of URL's server if that is given", text_setting{&s.har, ""}),
    custom(group, "--replay-speed", "X", "keep the recording's timing; 2 = twice as fast [as fast as answered]", s, take_replay_speed),
  };
}
// clang-format on

void add_wanted(load_settings& settings, std::vector<wanted_request> found) {
  constexpr std::size_t most_named = 1000;
  std::set<std::string_view> known(settings.urls.begin(), settings.urls.end());
  std::vector<std::string> fresh;
  for (const wanted_request& each : found) {
    if (settings.urls.size() + fresh.size() >= most_named) break;
    if (known.insert(each.url).second) fresh.push_back(each.url);
  }
  settings.urls.insert(settings.urls.end(), fresh.begin(), fresh.end());
  std::ranges::move(found, std::back_inserter(settings.wanted));
}

problem request_problem(load_settings& settings, std::vector<std::string>& notes) {
  if (auto wrong = origin_problem(settings, notes)) return wrong;
  if (settings.pacing.replay_speed > 0) {
    if (!records(settings)) return "--replay-speed needs a recording: --access-log or --har";
    if (!settings.wanted.empty() || !settings.sitemaps.empty()) {
      return "--replay-speed is for a recording alone: no --urls and no --sitemap beside it";
    }
  }
  std::vector<wanted_request> listed = std::exchange(settings.wanted, {});
  if (settings.origin.empty()) {
    for (const auto& url : settings.urls) settings.wanted.emplace_back().url = url;
  }
  add_wanted(settings, std::move(listed));
  if (auto wrong = recording_problem(settings, notes)) return wrong;
  if (settings.wanted.empty() && settings.sitemaps.empty()) return "no URL given";
  return std::nullopt;
}

}  // namespace synfin::config
