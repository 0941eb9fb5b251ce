#pragma once

#include <string_view>
#include <vector>

namespace synfin::load {

/// The JSON objects in a text that holds several, one after another, and maybe other lines between them, as the output
/// of several processes does. An object begins a line; one that has no end reaches to the text's.
std::vector<std::string_view> json_documents(std::string_view text);

}  // namespace synfin::load
