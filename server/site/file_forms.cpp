#include "server/site/file_forms.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "server/site/codings/compress.hpp"
#include "server/site/codings/content_hash.hpp"
#include "server/site/codings/inflate.hpp"
#include "server/site/codings/inflating.hpp"
#include "server/site/conditional.hpp"
#include "server/site/mime_types.hpp"

namespace synfin::server::site {

using http::status;

namespace {

constexpr std::array beside{coding::brotli, coding::zstd, coding::gzip};

/// A file up to this size is hashed when it is opened: that takes some 0.1 ms, and its bytes are about to be read
/// anyway.
constexpr std::size_t most_hashed_at_once = std::size_t{256} * 1024;

/// What comes out of a compressed file at once may be this long; the rest is work for the background.
constexpr std::size_t most_inflated_at_once = std::size_t{1} * 1024 * 1024;

/// When the content changed last, as far as that is known. Build tools that want the same bytes each time stamp all
/// files with one time, the epoch or a second later, or the first that a zip archive can hold: that is no date, and
/// what lies in the future none that may be told (RFC 9110 §8.8.2.1).
wall_seconds modified_time(const file_version& version, const moment& now) noexcept {
  constexpr std::array no_dates{std::chrono::seconds{0}, std::chrono::seconds{1}, std::chrono::seconds{315'532'800}};
  const auto time = std::chrono::floor<std::chrono::seconds>(
      wall::time_point{std::chrono::duration_cast<wall::duration>(std::chrono::nanoseconds{version.modified_ns})});
  const bool told = time <= now.wall_time && std::ranges::find(no_dates, time.time_since_epoch()) == no_dates.end();
  return told ? time : undated;
}

/// A file of a version that has been there for a while is worth hashing; one that is being written is not.
bool at_rest(const file_version& version, const moment& now) noexcept {
  const auto age = now.wall_time.time_since_epoch() - std::chrono::nanoseconds{version.changed_ns};
  return age > std::chrono::seconds{1};
}

/// Content that is no file's own.
file_bytes bytes_of(const std::shared_ptr<const std::string>& content) {
  return {.size = content->size(), .content = content, .opened = nullptr, .version = {}};
}

/// The forms of one file, as they are found.
class form_search {
 public:
  form_search(const resolving& by, resource& into) noexcept : by_(by), into_(into) {}

  std::expected<void, status> find(const std::string& relative);

 private:
  std::expected<file_bytes, status> read(const std::string& path);
  void add(coding which, file_bytes bytes, wall_seconds modified);
  void add_sidecars(const std::string& relative, const file_version* original);
  void add_variants();
  void add_inflated();
  std::string tag_of(coding which, const file_bytes& bytes);
  std::optional<std::string> hash_of(const file_bytes& bytes);
  std::optional<std::string> hashed_now(const file_bytes& bytes);
  std::string passing_tag(const file_version& version) const;
  void wait_for(std::shared_ptr<const errand> work);
  std::optional<content_source> source_of(const file_bytes& bytes);
  const host& of() const noexcept { return by_.of; }

