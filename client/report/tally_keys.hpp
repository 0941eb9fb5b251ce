#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "client/result/tally.hpp"
#include "common/histogram.hpp"

namespace synfin::load {

/// A counter of a tally, by its key in an object of the JSON result.
struct counter_key {
  std::string_view key;
  std::uint64_t tally::* counter;
};

inline constexpr std::array request_counters{counter_key{"sent", &tally::sent},
                                             counter_key{"completed", &tally::completed},
                                             counter_key{"failed", &tally::failed}};

inline constexpr std::array byte_counters{counter_key{"sent", &tally::bytes_sent},
                                          counter_key{"received", &tally::bytes_received},
                                          counter_key{"body", &tally::bytes_of_bodies}};

inline constexpr std::array connection_counters{counter_key{"opened", &tally::opened},
                                                counter_key{"opened_http2", &tally::opened_http2},
                                                counter_key{"failed", &tally::connections_failed},
                                                counter_key{"tls_resumed", &tally::tls_resumed},
                                                counter_key{"tls_truncated", &tally::tls_truncated},
                                                counter_key{"half_closed", &tally::half_closed},
                                                counter_key{"time_wait_left", &tally::time_wait_left},
                                                counter_key{"time_wait_there", &tally::time_wait_there},
                                                counter_key{"tcp_looked_at", &tally::tcp_looked_at},
                                                counter_key{"retransmits", &tally::retransmits},
                                                counter_key{"syn_retransmits", &tally::syn_retransmits}};

inline constexpr std::array open_loop_counters{counter_key{"sent", &tally::sent},
                                               counter_key{"never_sent", &tally::never_sent},
                                               counter_key{"warmed_up", &tally::warmed_up}};

/// A series of a tally: the object that it stands in and its key there. Its payload's name is both with a dot between.
struct series_key {
  std::string_view object;
  std::string_view key;
  histogram tally::* values;
};

inline constexpr std::array series_keys{
    series_key{"latency", "corrected", &tally::corrected},
    series_key{"latency", "raw", &tally::raw},
    series_key{"phases", "connect", &tally::connect},
    series_key{"phases", "tls", &tally::tls},
    series_key{"phases", "first_byte", &tally::first_byte},
    series_key{"phases", "transfer", &tally::transfer},
    series_key{"phases", "close", &tally::close},
    series_key{"connections", "requests_per_connection", &tally::requests_per_connection},
    series_key{"connections", "idle", &tally::idle},
    series_key{"connections", "min_rtt", &tally::min_rtt},
    series_key{"connections", "delivery_rate", &tally::delivery_rate},
    series_key{"client", "lag", &tally::lag},
    series_key{"client", "loop_lag", &tally::loop_lag}};

}  // namespace synfin::load
