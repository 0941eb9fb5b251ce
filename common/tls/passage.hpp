#pragma once

#include <sys/types.h>

#include <span>
#include <string_view>

namespace synfin::tls {

/// Stands in for recv(2) and send(2) below a channel, for whoever wants to see its bytes pass. Neither waits.
class passage {
 public:
  /// As of recv(2), errno with it.
  virtual ssize_t receive(std::span<char> into) noexcept = 0;

  /// As of send(2), errno with it.
  virtual ssize_t send(std::string_view bytes) noexcept = 0;

 protected:
  ~passage() = default;
};

}  // namespace synfin::tls
