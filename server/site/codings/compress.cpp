#include "server/site/codings/compress.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <memory>
#include <new>

#include <brotli/encode.h>
#include <zlib.h>
#include <zstd.h>

namespace synfin::server::site {
namespace {

using outcome = std::expected<std::string, compress_problem>;

constexpr std::size_t mib = 1024 * 1024;

std::unexpected<compress_problem> problem(compress_problem what) { return std::unexpected(what); }

const std::uint8_t* octets(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }
std::uint8_t* octets(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

/// The first `count` bytes, without the room that was made for more.
std::string cut(std::string&& text, std::size_t count) {
  text.resize(count);
  text.shrink_to_fit();
  return std::move(text);
}

/// Hands `content` to `take`, in pieces of which one is compressed between two looks at `stop`, the last one said to be
/// it. False if it was to stop, or as soon as `take` is.
template <typename Take>
bool in_pieces(std::string_view content, const std::stop_token& stop, Take take) {
  constexpr std::size_t piece_size = 64 * 1024;
  while (!stop.stop_requested()) {
    const std::string_view piece = content.substr(0, piece_size);
    content.remove_prefix(piece.size());
    if (!take(piece, content.empty())) return false;
    if (content.empty()) return true;
  }
  return false;
}

std::unexpected<compress_problem> given_up(const std::stop_token& stop) {
  return problem(stop.stop_requested() ? compress_problem::stopped : compress_problem::refused);
}

outcome gzip(std::string_view content, const std::stop_token& stop) {
  constexpr int gzip_wrapping = 16;  // added to the window's bits, as deflateInit2 has it
  constexpr int memory_level = 9;
  if (content.size() > std::numeric_limits<uInt>::max() / 2) return problem(compress_problem::refused);
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_wrapping, memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return problem(compress_problem::no_memory);
  }
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, &deflateEnd);
  std::string out(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
  stream.next_out = octets(out);
  stream.avail_out = static_cast<uInt>(out.size());
  // Without deflateSetHeader the header holds no time and no name: the same bytes give the same result.
  const bool done = in_pieces(content, stop, [&](std::string_view piece, bool last) {
    stream.next_in = const_cast<Bytef*>(octets(piece));  // zlib does not write there
    stream.avail_in = static_cast<uInt>(piece.size());
    const int wanted = last ? Z_STREAM_END : Z_OK;
    return deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH) == wanted && stream.avail_in == 0;
  });
  if (!done) return given_up(stop);
  return cut(std::move(out), stream.total_out);
}

/// The strongest quality that stays within some three seconds.
std::uint32_t brotli_quality(std::size_t size) {
  if (size <= mib) return 11;
  return size <= 4 * mib ? 10 : 9;
}

outcome brotli(std::string_view content, const std::stop_token& stop) {
  const std::unique_ptr<BrotliEncoderState, void (*)(BrotliEncoderState*)> state(
      BrotliEncoderCreateInstance(nullptr, nullptr, nullptr), &BrotliEncoderDestroyInstance);
  if (!state) return problem(compress_problem::no_memory);
  // A window no wider than the content spares whoever unpacks it memory; above 4 MiB little is won.
  const int window = std::clamp(static_cast<int>(std::bit_width(content.size())), BROTLI_MIN_WINDOW_BITS, 22);
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_QUALITY, brotli_quality(content.size()));
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_LGWIN, static_cast<std::uint32_t>(window));
  BrotliEncoderSetParameter(state.get(), BROTLI_PARAM_SIZE_HINT, static_cast<std::uint32_t>(content.size()));
  std::string out;
  const bool done = in_pieces(content, stop, [&](std::string_view piece, bool last) {
    const std::uint8_t* next = octets(piece);
    std::size_t left = piece.size();
    std::size_t room = 0;  // it keeps what it makes until that is taken
    const auto step = last ? BROTLI_OPERATION_FINISH : BROTLI_OPERATION_PROCESS;
    do {
      if (BrotliEncoderCompressStream(state.get(), step, &left, &next, &room, nullptr, nullptr) == BROTLI_FALSE)
        return false;
      std::size_t count = 0;
      const std::uint8_t* made = BrotliEncoderTakeOutput(state.get(), &count);
      out.append(reinterpret_cast<const char*>(made), count);
    } while (left > 0 || (last && BrotliEncoderIsFinished(state.get()) == BROTLI_FALSE));
    return true;
  });
  if (!done) return given_up(stop);
  const std::size_t size = out.size();
  return cut(std::move(out), size);
}

outcome zstd(std::string_view content, const std::stop_token& stop) {
  constexpr int widest_window = 23;  // RFC 9659: 8 MiB
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  if (!context) return problem(compress_problem::no_memory);
  // The library narrows the window to the content by itself, whose size it has to know for that.
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, content.size() <= 8 * mib ? 19 : 12);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, widest_window);
  ZSTD_CCtx_setPledgedSrcSize(context.get(), content.size());
  std::string out(ZSTD_compressBound(content.size()), '\0');
  ZSTD_outBuffer to{.dst = out.data(), .size = out.size(), .pos = 0};
  const bool done = in_pieces(content, stop, [&](std::string_view piece, bool last) {
    ZSTD_inBuffer from{.src = piece.data(), .size = piece.size(), .pos = 0};
    const std::size_t left = ZSTD_compressStream2(context.get(), &to, &from, last ? ZSTD_e_end : ZSTD_e_continue);
    return ZSTD_isError(left) == 0 && from.pos == from.size && (!last || left == 0);
  });
  if (!done) return given_up(stop);
  return cut(std::move(out), to.pos);
}

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same(std::string_view type, std::string_view wanted) noexcept {
  return std::ranges::equal(type, wanted, {}, lower);
}

}  // namespace

std::expected<std::string, compress_problem> compress(coding which, std::string_view content,
                                                      const std::stop_token& stop) {
  try {
    switch (which) {
      case coding::gzip: return gzip(content, stop);
      case coding::brotli: return brotli(content, stop);
      case coding::zstd: return zstd(content, stop);
      case coding::identity: break;
    }
    return std::string(content);
  } catch (const std::bad_alloc&) {
    return problem(compress_problem::no_memory);
  }
}

bool compressible(std::string_view content_type) noexcept {
  // Besides text/* and all that is built on JSON and XML. Fonts and pictures stand here whose formats do not compress
  // by themselves; media and archives do not: they do, or are asked for in ranges.
  constexpr std::array<std::string_view, 21> others{
      "application/json",
      "application/xml",
      "application/javascript",
      "application/x-javascript",
      "application/ecmascript",
      "application/wasm",
      "application/yaml",
      "application/toml",
      "application/x-ndjson",
      "application/json-seq",
      "application/vnd.ms-fontobject",
      "application/x-font-ttf",
      "application/x-font-opentype",
      "font/ttf",
      "font/otf",
      "font/sfnt",
      "font/collection",
      "image/bmp",
      "image/vnd.microsoft.icon",
      "image/x-icon",
      "image/x-ms-bmp",
  };
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  if (same(type.substr(0, 5), "text/")) return true;
  for (const std::string_view suffix : {"+json", "+xml"}) {
    if (type.size() > suffix.size() && same(type.substr(type.size() - suffix.size()), suffix)) return true;
  }
  return std::ranges::any_of(others, [&](std::string_view each) { return same(type, each); });
}

}  // namespace synfin::server::site
