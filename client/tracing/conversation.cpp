#include "client/tracing/conversation.hpp"

#include <openssl/err.h>

namespace synfin::tracing {

std::error_code conversation::say(std::string_view text) {
  if (const auto problem = on.send(text)) return problem;
  if (url.secure) opened.push_back({trace::side::client, socket.notes().bytes_sent(), std::string(text)});
  return {};
}

bool conversation::audible() {
  if (sealed == nullptr) return true;
  ERR_clear_error();
  char first = 0;
  std::size_t count = 0;
  const int outcome = SSL_peek_ex(sealed, &first, sizeof first, &count);
  return outcome == 1 || SSL_get_error(sealed, outcome) != SSL_ERROR_WANT_READ;
}

client::or_error<std::size_t> conversation::hear(std::span<char> into) {
  auto got = on.receive(into);
  if (url.secure && got && *got != 0) {
    opened.push_back({trace::side::server, socket.notes().bytes_received(), std::string(into.data(), *got)});
  }
  return got;
}

}  // namespace synfin::tracing
