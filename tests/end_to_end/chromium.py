"""A headless Chromium over its debugging pipe: pages are opened, looked at, and asked about; no network, no port."""

import json
import os
import select
import subprocess
import tempfile

PATIENCE = 120


class Chromium:
    """Speaks the DevTools protocol: JSON messages that end with a zero byte, on the descriptors 3 and 4."""

    def __init__(self):
        self.home = tempfile.TemporaryDirectory(prefix="synfin-chromium-", ignore_cleanup_errors=True)
        to_read, self.out = os.pipe()
        self.into, to_write = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec chromium "$@" 3<&{to_read} 4>&{to_write}', "-", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-background-networking", f"--user-data-dir={self.home.name}", "--remote-debugging-pipe"],
            pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self.home.name})
        os.close(to_read)
        os.close(to_write)
        self.rest, self.last, self.events, self.session = b"", 0, [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Log", "Runtime"):
            self.ask(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self.out)
        os.close(self.into)
        self.home.cleanup()

    def _message(self):
        while b"\0" not in self.rest:
            ready, _, _ = select.select([self.into], [], [], PATIENCE)
            assert ready, "Chromium does not answer"
            chunk = os.read(self.into, 1 << 20)
            assert chunk, "Chromium ended"
            self.rest += chunk
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        while True:
            got = self._message()
            if got.get("id") == self.last:
                assert "error" not in got, got
                return got["result"]
            self.events.append(got)

    def open(self, url, width, dark=False):
        """Loads a page `width` pixels wide, in one of both colour schemes; what its console said is in complaints()."""
        self.events.clear()
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.ask("Page.navigate", url=url)
        while not any(each.get("method") == "Page.loadEventFired" for each in self.events):
            self.events.append(self._message())

    def value(self, expression):
        """What a JavaScript expression comes to in the page; the page's own policy does not hold for it."""
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def complaints(self):
        """Errors and warnings of the page: of its console, its policy, its loading."""
        found = []
        for each in self.events:
            parameters = each.get("params", {})
            entry = parameters.get("entry", {})
            if each.get("method") == "Log.entryAdded" and entry.get("level") in ("error", "warning"):
                found.append(entry["text"])
            if each.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                found.append(json.dumps(parameters))
        return found
