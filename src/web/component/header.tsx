import { toAddress } from "../../lab/experiment/address.js";
import { state } from "../session/store.js";
import { openTour, tourStep } from "../session/tour.js";
import { theme, themes } from "../theme.js";
import { Copy } from "./copy.js";

/** That of this very state: the location follows it a little later. */
const address = () => new URL(`#${toAddress(state.value)}`, location.href).href;

/** What this is, the way into the tour, the link to share, and the theme. */
export function Header() {
  return (
    <header>
      <h1>hrta lab</h1>
      <p>
        Bend a network’s neurons, σ<sub>s</sub>(z) = (1−s) z + s σ(z), while it learns: does it learn faster?
      </p>
      <div class="row tools">
        <button type="button" id="tour" disabled={tourStep.value !== undefined} onClick={() => openTour(0)}>
          Guided tour
        </button>
        <Copy id="copy-address" title="Copy link" label="Copy link to this experiment" text={address} />
        <label>
          Theme{" "}
          <select
            id="theme"
            value={theme.value}
            onChange={({ currentTarget: { value } }) => {
              theme.value = themes.find((name) => name === value) ?? "system";
            }}
          >
            {themes.map((name) => (
              <option key={name} value={name}>
                {name === "system" ? "as the system" : name}
              </option>
            ))}
          </select>
        </label>
      </div>
    </header>
  );
}
