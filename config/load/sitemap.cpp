#include "config/load/sitemap.hpp"

#include <limits>
#include <memory>
#include <type_traits>

#include <expat.h>
#include <fmt/format.h>

#include "config/load/gzip_text.hpp"

namespace synfin::config {
namespace {

constexpr std::size_t longest_location = std::size_t{16} * 1024;
constexpr std::size_t deepest = 64;

struct freed {
  void operator()(XML_Parser parser) const noexcept { XML_ParserFree(parser); }
};
using parser_handle = std::unique_ptr<std::remove_pointer_t<XML_Parser>, freed>;

/// The line at which the parser stands. Newer expats deprecate the call by which older ones tell it (Debian 12 has the
/// old one alone). Which of both expat.h declares is only known once the argument's type is, hence a template.
template <typename Parser>
auto line_of(Parser parser) noexcept {
  if constexpr (requires { XML_GetCurrentLineNumber64(parser); }) {
    return XML_GetCurrentLineNumber64(parser);
  } else {
    return XML_GetCurrentLineNumber(parser);
  }
}

/// Expat's events, and what they come to. An exception may not pass through expat: none is let out.
class sitemap_reader {
 public:
  explicit sitemap_reader(XML_Parser parser) : parser_(parser) {
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
  }

  std::expected<sitemap, std::string> read(std::string_view xml) {
    if (xml.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return std::unexpected("too large");
    const auto result = XML_Parse(parser_, xml.data(), static_cast<int>(xml.size()), XML_TRUE);
    if (result == XML_STATUS_OK && root_seen_) return std::move(made_);
    if (result == XML_STATUS_OK) problem_ = "neither a urlset nor a sitemapindex";
    return std::unexpected(fmt::format("line {}: {}", line_of(parser_),
                                       problem_.empty() ? XML_ErrorString(XML_GetErrorCode(parser_)) : problem_));
  }

 private:
  static sitemap_reader& of(void* user) noexcept { return *static_cast<sitemap_reader*>(user); }

  static void on_start(void* user, const XML_Char* name, const XML_Char** /*attributes*/) noexcept {
    of(user).guarded([&] { of(user).start(name); });
  }
  static void on_end(void* user, const XML_Char* /*name*/) noexcept {
    of(user).guarded([&] { of(user).end(); });
  }
  static void on_text(void* user, const XML_Char* text, int length) noexcept {
    of(user).guarded([&] { of(user).text({text, static_cast<std::size_t>(length)}); });
  }
  static void on_doctype(void* user, const XML_Char* /*name*/, const XML_Char* /*system*/, const XML_Char* /*public*/,
                         int /*internal*/) noexcept {
    of(user).guarded([&] { of(user).refuse("a document type declaration has no place in a sitemap"); });
  }

  template <typename Action>
  void guarded(Action act) noexcept {
    try {
      if (problem_.empty()) act();
    } catch (...) {
      XML_StopParser(parser_, XML_FALSE);
    }
  }

  void refuse(std::string_view why) {
    problem_ = why;
    XML_StopParser(parser_, XML_FALSE);
  }

  /// The name without its namespace, which expat writes before it.
  static std::string_view local(std::string_view name) { return name.substr(name.rfind(' ') + 1); }

  void start(std::string_view name) {
    name = local(name);
    if (path_.size() == deepest) return refuse("elements lie too deep");
    if (path_.empty()) {
      if (name != "urlset" && name != "sitemapindex") return refuse("neither a urlset nor a sitemapindex");
      made_.index = name == "sitemapindex";
      root_seen_ = true;
    }
    path_.emplace_back(name);
    in_location_ = path_.size() == 3 && path_[1] == (made_.index ? "sitemap" : "url") && name == "loc";
  }

  void text(std::string_view piece) {
    if (!in_location_) return;
    if (piece.size() > longest_location - location_.size()) return refuse("a location is too long");
    location_.append(piece);
  }

  void end() {
    if (in_location_) take_location();
    in_location_ = false;
    path_.pop_back();
  }

  void take_location() {
    const auto trimmed = trim(location_);
    if (made_.locations.size() == most_locations) return refuse(fmt::format("more than {} locations", most_locations));
    if (!trimmed.empty()) made_.locations.emplace_back(trimmed);
    location_.clear();
  }

  static std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
  }

  XML_Parser parser_;
  sitemap made_;
  std::vector<std::string> path_;
  std::string location_;
  std::string problem_;
  bool in_location_ = false;
  bool root_seen_ = false;
};

}  // namespace

std::expected<sitemap, std::string> parse_sitemap(std::string_view bytes) {
  std::string unpacked;
  if (is_gzip(bytes)) {
    auto text = gunzip(bytes, longest_sitemap);
    if (!text) return std::unexpected(text.error());
    unpacked = *std::move(text);
    bytes = unpacked;
  }
  const parser_handle parser(XML_ParserCreateNS(nullptr, ' '));
  if (!parser) return std::unexpected("no memory to read it");
  return sitemap_reader(parser.get()).read(bytes);
}

}  // namespace synfin::config
