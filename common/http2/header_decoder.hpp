#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

struct nghttp2_hd_inflater;

namespace synfin::http2 {

/// Reads the header blocks of one direction of a connection, in their order (HPACK, RFC 7541).
class header_decoder {
 public:
  using taker = std::function<void(std::string_view name, std::string_view value)>;

  /// `table_size`: the largest dynamic table, in bytes, that the reading side has allowed. Throws std::bad_alloc.
  explicit header_decoder(std::uint32_t table_size);

  /// Gives all fields of a whole block to `take`, whose views end with the call. False if the block is broken: then so
  /// is all that follows.
  bool decode(std::string_view block, const taker& take);

 private:
  struct freed {
    void operator()(nghttp2_hd_inflater* inflater) const noexcept;
  };

  std::unique_ptr<nghttp2_hd_inflater, freed> inflater_;
  bool broken_ = false;
};

}  // namespace synfin::http2
