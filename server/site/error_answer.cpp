#include "server/site/error_answer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/site/description.hpp"
#include "server/site/guarding.hpp"
#include "server/site/negotiation.hpp"
#include "server/site/pages/error_page.hpp"

namespace synfin::server::site {

using http::status;

namespace {

/// In deeper folders an own 404.html is not looked for: each look costs a system call that the peer does not pay for.
constexpr std::size_t deepest_looked_at = 8;

/// The value of a field that is there already grows: Vary is a list.
void append(field_lines& fields, field_lines more) {
  for (field_line& line : more) {
    const auto before = std::ranges::find(fields, line.name, &field_line::name);
    if (before == fields.end()) {
      fields.push_back(std::move(line));
    } else {
      before->value += ", " + line.value;
    }
  }
}

/// Whoever may, or the server, may think otherwise the next moment: nobody keeps these.
bool is_passing(status why) noexcept {
  return why == status::unauthorized || http::code(why) >= http::code(status::internal_error);
}

void forbid_keeping(field_lines& fields) {
  std::erase_if(fields, [](const field_line& line) { return line.name == "Cache-Control"; });
  fields.push_back({"Cache-Control", "no-store"});
}

described as_error(const inquiry& asked, std::string_view file) {
  const rules::subject what{asked.path, file};
  return {*asked.of, what, rules::answer_kind::error_page, guard_of(*asked.of, asked.path) != nullptr};
}

/// The page of the site at `path`; nullopt if there is none that can be sent as it is.
std::optional<response> with_page(const inquiry& asked, status why, const std::string& path) {
  const auto found = asked.sites.find_file(*asked.of, path, asked.around.now);
  if (!found || (*found)->forms.front()->coded != coding::identity) return std::nullopt;
  const resource& page = **found;
  asked.tell("error page", [&] { return path; });
  response answer;
  answer.status = why;
  answer.fields = describe_page(as_error(asked, page.file), page.content_type, {});
  answer.file = page.forms.front();
  answer.bytes = {0, answer.file->bytes.size};
  return answer;
}

/// The 404.html of the nearest folder above what was asked for.
std::optional<response> with_nearest(const inquiry& asked) {
  if (std::ranges::count(asked.path, '/') > static_cast<std::ptrdiff_t>(deepest_looked_at)) return std::nullopt;
  for (std::string_view folder = asked.path; !folder.empty();) {
    folder = folder.substr(0, folder.rfind('/'));
    if (auto answer = with_page(asked, status::not_found, std::string(folder) + "/404.html")) return answer;
  }
  return std::nullopt;
}

response with_house_page(const inquiry& asked, status why, std::string_view location = {}) {
  const page_form form = form_wanted(asked.request.fields);
  response answer;
  answer.status = why;
  answer.page = error_page(why, form, location);
  answer.fields = describe_page(as_error(asked, {}), error_page_type(form), {});
  // Where there is an app, whether its page answers depends on what the page is wanted for.
  answer.fields.push_back({"Vary", asked.of->settings.spa.empty() ? "Accept" : "Accept, Sec-Fetch-Dest"});
  return answer;
}

std::optional<response> with_sites_page(const inquiry& asked, status why) {
  const std::string_view named = asked.of->rules.error_pages.page(http::code(why), asked.subject());
  if (!named.empty()) {
    if (auto answer = with_page(asked, why, std::string(named))) return answer;
  }
  return why == status::not_found ? with_nearest(asked) : std::nullopt;
}

}  // namespace

response answer_error(const inquiry& asked, status why, field_lines more) {
  auto own = with_sites_page(asked, why);
  response answer = own ? *std::move(own) : with_house_page(asked, why);
  append(answer.fields, std::move(more));
  if (is_passing(why)) forbid_keeping(answer.fields);
  return answer;
}

response answer_elsewhere(const inquiry& asked, status how, std::string location) {
  response answer = with_house_page(asked, how, location);
  // How long it may be kept is said by the status itself (RFC 9110 §15.4).
  std::erase_if(answer.fields, [](const field_line& line) { return line.name == "Cache-Control"; });
  answer.fields.push_back({"Location", std::move(location)});
  return answer;
}

}  // namespace synfin::server::site
