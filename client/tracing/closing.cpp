#include "client/tracing/closing.hpp"

#include <algorithm>
#include <chrono>

#include "common/error.hpp"

namespace synfin::tracing {
namespace {

using namespace std::chrono_literals;
using config::close_kind;

constexpr steady::duration longest_close = 5s;

}  // namespace

std::string end(conversation& with) {
  if (with.settings.close == close_kind::rst) {
    with.socket.reset();
    return {};
  }
  const auto until = std::min(with.deadline, steady::now() + longest_close);
  if (with.settings.close == close_kind::server && !with.socket.notes().has_ended()) {
    if (const auto problem = with.socket.await_end(until)) {
      if (problem != error::timeout) return problem.message();
    }
  }
  if (!with.socket.notes().has_sent_fin()) {
    with.on.say_goodbye();
    with.socket.end_output();
  }
  const auto problem = with.socket.await_end(until);
  if (problem == error::timeout) return "the server has not ended its side of the connection within 5 s";
  return problem ? problem.message() : std::string{};
}

}  // namespace synfin::tracing
