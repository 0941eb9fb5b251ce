#include "server/log_writer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <future>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>

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

/// For as long as it lives no file of this process grows beyond that: a disk that is full there.
class full_disk {
 public:
  explicit full_disk(rlim_t bytes) : ignored_(std::signal(SIGXFSZ, SIG_IGN)) {
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit now{bytes, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &now) == 0);
  }
  ~full_disk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, ignored_);
  }
  full_disk(const full_disk&) = delete;
  full_disk& operator=(const full_disk&) = delete;

 private:
  rlimit before_{};
  void (*ignored_)(int);
};

/// Until the writer's thread has given so many up.
void wait_for_lost(const log_writer& log, std::uint64_t count) {
  while (log.lost() < count) std::this_thread::yield();
}

TEST_CASE("what a full disk does not take is counted, and damages one line at the most") {
  const test::temp_site folder;
  std::string kept = "first\nseco";
  SUBCASE("in the middle of a line") {}
  SUBCASE("between two") { kept = "first\n"; }
  SUBCASE("at the very start") { kept.clear(); }
  log_writer log(folder.at("log").string(), "access log");
  const std::uint64_t missing = 3 - static_cast<std::uint64_t>(std::ranges::count(kept, '\n'));
  {
    const full_disk full(kept.size());
    CHECK(log.hand_over("first\nsecond\nthird\n"));
    wait_for_lost(log, missing);
    CHECK(log.hand_over("fourth\n"));
    wait_for_lost(log, missing + 1);
  }
  CHECK(log.hand_over("fifth\n"));
  CHECK(log.hand_over("sixth\n"));
  log.finish();
  CHECK(log.lost() == missing + 1);
  const bool cut = kept.ends_with("seco");
  CHECK(content(folder.at("log")) == kept + (cut ? "\n" : "") + "fifth\nsixth\n");
}

TEST_CASE("a new file does not begin with the end of a line that the old one lacks") {
  const test::temp_site folder;
  log_writer log(folder.at("log").string(), "access log");
  {
    const full_disk full(4);
    CHECK(log.hand_over("first\n"));
    wait_for_lost(log, 1);
  }
  std::filesystem::rename(folder.at("log"), folder.at("log.1"));
  log.reopen();
  while (!std::filesystem::exists(folder.at("log"))) std::this_thread::yield();
  CHECK(log.hand_over("second\n"));
  log.finish();
  CHECK(content(folder.at("log.1")) == "firs");
  CHECK(content(folder.at("log")) == "second\n");
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
