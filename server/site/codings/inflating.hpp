#pragma once

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>

#include "server/site/background.hpp"
#include "server/site/codings/errands.hpp"

namespace synfin::server::site {

/// Makes content out of its compressed form.
class inflating final : public errand {
 public:
  /// What comes out may be up to `most` bytes long.
  inflating(coding which, content_source source, std::size_t most);

  /// Null if the source could not be read, is not in that coding or comes to more than that. Once over().
  const std::shared_ptr<const std::string>& result() const noexcept { return result_; }

 private:
  void work(const std::stop_token& stop) noexcept override;

  coding which_;
  content_source source_;
  std::size_t most_;
  std::shared_ptr<const std::string> result_;
};

}  // namespace synfin::server::site
