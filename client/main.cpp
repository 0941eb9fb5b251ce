#include <langinfo.h>
#include <sys/resource.h>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "client/check.hpp"
#include "client/load/figures.hpp"
#include "client/load/json_report.hpp"
#include "client/load/load_test.hpp"
#include "client/load/report.hpp"
#include "common/log.hpp"
#include "config/client_command.hpp"

namespace synfin::client {
namespace {

enum exit_status : int { ran = 0, could_not_run = 1 };

int fail(std::string_view why) {
  log::error(why);
  return could_not_run;
}

bool print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

bool terminal_takes_utf8() { return std::string_view(::nl_langinfo(CODESET)) == "UTF-8"; }

/// Raises the soft limit of descriptors to the hard one; the limit then.
rlim_t raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::optional<std::string> too_many_connections(const config::load_settings& settings) {
  constexpr rlim_t for_others = 64;  // standard streams, event loops, the report
  const rlim_t limit = raise_descriptor_limit();
  if (settings.connections + for_others <= limit) return std::nullopt;
  return fmt::format(
      "{} connections do not fit: this process may have {} descriptors\n"
      "  Use -c {} or fewer, or raise the limit first: ulimit -n {}",
      settings.connections, limit, limit > for_others ? limit - for_others : 1, settings.connections + for_others);
}

/// The JSON result's file, opened before the run so that a wrong path costs no time.
class json_file {
 public:
  explicit json_file(const std::string& path) : path_(path), out_(path, std::ios::binary | std::ios::trunc) {}

  bool good() const { return out_.good(); }
  std::string problem() const { return fmt::format("cannot write {}", path_); }
  bool write(const std::string& text) { return static_cast<bool>(out_ << text << std::flush); }

 private:
  std::string path_;
  std::ofstream out_;
};

int run(const config::load_settings& settings) {
  const bool json_only = settings.json == "-";
  std::optional<json_file> file;
  if (!json_only && !settings.json.empty()) file.emplace(settings.json);
  if (file && !file->good()) return fail(file->problem());
  if (const auto problem = too_many_connections(settings)) return fail(*problem);

  const auto result = load::run_load_test(settings);
  if (!result) return fail(result.error());
  const std::string report = load::text_report(*result);
  const bool nothing_sent = result->counts.sent == 0;
  if (json_only && !print(load::json_report(*result))) return fail("cannot write to standard output");
  if (!json_only && !nothing_sent && !print(terminal_takes_utf8() ? report : load::to_ascii(report))) {
    return fail("cannot write to standard output");
  }
  if (file && !file->write(load::json_report(*result))) return fail(file->problem());
  if (result->counts.completed == 0) {
    return fail("nothing was answered: " + load::why_nothing_was_answered(result->counts));
  }
  return ran;
}

int run(const config::check_settings& settings) {
  const auto status = check(settings);
  if (!status) return fail(fmt::format("{}: {}", settings.url, status.error()));
  if (*status < 200 || *status > 399) return fail(fmt::format("{}: status {}", settings.url, *status));
  print(fmt::format("{}: {}\n", settings.url, *status));
  return ran;
}

int run(const config::shown_text& shown) { return print(shown.text) ? ran : could_not_run; }

int obey(int count, const char* const* arguments) {
  const auto command = config::parse_client_command({arguments, static_cast<std::size_t>(count)});
  if (!command) {
    std::fwrite(command.error().text.data(), 1, command.error().text.size(), stderr);
    return command.error().exit_status;
  }
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
