#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "client/load/asking/prepared_request.hpp"
#include "config/load/settings.hpp"

namespace synfin::load {

class expected_answer;

/// A server, and what it is asked for.
struct target {
  std::string host;
  std::uint16_t port = 0;
  bool secure = false;  ///< https
  std::string authority;
  std::vector<prepared_request> requests;       ///< what a recording repeats is here once
  std::vector<std::uint32_t> order;             ///< indexes of them: a round by weight, or a recording in its order
  std::vector<std::chrono::nanoseconds> times;  ///< of a recording: see offsets()
  double weight = 0;                            ///< of all that it is asked for
  std::size_t place = 0;                        ///< among the targets of all parts of the test, from 0 on
  std::size_t places = 1;                       ///< how many those are
  const expected_answer* expected = nullptr;    ///< what its answers must be; nullptr: anything
  std::uint64_t seed = 0;                       ///< of what templates draw; another in each run

  /// When a recording asked for each entry of `order`, since its first request, before any speeding up; sorted. Empty
  /// where the timing of a recording is not asked for.
  const std::vector<std::chrono::nanoseconds>& offsets() const noexcept { return times; }
};

/// All requests of a run, built once. Shared by the workers, who only read it.
class request_plan {
 public:
  /// Builds the bytes for everything that is wanted, grouped by server. The error says which URL or number cannot be.
  static std::expected<request_plan, std::string> make(const config::load_settings& settings);

  const std::vector<target>& targets() const noexcept { return targets_; }

  /// What the answers of all targets must be; `what` outlives the plan.
  void expect(const expected_answer& what) noexcept {
    for (target& each : targets_) each.expected = &what;
  }

  /// How many different requests there are: one more than the highest number of any.
  std::size_t size() const noexcept { return size_; }

  /// For each connection of the run the index of its target: dealt out in proportion to the targets' weights, at least
  /// one each. A connection stays with its target.
  const std::vector<std::size_t>& target_of_connection() const noexcept { return target_of_connection_; }

 private:
  void deal_out(std::size_t connections);

  std::vector<target> targets_;
  std::vector<std::size_t> target_of_connection_;
  std::size_t size_ = 0;
};

}  // namespace synfin::load
