#include "server/auth/basic_credentials.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/support/held.hpp"

namespace synfin::server::auth {
namespace {

struct sample {
  std::string_view field, name, password;
};

TEST_CASE("a name and a password are read from a Basic field") {
  constexpr sample samples[] = {
      {"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"},
      {"Basic dGVzdDoxMjPCow==", "test", "123\xc2\xa3"},
      {"basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"},
      {"BASIC    QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"},
      {"Basic YTpi", "a", "b"},
      {"Basic YTpiOmM6", "a", "b:c:"},
      {"Basic Og==", "", ""},
      {"Basic YTo=", "a", ""},
      {"Basic OmI=", "", "b"},
      {"Basic YTo//w==", "a", "?\xff"},
  };
  for (const auto& [field, name, password] : samples) {
    CAPTURE(field);
    const auto [found_name, found_password] = test::held(parse_basic(field));
    CHECK(found_name == name);
    CHECK(found_password == password);
  }
}

TEST_CASE("what is not strictly that gives nothing") {
  for (const std::string_view field : {
           "",
           "Basic",
           "Basic ",
           "Basic    ",
           "Basi YTpi",
           "BasicYTpi",
           "Basic\tYTpi",
           " Basic YTpi",
           "Basic YTpi ",
           "Bearer YTpi",
           "Basic YWI=",       // no colon
           "Basic YTo",        // padding is missing
           "Basic YTo==",      // too much of it
           "Basic YTpi====",   // padding alone
           "Basic Y=pi",       // in the middle
           "Basic YT=i",       //
           "Basic YTp=",       // unused bits are not zero
           "Basic Oh==",       //
           "Basic ====",       //
           "Basic =",          //
           "Basic YTp_",       // base64url
           "Basic YTpi,YTpi",  //
           "Basic YT\npi",     //
           "Basic YT pi",      //
           "Basic YToA",       // NUL
           "Basic YQE6Yg==",   // a control character in the name
           "Basic YToJ",       // a tab
           "Basic YTp/",       // DEL
       }) {
    CAPTURE(field);
    CHECK_FALSE(parse_basic(field));
  }
}

TEST_CASE("a field of 1 KiB is read, a longer one is not") {
  std::string field = "Basic  YTpi";  // two spaces make the length come out
  while (field.size() < 1023) field += "YWFh";
  REQUIRE(field.size() == 1023);
  CHECK(parse_basic(field));
  CHECK(parse_basic(field.insert(5, " ")));
  CHECK_FALSE(parse_basic(field.insert(5, " ")));
}

}  // namespace
}  // namespace synfin::server::auth
