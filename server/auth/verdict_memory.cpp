#include "server/auth/verdict_memory.hpp"

namespace synfin::server::auth {

void verdict_memory::keep(const attempt_key& key, steady::time_point now) {
  if (most_ == 0) return;
  const auto end = now + lasting_;
  const auto [at, fresh] = ends_.try_emplace(key, end);
  if (!fresh && at->second == end) return;
  at->second = end;
  order_.emplace_back(key, end);
  while (!order_.empty() && (ends_.size() > most_ || order_.size() > 2 * most_ || order_.front().second <= now)) {
    const auto& [oldest, noted] = order_.front();
    // What has been kept again since then stays for its new time.
    if (const auto old = ends_.find(oldest); old != ends_.end() && old->second == noted) ends_.erase(old);
    order_.pop_front();
  }
}

bool verdict_memory::knows(const attempt_key& key, steady::time_point now) const {
  const auto at = ends_.find(key);
  return at != ends_.end() && now < at->second;
}

}  // namespace synfin::server::auth
