import type { Pace } from "../session/store.js";
import type { View } from "../view/context.js";
import { type Finding, fallen, foretoldOrNot, jumps, seedBySeed, speedAndLambda, straightAndBent } from "./finding.js";

/** One stop of the guided tour: an experiment, what to look at, and what to make of it. */
export interface TourStep {
  readonly title: string;
  /** What one has to know, a few plain sentences each. */
  readonly text: readonly string[];
  /** The experiment, as an address says it. */
  readonly experiment: string;
  readonly pace: Pace;
  readonly views: readonly View["id"][];
  /** What to do and where to look. */
  readonly look: string;
  /** Read off the runs of the visitor, once they are through. */
  readonly finding: Finding;
  /** What to take along, a paragraph each; with what our studies say where the papers say more. */
  readonly moral: readonly string[];
  /** The studies behind the moral: `hrta reproduce ID`. */
  readonly claims: readonly string[];
}

/** Four points, far enough apart that the kernel tells them apart well, and plain gradient descent at a constant rate. */
const fourPoints = "v=1&points=DNYAWaszpmWa8zma&steps=400&hidden=4000&optimizer=gd,rate=0.5&decay=none";

/** The tour, in an order in which every step needs only those before it. */
export const tour: readonly TourStep[] = [
  {
    title: "A network is a sum of bends",
    text: [
      "This network has 100 neurons. Each takes the input x, forms w x + b, and bends it: ReLU lets positive values pass and makes negative ones 0. The output is a weighted sum of these 100 bent lines.",
      "Training is a loop: look how far the sum is from the data, and change every weight a little so that it comes closer. How far it is, squared and averaged, is the loss.",
    ],
    experiment: "v=1&problem=sine&steps=2000&hidden=100",
    pace: "normal",
    views: ["fit", "loss"],
    look: "Press play. The line finds the dots, and the loss falls. Its axis counts in tenths: from one mark to the next there is ten or a hundred times less to learn.",
    finding: fallen,
    moral: ["Training is quick at first and slow in the end. Why, and can one do something about it?"],
    claims: [],
  },
  {
    title: "s is how much a neuron bends",
    text: [
      "Now give the bend a dial. σₛ(z) = (1 − s) z + s · ReLU(z): at s = 0 nothing bends, at s = 1 it is ReLU, and at s = 2 it bends twice as much, to |z|.",
      "Three runs from the same weights on the same data, which differ in s alone: A at 0, B at 1, C at 2.",
    ],
    experiment:
      "v=1&problem=sine&steps=2000&hidden=100&relaxation=constant,s=0&b.relaxation=constant,s=1&c.relaxation=constant,s=2",
    pace: "normal",
    views: ["fit", "activation", "loss"],
    look: "Press play, and watch A. Then press it again and pull A’s slider “s now” away from 0 while it trains.",
    finding: straightAndBent,
    moral: [
      "A sum of straight lines is a straight line, however many neurons there are: at s = 0 the network is linear. Going from there towards ReLU is called homotopy, going past it relaxation.",
    ],
    claims: ["hrta.relu-form"],
  },
  {
    title: "The kernel knows the speed beforehand",
    text: [
      "A wide network hardly has to move any single weight. So what a step does to the outputs is settled at the start, by one number for every pair of data points: how much learning the one moves the output at the other. This table is the neural tangent kernel.",
      "Its eigenvectors are patterns of the data, and each is learnt on its own. A pattern with the eigenvalue λ loses the share η λ / n of its error at every step (rate η, n points). Large λ: learnt at once. The smallest, λ_min, is the one that all wait for.",
    ],
    experiment: `${fourPoints}&relaxation=constant,s=1`,
    pace: "normal",
    views: ["loss", "modes", "fit"],
    look: "The dashed line is already there: the loss of the whole run, computed from the kernel before the first step. Press play and see whether the network keeps to it. The solid bars are what is still missing of each pattern.",
    finding: foretoldOrNot,
    moral: [
      "It keeps close, since there are 4000 neurons, 4 points and plain gradient descent. With fewer neurons, more points or long training the weights move, the kernel with them, and the forecast is left behind; of Adam it says nothing at all.",
    ],
    claims: ["bxc.gd", "bxc.lazy"],
  },
  {
    title: "λ_min grows with s, here",
    text: [
      "Every s has its own kernel. The more the neurons bend, the better the network tells neighbouring points apart, and the larger the smallest eigenvalue.",
      "The same four points, the same weights, the same rate: A at s = 0.5, B at 1, C at 1.5.",
    ],
    experiment: `${fourPoints}&relaxation=constant,s=0.5&b.relaxation=constant,s=1&c.relaxation=constant,s=1.5`,
    pace: "normal",
    views: ["spectrum", "loss"],
    look: "First the curve: λ_min over s, with the three runs marked on it. Then press play: the steeper the line of a loss in the end, the larger its λ_min.",
    finding: speedAndLambda,
    moral: [
      "λ_min sets the speed at which the last pattern is learnt, and s sets λ_min. The paper’s Theorem 1 says that it always grows with s. That is false: a single point of length 1 is a counterexample. On the paper’s own data it does grow.",
    ],
    claims: ["hrta.theorem1", "hrta.slow-start"],
  },
  {
    title: "Changing s on the way",
    text: [
      "So here is the method: train at one s, and when the loss hardly falls any more, change s. Another kernel, another λ_min, another chance for the loss to fall.",
      "A stays at s = 0.5. B changes to 1 after a quarter of the steps: the same weights under another activation are another function, so its loss jumps (a hard switch). C changes without a jump: its output weights are rescaled and a straight part is added, so that the function stays as it was (a lossless switch; the paper has none).",
    ],
    experiment: `${fourPoints}&relaxation=constant,s=0.5&b.relaxation=stages,0.5@0.25,1&c.relaxation=stages,0.5@0.25,1,switch=lossless`,
    pace: "normal",
    views: ["loss", "fit", "activation"],
    look: "Press play and watch the step where s changes: the jump, and the slopes after it.",
    finding: jumps,
    moral: [
      "B’s new s does what its λ_min promises: from there the loss falls faster. C is spared the jump and gains less, since halved output weights have a smaller kernel too. And look back one step: a run at s = 1 from the start has no slow part to make up for.",
    ],
    claims: ["hrta.theorem2", "hrta.stages"],
  },
  {
    title: "Does it help?",
    text: [
      "One run proves nothing: another seed, another story. So here are ten seeds of each, on the paper’s own example: sin 2πx at 100 points, 1000 neurons, 16,000 steps of Adam. A is plain ReLU, B goes from s = 0.5 to 1, C from 1 to 1.5, each where the paper changes it.",
      "The band holds all ten losses, the line is their median.",
    ],
    experiment:
      "v=1&problem=sine&steps=16000&hidden=1000&seeds=10&b.relaxation=stages,0.5@0.1875,1&c.relaxation=stages,1@0.1875,1.5",
    pace: "full",
    views: ["loss", "fit"],
    look: "Press play; thirty runs take a minute or so. Which of them would you choose? (p is how often tossing coins would give a count as uneven as this one; above 0.05 it is no evidence.)",
    finding: seedBySeed,
    moral: [
      "When it helps: where the slowest patterns hold training up, the change of s makes λ_min larger, and the method follows the kernel, as in steps 4 and 5: few points, many neurons, gradient descent.",
      "When not: with Adam on the paper’s example C ends higher in 19 of 20 seeds of our study, and for B 20 seeds do not decide. Nor is a lower training loss a lower error on new data: on 15 problems the best relaxation beat the best plain method on 1, lost on 2, and showed no difference on 12.",
      "So try it on your problem, with several seeds, beside plain training. Of the 42 claims in the papers 6 hold, 20 hold under conditions, 14 fail and 2 are undecided.",
    ],
    claims: ["hrta.fig2", "hrta.robust"],
  },
];
