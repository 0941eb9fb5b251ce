#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/result/tally.hpp"
#include "common/thousands.hpp"

namespace synfin::load {

using synfin::thousands;

/// `90344.12` as `90,344.1`.
std::string thousands(double number);

/// Microseconds in the unit that suits them, with three digits: `41 µs`, `1.40 ms`, `12.3 s`.
std::string latency_text(double microseconds);

/// Bytes in binary units: `512 B`, `604.5 MiB`.
std::string bytes_text(double bytes);

/// Per second, as short as it can be told: `20,000/s`, `0.5/s`.
std::string rate_text(double per_second);

/// A class of failures as people say it: `connect refused`.
std::string spoken(failure why);

/// `1 connection`, `64 connections`.
std::string counted(std::uint64_t number, std::string_view noun);

/// Columns that a terminal gives to UTF-8 text; two to a character that is wide.
std::size_t columns(std::string_view text) noexcept;

/// `text` at the right or the left end of a field of `width` columns.
std::string right(std::string_view text, std::size_t width);
std::string left(std::string_view text, std::size_t width);

/// Lines that begin with `label` in a field of `indent` columns and hold `parts`, joined by `joint`, as far as `width`
/// lets them; the next lines are indented alike.
std::string wrapped(std::string_view label, std::size_t indent, const std::vector<std::string>& parts,
                    std::string_view joint, std::size_t width);

/// The reports' few characters beyond ASCII, put in ASCII.
std::string to_ascii(std::string_view text);

}  // namespace synfin::load
