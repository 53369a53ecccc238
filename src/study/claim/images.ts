import type { Mode } from "../verdict/index.js";
import { noImages } from "./bxc/runs.js";
import type { Claim, Judgement } from "./claim.js";

/** Whether a part of the claim runs on MNIST images, which do not come with this package. */
export const takesImages = ({ cells }: Pick<Claim, "cells">, mode: Mode): boolean =>
  cells(mode, { mnist: "images" }).length > cells(mode, {}).length;

/** Whether a part was left undecided because there were no images. */
export const lacksImages = ({ parts }: Pick<Judgement, "parts">): boolean =>
  parts.some(({ decision }) => decision.because === noImages.because);
