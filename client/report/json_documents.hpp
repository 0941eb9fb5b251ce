#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace synfin::load {

/// The JSON objects in a text that holds several, one after another, and maybe other lines between them, as the output
/// of several processes does. An object begins a line; one that has no end reaches to the text's.
std::vector<std::string_view> json_documents(std::string_view text);

/// Reads one of them, which is a stretch of `text`; the error says in which line that stops being JSON.
std::expected<nlohmann::json, std::string> parse_document(std::string_view text, std::string_view part);

}  // namespace synfin::load
