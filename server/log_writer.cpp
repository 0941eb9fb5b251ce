#include "server/log_writer.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstring>
#include <utility>

#include "common/error.hpp"
#include "common/log.hpp"

namespace synfin::server {
namespace {

constexpr std::size_t most_waiting = 256;  // batches; a worker hands over 64 KiB at the most before a new one starts

/// How much of `text` to write at once: a pipe that takes anything takes this much without a wait, and whole.
std::string_view portion(std::string_view text) noexcept {
  if (text.size() <= PIPE_BUF) return text;
  const auto end = text.substr(0, PIPE_BUF).rfind('\n');
  return text.substr(0, end == std::string_view::npos ? PIPE_BUF : end + 1);
}

descriptor open_log(const std::string& path) {
  return descriptor(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
}

}  // namespace

log_writer::log_writer(const std::string& path, std::string what)
    : path_(path), what_(std::move(what)), target_(STDOUT_FILENO) {
  if (path_ != "-") {
    file_ = open_log(path_);
    if (!file_.valid()) throw system_failure(errno, "cannot open the " + what_ + " " + path_);
    target_ = file_.raw();
  }
  thread_ = std::thread([this] { run(); });
}

log_writer::~log_writer() { finish(); }

void log_writer::finish() {
  constexpr auto patience = std::chrono::seconds(1);
  patience_ends_ = steady::now() + patience;
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  filled_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool log_writer::hand_over(std::string&& lines) {
  {
    const std::scoped_lock lock(mutex_);
    if (queue_.size() >= most_waiting) return false;
    queue_.push_back(std::move(lines));
  }
  filled_.notify_one();
  return true;
}

void log_writer::reopen() {
  {
    const std::scoped_lock lock(mutex_);
    reopen_ = path_ != "-";
  }
  filled_.notify_one();
}

void log_writer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    filled_.wait(lock, [this] { return ending_ || reopen_ || !queue_.empty(); });
    if (queue_.empty() && !reopen_) return;
    std::deque<std::string> batch;
    batch.swap(queue_);
    const bool again = std::exchange(reopen_, false);
    lock.unlock();
    for (const std::string& lines : batch) write_out(lines);
    if (again) open_again();
    lock.lock();
  }
}

void log_writer::open_again() {
  descriptor fresh = open_log(path_);
  if (!fresh.valid()) {
    return log::error("cannot reopen the " + what_ + " " + path_ + ": " + std::strerror(errno) +
                      "; the old file stays in use");
  }
  file_ = std::move(fresh);
  target_ = file_.raw();
  struct stat found{};
  if (::fstat(target_, &found) == 0 && found.st_size == 0) cut_ = false;
}

/// Lines are written or lost, but for one that the disk had no room for the end of: it is ended before the next ones,
/// so that it damages none of them.
void log_writer::write_out(std::string_view lines) {
  if (cut_ && put("\n") == 0) return note_loss(lines, errno);
  const std::size_t done = put(lines);
  const int why = errno;
  cut_ = done > 0 && done < lines.size() && lines[done - 1] != '\n';
  if (done < lines.size()) return note_loss(lines.substr(done), why);
  failing_ = false;
}

/// How much of `text` was written; errno says why not the rest.
std::size_t log_writer::put(std::string_view text) noexcept {
  std::size_t done = 0;
  while (done < text.size() && takes_more()) {
    const std::string_view next = portion(text.substr(done));
    const ssize_t count = ::write(target_, next.data(), next.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;  // a full disk or a closed pipe: serving matters more than its log
    done += static_cast<std::size_t>(count);
  }
  return done;
}

/// Waits until a write would not. False, and errno, if patience has ended before.
bool log_writer::takes_more() const noexcept {
  constexpr int between_looks = 100;  // milliseconds, at finish()'s time
  pollfd target{target_, POLLOUT, 0};
  while (true) {
    const bool last = steady::now() >= patience_ends_.load();
    const int ready = ::poll(&target, 1, last ? 0 : between_looks);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;  // for an end or an error, write(2) has the words
    errno = EAGAIN;
    if (last) return false;
  }
}

/// Said once, until lines can be written again: a disk that is full stays so for long.
void log_writer::note_loss(std::string_view rest, int why) {
  lost_.fetch_add(static_cast<std::uint64_t>(std::ranges::count(rest, '\n')), std::memory_order_relaxed);
  if (std::exchange(failing_, true)) return;
  log::error("cannot write the " + what_ + " " + path_ + ": " +
             (why == EAGAIN ? "nobody reads it" : std::strerror(why)) +
             "; lines are lost until it can be written again");
}

}  // namespace synfin::server
