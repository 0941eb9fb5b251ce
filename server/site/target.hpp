#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "common/http/status.hpp"

namespace synfin::server::site {

/// A request target after its one decoding and one normalisation.
struct target_path {
  std::string_view path;   ///< with its leading slash; a folder keeps its last slash
  std::string_view query;  ///< as sent, with its `?`; empty if there is none

  /// `path` below the root, no leading slash; empty = the root itself.
  std::string_view relative() const noexcept { return path.substr(1); }
};

/// Takes the path of an origin-form or absolute-form target (RFC 9112 §3.2) apart: percent-decoded once, then dot
/// segments and empty segments removed (RFC 3986 §5.2.4).
///
/// 400 for bad percent-encoding, NUL and other control bytes, a backslash, an encoded slash, a fragment, a climb above
/// the root and any other form of target; 404 for a path through a hidden file. The views point into `target` where
/// nothing had to change, else into `scratch`; which holds the path also where that is hidden.
std::expected<target_path, http::status> parse_target(std::string_view target, std::string& scratch);

/// The authority of an absolute-form target (`http://host:80/x` → `host:80`); empty for other forms.
std::string_view target_authority(std::string_view target) noexcept;

}  // namespace synfin::server::site
