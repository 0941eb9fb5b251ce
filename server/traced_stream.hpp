#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "common/net/awaiting.hpp"
#include "server/witness.hpp"

namespace synfin::server {

/// A stream of a connection that is traced: each of its calls is watched. It has the members of plain_stream, as
/// `Stream` does.
template <typename Stream>
class traced_stream {
 public:
  using result = typename Stream::result;

  traced_stream(Stream inner, std::unique_ptr<witness> watching)
      : witness_(std::move(watching)), inner_(std::move(inner)) {}
  traced_stream(traced_stream&&) noexcept = default;
  traced_stream& operator=(traced_stream&&) = delete;
  ~traced_stream() {
    if (witness_) witness_->before_close();
  }

  result read(std::span<char> into) {
    if (const auto problem = witness_->before_reading()) return watched(std::unexpected(problem));
    return watched(inner_.read(into));
  }
  result write(std::string_view bytes, bool more) {
    witness_->before();
    return watched(inner_.write(bytes, more));
  }
  result send_file(int file, std::uint64_t offset, std::uint64_t count) {
    witness_->before();
    return watched(inner_.send_file(file, offset, count));
  }
  std::error_code finish_writing() {
    witness_->before();
    const std::error_code problem = inner_.finish_writing();
    witness_->after(problem);
    return problem;
  }
  void take_leave() {
    witness_->before();
    inner_.take_leave();
    witness_->after({});
  }
  void end_output() {
    witness_->before();
    inner_.end_output();
    witness_->after({});
  }
  void reset_on_close() noexcept {
    witness_->will_reset();
    inner_.reset_on_close();
  }

  bool buffered() const noexcept { return inner_.buffered(); }
  auto readable() { return inner_.readable(); }
  auto writable() { return inner_.writable(); }
  net::awaitable<bool> broken() { return inner_.broken(); }
  void cancel() noexcept { inner_.cancel(); }
  net::executor executor() noexcept { return inner_.executor(); }

 private:
  result watched(result got) {
    witness_->after(got ? std::error_code{} : got.error());
    return got;
  }

  std::unique_ptr<witness> witness_;  // above the socket: it outlives it, and sees how long closing took
  Stream inner_;
};

}  // namespace synfin::server
