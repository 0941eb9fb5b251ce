#include "client/trace/scenes/stream_lanes.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "client/report/figures.hpp"

namespace synfin::trace {
namespace {

/// Which streams are open (RFC 9113 §5.1).
class open_streams {
 public:
  using ended = std::array<bool, 2>;  // by side

  /// True if the message has opened one.
  bool opens(const message& each, side from) {
    const bool all_said = each.change == stream_change::opened_ended;
    if (each.change != stream_change::opened && !all_said) return false;
    const bool promised = each.stream % 2 == 0;
    ended fresh{promised, false};
    if (all_said) fresh[static_cast<std::size_t>(from)] = true;
    return streams_.emplace(each.stream, fresh).second;
  }

  /// True if the message has closed one.
  bool closes(const message& each, side from) {
    const auto found = streams_.find(each.stream);
    if (found == streams_.end()) return false;
    if (each.change == stream_change::ended) found->second[static_cast<std::size_t>(from)] = true;
    const bool over = each.change == stream_change::reset || (found->second[0] && found->second[1]);
    if (over) streams_.erase(found);
    return over;
  }

  std::size_t count() const noexcept { return streams_.size(); }

 private:
  std::map<std::uint32_t, ended> streams_;
};

/// How many are open at a time at most, and the highest number.
std::pair<std::size_t, std::uint32_t> extent_of(const flow& whole, const conversation& heard) {
  open_streams streams;
  std::size_t most = 0;
  std::uint32_t highest = 0;
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    std::size_t closed = 0;
    for (const message& each : heard.steps[i].messages) {
      if (streams.opens(each, whole.steps[i].from)) highest = std::max(highest, each.stream);
      closed += streams.closes(each, whole.steps[i].from) ? 1U : 0U;
      most = std::max(most, streams.count() + closed);  // those that end are still shown here
    }
  }
  return {most, highest};
}

class lanes {
 public:
  lanes(std::size_t most, std::uint32_t highest) : width_(std::to_string(highest).size() + 2) {
    constexpr std::size_t for_others = 4;
    const std::size_t room = most * width_ <= lanes_width ? lanes_width : lanes_width - for_others;
    lanes_.resize(std::min(most, room / width_));
  }

  /// What a segment does to the lanes, drawn.
  std::string take(const told& said, side from, bool reset) {
    for (lane& each : lanes_) each.mark = each.stream ? "│" : "";
    for (const message& each : said.messages) {
      if (streams_.opens(each, from)) open(each.stream);
      if (streams_.closes(each, from)) close(each.stream);
    }
    if (reset) close_all();
    std::string drawn = draw();
    for (lane& each : lanes_) {
      if (each.over) each = {};
    }
    return drawn;
  }

 private:
  struct lane {
    std::optional<std::uint32_t> stream;
    std::string mark;
    bool over = false;
  };

  void open(std::uint32_t stream) {
    const auto free = std::ranges::find_if(lanes_, [](const lane& each) { return !each.stream; });
    if (free == lanes_.end()) {
      ++hidden_;
    } else {
      *free = {stream, fmt::format("┬{}", stream), false};
    }
  }

  void close(std::uint32_t stream) {
    const auto is_its = [stream](const lane& each) { return each.stream == stream && !each.over; };
    const auto found = std::ranges::find_if(lanes_, is_its);
    if (found == lanes_.end()) {
      --hidden_;
    } else {
      end(*found);
    }
  }

  static void end(lane& which) {
    which.mark = which.mark == "│" ? "┴" : which.mark + "┴";
    which.over = true;
  }

  void close_all() {
    streams_ = {};
    hidden_ = 0;
    for (lane& each : lanes_) {
      if (each.stream && !each.over) end(each);
    }
  }

  std::string draw() const {
    std::string drawn;
    for (const lane& each : lanes_) drawn += load::left(each.mark, width_);
    if (hidden_ != 0) drawn += hidden_ < 1000 ? fmt::format("+{}", hidden_) : "+…";
    drawn.erase(drawn.find_last_not_of(' ') + 1);
    return drawn;
  }

  std::size_t width_;
  std::vector<lane> lanes_;
  open_streams streams_;
  std::size_t hidden_ = 0;  // open, and without a lane
};

}  // namespace

std::vector<std::string> stream_lanes(const flow& whole, const conversation& heard) {
  std::vector<std::string> drawn(whole.steps.size());
  const auto [most, highest] = extent_of(whole, heard);
  if (most == 0) return drawn;
  lanes all(most, highest);
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    drawn[i] = all.take(heard.steps[i], whole.steps[i].from, whole.steps[i].seen.rst);
  }
  return drawn;
}

}  // namespace synfin::trace
