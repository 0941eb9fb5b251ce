#include "client/trace_command.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <expected>
#include <utility>

#include <fmt/format.h>

#include "client/ending.hpp"
#include "client/result_files.hpp"
#include "client/trace/capture_file.hpp"
#include "client/trace/drawing.hpp"
#include "client/trace/flow.hpp"
#include "client/trace/flow_json.hpp"
#include "client/trace/scenes.hpp"
#include "client/traced_connection.hpp"

namespace synfin::client {
namespace {

/// Columns of the terminal, as far as lines can still be followed; the least where there is none.
std::size_t width_of_output() {
  constexpr std::size_t most = 120;
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
  return known ? std::clamp<std::size_t>(size.ws_col, trace::least_width, most) : trace::least_width;
}

std::expected<traced_connection, std::string> read_connection(const config::trace_settings& settings) {
  const auto captured = trace::read_capture(settings.read);
  if (!captured) return std::unexpected(captured.error());
  auto found = trace::follow(*captured, settings.connection);
  if (!found) return std::unexpected(fmt::format("{}: {}", settings.read, found.error()));
  return traced_connection{*std::move(found), {}};
}

int show(const trace::flow& found, const config::trace_settings& settings) {
  if (!settings.json.empty()) {
    const auto written = write_output(settings.json, trace::flow_json(found));
    if (!written) return fail(written.error());
    if (settings.json == "-") return ran;
  }
  const auto scenes = trace::scenes_of(found, {.unfold = settings.unfold});
  return print_for_people(trace::draw(found, scenes, width_of_output())) ? ran : could_not_run;
}

}  // namespace

int run_trace(const config::trace_settings& settings) {
  const auto found = settings.read.empty() ? trace_connection(settings) : read_connection(settings);
  if (!found) return fail(found.error());
  const int shown = show(found->seen, settings);
  return found->problem.empty() ? shown : fail(fmt::format("{}: {}", settings.url, found->problem));
}

}  // namespace synfin::client
