import { activation } from "./activation.js";
import type { View } from "./context.js";
import { fit } from "./fit.js";
import { kernel } from "./kernel.js";
import { landscape } from "./landscape.js";
import { loss } from "./loss.js";
import { modes } from "./modes.js";
import { neurons } from "./neurons.js";
import { spectrum } from "./spectrum.js";

/** All pictures of the lab, in the order in which they are shown. */
export const views: readonly View[] = [fit, loss, kernel, spectrum, modes, neurons, activation, landscape];
