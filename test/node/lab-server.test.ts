import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/model/errors.js";
import { isLoopback, isOwnHost } from "../../src/node/lab/host.js";
import { listenError, nextFree } from "../../src/node/lab/listen.js";
import { defaultPort, type LabServer, type ServeLabOptions, serveLab } from "../../src/node/lab/serve.js";
import { servedFile } from "../../src/node/lab/served-file.js";

const temporary = realpathSync(mkdtempSync(join(tmpdir(), "hrta-lab-")));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

// A page as the build makes it, and around and in it what must never be served.
const secret = "never to be served";
const page: Readonly<Record<string, string>> = {
  "/": "<!doctype html><title>lab</title>",
  "/index.html": "<!doctype html><title>lab</title>",
  "/assets/index-a1b2c3d4.js": "export {};",
  "/assets/style-a1b2c3d4.css": "body {}",
};
const folder = join(temporary, "lab");
beforeAll(() => {
  mkdirSync(join(folder, "assets/.git"), { recursive: true });
  for (const [path, text] of Object.entries(page)) if (path !== "/") writeFileSync(join(folder, path), text);
  writeFileSync(join(folder, "assets/inner.js"), "1");
  symlinkSync(join(folder, "assets/inner.js"), join(folder, "assets/link.js"));
  for (const path of ["secret.txt", "lab-secret.txt", "lab/.env", "lab/assets/.git/config", "lab/back\\slash"])
    writeFileSync(join(temporary, path), secret);
  mkdirSync(join(temporary, "lab2"));
  writeFileSync(join(temporary, "lab2/secret.txt"), secret);
  symlinkSync(join(temporary, "secret.txt"), join(folder, "out.txt"));
  symlinkSync(join(temporary, "secret.txt"), join(folder, "out.html"));
  symlinkSync(join(temporary, "lab2"), join(folder, "assets/out"));
  symlinkSync(join(temporary, "nothing"), join(folder, "dangling.js"));
});

const open: { readonly close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serve(options: Partial<ServeLabOptions> = {}): Promise<LabServer> {
  const server = await serveLab({ folder, port: 0, ...options });
  open.push(server);
  return server;
}

/** Takes a port, as another program would. */
async function take(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  return server;
}

interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends bytes as they are, since fetch would tidy the path, and reads until the server closes. */
function raw(port: number, bytes: Uint8Array | string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString("latin1");
      const [head = "", ...rest] = text.split("\r\n\r\n");
      const [first = "", ...lines] = head.split("\r\n");
      const headers = new Map(lines.map((line) => [line.split(": ")[0].toLowerCase(), line.replace(/^[^:]*: /, "")]));
      resolve({ status: Number(first.split(" ")[1]), headers, body: rest.join("\r\n\r\n") });
    });
  });
}

