#include "server/log_writer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <future>
#include <iterator>
#include <string>
#include <system_error>

#include "tests/support/temp_site.hpp"

namespace synfin::server {
namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_CASE("lines are appended to the file, in order, all of them before the end") {
  const test::temp_site folder;
  folder.write("log", "old\n");
  std::string expected = "old\n";
  {
    log_writer log(folder.at("log").string(), "access log");
    for (int number = 0; number < 100; ++number) {
      const std::string line = std::to_string(number) + "\n";
      expected += line;
      CHECK(log.hand_over(std::string(line)));
    }
  }
  CHECK(content(folder.at("log")) == expected);
}

TEST_CASE("after a rename the path is opened anew, and no line is lost") {
  const test::temp_site folder;
  {
    log_writer log(folder.at("log").string(), "access log");
    CHECK(log.hand_over("first\n"));
    std::filesystem::rename(folder.at("log"), folder.at("log.1"));
    log.reopen();
    CHECK(log.hand_over("second\n"));
  }
  // Whichever file the second line is in, depending on which of both came first: a new file is there.
  REQUIRE(std::filesystem::exists(folder.at("log")));
  CHECK(content(folder.at("log.1")) + content(folder.at("log")) == "first\nsecond\n");
}

TEST_CASE("a path that cannot be opened anew leaves the old file in use") {
  const test::temp_site folder;
  {
    log_writer log(folder.at("log").string(), "access log");
    CHECK(log.hand_over("first\n"));
    std::filesystem::rename(folder.at("log"), folder.at("log.1"));
    std::filesystem::create_directory(folder.at("log"));
    log.reopen();
    CHECK(log.hand_over("second\n"));
  }
  CHECK(content(folder.at("log.1")) == "first\nsecond\n");
}

TEST_CASE("a log that cannot be opened is an error with its path") {
  const test::temp_site folder;
  const std::string path = folder.at("none/log").string();
  CHECK_THROWS_WITH(log_writer(path, "access log"),
                    ("cannot open the access log " + path + ": No such file or directory").c_str());
}

TEST_CASE("lines are dropped rather than waited for when the log is too slow") {
  const test::temp_site folder;
  REQUIRE(::mkfifo(folder.at("pipe").c_str(), 0600) == 0);
  // A pipe that nobody reads takes 64 KiB: the writer's thread blocks, and what it has not taken queues up.
  const int reader = ::open(folder.at("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  std::size_t taken = 0;
  std::future<std::size_t> drained;
  {
    log_writer log(folder.at("pipe").string(), "access log");
    const std::string batch(std::size_t{128} * 1024, 'x');
    while (taken < 10'000 && log.hand_over(std::string(batch))) ++taken;
    CHECK(taken < 10'000);
    REQUIRE(::fcntl(reader, F_SETFL, 0) == 0);
    drained = std::async(std::launch::async, [reader] {
      std::string buffer(std::size_t{64} * 1024, '\0');
      std::size_t all = 0;
      for (ssize_t count = 0; (count = ::read(reader, buffer.data(), buffer.size())) > 0;)
        all += static_cast<std::size_t>(count);
      return all;
    });
  }
  CHECK(drained.get() == taken * 128 * 1024);
  ::close(reader);
}

}  // namespace
}  // namespace synfin::server
