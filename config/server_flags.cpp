#include "config/server_flags.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "config/help_text.hpp"
#include "config/quoted.hpp"
#include "config/server_keys.hpp"

namespace synfin::config {
namespace {

/// The heading that a key's flag stands under in the help.
std::string_view group_of(const server_key& key) {
  if (key.path.starts_with("site.")) return "Site";
  if (key.path.starts_with("limits.")) return "Limits";
  if (key.path.starts_with("tls.")) return "HTTPS";
  if (key.path.ends_with("_timeout")) return "Timeouts";
  return "Options";
}

/// A switch's flag alone means true; what else one may stand for, its key tells.
std::optional<std::string_view> alone(const server_key& key) {
  return std::holds_alternative<switch_setting>(key.value) ? "true" : key.alone;
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
    problems.push_back(fmt::format("{} {}{}", name, word, *wrong));
    return;
  }
  const auto* const source = name.starts_with('-') ? "flag" : "argument";
  config.origins.insert_or_assign(std::string{key.path}, fmt::format("{} {}", source, name));
}

}  // namespace

std::vector<flag> server_flags() {
  server_settings defaults;
  std::vector<flag> flags{{"ROOT", "", "folder to serve, like --root"}};
  for (const auto& key : server_keys(defaults)) {
    if (key.flag.empty()) continue;
    flags.push_back({.names = key.flag,
                     .value = key.value_name,
                     .help = with_default(key.help, key.value),
                     .group = group_of(key),
                     .alone = alone(key)});
  }
  return flags;
}

std::vector<std::string> read_server_flags(const given_flags& given, server_config& config) {
  std::vector<std::string> problems;
  for (const auto& key : server_keys(config.settings)) {
    if (!key.flag.empty()) apply(key, main_name(key.flag), given, config, problems);
    if (key.path == "site.root") apply(key, "ROOT", given, config, problems);
  }
  if (given.has("ROOT") && given.has("--root")) problems.emplace_back("give either ROOT or --root, not both");
  if (given.has("--verbose") && given.has("--quiet")) {
    problems.emplace_back("give either --verbose or --quiet, not both");
  }
  if (given.has("--verbose")) config.settings.verbosity = 1;
  if (given.has("--quiet")) config.settings.verbosity = -1;
  complete_hosts(config);
  return problems;
}

std::vector<std::string> contradictions(const server_settings& settings) {
  const server_tls& tls = settings.tls;
  std::vector<std::string> problems;
  const auto complain = [&](std::string what) { problems.push_back(std::move(what)); };
  if (settings.access_log == "-" && settings.trace_connections == "-") {
    complain("--access-log - and --trace-connections - would mix their lines: give one of them a file");
  }
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

}  // namespace synfin::config
