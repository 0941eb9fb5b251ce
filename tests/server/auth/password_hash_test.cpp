#include "server/auth/password_hash.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace synfin::server::auth {
namespace {

struct sample {
  std::string_view hash, method;
};

// "open sesame", by htpasswd -B, openssl passwd, and crypt(3) as mkpasswd calls it.
constexpr sample good[] = {
    {"$2y$04$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq", "$2y$04$"},
    {"$2a$04$abcdefghijklmnopqrstuu/LVz6MZlItEy42I2juLihZ66HnQx/cy", "$2a$04$"},
    {"$2b$04$abcdefghijklmnopqrstuu/LVz6MZlItEy42I2juLihZ66HnQx/cy", "$2b$04$"},
    {"$5$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "$5$"},
    {"$6$saltsalt$e/5XKibXPLqVcfjpD.ouauaJrAOL5V0uo80Lt7n7EbRdRiCx3HbQ90yjOHr.G0T.mx79PEMRy8nmtr0qSYhQp1", "$6$"},
    {"$6$rounds=1000$saltsalt$/IiX/CoEcxCZ9SksEXnbjfCT1LGvD4z5OpJkaFYl/T37OAwuKZ8I8BixDhruhPLkw6lS7dw/"
     "6wQWgQnGo7lLg/",
     "$6$rounds=1000$"},
    {"$y$j75$saltsaltsaltsalt$5FgbSgBB4fyGXMI4/2dzQj444VCNFyMhArt7BcxmllC", "$y$j75$"},
};

TEST_CASE("hashes of every kind that we take are sound, and match the password alone") {
  for (const auto& [hash, method] : good) {
    CAPTURE(hash);
    CHECK(sound_hash(hash));
    CHECK(method_of(hash) == method);
    CHECK(matches("open sesame", std::string(hash)));
    CHECK_FALSE(matches("open sesamE", std::string(hash)));
    CHECK_FALSE(matches("", std::string(hash)));
    CHECK_FALSE(matches(std::string(hash), std::string(hash)));
  }
}

TEST_CASE("a hash that lost or changed a character is not sound") {
  for (const auto& [hash, method] : good) {
    for (std::size_t length = 0; length < hash.size(); ++length) {
      CAPTURE(hash.substr(0, length));
      CHECK_FALSE(sound_hash(hash.substr(0, length)));
    }
    CHECK_FALSE(sound_hash(std::string(hash) + "A"));
    CHECK_FALSE(sound_hash(std::string(hash) + "$"));
    std::string changed(hash);
    changed.back() = '!';
    CHECK_FALSE(sound_hash(changed));
  }
}

TEST_CASE("what is refused is called by its name, and never shown") {
  struct refused {
    std::string_view hash, says;
  };
  constexpr refused table[] = {
      {"", "no hash behind"},
      {"secret", "must not stand in the file"},
      {"correct horse battery staple", "must not stand in the file"},
      {"*", "must not stand"},
      {"{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "SHA-1"},
      {"{SSHA}abcdefgh", "not taken"},
      {"{PLAIN}secret", "not taken"},
      {"$apr1$5L3SeC3S$aq6lczeasJrDp6mzkG5uy.", "MD5"},
      {"$1$k2XAnEHB$rbDfQq368qWY4bas.D3Ac0", "MD5"},
      {"ibqO06Ja4bJP2", "DES"},
      {"$2x$04$abcdefghijklmnopqrstuu/LVz6MZlItEy42I2juLihZ66HnQx/cy", "defect"},
      {"$7$CU..../....k2XAnEHBqQ1Ct2aMXFKNa$mF9yVQvZyzmMxek.nkd88NglE89ib0rT92RboA8XpY9", "not taken"},
      {"$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "not taken"},
      {"$2y$17$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq", "take seconds"},
      {"$2y$03$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq", "not whole"},
      {"$2y$4$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq", "not whole"},
      {"$2y$-4$rlpnZDe2BBb6ES7R04wim.s6SVtGfUrd5T/kNkxTdDT8UESC4g1Sq", "not whole"},
      {"$5$rounds=5000001$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "take seconds"},
      {"$5$rounds=999$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "not whole"},
      {"$5$rounds=01000$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "not whole"},
      {"$5$rounds=99999999999999999999$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "not whole"},
      {"$5$rounds=$saltsalt$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "not whole"},
      {"$5$$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "not whole"},
      {"$5$saltsaltsaltsalts$yrhPKxCqiWcCE9h0g86j6Ugz7SDFdFm.BjU.d8RaQnC", "not whole"},
      {"$y$jGT$saltsaltsaltsalt$5FgbSgBB4fyGXMI4/2dzQj444VCNFyMhArt7BcxmllC", "take seconds"},
      {"$y$j9U$saltsaltsaltsalt$5FgbSgBB4fyGXMI4/2dzQj444VCNFyMhArt7BcxmllC", "take seconds"},
      {"$y$j9T5$saltsaltsaltsalt$5FgbSgBB4fyGXMI4/2dzQj444VCNFyMhArt7BcxmllC", "not whole"},
      {"$y$.75$saltsaltsaltsalt$5FgbSgBB4fyGXMI4/2dzQj444VCNFyMhArt7BcxmllC", "not whole"},
  };
  for (const auto& [hash, says] : table) {
    CAPTURE(hash);
    const auto verdict = sound_hash(hash);
    REQUIRE_FALSE(verdict);
    CHECK(verdict.error().contains(says));
    CHECK(verdict.error().contains("mkpasswd -m yescrypt"));
    CHECK(verdict.error().contains("htpasswd -nB"));
    if (hash.size() > 1) CHECK_FALSE(verdict.error().contains(hash));
  }
}

TEST_CASE("passwords that crypt(3) cannot take whole match nothing") {
  const std::string hash(good[3].hash);
  CHECK_FALSE(matches(std::string(longest_password + 1, 'x'), hash));
  CHECK_FALSE(matches(std::string(100'000, 'x'), hash));
  CHECK_FALSE(matches(std::string("open sesame\0and more", 20), hash));
}

TEST_CASE("a damaged hash matches nothing") {
  for (const std::string hash : {"", "*0", "*1", "x", "$y$", "$2y$", "open sesame"}) {
    CAPTURE(hash);
    CHECK_FALSE(matches("open sesame", hash));
  }
}

}  // namespace
}  // namespace synfin::server::auth
