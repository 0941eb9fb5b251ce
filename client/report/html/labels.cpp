#include "client/report/html/labels.hpp"

#include <fmt/format.h>

namespace synfin::load::html {

std::string latency_label(double microseconds) {
  if (microseconds < 999.5) return fmt::format("{:g} µs", microseconds);
  if (microseconds < 999'500) return fmt::format("{:g} ms", microseconds / 1e3);
  return fmt::format("{:g} s", microseconds / 1e6);
}

std::string count_label(double count) {
  if (count < 9'999.5) return fmt::format("{:g}", count);
  if (count < 999'500) return fmt::format("{:g}k", count / 1e3);
  return fmt::format("{:g}M", count / 1e6);
}

std::string seconds_label(double seconds) { return fmt::format("{:g}", seconds); }

}  // namespace synfin::load::html
