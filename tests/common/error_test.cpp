#include "common/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <ostream>
#include <set>
#include <string>

namespace synfin {
namespace {

constexpr error all[] = {error::none,    error::closed_early,    error::protocol,
                         error::timeout, error::connect_timeout, error::file_shrank,
                         error::dns};

TEST_CASE("each error has a message of its own and our category") {
  std::set<std::string> messages;
  for (const error each : all) {
    const std::error_code code = each;
    CHECK(&code.category() == &error_category());
    CHECK_FALSE(code.message().empty());
    messages.insert(code.message());
  }
  CHECK(messages.size() == std::size(all));
  CHECK(std::string(error_category().name()) == "synfin");
}

TEST_CASE("no error is false, any other is true and equals itself alone") {
  CHECK_FALSE(std::error_code(error::none));
  CHECK(std::error_code(error::timeout));
  CHECK(std::error_code(error::timeout) == error::timeout);
  CHECK(std::error_code(error::timeout) != error::protocol);
  CHECK(std::error_code(error::closed_early) != std::error_code(1, std::system_category()));
}

TEST_CASE("a number that is no error of ours says so") { CHECK(error_category().message(99) == "unknown error 99"); }

TEST_CASE("a system failure says what was being done and why it failed") {
  const std::system_error failure = system_failure(EACCES, "cannot open site/a.txt");
  CHECK(std::string(failure.what()) == "cannot open site/a.txt: Permission denied");
  CHECK(failure.code() == std::errc::permission_denied);
}

}  // namespace
}  // namespace synfin
