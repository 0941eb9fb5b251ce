#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/load/checking/digest.hpp"
#include "client/load/checking/expected_answer.hpp"
#include "common/http/response_watcher.hpp"

namespace synfin::load {

/// Looks whether one answer, as it comes in, is what was expected. Serves one answer after another.
class answer_check final : public http::response_watcher {
 public:
  /// `what` outlives it.
  explicit answer_check(const expected_answer& what);

  /// The next answer is that to the request of this number.
  void expect(std::uint32_t number, bool head) noexcept;

  void begin() noexcept override;
  void field(std::string_view name, std::string_view value) noexcept override;
  void head_complete(unsigned status) noexcept override;
  void body(std::string_view bytes) noexcept override;

  /// The answer is complete: is it what was expected? To be asked once.
  bool holds() {
    found_ = first_fault();
    return found_ == wrong::nothing;
  }

  /// What holds() found wrong: what was asked for, what came and what was expected.
  std::string fault() const;

 private:
  enum class wrong : std::uint8_t { nothing, status, field, length, coding, missing, unexpected, difference, end, sum };

  /// What came of a field that is expected.
  struct seen_field {
    bool right = false;
    std::string other;  // the last value that is not the right one
  };

  wrong first_fault();
  wrong fault_of_file() const;
  wrong fault_of_sum();
  std::optional<std::uint64_t> length() const noexcept;
  bool bodiless() const noexcept { return head_ || status_ == 304; }
  std::string words_for(wrong what) const;
  std::string words_for_field() const;

  const expected_answer* what_;
  const expected_answer::wanted_body* wanted_ = nullptr;
  std::optional<checking::digest> sum_;
  checking::sha256_value came_{};
  std::vector<seen_field> fields_;  // by the expected ones
  std::string coding_;
  std::optional<std::uint64_t> declared_;
  std::optional<std::uint64_t> differs_at_;
  std::uint64_t bytes_ = 0;
  unsigned status_ = 0;
  bool head_ = false;
  wrong found_ = wrong::nothing;
};

}  // namespace synfin::load
