#pragma once

#include <string>
#include <vector>

#include "config/flags.hpp"

namespace synfin::config {

/// The request that `synfin-server explain` is to tell the answer of.
struct explain_request {
  std::string target;                     ///< starts with a slash; may have a query
  std::string method = "GET";             ///< GET, HEAD or OPTIONS
  std::string host;                       ///< for the Host field, with its port if it has one; empty = not said
  std::vector<std::string> header_lines;  ///< `Name: value`, in order
  bool secure = false;                    ///< over TLS
  bool json = false;                      ///< the explanation is asked for in JSON

  bool operator==(const explain_request&) const = default;
};

/// `PATH` and the flags that describe the request.
std::vector<flag> explain_flags();

/// Reads what was given of them. Gives what is wrong, each a sentence without its full stop.
std::vector<std::string> read_explain_flags(const given_flags& given, explain_request& into);

}  // namespace synfin::config
