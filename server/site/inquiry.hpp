#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "common/clock.hpp"
#include "common/http/request_head.hpp"
#include "server/site/account.hpp"
#include "server/site/asked_fields.hpp"
#include "server/site/library.hpp"
#include "server/site/rules/path_patterns.hpp"

namespace synfin::server::site {

/// What an answer depends on beside the request.
struct circumstances {
  moment now;
  bool secure = false;      ///< the request came over TLS
  account* told = nullptr;  ///< gets how the answer comes about; usually nobody wants to know
};

/// One request on its way to its answer, with what has been found out so far.
struct inquiry {
  const http::request_head& request;
  library& sites;
  const circumstances& around;
  asked_fields fields;
  const host* of = nullptr;
  std::string_view path;   ///< decoded, normalised
  std::string_view query;  ///< as sent, with its `?`
  std::string file;        ///< whose bytes answer, where it is known: below the root, from a slash on

  rules::subject subject() const noexcept { return {path, file}; }
  wall_seconds today() const noexcept { return std::chrono::floor<std::chrono::seconds>(around.now.wall_time); }

  /// For the account, if there is one; `chosen` makes its text.
  template <typename Text>
  void tell(std::string_view what, Text chosen) const {
    if (around.told != nullptr) around.told->tell(std::string(what), chosen());
  }
};

}  // namespace synfin::server::site
