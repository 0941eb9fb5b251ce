#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "client/load/asking/request_cursor.hpp"
#include "client/load/lull.hpp"
#include "client/load/open_loop.hpp"
#include "client/load/pacing/connect_pacer.hpp"
#include "client/load/pacing/stop_rule.hpp"
#include "client/load/source_ring.hpp"
#include "client/result/tally.hpp"
#include "common/clock.hpp"
#include "common/net/address.hpp"
#include "common/net/epoll_set.hpp"
#include "common/tls/client_context.hpp"
#include "common/tls/session_shelf.hpp"
#include "config/load/settings.hpp"

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

  net::epoll_set sockets;                     ///< of the connections; the worker sleeps on it
  std::multiset<steady::time_point> alarms;   ///< when lanes' timers fire: it sleeps no longer
  std::optional<lull> lulled = std::nullopt;  ///< what came in it is being told to the connections
  source_ring sources;                        ///< where connections come from
  connect_pacer pace;                         ///< when they may be made
  std::uint64_t ended = 0;                    ///< connections, of which each Nth is looked at

  open_loop* paced = nullptr;  ///< nullptr = a closed loop
  std::size_t settled = 0;     ///< lanes whose first connection stands, or was refused

  /// Requests that were due before are run and not counted; max() while an open loop has not begun. Then, and in a
  /// warm-up, what there is of them is in `uncounted`, which is there whenever it can be needed.
  steady::time_point counted_from = steady::time_point::min();
  std::unique_ptr<tally> uncounted = nullptr;

  /// Where a request counts that was due at `due`, or bytes that moved then.
  tally& counts_at(steady::time_point due) noexcept { return due < counted_from ? *uncounted : counts; }

  /// Claims a request that is due at `due`; a warm-up's are not taken off the rule's count.
  bool claim(steady::time_point due, steady::time_point now) noexcept {
    return due < counted_from ? !rule.over(now) : rule.claim(now);
  }
  void give_back(steady::time_point due) noexcept {
    if (due >= counted_from) rule.give_back();
  }
};

}  // namespace synfin::load
