#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "client/compare/named_result.hpp"

namespace synfin::client {

/// All results that the files hold, each at least one, named after its file; `-` is standard input. The error names the
/// file.
std::expected<std::vector<load::named_result>, std::string> read_result_files(const std::vector<std::string>& paths);

/// Writes `text` as the file `path`, or to standard output for `-`; says why not.
std::expected<void, std::string> write_output(const std::string& path, std::string_view text);

/// Writes a report for people to standard output, in ASCII where the terminal takes no more.
bool print_for_people(std::string_view text);

}  // namespace synfin::client
