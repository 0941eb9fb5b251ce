#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "client/report/json_report.hpp"
#include "client/report/result_reader.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::load;

/// Results from anywhere: what is read can be reported, and what is written of it comes back and is written alike.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto results = read_results({reinterpret_cast<const char*>(data), size});
  if (!results) {
    require(!results.error().empty());
    return 0;
  }
  for (const load_result& each : *results) {
    const std::string text = json_report(each);
    const auto again = read_result(text);
    require(again.has_value() && json_report(*again) == text);
  }
  return 0;
}
