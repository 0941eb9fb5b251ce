#pragma once

#include <span>
#include <string>
#include <string_view>

namespace synfin::server::site::rules {

/// Does the name of a file (without folders) end in a dash and eight characters of base64url before its extension, as
/// Vite and Rollup write hashes (`index-JiFZydyu.js`)? People's names may do so too: `hero-mountain.jpg`.
bool has_bundle_form(std::string_view file_name) noexcept;

/// Have these names of one folder been written by such a bundler? If all its scripts and styles, two at least, have
/// that form, and their ends together look like no words: then what has the form there is fingerprinted.
bool is_bundle(std::span<const std::string> file_names) noexcept;

}  // namespace synfin::server::site::rules
