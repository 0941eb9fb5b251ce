#include "server/site/description.hpp"

#include <string>

#include "common/http/date.hpp"
#include "server/site/conditional.hpp"

namespace synfin::server::site {
namespace {

std::string date_text(wall_seconds time) {
  const http::date_text date = http::format_date(time);
  return {date.begin(), date.end()};
}

/// What follows from the kind of answer and from the rules; these come last, so that they may change all of it.
void add_policy(const described& answer, std::string_view content_type, field_lines& fields) {
  const std::string_view control =
      answer.of.rules.cache.control(answer.what, content_type, answer.kind, answer.guarded);
  if (!control.empty()) fields.push_back({"Cache-Control", std::string(control)});
  answer.of.rules.headers.apply(answer.what, fields);
}

}  // namespace

field_lines describe(const described& answer, const resource& from, const representation& form) {
  field_lines fields{{"Content-Type", std::string(from.content_type)}};
  if (form.coded != coding::identity) fields.push_back({"Content-Encoding", std::string(name_of(form.coded))});
  if (form.modified != undated) fields.push_back({"Last-Modified", date_text(form.modified)});
  fields.push_back({"ETag", form.etag});
  fields.push_back({"Accept-Ranges", "bytes"});
  // The fallback is sent to those alone who take HTML: who asks matters there, too.
  const bool chosen = answer.kind == rules::answer_kind::spa_fallback;
  if (from.varies || chosen) {
    std::string on = from.varies ? "Accept-Encoding" : "";
    if (chosen) on += on.empty() ? "Accept, Sec-Fetch-Dest" : ", Accept, Sec-Fetch-Dest";
    fields.push_back({"Vary", std::move(on)});
  }
  add_policy(answer, from.content_type, fields);
  return fields;
}

field_lines describe_page(const described& answer, std::string_view content_type, std::string_view etag) {
  field_lines fields{{"Content-Type", std::string(content_type)}};
  if (!etag.empty()) fields.push_back({"ETag", std::string(etag)});
  add_policy(answer, content_type, fields);
  return fields;
}

}  // namespace synfin::server::site
