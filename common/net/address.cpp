#include "common/net/address.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>

namespace synfin::net {
namespace {

template <typename Raw>
address to_address(const Raw& raw, std::size_t length = sizeof(Raw)) noexcept {
  sockaddr_storage storage{};
  std::memcpy(&storage, &raw, length);
  return {storage, static_cast<socklen_t>(length)};
}

address v4(in_addr host, std::uint16_t port) noexcept {
  sockaddr_in raw{};
  raw.sin_family = AF_INET;
  raw.sin_addr = host;
  raw.sin_port = htons(port);
  return to_address(raw);
}

address v6(const in6_addr& host, std::uint16_t port) noexcept {
  sockaddr_in6 raw{};
  raw.sin6_family = AF_INET6;
  raw.sin6_addr = host;
  raw.sin6_port = htons(port);
  return to_address(raw);
}

std::optional<address> numeric(const std::string& host, std::uint16_t port) noexcept {
  in_addr four{};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) return v4(four, port);
  in6_addr six{};
  if (inet_pton(AF_INET6, host.c_str(), &six) == 1) return v6(six, port);
  return std::nullopt;
}

using name_buffer = std::array<char, INET6_ADDRSTRLEN>;

}  // namespace

std::uint16_t address::port() const noexcept {
  if (family() == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&raw_)->sin_port);
  if (family() == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6*>(&raw_)->sin6_port);
  return 0;
}

bool address::loopback() const noexcept {
  if (family() == AF_INET)
    return (ntohl(reinterpret_cast<const sockaddr_in*>(&raw_)->sin_addr.s_addr) >> 24U) == IN_LOOPBACKNET;
  if (family() == AF_INET6) return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(&raw_)->sin6_addr) != 0;
  return false;
}

address address::with_port(std::uint16_t port) const noexcept {
  address copy = *this;
  if (family() == AF_INET) reinterpret_cast<sockaddr_in*>(&copy.raw_)->sin_port = htons(port);
  if (family() == AF_INET6) reinterpret_cast<sockaddr_in6*>(&copy.raw_)->sin6_port = htons(port);
  return copy;
}

std::string address::host() const {
  name_buffer text{};
  const void* host = nullptr;
  if (family() == AF_INET) host = &reinterpret_cast<const sockaddr_in*>(&raw_)->sin_addr;
  if (family() == AF_INET6) host = &reinterpret_cast<const sockaddr_in6*>(&raw_)->sin6_addr;
  if (host == nullptr) return "unix";
  return inet_ntop(family(), host, text.data(), text.size());
}

std::string address::text() const {
  if (family() == AF_INET) return host() + ":" + std::to_string(port());
  if (family() == AF_INET6) return "[" + host() + "]:" + std::to_string(port());
  if (length_ <= offsetof(sockaddr_un, sun_path)) return "unix:";
  return std::string("unix:") + reinterpret_cast<const sockaddr_un*>(&raw_)->sun_path;
}

address numeric_address(const std::string& host, std::uint16_t port) {
  const auto found = numeric(host, port);
  if (!found) throw std::invalid_argument("'" + host + "' is not a numeric v4 or v6 address");
  return *found;
}

address unix_address(std::string_view path) {
  sockaddr_un raw{};
  raw.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof raw.sun_path) {
    throw std::invalid_argument("the path of a unix socket has 1 to " + std::to_string(sizeof raw.sun_path - 1) +
                                " bytes");
  }
  std::memcpy(raw.sun_path, path.data(), path.size());
  return to_address(raw, offsetof(sockaddr_un, sun_path) + path.size() + 1);
}

std::expected<std::vector<address>, std::string> resolve(const std::string& host, std::uint16_t port) {
  if (const auto found = numeric(host, port)) return std::vector{*found};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  const int problem = getaddrinfo(host.c_str(), nullptr, &hints, &raw);
  if (problem != 0) return std::unexpected(gai_strerror(problem));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(raw, &freeaddrinfo);
  std::vector<address> found;
  for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
    sockaddr_storage storage{};
    std::memcpy(&storage, each->ai_addr, each->ai_addrlen);
    found.push_back(address(storage, each->ai_addrlen).with_port(port));
  }
  return found;
}

address local_address(int socket) noexcept {
  sockaddr_storage raw{};
  socklen_t length = sizeof raw;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&raw), &length) != 0) return {};
  return {raw, length};
}

address remote_address(int socket) noexcept {
  sockaddr_storage raw{};
  socklen_t length = sizeof raw;
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&raw), &length) != 0) return {};
  return {raw, length};
}

}  // namespace synfin::net
