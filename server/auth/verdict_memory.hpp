#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <deque>
#include <unordered_map>
#include <utility>

#include "common/clock.hpp"

namespace synfin::server::auth {

/// What stands for a users file's version, a name and a password; made by a keyed hash, so it tells nothing of them.
using attempt_key = std::array<unsigned char, 32>;

/// For maps: an attempt_key is as good as random already.
struct attempt_key_hash {
  std::size_t operator()(const attempt_key& key) const noexcept {
    std::size_t first = 0;
    std::memcpy(&first, key.data(), sizeof first);
    return first;
  }
};

/// Remembers attempts for a time, and no more than a number of them: the oldest go first.
class verdict_memory {
 public:
  verdict_memory(std::size_t most, steady::duration lasting) : most_(most), lasting_(lasting) {}

  /// From `now` on, for the given time.
  void keep(const attempt_key& key, steady::time_point now);

  /// Is it remembered?
  bool knows(const attempt_key& key, steady::time_point now) const;

  std::size_t size() const noexcept { return ends_.size(); }

 private:
  std::size_t most_;
  steady::duration lasting_;
  std::unordered_map<attempt_key, steady::time_point, attempt_key_hash> ends_;
  std::deque<std::pair<attempt_key, steady::time_point>> order_;  // as kept, with the end that was noted then
};

}  // namespace synfin::server::auth
