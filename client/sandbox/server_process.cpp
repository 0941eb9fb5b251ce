#include "client/sandbox/server_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "common/clock.hpp"

namespace synfin::sandbox {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;
constexpr auto last_words = 2s;  // its grace, when it is told to stop
constexpr const char* program = "synfin-server";

/// Beside our own; else its bare name, for PATH.
std::string path_of_server() {
  std::error_code problem;
  const auto beside = std::filesystem::read_symlink("/proc/self/exe", problem).parent_path() / program;
  return !problem && ::access(beside.c_str(), X_OK) == 0 ? beside.string() : program;
}

/// Becomes the server; returns only where that fails. Between fork() and here nothing is allocated.
void become(char* const* words, pid_t parent, int says) {
  ::prctl(PR_SET_PDEATHSIG, static_cast<unsigned long>(SIGKILL));
  if (::getppid() != parent) return;
  const int nothing = ::open("/dev/null", O_RDWR);  // NOLINT(cppcoreguidelines-pro-type-vararg)
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(nothing, STDOUT_FILENO);
  ::dup2(says, STDERR_FILENO);
  ::execvp(words[0], words);
  constexpr std::string_view problem = "there is no synfin-server beside this program or in PATH\n";
  [[maybe_unused]] const ssize_t told = ::write(STDERR_FILENO, problem.data(), problem.size());
}

/// What it says next; empty at its end, or when the time is over.
std::string hear(int from, steady::time_point until) {
  std::array<char, 4096> buffer{};
  pollfd watched{from, POLLIN, 0};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady::now());
  if (left <= 0ms || ::poll(&watched, 1, static_cast<int>(left.count())) != 1) return {};
  const ssize_t size = ::read(from, buffer.data(), buffer.size());
  return {buffer.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
}

std::string last_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace

server_process::server_process(pid_t process, descriptor words) noexcept
    : process_(process), words_(std::move(words)) {}

server_process::server_process(server_process&& other) noexcept
    : process_(std::exchange(other.process_, 0)), words_(std::move(other.words_)) {}

server_process::~server_process() {
  if (process_ == 0) return;
  ::kill(process_, SIGTERM);
  const auto until = steady::now() + last_words;
  while (!hear(words_.raw(), until).empty()) {
  }
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

std::expected<server_process, std::string> server_process::start(const std::vector<std::string>& arguments) {
  std::vector<std::string> copies{path_of_server()};
  copies.insert(copies.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  words.reserve(copies.size() + 1);
  for (std::string& each : copies) words.push_back(each.data());
  words.push_back(nullptr);
  std::array<int, 2> ends{-1, -1};
  const bool piped = ::pipe2(ends.data(), O_CLOEXEC) == 0;
  descriptor hears(ends[0]);
  descriptor says(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t process = piped ? ::fork() : -1;
  if (process < 0) {
    return std::unexpected(
        fmt::format("--sandbox: no process for a server: {}", std::system_category().message(errno)));
  }
  if (process == 0) {
    become(words.data(), parent, says.raw());
    ::_exit(127);
  }
  says = descriptor();
  server_process made(process, std::move(hears));
  if (auto ready = made.wait_until_ready(); !ready) return std::unexpected(std::move(ready.error()));
  return made;
}

std::expected<void, std::string> server_process::wait_until_ready() {
  const auto until = steady::now() + patience;
  std::string said;
  for (;;) {
    const std::string more = hear(words_.raw(), until);
    said += more;
    if (said.find("stop with Ctrl-C") != std::string::npos) return {};
    if (more.empty()) return std::unexpected(fmt::format("--sandbox: its server did not start: {}", last_line(said)));
  }
}

}  // namespace synfin::sandbox
