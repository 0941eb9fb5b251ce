#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "common/http/date.hpp"
#include "server/site/response.hpp"

namespace synfin::server::http2 {

/// Texts of a header block that belong to no one else.
struct field_texts {
  std::array<char, 3> status;
  std::array<char, 20> length;
};

/// The header block of `answer`, for nghttp2. Texts are not copied on the way: they all stay where
/// they are until the block has been sent or its stream is gone. A whole file's fields are made once and kept beside
/// the file.
std::vector<nghttp2_nv> answer_fields(const site::response& answer, const http::date_text& date, field_texts& texts);

/// A field whose texts stay, and whose name is in lower case.
nghttp2_nv lasting_field(std::string_view name, std::string_view value) noexcept;

}  // namespace synfin::server::http2
