#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "config/load/settings.hpp"

namespace synfin::load {

/// The local ports that a run may use up: a port that our FIN has ended a connection on is held in TIME_WAIT, for one
/// source address and one server.
struct port_budget {
  /// Which held ports a new connection may take after a while (tcp_tw_reuse, in the kernel's ip-sysctl).
  enum class reuse_of : std::uint8_t { none, loopback, all };

  std::uint64_t ports = 0;  ///< of one source address to one server; 0 = not known
  std::size_t sources = 1;
  std::size_t servers = 1;  ///< distinct addresses and ports
  bool loopback = false;    ///< all of them are on this machine
  reuse_of reuse = reuse_of::none;
  double reuse_after_s = 1;

  std::uint64_t all() const noexcept { return ports * sources * servers; }

  /// How long a port is held: a minute (the kernel's TCP_TIMEWAIT_LEN), or until it may be taken again.
  double held_s() const noexcept;

  /// New connections a second that the ports allow for ever.
  double sustained() const noexcept { return static_cast<double>(all()) / held_s(); }
};

/// Warns before a run that will, or may, use up its ports, and says what to do; empty where there is nothing to fear:
/// connections that last, or that the server ends, or too few of them.
std::string port_forecast(const config::load_settings& settings, const port_budget& budget);

/// Why a connection from `source` (empty: the kernel's choice) to `server` found no port, and what to do.
std::string no_port_left(const std::string& source, const std::string& server, const port_budget& budget);

}  // namespace synfin::load
