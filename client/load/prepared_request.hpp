#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace synfin::load {

/// One request, ready to be sent as it stands, in the words of each protocol version that the run may speak.
struct prepared_request {
  std::string bytes;       ///< HTTP/1.1, head and body
  std::string last_bytes;  ///< the same with `Connection: close`; made only where `--close server` needs it
  std::size_t body_size = 0;

  /// HTTP/2: the pseudo-header fields, then the others in lower case (RFC 9113 §8.3.1); empty where it is not spoken.
  std::vector<std::pair<std::string, std::string>> fields;

  std::string_view body() const noexcept { return std::string_view(bytes).substr(bytes.size() - body_size); }
};

}  // namespace synfin::load
