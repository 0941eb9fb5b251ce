// node drive.mjs BASE CHROMIUM CERTIFICATE: uses the app at BASE as a visitor would, in one browser context, and prints what
// was seen: {trouble: [text], requests: [{phase, path, status, wire, from, protocol, type, coding}]}.
import { X509Certificate, createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [base, executablePath, certificate] = process.argv.slice(2);
const trouble = [];
const requests = [];
let phase = "";

// What Chromium knows the certificate's public key by: it trusts no CA of ours, and caches nothing where errors were waved
// through in another way.
function keyHash() {
  const key = new X509Certificate(readFileSync(certificate)).publicKey;
  return createHash("sha256").update(key.export({ type: "spki", format: "der" })).digest("base64");
}

function listen(page) {
  page.on("console", (line) => line.type() === "error" && trouble.push(`${phase}: console: ${line.text()}`));
  page.on("pageerror", (error) => trouble.push(`${phase}: page: ${error}`));
  page.on("requestfailed", (request) => trouble.push(`${phase}: failed: ${request.url()}: ${request.failure()?.errorText}`));
}

// The browser's own account of each request. A revalidated answer has status 200 for the page, and 304 on the wire.
async function watch(page) {
  const session = await page.context().newCDPSession(page);
  const byId = new Map();
  const entry = (id) => byId.get(id) ?? byId.set(id, { phase, wire: null, from: "network" }).get(id);
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const { origin, pathname } = new URL(request.url);
    if (origin === base) requests.push(Object.assign(entry(requestId), { path: pathname }));
  });
  session.on("Network.requestServedFromCache", ({ requestId }) => (entry(requestId).from = "memory cache"));
  session.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) => (entry(requestId).wire = statusCode));
  session.on("Network.responseReceived", ({ requestId, response }) => {
    const fields = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
    const { status, protocol } = response;
    Object.assign(entry(requestId), { status, protocol, type: fields["content-type"], coding: fields["content-encoding"] });
    if (response.fromDiskCache) entry(requestId).from = "disk cache";
  });
  await session.send("Network.enable");
}

async function newPage(context) {
  const page = await context.newPage();
  listen(page);
  await watch(page);
  return page;
}

const heading = (page, text) => page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();
const follow = (page, name) => page.getByRole("link", { name, exact: true }).click();
const settled = (page) => page.waitForLoadState("networkidle");

// Home is all there: the note that was fetched, the picture, the font.
async function homeIsWhole(page) {
  await heading(page, "Home");
  await page.getByText("Eleven swallows on the wire.").waitFor();
  await page.waitForFunction(() => document.querySelector("img").naturalWidth > 0);
  await page.waitForFunction(() => document.fonts.check("16px VT323") && [...document.fonts].some((font) => font.status === "loaded"));
}

const visits = {
  async "a first visit"(context, page) {
    await page.goto(`${base}/`);
    await homeIsWhole(page);
  },
  async "clicks to lazy routes"(context, page) {
    await follow(page, "Guide");
    await heading(page, "Guide: first");
    await follow(page, "Garden");
    await heading(page, "Garden");
    await page.waitForFunction(() => [...document.images].every((image) => image.naturalWidth > 0));
  },
  async "back and forward"(context, page) {
    await page.goBack();
    await heading(page, "Guide: first");
    await page.goBack();
    await homeIsWhole(page);
    await page.goForward();
    await heading(page, "Guide: first");
  },
  async "a reload on a deep route"(context, page) {
    await follow(page, "Next page");
    await heading(page, "Guide: second");
    await page.reload();
    await heading(page, "Guide: second");
    await page.reload();
    await heading(page, "Guide: second");
  },
  async "a deep link"(context) {
    const page = await newPage(context);
    await page.goto(`${base}/guide/third?from=mail#end`);
    await heading(page, "Guide: third");
    await settled(page);
    await page.goto(`${base}/no/such/place`);
    await heading(page, "Nothing grows at /no/such/place");
    await settled(page);
    await page.close();
  },
  async "a second visit"(context) {
    const page = await newPage(context);
    await page.goto(`${base}/`);
    await homeIsWhole(page);
    await follow(page, "Garden");
    await heading(page, "Garden");
    await settled(page);
    await page.close();
  },
};

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", `--ignore-certificate-errors-spki-list=${keyHash()}`],
});
try {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  const page = await newPage(context);
  for (const [name, visit] of Object.entries(visits)) {
    phase = name;
    await visit(context, page);
    await settled(page);
  }
} catch (error) {
  trouble.push(`${phase}: ${error}`);
} finally {
  await browser.close();
}
console.log(JSON.stringify({ trouble, requests }));
