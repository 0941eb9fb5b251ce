#include "client/trace/drawing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/foreign_text.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t left_margin = 15;   // the grade and the time, or the client's state
constexpr std::size_t right_margin = 14;  // the server's state

double milliseconds(wall::duration time) noexcept { return std::chrono::duration<double, std::milli>(time).count(); }

std::string repeated(std::string_view piece, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += piece;
  return all;
}

/// From the first segment on; the first line says the unit.
std::string time_text(wall::duration time, bool first) {
  const double ms = milliseconds(time);
  if (first) return fmt::format("{:.3f} ms", ms);
  return ms < 100'000 ? fmt::format("+{:.3f}   ", ms) : fmt::format("+{:.1f} s ", ms / 1e3);
}

class canvas {
 public:
  explicit canvas(std::size_t width) : width_(std::max(width, least_width)) {}

  void line(std::string_view text) {
    std::string_view kept = text;
    while (kept.ends_with(' ')) kept.remove_suffix(1);
    out_ += fmt::format("{}\n", kept);
  }

  void heading(std::string_view text) {
    line(fmt::format("── {} {}", text, repeated("─", width_ - 4 - load::columns(text))));
  }

  void states(std::string_view client, std::string_view server) {
    line(fmt::format("{:>{}} │{}│ {}", client, left_margin - 1, repeated(" ", lane()), server));
  }

  void arrow(char mark, std::string_view time, side from, std::string_view words) {
    const std::string said = load::clipped(words, lane() - 6);
    const std::string shaft = repeated("─", lane() - 5 - load::columns(said));
    const std::string drawn =
        from == side::client ? fmt::format("── {} {}▶", said, shaft) : fmt::format("◀─ {} {}─", said, shaft);
    line(fmt::format("{}{:>{}} │{}│", mark, time, left_margin - 2, drawn));
  }

  /// Two texts, one under each end.
  void ends(std::string_view client, std::string_view server) {
    const std::string one = fmt::format("      {}", client);
    const std::size_t gap = left_margin + lane() - 8;
    line(one + repeated(" ", gap > load::columns(one) ? gap - load::columns(one) : 2) + std::string(server));
  }

  /// As many lines as `parts` take, which are not broken up.
  void paragraph(const std::vector<std::string>& parts, std::string_view joint) {
    out_ += load::wrapped("", 0, parts, joint, width_);
  }

  std::string take() { return std::move(out_); }

 private:
  std::size_t lane() const noexcept { return width_ - left_margin - right_margin - 2; }

  std::size_t width_;
  std::string out_;
};

/// A line for what an arrow has changed; none where nothing.
void put_states(canvas& page, tcp_state& client, tcp_state& server, const arrow& after) {
  const bool one = after.client != client;
  const bool other = after.server != server;
  if (one || other) page.states(one ? name_of(after.client) : "", other ? name_of(after.server) : "");
  client = after.client;
  server = after.server;
}

std::vector<std::string> words_of(std::string_view sentence) {
  std::vector<std::string> words;
  while (!sentence.empty()) {
    const std::size_t end = std::min(sentence.find(' '), sentence.size());
    words.emplace_back(sentence.substr(0, end));
    sentence.remove_prefix(std::min(end + 1, sentence.size()));
  }
  return words;
}

void put_figures(canvas& page, const flow& whole) {
  const summary figures = sum_up(whole);
  std::vector<std::string> parts;
  const auto time = [&parts](std::string_view name, const summary::time& took) {
    if (took) parts.push_back(fmt::format("{} {:.3f} ms", name, milliseconds(*took)));
  };
  time("handshake", figures.handshake);
  time("first byte", figures.first_byte);
  time("transfer", figures.transfer);
  time("close", figures.close);
  time("RTT min", figures.round_trip);
  parts.push_back(load::counted(figures.retransmissions, "retransmission"));
  parts.push_back(fmt::format("{} sent", load::bytes_text(static_cast<double>(figures.sent))));
  parts.push_back(fmt::format("{} received", load::bytes_text(static_cast<double>(figures.received))));
  if (figures.closed_first) {
    parts.push_back(fmt::format("closed by the {}", *figures.closed_first == side::client ? "client" : "server"));
  }
  if (figures.waits) {
    parts.push_back(fmt::format("TIME_WAIT at the {}", *figures.waits == side::client ? "client" : "server"));
  }
  page.line("");
  page.paragraph(parts, " · ");
  for (const std::string& each : remarks_on(whole, figures)) page.paragraph(words_of(each), " ");
}

/// What the marks before the times mean; of those that there are.
std::string legend(const flow& whole) {
  std::string text;
  const auto explain = [&](grade sure, std::string_view meaning) {
    if (std::ranges::none_of(whole.steps, [sure](const step& each) { return each.seen.sure == sure; })) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : "   ", mark_of(sure), meaning);
  };
  explain(grade::exact, whole.seen_by == witness::capture ? "captured" : "the kernel's stamp");
  explain(grade::derived, "derived");
  explain(grade::bracketed, "bracketed by system calls");
  return text;
}

}  // namespace

std::string draw(const flow& whole, const std::vector<scene>& scenes, std::size_t width) {
  canvas page(width);
  page.ends(fmt::format("client {}", whole.client.text()), fmt::format("server {}", whole.server.text()));
  page.ends("(port chosen by its kernel)", "(fixed port)");
  page.line("");
  tcp_state client = whole.from_the_start ? tcp_state::closed : tcp_state::established;
  tcp_state server = !whole.from_the_start ? tcp_state::established
                     : whole.refused       ? tcp_state::closed
                                           : tcp_state::listen;
  page.states(name_of(client), name_of(server));
  bool first = true;
  for (const scene& each : scenes) {
    page.heading(each.heading);
    for (const arrow& one : each.arrows) {
      page.arrow(mark_of(one.sure), time_text(one.time - whole.steps.front().seen.time, first), one.from, one.words);
      first = false;
      put_states(page, client, server, one);
    }
  }
  put_figures(page, whole);
  page.line(legend(whole));
  return page.take();
}

}  // namespace synfin::trace
