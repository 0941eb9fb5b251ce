#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace synfin::config {

/// Do the bytes begin as gzip (RFC 1952 §2.3.1)?
bool is_gzip(std::string_view bytes) noexcept;

/// What the gzip members of `bytes` hold, one behind another, at most `most` bytes. The error says what is wrong.
std::expected<std::string, std::string> gunzip(std::string_view bytes, std::size_t most);

}  // namespace synfin::config