  const resolving& by_;
  resource& into_;
};

std::expected<void, status> form_search::find(const std::string& relative) {
  into_.content_type = content_type(relative);
  into_.file = "/" + relative;
  auto bytes = read(relative);
  if (!bytes && bytes.error() != status::not_found) return std::unexpected(bytes.error());
  if (bytes) {
    const file_version version = bytes->version;
    add(coding::identity, *std::move(bytes), modified_time(version, by_.now));
    add_sidecars(relative, &version);
    if (into_.forms.size() == 1) add_variants();
  } else {
    add_sidecars(relative, nullptr);
    if (into_.forms.empty()) return std::unexpected(status::not_found);
    add_inflated();
  }
  // A coding that is there alone is a choice too: between it and 406.
  if (into_.forms.size() > 1 || into_.inflates || into_.forms.front()->coded != coding::identity) into_.varies = true;
  return {};
}

/// The file at `path`; noted.
std::expected<file_bytes, status> form_search::read(const std::string& path) {
  const auto found = look_and_note(by_, path, into_);
  if (!found) {
    // Looking told no reason, opening does: what may not be read is another thing than what is not there.
    auto opened = by_.root.open(path);
    if (opened) return std::unexpected(status::service_unavailable);  // it has come just now
    return std::unexpected(opened.error());
  }
  auto opened = by_.root.open(path);
  if (!opened) return std::unexpected(opened.error());
  auto bytes = read_file(*std::move(opened), by_.memory_file);
  if (bytes) into_.witnesses.back().seen = found_file{found_file::kind::regular, bytes->version};
  if (bytes && !settled(bytes->version, by_.now.wall_time)) into_.lasting = false;
  return bytes;
}

void form_search::add(coding which, file_bytes bytes, wall_seconds modified) {
  auto form = std::make_shared<representation>();
  form->coded = which;
  form->modified = modified;
  form->etag = tag_of(which, bytes);
  form->bytes = std::move(bytes);
  into_.forms.push_back(std::move(form));
}

/// The forms that lie beside the file, `original` being its version if it is there itself. What is older was made of
/// another version.
void form_search::add_sidecars(const std::string& relative, const file_version* original) {
  if (!of().settings.sidecars) return;
  const bool is_sidecar =
      std::ranges::any_of(beside, [&](coding each) { return relative.ends_with(extension_of(each)); });
  if (is_sidecar) return;
  for (const coding each : beside) {
    const std::string path = relative + std::string(extension_of(each));
    const auto found = look_and_note(by_, path, into_);
    if (!found || found->what != found_file::kind::regular) continue;
    const bool stale = original != nullptr && found->version.modified_ns < original->modified_ns;
    const bool pointless = original != nullptr && found->version.size >= original->size;
    if (stale || pointless) continue;
    into_.witnesses.pop_back();  // noted again as what is read
    if (auto bytes = read(path))
      add(each, *bytes, modified_time(original != nullptr ? *original : bytes->version, by_.now));
  }
}

/// The forms that the background makes, or has made, of the one that is there.
void form_search::add_variants() {
  const representation& whole = *into_.forms.front();
  const bool sized = whole.bytes.size >= least_compressed && whole.bytes.size <= most_compressed;
  if (!of().settings.compress || by_.services.variants == nullptr || !sized || !compressible(into_.content_type))
    return;
  into_.varies = true;  // already while the others are being made: a cache must not keep this one for everybody
  const auto hash = hash_of(whole.bytes);
  if (!hash) return;
  auto known = by_.services.variants->look(*hash);
  if (!known.variants && !known.awaits) {
    auto source = source_of(whole.bytes);
    if (source) known = by_.services.variants->request(*hash, *std::move(source));
  }
  if (!known.variants && !known.awaits) into_.lasting = false;  // too much to do: another time
  if (known.awaits) wait_for(known.awaits);
  if (!known.variants) return;
  for (const coding each : beside) {
    const auto& content = known.variants->of(each);
    if (content) add(each, bytes_of(content), whole.modified);
  }
  into_.varies = into_.forms.size() > 1;
}

/// The identity form of what is there in codings alone: at once if it is small, else in the background.
void form_search::add_inflated() {
  const representation& from =
      **std::ranges::min_element(into_.forms, {}, [](const auto& each) { return each->bytes.size; });
  const auto put_first = [&](const std::shared_ptr<const std::string>& content) {
    add(coding::identity, bytes_of(content), from.modified);
    std::ranges::rotate(into_.forms, into_.forms.end() - 1);
  };
  if (from.bytes.in_memory()) {
    auto content = inflate(from.coded, *from.bytes.content, std::min(most_inflated_at_once, by_.most_inflated));
    if (content) content->shrink_to_fit();
    if (content) return put_first(std::make_shared<const std::string>(*std::move(content)));
    if (content.error() != inflate_problem::too_long || by_.most_inflated <= most_inflated_at_once) return;
  }
  const inflating* const done = by_.before != nullptr ? by_.before->inflates.get() : nullptr;
  if (done != nullptr && done->over()) {
    if (done->result()) put_first(done->result());
    return;
  }
  if (by_.services.unpacking == nullptr || from.bytes.size > by_.most_inflated) return;
  auto source = source_of(from.bytes);
  if (!source) return;
  auto work = std::make_shared<inflating>(from.coded, *std::move(source), by_.most_inflated);
  if (!by_.services.unpacking->take(work)) {
    into_.lasting = false;
    return;
  }
  into_.inflates = work;
  wait_for(std::move(work));
}

std::string form_search::tag_of(coding which, const file_bytes& bytes) {
  const auto hash = hash_of(bytes);
  return hash ? etag_of(*hash, which) : passing_tag(bytes.version);
}

/// The hash of the content; nullopt as long as it is being found out.
std::optional<std::string> form_search::hash_of(const file_bytes& bytes) {
  if (bytes.in_memory()) return hash_text(*bytes.content);
  if (!settled(bytes.version, by_.now.wall_time)) {
    into_.lasting = false;  // it may be another content with the next look, and show the same times
    return std::nullopt;
  }
  if (bytes.size <= most_hashed_at_once) return hashed_now(bytes);
  if (by_.services.hashes == nullptr) return std::nullopt;
  if (!at_rest(bytes.version, by_.now)) {
    into_.lasting = false;
    return std::nullopt;
  }
  auto known = by_.services.hashes->request(bytes.opened->raw(), bytes.version);
  if (known.awaits) wait_for(known.awaits);
  if (!known.hash && !known.awaits) into_.lasting = false;
  return known.hash;
}

std::optional<std::string> form_search::hashed_now(const file_bytes& bytes) {
  auto snapshot = snapshot_of(bytes.opened->raw());
  if (!snapshot || snapshot->version != bytes.version) return std::nullopt;
  hashing work(*std::move(snapshot));
  work.run();
  if (!work.result()) into_.lasting = false;  // it is being written
  return work.result();
}

/// A tag without the content's hash. It is weak, so that no part of one content is ever put to a part of another, and
/// of no use to another process.
std::string form_search::passing_tag(const file_version& version) const {
  const std::string text = by_.services.salt + '.' + std::to_string(version.device) + '.' +
                           std::to_string(version.inode) + '.' + std::to_string(version.size) + '.' +
                           std::to_string(version.modified_ns) + '.' + std::to_string(version.changed_ns);
  return "W/\"" + hash_text(text) + '"';
}

void form_search::wait_for(std::shared_ptr<const errand> work) { into_.awaits = std::move(work); }

std::optional<content_source> form_search::source_of(const file_bytes& bytes) {
  if (bytes.in_memory()) return bytes.content;
  auto snapshot = snapshot_of(bytes.opened->raw());
  if (!snapshot || snapshot->version != bytes.version) return std::nullopt;
  return *std::move(snapshot);
}

}  // namespace

std::optional<found_file> look_and_note(const resolving& by, const std::string& path, resource& into) {
  const auto slash = path.rfind('/');
  // Watched before it is looked at: a change in between is reported, and costs one more look at the most.
  by.watch(std::string_view(path).substr(0, slash == std::string::npos ? 0 : slash + 1));
  const auto found = by.root.look(path.empty() ? "." : path);
  into.witnesses.push_back({path, found});
  return found;
}

std::expected<void, status> find_forms(const resolving& by, const std::string& relative, resource& into) {
  return form_search(by, into).find(relative);
}

}  // namespace synfin::server::site
