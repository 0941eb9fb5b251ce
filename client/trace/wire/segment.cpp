#include "client/trace/wire/segment.hpp"

#include <arpa/inet.h>

#include <fmt/format.h>

#include "config/number.hpp"

namespace synfin::trace {

std::string endpoint::text() const {
  return v6 ? fmt::format("[{}]:{}", host_text(), port) : fmt::format("{}:{}", host_text(), port);
}

std::string endpoint::host_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(v6 ? AF_INET6 : AF_INET, host.data(), text.data(), text.size());
  return text.data();
}

std::optional<endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = config::parse_number(text.substr(colon + 1));
  std::string host_text(text.substr(0, colon));
  endpoint found;
  found.v6 = host_text.size() > 2 && host_text.front() == '[' && host_text.back() == ']';
  if (found.v6) host_text = host_text.substr(1, host_text.size() - 2);
  constexpr std::uint64_t most = 65'535;
  if (!port || *port > most || host_text.contains('\0')) return std::nullopt;
  found.port = static_cast<std::uint16_t>(*port);
  if (::inet_pton(found.v6 ? AF_INET6 : AF_INET, host_text.c_str(), found.host.data()) != 1) return std::nullopt;
  return found;
}

char mark_of(grade sure) noexcept {
  switch (sure) {
    case grade::exact: return '=';
    case grade::derived: return '~';
    case grade::bracketed: return '<';
  }
  return ' ';
}

}  // namespace synfin::trace
