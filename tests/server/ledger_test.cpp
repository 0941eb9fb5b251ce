#include "server/ledger.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/temp_site.hpp"

namespace synfin::server {
namespace {

using config::access_log_format;
using http::status;

exchange with(status what, std::uint64_t bytes, bool cut_short = false) {
  exchange done;
  done.peer = "x";
  done.method = "GET";
  done.target = "/";
  done.version = "HTTP/1.1";
  done.status = what;
  done.body_bytes = bytes;
  done.cut_short = cut_short;
  return done;
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_CASE("every exchange is counted, by its class and with its bytes") {
  counters count;
  const moment at = now();
  ledger book(count, nullptr, access_log_format::combined, at);
  CHECK_FALSE(book.wants_texts());
  book.finished(with(status::ok, 10));
  book.finished(with(status::partial_content, 5, true));
  book.finished(with(status::not_modified, 0));
  book.finished(with(status::not_found, 100));
  book.finished(with(status::not_implemented, 1));
  book.flush();
  CHECK(count.exchanges.value() == 5);
  CHECK(count.by_class[2].value() == 2);
  CHECK(count.by_class[3].value() == 1);
  CHECK(count.by_class[4].value() == 1);
  CHECK(count.by_class[5].value() == 1);
  CHECK(count.body_bytes.value() == 116);
  CHECK(count.cut_short.value() == 1);
  CHECK(count.log_lines_lost.value() == 0);
}

TEST_CASE("every exchange becomes a line of the log, with the time of its worker") {
  const test::temp_site folder;
  counters count;
  moment at{{}, wall::time_point{std::chrono::seconds{0}}};
  {
    log_writer log(folder.at("log").string(), "access log");
    ledger book(count, &log, access_log_format::combined, at);
    CHECK(book.wants_texts());
    book.finished(with(status::ok, 1));
    at.wall_time += std::chrono::seconds{1};
    book.finished(with(status::ok, 2));
    book.flush();
    book.flush();
    for (int number = 0; number < 2000; ++number) book.finished(with(status::ok, 3));  // more than a batch
    book.flush();
  }
  const std::string lines = content(folder.at("log"));
  CHECK(std::ranges::count(lines, '\n') == 2002);
  CHECK(lines.starts_with("x - - [01/Jan/1970:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 "));
  CHECK(lines.contains("[01/Jan/1970:00:00:01 +0000] \"GET / HTTP/1.1\" 200 2 "));
}

TEST_CASE("a counter counts up and down") {
  counter number;
  number.add();
  number.add(5);
  number.subtract(2);
  CHECK(number.value() == 4);
}

}  // namespace
}  // namespace synfin::server
