#include <sys/resource.h>

#include <cstdio>
#include <exception>
#include <span>
#include <string>

#include "common/log.hpp"
#include "config/server_command.hpp"
#include "server/server.hpp"
#include "server/signals.hpp"

namespace {

using namespace synfin;

constexpr std::string_view program = "synfin-server";

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

int serve(const config::server_settings& settings) {
  log::start(program, least_level(settings.verbosity));
  raise_descriptor_limit();
  server::block_signals();
  server::server site(settings);
  for (const std::string& place : site.places()) log::info("serving " + settings.root + " on " + place);
  log::info(std::to_string(site.workers()) + (site.workers() == 1 ? " worker" : " workers") + "; stop with Ctrl-C");
  return site.run();
}

int run(std::span<const char* const> arguments) {
  const auto command = config::parse_server_command(arguments);
  if (!command) {
    std::fputs(command.error().text.c_str(), stderr);
    return command.error().exit_status;
  }
  if (command->action == config::server_action::run) return serve(command->settings);
  std::fputs(command->text.c_str(), stdout);
  return 0;
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
