#include "client/trace/wire/segment.hpp"

#include <arpa/inet.h>

#include <fmt/format.h>

namespace synfin::trace {

std::string endpoint::text() const {
  return v6 ? fmt::format("[{}]:{}", host_text(), port) : fmt::format("{}:{}", host_text(), port);
}

std::string endpoint::host_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(v6 ? AF_INET6 : AF_INET, host.data(), text.data(), text.size());
  return text.data();
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
