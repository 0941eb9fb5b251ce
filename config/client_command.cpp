#include "config/client_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "config/bound_flag.hpp"
#include "config/flags.hpp"
#include "config/help_text.hpp"
#include "config/load_flags.hpp"
#include "config/nearest.hpp"
#include "config/tls_flags.hpp"
#include "config/url.hpp"
#include "synfin_version.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;
using arguments = std::span<const char* const>;
using result = std::expected<client_command, command_error>;

result refused(std::span<const std::string> problems, std::string_view help_of) {
  std::string text;
  for (const auto& problem : problems) text += fmt::format("synfin-client: {}\n", problem);
  text += fmt::format("Try {} --help\n", help_of);
  return std::unexpected(command_error{.text = std::move(text)});
}

result refused(std::string problem, std::string_view help_of) {
  return refused(std::array{std::move(problem)}, help_of);
}

result parse_load(arguments line) {
  load_settings settings;
  const auto flags = load_flags(settings);
  const auto taken = take_line(flags, line);
  if (taken.help_asked) {
    return shown_text{"Loads a server and reports.\n\nUsage: synfin-client load [OPTIONS] URL…\n\n" + help_text(flags)};
  }
  if (!taken.problems.empty()) return refused(taken.problems, "synfin-client load");
  if (const auto wrong = settle(settings)) return refused(*wrong, "synfin-client load");
  return settings;
}

std::vector<bound_flag> check_flags(check_settings& s) {
  const auto take_url = [&s](std::string_view text) -> std::optional<std::string> {
    if (const auto parsed = parse_url(text); !parsed) return parsed.error();
    s.url = text;
    return std::nullopt;
  };
  std::vector<bound_flag> flags{
      {{"URL", "", "what to ask for"}, take_url},
      bound("--timeout", "DURATION", "for everything together", duration_setting{&s.timeout, 1ms, 24h})};
  for (auto& each : tls_flags(s.tls)) flags.push_back(std::move(each));
  flags.push_back({{"-h,--help", "", "print this"}, {}});
  return flags;
}

result parse_check(arguments line) {
  check_settings settings;
  const auto flags = check_flags(settings);
  const auto taken = take_line(flags, line);
  if (taken.help_asked) {
    return shown_text{"Exits 0 when the answer is 2xx or 3xx.\n\nUsage: synfin-client check [OPTIONS] URL\n\n" +
                      help_text(flags)};
  }
  if (!taken.problems.empty()) return refused(taken.problems, "synfin-client check");
  if (settings.url.empty()) return refused("no URL given", "synfin-client check");
  if (const auto wrong = tls_problem(settings.tls)) return refused(*wrong, "synfin-client check");
  return settings;
}

struct subcommand {
  std::string_view name;
  std::string_view help;
  result (*parse)(arguments);
};

constexpr std::array subcommands{
    subcommand{"load", "load a server, report", parse_load},
    subcommand{"check", "exit 0 when the answer is 2xx/3xx: a health check for containers", parse_check},
};

std::string help(std::span<const flag> flags) {
  auto text = fmt::format("synfin-client {}: loads an HTTP server, and looks whether one is well\n\n", version);
  text += "Usage: synfin-client COMMAND [OPTIONS] …\n\nCommands:\n";
  for (const auto& each : subcommands) text += fmt::format("  {:<8}{}\n", each.name, each.help);
  return text + help_text(flags) + "\nsynfin-client COMMAND --help tells the rest.\n";
}

/// A line that begins with a flag, or is empty.
result parse_without_command(arguments line) {
  const std::array flags{flag{"--version", "", "print the version"}, flag{"-h,--help", "", "print this"}};
  const auto given = parse_flags(flags, line);
  if (given.has("--help")) return shown_text{help(flags)};
  if (given.has("--version")) return shown_text{fmt::format("synfin-client {}\n", version)};
  if (!given.problems.empty()) return refused(given.problems, "synfin-client");
  return refused("no command given", "synfin-client");
}

result unknown_command(std::string_view name) {
  std::array<std::string_view, subcommands.size()> names{};
  std::ranges::transform(subcommands, names.begin(), &subcommand::name);
  const auto meant = nearest(name, names);
  return refused(fmt::format("unknown command {}{}", name, meant ? fmt::format("; did you mean {}?", *meant) : ""),
                 "synfin-client");
}

}  // namespace

std::expected<client_command, command_error> parse_client_command(std::span<const char* const> line) {
  if (line.size() < 2 || std::string_view{line[1]}.starts_with('-')) {
    return parse_without_command(line.subspan(std::min<std::size_t>(1, line.size())));
  }
  const std::string_view name = line[1];
  const auto* const found = std::ranges::find(subcommands, name, &subcommand::name);
  return found == subcommands.end() ? unknown_command(name) : found->parse(line.subspan(2));
}

}  // namespace synfin::config
