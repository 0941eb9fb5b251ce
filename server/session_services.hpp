#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "common/clock.hpp"
#include "common/http/date.hpp"
#include "common/http/fields.hpp"
#include "server/counters.hpp"
#include "server/exchange.hpp"
#include "server/site/library.hpp"

namespace synfin::server {

/// Output buffers that are lent for the time that something is pending, so that idle connections hold none.
class buffer_pool {
 public:
  /// An empty buffer, with room if one was given back lately.
  std::string take() {
    if (free_.empty()) return {};
    std::string buffer = std::move(free_.back());
    free_.pop_back();
    return buffer;
  }

  void give_back(std::string&& buffer) {
    constexpr std::size_t most_kept = 16;
    constexpr std::size_t most_capacity = std::size_t{128} * 1024;
    if (buffer.capacity() > most_capacity || free_.size() >= most_kept) return;
    buffer.clear();
    free_.push_back(std::move(buffer));
  }

 private:
  std::vector<std::string> free_;
};

/// Bounds that sessions keep.
struct session_limits {
  std::size_t target = 8 * 1024;
  std::size_t head = 32 * 1024;
  std::size_t fields = 100;
  std::uint64_t body = 64 * 1024;
  std::uint32_t streams = 128;  ///< open at a time on one connection
};

/// What a worker lends its sessions; it outlives them, and one thread uses it.
struct session_services {
  site::library& sites;
  exchange_listener& listener;
  counters& count;
  session_limits limits;
  moment now;            ///< the worker's time, as of its last tick
  http::date_text date;  ///< `now` for the Date field
  buffer_pool buffers;
  std::vector<http::field> fields;  ///< where the fields of the head in hand are
  std::uint16_t https_port = 0;     ///< plain connections are sent there; 0 = they are served
  std::size_t parked = 0;           ///< requests that wait for something that is being found out elsewhere
  bool draining = false;            ///< what has come in is answered, and its last answer closes the connection
};

}  // namespace synfin::server
