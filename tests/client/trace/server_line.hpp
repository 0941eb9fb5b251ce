#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace synfin::test {

/// A line of `synfin-server --trace-connections`: a request of 18 bytes that came 0.3 ms after the SYN, and its answer
/// of 27 bytes. The client's numbers begin at 1000.
inline std::string server_line(std::uint16_t client_port, std::string_view began = "2023-11-14T22:13:20.000000000Z") {
  return fmt::format(
      R"({{"schema":"synfin.trace/1","client":"192.0.2.20:{}","server":"192.0.2.10:80","seen_by":"server",)"
      R"("from_the_start":true,"began":"{}","boot":"b-1","initial_seq":1000,"summary":{{"retransmissions":2}},)"
      R"("segments":[{{"at_ns":0,"grade":"~","from":"client","flags":["SYN"],"seq":0,"bytes":0}},)"
      R"({{"at_ns":300000,"grade":"=","from":"client","flags":["ACK"],"seq":1,"ack":1,"bytes":18,"read_ns":350000,)"
      R"("server_state":"ESTABLISHED"}},)"
      R"({{"at_ns":500000,"grade":"<","error_ns":1000,"from":"server","flags":["ACK"],"seq":1,"ack":19,"bytes":27,)"
      R"("written_ns":510000}}],"samples":[{{"at_ns":100,"of":"server","rtt_us":250,"cwnd":10}},)"
      R"({{"at_ns":600000,"of":"server","rtt_us":200,"cwnd":12,"segments_in":6,"segments_out":5}}]}})"
      "\n",
      client_port, began);
}

}  // namespace synfin::test
