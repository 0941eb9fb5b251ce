#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/trace/speech/client_hello.hpp"
#include "client/trace/speech/message.hpp"
#include "client/trace/speech/server_hello.hpp"
#include "client/trace/speech/talk.hpp"
#include "client/trace/speech/tls_framing.hpp"

namespace synfin::trace {

/// A connection that speaks TLS: its records, what is in the clear of them, and what is not (RFC 8446, RFC 5246). What
/// is encrypted is told by what it must be, where that is certain, and else by its record's own type.
class tls_talk {
 public:
  /// `starts`: where the first record of each side begins. All that is given must outlive it.
  tls_talk(const talk& all, const std::array<std::uint64_t, 2>& starts, const std::vector<unsealed>& opened);

  /// In the order of the stream; step is not set.
  std::vector<message> messages(side who) const;

  /// What was inside the records that are known; its places are those of the records.
  talk inside() const;

 private:
  struct speaker {
    std::vector<record_head> records;
    std::map<std::uint64_t, std::string_view> known;  // plaintexts by where their records end
    std::uint64_t sealed_from = UINT64_MAX;           // from here on handshake and alert records are encrypted
    byte_stream handshake;                            // what is in the clear of it
  };

  const speaker& of(side who) const noexcept { return speakers_[static_cast<std::size_t>(who)]; }
  speaker& of(side who) noexcept { return speakers_[static_cast<std::size_t>(who)]; }
  bool modern() const noexcept { return server_.version >= 0x0304; }
  void gather(side who);
  void find_seal(side who);
  void meet();
  void find_finished();
  std::vector<message> handshakes(side who) const;
  message hello_of(side who, std::string_view content) const;
  message told(side who, const record_head& record) const;
  void tell_alert(side who, const record_head& record, message& made) const;
  void tell_data(side who, const record_head& record, message& made) const;
  std::string hidden(side who, const record_head& record) const;

  const talk& all_;
  std::array<speaker, 2> speakers_;
  client_hello client_;
  server_hello server_;
  std::size_t hello_step_ = 0;            // the segment of the final ServerHello
  std::uint64_t client_finished_ = 0;     // the client's handshake ends here
  std::size_t finished_step_ = SIZE_MAX;  // which came in this segment; none = never
};

}  // namespace synfin::trace