const ask = (port: number, target: string, { method = "GET", host = `127.0.0.1:${port}`, more = "" } = {}) =>
  raw(port, Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`, "latin1"));

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
  "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

describe("what the lab's server sends", () => {
  test("is the page's files, whole, with their types", async () => {
    const { port, url } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}/`);
    for (const [path, body] of Object.entries(page))
      expect(await ask(port, `${path}?v=%zz`)).toMatchObject({ status: 200, body });
    expect((await ask(port, "/")).headers.get("content-type")).toBe("text/html;charset=utf-8");
    expect((await ask(port, "/assets/index-a1b2c3d4.js")).headers.get("content-type")).toBe("text/javascript");
    expect((await ask(port, "/assets/style-a1b2c3d4.css")).headers.get("content-type")).toBe("text/css");
  });

  test("is kept for ever if its name holds its hash, and asked for again if not", async () => {
    const { port } = await serve();
    const cached = async (path: string) => (await ask(port, path)).headers.get("cache-control");
    expect(await cached("/assets/index-a1b2c3d4.js")).toBe("public, max-age=31536000, immutable");
    expect(await cached("/")).toBe("no-cache");
    expect(await cached("/index.html")).toBe("no-cache");
    expect(await cached("/assets/missing.js")).toBe("no-store");
    const etag = (await ask(port, "/")).headers.get("etag");
    expect((await ask(port, "/", { more: `If-None-Match: ${etag}\r\n` })).status).toBe(304);
  });

  test("is what lies there now, also after a new build", async () => {
    const copy = join(temporary, "rebuilt");
    mkdirSync(copy);
    writeFileSync(join(copy, "index.html"), "old");
    const { port } = await serve({ folder: copy });
    writeFileSync(join(copy, "index.html"), "new and longer");
    writeFileSync(join(copy, "added.js"), "");
    expect((await ask(port, "/")).body).toBe("new and longer");
    expect(await ask(port, "/added.js")).toMatchObject({ status: 200, body: "" });
    rmSync(join(copy, "index.html"));
    expect((await ask(port, "/")).status).toBe(404);
  });

  test.each([
    ["a file", "GET / HTTP/1.1\r\nHost: localhost", 200],
    ["a file's head", "HEAD / HTTP/1.1\r\nHost: localhost", 200],
    ["nothing found", "GET /none HTTP/1.1\r\nHost: localhost", 404],
    ["a broken path", "GET /% HTTP/1.1\r\nHost: localhost", 400],
    ["another method", "DELETE / HTTP/1.1\r\nHost: localhost", 405],
    ["another host", "GET / HTTP/1.1\r\nHost: example.org", 421],
    ["no host", "GET / HTTP/1.1", 400],
    ["an expectation", "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: wonders", 200],
    ["no HTTP", "\u0001\u0002", 400],
  ])("has the headers that keep others out: %s", async (_, head, status) => {
    const { port } = await serve();
    const reply = await raw(port, `${head}\r\nConnection: close\r\n\r\n`);
    expect(reply.status).toBe(status);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      "content-security-policy": policy,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    expect(reply.headers.has("access-control-allow-origin")).toBe(false);
  });

  test("a range is answered with the whole file, possible or not", async () => {
    const { port } = await serve();
    for (const range of ["bytes=0-3", "bytes=9-2", "bytes=-1", "bytes=99999-", "bytes=x-y,", "lines=1"])
      expect(await ask(port, "/", { more: `Range: ${range}\r\n` })).toMatchObject({ status: 200, body: page["/"] });
  });
});

