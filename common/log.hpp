#pragma once

#include <cstdint>
#include <string_view>

namespace synfin::log {

/// How much is said: `quiet` keeps errors and warnings, `verbose` adds what helps to find a fault.
enum class level : std::uint8_t { verbose, normal, warning, error };

/// Sets the name that starts every line and the least level that is printed. Call once, before any thread starts.
void start(std::string_view program, level least);

/// Prints `PROGRAM: text` as one line on standard error; from any thread.
void line(level at, std::string_view text);

inline void verbose(std::string_view text) { line(level::verbose, text); }
inline void info(std::string_view text) { line(level::normal, text); }
inline void warning(std::string_view text) { line(level::warning, text); }
inline void error(std::string_view text) { line(level::error, text); }

}  // namespace synfin::log
