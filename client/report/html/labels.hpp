#pragma once

#include <string>

namespace synfin::load::html {

/// What axes call their ticks: microseconds as `5 ms`, counts as `20k`, seconds as they are.
std::string latency_label(double microseconds);
std::string count_label(double count);
std::string seconds_label(double seconds);

}  // namespace synfin::load::html
