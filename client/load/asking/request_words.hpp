#pragma once

#include <string>
#include <utility>
#include <vector>

#include "client/load/asking/prepared_request.hpp"
#include "config/load/settings.hpp"
#include "config/url.hpp"

namespace synfin::load {

/// One request in plain words, before any protocol version has put it on a wire.
struct request_words {
  std::string method;
  config::url url;
  std::vector<std::pair<std::string, std::string>> headers;  ///< the user's, in order
  std::string body;
  bool closing = false;  ///< one that asks the server to close is needed too
  bool framed = false;   ///< HTTP/2 may be spoken
};

/// What `wanted` asks for, with what it leaves to the general flags. `url` is that of `wanted`, read.
request_words words_for(const config::load_settings& settings, const config::wanted_request& wanted, config::url url);

/// Puts it into the words of each version.
prepared_request prepare(const request_words& words);

}  // namespace synfin::load
