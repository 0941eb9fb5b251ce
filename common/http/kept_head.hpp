#pragma once

#include <string>
#include <vector>

#include "common/http/request_head.hpp"

namespace synfin::http {

/// A request head that owns its texts, for an answer that takes longer than the parser keeps them.
class kept_head {
 public:
  explicit kept_head(const request_head& from);
  kept_head(const kept_head&) = delete;
  kept_head& operator=(const kept_head&) = delete;

  /// Its views live as long as this object.
  const request_head& head() const noexcept { return head_; }

 private:
  std::string_view keep(std::string_view text);

  std::string text_;
  std::vector<field> fields_;
  request_head head_;
};

}  // namespace synfin::http
