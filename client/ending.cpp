#include "client/ending.hpp"

#include <cstdio>

#include "common/log.hpp"

namespace synfin::client {

int fail(std::string_view why) {
  log::error(why);
  return could_not_run;
}

bool print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

}  // namespace synfin::client
