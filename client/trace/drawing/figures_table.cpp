#include "client/trace/drawing/figures_table.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/report/figures.hpp"
#include "client/report/sparkline.hpp"
#include "client/trace/figures/windows.hpp"
#include "client/trace/words/phrase.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

std::string time_text(wall::duration time) {
  return fmt::format("{:.3f} ms", std::chrono::duration<double, std::milli>(time).count());
}

class table {
 public:
  table(canvas& page, const flow& whole, const summary& figures, language in)
      : page_(page), whole_(whole), figures_(figures), in_(in) {}

  void put_times() {
    put_time(phrase::handshake, figures_.handshake, phrase::handshake_note);
    put_time(phrase::tls, figures_.tls, phrase::tls_note);
    put_time(phrase::first_byte, figures_.first_byte, phrase::first_byte_note);
    put_time(phrase::transfer, figures_.transfer, phrase::transfer_note);
    put_time(phrase::close, figures_.close, phrase::close_note);
    if (figures_.waits) put_time_wait(*figures_.waits);
    put_round_trip();
  }

  void put_windows() {
    for (const side each : {side::client, side::server}) put_kernel_windows(each);
    const auto flying = in_flight_of(whole_);
    if (!flying) return;
    const auto known = [&](const tcp_sample& each) { return each.of == flying->of && each.cwnd; };
    if (std::ranges::any_of(whole_.samples, known)) return;
    put(phrase::in_flight, said(phrase::in_flight_most, load::bytes_text(static_cast<double>(flying->most))),
        said(phrase::in_flight_note, name(flying->of)), picture_of(flying->history));
  }

  void put_counts() {
    put(phrase::retransmits, thousands(std::uint64_t{figures_.retransmissions}));
    put(phrase::payload,
        said(phrase::payload_note, load::bytes_text(static_cast<double>(figures_.sent)),
             load::bytes_text(static_cast<double>(figures_.received))),
        "");
    put_segments();
    if (figures_.closed_first) put(phrase::closed_by, ends_of(*figures_.closed_first));
  }

 private:
  template <typename... Filling>
  std::string said(phrase what, Filling&&... with) const {
    return say(in_, what, std::forward<Filling>(with)...);
  }

  std::string name(side which) const { return said(which == side::client ? phrase::client : phrase::server); }

  /// One, or both where they closed at once.
  std::string ends_of(side which) const { return figures_.crossed ? said(phrase::both) : name(which); }

  void put(phrase label, std::string_view value, std::string_view note = {}, std::string_view picture = {}) {
    page_.row(said(label), value, note, picture);
  }

  void put_time(phrase label, const summary::time& took, phrase note) {
    if (!took) return;
    const bool at_once = label == phrase::transfer && *took == wall::duration::zero();
    put(label, at_once ? said(phrase::at_once) : time_text(*took), at_once ? "" : said(note));
  }

  void put_time_wait(side who) {
    const auto at = [&](phrase one, phrase both) { return figures_.crossed ? said(both) : said(one, name(who)); };
    if (!whole_.time_wait_left) {
      return put(phrase::time_wait, at(phrase::time_wait_unknown, phrase::time_wait_unknown_both));
    }
    const double seconds = std::chrono::duration<double>(*whole_.time_wait_left).count();
    put(phrase::time_wait, fmt::format("{:.3f} s", seconds), at(phrase::time_wait_left, phrase::time_wait_left_both));
  }

  void put_round_trip() {
    if (!figures_.smoothed) return;
    const std::string least = figures_.round_trip ? time_text(*figures_.round_trip) : "-";
    const std::string around = figures_.variation ? time_text(*figures_.variation) : "-";
    put(phrase::round_trip, time_text(*figures_.smoothed),
        figures_.round_trips == 0 ? said(phrase::round_trip_kernel, around, least)
                                  : said(phrase::round_trip_captured, around, least, figures_.round_trips));
  }

  void put_kernel_windows(side of) {
    const auto window = kernel_history_of(whole_, of, &tcp_sample::cwnd);
    if (!window) return;
    const std::string note = said(phrase::of_whom_segments, name(of));
    put(phrase::congestion_window, range_of(*window), note, picture_of(window->history));
    if (const auto threshold = kernel_history_of(whole_, of, &tcp_sample::ssthresh)) {
      put(phrase::threshold, range_of(*threshold), note, picture_of(threshold->history));
    } else {
      put(phrase::threshold, said(phrase::no_threshold), said(phrase::no_threshold_note, name(of)));
    }
  }

  void put_segments() {
    std::string words;
    if (figures_.set_up_segments != 0) words = said(phrase::segments_set_up, figures_.set_up_segments);
    if (figures_.close_segments != 0) {
      if (!words.empty()) words += in_ == language::chinese ? "，" : ", ";
      words += said(phrase::segments_close, figures_.close_segments);
    }
    if (!words.empty()) put(phrase::segments, words);
  }

  std::string range_of(const kernel_history& values) const {
    if (values.least == values.most) return thousands(std::uint64_t{values.most});
    return said(phrase::range, thousands(std::uint64_t{values.least}), thousands(std::uint64_t{values.most}));
  }

  /// A history of one value is none.
  static std::string picture_of(const std::vector<double>& history) {
    if (history.size() < 2) return {};
    return load::sparkline(history, history.size(), load::scale::linear, false);
  }

  canvas& page_;
  const flow& whole_;
  const summary& figures_;
  language in_;
};

}  // namespace

void put_figures(canvas& page, const flow& whole, const summary& figures, language in) {
  table made(page, whole, figures, in);
  made.put_times();
  made.put_windows();
  made.put_counts();
}

}  // namespace synfin::trace
