#include "common/error.hpp"

namespace synfin {
namespace {

class category final : public std::error_category {
 public:
  const char* name() const noexcept override { return "synfin"; }

  std::string message(int value) const override {
    switch (static_cast<error>(value)) {
      case error::none: return "no error";
      case error::closed_early: return "the peer closed the connection in the middle of a message";
      case error::protocol: return "the peer's bytes are not the protocol";
      case error::timeout: return "no progress within the time allowed";
      case error::connect_timeout: return "no connection within the time allowed";
      case error::file_shrank: return "the file became shorter while it was sent";
      case error::dns: return "the host name has no address";
      case error::tls: return "TLS failed";
      case error::tls_truncated: return "the peer cut the TLS stream off: FIN without close_notify";
    }
    return "unknown error " + std::to_string(value);
  }
};

}  // namespace

const std::error_category& error_category() noexcept {
  static const category instance;
  return instance;
}

std::error_code make_error_code(error value) noexcept { return {static_cast<int>(value), error_category()}; }

std::system_error system_failure(int os_error, const std::string& doing) {
  return {std::error_code(os_error, std::system_category()), doing};
}

}  // namespace synfin
