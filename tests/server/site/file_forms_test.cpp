#include "server/site/file_forms.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "server/site/codings/compress.hpp"
#include "server/site/codings/content_hash.hpp"
#include "tests/server/site/asked_site.hpp"

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;
using http::status;

constexpr wall_seconds then{1'000'000'000s};

std::string repeated(std::string_view words, std::size_t size) {
  std::string text;
  while (text.size() < size) text += words;
  return text;
}

std::string packed(coding which, std::string_view content) { return compress(which, content).value(); }

/// Files of one time, as in an image.
struct packed_site : asked_site {
  void put(std::string_view name, std::string_view content, wall_seconds time = then) const {
    folder.write(name, content);
    folder.set_modified(name, time);
  }
  response get_in(std::string_view target, std::string_view accepted) {
    return get(target, {{"Accept-Encoding", accepted}});
  }
};

TEST_CASE("a file beside the file is served in its coding, with the file's own type") {
  packed_site site;
  const std::string text = repeated("one two three ", 700);
  site.put("a.js", text);
  site.put("a.js.br", packed(coding::brotli, text));
  site.put("a.js.zst", packed(coding::zstd, text));
  site.put("a.js.gz", packed(coding::gzip, text));
  for (const coding each : {coding::gzip, coding::brotli, coding::zstd}) {
    const response answer = site.get_in("/a.js", name_of(each));
    CHECK(field_of(answer, "Content-Encoding") == name_of(each));
    CHECK(field_of(answer, "Content-Type") == "text/javascript; charset=utf-8");
    CHECK(field_of(answer, "Vary") == "Accept-Encoding");
    CHECK(body_of(answer) == packed(each, text));
  }
  CHECK(body_of(site.get("/a.js")) == text);
  CHECK(field_of(site.get("/a.js"), "Vary") == "Accept-Encoding");
  CHECK(site.library().helpers.size() == 0);  // nothing is left to compress
  const response itself = site.get("/a.js.gz");
  CHECK(field_of(itself, "Content-Type") == "application/gzip");
  CHECK_FALSE(has_field(itself, "Content-Encoding"));
}

TEST_CASE("what beside the file is older, longer or no file is not taken for it") {
  packed_site site;
  const std::string text = repeated("one two three ", 700);
  site.put("stale.js", text);
  site.put("stale.js.gz", packed(coding::gzip, "an older text"), then - 1s);
  site.put("longer.js", text);
  site.put("longer.js.gz", text + text);
  site.put("folder.js", text);
  site.put("folder.js.gz/x", "");
  for (const std::string_view target : {"/stale.js", "/longer.js", "/folder.js"}) {
    CAPTURE(target);
    CHECK(body_of(site.get_in(target, "gzip")) == text);
  }
  packed_site without;
  without.settings.site.sidecars = without.settings.site.compress = false;
  without.put("a.js", text);
  without.put("a.js.gz", packed(coding::gzip, text));
  CHECK(body_of(without.get_in("/a.js", "gzip")) == text);
  CHECK_FALSE(has_field(without.get("/a.js"), "Vary"));
}

TEST_CASE("a file beside the file that comes, changes or goes is seen") {
  packed_site site;
  site.settings.site.compress = false;
  const std::string text = repeated("one two three ", 700);
  site.put("a.js", text);
  CHECK(body_of(site.get_in("/a.js", "gzip")) == text);
  site.put("a.js.gz", packed(coding::gzip, text));
  site.wait();
  CHECK(field_of(site.get_in("/a.js", "gzip"), "Content-Encoding") == "gzip");
  site.put("a.js", repeated("another ", 800), then + 5s);
  site.wait();
  CHECK_FALSE(has_field(site.get_in("/a.js", "gzip"), "Content-Encoding"));
  site.folder.remove("a.js.gz");
  site.wait();
  CHECK_FALSE(has_field(site.get_in("/a.js", "gzip"), "Vary"));
}

TEST_CASE("what is there in a coding alone is inflated for whoever does not take it") {
  packed_site site;
  const std::string text = repeated("one two three ", 700);
  for (const coding each : {coding::gzip, coding::brotli, coding::zstd}) {
    const std::string name = "only" + std::string(extension_of(each)) + ".txt";
    site.put(name + std::string(extension_of(each)), packed(each, text));
    CAPTURE(name);
    const response coded = site.get_in("/" + name, name_of(each));
    CHECK(field_of(coded, "Content-Encoding") == name_of(each));
    CHECK(field_of(coded, "Content-Type") == "text/plain; charset=utf-8");
    const response plain = site.get("/" + name);
    CHECK(body_of(plain) == text);
    CHECK_FALSE(has_field(plain, "Content-Encoding"));
    CHECK(field_of(plain, "Vary") == "Accept-Encoding");
    CHECK(field_of(plain, "ETag") == etag_of(hash_text(text), coding::identity));
    CHECK(body_of(site.get("/" + name, {{"Range", "bytes=4-6"}})) == "two");
  }
  site.put("docs/index.html.gz", packed(coding::gzip, "an index"));
  CHECK(body_of(site.get("/docs/")) == "an index");
}

TEST_CASE("what takes long to inflate is inflated in the background, while the request waits") {
  packed_site site;
  site.limits.memory_file = 100;
  std::string text;
  for (int number = 0; number < 5000; ++number) text += std::to_string(number * 7919) + ' ';
  site.put("only.txt.gz", packed(coding::gzip, text));
  CHECK(field_of(site.get_in("/only.txt", "gzip"), "Content-Encoding") == "gzip");
  const response none = site.get("/only.txt");
  REQUIRE(none.awaits);
  CHECK_FALSE(none.awaits->over());
  CHECK(site.get("/only.txt").awaits != nullptr);
  site.settle();
  CHECK(none.awaits->over());
  CHECK(body_of(site.get("/only.txt")) == text);
  CHECK(body_of(site.get_in("/only.txt", "br")) == text);

  site.folder.write("only.txt.gz", packed(coding::gzip, text + "more"));
  site.wait();
  CHECK(site.get("/only.txt").awaits != nullptr);
  site.settle();
  CHECK(body_of(site.get("/only.txt")) == text + "more");
}

/// One byte more than a quarter of 40 MB.
std::string large_text(char filling) {
  std::string text;
  text.resize(10'000'001, filling);
  return text;
}

TEST_CASE("what comes to more than a share of the memory stays packed") {
  packed_site site;
  site.limits.memory_store = 4000;
  site.put("bomb.txt.gz", packed(coding::gzip, std::string(1001, '0')));
  CHECK(field_of(site.get("/bomb.txt"), "Content-Encoding") == "gzip");
  CHECK(site.get_in("/bomb.txt", "identity").status == status::not_acceptable);
  site.put("fits.txt.gz", packed(coding::gzip, std::string(1000, '0')));
  CHECK(body_of(site.get_in("/fits.txt", "identity")).size() == 1000);

  packed_site large;
  large.limits = {.memory_file = 10, .memory_store = 40'000'000};
  large.put("bomb.txt.gz", packed(coding::gzip, large_text('0')));
  CHECK(large.get_in("/bomb.txt", "identity").awaits != nullptr);
  large.settle();
  CHECK(large.get_in("/bomb.txt", "identity").status == status::not_acceptable);
  large.put("packed.txt.gz", large_text('x'));
  CHECK(large.get_in("/packed.txt", "identity").status == status::not_acceptable);
}

TEST_CASE("what is no compressed content cannot be inflated: 406, and the server goes on") {
  packed_site site;
  site.put("bad.txt.gz", "this is not gzip");
  const response coded = site.get_in("/bad.txt", "gzip");
  CHECK(coded.status == status::ok);
  CHECK(site.get_in("/bad.txt", "br").status == status::not_acceptable);
}

TEST_CASE("a tag is of the content: the same for the same bytes, whatever their file and time") {
  packed_site site;
  site.put("a.bin", "same");
  site.put("b.bin", "same", then + 100s);
  site.put("c.bin", "diff");
  const std::string tag = field_of(site.get("/a.bin"), "ETag");
  CHECK(tag == etag_of(hash_text("same"), coding::identity));
  CHECK(field_of(site.get("/b.bin"), "ETag") == tag);
  CHECK(field_of(site.get("/c.bin"), "ETag") != tag);
  // Another content under the same name, size and time, as a new image has it.
  site.put("a.bin", "diff");
  site.wait();
  CHECK(field_of(site.get("/a.bin"), "ETag") == field_of(site.get("/c.bin"), "ETag"));
}

TEST_CASE("a large file has a weak tag until its content is hashed, and a strong one then") {
  packed_site site;
  site.now.wall_time += 24h;
  const std::string content(300'000, 'l');
  site.put("large.bin", content);
  const std::string passing = field_of(site.get("/large.bin"), "ETag");
  CHECK(passing.starts_with("W/\""));
  CHECK(site.get("/large.bin", {{"Range", "bytes=0-1"}, {"If-Range", passing}}).status == status::ok);
  CHECK(site.get("/large.bin", {{"If-Match", passing}}).status == status::precondition_failed);
  CHECK(site.get("/large.bin", {{"If-None-Match", passing}}).status == status::not_modified);
  site.settle();
  const std::string lasting = field_of(site.get("/large.bin"), "ETag");
  CHECK(lasting == etag_of(hash_text(content), coding::identity));
  CHECK(site.get("/large.bin", {{"Range", "bytes=0-1"}, {"If-Range", lasting}}).status == status::partial_content);

  site.put("large.bin", std::string(300'000, 'm'));
  site.wait();
  const std::string changed = field_of(site.get("/large.bin"), "ETag");
  CHECK(changed.starts_with("W/\""));
  CHECK(changed != passing);
}

TEST_CASE("a file that is not kept in memory has a strong tag at once, as long as that takes no time") {
  packed_site site;
  const std::string content(200'000, 'l');
  site.put("page.bin", content);
  CHECK(field_of(site.get("/page.bin"), "ETag") == etag_of(hash_text(content), coding::identity));
  CHECK(site.library().helpers.size() == 0);
}

TEST_CASE("a large file is compressed once its hash is known") {
  packed_site site;
  const std::string text = repeated("one two three ", 300'000);
  site.put("large.js", text);
  CHECK(field_of(site.get_in("/large.js", "br"), "Vary") == "Accept-Encoding");
  site.settle();                   // the hash
  site.get_in("/large.js", "br");  // asks for the codings
  site.settle();
  const response answer = site.get_in("/large.js", "br");
  CHECK(field_of(answer, "Content-Encoding") == "br");
  CHECK(body_of(answer) == packed(coding::brotli, text));
  CHECK(body_of(site.get("/large.js")) == text);
}

TEST_CASE("what does not shrink, is too small or of no such type is sent as it is, and varies by nothing") {
  packed_site site;
  std::string noise;
  for (unsigned number = 1; noise.size() < 900; number = number * 1'103'515'245U + 12'345U)
    noise.push_back(static_cast<char>(number >> 16U));
  site.put("noise.js", noise);
  site.put("small.js", "let a = 1;");
  site.put("picture.png", repeated("png ", 900));
  for (const std::string_view target : {"/noise.js", "/small.js", "/picture.png"}) {
    site.get(target);
    site.settle();
    CAPTURE(target);
    const response answer = site.get_in(target, "br, gzip, zstd");
    CHECK_FALSE(has_field(answer, "Content-Encoding"));
    CHECK_FALSE(has_field(answer, "Vary"));
  }
}

TEST_CASE("while the background has too much to do files are sent as they are, and tried again") {
  packed_site site;
  site.put("a.js", repeated("one two three ", 900));
  site.library().helpers.full = true;
  CHECK_FALSE(has_field(site.get_in("/a.js", "br"), "Content-Encoding"));
  site.library().helpers.full = false;
  site.settle();
  CHECK_FALSE(has_field(site.get_in("/a.js", "br"), "Content-Encoding"));
  site.wait();
  site.get("/a.js");
  site.settle();
  CHECK(field_of(site.get_in("/a.js", "br"), "Content-Encoding") == "br");
}

TEST_CASE("a file that may not be read is refused, and served again once it may") {
  packed_site site;
  if (::geteuid() == 0) return;  // root may read everything
  site.put("a.txt", "text");
  CHECK(site.get("/a.txt").status == status::ok);
  std::filesystem::permissions(site.folder.at("a.txt"), std::filesystem::perms::none);
  site.wait();
  CHECK(site.get("/a.txt").status == status::forbidden);
  std::filesystem::permissions(site.folder.at("a.txt"), std::filesystem::perms::owner_read);
  CHECK(site.get("/a.txt").status == status::ok);
}

}  // namespace
}  // namespace synfin::server::site
