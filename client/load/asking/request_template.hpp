#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "client/load/asking/drawn_values.hpp"
#include "client/load/asking/prepared_request.hpp"
#include "client/load/asking/request_words.hpp"
#include "client/load/asking/text_template.hpp"

namespace synfin::load {

/// A request of which path and query, values of header fields or the body are templates.
class request_template {
 public:
  /// nullptr where nothing in `words` is a template. A recorded request's own words are none; what -H and --body say
  /// may be.
  static std::shared_ptr<const request_template> of(const request_words& words, const config::wanted_request& wanted);

  /// Is it the path or the query, too?
  bool path_varies() const noexcept { return target_.varies(); }

  /// Fills it: a request of the same number, to be taken up before the next one is rendered.
  prepared_request render(const prepared_request& original, drawn_values& values) const;

 private:
  explicit request_template(request_words words) : words_(std::move(words)) {}

  request_words words_;
  text_template target_;
  std::vector<text_template> headers_;  // of the values, in their order
  text_template body_;
};

}  // namespace synfin::load
