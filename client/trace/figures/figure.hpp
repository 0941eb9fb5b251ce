#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "client/trace/figures/summary.hpp"
#include "client/trace/flow/flow.hpp"

namespace synfin::trace {

/// One of a connection's figures, as it is shown beside those of others.
struct figure {
  std::string_view name;
  /// A time, a number, or a word; monostate: the connection did not come so far.
  std::variant<std::monostate, wall::duration, std::uint64_t, std::string_view> value;

  bool there() const noexcept { return value.index() != 0; }

  /// `0.412 ms`, `12,345`, `client`; empty where nothing is there.
  std::string text() const;
};

/// Always the same ones, in the same order.
std::vector<figure> figures_of(const flow& whole);

/// What `second` has more than `first`, with its sign; for words `differs`; empty where there is nothing to tell.
std::string difference(const figure& first, const figure& second);

}  // namespace synfin::trace
