"""synfin-client trace --sandbox: what two kernels say to each other when a link between them loses, delays and doubles."""

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

from harness import CLIENT, PATIENCE, SERVER

TUN = "/dev/net/tun"
NOBODY = "65534"
AS_NOBODY = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--inh-caps=-all"]
NAMESPACES = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]


def why_not(*way):
    """Why there can be no network namespace with a TUN device in it, if it is entered this way; empty where there can."""
    tried = subprocess.run([*way, "dd", f"if={TUN}", "of=/dev/null", "count=0"], capture_output=True, text=True)
    return "" if tried.returncode == 0 else f"no namespace, or no {TUN}: {tried.stderr.splitlines()[0]}"


def run(*arguments, way=(), **options):
    return subprocess.run([*way, options.pop("client", CLIENT), "trace", *map(str, arguments)], capture_output=True,
                          text=True, timeout=PATIENCE, env=os.environ | {"LC_ALL": "C.UTF-8"}, **options)


def leftovers():
    """Folders that sandboxes have made for their sites."""
    return set(Path(tempfile.gettempdir()).glob("synfin-sandbox-*"))


@unittest.skipIf(why_not(*NAMESPACES), why_not(*NAMESPACES))
class Fates(unittest.TestCase):
    def told(self, *arguments):
        done = run("--sandbox", "--json", "-", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def told_as(self, arrows, *arguments):
        """What was told, of which all but pure acknowledgments is `arrows`: of those each kernel sends as many as it
        likes, but for those that are remarkable."""
        told = self.told(*arguments)
        found = []
        for each in told["segments"]:
            notes = set(each["notes"]) & {"retransmission", "spurious", "copied", "late", "d_sack"}
            marks = sorted(notes) + each.get("fate", [])
            flags = "+".join(flag for flag in each["flags"] if flag != "PSH")
            if flags != "ACK" or each["bytes"] or marks:
                words = "data" if each["bytes"] else flags
                found.append(" ".join([">" if each["from"] == "client" else "<", words, *marks]))
        self.assertEqual(found, arrows)
        last = told["segments"][-1]
        self.assertEqual((last["client_state"], last["server_state"]), ("TIME_WAIT", "CLOSED"))
        return told

    def test_a_link_that_only_delays(self):
        before = leftovers()
        told = self.told_as(["> SYN", "< SYN+ACK", "> data", "< data", "> FIN+ACK", "< FIN+ACK"], "--delay", "30ms")
        self.assertGreaterEqual(told["summary"]["rtt_min_us"], 60_000)
        self.assertLess(told["summary"]["rtt_min_us"], 1_000_000)
        self.assertEqual(told["sandbox"]["delay_ms"], 30)
        self.assertEqual(told["sandbox"]["fates"], [])
        self.assertEqual(leftovers(), before)

    def test_a_lost_syn_comes_again_after_a_second(self):
        told = self.told_as(["> SYN lost", "> SYN retransmission", "< SYN+ACK", "> data", "< data", "> FIN+ACK", "< FIN+ACK"],
                            "--loss", "c2s:1")
        first, second = told["segments"][:2]
        self.assertEqual(first["server_state"], "LISTEN")
        self.assertEqual(second["server_state"], "SYN_RECEIVED")
        self.assertGreaterEqual(second["at_ns"], 900_000_000)
        self.assertEqual(told["sandbox"]["fates"], [{"from": "client", "number": 1, "fate": ["lost"]}])

    def test_a_lost_request_comes_again(self):
        self.told_as(["> SYN", "< SYN+ACK", "> data lost", "> data retransmission", "< data", "> FIN+ACK", "< FIN+ACK"],
                     "--loss", "c2s:3")

    def test_of_a_lost_answer_the_client_sees_what_came_again(self):
        told = self.told_as(["> SYN", "< SYN+ACK", "> data", "< data", "> FIN+ACK", "< FIN+ACK"], "--loss", "s2c:3")
        self.assertIn("number 3", " ".join(told["summary"]["remarks"]))

    def test_a_lost_fin_leaves_the_server_open_until_it_comes_again(self):
        told = self.told_as(["> SYN", "< SYN+ACK", "> data", "< data", "> FIN+ACK lost", "> FIN+ACK retransmission", "< FIN+ACK"],
                            "--loss", "c2s:5")
        lost = next(each for each in told["segments"] if "FIN" in each["flags"])
        self.assertEqual((lost["client_state"], lost["server_state"]), ("FIN_WAIT_1", "ESTABLISHED"))

    def test_the_last_ack_is_said_again_from_time_wait(self):
        self.told_as(["> SYN", "< SYN+ACK", "> data", "< data", "> FIN+ACK", "< FIN+ACK", "> ACK lost", "< FIN+ACK retransmission"],
                     "--loss", "c2s:6")

    def test_a_segment_lost_in_a_transfer_is_asked_for_by_duplicates(self):
        told = self.told("--loss", "s2c:6", "/large.bin")
        notes = Counter(note for each in told["segments"] for note in each["notes"])
        self.assertEqual((notes["out_of_order"], notes["retransmission"]), (1, 1))
        self.assertGreaterEqual(notes["duplicate_ack"], 3)
        self.assertGreater(told["summary"]["bytes_received"], 1 << 20)
        came = next(each for each in told["segments"] if "retransmission" in each["notes"])
        self.assertLess(came["at_ns"], 5_000_000_000)

    def test_one_that_comes_late_is_not_taken_to_be_sent_again(self):
        told = self.told("--reorder", "s2c:6", "/large.bin")
        notes = Counter(note for each in told["segments"] for note in each["notes"])
        self.assertEqual((notes["late"], told["summary"]["rtt_min_us"] >= 40_000), (1, True))

    def test_what_comes_twice_is_seen_twice_and_said_to_be(self):
        told = self.told("--duplicate", "s2c:3")
        notes = [note for each in told["segments"] for note in each["notes"]]
        self.assertEqual([each for each in notes if each in ("copied", "d_sack")], ["copied", "d_sack"])
        self.assertEqual(told["summary"]["retransmissions"], 0)

    def test_a_rate_takes_its_time(self):
        told = self.told("--rate", "20Mbit", "/large.bin")
        self.assertGreater(told["summary"]["transfer_us"], 8 * (1 << 20) / 20e6 * 1e6)
        self.assertGreater(told["summary"]["bytes_received"], 1 << 20)

    def test_by_chance_what_is_drawn_is_what_happened(self):
        """Each copy and each late segment of the server's is noted as such, and nothing else is."""
        told = self.told("--delay", "20ms", "--duplicate", "3%", "--loss", "1%", "--seed", "5", "/large.bin")
        copies = sum("copied" in each["notes"] for each in told["segments"])
        twice = sum("twice" in each["fate"] for each in told["sandbox"]["fates"] if each["from"] == "server")
        self.assertEqual(copies, twice)
        self.assertGreater(copies, 5)
        self.assertEqual(sum("late" in each["notes"] for each in told["segments"]), 0)

    def test_over_tls(self):
        told = self.told("--tls", "--loss", "s2c:4")
        self.assertTrue(told["server"].endswith(":443"))

    def test_a_folder_of_ones_own(self):
        with tempfile.TemporaryDirectory() as root:
            Path(root, "a.txt").write_text("x" * 5000)
            told = self.told("--root", root, "/a.txt")
        self.assertGreater(told["summary"]["bytes_received"], 5000)

    def test_the_drawing_says_what_was_lost_where(self):
        drawing = run("--sandbox", "--loss", "c2s:3,s2c:4").stdout
        self.assertIn("sandbox: 20ms each way, c2s:3,s2c:4 lost, seed 1", drawing)
        self.assertRegex(drawing, r"GET / HTTP/1.1  \d+ B  lost ─*✗│")
        self.assertIn("captured at the client", drawing)
        self.assertTrue(all(len(line) <= 80 for line in drawing.splitlines()))


def children(process):
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@unittest.skipIf(why_not(*NAMESPACES), why_not(*NAMESPACES))
class Endings(unittest.TestCase):
    """What ends in the middle of its trace leaves nothing behind."""

    def end_by(self, number):
        before = leftovers()
        client = subprocess.Popen([CLIENT, "trace", "--sandbox", "--delay", "10s"], stdout=subprocess.PIPE, text=True)
        self.addCleanup(client.stdout.close)
        self.addCleanup(client.wait, PATIENCE)
        until = time.monotonic() + PATIENCE
        while not (servers := children(client.pid)) and time.monotonic() < until:
            os.sched_yield()
        watched = os.pidfd_open(servers[0])
        self.addCleanup(os.close, watched)
        client.send_signal(number)
        ready, _, _ = select.select([watched], [], [], PATIENCE)
        self.assertTrue(ready, "the server outlives the client")
        self.assertEqual(client.wait(PATIENCE), -number)
        made = leftovers() - before
        for each in made:
            shutil.rmtree(each)
        return made

    def test_by_a_signal(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            self.assertEqual(self.end_by(number), set())

    def test_by_one_that_nobody_can_catch(self):
        self.end_by(signal.SIGKILL)


@unittest.skipIf(why_not(*NAMESPACES), why_not(*NAMESPACES))
class Refusals(unittest.TestCase):
    def refused(self, done, status, *words):
        self.assertEqual(done.returncode, status, done.stderr)
        for each in words:
            self.assertIn(each, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_what_does_not_go_together_or_cannot_be_read(self):
        self.refused(run("--sandbox", "--loss", "2"), 2, "--loss", "neither a share")
        self.refused(run("--sandbox", "--rate", "fast"), 2, "--rate")
        self.refused(run("--sandbox", "http://127.0.0.1/"), 2, "a path")
        self.refused(run("--loss", "2%", "http://127.0.0.1/"), 2, "need --sandbox")

    def test_a_folder_that_is_not_there(self):
        self.refused(run("--sandbox", "--root", "/no/such/folder"), 1, "did not start", "/no/such/folder")

    def test_no_server_to_start(self):
        with tempfile.TemporaryDirectory() as alone:
            client = shutil.copy(CLIENT, alone)
            self.refused(run("--sandbox", client=client), 1, "there is no synfin-server beside this program or in PATH")

    def test_no_namespaces(self):
        before = "echo 0 > /proc/sys/user/max_net_namespaces; exec \"$@\""
        way = ["unshare", "--user", "--map-root-user", "sh", "-c", before, "sh"]
        if subprocess.run([*way, "true"], capture_output=True).stderr:
            self.skipTest("no user namespaces here whose limits could be set")
        self.refused(run("--sandbox", way=way), 1, "no private network", "user.max_net_namespaces")

    @unittest.skipUnless(os.geteuid() == 0, "takes mounts")
    def test_no_tun_device(self):
        hide = "mount -t tmpfs none /dev/net; exec \"$@\""
        way = ["unshare", "--mount", "sh", "-c", hide, "sh"]
        self.refused(run("--sandbox", way=way), 1, "/dev/net/tun", "modprobe tun")


@unittest.skipUnless(os.geteuid() == 0, "takes another user")
class Nobody(unittest.TestCase):
    """A user without any right. Where only root may open the TUN device, it is given to all, for this process alone."""

    @staticmethod
    def way(mode):
        device = f"mount -t tmpfs none /dev/net && mknod {TUN} c 10 200 && chmod {mode} {TUN}"
        return ["unshare", "--mount", "sh", "-c", f"{device} && exec \"$@\"", "sh", *AS_NOBODY]

    def setUp(self):
        why = why_not(*self.way("666"), "unshare", "--user", "--map-root-user", "--net")
        if why:
            self.skipTest(why)
        # Where the programs lie nobody else may be allowed to look.
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        os.chmod(folder, 0o755)
        self.client = shutil.copy(CLIENT, folder)
        shutil.copy(SERVER, folder)

    def test_sees_real_segments(self):
        done = run("--sandbox", "--loss", "c2s:3", way=self.way("666"), client=self.client)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("retransmission", done.stdout)

    def test_is_told_when_the_device_is_not_for_all(self):
        done = run("--sandbox", way=self.way("600"), client=self.client)
        self.assertEqual(done.returncode, 1)
        self.assertIn("chmod 0666 /dev/net/tun", done.stderr)


if __name__ == "__main__":
    unittest.main()
