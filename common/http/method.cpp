#include "common/http/method.hpp"

#include <algorithm>
#include <array>

namespace synfin::http {
namespace {

constexpr std::array registered{
    std::string_view{"ACL"},       std::string_view{"BIND"},       std::string_view{"CHECKOUT"},
    std::string_view{"CONNECT"},   std::string_view{"COPY"},       std::string_view{"DELETE"},
    std::string_view{"LINK"},      std::string_view{"LOCK"},       std::string_view{"M-SEARCH"},
    std::string_view{"MERGE"},     std::string_view{"MKACTIVITY"}, std::string_view{"MKCALENDAR"},
    std::string_view{"MKCOL"},     std::string_view{"MOVE"},       std::string_view{"NOTIFY"},
    std::string_view{"PATCH"},     std::string_view{"POST"},       std::string_view{"PROPFIND"},
    std::string_view{"PROPPATCH"}, std::string_view{"PURGE"},      std::string_view{"PUT"},
    std::string_view{"REBIND"},    std::string_view{"REPORT"},     std::string_view{"SEARCH"},
    std::string_view{"SUBSCRIBE"}, std::string_view{"TRACE"},      std::string_view{"UNBIND"},
    std::string_view{"UNLINK"},    std::string_view{"UNLOCK"},     std::string_view{"UNSUBSCRIBE"}};
static_assert(std::ranges::is_sorted(registered));

constexpr bool is_tchar(unsigned char byte) noexcept {
  if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(byte)) != std::string_view::npos;
}

}  // namespace

method method_of(std::string_view token) noexcept {
  if (token == "GET") return method::get;
  if (token == "HEAD") return method::head;
  if (token == "OPTIONS") return method::options;
  return std::ranges::binary_search(registered, token) ? method::other : method::unknown;
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_tchar(static_cast<unsigned char>(c)); });
}

}  // namespace synfin::http
