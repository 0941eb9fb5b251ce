#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "common/descriptor.hpp"
#include "common/net/address.hpp"
#include "server/counters.hpp"
#include "server/log_writer.hpp"
#include "server/trace/story.hpp"
#include "server/witness.hpp"

namespace synfin::server {

/// Which connections of one worker are traced, and their lines until they are handed over.
class trace_book {
 public:
  /// Of `one_in` connections the first is traced. While there is a book the kernel stamps whatever comes in from the
  /// network. `lines` and `count` outlive it.
  trace_book(log_writer& lines, std::size_t one_in, counters& count);

  /// For a connection that was accepted just now, from `peer`; null if it is not traced.
  std::unique_ptr<witness> watch(int socket, const net::address& peer);

  void add(const trace::story& whole);

  /// Hands the lines so far to the writer. Call once a tick, and at the end.
  void flush();

  /// Which start of this machine it is, and so which clock: random(4), boot_id.
  const std::string& boot() const noexcept { return boot_; }

 private:
  log_writer& writer_;
  std::size_t one_in_;
  counters& count_;
  std::string boot_;
  descriptor stamps_;  // has the kernel stamp what comes for sockets that are not accepted yet
  std::uint64_t seen_ = 0;
  std::string lines_;
  std::uint64_t line_count_ = 0;  // in lines_
};

}  // namespace synfin::server
