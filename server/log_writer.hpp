#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "common/clock.hpp"
#include "common/descriptor.hpp"

namespace synfin::server {

/// Writes a file of lines, such as the access log, from a thread of its own, so that a slow disk or a full pipe never
/// holds a worker up. Lines of up to 4 KiB stay whole in a pipe that others write to as well (pipe(7), PIPE_BUF).
class log_writer {
 public:
  /// Opens `path` for appending, or takes standard output for `-`. `what` it is stands in messages. Throws
  /// std::system_error if it cannot be opened.
  log_writer(const std::string& path, std::string what);

  /// finish().
  ~log_writer();

  /// Hands whole lines over; from any thread. False if so much waits already that they were dropped.
  bool hand_over(std::string&& lines);

  /// Opens the path again (the old file was moved away by log rotation); from any thread. Standard output stays.
  void reopen();

  /// Writes what has been handed over, then ends. Nothing may be handed over after that. A pipe or a terminal that
  /// takes nothing is waited for a second; what is left then is lost.
  void finish();

  /// How many lines that were handed over could not be written, such as to a full disk; from any thread.
  std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }

 private:
  void run();
  void write_out(std::string_view lines);
  std::size_t put(std::string_view text) noexcept;
  bool takes_more() const noexcept;
  void note_loss(std::string_view rest, int why);
  void open_again();

  std::string path_;
  std::string what_;
  descriptor file_;
  int target_;  // file_, or standard output
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::string> queue_;  // by mutex_
  bool reopen_ = false;            // by mutex_
  bool ending_ = false;            // by mutex_
  std::atomic<steady::time_point> patience_ends_ = steady::time_point::max();
  bool cut_ = false;      // the file ends in the middle of a line; the thread's alone
  bool failing_ = false;  // the last lines could not be written, and that was said; the thread's alone
  std::atomic<std::uint64_t> lost_ = 0;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace synfin::server
