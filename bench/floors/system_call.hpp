#pragma once

#include <cerrno>
#include <string>
#include <system_error>

namespace synfin::bench {

/// The result of a system call that must not fail; throws std::system_error, with `what`, when it did.
template <typename Result>
Result checked(Result result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

}  // namespace synfin::bench
