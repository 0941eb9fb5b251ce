#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/descriptor.hpp"
#include "common/error.hpp"
#include "common/tls/client_context.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/certificate_authority.hpp"

using namespace synfin;
using fuzz::require;
using tls::channel;

namespace {

constexpr std::string_view words = "what the peer says";

/// Contexts of both roles, made once.
struct room {
  room() {
    const test::issued shown = test::issue({.common_name = "a", .names = "DNS:a"});
    SSL_CTX_use_certificate(server.get(), shown.certificate.get());
    SSL_CTX_use_PrivateKey(server.get(), shown.key.get());
    SSL_CTX_set_read_ahead(server.get(), 1);
  }

  static tls::client_context trusting() {
    tls::client_options options;
    options.insecure = true;
    auto made = tls::client_context::make(options);
    require(made.has_value());
    return *std::move(made);
  }

  tls::client_context client = trusting();
  tls::context_handle server{SSL_CTX_new(TLS_server_method())};
};

room& here() {
  static room made;
  return made;
}

struct sockets {
  sockets() {
    std::array<int, 2> both{};
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both.data()) == 0);
    near = descriptor(both[0]);
    far = descriptor(both[1]);
  }
  descriptor near;
  descriptor far;
};

channel made(bool client, int socket, tls::session_shelf& shelf) {
  return client ? here().client.connect(socket, "a", {"h2", "http/1.1"}, shelf)
                : channel(*here().server, socket, channel::role::server);
}

bool waits(const std::error_code& problem) { return problem == std::errc::operation_would_block; }

void put(int socket, std::string_view bytes) { ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

std::string take_all(int socket) {
  std::array<char, 4096> part{};
  std::string all;
  for (ssize_t got = 0; (got = ::recv(socket, part.data(), part.size(), 0)) > 0;) {
    all.append(part.data(), static_cast<std::size_t>(got));
  }
  return all;
}

/// Reads to the end or to an error; nothing but a beginning of the peer's own words may come out.
void read_all(channel& from) {
  std::string heard;
  std::array<char, 64> part{};
  for (;;) {
    const auto got = from.read(part);
    if (!got) {
      require(waits(got.error()) || !from.why().empty() || got.error().category() == std::system_category());
      break;
    }
    if (*got == 0) break;
    heard.append(part.data(), *got);
  }
  require(words.starts_with(heard));
  from.close_notify();
}

/// Bytes instead of a handshake.
void shake_hands_with(std::string_view bytes, bool client) {
  const sockets pair;
  tls::session_shelf shelf;
  channel ours = made(client, pair.near.raw(), shelf);
  std::error_code problem = ours.handshake();
  require(waits(problem));
  put(pair.far.raw(), bytes);
  ::shutdown(pair.far.raw(), SHUT_WR);
  problem = ours.handshake();
  require(problem && !waits(problem) && !ours.why().empty());
  if (client) require(!tls::explain(ours).empty());
}

/// Bytes over the peer's records, or behind them, once the handshake is done.
void break_records_with(std::string_view bytes, bool client, std::size_t at) {
  const sockets pair;
  tls::session_shelf shelf;
  channel ours = made(client, pair.near.raw(), shelf);
  channel theirs = made(!client, pair.far.raw(), shelf);
  std::error_code mine = ours.handshake();
  std::error_code other = theirs.handshake();
  for (int round = 0; round < 8 && (mine || other); ++round) {
    if (waits(mine)) mine = ours.handshake();
    if (waits(other)) other = theirs.handshake();
  }
  require(!mine && !other && theirs.write(words).has_value());
  std::string records = take_all(pair.near.raw());
  records.replace(at % (records.size() + 1), bytes.size(), bytes);
  put(pair.far.raw(), records);
  ::shutdown(pair.far.raw(), SHUT_WR);
  read_all(ours);
}

}  // namespace

/// Whatever comes over the wire, a channel of either role ends with an error that it can explain, and gives out nothing
/// that the peer did not say. The first byte says which role and when, the second where.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 16 * 1024) return 0;
  const bool client = (data[0] & 1) != 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 2, size - 2};
  if ((data[0] & 2) != 0) {
    shake_hands_with(bytes, client);
  } else {
    break_records_with(bytes, client, data[1]);
  }
  return 0;
}
