#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "client/load/link.hpp"
#include "client/load/session.hpp"
#include "client/load/worker_context.hpp"
#include "common/clock.hpp"

namespace synfin::load {

/// How the requests of one connection end: answered, failed, or given back as if they had never been asked.
template <typename Session>
class reckoning {
 public:
  /// All four outlive it.
  reckoning(worker_context& context, std::size_t destination, const link& connected, Session& session)
      : context_(context), paced_(context.paced), destination_(destination), link_(connected), session_(session) {}

  /// One more is asked.
  void ask() noexcept { ++asked_; }

  /// How many have been asked and not given back.
  std::uint64_t asked() const noexcept { return asked_; }

  /// How many have had an answer, a right one or not.
  std::uint64_t served() const noexcept { return served_; }

  /// Counts the requests that have ended.
  void settle(steady::time_point now) {
    for (const outcome& each : session_.ended()) {
      if (each.what != outcome::kind::answered) {
        unanswered(each, now);
        continue;
      }
      tally& counts = context_.counts_at(each.answer.due);
      counts.answered(each.answer, now);
      if (paced_ != nullptr) {
        counts.was_due(each.answer.due, each.answer.sent, now, true);
        paced_->ended();
      }
      context_.given_back = 0;
      ++served_;
    }
  }

  /// Counts all that is in flight as failed, but for what was never written: that is given back, until that has led
  /// nowhere for too long.
  void lose(failure why, const std::error_code& cause, steady::time_point now);
  void lose_oldest(failure why, const std::error_code& cause, steady::time_point now);

 private:
  void unanswered(const outcome& ended, steady::time_point now);
  void fail(failure why, std::string_view cause, steady::time_point due, steady::time_point sent,
            steady::time_point now);
  void give_back(steady::time_point due);
  std::string words_for(const std::error_code& cause) const;

  worker_context& context_;
  open_loop* paced_;  // nullptr = a closed loop
  std::size_t destination_;
  const link& link_;
  Session& session_;
  std::uint64_t asked_ = 0;
  std::uint64_t served_ = 0;
};

}  // namespace synfin::load
