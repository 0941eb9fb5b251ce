#include "server/site/codings/inflating.hpp"

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "server/site/codings/inflate.hpp"

namespace synfin::server::site {
namespace {

/// All of the file, or nothing.
std::optional<std::string> content_of(const file_snapshot& file, const std::stop_token& stop) {
  std::string content;
  content.reserve(static_cast<std::size_t>(file.version.size));
  if (!read_through(file, [&](std::string_view bytes) { content.append(bytes); }, stop)) return std::nullopt;
  return content;
}

}  // namespace

inflating::inflating(coding which, content_source source, std::size_t most)
    : which_(which), source_(std::move(source)), most_(most) {}

void inflating::work(const std::stop_token& stop) noexcept {
  // What was read is not kept beyond this: neither its memory nor its descriptor.
  const content_source source = std::exchange(source_, {});
  try {
    std::optional<std::string> read;
    const auto* held = std::get_if<std::shared_ptr<const std::string>>(&source);
    if (held == nullptr) read = content_of(std::get<file_snapshot>(source), stop);
    if (held == nullptr && !read) return;
    auto content = inflate(which_, read ? std::string_view(*read) : std::string_view(**held), most_);
    if (!content) return;
    content->shrink_to_fit();
    result_ = std::make_shared<const std::string>(*std::move(content));
  } catch (const std::exception&) {
    result_ = nullptr;  // no memory for it
  }
}

}  // namespace synfin::server::site
