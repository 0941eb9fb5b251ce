#include "server/site/content_answer.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "server/site/codings/content_hash.hpp"
#include "server/site/conditional.hpp"
#include "server/site/description.hpp"
#include "server/site/error_answer.hpp"
#include "server/site/guarding.hpp"
#include "server/site/multipart.hpp"
#include "server/site/negotiation.hpp"
#include "server/site/pages/listing.hpp"

namespace synfin::server::site {

using http::status;

namespace {

/// What is chosen among the forms of a resource.
struct choice {
  const representation_ptr* form = nullptr;  ///< null: none fits
  bool wait = false;                         ///< it is being made
};

choice choose_form(const inquiry& asked, const resource& from) {
  const bool plain = from.forms.front()->coded == coding::identity;
  if (!asked.fields.has_coding && plain) return {&from.forms.front()};
  const accepted_codings wanted = accepted(asked.request.fields);
  // Whoever has named no coding may well know none.
  const bool needs_plain = !asked.fields.has_coding && from.inflates;
  std::array<coded_size, coding_count> sizes{};
  std::size_t count = 0;
  for (const representation_ptr& each : from.forms) sizes[count++] = {each->coded, each->bytes.size};
  const auto best = needs_plain ? std::nullopt : choose(wanted, std::span(sizes).first(count));
  if (!best) return {nullptr, from.inflates && wanted.weight(coding::identity) > 0};
  const auto found = std::ranges::find(from.forms, *best, [](const auto& each) { return each->coded; });
  return {&*found};
}

/// Fields that speak of a content that a 304 does not carry (RFC 9110 §15.4.5).
bool describes_content(const field_line& line) noexcept {
  constexpr std::array names{std::string_view{"Content-Type"}, std::string_view{"Content-Encoding"},
                             std::string_view{"Accept-Ranges"}};
  return std::ranges::any_of(names, [&](std::string_view name) { return http::equal_ignoring_case(line.name, name); });
}

void set_field(field_lines& fields, std::string_view name, std::string value) {
  for (field_line& line : fields) {
    if (http::equal_ignoring_case(line.name, name)) {
      line.value = std::move(value);
      return;
    }
  }
  fields.push_back({std::string(name), std::move(value)});
}

std::string content_range(const byte_range& bytes, std::uint64_t size) {
  return "bytes " + std::to_string(bytes.first) + "-" + std::to_string(bytes.first + bytes.length - 1) + "/" +
         std::to_string(size);
}

/// The answer with one form that has been chosen.
class form_answer {
 public:
  form_answer(const inquiry& asked, const resource& from, const representation_ptr& form,
              rules::answer_kind kind) noexcept
      : asked_(asked), from_(from), form_(form), kind_(kind) {}

  response give() const;

 private:
  field_lines fields() const;
  range_request asked_range() const;
  response unchanged() const;
  response one_part(const byte_range& bytes) const;
  response several_parts(const byte_ranges& ranges) const;
  response whole() const;
  validators current() const noexcept { return {form_->etag, form_->modified}; }

