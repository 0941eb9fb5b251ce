#include "server/site/responder.hpp"

#include <string>

#include "server/site/conditional.hpp"
#include "server/site/error_page.hpp"
#include "server/site/target.hpp"

namespace synfin::server::site {

using http::status;

namespace {

/// The types that we give are right: a browser that guesses others could be made to run what was uploaded as a picture
/// (WHATWG Fetch, "nosniff").
const response_field no_guessing{"X-Content-Type-Options", "nosniff"};

/// A path as a URL spells it (RFC 3986 §3.3).
std::string percent_encoded(std::string_view path) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/";
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    if (plain.find(c) != std::string_view::npos) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append({'%', hex[byte >> 4U], hex[byte & 15U]});
  }
  return out;
}

/// To the same path with its slash. The path alone, and normalised: it can name no other host, whatever was asked.
response folder_redirect(const target_path& path) {
  response answer = explain(status::moved_permanently);
  answer.fields.push_back({"Location", "/" + percent_encoded(path.relative) + "/" + std::string(path.query)});
  return answer;
}

response whole(file_ptr file) {
  response answer;
  answer.whole_file = true;
  answer.bytes = {0, file->size};
  answer.file = std::move(file);
  return answer;
}

/// RFC 9110 §15.4.5: the validators and no content.
response unchanged(const stored_file& file) {
  response answer;
  answer.status = status::not_modified;
  answer.fields = {{"Last-Modified", file.last_modified}, {"ETag", file.etag}};
  return answer;
}

response part(file_ptr file, const byte_range& bytes) {
  response answer;
  answer.status = status::partial_content;
  answer.fields = describe(*file);
  answer.fields.push_back({"Content-Range", "bytes " + std::to_string(bytes.first) + "-" +
                                                std::to_string(bytes.first + bytes.length - 1) + "/" +
                                                std::to_string(file->size)});
  answer.bytes = bytes;
  answer.file = std::move(file);
  return answer;
}

response beyond_the_end(const stored_file& file) {
  response answer = explain(status::range_not_satisfiable);
  answer.fields.push_back({"Content-Range", "bytes */" + std::to_string(file.size)});
  return answer;
}

response method_refused() {
  response answer = explain(status::method_not_allowed);
  answer.fields.push_back({"Allow", "GET, HEAD"});
  return answer;
}

/// RFC 9110 §14.2: a Range is for GET alone.
range_request asked_range(const http::request_head& request, const stored_file& file, wall_seconds now) {
  if (request.method != http::method::get) return {};
  const auto range = http::find(request.fields, "Range");
  if (!range || !range_allowed(request, {file.etag, file.modified}, now)) return {};
  return parse_range(*range, file.size);
}

}  // namespace

std::vector<response_field> describe(const stored_file& file) {
  return {{"Content-Type", std::string(file.content_type)},
          {"Last-Modified", file.last_modified},
          {"ETag", file.etag},
          {"Accept-Ranges", "bytes"},
          no_guessing};
}

response explain(status what) {
  response answer;
  answer.status = what;
  answer.fields = {{"Content-Type", error_page_type}, no_guessing};
  answer.page = error_page(what);
  return answer;
}

response respond(const http::request_head& request, file_store& files, const moment& now) {
  if (request.method == http::method::unknown) return explain(status::not_implemented);
  if (request.method == http::method::other) return method_refused();
  std::string scratch;
  const auto path = parse_target(request.target, scratch);
  if (!path) return explain(path.error());
  auto file = files.find(path->relative, now.steady_time);
  if (!file && file.error() == status::moved_permanently) return folder_redirect(*path);
  if (!file) return explain(file.error());

  const auto today = std::chrono::floor<std::chrono::seconds>(now.wall_time);
  if (not_modified(request, {(*file)->etag, (*file)->modified}, today)) return unchanged(**file);
  const range_request range = asked_range(request, **file, today);
  if (range.what == range_request::kind::unsatisfiable) return beyond_the_end(**file);
  if (range.what == range_request::kind::satisfiable) return part(std::move(*file), range.bytes);
  return whole(std::move(*file));
}

}  // namespace synfin::server::site
