#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/http1/session.hpp"
#include "tests/support/answer.hpp"
#include "tests/support/drain.hpp"
#include "tests/support/recording_listener.hpp"
#include "tests/support/temp_site.hpp"
#include "tests/support/test_library.hpp"

namespace synfin::server::http1 {

/// What sessions of HTTP/1 need to talk: a site of three files, small limits, and one moment in time.
struct room {
  static constexpr std::string_view small_body = "0123456789";
  static constexpr std::size_t large_size = 100'000;

  room() {
    folder.write("index.html", "home");
    folder.write("a.txt", small_body);
    folder.write("large.bin", std::string(large_size, 'l'));
  }

  session_services services_for(exchange_listener& told) {
    return {.sites = held.sites,
            .listener = told,
            .count = count,
            .limits = {.target = 100, .head = 1000, .fields = 10, .body = 2000},
            .now = at,
            .date = http::format_date(std::chrono::floor<std::chrono::seconds>(at.wall_time)),
            .buffers = {},
            .fields = {},
            .https_port = 0,
            .parked = 0,
            .draining = false};
  }

  test::temp_site folder;
  moment at{steady::time_point{std::chrono::hours{1}}, wall::time_point{std::chrono::seconds{1'800'000'000}}};
  test::test_library held{folder.root(), {.memory_file = 1000}};
  test::recording_listener listener;
  counters count;
  session_services services = services_for(listener);
};

/// All that a session answers to `bytes`.
inline std::string reply(session& talk, std::string_view bytes) {
  talk.receive(bytes);
  return test::drain(talk);
}

/// The statuses in what a session said, interim ones included.
inline std::vector<unsigned> statuses(std::string_view said) {
  std::vector<unsigned> all;
  for (const test::answer& each : test::answers_in(said)) all.push_back(each.status);
  return all;
}

inline std::string get(std::string_view target, std::string_view more_fields = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more_fields) + "\r\n";
}

inline std::string head(std::string_view target) {
  return "HEAD " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

}  // namespace synfin::server::http1
