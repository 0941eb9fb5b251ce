#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/http1/head_scanner.hpp"

namespace synfin::http1 {

/// Reads a request's body away without looking at it: a declared length, or chunks and trailers (RFC 9112 §6, §7.1).
/// Works on bytes cut anywhere.
///
/// Chunks are read here and not by llhttp, whose versions differ in what they let through: 8 takes bare line feeds and
/// folded lines in trailers, 9 takes quoted extensions. Here a line ends in CR LF and holds no other CR, LF or NUL.
class body_skipper {
 public:
  /// Trailers are read with `lines`, which is free from a head's end to the next head's start.
  explicit body_skipper(head_scanner& lines) noexcept : lines_(lines) {}

  /// What the head declares.
  void expect_length(std::uint64_t bytes) noexcept;
  void expect_chunks() noexcept;

  /// Nothing is left to be read.
  bool done() const noexcept { return place_ == place::end; }

  /// Bytes still to come; nullopt for chunks.
  std::optional<std::uint64_t> length() const noexcept;

  struct progress {
    std::size_t consumed = 0;
    bool complete = false;
    bool malformed = false;
  };
  progress skip(std::string_view bytes) noexcept;

 private:
  enum class place : std::uint8_t {
    end,
    whole,
    size_start,
    size,
    extension,
    size_lf,
    chunk,
    chunk_cr,
    chunk_lf,
    trailers,
    malformed
  };
  std::size_t step(std::string_view bytes) noexcept;
  std::size_t skip_data(std::string_view bytes) noexcept;
  std::size_t skip_trailers(std::string_view bytes) noexcept;
  place behind(char c) noexcept;
  place in_size(char c) noexcept;
  place begin_trailers() noexcept;

  head_scanner& lines_;
  std::uint64_t left_ = 0;  // of the whole body, or of the chunk
  place place_ = place::end;
};

}  // namespace synfin::http1
