#include "client/trace/speech/byte_stream.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace synfin::trace {

void byte_stream::add(const piece& next) {
  std::uint64_t from = next.at;
  const std::uint64_t to = next.at + next.size;
  auto behind = pieces_.upper_bound(from);
  if (behind != pieces_.begin()) {
    const piece& before = std::prev(behind)->second;
    from = std::max(from, before.at + before.size);
  }
  while (from < to) {
    const bool last = behind == pieces_.end() || behind->first >= to;
    const std::uint64_t until = last ? to : behind->first;
    const std::uint64_t next_from = last ? to : behind->first + behind->second.size;
    if (from < until) keep(next, from, until);
    from = std::max(from, next_from);
    if (!last) ++behind;
  }
}

/// Keeps the part of a piece that is new.
void byte_stream::keep(const piece& whole, std::uint64_t from, std::uint64_t to) {
  const std::uint64_t skipped = from - whole.at;
  const auto known = std::min<std::uint64_t>(skipped, whole.bytes.size());
  const std::string_view bytes = whole.bytes.substr(known, to - from);
  pieces_.emplace(from, piece{from, to - from, bytes, whole.place + skipped, whole.step});
}

std::string byte_stream::read(std::uint64_t at, std::size_t most) const {
  std::string all;
  while (all.size() < most) {
    const std::string_view next = view(at + all.size(), most - all.size());
    if (next.empty()) break;
    all += next;
  }
  return all;
}

std::string_view byte_stream::view(std::uint64_t at, std::size_t most) const noexcept {
  const auto behind = pieces_.upper_bound(at);
  if (behind == pieces_.begin()) return {};
  const piece& here = std::prev(behind)->second;
  return at - here.at < here.bytes.size() ? here.bytes.substr(at - here.at, most) : std::string_view{};
}

bool byte_stream::gap_at(std::uint64_t at) const noexcept { return at < end() && view(at, 1).empty(); }

std::optional<std::uint64_t> byte_stream::piece_from(std::uint64_t at) const noexcept {
  const auto known = [](const auto& each) { return !each.second.bytes.empty(); };
  const auto found = std::find_if(pieces_.lower_bound(at), pieces_.end(), known);
  return found == pieces_.end() ? std::nullopt : std::optional(found->first);
}

std::uint64_t byte_stream::end() const noexcept {
  if (pieces_.empty()) return 0;
  const piece& last = pieces_.rbegin()->second;
  return last.at + last.size;
}

const byte_stream::piece& byte_stream::holder(std::uint64_t at) const noexcept {
  assert(!pieces_.empty());
  const auto behind = pieces_.upper_bound(at);
  return behind == pieces_.begin() ? behind->second : std::prev(behind)->second;
}

std::uint64_t byte_stream::place_of(std::uint64_t at) const noexcept {
  const piece& here = holder(at);
  if (at < here.at) return here.place;
  return here.place + std::min(at - here.at, here.size - 1);
}

std::size_t byte_stream::step_of(std::uint64_t at) const noexcept { return holder(at).step; }

}  // namespace synfin::trace
