#include "client/trace/svg/ladder.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/trace/figures/summary.hpp"
#include "client/trace/svg/lettering.hpp"
#include "client/trace/svg/paper.hpp"
#include "client/trace/svg/time_scale.hpp"

namespace synfin::trace::svg {
namespace {

constexpr double above_line = 19;   // words over their own line, and air over them
constexpr double half_letter = 10;  // from a line down to the foot of what is beside it, or up to its head
constexpr double state_below = 21;  // the client's state stands under the time
constexpr double air = 5;
constexpr double run_height = 8;

std::string time_text(const arrow& each, wall::duration since, bool first) {
  const double ms = std::chrono::duration<double, std::milli>(since).count();
  if (first) return fmt::format("{} {:.3f} ms", mark_of(each.sure), ms);
  return ms < 100'000 ? fmt::format("{} +{:.3f}", mark_of(each.sure), ms)
                      : fmt::format("{} +{:.1f} s", mark_of(each.sure), ms / 1e3);
}

std::string pause_text(wall::duration time) {
  return load::latency_text(std::chrono::duration<double, std::micro>(time).count());
}

/// How far down there is ink: at both ends of the lane, and in the margins beside them.
struct ink {
  double client_line = 0;
  double server_line = 0;
  double client_margin = 0;
  double server_margin = 0;

  double lowest() const noexcept { return std::max({client_line, server_line, client_margin, server_margin}); }
  void all_down_to(double y) noexcept { *this = {y, y, y, y}; }
};

class placer {
 public:
  placer(const flow& whole, double top)
      : whole_(whole),
        scale_(sum_up(whole).round_trip),
        client_(state_before(whole, side::client)),
        server_(state_before(whole, side::server)) {
    made_.top = top;
    ink_.all_down_to(top + half_letter);
  }

  ladder place(const std::vector<scene>& scenes) {
    for (const scene& each : scenes) {
      if (!each.arrows.empty()) put_pause(each.arrows.front());
      put_heading(each.heading);
      for (const arrow& one : each.arrows) {
        if (&one != &each.arrows.front()) put_pause(one);
        put(one);
      }
    }
    made_.bottom = ink_.lowest() + 2 * air;
    return std::move(made_);
  }

 private:
  /// What the next one may cross.
  struct before {
    wall::time_point end;
    double y;
    side from;
    double width;
    bool can_be_crossed;
    ink ink_before;
  };

  void put_heading(std::string_view words) {
    const double y = ink_.lowest() + 2 * air;
    made_.headings.push_back({y, fitted(words, paper::letters, paper::width - 4 * paper::edge)});
    ink_.all_down_to(y + heading_height + air);
    if (last_) last_->can_be_crossed = false;
  }

  void put(const arrow& next) {
    rung made;
    made.from = next.from;
    made.arrives = next.arrives;
    made.thick = next.end > next.time ? run_height : 0;
    made.time = time_text(next, next.time - whole_.steps.front().seen.time, !last_);
    made.words = fitted(next.words, paper::letters, paper::lane - 2 * paper::edge);
    if (next.client != std::exchange(client_, next.client)) made.client_state = name_of(client_);
    if (next.server != std::exchange(server_, next.server)) made.server_state = name_of(server_);
    const before* const crossed = crossed_by(next, made);
    const double free_from = least_place(made, crossed != nullptr ? crossed->ink_before : ink_);
    move_to(made, last_ ? std::max(free_from, last_->y + scale_.gap(next.time - last_->end)) : free_from);
    if (crossed != nullptr) correct_states(made);
    last_ = before{next.end, made.client_end, next.from, width_of(made), crossed == nullptr && made.thick == 0, ink_};
    note_ink(made);
    made_.rungs.push_back(std::move(made));
  }

  static double width_of(const rung& made) { return text_width(made.words, paper::letters); }

  /// What it crosses, as both were on their way at once; null for nothing. The server's is seen when it has come in.
  const before* crossed_by(const arrow& next, const rung& made) const {
    constexpr double most_words = paper::lane / 2 - 2 * paper::edge;
    constexpr double least_fall = 13;  // flatter ones cannot be told apart
    if (!last_ || !last_->can_be_crossed || last_->from == side::server || next.from == side::client) return nullptr;
    const bool at_once = scale_.crosses(next.time - last_->end) && scale_.fall() >= least_fall && made.thick == 0;
    return at_once && last_->width < most_words && width_of(made) < most_words ? &*last_ : nullptr;
  }

  /// Where its end at the client may be at the earliest.
  double least_place(const rung& made, const ink& used) const {
    const double fall = scale_.fall();
    const double under_words = fall * width_of(made) / paper::lane;  // a line of its own side falls away from them
    const bool sends = made.from == side::client;
    const double at_tail = (sends ? used.client_line : used.server_line) + above_line + under_words;
    const double at_head = (sends ? ink_.server_line : ink_.client_line) + air;
    double y = std::max(sends ? at_tail : at_tail + fall, sends ? at_head - fall : at_head);
    y = std::max(y, ink_.client_margin + half_letter);
    if (made.server_state.empty()) return y;
    return std::max(y, used.server_margin + half_letter + (sends ? -fall : fall));
  }

  void move_to(rung& made, double y) const noexcept {
    made.client_end = y;
    made.server_end = made.from == side::client ? y + scale_.fall() : y - scale_.fall();
  }

  /// Where nothing was said for long before the next one.
  void put_pause(const arrow& next) {
    if (!last_ || !scale_.is_pause(next.time - last_->end)) return;
    const double y = ink_.lowest() + 2 * half_letter;
    made_.pauses.push_back({y, pause_text(next.time - last_->end)});
    ink_.all_down_to(y + half_letter);
    last_->can_be_crossed = false;
  }

  /// The server sent this before it had received the one that it crosses: what it came to be then, it is below.
  void correct_states(rung& crossing) noexcept {
    std::string_view& below = made_.rungs.back().server_state;
    if (!below.empty() && !crossing.server_state.empty()) below = std::exchange(crossing.server_state, {});
  }

  void note_ink(const rung& made) noexcept {
    const auto reach = [](double& line, double y) { line = std::max(line, y); };
    reach(ink_.client_line, made.client_end + made.thick);
    reach(ink_.server_line, made.server_end + made.thick);
    reach(ink_.client_margin, made.client_end + half_letter / 2 + (made.client_state.empty() ? 0 : state_below));
    if (!made.server_state.empty()) reach(ink_.server_margin, made.server_end + half_letter);
  }

  const flow& whole_;
  time_scale scale_;
  tcp_state client_;
  tcp_state server_;
  ink ink_;
  std::optional<before> last_;
  ladder made_;
};

}  // namespace

ladder place(const flow& whole, const std::vector<scene>& scenes, double top) {
  return placer(whole, top).place(scenes);
}

}  // namespace synfin::trace::svg
