#pragma once

#include <sys/types.h>

#include <expected>
#include <string>
#include <vector>

#include "common/descriptor.hpp"

namespace synfin::sandbox {

/// A synfin-server of this process's own: it ends with this, and with the thread that started it (PR_SET_PDEATHSIG).
class server_process {
 public:
  /// Starts the program that lies beside ours, else the one in PATH, in the namespaces that we are in, and waits until
  /// it listens. `arguments` are those behind its name. The error is a sentence with the server's own words.
  static std::expected<server_process, std::string> start(const std::vector<std::string>& arguments);

  server_process(server_process&& other) noexcept;
  server_process& operator=(server_process&&) = delete;
  ~server_process();

 private:
  server_process(pid_t process, descriptor words) noexcept;

  std::expected<void, std::string> wait_until_ready();

  pid_t process_;
  descriptor words_;  // what it says on standard error; at its end when the server has ended
};

}  // namespace synfin::sandbox
