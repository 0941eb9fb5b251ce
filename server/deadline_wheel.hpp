#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace synfin::server {

class deadline_wheel;

/// Something with one deadline at a time. It leaves its wheel when it is destroyed.
class deadline {
 public:
  deadline() = default;
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;
  virtual ~deadline();

  /// The deadline has passed. It is out of the wheel by then, and may be set anew or destroyed.
  virtual void passed() = 0;

 private:
  friend class deadline_wheel;
  void unlink() noexcept;

  deadline* before_ = this;
  deadline* behind_ = this;
  std::uint64_t due_ = 0;     // the tick at which it passes
  std::uint64_t parked_ = 0;  // the tick at which the wheel looks at it next; 0 = in no wheel
};

/// Coarse deadlines of one worker: one tick serves them all, and pushing a deadline further back costs one store.
class deadline_wheel {
 public:
  static constexpr std::chrono::milliseconds tick{200};

  deadline_wheel() = default;
  deadline_wheel(const deadline_wheel&) = delete;
  deadline_wheel& operator=(const deadline_wheel&) = delete;

  /// Lets `entry` pass no earlier than `after` from now, rounded up to whole ticks, and at most a tick later. Takes the
  /// place of what was set before.
  void set(deadline& entry, std::chrono::milliseconds after) noexcept;

  /// One tick is over: calls passed() on what is due.
  void advance();

  /// Ticks so far.
  std::uint64_t now() const noexcept { return now_; }

  /// Calls `visit` for each entry; `visit` may destroy the one that it is given, and no other.
  template <typename Visit>
  void each(Visit visit) {
    for (slot& list : slots_) {
      for (deadline* entry = list.behind_; entry != &list;) {
        deadline* const next = entry->behind_;
        visit(*entry);
        entry = next;
      }
    }
  }

 private:
  static constexpr std::size_t slot_count = 512;  // 102 s; what is further away is looked at on the way

  struct slot final : deadline {
    void passed() override {}
  };
  void park(deadline& entry) noexcept;

  std::uint64_t now_ = 0;
  std::array<slot, slot_count> slots_;
};

}  // namespace synfin::server
