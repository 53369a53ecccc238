import { computed, effect, signal } from "@preact/signals";
import { darkPalette, lightPalette } from "./plot/palette.js";

/** As the visitor's system has it, or as they say. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const KEY = "hrta-lab-theme";
export const theme = signal<Theme>(remembered());

const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
system.addEventListener("change", ({ matches }) => {
  systemIsDark.value = matches;
});

/** The colours of pictures; those of the page are in style.css. */
export const palette = computed(() =>
  theme.value === "dark" || (theme.value === "system" && systemIsDark.value) ? darkPalette : lightPalette,
);

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A browser that keeps nothing: the choice holds until the page is closed.
  }
});

function remembered(): Theme {
  try {
    return themes.find((name) => name === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}
