#include "config/server_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "config/flags.hpp"
#include "config/help_text.hpp"
#include "config/printed_toml.hpp"
#include "config/schema.hpp"
#include "config/server_flags.hpp"
#include "config/server_toml.hpp"
#include "config/text_file.hpp"
#include "synfin_version.hpp"

namespace synfin::config {
namespace {

using arguments = std::span<const char* const>;
using result = std::expected<server_command, command_error>;

constexpr std::size_t longest_config = 4 * mib;
flag config_flag() { return {"-c,--config", "FILE", "TOML file; flags win over it", "General"}; }
flag help_flag() { return {"-h,--help", "", "print this", "General"}; }

/// For whoever builds the program: the schema is shipped as a file.
flag schema_flag() { return {"--print-schema", "", "print the JSON Schema of the config file", "General"}; }

std::vector<flag> joined(std::vector<flag> flags, const std::vector<flag>& more) {
  flags.insert(flags.end(), more.begin(), more.end());
  return flags;
}

std::vector<flag> run_flags() {
  return joined(server_flags(),
                {config_flag(),
                 {"-t,--test-config", "", "check the config, say ok or what is wrong, and exit", "General"},
                 {"--print-config", "", "print the settings, each with where it came from", "General"},
                 {"-v,--verbose", "", "say more", "General"},
                 {"-q,--quiet", "", "say only what is wrong", "General"},
                 {"--version", "", "print the version", "General"},
                 help_flag()});
}

result shown(std::string text) {
  server_command command;
  command.action = server_action::show_text;
  command.text = std::move(text);
  return command;
}

std::string run_help(std::span<const flag> flags) {
  return fmt::format(
      "synfin-server {}: serves a folder over HTTP\n\nUsage: synfin-server [OPTIONS] [ROOT]\n"
      "       synfin-server explain PATH [OPTIONS] [ROOT]\n\n{}",
      version, help_text(flags));
}

std::string explain_help(std::span<const flag> flags) {
  return fmt::format(
      "Tells how a request would be answered, and why.\n\n"
      "Usage: synfin-server explain PATH [OPTIONS] [ROOT]\n\n{}",
      help_text(flags));
}

std::vector<std::string> problem_lines(std::vector<std::string> problems) {
  for (auto& problem : problems) problem.insert(0, "synfin-server: ");
  return problems;
}

result refused(std::span<const std::string> lines) {
  return std::unexpected(command_error{.text = fmt::format("{}\n", fmt::join(lines, "\n"))});
}

/// Reads the config file over `config`; its problems are lines, closed by their number.
std::vector<std::string> read_file(const std::string& path, server_config& config) {
  const auto text = read_text_file(path, longest_config);
  if (!text) return problem_lines({text.error()});
  auto problems = read_server_toml(*text, path, config);
  if (!problems.empty()) {
    problems.push_back(fmt::format("{} error{}", problems.size(), problems.size() == 1 ? "" : "s"));
  }
  return problems;
}

/// Reads the file that was given, then the flags; gives the lines that say what is wrong.
std::vector<std::string> read_settings(const given_flags& given, server_config& config) {
  std::vector<std::string> problems;
  if (given.has("--config")) problems = read_file(given.all("--config").back(), config);
  const auto more = problem_lines(read_server_flags(given, config));
  problems.insert(problems.end(), more.begin(), more.end());
  return problems.empty() ? problem_lines(contradictions(config.settings)) : problems;
}

server_command command_of(const given_flags& given, server_action action, const server_config& config) {
  server_command command;
  command.action = action;
  command.settings = config.settings;
  if (given.has("--config")) command.config_file = given.all("--config").back();
  return command;
}

result parse_run(arguments line) {
  const auto flags = run_flags();
  const auto given = parse_flags(joined(flags, {schema_flag()}), line);
  if (given.has("--help")) return shown(run_help(flags));
  if (given.has("--version")) return shown(fmt::format("synfin-server {}\n", version));
  if (given.has("--print-schema")) return shown(json_schema());
  if (!given.problems.empty()) return refused(problem_lines(given.problems));
  server_config config;
  if (const auto problems = read_settings(given, config); !problems.empty()) return refused(problems);
  auto command = command_of(given, server_action::run, config);
  if (given.has("--test-config")) {
    command.action = server_action::test_config;
    command.text = fmt::format("{}: ok\n", command.config_file.empty() ? "command line" : command.config_file);
  } else if (given.has("--print-config")) {
    command.action = server_action::print_config;
    command.text = print_server_toml(config);
  }
  return command;
}

result parse_explain(arguments line) {
  const auto flags = joined(joined(explain_flags(), server_flags()), {config_flag(), help_flag()});
  const auto given = parse_flags(flags, line);
  if (given.has("--help")) return shown(explain_help(flags));
  if (!given.problems.empty()) return refused(problem_lines(given.problems));
  explain_request asked;
  auto problems = problem_lines(read_explain_flags(given, asked));
  server_config config;
  const auto more = read_settings(given, config);
  problems.insert(problems.end(), more.begin(), more.end());
  if (!problems.empty()) return refused(problems);
  auto command = command_of(given, server_action::explain, config);
  command.asked = std::move(asked);
  return command;
}

}  // namespace

result parse_server_command(arguments line) {
  const auto words = line.subspan(std::min<std::size_t>(1, line.size()));
  if (!words.empty() && std::string_view{words.front()} == "explain") return parse_explain(words.subspan(1));
  return parse_run(words);
}

}  // namespace synfin::config
