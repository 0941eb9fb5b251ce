#include "server/ledger.hpp"

#include <utility>

#include "server/access_log.hpp"

namespace synfin::server {

void ledger::finished(const exchange& done) {
  constexpr std::size_t batch = std::size_t{64} * 1024;
  count_.exchanges.add();
  count_.by_class.at(http::code(done.status) / 100).add();
  count_.body_bytes.add(done.body_bytes);
  if (done.cut_short) count_.cut_short.add();
  if (log_ == nullptr) return;
  append_log_line(lines_, format_, done, now_.wall_time);
  ++line_count_;
  if (lines_.size() >= batch) flush();
}

void ledger::flush() {
  if (lines_.empty()) return;
  const std::uint64_t handed = std::exchange(line_count_, 0);
  if (!log_->hand_over(std::exchange(lines_, {}))) count_.log_lines_lost.add(handed);
}

}  // namespace synfin::server
