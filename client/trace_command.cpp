#include "client/trace_command.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/ending.hpp"
#include "client/result_files.hpp"
#include "client/sandbox/network.hpp"
#include "client/server_side.hpp"
#include "client/standard_output.hpp"
#include "client/trace/capture/capture_file.hpp"
#include "client/trace/drawing/drawing.hpp"
#include "client/trace/drawing/pair_drawing.hpp"
#include "client/trace/flow/flow.hpp"
#include "client/trace/forms/flow_json.hpp"
#include "client/trace/forms/mermaid.hpp"
#include "client/trace/forms/pcapng.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "client/trace/svg/svg_drawing.hpp"
#include "client/tracing/traced_connection.hpp"
#include "common/log.hpp"
#include "config/trace_flags.hpp"
#include "synfin_version.hpp"

namespace synfin::client {
namespace {

using tracing::traced_connection;

constexpr std::size_t greatest_width = 120;  // beyond it an arrow can hardly be followed

std::expected<traced_connection, std::string> read_connection(const config::trace_settings& settings) {
  const auto captured = trace::read_capture(settings.read);
  if (!captured) return std::unexpected(captured.error());
  if (!captured->left_out.empty()) fmt::print(stderr, "synfin-client: {}\n", captured->left_out);
  auto found = trace::follow(captured->segments, settings.connection);
  if (!found) return std::unexpected(fmt::format("{}: {}", settings.read, found.error()));
  return traced_connection{*std::move(found), std::nullopt, {}, {}};
}

/// A connection in a network of our own.
std::expected<traced_connection, std::string> sandboxed_connection(config::trace_settings settings) {
  auto made = sandbox::network::make(settings.sandbox);
  if (!made) return std::unexpected(std::move(made.error()));
  settings.url = made->url(settings.url);
  settings.tls.insecure = settings.sandbox.tls;
  settings.afterwards = std::min(sandbox::settling_time(settings.sandbox.link), settings.timeout);
  auto found = tracing::trace_connection(settings);
  if (found) trace::put_on_link(found->seen, made->end());
  return found;
}

std::expected<traced_connection, std::string> connection_for(const config::trace_settings& settings) {
  if (settings.sandbox.wanted) return sandboxed_connection(settings);
  return settings.read.empty() ? tracing::trace_connection(settings) : read_connection(settings);
}

using written = std::expected<std::string, std::string>;

/// A file that a connection can be written to.
struct output {
  std::string config::trace_settings::* path;
  written (*made)(const traced_connection&, const std::vector<trace::scene>&);
};

const std::array outputs{
    output{&config::trace_settings::json,
           [](const traced_connection& found, const auto&) -> written {
             return trace::flow_json(found.seen, found.told);
           }},
    output{&config::trace_settings::svg,
           [](const traced_connection& found, const auto& scenes) -> written {
             return trace::svg::drawing(found.seen, scenes);
           }},
    output{&config::trace_settings::mermaid,
           [](const traced_connection& found, const auto& scenes) -> written {
             return trace::mermaid(found.seen, scenes);
           }},
    output{&config::trace_settings::pcapng,
           [](const traced_connection& found, const auto&) -> written {
             return trace::pcapng(found.seen, fmt::format("synfin-client {}", version));
           }},
};

bool takes_standard_output(const config::trace_settings& settings) {
  return std::ranges::any_of(outputs, [&](const output& each) { return settings.*each.path == "-"; });
}

std::size_t width() { return width_of_output(trace::least_width, greatest_width); }

/// Writes the files that the settings name, then the drawing unless one of them took its place.
int show(const traced_connection& found, const config::trace_settings& settings) {
  const trace::telling how{.unfold = settings.unfold, .in = settings.in};
  const auto scenes = trace::scenes_of(found.seen, how);
  int status = ran;
  for (const output& each : outputs) {
    const std::string& path = settings.*each.path;
    if (path.empty()) continue;
    const auto text = each.made(found, scenes);
    const auto done = text ? write_output(path, *text) : std::unexpected(fmt::format("{}: {}", path, text.error()));
    if (!done) status = fail(done.error());
  }
  if (takes_standard_output(settings)) return status;
  const trace::drawing_form form{
      .width = width(), .colour = output_has_colour(settings.colour), .explain = settings.explain, .in = settings.in};
  trace::telling narrower = how;
  narrower.columns = trace::room_for_words(form.width);
  const auto fitting = trace::scenes_of(found.seen, narrower);
  return print_for_people(trace::draw(found.seen, fitting, form)) ? status : could_not_run;
}

trace::told_flow told(traced_connection&& made, const config::trace_settings& settings, std::string flags) {
  auto scenes = trace::scenes_of(made.seen, {.unfold = settings.unfold, .in = settings.in});
  return {settings.url, std::move(flags), std::move(made.seen), std::move(scenes)};
}

/// Says why what is drawn was not captured, where that was tried.
void note_view(const traced_connection& found) {
  if (found.uncaptured.empty()) return;
  fmt::print(stderr, "synfin-client: drawn from what this kernel tells of its own end: {}\n", found.uncaptured);
}

/// Two connections, one after the other.
int compare(const config::trace_settings& settings) {
  const auto other = config::second_of(settings);
  if (!other) return fail(other.error());
  auto first = tracing::trace_connection(settings);
  if (!first) return fail(first.error());
  auto second = tracing::trace_connection(*other);
  if (!second) return fail(fmt::format("the second connection: {}", second.error()));
  note_view(*first);
  note_view(*second);
  int status = ran;
  if (!first->problem.empty()) status = fail(fmt::format("{}: {}", settings.url, first->problem));
  if (!second->problem.empty()) status = fail(fmt::format("{}: {}", other->url, second->problem));
  if (!settings.json.empty()) {
    const auto done = write_output(settings.json, trace::pair_json(first->seen, second->seen));
    if (!done) return fail(done.error());
    if (settings.json == "-") return status;
  }
  const auto one = told(*std::move(first), settings, {});
  const auto two = told(*std::move(second), *other, settings.second);
  return print_for_people(trace::draw_pair(one, two, width())) ? status : could_not_run;
}

}  // namespace

int run_trace(const config::trace_settings& settings) {
  if (settings.in == config::language::chinese && !output_takes_utf8()) {
    log::error("--lang zh needs a locale of UTF-8: set LC_ALL=C.UTF-8, or do without it");
    return bad_flags;
  }
  if (!settings.compare.empty()) return compare(settings);
  if (settings.url.starts_with(config::unix_place)) {
    return fail(
        fmt::format("{}: there is no TCP on a unix socket, so no SYN and no FIN to draw: its two ends are on one "
                    "machine, and the kernel hands the bytes over",
                    settings.url));
  }
  const bool live = settings.read.empty();
  auto found = connection_for(settings);
  if (!found) return fail(found.error());
  note_view(*found);
  std::expected<void, std::string> added;
  if (!settings.server_json.empty()) added = add_server_side(settings.server_json, live, found->seen);
  int shown = show(*found, settings);
  if (!added) shown = fail(added.error());
  return found->problem.empty() ? shown : fail(fmt::format("{}: {}", settings.url, found->problem));
}

}  // namespace synfin::client