describe("the lab's server refuses", () => {
  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])("%s", async (method) => {
    const { port } = await serve();
    const reply = await ask(port, "/", { method, more: "Content-Length: 0\r\n" });
    expect(reply.status).toBe(405);
    expect(reply.headers.get("allow")).toBe("GET, HEAD");
  });

  test("HEAD a body", async () => {
    const { port } = await serve();
    const reply = await ask(port, "/", { method: "HEAD" });
    expect(reply).toMatchObject({ status: 200, body: "" });
    expect(reply.headers.get("content-length")).toBe(String(page["/"].length));
    expect(await ask(port, "/none", { method: "HEAD" })).toMatchObject({ status: 404, body: "" });
  });

  test.each([
    ...[
      "/../secret.txt",
      "/../lab-secret.txt",
      "/../lab2/secret.txt",
      "/assets/../../secret.txt",
      "/assets/../index.html",
    ],
    ...[
      "/%2e%2e/secret.txt",
      "/%2E%2e/secret.txt",
      "/.%2e/secret.txt",
      "/..%2fsecret.txt",
      "/..%2Fsecret.txt",
      "/%2e%2e%2fsecret.txt",
    ],
    ...[
      "/assets%2findex-a1b2c3d4.js",
      "//index.html",
      "/./index.html",
      "/assets//index-a1b2c3d4.js",
      "/index.html/",
      "/assets/",
    ],
    ...["/..\\secret.txt", "/..%5csecret.txt", "/assets\\..\\..\\secret.txt", "/back\\slash", "/back%5cslash"],
    ...["/index.html%00", "/index.html%00.js", "/%00", "/secret.txt%00.html"],
    ...["/.env", "/%2eenv", "/assets/.git/config", "/assets", "/.", "/..", "/...", "/~root", "/C:/secret.txt"],
    ...["/out.txt", "/out", "/out.html", "/assets/out/secret.txt", "/assets/out", "/dangling.js"],
    ...[
      "/index",
      "/%69ndex",
      "/index.html%20",
      "/index.html.",
      "/%252e%252e/secret.txt",
      "/..;/secret.txt",
      "/data/data.csv",
    ],
    ...["http://127.0.0.1/index.html", "//127.0.0.1/secret.txt", "*", "file:///etc/passwd", "/etc/passwd"],
    `${temporary}/secret.txt`,
    `/${temporary}/secret.txt`,
    `/${"a/".repeat(2000)}`,
    `/${"a".repeat(5000)}`,
  ])("%s: 404", async (target) => {
    const { port } = await serve();
    const reply = await ask(port, target);
    expect(reply.status).toBe(404);
    expect(reply.body).not.toContain(secret);
  });

  test("links may lead to the page's own files, not out of them", async () => {
    const { port } = await serve();
    expect((await ask(port, "/assets/link.js")).body).toBe("1");
  });

  test.each(["/%", "/%zz", "/%e0%a4", "/a%c3", "/%ff", "/index.html%", "secret.txt"])("%s: 400", async (target) => {
    const { port } = await serve();
    expect((await ask(port, target)).status).toBe(400);
  });

  test("any path of any bytes with anything but a file of the page, and goes on", async () => {
    const { port } = await serve();
    const pieces = fc.constantFrom(
      ...[
        "..",
        ".",
        "/",
        "\\",
        "%2e",
        "%2f",
        "%5c",
        "%00",
        "%",
        "%25",
        "assets",
        "out",
        "out.txt",
        "index.html",
        "secret.txt",
      ],
      ...[
        "lab",
        "lab2",
        ".env",
        "?",
        "#",
        "data",
        "data.json",
        ";",
        ":",
        "a1b2c3d4",
        "~",
        "%c0%af",
        "%u002e",
        temporary,
      ],
    );
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((some) => Buffer.from(some).toString("latin1"));
    const target = fc
      .array(fc.oneof({ weight: 3, arbitrary: pieces }, bytes), { maxLength: 8 })
      .map((all) => all.join(""));
    await fc.assert(
      fc.asyncProperty(target, fc.boolean(), async (path, rooted) => {
        const reply = await ask(port, rooted ? `/${path}` : path);
        expect([200, 400, 404, 405]).toContain(reply.status);
        expect(reply.body).not.toContain(secret);
        if (reply.status === 200) expect([...Object.values(page), "[]", "1"]).toContain(reply.body);
      }),
      { numRuns: 600 },
    );
    expect((await ask(port, "/")).status).toBe(200);
  });

  test("readers that go away, without harm to the others", async () => {
    const large = join(temporary, "large");
    mkdirSync(large);
    writeFileSync(join(large, "index.html"), "");
    writeFileSync(join(large, "large.js"), Buffer.alloc(4_000_000, 32));
    const { port, url } = await serve({ folder: large });
    for (let i = 0; i < 20; i++)
      await new Promise<void>((resolve) => {
        const asked = request(`${url}large.js`, (response) => response.once("data", () => asked.destroy()));
        asked.on("error", () => {});
        asked.on("close", resolve);
        asked.end();
      });
    expect((await ask(port, "/large.js")).body.length).toBe(4_000_000);
  });
});

describe("the name that a request calls the server by", () => {
  test("may be a loopback one with any port, as a tunnel has another", async () => {
    const { port } = await serve();
    for (const host of ["localhost", "LOCALHOST:1", `127.0.0.1:${port}`, "[::1]:80"])
      expect((await ask(port, "/", { host })).status).toBe(200);
  });

  test("may be no foreign one, whatever it resolves to", async () => {
    const { port } = await serve();
    for (const host of [
      "example.org",
      "127.0.0.1.example.org",
      "localhost.example.org",
      "localhost@example.org",
      "10.0.0.1",
      "",
    ]) {
      const reply = await ask(port, "/", { host });
      expect(reply.status).toBe(421);
      expect(reply.body).toContain("--host NAME");
    }
  });

  test("may be the given host, or the address that the request came to", () => {
    expect(isOwnHost("lab.example.org:8787", "lab.example.org", "10.0.0.1")).toBe(true);
    expect(isOwnHost("10.0.0.1:8787", "0.0.0.0", "10.0.0.1")).toBe(true);
    expect(isOwnHost("10.0.0.1:8787", "::", "::ffff:10.0.0.1")).toBe(true);
    expect(isOwnHost("[fd00::1]:8787", "::", "fd00::1")).toBe(true);
    expect(isOwnHost("10.0.0.2:8787", "0.0.0.0", "10.0.0.1")).toBe(false);
    expect(isOwnHost("example.org", "0.0.0.0", "10.0.0.1")).toBe(false);
  });

  test.each([
    [true, ["localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]"]],
    [false, ["0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.org", "example.org"]],
  ])("loopback is %s of %j", (expected, hosts) => {
    for (const host of hosts) expect(isLoopback(host)).toBe(expected);
  });
});

