#pragma once

#include <string_view>

namespace synfin::http {

/// Is told of a response while it is read. Views live for the call alone.
class response_watcher {
 public:
  response_watcher() = default;
  response_watcher(const response_watcher&) = default;
  response_watcher& operator=(const response_watcher&) = default;
  response_watcher(response_watcher&&) = default;
  response_watcher& operator=(response_watcher&&) = default;
  virtual ~response_watcher() = default;

  /// A response begins. An interim one (1xx) is told of too, and another begins behind it.
  virtual void begin() noexcept = 0;

  /// One field line of its head; trailers are not told of.
  virtual void field(std::string_view name, std::string_view value) noexcept = 0;

  virtual void head_complete(unsigned status) noexcept = 0;

  /// The next bytes of its body, without any framing.
  virtual void body(std::string_view bytes) noexcept = 0;
};

}  // namespace synfin::http
