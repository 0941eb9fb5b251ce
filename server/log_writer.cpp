#include "server/log_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/error.hpp"
#include "common/log.hpp"

namespace synfin::server {
namespace {

constexpr std::size_t most_waiting = 256;  // batches; a worker hands over 64 KiB at the most before a new one starts

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

log_writer::~log_writer() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  filled_.notify_one();
  thread_.join();
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
}

void log_writer::write_out(const std::string& lines) noexcept {
  for (std::size_t done = 0; done < lines.size();) {
    const ssize_t count = ::write(target_, lines.data() + done, lines.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // a full disk or a closed pipe: serving matters more than its log
    done += static_cast<std::size_t>(count);
  }
}

}  // namespace synfin::server
