#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace synfin::http {

/// One field line of a head; views into bytes that somebody else keeps.
struct field {
  std::string_view name;
  std::string_view value;
};

/// Do two ASCII texts differ in case at most?
bool equal_ignoring_case(std::string_view one, std::string_view other) noexcept;

/// The value of the first field of that name; nullopt if there is none.
std::optional<std::string_view> find(std::span<const field> fields, std::string_view name) noexcept;

/// How many fields have that name.
std::size_t count(std::span<const field> fields, std::string_view name) noexcept;

/// Takes the next member off a comma-separated list (RFC 9110 §5.6.1), without its white space; `list` becomes the
/// rest. Empty members are skipped; nullopt at the end. Quoted strings keep their commas.
std::optional<std::string_view> next_member(std::string_view& list) noexcept;

/// Does any field of that name list `token`, whatever its case (as in `Connection: keep-alive, close`)?
bool lists_token(std::span<const field> fields, std::string_view name, std::string_view token) noexcept;

/// `text` without spaces and tabs at its ends.
std::string_view trim(std::string_view text) noexcept;

}  // namespace synfin::http
