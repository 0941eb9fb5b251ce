#pragma once

#include <string>

#include "server/site/codings/compress.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::test {

/// Puts `NAME.gz` into a site, and nothing that it was made of: whoever asks for NAME without gzip has to wait until it
/// has been inflated in the background. Gives what it inflates to.
inline std::string put_packed(const temp_site& site, const std::string& name) {
  std::string text;
  for (int number = 0; text.size() < 20'000; ++number) text += std::to_string(number * 7919) + ' ';
  site.write(name + ".gz", server::site::compress(server::site::coding::gzip, text).value());
  return text;
}

}  // namespace synfin::test
