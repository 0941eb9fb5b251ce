#pragma once

#include <string>
#include <vector>

#include "server/exchange.hpp"

namespace synfin::test {

/// Keeps what it is told of exchanges, as lines: `GET /a 200 10`, with `cut` behind it where the answer was cut short.
class recording_listener final : public server::exchange_listener {
 public:
  explicit recording_listener(bool texts = true) noexcept : texts_(texts) {}

  void finished(const server::exchange& done) override {
    std::string line(done.method);
    line.append(" ").append(done.target).append(" ").append(std::to_string(http::code(done.status)));
    line.append(" ").append(std::to_string(done.body_bytes)).append(done.cut_short ? " cut" : "");
    lines.push_back(std::move(line));
    last_user_agent = done.user_agent;
  }
  bool wants_texts() const noexcept override { return texts_; }

  std::vector<std::string> lines;
  std::string last_user_agent;

 private:
  bool texts_;
};

}  // namespace synfin::test
