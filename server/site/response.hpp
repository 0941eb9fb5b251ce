#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/status.hpp"
#include "server/site/background.hpp"
#include "server/site/field_line.hpp"
#include "server/site/files/representation.hpp"
#include "server/site/range.hpp"

namespace synfin::server::site {

/// Several ranges as one body (RFC 9110 §14.6): each part's own head, its bytes, and the last boundary.
struct multipart_body {
  struct part {
    std::string head;
    byte_range bytes;
  };
  std::vector<part> parts;
  std::string end;
  std::uint64_t length = 0;  ///< of all of it
};

/// A piece of a body: bytes in memory, or a part of a file; never both.
struct body_piece {
  std::string_view bytes;
  int file = -1;  ///< descriptor
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  ///< of the part of `file`

  std::uint64_t size() const noexcept { return bytes.size() + length; }
};

/// An answer, whatever protocol version carries it. Date, Server, Content-Length and the connection's own fields are
/// added by the session that sends it.
struct response {
  http::status status = http::status::ok;

  /// The answer is all of `file` with `file->fields`, and `fields` is empty: a session may send a head that it has made
  /// before.
  bool whole_file = false;

  field_lines fields;
  representation_ptr file;                      ///< where the body comes from; null if it is `page`
  byte_range bytes;                             ///< the part of `file` that is the body
  std::unique_ptr<const multipart_body> parts;  ///< several parts of `file` are; else null
  std::string page;

  /// Strict-Transport-Security's value for this answer (RFC 6797 §7.2); empty = the field is not sent.
  std::string_view transport_security;

  /// There is no answer yet: the same request gets one when this is over. Null in all that is to be sent.
  std::shared_ptr<const errand> awaits;

  /// Bytes of the body, as a GET would get them.
  std::uint64_t body_length() const noexcept {
    if (parts) return parts->length;
    return file ? bytes.length : page.size();
  }

  /// Says this answer something of a body that it does not carry (RFC 9110 §6.4.1)?
  bool bodiless() const noexcept { return status == http::status::not_modified || status == http::status::no_content; }
};

/// What of the body of `answer` stands at `offset`, as far as it is in one piece; empty at the end. Valid as long as
/// `answer`.
body_piece piece_at(const response& answer, std::uint64_t offset) noexcept;

/// Is the file that the body comes from still what it was when the answer was made? True if it comes from none.
bool unchanged(const response& answer) noexcept;

/// An answer with a small page that explains `status`.
response house_answer(http::status status);

}  // namespace synfin::server::site
