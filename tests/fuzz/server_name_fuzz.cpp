#include <cstddef>
#include <cstdint>
#include <string>

#include "common/tls/server_name.hpp"
#include "tests/fuzz/require.hpp"

using synfin::fuzz::require;

using namespace synfin::tls;

/// A name that is read has nothing in it that a name has not, and the table answers for it and for nothing shorter.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto name = read_server_name({data, size});
  if (!name) return 0;
  require(!name->empty() && name->size() + 5 == size);
  require(name->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-._") == std::string::npos);
  name_table table;
  table.add(*name, 1, 7);
  const auto found = table.find(*name);
  require(found.size() == 1 && found.front() == 7);
  require(table.find(name->substr(1)).empty());
  return 0;
}
