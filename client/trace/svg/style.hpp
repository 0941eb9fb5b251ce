#pragma once

#include <string_view>

namespace synfin::trace::svg {

/// Light and dark by what the reader likes, always light on paper. Every colour stands where it is used, so that
/// viewers without variables and media queries have the light ones. Texts have 4.5:1, lines 3:1 against the sheet
/// (WCAG 2.2).
constexpr std::string_view style = R"(<style>
text{font:12px "DejaVu Sans Mono",ui-monospace,Menlo,Consolas,monospace;fill:#1c2126;white-space:pre}
.sheet{fill:#fff}
.title{font:bold 15px system-ui,sans-serif}
.head,.name,.remark{font-family:system-ui,sans-serif}
.head{font-weight:bold}
.faint,.name{fill:#5a646e}
.end{text-anchor:end}
.middle{text-anchor:middle}
.strip{fill:#eef1f4}
.life{stroke:#1c2126;stroke-width:2}
.rule{stroke:#c9d0d6;stroke-width:1}
.client{stroke:#1667c0;fill:#1667c0}
.server{stroke:#b35900;fill:#b35900}
.run{stroke:none;fill-opacity:.22}
.shaft{stroke-width:1.5}
.state{font-weight:bold}
@media screen and (prefers-color-scheme:dark){
text{fill:#e6e9ec}
.sheet{fill:#1b1f23}
.faint,.name{fill:#a0aab4}
.strip{fill:#2a3036}
.life{stroke:#e6e9ec}
.rule{stroke:#49525a}
.client{stroke:#6fb0ff;fill:#6fb0ff}
.server{stroke:#f2a65a;fill:#f2a65a}
}
</style>
)";

}  // namespace synfin::trace::svg
