#include "common/tls/client_context.hpp"

#include <sys/socket.h>

#include <array>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "common/descriptor.hpp"
#include "common/error.hpp"
#include "tests/config/temp_file.hpp"
#include "tests/support/certificate_authority.hpp"

namespace synfin::tls {
namespace {

using namespace std::chrono_literals;
using config::test::temp_file;
using test::issue;
using test::issued;

const issued& authority() {
  static const issued made = issue({.common_name = "Test CA", .names = {}, .authority = true});
  return made;
}

const temp_file& authority_file() {
  static const temp_file made{test::pem(authority().certificate.get())};
  return made;
}

/// A server that shows one certificate, made as `adjust` says.
context_handle server_with(const issued& shown, const std::function<void(SSL_CTX&)>& adjust = {}) {
  context_handle made(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate(made.get(), shown.certificate.get());
  SSL_CTX_use_PrivateKey(made.get(), shown.key.get());
  if (adjust) adjust(*made);
  return made;
}

/// What came of a handshake, and of one byte from the server after it.
struct meeting {
  std::error_code problem;
  std::string words;
  agreed facts;
  bool was_resumed = false;
};

class pair {
 public:
  pair() {
    std::array<int, 2> both{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, both.data()) == 0);
    near_ = descriptor(both[0]);
    far_ = descriptor(both[1]);
  }
  int near_end() const noexcept { return near_.raw(); }
  int far_end() const noexcept { return far_.raw(); }

 private:
  descriptor near_;
  descriptor far_;
};

bool waits(const std::error_code& problem) { return problem == std::errc::operation_would_block; }

client_context made(client_options options) {
  auto context = client_context::make(std::move(options));
  REQUIRE_MESSAGE(context.has_value(), (context ? "" : context.error()));
  return *std::move(context);
}

meeting meet(const client_context& context, SSL_CTX& server, const std::string& host, session_shelf& shelf,
             const std::vector<std::string>& protocols = {}) {
  const pair sockets;
  channel ours = context.connect(sockets.near_end(), host, protocols, shelf);
  channel theirs(server, sockets.far_end(), channel::role::server);
  meeting seen;
  bool greeted = false;
  std::error_code far = make_error_code(std::errc::operation_would_block);
  seen.problem = far;
  for (int round = 0; round < 20 && waits(seen.problem); ++round) {
    seen.problem = ours.handshake();
    if (seen.problem && !waits(seen.problem)) break;
    if (waits(far)) far = theirs.handshake();
    if (!far && !greeted) greeted = theirs.write("x").has_value();
  }
  // What the server says of our certificate comes after our end of a TLS 1.3 handshake.
  for (int round = 0; round < 20 && !seen.problem; ++round) {
    if (waits(far)) far = theirs.handshake();
    if (!far && !greeted) greeted = theirs.write("x").has_value();
    std::array<char, 16> room{};
    const auto got = ours.read(room);
    if (got && *got == 1) break;
    if (!got && !waits(got.error())) seen.problem = got.error();
  }
  if (seen.problem) {
    seen.words = explain(ours);
    return seen;
  }
  seen.facts = what_was_agreed(ours);
  seen.was_resumed = resumed(ours);
  return seen;
}

meeting meet(client_options options, SSL_CTX& server, const std::string& host) {
  session_shelf shelf;
  return meet(made(std::move(options)), server, host, shelf);
}

client_options trusting() {
  client_options options;
  options.ca_file = authority_file().path();
  return options;
}

TEST_CASE("tls client: a certificate of a known CA for the right name is taken") {
  const issued right =
      issue({.common_name = "www", .names = "DNS:a.example,DNS:*.b.example,IP:127.0.0.1"}, &authority());
  const auto server = server_with(right);
  for (const char* host : {"a.example", "x.b.example", "127.0.0.1"}) {
    CAPTURE(host);
    const meeting seen = meet(trusting(), *server, host);
    CHECK_MESSAGE(!seen.problem, seen.words);
    CHECK(seen.facts.version == "TLSv1.3");
    CHECK(seen.facts.subject == "CN=www");
    CHECK(seen.facts.issuer == "CN=Test CA");
    CHECK_FALSE(seen.facts.cipher.empty());
  }
}

TEST_CASE("tls client: a name that the certificate lacks is refused, and its names are told") {
  const issued other =
      issue({.common_name = "www", .names = "DNS:a.example,DNS:*.b.example,IP:10.0.0.1"}, &authority());
  const auto server = server_with(other);
  for (const std::string host : {"c.example", "x.y.b.example", "127.0.0.1"}) {
    const meeting seen = meet(trusting(), *server, host);
    CHECK(seen.problem == error::tls);
    CHECK(seen.words ==
          fmt::format("certificate of {0}: is for a.example, *.b.example, 10.0.0.1, not for {0}: ask for a "
                      "name that it has, or give one by --sni NAME, or --insecure",
                      host));
  }
}

TEST_CASE("tls client: --sni takes the place of the host, in the greeting and in the check") {
  const issued right = issue({.common_name = "www", .names = "DNS:a.example"}, &authority());
  static std::string asked;
  const auto server = server_with(right, [](SSL_CTX& context) {
    const auto note = +[](SSL* connection, int*, void*) {
      const char* name = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
      asked = name != nullptr ? name : "";
      return SSL_TLSEXT_ERR_OK;
    };
    SSL_CTX_callback_ctrl(&context, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, reinterpret_cast<void (*)()>(note));
  });
  client_options options = trusting();
  options.name = "a.example";
  CHECK_FALSE(meet(options, *server, "127.0.0.1").problem);
  CHECK(asked == "a.example");
  options.name.clear();
  CHECK(meet(options, *server, "127.0.0.1").problem == error::tls);
  CHECK(asked.empty());  // an address is no server name
}

TEST_CASE("tls client: expired and not yet valid certificates are refused with their dates") {
  const issued old = issue({.common_name = "a", .names = "DNS:a", .begins = -48h, .ends = -24h}, &authority());
  const meeting late = meet(trusting(), *server_with(old), "a");
  CHECK(late.problem == error::tls);
  CHECK(late.words.starts_with("certificate of a: expired on 20"));
  CHECK(late.words.ends_with(" UTC: it must be renewed, or --insecure"));

  const issued young = issue({.common_name = "a", .names = "DNS:a", .begins = 24h, .ends = 48h}, &authority());
  const meeting early = meet(trusting(), *server_with(young), "a");
  CHECK(early.words.starts_with("certificate of a: not valid before 20"));
}

TEST_CASE("tls client: an unknown issuer is named, with the flags that help") {
  const issued stranger = issue({.common_name = "Other CA", .names = {}, .authority = true});
  const issued shown = issue({.common_name = "a", .names = "DNS:a"}, &stranger);
  CHECK(meet(trusting(), *server_with(shown), "a").words ==
        "certificate of a: issuer unknown (CN=Other CA): give its CA with --cacert FILE, or --insecure");
  const issued alone = issue({.common_name = "a", .names = "DNS:a"});
  CHECK(meet(trusting(), *server_with(alone), "a").words ==
        "certificate of a: self-signed: give it with --cacert FILE, or --insecure");
}

TEST_CASE("tls client: what a certificate says cannot write to a terminal") {
  const issued stranger = issue({.common_name = "\x1b[31mred\n", .names = {}, .authority = true});
  const issued shown = issue({.common_name = "a", .names = "DNS:a"}, &stranger);
  CHECK(meet(trusting(), *server_with(shown), "a").words.contains("(CN=?[31mred?)"));
}

TEST_CASE("tls client: --insecure takes any certificate, and still says whose it is") {
  const issued old = issue({.common_name = "old", .names = "DNS:a", .begins = -48h, .ends = -24h});
  client_options options;
  options.insecure = true;
  const meeting seen = meet(options, *server_with(old), "b.example");
  CHECK_FALSE(seen.problem);
  CHECK(seen.facts.subject == "CN=old");
}

TEST_CASE("tls client: ALPN's choice is the server's, and may be none") {
  const issued right = issue({.common_name = "a", .names = "DNS:a"}, &authority());
  const auto server = server_with(right, [](SSL_CTX& context) {
    SSL_CTX_set_alpn_select_cb(
        &context,
        +[](SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered, unsigned count,
            void*) {
          static const std::string wanted = "\x02h2";
          const int found = SSL_select_next_proto(const_cast<unsigned char**>(out), length,
                                                  reinterpret_cast<const unsigned char*>(wanted.data()),
                                                  static_cast<unsigned>(wanted.size()), offered, count);
          return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
        },
        nullptr);
  });
  session_shelf shelf;
  const client_context context = made(trusting());
  CHECK(meet(context, *server, "a", shelf, {"h2", "http/1.1"}).facts.protocol == "h2");
  CHECK(meet(context, *server, "a", shelf, {"http/1.1"}).words == "no protocol in common (ALPN): try another --http");
  CHECK(meet(context, *server_with(right), "a", shelf, {"h2"}).facts.protocol.empty());
}

TEST_CASE("tls client: a session of TLS 1.3 is resumed once, by the next connection") {
  const issued right = issue({.common_name = "a", .names = "DNS:a"}, &authority());
  const auto server = server_with(right, [](SSL_CTX& context) { SSL_CTX_set_num_tickets(&context, 1); });
  session_shelf shelf;
  const client_context context = made(trusting());
  CHECK_FALSE(meet(context, *server, "a", shelf).was_resumed);
  CHECK(shelf.size() == 1);
  const meeting second = meet(context, *server, "a", shelf);
  CHECK(second.was_resumed);
  CHECK(second.facts.subject == "CN=a");
  CHECK(shelf.size() == 1);  // the used one went, the new one came
  CHECK(shelf.take() != nullptr);
  CHECK(shelf.take() == nullptr);
  CHECK_FALSE(meet(context, *server, "a", shelf).was_resumed);
}

TEST_CASE("tls client: a session of TLS 1.2 serves many connections") {
  const issued right = issue({.common_name = "a", .names = "DNS:a"}, &authority());
  const auto server =
      server_with(right, [](SSL_CTX& context) { SSL_CTX_set_max_proto_version(&context, TLS1_2_VERSION); });
  session_shelf shelf;
  const client_context context = made(trusting());
  CHECK(meet(context, *server, "a", shelf).facts.version == "TLSv1.2");
  CHECK(meet(context, *server, "a", shelf).was_resumed);
  CHECK(meet(context, *server, "a", shelf).was_resumed);
  CHECK(shelf.size() == 1);
}

TEST_CASE("tls client: without resumption every handshake is a full one") {
  const issued right = issue({.common_name = "a", .names = "DNS:a"}, &authority());
  const auto server = server_with(right);
  client_options options = trusting();
  options.resume = false;
  const client_context context = made(options);
  session_shelf shelf;
  for (int i = 0; i < 3; ++i) CHECK_FALSE(meet(context, *server, "a", shelf).was_resumed);
  CHECK(shelf.size() == 0);
}

TEST_CASE("tls client: a server that wants our certificate is told apart, and gets it") {
  const issued right = issue({.common_name = "a", .names = "DNS:a"}, &authority());
  const auto server = server_with(right, [](SSL_CTX& context) {
    SSL_CTX_set_verify(&context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(&context), authority().certificate.get());
  });
  CHECK(meet(trusting(), *server, "a").words ==
        "the server wants a certificate of ours: give one with --cert FILE --key FILE");

  const issued mine = issue({.common_name = "me", .names = {}}, &authority());
  const temp_file certificate{test::pem(mine.certificate.get())};
  const temp_file key{test::pem(mine.key.get())};
  client_options options = trusting();
  options.certificate_file = certificate.path();
  options.key_file = key.path();
  const meeting seen = meet(options, *server, "a");
  CHECK_MESSAGE(!seen.problem, seen.words);
}

TEST_CASE("tls client: nothing in common is said, and in what") {
  const issued right = issue({.common_name = "a", .names = "DNS:a"}, &authority());
  const auto old =
      server_with(right, [](SSL_CTX& context) { SSL_CTX_set_max_proto_version(&context, TLS1_1_VERSION); });
  CHECK(meet(trusting(), *old, "a").words == "no TLS version in common: this client speaks TLS 1.2 and 1.3");
  const auto other = server_with(right, [](SSL_CTX& context) {
    SSL_CTX_set_max_proto_version(&context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(&context, "ECDHE-RSA-AES128-GCM-SHA256");  // for keys of another kind than ours
  });
  CHECK(meet(trusting(), *other, "a").words.contains("no cipher in common"));
}

TEST_CASE("tls client: an answer that is not TLS is called that") {
  const pair sockets;
  session_shelf shelf;
  channel ours = made(trusting()).connect(sockets.near_end(), "a", {}, shelf);
  CHECK(waits(ours.handshake()));
  constexpr std::string_view answer = "HTTP/1.1 400 Bad Request\r\n\r\n";
  REQUIRE(::send(sockets.far_end(), answer.data(), answer.size(), 0) == static_cast<ssize_t>(answer.size()));
  CHECK(ours.handshake() == error::tls);
  CHECK(explain(ours) == "the answer is not TLS: is this a port for plain http://?");
}

TEST_CASE("tls client: close_notify in the middle of the handshake is not its end") {
  const pair sockets;
  session_shelf shelf;
  channel ours = made(trusting()).connect(sockets.near_end(), "a", {}, shelf);
  CHECK(waits(ours.handshake()));
  constexpr std::string_view alert("\x15\x03\x03\x00\x02\x01\x00", 7);
  REQUIRE(::send(sockets.far_end(), alert.data(), alert.size(), 0) == static_cast<ssize_t>(alert.size()));
  CHECK(ours.handshake() == error::tls);
  CHECK(explain(ours).contains("close_notify in the middle of the handshake"));
}

TEST_CASE("tls client: files that cannot be used are named with their flag") {
  const temp_file nonsense{"nonsense"};
  const auto problem = [](client_options options) { return client_context::make(std::move(options)).error(); };
  client_options options;
  options.ca_file = "/nowhere.pem";
  CHECK(problem(options).starts_with("--cacert /nowhere.pem: cannot be used as certificates to trust: "));
  options.ca_file = nonsense.path();
  CHECK(problem(options).starts_with("--cacert " + nonsense.path()));
  options = {};
  options.certificate_file = nonsense.path();
  options.key_file = nonsense.path();
  CHECK(problem(options).starts_with("--cert " + nonsense.path() + ": cannot be used as a certificate"));

  const issued one = issue({.common_name = "one", .names = {}});
  const issued two = issue({.common_name = "two", .names = {}});
  const temp_file certificate{test::pem(one.certificate.get())};
  const temp_file key{test::pem(two.key.get())};
  options.certificate_file = certificate.path();
  options.key_file = key.path();
  CHECK(problem(options).starts_with("--key " + key.path() + ": cannot be used as the key of "));
}

}  // namespace
}  // namespace synfin::tls
