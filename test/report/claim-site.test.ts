import { createHash } from "node:crypto";
import { posix } from "node:path";
import { inflateSync } from "node:zlib";
import { parseHTML } from "linkedom/worker";
import { describe, expect, test } from "vitest";
import { pngScript } from "../../src/report/claim/png-script.js";
import type { ClaimSite } from "../../src/report/claim/record.js";
import { claimPath } from "../../src/report/claim/shell.js";
import { renderClaimSite } from "../../src/report/claim/site.js";
import { noImages } from "../../src/study/claim/bxc/runs.js";
import { claimSite } from "./claim-samples.js";

const text = (files: ReadonlyMap<string, string | Uint8Array>, path: string) => {
  const content = files.get(path);
  if (typeof content !== "string") throw new Error(`${path} is no text of the site`);
  return content;
};
const sha256 = (script: string) => createHash("sha256").update(script).digest("base64");
const parse = (page: string) => parseHTML(page).document;
const site = claimSite();
const files = renderClaimSite(site);
const pages = [...files.keys()].filter((path) => path.endsWith(".html"));

describe("the site", () => {
  test("has contents, errata, methods, a page a claim, and two files a figure", () => {
    const ids = site.claims.map(({ claim }) => claim.id);
    expect(pages.toSorted()).toEqual(
      ["errata.html", "index.html", "methods.html", ...ids.map((id) => `claims/${id}.html`)].toSorted(),
    );
    const figures = site.claims.flatMap(({ claim, judgement }) =>
      judgement.figures.map((_, i) => `${claim.id}-${i + 1}`),
    );
    expect([...files.keys()].filter((path) => !path.endsWith(".html")).toSorted()).toEqual(
      figures.flatMap((name) => [`data/${name}.csv`, `figures/${name}.svg`]).toSorted(),
    );
  });

  test("has no link that leads nowhere, and reaches every file from the contents", () => {
    const reached = new Set<string>(["index.html"]);
    for (const path of reached) {
      if (!path.endsWith(".html")) continue;
      for (const a of Array.from(parse(text(files, path)).querySelectorAll("a"))) {
        const [address, anchor] = (a.getAttribute("href") ?? "").split("#");
        const target = posix.normalize(posix.join(posix.dirname(path), address));
        expect([...files.keys()], `${path} links ${target}`).toContain(target);
        if (anchor) expect(parse(text(files, target)).getElementById(anchor), `${target}#${anchor}`).not.toBeNull();
        reached.add(target);
      }
    }
    expect([...reached].toSorted()).toEqual([...files.keys()].toSorted());
  });

  test("asks for nothing: no image or frame, no address but relative ones", () => {
    for (const path of pages) {
      const page = text(files, path);
      expect(parse(page).querySelectorAll("img, iframe, object, embed, form, base").length).toBe(0);
      expect(page).not.toMatch(/url\(|@import|(?:src|href)="(?:https?:|\/)/);
    }
  });

  test("runs the script that saves pictures where there are some, and its policy lets no other run", () => {
    for (const path of pages) {
      const document = parse(text(files, path));
      const scripts = Array.from(document.querySelectorAll("script"), ({ textContent }) => textContent ?? "");
      expect(scripts, path).toEqual(document.querySelector("figure") ? [pngScript.text] : []);
      const policy = document.querySelector("meta[http-equiv]")?.getAttribute("content");
      const hashes = scripts.map((script) => `; script-src 'sha256-${sha256(script)}'`).join("");
      expect(policy).toBe(`default-src 'none'; style-src 'unsafe-inline'; img-src data:${hashes}`);
    }
  });

  test("has no number that is not one", () => {
    // Compressed pictures are left out: any three letters turn up in base64.
    for (const path of pages)
      expect(text(files, path).replace(/ data-svg="[^"]*"/g, ""), path).not.toMatch(
        /NaN|undefined|Infinity|\[object|>null/,
      );
  });

  test("gives the same bytes again", () => {
    expect([...renderClaimSite(claimSite())]).toEqual([...files]);
  });

  test("has ids that no two elements of a page share", () => {
    for (const path of pages) {
      const ids = Array.from(parse(text(files, path)).querySelectorAll("[id]"), (element) => element.id);
      expect(new Set(ids).size, path).toBe(ids.length);
    }
  });
});

describe("the contents", () => {
  const document = parse(text(files, "index.html"));

  test("count the verdicts", () => {
    expect(document.querySelector(".lead")?.textContent).toBe(
      "Of 5 claims, 1 holds, 1 holds under conditions, 1 fails, 1 is vacuous and 1 is undecided.",
    );
    expect(document.querySelectorAll(".cards dd").length).toBe(5);
  });

  test("list every claim under its paper with its verdict, reason, seeds, time and date", () => {
    const rows = Array.from(document.querySelectorAll("tbody tr"));
    expect(rows.map((row) => row.querySelector("a")?.textContent)).toEqual(site.claims.map(({ claim }) => claim.id));
    expect(rows.map((row) => row.querySelector(".verdict")?.textContent)).toEqual(
      site.claims.map(({ judgement }) => judgement.decision.verdict),
    );
    expect(rows[2].textContent).toContain("The width that it asks for is 10²⁶");
    const cost = Array.from(rows[3].querySelectorAll(".cost span"), (span) => span.textContent);
    expect(cost).toEqual(["60 runs, 2 failed", "10 seeds", "6\u202fmin 53\u202fs", "2026-11-21"]);
  });

  test("warn of failed runs, and of a quick run", () => {
    expect(document.querySelector(".warning")?.textContent).toContain("2 runs failed");
    const quick = parse(text(renderClaimSite(claimSite("quick")), "index.html"));
    expect(quick.querySelector(".warning")?.textContent).toContain("A quick run");
  });

  test("name all machines and versions that the runs had", () => {
    const [first, second] = site.claims;
    const other = { ...second, machine: "64 cores", versions: { hrta: "0.5.0", "Node.js": "24.4.0" } };
    const document = parse(text(renderClaimSite({ ...site, claims: [first, other] }), "index.html"));
    const values = Array.from(document.querySelectorAll(".pairs dd"), (dd) => dd.textContent);
    expect(values.slice(-3)).toEqual(["2 cores, Linux x64; 64 cores", "0.4.0; 0.5.0", "24.4.0"]);
  });

  test("of no claims say so", () => {
    expect(text(renderClaimSite({ ...site, claims: [] }), "index.html")).toContain("No claim was tested.");
  });
});

describe("the page of a claim", () => {
  const document = parse(text(files, "claims/hrta.fig2.html"));

  test("says what is claimed, where, the verdict and its conditions", () => {
    expect(document.querySelector("h1")?.textContent).toBe("hrta.fig2 · HRTA, Figure 2");
    expect(document.querySelector(".lead")?.textContent).toContain("For sin(2 π x)");
    expect(document.querySelector(".decision .verdict")?.textContent).toBe("holds under conditions");
    expect(document.querySelector(".decision")?.textContent).toContain("m = 100; m = 200; m = 400");
    expect(parse(text(files, "claims/hrta.theorem1.html")).querySelector(".decision")?.textContent).toContain(
      "proven by a counterexample",
    );
  });

  test("has a row for every part and every number, the paper's beside ours", () => {
    const [parts, numbers] = Array.from(document.querySelectorAll("table"));
    expect(parts.querySelectorAll("tbody tr").length).toBe(4);
    const cells = Array.from(numbers.querySelectorAll("tbody tr")[1].children, (td) => td.textContent);
    expect(cells).toEqual([
      "loss of HRTA, s = 1.5",
      "8.72\u202f×\u202f10⁻⁷",
      "6.1\u202f×\u202f10⁻⁶",
      "[2.2\u202f×\u202f10⁻⁶, 9.5\u202f×\u202f10⁻⁶]",
      "the paper has one seed",
    ]);
  });

  test("shows every figure in two widths with its caption, numbers and picture", () => {
    const figures = Array.from(document.querySelectorAll("figure"));
    expect(figures.length).toBe(2);
    for (const [i, figure] of figures.entries()) {
      expect(figure.querySelectorAll(".wide, .narrow").length).toBe(2);
      expect(figure.querySelector("figcaption")?.textContent).toMatch(new RegExp(`^Figure ${i + 1}\\. .+\\.$`));
      const links = Array.from(figure.querySelectorAll("a"), (a) => a.getAttribute("href"));
      expect(links).toEqual([`../data/hrta.fig2-${i + 1}.csv`, `../figures/hrta.fig2-${i + 1}.svg`]);
    }
  });

  test("has a hidden button beside every picture that holds the same SVG, in less than half its size", () => {
    const buttons = Array.from(document.querySelectorAll("figure .files button"));
    expect(buttons.map((button) => button.getAttribute("data-name"))).toEqual(["hrta.fig2-1.png", "hrta.fig2-2.png"]);
    for (const [i, button] of buttons.entries()) {
      expect(button.hasAttribute("hidden")).toBe(true);
      const data = button.getAttribute("data-svg") ?? "";
      const svg = text(files, `figures/hrta.fig2-${i + 1}.svg`);
      expect(inflateSync(Buffer.from(data, "base64")).toString("utf8")).toBe(svg);
      expect(data.length).toBeLessThan(svg.length / 2);
    }
  });

  test("says how it was tested and how to run it again", () => {
    expect(document.body.textContent).toContain("Ours, because the paper is silent: learning rate 10⁻³");
    expect(document.querySelector("pre")?.textContent).toBe("hrta reproduce hrta.fig2");
    expect(Array.from(document.querySelectorAll("dd"), (dd) => dd.textContent)).toContain("2 cores, Linux x64");
  });

  test("says that a part has not been run for want of images, and how it is", () => {
    const [, , , entry] = site.claims;
    const parts = [{ name: "notebook", decision: noImages }];
    const lacking = {
      ...entry,
      command: "hrta reproduce bxc.gd --mnist FILE",
      judgement: { ...entry.judgement, parts },
    };
    const page = parse(text(renderClaimSite({ ...site, claims: [lacking] }), claimPath(entry.claim.id)));
    expect(page.querySelector(".warning")?.textContent).toContain("Its part on MNIST images was not run");
    expect(page.querySelector("pre")?.textContent).toBe("hrta reproduce bxc.gd --mnist FILE");
    expect(document.querySelector(".warning")).toBeNull();
  });

  test("links the errata that it names, where they are known", () => {
    const page = (errata: ClaimSite["errata"]) =>
      parse(text(renderClaimSite({ ...site, errata }), "claims/hrta.theorem1.html")).querySelector(".decision a");
    expect(page(site.errata)?.getAttribute("href")).toBe("../errata.html#hrta-3");
    expect(page([])).toBeNull();
  });
});

test("the errata name the claims that speak of them", () => {
  const item = parse(text(files, "errata.html")).getElementById("hrta-3");
  expect(item?.textContent).toContain("Theorem 1 (λmin grows with s) is false");
  expect(Array.from(item?.querySelectorAll("a") ?? [], (a) => a.textContent)).toEqual(["hrta.theorem1"]);
});

test("the methods state the limits of the rules", () => {
  expect(parse(text(files, "methods.html")).body.textContent).toContain(
    "At least 10, and 20 where several tests make a family",
  );
});

describe("text from outside", () => {
  const evil = '<script>alert("x")</script><img src=x onerror=y>&"\'\u202e';
  const [first] = site.claims;
  const poisoned = renderClaimSite({
    ...site,
    title: evil,
    command: evil,
    errata: [{ paper: "HRTA", number: 3, text: evil }],
    claims: [
      {
        ...first,
        claim: { ...first.claim, where: evil, statement: evil, setting: evil },
        date: evil,
        machine: evil,
        command: evil,
        versions: { [evil]: evil },
        judgement: {
          decision: { verdict: "holds", because: evil, conditions: evil },
          parts: [1, 2].map(() => ({ name: evil, decision: { verdict: "holds", because: evil, conditions: evil } })),
          numbers: [{ name: evil, paper: evil, measured: evil, note: evil }],
          figures: [
            {
              kind: "curves",
              title: evil,
              caption: evil,
              x: { label: evil, scale: "linear" },
              y: { label: evil, scale: "log" },
              series: [1, 2, 3, 4, 5, 6, 7, 8].map((k) => ({
                label: `${evil}${k % 2}, ${evil}`,
                x: [1, 2],
                runs: [[1, 2]],
              })),
              marks: [{ x: 1.5, label: evil }],
            },
          ],
        },
      },
    ],
  });

  test("is text everywhere: no element, attribute or direction comes of it", () => {
    for (const [path, content] of poisoned) {
      if (path.endsWith(".csv") || typeof content !== "string") continue;
      expect(content.replace(pngScript.text, ""), path).not.toMatch(/<script(?!><\/script>)|<img|\u202e/);
      const { document } = path.endsWith(".html")
        ? parseHTML(content)
        : parseHTML(`<html><body>${content}</body></html>`);
      const scripts = Array.from(document.querySelectorAll("script"), ({ textContent }) => textContent);
      expect(scripts, path).toEqual(document.querySelector("figure") ? [pngScript.text] : []);
      expect(document.querySelectorAll("img, [onerror]").length, path).toBe(0);
    }
  });
});

describe("an id that cannot be a file name", () => {
  const [first] = site.claims;
  const named = (...ids: readonly string[]) =>
    renderClaimSite({ ...site, claims: ids.map((id) => ({ ...first, claim: { ...first.claim, id } })) });

  test("is refused", () => {
    for (const id of ["", "../x", "a/b", "A b", "a..b"])
      expect(() => named(id)).toThrow(`claim id ${JSON.stringify(id)}: expected lower-case words`);
  });

  test("as is one that two claims have", () => {
    expect(() => named("a.b", "a.b")).toThrow('claim id "a.b": two claims have it');
  });
});
