#include "client/compare/student.hpp"

#include <initializer_list>

#include <doctest/doctest.h>

namespace synfin::load {
namespace {

TEST_CASE("student: the quantiles are those of the tables") {
  struct row {
    double share;
    double freedom;
    double t;
  };
  for (const auto& [share, freedom, t] : {row{0.975, 1, 12.7062}, row{0.975, 9, 2.2622}, row{0.95, 4, 2.1318},
                                          row{0.9995, 3, 12.9240}, row{0.975, 1e6, 1.9600}, row{0.6, 10, 0.2602}}) {
    CAPTURE(freedom);
    CHECK(student_quantile(share, freedom) == doctest::Approx(t).epsilon(1e-4));
  }
}

TEST_CASE("student: degrees of freedom need not be whole") {
  const double t = student_quantile(0.975, 9.5);
  CHECK(t < student_quantile(0.975, 9));
  CHECK(t > student_quantile(0.975, 10));
}

}  // namespace
}  // namespace synfin::load
