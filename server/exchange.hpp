#pragma once

#include <cstdint>
#include <string_view>

#include "common/http/status.hpp"

namespace synfin::server {

/// One request and its answer, as the log and the counters see them. Views live for the call only; texts that the
/// request did not have (or that could not be read) are empty.
struct exchange {
  std::string_view peer;
  std::string_view subject;  ///< of the client's certificate
  std::string_view method;
  std::string_view target;
  std::string_view version;  ///< HTTP/1.1
  std::string_view host;
  std::string_view referer;
  std::string_view user_agent;
  http::status status = http::status::ok;
  std::uint64_t body_bytes = 0;  ///< of the body, handed to the kernel
  bool cut_short = false;        ///< the connection ended before the whole answer had left
};

/// Whoever wants to know of finished exchanges; called on the worker's thread.
class exchange_listener {
 public:
  virtual ~exchange_listener() = default;
  virtual void finished(const exchange& done) = 0;

  /// Are the texts of an exchange of any use? If not, they are not kept for answers that take a while.
  virtual bool wants_texts() const noexcept = 0;
};

}  // namespace synfin::server
