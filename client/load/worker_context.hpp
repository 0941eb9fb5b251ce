#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "client/load/request_plan.hpp"
#include "client/load/stop_rule.hpp"
#include "client/load/tally.hpp"
#include "common/clock.hpp"
#include "common/net/address.hpp"
#include "common/tls/client_context.hpp"
#include "common/tls/session_shelf.hpp"
#include "config/load_settings.hpp"

namespace synfin::load {

class lane;

/// A target and the addresses of its host, in the resolver's order.
struct destination {
  const target* asked;
  std::vector<net::address> addresses;
};

/// What the lanes of one worker share. All of it belongs to that worker's thread, but for what is const.
struct worker_context {
  const config::load_settings& settings;
  const std::vector<destination>& destinations;
  const tls::client_context* tls;  ///< nullptr where no URL needs it

  stop_rule rule;
  tally counts;
  std::vector<request_cursor> cursors;       ///< by destination
  std::vector<std::size_t> working_address;  ///< by destination: the address that the last connection was made to
  std::vector<tls::session_shelf> shelves;   ///< by destination: TLS sessions to resume
  std::vector<char> scratch;                 ///< what was read last; nobody keeps views into it over a wait
  std::minstd_rand random;

  /// Requests in a row that peers would not touch (RFC 9113 §8.7), and connections on which none could be written.
  std::uint64_t given_back = 0;
  std::vector<lane*> lanes;  ///< those that run now
  std::size_t hopeless = 0;  ///< how many of them have failed to connect too often to go on alone
  steady::time_point drained = steady::time_point::max();  ///< when whatever still waits is cut off
  bool gave_up = false;                                    ///< the run was ended because no connection could be made
};

}  // namespace synfin::load
