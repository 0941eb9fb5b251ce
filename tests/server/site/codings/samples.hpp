#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace synfin::server::site {

/// Text that shrinks well.
inline std::string prose(std::size_t size) {
  std::string text;
  while (text.size() < size) text += "<li class=\"row\">number " + std::to_string(text.size()) + "</li>\n";
  text.resize(size);
  return text;
}

/// Bytes that no coding makes smaller, always the same.
inline std::string noise(std::size_t size) {
  std::string bytes;
  std::uint64_t state = 1;
  while (bytes.size() < size) {
    state = state * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    bytes += static_cast<char>(state >> 56U);
  }
  return bytes;
}

/// Content as errands take it.
inline std::shared_ptr<const std::string> shared(std::string content) {
  return std::make_shared<const std::string>(std::move(content));
}

}  // namespace synfin::server::site
