#include "server/site/pages/listing.hpp"

#include <doctest/doctest.h>

#include <string>

namespace synfin::server::site {
namespace {

using namespace std::chrono_literals;

const wall_seconds changed{784'111'777s};

listed_entry file(std::string name, std::uint64_t size = 1) { return {std::move(name), false, size, changed}; }
listed_entry folder(std::string name) { return {std::move(name), true, 4096, changed}; }

std::string html(listed_folder listed, const listing_order& order = {}) {
  return listing_page(std::move(listed), order, page_form::html);
}

TEST_CASE("a listing names the folder, counts and shows what is in it, folders first") {
  const std::string page = html({"docs/api/", {file("b.txt", 1536), folder("old")}});
  CAPTURE(page);
  CHECK(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
  CHECK(page.ends_with("</html>\n"));
  CHECK(page.contains("<title>Index of /docs/api/</title>"));
  CHECK(page.contains("<p>1 folder, 1 file</p>"));
  CHECK(page.contains("<a class=\"folder\" href=\"./old/\"><bdi>old/</bdi></a>"));
  CHECK(page.contains("<a href=\"./b.txt\"><bdi>b.txt</bdi></a>"));
  CHECK(page.contains("<td title=\"1,536 bytes\">1.5 KiB</td>"));
  CHECK_FALSE(page.contains("4.0 KiB"));
  CHECK(page.contains("<time datetime=\"1994-11-06T08:49:37Z\">1994-11-06<span> 08:49</span></time>"));
  CHECK(page.find("./old/") < page.find("./b.txt"));
}

TEST_CASE("every folder above can be reached, and the root has none") {
  const std::string deep = html({"a/<b>/c/", {}});
  CHECK(deep.contains("href=\"../../../\"><bdi>/</bdi></a>"));
  CHECK(deep.contains("<a href=\"../../\"><bdi>a</bdi></a>"));
  CHECK(deep.contains("<a href=\"../\"><bdi>&lt;b&gt;</bdi></a>"));
  CHECK(deep.contains("<bdi>c</bdi>"));
  CHECK(deep.contains("href=\"../\"><bdi>Parent folder</bdi></a>"));

  const std::string one = html({"a/", {}});
  CHECK(one.contains("href=\"../\"><bdi>/</bdi></a><bdi>a</bdi>"));

  const std::string root = html({"", {file("x")}});
  CHECK(root.contains("<h1>Index of /</h1>"));
  CHECK_FALSE(root.contains("../"));
}

TEST_CASE("columns sort by plain links, and the chosen order goes along into folders") {
  const std::string usual = html({"a/", {folder("sub"), file("x")}});
  CHECK(usual.contains("<th scope=\"col\" aria-sort=\"ascending\"><a href=\"?sort=name&amp;order=desc\">Name</a>"));
  CHECK(usual.contains("<th scope=\"col\"><a href=\"?sort=size&amp;order=asc\">Size</a>"));
  CHECK(usual.contains("href=\"./sub/\""));

  const std::string chosen = html({"a/", {folder("sub"), file("x")}}, {sort_key::size, true});
  CHECK(chosen.contains("<th scope=\"col\" aria-sort=\"descending\"><a href=\"?sort=size&amp;order=asc\">Size</a>"));
  CHECK(chosen.contains("<th scope=\"col\"><a href=\"?sort=name&amp;order=asc\">Name</a>"));
  CHECK(chosen.contains("href=\"./sub/?sort=size&amp;order=desc\""));
  CHECK(chosen.contains("href=\"../?sort=size&amp;order=desc\"><bdi>Parent folder"));
  CHECK(chosen.contains("href=\"./x\""));
}

struct name_sample {
  std::string name;
  std::string row;
};

const name_sample names[] = {
    {"a b", "<a href=\"./a%20b\"><bdi>a b</bdi>"},
    {"100%", "<a href=\"./100%25\"><bdi>100%</bdi>"},
    {"a#b?c", "<a href=\"./a%23b%3Fc\"><bdi>a#b?c</bdi>"},
    {"javascript:alert(1)", "<a href=\"./javascript:alert(1)\"><bdi>javascript:alert(1)</bdi>"},
    {"\"onclick=\"x", "<a href=\"./%22onclick=%22x\"><bdi>&quot;onclick=&quot;x</bdi>"},
    {"it's", "<a href=\"./it&#39;s\"><bdi>it&#39;s</bdi>"},
    {"<script>", "<a href=\"./%3Cscript%3E\"><bdi>&lt;script&gt;</bdi>"},
    {"a&amp;b", "<a href=\"./a&amp;amp;b\"><bdi>a&amp;amp;b</bdi>"},
    {"two\nlines", "<a href=\"./two%0Alines\"><bdi>two\u240alines</bdi>"},
    {"caf\xe9", "<a href=\"./caf%E9\"><bdi>caf\ufffd</bdi>"},
    {"caf\xc3\xa9", "<a href=\"./caf%C3%A9\"><bdi>caf\u00e9</bdi>"},
};

TEST_CASE("every name is shown as it is and linked to what it is") {
  for (const auto& [name, row] : names) {
    const std::string page = html({"", {file(name)}});
    CAPTURE(name);
    CHECK(page.contains(row));
  }
}

TEST_CASE("a page needs nothing from elsewhere and runs nothing") {
  const std::string page = html({"a/", {file("x")}});
  for (const char* each : {"<script", "<link", "<img", "url(", "@import", "http:", "https:", "//"}) {
    CAPTURE(each);
    CHECK_FALSE(page.contains(each));
  }
}

TEST_CASE("an empty folder and one that is cut short say so") {
  CHECK(html({"a/", {}}).contains("This folder is empty."));
  CHECK(html({"a/", {}}).contains("<p>0 folders, 0 files</p>"));
  const listed_folder cut{"a/", {file("x"), file("y")}, true};
  CHECK(html(cut).contains("<p>0 folders, 2 files, and more that are not shown here</p>"));
  CHECK_FALSE(html({"a/", {file("x")}}).contains("more"));
  CHECK(listing_page(cut, {}, page_form::text) == "x\ny\n… and more\n");
}

TEST_CASE("a program gets an array") {
  CHECK(listing_page({"d \xff/", {file("b\"\xff.txt", 12), folder("old")}}, {}, page_form::json) ==
        "[\n"
        R"({"name":"old","type":"directory","modified":"1994-11-06T08:49:37Z","url":"/d%20%FF/old/"},)"
        "\n"
        R"({"name":"b\"�.txt","type":"file","size":12,"modified":"1994-11-06T08:49:37Z","url":"/d%20%FF/b%22%FF.txt"})"
        "\n]\n");
  CHECK(listing_page({"", {}}, {}, page_form::json) == "[\n]\n");
  CHECK(listing_page({"", {file("x")}}, {}, page_form::json).contains(R"("url":"/x")"));
}

TEST_CASE("a terminal gets a name a line") {
  CHECK(listing_page({"", {file("b\n"), folder("a"), file("<c>")}}, {}, page_form::text) == "a/\n<c>\nb\u240a\n");
}

TEST_CASE("each form has its type") {
  CHECK(listing_type(page_form::html) == "text/html; charset=utf-8");
  CHECK(listing_type(page_form::json) == "application/json");
  CHECK(listing_type(page_form::text) == "text/plain; charset=utf-8");
}

}  // namespace
}  // namespace synfin::server::site
