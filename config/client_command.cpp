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
#include "config/load/flags.hpp"
#include "config/load/threshold.hpp"
#include "config/nearest.hpp"
#include "config/result_flags.hpp"
#include "config/tls_flags.hpp"
#include "config/trace_flags.hpp"
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
  const auto taken = take_line(flags, each_threshold_flagged(line));
  if (taken.help_asked) {
    return shown_text{"Loads a server and reports.\n\nUsage: synfin-client load [OPTIONS] URL…\n\n" + help_text(flags)};
  }
  if (!taken.problems.empty()) return refused(taken.problems, "synfin-client load");
  std::vector<std::string> notes;
  if (const auto wrong = settle(settings, notes)) return refused(*wrong, "synfin-client load");
  client_command command = std::move(settings);
  command.notes = std::move(notes);
  return command;
}

/// Reads the line of a command: its flags, then what does not go together. `help` is what it says before the flags.
template <typename Settings>
result parse_command(arguments line, std::string_view command, std::string_view help,
                     std::vector<bound_flag> (*flags_of)(Settings&), std::optional<std::string> (*problem)(Settings&)) {
  Settings settings;
  const auto flags = flags_of(settings);
  const auto taken = take_line(flags, line);
  if (taken.help_asked) return shown_text{fmt::format("{}\n\n{}", help, help_text(flags))};
  if (!taken.problems.empty()) return refused(taken.problems, command);
  if (const auto wrong = problem(settings)) return refused(*wrong, command);
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

std::optional<std::string> check_problem(check_settings& settings) {
  if (settings.url.empty()) return "no URL given";
  return tls_problem(settings.tls);
}

result parse_check(arguments line) {
  return parse_command(line, "synfin-client check",
                       "Exits 0 when the answer is 2xx or 3xx.\n\nUsage: synfin-client check [OPTIONS] URL",
                       check_flags, check_problem);
}

result parse_compare(arguments line) {
  const auto words = with_repeated_flags(line);
  std::vector<const char*> each;
  each.reserve(words.size());
  for (const auto& word : words) each.push_back(word.c_str());
  return parse_command(each, "synfin-client compare",
                       "Says whether results differ, and whether the difference is more than chance.\n"
                       "Exit status: 0 no difference or faster, 3 slower in any figure, 1 cannot tell.\n\n"
                       "Usage: synfin-client compare [OPTIONS] BASELINE.json CANDIDATE.json…\n"
                       "       synfin-client compare [OPTIONS] --baseline FILE… --candidate FILE…",
                       compare_flags, compare_problem);
}

result parse_merge(arguments line) {
  return parse_command(line, "synfin-client merge",
                       "Adds the results that several processes made of one test, exactly.\n\n"
                       "Usage: synfin-client merge [OPTIONS] FILE…",
                       merge_flags, merge_problem);
}

result parse_convert(arguments line) {
  return parse_command(line, "synfin-client convert",
                       "Puts a result into another form: a report of its own, or the JSON of another load\n"
                       "generator; what that one tells and this does not is left at 0.\n\n"
                       "Usage: synfin-client convert --to FORM [OPTIONS] RESULT.json",
                       convert_flags, convert_problem);
}

result parse_trace(arguments line) {
  return parse_command(line, "synfin-client trace",
                       "Draws the life of one TCP connection, from SYN to FIN.\n\n"
                       "Usage: synfin-client trace [OPTIONS] URL\n"
                       "       synfin-client trace [OPTIONS] --read FILE\n"
                       "       synfin-client trace [OPTIONS] --sandbox [PATH]",
                       trace_flags, trace_problem);
}

struct subcommand {
  std::string_view name;
  std::string_view help;
  result (*parse)(arguments);
};

constexpr std::array subcommands{
    subcommand{"load", "load a server, report", parse_load},
    subcommand{"trace", "draw a connection's life, from SYN to FIN", parse_trace},
    subcommand{"check", "exit 0 when the answer is 2xx/3xx: a health check for containers", parse_check},
    subcommand{"compare", "results: did it change, and is the change real", parse_compare},
    subcommand{"merge", "many clients' results into one, exact", parse_merge},
    subcommand{"convert", "a result into the form of another load generator", parse_convert},
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
