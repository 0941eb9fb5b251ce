#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/truth/delay.hpp"
#include "bench/truth/kernel_stamp.hpp"

namespace synfin::bench {

/// One request, and the times that were seen of it.
struct service {
  std::uint32_t connection = 0;        ///< its number, in order of acceptance
  nanoseconds drawn{0};                ///< the delay it was to have
  std::optional<kernel_time> arrived;  ///< the kernel's stamps of the request and of its answer
  std::optional<kernel_time> left;
  std::optional<nanoseconds> own;  ///< read → answer written, by this process's own clock; nullopt = not answered
};

/// Every request of a run, in order of arrival. It grows with the run: 64 bytes a request.
class service_log {
 public:
  /// Counts a connection; the number it goes by.
  std::uint32_t add_connection(std::string peer) {
    peers_.push_back(std::move(peer));
    return static_cast<std::uint32_t>(peers_.size() - 1);
  }

  /// The place at which `begun` stands from now on.
  std::size_t add(const service& begun) {
    services_.push_back(begun);
    return services_.size() - 1;
  }
  service& at(std::size_t place) { return services_[place]; }

  /// Notes that the wall clock was set: stamps on both sides of it do not compare.
  void clock_stepped() { ++clock_steps_; }

  /// All in one JSON object. Times are in microseconds; a percentile is the smallest time that so many are within.
  std::string summary(const std::string& delay_text, const delay& nominal) const;

  /// A line a request: arrived and left (nanoseconds since the epoch, empty = not stamped), drawn, own, peer.
  /// Throws std::runtime_error when the file cannot be written.
  void write_csv(const std::string& path) const;

 private:
  std::vector<std::string> peers_;
  std::vector<service> services_;
  std::uint64_t clock_steps_ = 0;
};

}  // namespace synfin::bench
