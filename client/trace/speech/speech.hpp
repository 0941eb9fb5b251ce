#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "client/trace/flow/flow.hpp"
#include "client/trace/speech/message.hpp"

namespace synfin::trace {

/// What one segment says beside TCP's own words.
struct told {
  std::string words;              ///< for people; empty where no message begins in it
  std::vector<message> messages;  ///< those that begin in it, in the order of the stream

  bool begins() const noexcept { return !messages.empty(); }
  bool asks() const noexcept;       ///< a request begins in it
  bool handshake() const noexcept;  ///< there is nothing else in it than TLS's handshake
  bool bulk() const noexcept;       ///< what begins in it is more of a body, and nothing else
};

/// What a connection says.
struct conversation {
  std::vector<told> steps;    ///< one for each of the flow
  bool http2 = false;         ///< it is HTTP/2
  std::uint64_t streams = 0;  ///< that were opened
};

/// Columns that the words of a segment have in a drawing of the least width.
inline constexpr std::size_t least_words = 43;

/// And where there is room for all that is worth a line.
inline constexpr std::size_t most_words = 240;

/// Hears what both sides say: HTTP/1.x, HTTP/2 and TLS, and what is inside TLS where the flow knows it. Bytes are put
/// in the order of the stream first, so that it does not matter how they were cut into segments. What was not captured
/// is not guessed. Words are kept within `columns`, down to a dozen for the first message.
conversation hear(const flow& whole, std::size_t columns = most_words);

}  // namespace synfin::trace
