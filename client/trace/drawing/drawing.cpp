#include "client/trace/drawing/drawing.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "client/trace/drawing/canvas.hpp"
#include "client/trace/drawing/figures_table.hpp"
#include "client/trace/explain/explanation.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/words/phrase.hpp"

namespace synfin::trace {
namespace {

using load::style;

/// From the first segment on; the first line says the unit.
std::string time_text(wall::duration time, bool first) {
  const double ms = std::chrono::duration<double, std::milli>(time).count();
  if (first) return fmt::format("{:.3f} ms", ms);
  return ms < 100'000 ? fmt::format("+{:.3f}   ", ms) : fmt::format("+{:.1f} s ", ms / 1e3);
}

/// Trouble stands out.
style look_of(const step& each) noexcept {
  if (each.seen.rst || each.seen.icmp) return style::bad;
  const notes& what = each.what;
  const bool odd = what.retransmission || what.copied || what.late || what.zero_window || what.duplicate_ack ||
                   what.out_of_order || each.seen.became != fate{};
  return odd ? style::warning : style::plain;
}

class drawer {
 public:
  drawer(const flow& whole, const drawing_form& form)
      : whole_(whole), form_(form), page_(form.width, form.colour), figures_(sum_up(whole)) {
    if (form.explain) explained_.emplace(whole, form.in);
  }

  std::string draw(const std::vector<scene>& scenes) {
    put_ends();
    for (const scene& each : scenes) {
      page_.heading(each.heading);
      for (const arrow& one : each.arrows) put(one, &each == &scenes.back() && &one == &each.arrows.back());
    }
    page_.line("");
    put_figures(page_, whole_, figures_, form_.in);
    for (const std::string& each : remarks_on(whole_, figures_, form_.in)) page_.paragraph(each);
    page_.paragraph(legend());
    if (explained_) {
      page_.line("");
      page_.paragraph(explained_->footnote());
    }
    return page_.take();
  }

 private:
  template <typename... Filling>
  std::string said(phrase what, Filling&&... with) const {
    return say(form_.in, what, std::forward<Filling>(with)...);
  }

  void put_ends() {
    page_.ends(said(phrase::client_end, whole_.client.text()), said(phrase::server_end, whole_.server.text()));
    page_.ends(said(phrase::chosen_port), said(phrase::fixed_port));
    if (whole_.link) page_.paragraph(link_text(*whole_.link, form_.in));
    page_.line("");
    client_ = state_before(whole_, side::client);
    server_ = state_before(whole_, side::server);
    page_.states({name_of(client_), name_of(server_), {}, {}});
  }

  void put(const arrow& one, bool last) {
    page_.arrow({.from = one.from,
                 .mark = mark_of(one.sure),
                 .time = time_text(one.time - whole_.steps.front().seen.time, first_),
                 .words = one.words,
                 .margin = margin_of(one),
                 .looks = looks_of(one),
                 .arrives = one.arrives});
    first_ = false;
    put_states(one, last);
    if (explained_) page_.between(explained_->of(one));
  }

  /// When the first of its segments of which the server has told was there, with the grade of that; else its lanes.
  std::string margin_of(const arrow& one) const {
    for (std::size_t i = one.first_step; i < std::min(one.end_step, whole_.steps.size()); ++i) {
      const step& each = whole_.steps[i];
      if (each.from != one.from || !each.at_server) continue;
      const wall::duration since = each.at_server->time - whole_.steps.front().seen.time;
      const double ms = std::chrono::duration<double, std::milli>(since).count();
      const std::string time = std::abs(ms) < 100'000 ? fmt::format("{:+.3f}", ms) : fmt::format("{:+.1f} s", ms / 1e3);
      return fmt::format("{:>10} {}", time, mark_of(each.at_server->sure));
    }
    return one.lanes;
  }

  style looks_of(const arrow& one) const {
    style found = style::plain;
    for (std::size_t i = one.first_step; i < std::min(one.end_step, whole_.steps.size()); ++i) {
      found = std::max(found, look_of(whole_.steps[i]));
    }
    return found;
  }

  /// A line for what an arrow has changed, and after the last for who still waits; none where neither.
  void put_states(const arrow& after, bool last) {
    beside both;
    if (after.client != client_) both.client = name_of(after.client);
    if (after.server != server_) both.server = name_of(after.server);
    client_ = after.client;
    server_ = after.server;
    const auto waits = [this](side which) { return figures_.crossed || figures_.waits == which; };
    if (last && waits(side::client)) both.client_note = waits_on();
    if (last && waits(side::server)) both.server_note = waits_on();
    const bool nothing =
        both.client.empty() && both.server.empty() && both.client_note.empty() && both.server_note.empty();
    if (!nothing) page_.states(both);
  }

  /// For how long; empty where nobody knows.
  std::string waits_on() const {
    if (!whole_.time_wait_left) return {};
    return said(phrase::seconds_more, std::chrono::round<std::chrono::seconds>(*whole_.time_wait_left).count());
  }

  /// What the marks before the times mean; of those that there are.
  std::string legend() const {
    std::string text;
    const auto explain = [&](grade sure, phrase meaning) {
      const auto has = [sure](const step& each) {
        return each.seen.sure == sure || (each.at_server && each.at_server->sure == sure);
      };
      if (std::ranges::none_of(whole_.steps, has)) return;
      text += fmt::format("{}{} {}", text.empty() ? "" : " · ", mark_of(sure), said(meaning));
    };
    explain(grade::exact, whole_.seen_by == witness::capture ? phrase::grade_captured : phrase::grade_stamp);
    explain(grade::derived, phrase::grade_derived);
    explain(grade::bracketed, phrase::grade_bracketed);
    return text;
  }

  const flow& whole_;
  drawing_form form_;
  canvas page_;
  summary figures_;
  std::optional<explanation> explained_;
  tcp_state client_ = tcp_state::closed;
  tcp_state server_ = tcp_state::listen;
  bool first_ = true;
};

}  // namespace

std::size_t room_for_words(std::size_t width) noexcept {
  return std::max(width, least_width) - least_width + least_words;
}

std::string draw(const flow& whole, const std::vector<scene>& scenes, const drawing_form& form) {
  return drawer(whole, form).draw(scenes);
}

}  // namespace synfin::trace
