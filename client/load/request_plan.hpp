#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "client/load/prepared_request.hpp"
#include "config/load_settings.hpp"

namespace synfin::load {

/// A server, and what it is asked for.
struct target {
  std::string host;
  std::uint16_t port = 0;
  bool secure = false;  ///< https
  std::string authority;
  std::vector<prepared_request> requests;
};

/// All requests of a run, built once. Shared by the workers, who only read it.
class request_plan {
 public:
  /// Builds the bytes for every URL, in order, grouped by server. The error says which URL or number cannot be.
  static std::expected<request_plan, std::string> make(const config::load_settings& settings);

  const std::vector<target>& targets() const noexcept { return targets_; }

  /// For each connection of the run the index of its target: dealt out in proportion to the targets' URLs, at least one
  /// each. A connection stays with its target.
  const std::vector<std::size_t>& target_of_connection() const noexcept { return target_of_connection_; }

 private:
  void deal_out(std::size_t connections);

  std::vector<target> targets_;
  std::vector<std::size_t> target_of_connection_;
};

/// Goes round the requests of one target, for one worker.
class request_cursor {
 public:
  /// Worker `worker` of `workers` starts at its own place, so that they do not all ask for the same page at once.
  request_cursor(const target& whose, std::size_t worker, std::size_t workers) noexcept
      : requests_(&whose.requests), next_(whose.requests.size() * worker / workers) {}

  const prepared_request& next() noexcept {
    const prepared_request& chosen = (*requests_)[next_];
    if (++next_ == requests_->size()) next_ = 0;
    return chosen;
  }

 private:
  const std::vector<prepared_request>* requests_;
  std::size_t next_;
};

}  // namespace synfin::load
