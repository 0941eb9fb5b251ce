#include <clocale>
#include <csignal>
#include <cstdio>
#include <exception>
#include <variant>

#include <fmt/format.h>

#include "client/check.hpp"
#include "client/compare_command.hpp"
#include "client/convert_command.hpp"
#include "client/ending.hpp"
#include "client/load_command.hpp"
#include "client/merge_command.hpp"
#include "client/trace_command.hpp"
#include "common/log.hpp"
#include "config/client_command.hpp"

namespace synfin::client {
namespace {

int run(const config::load_settings& settings) { return run_load(settings); }

int run(const config::check_settings& settings) {
  const auto status = check(settings);
  if (!status) return fail(fmt::format("{}: {}", settings.url, status.error()));
  if (*status < 200 || *status > 399) return fail(fmt::format("{}: status {}", settings.url, *status));
  print(fmt::format("{}: {}\n", settings.url, *status));
  return ran;
}

int run(const config::compare_settings& settings) { return run_compare(settings); }
int run(const config::merge_settings& settings) { return run_merge(settings); }
int run(const config::convert_settings& settings) { return run_convert(settings); }
int run(const config::trace_settings& settings) { return run_trace(settings); }

int run(const config::shown_text& shown) { return print(shown.text) ? ran : could_not_run; }

int obey(int count, const char* const* arguments) {
  const auto command = config::parse_client_command({arguments, static_cast<std::size_t>(count)});
  if (!command) {
    std::fwrite(command.error().text.data(), 1, command.error().text.size(), stderr);
    return command.error().exit_status;
  }
  for (const auto& note : command->notes) log::info(note);
  return std::visit([](const auto& wanted) { return run(wanted); }, *command);
}

}  // namespace
}  // namespace synfin::client

int main(int count, char** arguments) {
  synfin::log::start("synfin-client", synfin::log::level::normal);
  std::setlocale(LC_CTYPE, "");
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return synfin::client::obey(count, arguments);
  } catch (const std::exception& failure) {
    synfin::log::error(failure.what());
    return 1;
  }
}
