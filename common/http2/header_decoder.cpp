#include "common/http2/header_decoder.hpp"

#include <new>

#include <nghttp2/nghttp2.h>

namespace synfin::http2 {
namespace {

std::string_view text(const std::uint8_t* bytes, std::size_t size) noexcept {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

void header_decoder::freed::operator()(nghttp2_hd_inflater* inflater) const noexcept {
  nghttp2_hd_inflate_del(inflater);
}

header_decoder::header_decoder(std::uint32_t table_size) {
  nghttp2_hd_inflater* made = nullptr;
  if (nghttp2_hd_inflate_new(&made) != 0) throw std::bad_alloc();
  inflater_.reset(made);
  if (nghttp2_hd_inflate_change_table_size(made, table_size) != 0) throw std::bad_alloc();
}

bool header_decoder::decode(std::string_view block, const taker& take) {
  const auto* at = reinterpret_cast<const std::uint8_t*>(block.data());
  std::size_t left = block.size();
  while (!broken_) {
    nghttp2_nv field{};
    int flags = 0;
    const ssize_t used = nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, at, left, 1);
    broken_ = used < 0;
    if (broken_) break;
    at += used;
    left -= static_cast<std::size_t>(used);
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
      take(text(field.name, field.namelen), text(field.value, field.valuelen));
    }
    if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
    broken_ = used == 0 && (flags & NGHTTP2_HD_INFLATE_EMIT) == 0;  // it waits for more, and there is none
  }
  if (!broken_) nghttp2_hd_inflate_end_headers(inflater_.get());
  return !broken_;
}

}  // namespace synfin::http2
