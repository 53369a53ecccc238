import { expect, test } from "vitest";
import { lacksImages, takesImages } from "../../../src/study/claim/images.js";
import { claims } from "../../../src/study/claim/index.js";

const nothing = { of: () => undefined };
const ids = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id);

test("the claims of BXC's own experiments take images, and those alone", () => {
  const taking = claims.filter((claim) => takesImages(claim, "full"));
  expect(ids(taking)).toEqual(
    ["h-infinity", "lazy", "gd", "hb", "nag", "gamma-width", "higher-momentum", "non-monotone"].map((n) => `bxc.${n}`),
  );
  expect(ids(claims.filter((claim) => takesImages(claim, "quick")))).toEqual(ids(taking));
});

test("without images they lack them, with images they do not, whatever has a result", () => {
  for (const mode of ["full", "quick"] as const)
    for (const claim of claims) {
      expect(lacksImages(claim.judge(nothing, mode, {})), claim.id).toBe(takesImages(claim, mode));
      expect(lacksImages(claim.judge(nothing, mode, { mnist: "images" })), claim.id).toBe(false);
    }
});
