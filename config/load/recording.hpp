#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/load/settings.hpp"
#include "config/load/timestamp.hpp"
#include "config/url.hpp"

namespace synfin::config {

/// What was asked of a server once, as a log or a browser wrote it down.
struct recording {
  std::vector<wanted_request> requests;  ///< in order of time, `at` since the first one
  std::size_t left_out = 0;              ///< read, but nothing that can be asked for again
  std::size_t unreadable = 0;
  std::size_t first_unreadable = 0;  ///< its place: the number of a line, or of an entry, from 1 on
};

/// A request and when it was made.
struct timed_request {
  wanted_request what;
  timestamp when;
  bool whole_seconds = false;  ///< its time is no finer than that
};

/// Puts them in order of time. Those of one second, where times are no finer, are spread over it evenly.
std::vector<wanted_request> in_order(std::vector<timed_request> entries);

/// `target` asked of the server of `origin`, as a URL.
std::string url_at(const url& origin, std::string_view target);

}  // namespace synfin::config
