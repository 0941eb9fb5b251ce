#include "client/load/thread_usage.hpp"

#include <sys/resource.h>

#include <fstream>

namespace synfin::load {
namespace {

double seconds(const timeval& time) noexcept {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

double thread_cpu_seconds() noexcept {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

thread_usage used_by_this_thread() {
  thread_usage found{thread_cpu_seconds(), 0};
  std::ifstream statistics("/proc/thread-self/schedstat");
  double ran_ns = 0;
  double waited_ns = 0;
  if (statistics >> ran_ns >> waited_ns) found.waited_seconds = waited_ns / 1e9;
  return found;
}

}  // namespace synfin::load
