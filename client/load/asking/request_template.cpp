#include "client/load/asking/request_template.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace synfin::load {
namespace {

/// `text` filled where it is a template; as it stands else.
void fill(std::string& text, const text_template& by, drawn_values& values) {
  if (!by.varies()) return;
  text.clear();
  by.append_to(text, values);
}

}  // namespace

std::shared_ptr<const request_template> request_template::of(const request_words& words,
                                                             const config::wanted_request& wanted) {
  const std::shared_ptr<request_template> made(new request_template(words));
  if (!wanted.recorded) made->target_ = text_template::parse(words.url.target);
  if (!wanted.recorded || !wanted.body) made->body_ = text_template::parse(words.body);
  bool varies = made->target_.varies() || made->body_.varies();
  for (const auto& field : words.headers) {
    const bool recorded = wanted.recorded && std::ranges::find(wanted.headers, field) != wanted.headers.end();
    made->headers_.push_back(recorded ? text_template{} : text_template::parse(field.second));
    varies = varies || made->headers_.back().varies();
  }
  return varies ? made : nullptr;
}

prepared_request request_template::render(const prepared_request& original, drawn_values& values) const {
  request_words words = words_;
  fill(words.url.target, target_, values);
  for (std::size_t i = 0; i < headers_.size(); ++i) fill(words.headers[i].second, headers_[i], values);
  fill(words.body, body_, values);
  prepared_request made = prepare(words);
  made.number = original.number;
  made.passing = true;
  values.count_on();
  return made;
}

}  // namespace synfin::load
