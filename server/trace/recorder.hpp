#pragma once

#include <cstddef>
#include <optional>
#include <system_error>

#include "server/trace/story.hpp"

namespace synfin::server::trace {

/// Makes a story of one connection out of looks at its kernel's figures, one after each call of the program: what has
/// come and gone is what these have grown by. Its memory is bounded, however long the connection lives.
class recorder {
 public:
  static constexpr std::size_t most_entries = 256;
  static constexpr std::size_t most_samples = 64;

  /// Of a connection that was `accepted` just now. The handshake is told by the first round trip, which the kernel has
  /// measured by then.
  recorder(story begun, wall::time_point accepted, const net::tcp_reading& now);

  /// After a call of the program. `came`: when what was read first came, if the kernel stamped it.
  void look(const call& made, std::optional<wall::time_point> came, const net::tcp_reading& now,
            const std::error_code& problem);

  /// Before the close: what has happened since, `problem` being what the socket has not told of yet, and what close(2)
  /// is about to do: send a FIN, an RST (`resets`: in any case), or nothing new.
  void prepare_close(const call& last_look, const net::tcp_reading& now, const std::error_code& problem, bool resets);

  /// It is closed. The story may be taken.
  void closed(const call& made);

  story take() { return std::move(story_); }

 private:
  void add(const entry& found);
  void note_data(const call& made, std::optional<wall::time_point> came, const net::tcp_reading& now);
  void add_data(entry found, std::uint64_t bytes, const call& made);
  void opened_before(wall::time_point first);
  void note_ends(const call& made, const net::tcp_reading& now);
  void note_sample(wall::time_point time, const net::tcp_reading& now);
  void broken(const stamp& when, const net::tcp_reading& now, const std::error_code& problem);
  entry made_by(bool client, kind what, const stamp& when, const net::tcp_reading& now) const;

  story story_;
  std::uint64_t taken_ = 0;
  std::uint64_t given_ = 0;
  bool client_fin_ = false;
  bool server_fin_ = false;
  bool over_ = false;  // an RST, or given up
  std::optional<entry> at_close_;
  wall::duration between_samples_{};
};

}  // namespace synfin::server::trace
