#include "server/site/codings/inflating.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <memory>
#include <string>

#include "server/site/codings/compress.hpp"
#include "tests/support/held.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server::site {
namespace {

std::shared_ptr<const std::string> shared(std::string content) {
  return std::make_shared<const std::string>(std::move(content));
}

TEST_CASE("what was compressed comes out again, from memory and from a file") {
  const std::string text(5000, 'x');
  for (const coding each : {coding::gzip, coding::brotli, coding::zstd}) {
    const std::string packed = compress(each, text).value();
    inflating from_memory(each, shared(packed), 10'000);
    CHECK_FALSE(from_memory.over());
    from_memory.run();
    CHECK(from_memory.over());
    REQUIRE(from_memory.result());
    CHECK(*from_memory.result() == text);

    const test::temp_site site;
    site.write("packed", packed);
    const descriptor file(::open(site.at("packed").c_str(), O_RDONLY | O_CLOEXEC));
    inflating from_file(each, test::held(snapshot_of(file.raw())), 10'000);
    from_file.run();
    REQUIRE(from_file.result());
    CHECK(*from_file.result() == text);
  }
}

TEST_CASE("what is damaged, too long or changed meanwhile gives nothing") {
  inflating damaged(coding::gzip, shared("no gzip"), 100);
  damaged.run();
  CHECK_FALSE(damaged.result());
  inflating bomb(coding::gzip, shared(compress(coding::gzip, std::string(100'000, '0')).value()), 99'999);
  bomb.run();
  CHECK_FALSE(bomb.result());

  const test::temp_site site;
  site.write("packed", compress(coding::gzip, std::string(5000, 'x')).value());
  const descriptor file(::open(site.at("packed").c_str(), O_RDONLY | O_CLOEXEC));
  inflating late(coding::gzip, test::held(snapshot_of(file.raw())), 10'000);
  site.write("packed", "another");
  late.run();
  CHECK(late.over());
  CHECK_FALSE(late.result());
}

}  // namespace
}  // namespace synfin::server::site
