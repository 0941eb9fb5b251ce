#pragma once

#include <string_view>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/flow/flow_reader.hpp"

namespace synfin::trace {

/// The last of `all` that a server wrote of the same connection as `mine`: both ends are the same, or, where NAT hides
/// the client's, the server's end and the number of the first SYN. Null if there is none.
const written_flow* same_connection(const flow& mine, const std::vector<written_flow>& all);

/// Do both have their times from one clock? `boot` is that of the machine where `mine` was seen; empty: not known.
bool same_clock(const flow& mine, const written_flow& theirs, std::string_view boot);

/// Puts into `mine` what its server saw: when a segment came there or left, and what only it knew. Of segments that
/// were sent twice nobody can tell which one it was. Of the handshake's, half a round trip counts. Where the clocks are
/// two, the server's times are set so that the quickest way there and the quickest way back took alike.
void add_server_side(flow& mine, const written_flow& theirs, bool one_clock);

}  // namespace synfin::trace
