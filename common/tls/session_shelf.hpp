#pragma once

#include <memory>
#include <vector>

#include "common/tls/handles.hpp"

namespace synfin::tls {

using session_handle = std::unique_ptr<SSL_SESSION, freed_by<SSL_SESSION_free>>;

/// Sessions that a server gave us, to be resumed by later connections to it (RFC 8446 §2.2). One thread at a time.
class session_shelf {
 public:
  /// More are not kept: the newest are the likeliest to be taken.
  static constexpr std::size_t most = 1024;

  /// Keeps a session; the oldest goes when there is no room.
  void put(session_handle fresh);

  /// The newest one that the server may still know; nullptr if there is none. One of TLS 1.3 is taken off the shelf,
  /// since tickets are for one use (RFC 8446 appendix C.4).
  session_handle take();

  std::size_t size() const noexcept { return kept_.size(); }

 private:
  std::vector<session_handle> kept_;
};

}  // namespace synfin::tls
