#include "common/clock.hpp"

#include <ctime>

#include <fmt/format.h>

namespace synfin {

moment now() noexcept { return {steady::now(), wall::now()}; }

std::string rfc3339(wall::time_point time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds).count();
  const std::time_t raw = wall::to_time_t(seconds);
  std::tm parts{};
  gmtime_r(&raw, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, rest);
}

}  // namespace synfin
