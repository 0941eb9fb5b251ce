#pragma once

#include <string>

#include "common/clock.hpp"
#include "config/server_settings.hpp"
#include "server/counters.hpp"
#include "server/exchange.hpp"
#include "server/log_writer.hpp"

namespace synfin::server {

/// Books every finished exchange of one worker: in the counters, and in the access log if there is one.
class ledger final : public exchange_listener {
 public:
  /// `log` may be null: no access log. `now` is the worker's time, which moves on.
  ledger(counters& count, log_writer* log, config::access_log_format format, const moment& now) noexcept
      : count_(count), log_(log), format_(format), now_(now) {}

  void finished(const exchange& done) override;
  bool wants_texts() const noexcept override { return log_ != nullptr; }

  /// Hands the lines so far to the writer. Call once a tick, and at the end.
  void flush();

 private:
  counters& count_;
  log_writer* log_;
  config::access_log_format format_;
  const moment& now_;
  std::string lines_;
  std::uint64_t line_count_ = 0;  // in lines_
};

}  // namespace synfin::server
