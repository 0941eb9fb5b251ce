#include "server/http2/frame_scanner.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tests/support/http2_frames.hpp"

namespace synfin::server::http2 {
namespace {

using namespace test::h2;

TEST_CASE("every frame is found once, wherever the bytes are cut") {
  const std::string bytes = std::string(preface) + frame(0, 1, 1, "hello") + frame(4, 0, 0) +
                            frame(0x77, 0xff, 3, std::string(70'000, 'x')) + frame(6, 1, 0, "12345678");
  using seen = std::vector<std::tuple<unsigned, unsigned, unsigned>>;
  const seen expected{{5, 0, 1}, {0, 4, 0}, {70'000, 0x77, 0xff}, {8, 6, 1}};
  const std::size_t step = 3;
  for (std::size_t cut = 0; cut <= bytes.size(); cut += cut < 100 || cut > bytes.size() - 100 ? 1 : step) {
    CAPTURE(cut);
    frame_scanner scanner;
    seen found;
    for (std::string_view part : {std::string_view(bytes).substr(0, cut), std::string_view(bytes).substr(cut)}) {
      while (const auto head = scanner.next(part)) found.emplace_back(head->length, head->type, head->flags);
      REQUIRE(part.empty());
    }
    REQUIRE((found == expected));
  }
}

}  // namespace
}  // namespace synfin::server::http2
