#include "config/server_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "config/flags.hpp"
#include "config/help_text.hpp"
#include "config/quoted.hpp"
#include "config/server_keys.hpp"
#include "config/server_toml.hpp"
#include "config/text_file.hpp"
#include "synfin_version.hpp"

namespace synfin::config {
namespace {

constexpr std::size_t longest_config = 4 * mib;

/// The heading that a key's flag stands under in the help.
std::string_view group_of(const server_key& key) {
  if (key.path.starts_with("limits.")) return "Limits";
  if (key.path.starts_with("tls.")) return "HTTPS";
  if (key.path.ends_with("_timeout")) return "Timeouts";
  return "Options";
}

std::vector<flag> server_flags() {
  server_settings defaults;
  std::vector<flag> flags{{"ROOT", "", "folder to serve, like --root"}};
  for (const auto& key : server_keys(defaults)) {
    flags.push_back({key.flag, key.value_name, with_default(key.help, key.value), group_of(key)});
  }
  flags.insert(flags.end(), {{"-c,--config", "FILE", "TOML file; flags win over it", "General"},
                             {"-t,--test-config", "", "check the config, say ok or what is wrong, and exit", "General"},
                             {"--print-config", "", "print the settings, each with where it came from", "General"},
                             {"-v,--verbose", "", "say more", "General"},
                             {"-q,--quiet", "", "say only what is wrong", "General"},
                             {"--version", "", "print the version", "General"},
                             {"-h,--help", "", "print this", "General"}});
  return flags;
}

server_command shown(std::string text) {
  return {.action = server_action::show_text, .settings = {}, .text = std::move(text), .config_file = {}};
}

std::string help(std::span<const flag> flags) {
  return fmt::format("synfin-server {}: serves a folder over HTTP\n\nUsage: synfin-server [OPTIONS] [ROOT]\n\n{}",
                     version, help_text(flags));
}

std::string problem_line(std::string_view what) { return fmt::format("synfin-server: {}", what); }

/// Reads the config file over `config`; its problems are lines, closed by their number.
std::vector<std::string> read_file(const std::string& path, server_config& config) {
  const auto text = read_text_file(path, longest_config);
  if (!text) return {problem_line(text.error())};
  auto problems = read_server_toml(*text, path, config);
  if (!problems.empty()) {
    problems.push_back(fmt::format("{} error{}", problems.size(), problems.size() == 1 ? "" : "s"));
  }
  return problems;
}

/// Sets `key` to what the flag or argument `name` was given.
void apply(const server_key& key, std::string_view name, const given_flags& given, server_config& config,
           std::vector<std::string>& problems) {
  const source_value words{source_value::form::word, given.all(name)};
  if (words.texts.empty()) return;
  if (const auto wrong = assign(key.value, words)) {
    // A list's problem names the one word that is wrong.
    const bool list = std::holds_alternative<list_setting>(key.value);
    const auto word = list ? "" : in_quotes(words.texts.back()) + ": ";
    problems.push_back(problem_line(fmt::format("{} {}{}", name, word, *wrong)));
    return;
  }
  const auto* const source = name.starts_with('-') ? "flag" : "argument";
  config.origins.insert_or_assign(std::string{key.path}, fmt::format("{} {}", source, name));
}

/// Reads the flags over `config`.
std::vector<std::string> read_flags(const given_flags& given, server_config& config) {
  std::vector<std::string> problems;
  for (const auto& key : server_keys(config.settings)) {
    apply(key, main_name(key.flag), given, config, problems);
    if (key.path == "server.root") apply(key, "ROOT", given, config, problems);
  }
  if (given.has("ROOT") && given.has("--root")) {
    problems.push_back(problem_line("give either ROOT or --root, not both"));
  }
  if (given.has("--verbose") && given.has("--quiet")) {
    problems.push_back(problem_line("give either --verbose or --quiet, not both"));
  }
  if (given.has("--verbose")) config.settings.verbosity = 1;
  if (given.has("--quiet")) config.settings.verbosity = -1;
  return problems;
}

/// What single settings cannot see.
std::vector<std::string> contradictions(const server_settings& settings) {
  const server_tls& tls = settings.tls;
  std::vector<std::string> problems;
  const auto complain = [&](std::string_view what) { problems.push_back(problem_line(what)); };
  if (tls.cert.size() != tls.key.size()) {
    complain(fmt::format("{} --cert and {} --key: each certificate needs its key, in the same order", tls.cert.size(),
                         tls.key.size()));
  }
  if (tls.self_signed && !tls.cert.empty()) complain("give either --self-signed or --cert, not both");
  if (!tls.enabled()) {
    if (!tls.listen.empty()) complain("--listen-tls needs a certificate: --cert FILE --key FILE, or --self-signed");
    if (tls.redirect) complain("--redirect-to-https needs a certificate: --cert FILE --key FILE, or --self-signed");
  }
  if (tls.clients != tls_clients::none && tls.client_ca.empty()) {
    complain("--client-auth needs --client-ca FILE: whose signatures count");
  }
  if (tls.clients == tls_clients::none && !tls.client_ca.empty()) {
    complain("--client-ca is of no use without --client-auth optional or required");
  }
  return problems;
}

std::unexpected<command_error> refused(std::span<const std::string> lines) {
  return std::unexpected(command_error{.text = fmt::format("{}\n", fmt::join(lines, "\n"))});
}

server_command finished(const given_flags& given, const server_config& config, std::string file) {
  server_command command{.settings = config.settings, .text = {}, .config_file = std::move(file)};
  if (given.has("--test-config")) {
    command.action = server_action::test_config;
    command.text = fmt::format("{}: ok\n", command.config_file.empty() ? "command line" : command.config_file);
  } else if (given.has("--print-config")) {
    command.action = server_action::print_config;
    command.text = print_server_toml(config);
  }
  return command;
}

}  // namespace

std::expected<server_command, command_error> parse_server_command(std::span<const char* const> arguments) {
  const auto flags = server_flags();
  const auto given = parse_flags(flags, arguments.subspan(std::min<std::size_t>(1, arguments.size())));
  if (given.has("--help")) return shown(help(flags));
  if (given.has("--version")) return shown(fmt::format("synfin-server {}\n", version));
  std::vector<std::string> problems(given.problems.size());
  std::ranges::transform(given.problems, problems.begin(), problem_line);
  if (!problems.empty()) return refused(problems);
  server_config config;
  const auto files = given.all("--config");
  std::string file = files.empty() ? "" : files.back();
  if (!files.empty()) problems = read_file(file, config);
  auto more = read_flags(given, config);
  problems.insert(problems.end(), more.begin(), more.end());
  if (problems.empty()) problems = contradictions(config.settings);
  if (!problems.empty()) return refused(problems);
  return finished(given, config, std::move(file));
}

}  // namespace synfin::config
