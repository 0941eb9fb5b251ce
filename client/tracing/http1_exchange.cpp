#include "client/tracing/http1_exchange.hpp"

#include <array>

#include <fmt/format.h>

#include "common/error.hpp"
#include "common/http1/response_parser.hpp"
#include "synfin_version.hpp"

namespace synfin::tracing {
namespace {

using client::or_error;
using config::close_kind;
using http1::response_parser;

std::string request_text(const conversation& with, bool last) {
  const bool closes = last && with.settings.close == close_kind::server;
  return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: synfin-client/{}\r\nAccept: */*\r\n{}\r\n",
                     with.url.target, with.url.authority, version, closes ? "Connection: close\r\n" : "");
}

/// Reads one answer; true if the connection may take another request.
or_error<bool> answer(conversation& with) {
  response_parser parser(response_parser::answers_to::other_requests);
  std::array<char, 64 * 1024> buffer{};
  for (;;) {
    const auto got = with.hear(buffer);
    if (!got) return std::unexpected(got.error());
    const auto read = *got == 0 ? parser.finish() : parser.receive({buffer.data(), *got});
    if (read.complete) return parser.keep_alive();
    if (read.problem != error::none) return std::unexpected(make_error_code(read.problem));
    if (*got == 0) return std::unexpected(make_error_code(error::closed_early));
  }
}

or_error<bool> ask(conversation& with, bool last) {
  if (const auto problem = with.say(request_text(with, last))) return std::unexpected(problem);
  if (last && with.settings.close == close_kind::half) {
    with.on.say_goodbye();
    with.socket.end_output();
  }
  return answer(with);
}

/// The pause between two requests; false if the server has ended the connection meanwhile, or is about to.
bool idle(conversation& with) {
  const auto until = std::min(with.deadline, steady::now() + with.settings.idle);
  do {
    if (!with.socket.await(until)) return true;
  } while (!with.audible());
  // What comes while nothing is asked for is the end: of TLS, of the stream, or what is said before it, such as 408
  // (RFC 9110 §15.5.9). It can be no answer to a request that comes after it.
  std::array<char, 1024> buffer{};
  [[maybe_unused]] const auto heard = with.hear(buffer);
  return false;
}

}  // namespace

std::string converse_by_http1(conversation& with) {
  for (std::size_t i = 0; i < with.settings.requests; ++i) {
    if (i != 0 && with.settings.idle > config::milliseconds(0) && !idle(with)) return {};
    const auto goes_on = ask(with, i + 1 == with.settings.requests);
    if (!goes_on) return with.on.words_for(goes_on.error());
    if (!*goes_on) break;
  }
  return {};
}

}  // namespace synfin::tracing