  const inquiry& asked_;
  const resource& from_;
  const representation_ptr& form_;  // the library's own; an answer keeps one of its own
  rules::answer_kind kind_;
};

response form_answer::give() const {
  asked_.tell("validator", [&] { return form_->etag; });
  const auto condition =
      asked_.fields.has_condition ? evaluate(asked_.request, current(), asked_.today()) : precondition::passed;
  if (condition == precondition::not_modified) return unchanged();
  if (condition == precondition::failed)
    return answer_error(asked_, status::precondition_failed, {{"ETag", form_->etag}});
  const range_request range = asked_range();
  if (range.what == range_request::kind::unsatisfiable) {
    return answer_error(asked_, status::range_not_satisfiable,
                        {{"Content-Range", "bytes */" + std::to_string(form_->bytes.size)}});
  }
  if (range.what == range_request::kind::ignored) return whole();
  return range.ranges.size() == 1 ? one_part(range.ranges.front()) : several_parts(range.ranges);
}

/// A stand-in is described for each path that it stands in for; what a path leads to itself has been described already.
field_lines form_answer::fields() const {
  if (kind_ == rules::answer_kind::file) return form_->fields;
  const bool guarded = guard_of(*asked_.of, asked_.path, from_) != nullptr;
  return describe({*asked_.of, asked_.subject(), kind_, guarded}, from_, *form_);
}

/// RFC 9110 §14.2: a Range is for GET alone.
range_request form_answer::asked_range() const {
  if (asked_.fields.range.empty() || asked_.request.method != http::method::get) return {};
  if (!range_allowed(asked_.request, current(), asked_.today())) return {};
  return parse_ranges(asked_.fields.range, form_->bytes.size);
}

response form_answer::unchanged() const {
  response answer;
  answer.status = status::not_modified;
  answer.fields = fields();
  std::erase_if(answer.fields, describes_content);
  return answer;
}

response form_answer::whole() const {
  response answer;
  answer.whole_file = kind_ == rules::answer_kind::file;
  if (!answer.whole_file) answer.fields = fields();
  answer.bytes = {0, form_->bytes.size};
  answer.file = form_;
  return answer;
}

response form_answer::one_part(const byte_range& bytes) const {
  response answer;
  answer.status = status::partial_content;
  answer.fields = fields();
  answer.fields.push_back({"Content-Range", content_range(bytes, form_->bytes.size)});
  answer.bytes = bytes;
  answer.file = form_;
  return answer;
}

response form_answer::several_parts(const byte_ranges& ranges) const {
  const std::string boundary = boundary_of(form_->etag);
  const std::span all(ranges.data(), ranges.size());
  multipart_frame frame = frame_parts(from_.content_type, form_->bytes.size, all, boundary);
  auto parts = std::make_unique<multipart_body>();
  for (std::size_t at = 0; at < all.size(); ++at) parts->parts.push_back({std::move(frame.heads[at]), all[at]});
  parts->end = std::move(frame.end);
  parts->length = frame.length;
  response answer;
  answer.status = status::partial_content;
  answer.fields = fields();
  set_field(answer.fields, "Content-Type", multipart_type(boundary));
  answer.parts = std::move(parts);
  answer.file = form_;
  return answer;
}

/// The listing in that order and form: its last pages are kept, since making one takes a while.
const listing_page_made& page_of(const resource& from, const listing_order& order, page_form form) {
  const auto made = std::ranges::find_if(
      from.pages, [&](const listing_page_made& each) { return each.order == order && each.form == form; });
  if (made != from.pages.end()) return *made;
  if (from.pages.size() >= most_pages) from.pages.erase(from.pages.begin());
  std::string page = listing_page(*from.listing, order, form);
  std::string etag = etag_of(hash_text(page), coding::identity);
  return from.pages.emplace_back(order, form, std::move(page), std::move(etag));
}

/// A folder's listing: its order and its form are the peer's to choose.
response answer_with_listing(const inquiry& asked, const resource& from) {
  const page_form form = form_wanted(asked.request.fields);
  const listing_order order = parse_order(asked.query);
  const listing_page_made& made = page_of(from, order, form);
  const std::string& etag = made.etag;
  response answer;
  answer.page = made.page;
  answer.fields = describe_page({*asked.of, asked.subject(), rules::answer_kind::listing, from.guard != nullptr},
                                listing_type(form), etag);
  answer.fields.push_back({"Vary", "Accept"});
  if (!asked.fields.has_condition) return answer;
  const precondition condition = evaluate(asked.request, {etag, undated}, asked.today());
  if (condition == precondition::failed) return answer_error(asked, status::precondition_failed, {{"ETag", etag}});
  if (condition == precondition::passed) return answer;
  answer.status = status::not_modified;
  answer.page.clear();
  std::erase_if(answer.fields, describes_content);
  return answer;
}

}  // namespace

response answer_with(const inquiry& asked, const resource& found, rules::answer_kind kind) {
  if (found.listing) return answer_with_listing(asked, found);
  const choice chosen = choose_form(asked, found);
  if (chosen.wait) {
    response none;
    none.awaits = found.awaits;
    return none;
  }
  if (chosen.form == nullptr) {
    asked.tell("coding", [] { return "none that the peer takes"; });
    return answer_error(asked, status::not_acceptable, {{"Vary", "Accept-Encoding"}});
  }
  asked.tell("coding", [&] { return std::string(name_of((*chosen.form)->coded)); });
  return form_answer(asked, found, *chosen.form, kind).give();
}

}  // namespace synfin::server::site
