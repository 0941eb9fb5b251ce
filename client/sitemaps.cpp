#include "client/sitemaps.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "client/check.hpp"
#include "common/http/response_watcher.hpp"
#include "config/byte_size.hpp"
#include "config/load/recording.hpp"
#include "config/load/request_flags.hpp"
#include "config/load/sitemap.hpp"
#include "config/text_file.hpp"
#include "config/url.hpp"

namespace synfin::client {
namespace {

constexpr std::size_t most_sitemaps = 1000;
constexpr std::size_t deepest = 3;  // an index, in an index, in one
constexpr std::size_t most_pages = 1'000'000;

using bytes_or_problem = std::expected<std::string, std::string>;

/// Keeps the body of an answer, as far as it is not too long.
class body_keeper final : public http::response_watcher {
 public:
  void begin() noexcept override { kept_.clear(); }
  void field(std::string_view /*name*/, std::string_view /*value*/) noexcept override {}
  void head_complete(unsigned /*status*/) noexcept override {}
  void body(std::string_view bytes) noexcept override {
    too_long_ = too_long_ || bytes.size() > config::longest_sitemap - kept_.size();
    if (!too_long_) kept_.append(bytes);
  }

  bool too_long() const noexcept { return too_long_; }
  std::string take() { return std::move(kept_); }

 private:
  std::string kept_;
  bool too_long_ = false;
};

bytes_or_problem fetch(const std::string& url, const config::load_settings& settings) {
  body_keeper kept;
  const auto status = check({url, settings.timeout, settings.tls}, &kept);
  if (!status) return std::unexpected(status.error());
  if (*status != 200) return std::unexpected(fmt::format("status {}, expected 200", *status));
  if (kept.too_long()) {
    return std::unexpected("larger than " + config::format_byte_size(config::longest_sitemap));
  }
  return kept.take();
}

bytes_or_problem bytes_of(const std::string& place, const config::load_settings& settings) {
  if (place.find("://") != std::string::npos) return fetch(place, settings);
  return config::read_text_file(place, config::longest_sitemap);
}

/// Goes through sitemaps, and the sitemaps that they name.
class sitemap_walk {
 public:
  explicit sitemap_walk(const config::load_settings& settings) : settings_(settings) {
    if (const auto origin = config::parse_url(settings.origin); origin) origin_ = *origin;
    for (const auto& each : settings.sitemaps) waiting_.push_back({each, 1});
  }

  /// The error names the sitemap.
  std::expected<void, std::string> run() {
    for (; !waiting_.empty(); waiting_.pop_front()) {
      const entry& next = waiting_.front();
      if (!seen_.insert(next.place).second) continue;
      if (seen_.size() > most_sitemaps) return std::unexpected(fmt::format("more than {} sitemaps", most_sitemaps));
      auto taken = take(next);
      if (!taken) return std::unexpected(fmt::format("sitemap {}: {}", next.place, taken.error()));
    }
    if (pages_.empty()) return std::unexpected("the sitemaps name no page");
    return {};
  }

  std::vector<config::wanted_request> take_pages() { return std::move(pages_); }

  std::vector<std::string> notes() const {
    if (unusable_ == 0) return {};
    return {fmt::format("{} of the sitemaps' locations are no http or https URL, and left out; the first is {}",
                        unusable_, first_unusable_)};
  }

 private:
  struct entry {
    std::string place;
    std::size_t depth;
  };

  std::expected<void, std::string> take(const entry& from) {
    const auto bytes = bytes_of(from.place, settings_);
    if (!bytes) return std::unexpected(bytes.error());
    const auto read = config::parse_sitemap(*bytes);
    if (!read) return std::unexpected(read.error());
    if (read->index && from.depth == deepest) return std::unexpected("indexes of sitemaps lie too deep in one another");
    const std::size_t depth = from.depth + 1;  // `from` may move when others are queued
    for (const auto& each : read->locations) {
      if (!take_location(each, read->index, depth))
        return std::unexpected(fmt::format("more than {} pages", most_pages));
    }
    return {};
  }

  bool take_location(const std::string& location, bool is_sitemap, std::size_t depth) {
    const auto url = config::parse_url(location);
    if (!url) {
      if (unusable_++ == 0) first_unusable_ = location;
      return true;
    }
    std::string place = origin_ ? config::url_at(*origin_, url->target) : location;
    if (is_sitemap) {
      waiting_.push_back({std::move(place), depth});
      return true;
    }
    if (pages_.size() == most_pages) return false;
    pages_.emplace_back().url = std::move(place);
    return true;
  }

  const config::load_settings& settings_;
  std::optional<config::url> origin_;
  std::deque<entry> waiting_;
  std::set<std::string> seen_;
  std::vector<config::wanted_request> pages_;
  std::size_t unusable_ = 0;
  std::string first_unusable_;
};

}  // namespace

std::expected<std::vector<std::string>, std::string> add_sitemaps(config::load_settings& settings) {
  if (settings.sitemaps.empty()) return {};
  sitemap_walk walk(settings);
  if (auto walked = walk.run(); !walked) return std::unexpected(walked.error());
  config::add_wanted(settings, walk.take_pages());
  return walk.notes();
}

}  // namespace synfin::client
