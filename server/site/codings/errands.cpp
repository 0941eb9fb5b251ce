#include "server/site/codings/errands.hpp"

#include <new>
#include <string_view>
#include <utility>

#include "server/site/codings/compress.hpp"
#include "server/site/codings/content_hash.hpp"

namespace synfin::server::site {
namespace {

/// The content as a whole; null if it is a file that cannot be read, or not as it was, or it is to stop.
std::shared_ptr<const std::string> whole(const content_source& source, const std::stop_token& stop) {
  if (const auto* text = std::get_if<std::shared_ptr<const std::string>>(&source)) return *text;
  const auto& file = std::get<file_snapshot>(source);
  std::string content;
  content.reserve(file.version.size);
  if (!read_through(file, [&](std::string_view piece) { content.append(piece); }, stop)) return nullptr;
  return std::make_shared<const std::string>(std::move(content));
}

std::shared_ptr<const std::string> smaller(coding which, const std::string& content, const std::stop_token& stop) {
  if (which == coding::identity || content.size() < least_compressed) return nullptr;
  auto made = compress(which, content, stop);
  if (!made || !worthwhile(content.size(), made->size())) return nullptr;
  return std::make_shared<const std::string>(*std::move(made));
}

std::optional<variant_set> compressed(const content_source& source, const std::vector<coding>& wanted,
                                      const std::stop_token& stop) {
  const auto content = whole(source, stop);
  if (!content) return std::nullopt;
  variant_set made;
  for (const coding each : wanted) made.by_coding[static_cast<std::size_t>(each)] = smaller(each, *content, stop);
  if (stop.stop_requested()) return std::nullopt;  // what is missing might have been worthwhile
  return made;
}

}  // namespace

std::size_t variant_set::bytes() const noexcept {
  std::size_t sum = 0;
  for (const auto& each : by_coding) sum += each ? each->size() : 0;
  return sum;
}

hashing::hashing(file_snapshot source) : source_(std::move(source)) {}

void hashing::work(const std::stop_token& stop) noexcept {
  try {
    content_hasher hasher;
    const auto take = [&](std::string_view piece) { hasher.update(piece); };
    if (read_through(source_, take, stop)) result_ = hasher.tag();
  } catch (const std::bad_alloc&) {
    result_.reset();
  }
  source_ = {};  // whoever waits for the result may hold this for long
}

compression::compression(content_source source, std::vector<coding> wanted)
    : source_(std::move(source)), wanted_(std::move(wanted)) {}

void compression::work(const std::stop_token& stop) noexcept {
  try {
    results_ = compressed(source_, wanted_, stop);
  } catch (const std::bad_alloc&) {
    results_.reset();
  }
  source_ = {};
}

}  // namespace synfin::server::site
