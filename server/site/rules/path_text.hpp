#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace synfin::server::site::rules {

/// What is wrong with a path in a rule, as the end of a sentence; nullopt if a decoded, normalised path can be that. It
/// may hold `*`.
std::optional<std::string> path_problem(std::string_view path);

/// Does a path, decoded, have a `.` or `..` for a segment?
bool has_dot_segment(std::string_view path) noexcept;

/// A decoded path with all that RFC 3986 §3.3 asks for percent-encoded, its `%` included. Slashes stay.
std::string encode_path(std::string_view path);

/// A part of a URL as somebody wrote it, with what may not stand in one percent-encoded; what is encoded already stays.
std::string encode_written(std::string_view text);

/// A query as a peer sent it, with the bytes encoded that would end it or the field that it is put in.
std::string encode_query(std::string_view query);

/// An encoded path decoded once; nullopt if a server refuses it: bad encoding, control bytes, a backslash or an encoded
/// slash.
std::optional<std::string> decode_path(std::string_view path);

}  // namespace synfin::server::site::rules
