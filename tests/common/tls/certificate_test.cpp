#include "common/tls/certificate.hpp"

#include <string>

#include <doctest/doctest.h>

#include "tests/support/certificate_authority.hpp"

namespace synfin::tls {
namespace {

using test::issue;
using test::issued;
using test::pem;

std::string problem_of(std::string_view cert, std::string_view key) {
  const auto made = read_certificate(cert, key, "c.pem", "k.pem");
  return made ? std::string{} : made.error();
}

TEST_CASE("certificate: leaf, chain, key and names are read") {
  const issued authority = issue({.common_name = "CA", .names = {}, .authority = true});
  const issued leaf = issue({.common_name = "leaf", .names = "DNS:A.example,DNS:*.b.example,IP:127.0.0.1"}, &authority);
  const auto made = read_certificate(pem(leaf.certificate.get()) + pem(authority.certificate.get()),
                                     pem(leaf.key.get()), "c.pem", "k.pem");
  REQUIRE(made);
  CHECK(made->source == "c.pem");
  CHECK(made->names == std::vector<std::string>{"a.example", "*.b.example"});
  CHECK(made->chain.size() == 1);
  CHECK(text_of(*X509_get_subject_name(made->leaf.get())) == "CN=leaf");
  CHECK(made->not_after - made->not_before == std::chrono::hours{25});
}

TEST_CASE("certificate: what cannot be used is named, with the file that is to blame") {
  const issued one = issue({});
  const issued other = issue({});
  const std::string cert = pem(one.certificate.get());
  const std::string key = pem(one.key.get());
  CHECK(problem_of(cert, key).empty());
  CHECK(problem_of("", key).starts_with("c.pem: holds no certificate"));
  CHECK(problem_of(key, key).starts_with("c.pem: holds no certificate"));
  CHECK(problem_of(cert, "").starts_with("k.pem: holds no private key"));
  CHECK(problem_of(cert, cert).starts_with("k.pem: holds no private key"));
  CHECK(problem_of(cert, pem(other.key.get())).starts_with("k.pem: is not the key of the certificate in c.pem"));
  CHECK(problem_of(cert.substr(0, cert.size() / 2), key).starts_with("c.pem: holds no certificate"));
}

TEST_CASE("certificate: a self-signed one is for its names, and valid now") {
  const std::chrono::sys_seconds now{std::chrono::seconds{1'700'000'000}};
  const certificate made = make_self_signed({"localhost", "127.0.0.1", "::1", "host.example"}, now);
  CHECK(made.names == std::vector<std::string>{"localhost", "host.example"});
  CHECK(X509_check_ip_asc(made.leaf.get(), "127.0.0.1", 0) == 1);
  CHECK(X509_check_ip_asc(made.leaf.get(), "::1", 0) == 1);
  CHECK(X509_check_host(made.leaf.get(), "other.example", 0, 0, nullptr) == 0);
  CHECK(made.not_before < now);
  CHECK(made.not_after > now);
  CHECK(X509_verify(made.leaf.get(), made.key.get()) == 1);
  const certificate again = shared(made);
  CHECK(again.leaf.get() == made.leaf.get());
  CHECK(again.key.get() == made.key.get());
}

}  // namespace
}  // namespace synfin::tls
