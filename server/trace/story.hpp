#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/net/tcp_reading.hpp"
#include "server/trace/saved_syn.hpp"

namespace synfin::server::trace {

/// Where a time comes from; the marks of the schema.
enum class grade : char {
  exact = '=',      ///< the kernel's own stamp
  derived = '~',    ///< reckoned from what the kernel measured
  bracketed = '<',  ///< between two looks at the clock
};

/// A time, and how far it may be off, either way.
struct stamp {
  wall::time_point time;
  grade sure = grade::bracketed;
  wall::duration error{};
};

/// A system call, by what the clock said before and after it.
struct call {
  wall::time_point before;
  wall::time_point after;

  /// Something that happened in it.
  stamp inside() const noexcept { return {before + (after - before) / 2, grade::bracketed, (after - before) / 2}; }
};

enum class kind : std::uint8_t { syn, syn_ack, ack, data, fin, rst };

/// What went one way at a time: a segment of the opening or the close, or a stretch of data.
struct entry {
  kind what = kind::data;
  bool from_client = false;
  stamp when{};           ///< of the client's data: when its first byte came, or was read; of ours: of its first write
  std::uint64_t seq = 0;  ///< of its first byte, the sender's SYN being 0
  std::uint64_t ack = 0;
  std::uint64_t bytes = 0;
  std::uint8_t state = 0;      ///< the server's after it, as of tcp_reading
  std::uint32_t window = 0;    ///< the client's; 0 = not known
  std::uint32_t calls = 0;     ///< of the program that moved it; 0 = the kernel alone did
  wall::time_point last_call;  ///< when the last of these was over
};

/// The kernel's figures at a time.
struct sample {
  wall::time_point time;
  net::tcp_reading figures;
};

/// A connection as its server saw it.
struct story {
  std::string client;  ///< `192.0.2.1:50000`, `[2001:db8::1]:50000`
  std::string server;
  std::string boot;  ///< of the kernel whose clock it is; may be empty
  std::optional<saved_syn> syn;
  std::vector<entry> entries;   ///< in the order in which they were found out
  std::vector<sample> samples;  ///< the first at the accept
  sample last;                  ///< before the close
  std::uint64_t left_out = 0;   ///< entries for which there was no room
  bool gave_up = false;         ///< the client's machine was not heard of any more
};

}  // namespace synfin::server::trace
