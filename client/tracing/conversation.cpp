#include "client/tracing/conversation.hpp"

namespace synfin::tracing {

std::error_code conversation::say(std::string_view text) {
  if (const auto problem = on.send(text)) return problem;
  if (url.secure) opened.push_back({trace::side::client, socket.notes().bytes_sent(), std::string(text)});
  return {};
}

client::or_error<std::size_t> conversation::hear(std::span<char> into) {
  auto got = on.receive(into);
  if (url.secure && got && *got != 0) {
    opened.push_back({trace::side::server, socket.notes().bytes_received(), std::string(into.data(), *got)});
  }
  return got;
}

}  // namespace synfin::tracing
