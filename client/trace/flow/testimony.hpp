#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "common/clock.hpp"

namespace synfin::trace {

/// A time of which no more is known than that it lies between two others, both included.
struct bracket {
  wall::time_point earliest;
  wall::time_point latest;
};

/// What a client's program and its kernel tell of one thing that happened to a connection.
struct happening {
  enum class kind : std::uint8_t {
    syn_out,      ///< connect(2) was called, or the kernel's count of SYNs sent again went up
    established,  ///< the SYN+ACK has come and was acknowledged
    refused,      ///< an RST has come in place of it
    data_out,
    data_in,
    acked,    ///< the server has acknowledged our bytes, up to and without `upto`
    fin_out,  ///< the program has ended its direction
    fin_acked,
    fin_in,  ///< the stream's end was read
    rst_in,
    rst_out,
  };

  kind what = kind::syn_out;
  bracket when;
  std::optional<wall::time_point> stamp;  ///< the kernel's own; better than the bracket
  std::string bytes;                      ///< of data: those that were looked at
  std::uint64_t size = 0;                 ///< of data: how many there were
  std::uint64_t upto = 0;                 ///< of acked: bytes of ours from the first one on
  bool alone =
      true;  ///< of acked and fin_acked: by a segment that did nothing else; of fin_in: it did not do that, too
  bool answered = true;  ///< of fin_in: our kernel acknowledged it at once, not by our FIN
};

/// A connection as its client's end saw it, without any right to capture. In the order in which it was seen.
struct testimony {
  endpoint client;
  endpoint server;
  std::vector<happening> all;
  std::uint64_t missed = 0;               ///< what there was no room for
  tcp_options offered;                    ///< by us, as far as TCP_INFO tells
  tcp_options agreed;                     ///< what the server's SYN+ACK said to that
  std::optional<wall::duration> syn_rtt;  ///< TCP_INFO's first round trip; nullopt where the SYN was sent again
};

/// Puts it into the form that a capture's segments have, in the order of their times: relative numbers from 0 on, each
/// time with its grade and how far it may be off. What nobody tells is not there: our ACKs of data, the server's
/// window updates, how its bytes were cut into segments.
std::vector<segment> segments_of(const testimony& seen);

}  // namespace synfin::trace
