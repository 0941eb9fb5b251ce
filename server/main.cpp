#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "common/log.hpp"
#include "config/server_command.hpp"
#include "server/auth/password_file.hpp"
#include "server/explanation.hpp"
#include "server/server.hpp"
#include "server/signals.hpp"
#include "server/site/exposure.hpp"
#include "server/site/host_table.hpp"

namespace {

using namespace synfin;

constexpr std::string_view program = "synfin-server";
constexpr int bad_config = 2;

/// A descriptor a connection: the soft limit of most systems (1,024) is not meant for servers.
void raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

log::level least_level(int verbosity) noexcept {
  if (verbosity < 0) return log::level::warning;
  return verbosity > 0 ? log::level::verbose : log::level::normal;
}

int serve(const config::server_settings& settings, std::shared_ptr<const server::site::host_table> hosts) {
  log::start(program, least_level(settings.verbosity));
  raise_descriptor_limit();
  server::block_signals();
  server::server site(settings, std::move(hosts));
  for (const std::string& place : site.places()) log::info("serving " + settings.site.root + " on " + place);
  log::info(std::to_string(site.workers()) + (site.workers() == 1 ? " worker" : " workers") + "; stop with Ctrl-C");
  return site.run();
}

int say(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return 0;
}

/// Files of names and passwords that cannot be used, each told once.
server::site::rules::problems unusable_users(const server::site::host_table& hosts) {
  server::site::rules::problems found;
  std::set<std::string> looked_at;
  for (const server::site::host& each : hosts.hosts()) {
    for (const config::auth_rule& rule : each.settings.rules.auth) {
      if (!looked_at.insert(rule.users).second) continue;
      if (const auto fine = server::auth::usable(rule.users); !fine) found.push_back({rule.place, fine.error()});
      if (const server::site::host* const shown = server::site::served_by(hosts, rule.users); shown != nullptr)
        found.push_back({rule.place, rule.users + " lies in the folder that is served (" + shown->settings.root +
                                         "): anybody could read it there; move it elsewhere"});
    }
  }
  return found;
}

/// What is wrong with rules, as a compiler says it.
int complain(const server::site::rules::problems& found) {
  for (const auto& [place, text] : found) {
    std::string line = place.empty() ? std::string(program) : place;
    line.append(": error: ").append(text).append("\n");
    std::fputs(line.c_str(), stderr);
  }
  std::fputs((std::to_string(found.size()) + (found.size() == 1 ? " error\n" : " errors\n")).c_str(), stderr);
  return bad_config;
}

int run(std::span<const char* const> arguments) {
  const auto command = config::parse_server_command(arguments);
  if (!command) {
    std::fputs(command.error().text.c_str(), stderr);
    return command.error().exit_status;
  }
  if (command->action == config::server_action::show_text) return say(command->text);
  const auto hosts = server::site::host_table::build(command->settings);
  if (!hosts) return complain(hosts.error());
  if (const auto found = unusable_users(**hosts); !found.empty()) return complain(found);
  if (command->action == config::server_action::run) return serve(command->settings, *hosts);
  if (command->action == config::server_action::explain)
    return say(server::explanation(command->asked, command->settings, *hosts));
  return say(command->text);
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run({arguments, static_cast<std::size_t>(count)});
  } catch (const std::exception& problem) {
    log::error(problem.what());
    return 1;
  }
}
