#include "common/http/kept_head.hpp"

namespace synfin::http {

kept_head::kept_head(const request_head& from) : head_(from) {
  std::size_t size = from.method_text.size() + from.target.size();
  for (const field& each : from.fields) size += each.name.size() + each.value.size();
  text_.reserve(size);  // all of it, so that no view moves
  head_.method_text = keep(from.method_text);
  head_.target = keep(from.target);
  fields_.reserve(from.fields.size());
  for (const field& each : from.fields) fields_.push_back({keep(each.name), keep(each.value)});
  head_.fields = fields_;
}

std::string_view kept_head::keep(std::string_view text) {
  const std::size_t start = text_.size();
  text_.append(text);
  return std::string_view(text_).substr(start);
}

}  // namespace synfin::http
