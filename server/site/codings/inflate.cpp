#include "server/site/codings/inflate.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <new>

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace synfin::server::site {
namespace {

using outcome = std::expected<std::string, inflate_problem>;

std::unexpected<inflate_problem> problem(inflate_problem what) { return std::unexpected(what); }

/// Content as it comes out of a library: grows by doubling, by no more than a byte over the limit.
class outlet {
 public:
  explicit outlet(std::size_t most) : most_(most) {}

  /// Where the next bytes go; never null.
  char* place() {
    if (used_ == text_.size()) {
      constexpr std::size_t least = 4096;
      const std::size_t end = most_ == std::numeric_limits<std::size_t>::max() ? most_ : most_ + 1;
      text_.resize(std::min(end, std::max(least, text_.size() * 2)));
    }
    return text_.data() + used_;
  }

  /// How many bytes fit at place(); at least one while over() is false.
  std::size_t room() const noexcept { return text_.size() - used_; }

  void took(std::size_t count) noexcept { used_ += count; }
  bool over() const noexcept { return used_ > most_; }

  std::string text() && {
    text_.resize(used_);
    return std::move(text_);
  }

 private:
  std::size_t most_;
  std::size_t used_ = 0;
  std::string text_;
};

const std::uint8_t* octets(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }
std::uint8_t* octets(char* text) { return reinterpret_cast<std::uint8_t*>(text); }

uInt piece(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

/// One call of zlib's: takes from `content`, gives to `out`.
int step(z_stream& stream, std::string_view& content, outlet& out) {
  stream.next_out = octets(out.place());
  stream.avail_out = piece(out.room());
  stream.next_in = const_cast<Bytef*>(octets(content));  // zlib does not write there
  stream.avail_in = piece(content.size());
  const uInt room = stream.avail_out;
  const uInt given = stream.avail_in;
  const int result = ::inflate(&stream, Z_NO_FLUSH);
  out.took(room - stream.avail_out);
  content.remove_prefix(given - stream.avail_in);
  return result;
}

inflate_problem gzip_problem(int result) {
  if (result == Z_BUF_ERROR) return inflate_problem::truncated;
  return result == Z_MEM_ERROR ? inflate_problem::no_memory : inflate_problem::corrupt;
}

outcome gunzip(std::string_view content, std::size_t most) {
  constexpr int gzip_alone = 16;  // added to the window's bits: no zlib header is taken
  constexpr unsigned char magic = 0x1f;
  z_stream stream{};
  if (inflateInit2(&stream, MAX_WBITS + gzip_alone) != Z_OK) return problem(inflate_problem::no_memory);
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, &inflateEnd);
  outlet out(most);
  while (true) {
    const int result = step(stream, content, out);
    if (out.over()) return problem(inflate_problem::too_long);
    if (result == Z_OK) continue;
    if (result != Z_STREAM_END) return problem(gzip_problem(result));
    if (content.empty()) return std::move(out).text();
    if (octets(content)[0] != magic) return problem(inflate_problem::trailing);
    inflateReset(&stream);
  }
}

inflate_problem brotli_problem(BrotliDecoderErrorCode code) {
  // The codes from -30 to -21 are the decoder's allocations, by name and number.
  const bool memory =
      code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES && code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
  return memory ? inflate_problem::no_memory : inflate_problem::corrupt;
}

outcome unbrotli(std::string_view content, std::size_t most) {
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  if (!state) return problem(inflate_problem::no_memory);
  outlet out(most);
  const std::uint8_t* next = octets(content);
  std::size_t left = content.size();
  while (true) {
    std::uint8_t* place = octets(out.place());
    std::size_t room = out.room();
    const std::size_t offered = room;
    const auto result = BrotliDecoderDecompressStream(state.get(), &left, &next, &room, &place, nullptr);
    out.took(offered - room);
    if (out.over()) return problem(inflate_problem::too_long);
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) continue;
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return problem(inflate_problem::truncated);
    if (result == BROTLI_DECODER_RESULT_ERROR) {
      return problem(brotli_problem(BrotliDecoderGetErrorCode(state.get())));
    }
    if (left > 0) return problem(inflate_problem::trailing);
    return std::move(out).text();
  }
}

/// May this be the start of a frame, or of a skippable one (RFC 8878 §3.1)? As far as there is something to see.
bool may_begin_frame(std::string_view content) {
  constexpr std::string_view magic = "\x28\xb5\x2f\xfd";
  constexpr std::string_view skippable = "\x2a\x4d\x18";  // behind a byte from 0x50 to 0x5f
  const std::string_view start = content.substr(0, magic.size());
  if (magic.starts_with(start)) return true;
  return (octets(start)[0] & 0xf0) == 0x50 && skippable.starts_with(start.substr(1));
}

inflate_problem zstd_problem(std::size_t result) {
  switch (ZSTD_getErrorCode(result)) {
    case ZSTD_error_frameParameter_windowTooLarge: return inflate_problem::too_wide;
    case ZSTD_error_memory_allocation: return inflate_problem::no_memory;
    default: return inflate_problem::corrupt;
  }
}

outcome unzstd(std::string_view content, std::size_t most) {
  constexpr int widest_window = 23;
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  if (!context) return problem(inflate_problem::no_memory);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, widest_window);
  outlet out(most);
  ZSTD_inBuffer in{content.data(), content.size(), 0};
  bool between = false;  // a frame has ended, and none begun
  while (!between || in.pos < in.size) {
    const std::size_t before = in.pos;
    if (between && !may_begin_frame(content.substr(before))) return problem(inflate_problem::trailing);
    ZSTD_outBuffer piece{out.place(), 0, 0};
    piece.size = out.room();
    const std::size_t result = ZSTD_decompressStream(context.get(), &piece, &in);
    out.took(piece.pos);
    if (out.over()) return problem(inflate_problem::too_long);
    if (ZSTD_isError(result) != 0) return problem(zstd_problem(result));
    between = result == 0;
    if (!between && in.pos == before && piece.pos == 0) return problem(inflate_problem::truncated);
  }
  return std::move(out).text();
}

}  // namespace

std::expected<std::string, inflate_problem> inflate(coding which, std::string_view content, std::size_t most) {
  try {
    switch (which) {
      case coding::gzip: return gunzip(content, most);
      case coding::brotli: return unbrotli(content, most);
      case coding::zstd: return unzstd(content, most);
      case coding::identity: break;
    }
    if (content.size() > most) return problem(inflate_problem::too_long);
    return std::string(content);
  } catch (const std::bad_alloc&) {
    return problem(inflate_problem::no_memory);
  }
}

}  // namespace synfin::server::site
