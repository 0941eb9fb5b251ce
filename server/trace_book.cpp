#include "server/trace_book.hpp"

#include <sys/socket.h>

#include <utility>

#include "common/boot.hpp"
#include "common/net/arrival.hpp"
#include "server/trace/story_json.hpp"

namespace synfin::server {
trace_book::trace_book(log_writer& lines, std::size_t one_in, counters& count)
    : writer_(lines),
      one_in_(one_in),
      count_(count),
      boot_(boot_id()),
      stamps_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  net::stamp_arrivals(stamps_.raw());
}

std::unique_ptr<witness> trace_book::watch(int socket, const net::address& peer) {
  return seen_++ % one_in_ == 0 ? std::make_unique<witness>(socket, peer, *this) : nullptr;
}

void trace_book::add(const trace::story& whole) {
  constexpr std::size_t batch = std::size_t{64} * 1024;
  lines_ += trace::story_line(whole);
  ++line_count_;
  if (lines_.size() >= batch) flush();
}

void trace_book::flush() {
  if (lines_.empty()) return;
  const std::uint64_t handed = std::exchange(line_count_, 0);
  if (!writer_.hand_over(std::exchange(lines_, {}))) count_.trace_lines_lost.add(handed);
}

}  // namespace synfin::server
