#include "server/deadline_wheel.hpp"

#include <algorithm>

namespace synfin::server {

deadline::~deadline() { unlink(); }

void deadline::unlink() noexcept {
  before_->behind_ = behind_;
  behind_->before_ = before_;
  before_ = behind_ = this;
  parked_ = 0;
}

void deadline_wheel::set(deadline& entry, std::chrono::milliseconds after) noexcept {
  const auto ticks = static_cast<std::uint64_t>((after + tick - std::chrono::milliseconds{1}) / tick);
  // One more: the tick that is running has been used up in part.
  entry.due_ = now_ + ticks + 1;
  // Looked at early enough already: it will be parked again then. This is what makes pushing back cheap.
  if (entry.parked_ != 0 && entry.parked_ <= entry.due_) return;
  entry.unlink();
  park(entry);
}

void deadline_wheel::park(deadline& entry) noexcept {
  entry.parked_ = std::min(entry.due_, now_ + slot_count - 1);
  slot& list = slots_[entry.parked_ % slot_count];
  entry.before_ = list.before_;
  entry.behind_ = &list;
  list.before_->behind_ = &entry;
  list.before_ = &entry;
}

void deadline_wheel::advance() {
  ++now_;
  slot& list = slots_[now_ % slot_count];
  while (list.behind_ != &list) {
    deadline& entry = *list.behind_;
    entry.unlink();
    if (entry.due_ <= now_) {
      entry.passed();
    } else {
      park(entry);
    }
  }
}

}  // namespace synfin::server