describe("the port", () => {
  test("if named and taken, is an error that names the next free one", async () => {
    const first = await serve();
    const second = (await nextFree(first.port, "127.0.0.1")) ?? expect.fail("no free port");
    await take(second);
    const third = (await nextFree(second, "127.0.0.1")) ?? expect.fail("no free port");
    await expect(serve({ port: first.port, command: "npm start -- lab" })).rejects.toThrow(
      new InputError(`port ${first.port} is taken; the next free one is ${third}: npm start -- lab --port ${third}`),
    );
  });

  test("if none was named and the usual one is taken, is the next free one", async () => {
    // Taken already, if a lab is open on this machine.
    await take(defaultPort).catch(() => {});
    const { port, url } = await serve({ port: undefined });
    expect(port).toBeGreaterThan(defaultPort);
    expect((await fetch(url)).status).toBe(200);
  });

  test("is free again after close, open connections or not", async () => {
    const { port, close } = await serve();
    const idle = connect(port, "127.0.0.1");
    await new Promise((resolve) => idle.once("connect", resolve));
    idle.on("error", () => {});
    await fetch(`http://127.0.0.1:${port}/`);
    await close();
    await take(port);
  });

  test.each([
    [
      "EACCES",
      80,
      "127.0.0.1",
      "port 80: ports below 1024 are the administrator's; take a higher one, or leave --port out",
    ],
    ["EACCES", 5000, "127.0.0.1", "port 5000: the system keeps it for others; take another, or leave --port out"],
    [
      "EADDRNOTAVAIL",
      1,
      "192.0.2.1",
      "--host 192.0.2.1: this machine has no such address; expected one of its own, or a name of it",
    ],
    ["ENOTFOUND", 1, "a.b", "--host a.b: there is no such host; expected an address of this machine, or a name of it"],
  ])("%s is told in the user's words", async (code, port, host, message) => {
    const error = await listenError(Object.assign(new Error("listen"), { code }), port, host, "hrta lab");
    expect(error).toEqual(new InputError(message));
  });

  test("of a host that is not this machine cannot be had", async () => {
    await expect(serve({ host: "192.0.2.1" })).rejects.toThrow("--host 192.0.2.1: this machine has no such address");
  });
});

test("a page that is not built is an error that says how to build it", async () => {
  await expect(serve({ folder: join(temporary, "lab2") })).rejects.toThrow("run npm run build");
});

describe("the user's file", () => {
  const path = join(temporary, "my data, 1.csv");
  const at = `/data/${encodeURIComponent("my data, 1.csv")}`;

  test("is served as it is now, at its name and no other", async () => {
    writeFileSync(path, "x,y\n1,2\n");
    const { port } = await serve({ data: await servedFile(path) });
    expect((await ask(port, "/data.json")).body).toBe('["my data, 1.csv"]');
    expect(await ask(port, at)).toMatchObject({ status: 200, body: "x,y\n1,2\n" });
    expect((await ask(port, at, { method: "HEAD" })).body).toBe("");
    writeFileSync(path, "x,y\n3,4\n5,6\n");
    expect((await ask(port, at)).body).toBe("x,y\n3,4\n5,6\n");
    for (const other of [
      "/data/secret.txt",
      "/data/",
      "/data",
      `${at}/`,
      `/data/..%2fsecret.txt`,
      `/data/%2e/my%20data,%201.csv`,
    ])
      expect((await ask(port, other)).status).toBe(404);
    rmSync(path);
    const gone = await ask(port, at);
    expect(gone.status).toBe(404);
    expect(gone.body).toContain("there is no such file");
  });

  test("if there is none, the list of names is empty", async () => {
    const { port } = await serve();
    expect(await ask(port, "/data.json")).toMatchObject({ status: 200, body: "[]" });
  });

  test("that cannot be read, or is none, or too large, is told at once", async () => {
    await expect(servedFile(join(temporary, "none.csv"))).rejects.toThrow("there is no such file");
    await expect(servedFile(folder)).rejects.toThrow("expected a file");
    writeFileSync(path, Buffer.alloc(64 * 2 ** 20 + 1));
    await expect(servedFile(path)).rejects.toThrow("65 MiB, the page takes 64");
    rmSync(path);
  });
});
