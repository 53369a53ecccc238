import type { Palette } from "./palette.js";
import type { ColourScale } from "./scene.js";

/** How many colours a scale has: odd, so that one of them is exactly that of 0. */
export const RAMP_LENGTH = 255;

/** The colours of a scale from its lower to its upper end, as CSS and as bytes r, g, b, a. */
export interface Ramp {
  readonly css: readonly string[];
  readonly bytes: Uint8Array;
}

type Triple = readonly [number, number, number];

const linear = (byte: number): number => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

const encoded = (light: number): number => {
  const c = Math.min(1, Math.max(0, light));
  return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
};

/** "#rrggbb" in Oklab, where a straight line between two colours has even steps to the eye. https://bottosson.github.io/posts/oklab/ */
function toOklab(hex: string): Triple {
  const code = Number.parseInt(hex.slice(1), 16);
  const r = linear(code >> 16);
  const g = linear((code >> 8) & 255);
  const b = linear(code & 255);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function makeRamp(stops: readonly string[]): Ramp {
  const points = stops.map(toOklab);
  const css: string[] = [];
  const bytes = new Uint8Array(4 * RAMP_LENGTH);
  for (let i = 0; i < RAMP_LENGTH; i++) {
    const at = (i / (RAMP_LENGTH - 1)) * (points.length - 1);
    const k = Math.min(points.length - 2, Math.floor(at));
    const mix = (c: 0 | 1 | 2) => points[k][c] + (at - k) * (points[k + 1][c] - points[k][c]);
    const rgb = fromOklab([mix(0), mix(1), mix(2)]);
    bytes.set([...rgb, 255], 4 * i);
    css.push(`#${rgb.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  }
  return { css, bytes };
}

const made = new WeakMap<Palette, Readonly<Record<ColourScale["kind"], Ramp>>>();

/** The colours of a kind of scale, made once a palette. */
export function rampOf(kind: ColourScale["kind"], palette: Palette): Ramp {
  let ramps = made.get(palette);
  if (!ramps) {
    const { blue, page, orange } = palette.colours;
    ramps = { diverging: makeRamp([blue, page, orange]), sequential: makeRamp([page, blue]) };
    made.set(palette, ramps);
  }
  return ramps[kind];
}

/**
 * Where a value lies in the ramp, 0 to RAMP_LENGTH - 1, or -1 for NaN. A diverging scale treats both signs alike: it reaches as far as the
 * larger end of its domain. Values outside take the colour of the nearer end.
 */
export function rampIndex({ kind, domain }: ColourScale): (value: number) => number {
  const reach = Math.max(Math.abs(domain[0]), Math.abs(domain[1]));
  const low = kind === "diverging" ? -reach : domain[0];
  const high = kind === "diverging" ? reach : domain[1];
  const last = RAMP_LENGTH - 1;
  return (value) => {
    if (Number.isNaN(value)) return -1;
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return Math.round(last * Math.min(1, Math.max(0, share)));
  };
}

/** Values to CSS colours; NaN is transparent. */
export function colourOf(scale: ColourScale, palette: Palette): (value: number) => string {
  const { css } = rampOf(scale.kind, palette);
  const index = rampIndex(scale);
  return (value) => {
    const i = index(value);
    return i < 0 ? "transparent" : css[i];
  };
}
