#pragma once

#include <cstddef>
#include <expected>
#include <string>

namespace synfin::config {

/// All bytes of the file at `path`, at most `most` of them; the error names the file and says why not.
std::expected<std::string, std::string> read_text_file(const std::string& path, std::size_t most);

}  // namespace synfin::config
