#pragma once

namespace synfin::load {

class taker_list;

/// A connection as the schedule of an open loop sees it: somebody who can be given a request that is due. It stands in
/// one list at most, and in none when it has ended.
class taker {
 public:
  taker() = default;
  taker(const taker&) = delete;
  taker& operator=(const taker&) = delete;
  virtual ~taker() { leave(); }

  /// Takes what is due, as much as there is room for, and sends it: a plain call, in which no coroutine goes on. It
  /// leaves its list, and stands in one again only if it took something.
  virtual void take_due() = 0;

  void leave() noexcept;

 private:
  friend class taker_list;

  taker_list* list_ = nullptr;
  taker* before_ = nullptr;
  taker* after_ = nullptr;
};

/// Takers in the order in which they came. It owns none of them.
class taker_list {
 public:
  taker_list() = default;
  taker_list(const taker_list&) = delete;
  taker_list& operator=(const taker_list&) = delete;
  ~taker_list() {
    while (first_ != nullptr) first_->leave();
  }

  taker* first() const noexcept { return first_; }

  /// Puts `last` behind the others; takes it from where it stood.
  void add(taker& last) noexcept {
    last.leave();
    last.list_ = this;
    last.before_ = last_;
    (last_ != nullptr ? last_->after_ : first_) = &last;
    last_ = &last;
  }

 private:
  friend class taker;

  void remove(taker& gone) noexcept {
    (gone.before_ != nullptr ? gone.before_->after_ : first_) = gone.after_;
    (gone.after_ != nullptr ? gone.after_->before_ : last_) = gone.before_;
    gone.list_ = nullptr;
    gone.before_ = gone.after_ = nullptr;
  }

  taker* first_ = nullptr;
  taker* last_ = nullptr;
};

inline void taker::leave() noexcept {
  if (list_ != nullptr) list_->remove(*this);
}

}  // namespace synfin::load
