#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "common/http/fields.hpp"
#include "server/site/coding.hpp"
#include "server/site/pages/page_form.hpp"

namespace synfin::server::site {

/// Which content codings a peer takes, and how gladly.
struct accepted_codings {
  std::array<std::uint16_t, coding_count> weights{};  ///< by coding, in thousandths; 0 = refused

  /// Identity was not named. It is taken then, but whatever else is taken at all comes before it.
  bool identity_last = false;

  std::uint16_t weight(coding which) const noexcept { return weights[static_cast<std::size_t>(which)]; }
  bool operator==(const accepted_codings&) const = default;
};

/// Reads all Accept-Encoding lines (RFC 9110 §12.5.3). Without any the peer takes everything, identity best; an empty
/// one leaves identity alone. A member with a malformed weight counts for nothing; of a coding named twice the last
/// counts.
accepted_codings accepted(std::span<const http::field> fields) noexcept;

/// One way to send a representation, and how many bytes that takes.
struct coded_size {
  coding which = coding::identity;
  std::uint64_t bytes = 0;
};

/// The coding of highest weight among `available`, among equals the smallest, then the first. nullopt if the peer takes
/// none: 406. A coded variant that is no smaller than identity should not be in `available` at all: that is the
/// caller's part, as a peer may weigh it higher.
std::optional<coding> choose(const accepted_codings& wanted, std::span<const coded_size> available) noexcept;

/// What a page that the server makes itself should be, by all Accept lines (RFC 9110 §12.5.1): the form of highest
/// weight; among equals one that is named (`application/json, */*` is JSON), then HTML, JSON, text in this order. HTML
/// where there is no Accept or nothing fits.
page_form form_wanted(std::span<const http::field> fields) noexcept;

/// Would a browser show an HTML page that it gets for this request, so that a single-page app may answer it? True if
/// Accept is absent or takes HTML (`text/html`, `application/xhtml+xml`, `text/*`, `*/*`), and Sec-Fetch-Dest (W3C
/// Fetch Metadata), if there, names what pages are loaded into, or nothing.
bool wants_html(std::span<const http::field> fields) noexcept;

}  // namespace synfin::server::site
