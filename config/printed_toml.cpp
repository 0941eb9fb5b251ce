#include "config/printed_toml.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "config/rule_kinds.hpp"
#include "config/server_keys.hpp"

namespace synfin::config {
namespace {

/// Where the comments stand, if the values leave room.
constexpr std::size_t comment_column = 36;

std::string commented(std::string_view line, std::string_view comment) {
  return fmt::format("{:<{}}  # {}\n", line, comment_column, comment);
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('.') + 1); }
std::string_view table_of(std::string_view path) { return path.substr(0, path.find('.')); }

/// A rule's text that was not given, and that no text stands for.
bool unsaid(const setting& value) {
  const auto* const text = std::get_if<text_setting>(&value);
  return text != nullptr && text->target->empty() && text->empty_name.empty();
}

std::string printed_rules(const site_rules& from, std::string_view outer) {
  auto rules = from;
  std::string text;
  for (const auto& kind : rule_kinds()) {
    for (std::size_t at = 0; at < kind.count(rules); ++at) {
      const auto& place = kind.place(rules, at);
      text += "\n" + commented(fmt::format("[[{}{}]]", outer, kind.name), place.empty() ? "no file" : place);
      for (const auto& key : kind.keys(rules, at)) {
        if (!unsaid(key.value)) text += fmt::format("{} = {}\n", key.name, toml_text(key.value));
      }
    }
  }
  return text;
}

std::string printed_host(const host_config& host, const host_settings& complete) {
  auto settings = complete;
  std::string text = "\n" + commented("[[host]]", settings.place);
  for (const auto& key : host_keys(settings)) {
    const auto origin = host.origins.find(key.name);
    text += commented(fmt::format("{} = {}", key.name, toml_text(key.value)),
                      origin == host.origins.end() ? "as in [site]" : origin->second);
  }
  return text + printed_rules(host.written.site.rules, "host.");
}

}  // namespace

std::string print_server_toml(const server_config& config) {
  auto whole = config;
  complete_hosts(whole);
  std::string text;
  std::string_view table;
  for (const auto& key : server_keys(whole.settings)) {
    if (table_of(key.path) != table) {
      text += fmt::format("{}[{}]\n", table.empty() ? "" : "\n", table_of(key.path));
      table = table_of(key.path);
    }
    const auto origin = config.origins.find(key.path);
    text += commented(fmt::format("{} = {}", last_part(key.path), toml_text(key.value)),
                      origin == config.origins.end() ? "default" : origin->second);
  }
  text += printed_rules(whole.settings.site.rules, "");
  for (std::size_t i = 0; i < whole.hosts.size(); ++i) text += printed_host(whole.hosts[i], whole.settings.hosts[i]);
  return text;
}

}  // namespace synfin::config
