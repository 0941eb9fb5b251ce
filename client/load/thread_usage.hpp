#pragma once

namespace synfin::load {

/// What the calling thread has used so far.
struct thread_usage {
  double cpu_seconds = 0;     ///< user and system time (getrusage(2))
  double waited_seconds = 0;  ///< ready to run, while its CPU ran others; 0 where the kernel does not say (schedstat)
};

/// Processor time alone: one system call.
double thread_cpu_seconds() noexcept;

/// Both, the second from /proc: not for the way of a request.
thread_usage used_by_this_thread();

}  // namespace synfin::load
