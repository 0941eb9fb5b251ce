#include "client/trace/explain/explanation.hpp"

#include <string_view>

#include <fmt/format.h>

#include "client/trace/words/phrase.hpp"

namespace synfin::trace {
namespace {

/// Is it something that a reader stumbles over each time?
bool odd(lesson what) noexcept {
  switch (what) {
    case lesson::syn_again:
    case lesson::syn_ack_again:
    case lesson::zero_window:
    case lesson::window_probe:
    case lesson::keep_alive:
    case lesson::retransmission:
    case lesson::fast_retransmission:
    case lesson::out_of_order:
    case lesson::late:
    case lesson::copied:
    case lesson::d_sack:
    case lesson::lost: return true;
    default: return false;
  }
}

}  // namespace

std::string explanation::sentence(const taught& what) const {
  const auto name = [this](side which) { return say(in_, which == side::client ? phrase::client : phrase::server); };
  const std::string_view text = in_ == language::chinese ? chinese(what.what) : english(what.what);
  return fmt::format(fmt::runtime(text), name(what.from), name(other(what.from)), what.one, what.other);
}

std::string explanation::of(const arrow& each) {
  std::string all;
  bool known = false;
  for (const taught& what : seen_.look(each.first_step, each.end_step)) {
    const auto index = static_cast<std::size_t>(what.what);
    if (told_[index]) {
      known = known || odd(what.what);
      continue;
    }
    told_.set(index);
    if (!all.empty() && in_ == language::english) all += ' ';
    all += sentence(what);
  }
  return all.empty() && known ? sentence({lesson::as_above, each.from}) : all;
}

std::string explanation::footnote() const { return sentence({lesson::udp, side::client}); }

}  // namespace synfin::trace
