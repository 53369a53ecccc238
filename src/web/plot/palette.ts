import type { Colour } from "./scene.js";

/** The values of the colours on one kind of page, as "#rrggbb". */
export interface Palette {
  readonly name: "light" | "dark";
  readonly colours: Readonly<Record<Colour, string>>;
}

/** Okabe and Ito's colours on white, as in the reports; their yellow is darkened until it shows (contrast 3.4). */
export const lightPalette: Palette = {
  name: "light",
  colours: {
    blue: "#0072B2",
    orange: "#D55E00",
    green: "#009E73",
    purple: "#CC79A7",
    yellow: "#A08A00",
    ink: "#1B1B1B",
    muted: "#5F6368",
    line: "#D9DCE0",
    page: "#FFFFFF",
  },
};

/** The same on a dark page. */
export const darkPalette: Palette = {
  name: "dark",
  colours: {
    blue: "#56B4E9",
    orange: "#E69F00",
    green: "#2FB893",
    purple: "#D991BB",
    yellow: "#F0E442",
    ink: "#E8E8E6",
    muted: "#A2A7AD",
    line: "#363A40",
    page: "#15171A",
  },
};
