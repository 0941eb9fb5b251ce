#include "config/load/gzip_text.hpp"

#include <array>
#include <limits>
#include <memory>

#include <zlib.h>

#include "config/byte_size.hpp"

namespace synfin::config {
namespace {

struct ended {
  void operator()(z_stream* state) const noexcept { inflateEnd(state); }
};

std::unexpected<std::string> wrong(std::string why) { return std::unexpected(std::move(why)); }

}  // namespace

bool is_gzip(std::string_view bytes) noexcept { return bytes.starts_with("\x1f\x8b"); }

std::expected<std::string, std::string> gunzip(std::string_view bytes, std::size_t most) {
  constexpr int gzip_alone = 16 + MAX_WBITS;
  if (bytes.size() > std::numeric_limits<uInt>::max()) return wrong("too large");
  z_stream state{};
  if (inflateInit2(&state, gzip_alone) != Z_OK) return wrong("no memory to unpack it");
  const std::unique_ptr<z_stream, ended> owner(&state);
  // zlib takes a pointer to mutable bytes, and leaves them alone.
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  state.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<Bytef, 16'384> piece{};
  for (;;) {
    state.next_out = piece.data();
    state.avail_out = static_cast<uInt>(piece.size());
    const int step = inflate(&state, Z_NO_FLUSH);
    const std::size_t count = piece.size() - state.avail_out;
    if (count > most - out.size()) return wrong("unpacked it is larger than " + format_byte_size(most));
    out.append(reinterpret_cast<const char*>(piece.data()), count);
    if (step == Z_STREAM_END) {
      if (state.avail_in == 0) return out;
      inflateReset(&state);
    } else if (step != Z_OK || (count == 0 && state.avail_in == 0)) {
      return wrong("not gzip, or cut short");
    }
  }
}

}  // namespace synfin::config
