#include "server/site/response.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

namespace synfin::server::site {
namespace {

representation_ptr in_memory(std::string content) {
  auto made = std::make_shared<representation>();
  made->bytes.size = content.size();
  made->bytes.content = std::make_shared<const std::string>(std::move(content));
  return made;
}

/// The body from `offset` on, piece by piece.
std::string rest(const response& answer, std::uint64_t offset) {
  std::string all;
  while (true) {
    const body_piece piece = piece_at(answer, offset + all.size());
    if (piece.size() == 0) return all;
    all.append(piece.bytes);
  }
}

TEST_CASE("a body is the same from wherever it is read on") {
  response page;
  page.page = "a page";
  response part;
  part.file = in_memory("0123456789");
  part.bytes = {2, 5};
  response parts;
  parts.file = part.file;
  auto several = std::make_unique<multipart_body>();
  several->parts = {{"<first>", {0, 2}}, {"<second>", {8, 2}}};
  several->end = "<end>";
  several->length = 7 + 2 + 8 + 2 + 5;
  parts.parts = std::move(several);
  for (const auto& [answer, whole] : {std::pair{&page, std::string("a page")},
                                      {&part, std::string("23456")},
                                      {&parts, std::string("<first>01<second>89<end>")}}) {
    CHECK(answer->body_length() == whole.size());
    for (std::size_t from = 0; from <= whole.size(); ++from) CHECK(rest(*answer, from) == whole.substr(from));
    CHECK(piece_at(*answer, whole.size() + 5).size() == 0);
  }
}

TEST_CASE("nothing is read of an empty body") {
  response empty;
  CHECK(piece_at(empty, 0).size() == 0);
  empty.file = in_memory("");
  CHECK(piece_at(empty, 0).size() == 0);
}

}  // namespace
}  // namespace synfin::server::site
