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
#include "client/tracing/traced_connection.hpp"

namespace synfin::client {
namespace {

/// Columns of the terminal, as far as lines can still be followed; the least where there is none.
std::size_t width_of_output() {
  constexpr std::size_t most = 120;
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
  return known ? std::clamp<std::size_t>(size.ws_col, trace::least_width, most) : trace::least_width;
}

std::expected<tracing::traced_connection, std::string> read_connection(const config::trace_settings& settings) {
  const auto captured = trace::read_capture(settings.read);
  if (!captured) return std::unexpected(captured.error());
  auto found = trace::follow(*captured, settings.connection);
  if (!found) return std::unexpected(fmt::format("{}: {}", settings.read, found.error()));
  return tracing::traced_connection{*std::move(found), std::nullopt, {}, {}};
}

int show(const tracing::traced_connection& found, const config::trace_settings& settings) {
  if (!settings.json.empty()) {
    const auto written = write_output(settings.json, trace::flow_json(found.seen, found.told));
    if (!written) return fail(written.error());
    if (settings.json == "-") return ran;
  }
  const auto scenes = trace::scenes_of(found.seen, {.unfold = settings.unfold});
  return print_for_people(trace::draw(found.seen, scenes, width_of_output())) ? ran : could_not_run;
}

}  // namespace

int run_trace(const config::trace_settings& settings) {
  const auto found = settings.read.empty() ? tracing::trace_connection(settings) : read_connection(settings);
  if (!found) return fail(found.error());
  if (!found->uncaptured.empty()) {
    fmt::print(stderr, "synfin-client: drawn from what this kernel tells of its own end: {}\n", found->uncaptured);
  }
  const int shown = show(*found, settings);
  return found->problem.empty() ? shown : fail(fmt::format("{}: {}", settings.url, found->problem));
}

}  // namespace synfin::client
