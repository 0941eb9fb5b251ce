#include "client/report/html/story.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"
#include "client/report/text_thresholds.hpp"
#include "client/report/threshold_text.hpp"

namespace synfin::load::html {
namespace {

constexpr std::size_t most_of_a_url = 200;

std::string latency_at(const load_result& result, double percent) {
  return latency_text(static_cast<double>(result.corrected().percentile(percent)));
}

std::string target(const load_result& result) {
  const auto& urls = result.settings.urls;
  if (urls.size() == 1) return clipped(urls.front(), most_of_a_url);
  std::string servers = result.servers.empty() ? "no server" : clipped(result.servers.front(), most_of_a_url);
  if (result.servers.size() > 1) servers += fmt::format(" and {}", counted(result.servers.size() - 1, "other server"));
  return fmt::format("{} on {}", counted(urls.size(), "URL"), servers);
}

std::string pace(const load_result& result) {
  if (!result.open_loop()) {
    return "Each connection asked again as soon as it was answered (a closed loop): a slow server is asked less often.";
  }
  const std::string rate =
      result.requested_rate > 0 ? "at " + rate_text(result.requested_rate) + " on average" : "by a schedule";
  return fmt::format(
      "Requests became due {}, whether or not earlier ones were answered (an open loop), and latency counts from "
      "then on: what a user would have waited.",
      rate);
}

double busiest_thread(const load_result& result) {
  double most = 0;
  for (const auto& each : result.workers) {
    if (each.wall_seconds > 0) most = std::max(most, 100 * each.cpu_seconds / each.wall_seconds);
  }
  return most;
}

std::string box(std::string_view kind, std::string_view heading, const std::string& text) {
  return fmt::format("<section class=\"box {}\"><h2>{}</h2><p>{}</p></section>\n", kind, heading, to_html(text));
}

/// Is there more to say than that all is well?
std::string verdict_box(const load_result& result) {
  const std::string verdict = result.verdict();
  if (!verdict.empty()) return box(result.saturated() ? "bad" : "mind", "Whose figures are these?", verdict);
  return box("good", "Whose figures are these?",
             fmt::format("The server’s: the client had time to spare. Its busiest thread used {:.0f} % of a CPU, so it "
                         "was not what set the limit.",
                         busiest_thread(result)));
}

std::string notes(const load_result& result) {
  if (result.notes.empty()) return {};
  std::string out = "<section class=\"box mind\"><h2>What to know of the machine</h2><ul>";
  for (const std::string& each : result.notes) out += "<li>" + to_html(each) + "</li>";
  return out + "</ul></section>\n";
}

std::string thresholds(const load_result& result) {
  if (result.thresholds.empty()) return {};
  const bool all = std::ranges::all_of(result.thresholds, [](const threshold_outcome& each) { return each.ok; });
  std::string out = fmt::format("<section class=\"box {}\"><h2>{}</h2><ul class=\"marks\">", all ? "good" : "bad",
                                all ? "All thresholds hold" : "Thresholds were missed");
  for (const auto& each : result.thresholds) {
    out += fmt::format("<li class=\"{}\"><strong>{}</strong>: {} ({})</li>", each.ok ? "held" : "missed",
                       to_html(spaced(each.expression)), to_html(value_text(each)), each.ok ? "holds" : "missed");
  }
  return out + "</ul></section>\n";
}

std::string card(std::string_view name, const std::string& figure, std::string_view about) {
  return fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>\n", name, to_html(figure), about);
}

std::string cards(const load_result& result) {
  const tally& counts = result.counts;
  std::string out = "<dl class=\"cards\">\n";
  out += card("Answers a second", thousands(result.per_second(counts.completed)), "mean over the run");
  if (!result.corrected().empty()) {
    out += card("Median latency", latency_at(result, 50), "half took no longer") +
           card("99th percentile", latency_at(result, 99), "99 of 100 took no longer") +
           card("Slowest", latency_at(result, 100), "of all requests");
  }
  const double share =
      counts.sent == 0 ? 0 : 100 * static_cast<double>(counts.failed) / static_cast<double>(counts.sent);
  out += card("Failed", fmt::format("{:.3g} %", share), thousands(counts.failed) + " of " + thousands(counts.sent));
  out += card("Data received", bytes_text(result.per_second(counts.bytes_received)) + "/s",
              bytes_text(static_cast<double>(counts.bytes_received)) + " in all");
  out += card("Connections", thousands(counts.opened),
              fmt::format("opened, {} failed", thousands(counts.connections_failed)));
  if (!result.lag().empty()) {
    out += card("Client’s lag", latency_text(static_cast<double>(result.lag().percentile(99))), "its 99th percentile");
  }
  return out + "</dl>\n";
}

}  // namespace

std::string what_was_done(const load_result& result) {
  const tally& counts = result.counts;
  std::string text = fmt::format("synfin-client sent {} to {} within {:.1f} s, over {} of {}. {}",
                                 counted(counts.sent, "request"), target(result), result.duration_s,
                                 counted(result.settings.connections, "connection"), result.protocol(), pace(result));
  if (!result.parts.empty())
    text += fmt::format(" {} of the test were added up.", counted(result.parts.size(), "part"));
  if (result.interrupted) text += " The run was interrupted before its end.";
  return text;
}

std::string what_came_of_it(const load_result& result) {
  const tally& counts = result.counts;
  if (counts.completed == 0) return "Nothing was answered: " + clipped(why_nothing_was_answered(counts), 500) + ".";
  std::string text = fmt::format(
      "{} were answered, {} a second. Half of them took no longer than {}, 99 of 100 no longer than {}, and the "
      "slowest "
      "{}. ",
      thousands(counts.completed), thousands(result.per_second(counts.completed)), latency_at(result, 50),
      latency_at(result, 99), latency_at(result, 100));
  text += counts.failed == 0 ? "None failed." : fmt::format("{} failed.", thousands(counts.failed));
  if (counts.never_sent != 0) {
    text += fmt::format(" {} more were due, and could not be sent in time.", thousands(counts.never_sent));
  }
  return text;
}

std::string story(const load_result& result) {
  return fmt::format(
             "<h1>Load test of {}</h1>\n<p class=\"faint\">{}</p>\n<p class=\"lead\">{}</p>\n<p "
             "class=\"lead\">{}</p>\n",
             to_html(target(result)), rfc3339(result.started_at), to_html(what_was_done(result)),
             to_html(what_came_of_it(result))) +
         verdict_box(result) + thresholds(result) + notes(result) + cards(result);
}

}  // namespace synfin::load::html
