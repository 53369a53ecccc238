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
      "Training is a loop: look how far the sum is from the data, and change every weight a little so that it comes closer. Half of how far it is, squared and averaged, is the loss. The changes are those of Adam, the usual method, with steps that shrink to nothing at the end.",
    ],
    experiment: "v=1&problem=sine&steps=2000&hidden=100",
    pace: "normal",
    views: ["fit", "loss"],
    look: "Press play. The line finds the dots, and the loss falls. Its axis is logarithmic: equal distances are equal factors.",
    finding: fallen,
    moral: ["It has learnt, in 2,000 steps. What makes it take so many, and can one make it faster?"],
    claims: [],
  },
  {
    title: "s is how much a neuron bends",
    text: [
      "Now give the bend a dial. σₛ(z) = (1 − s) z + s · ReLU(z): at s = 0 nothing bends, at s = 1 it is ReLU, and at s = 2 it bends twice as much, to |z|. The idea is from a paper of Yang, Chen and Hao (2023), which turns the dial during training.",
      "Three runs from the same weights on the same data, which differ in s alone: A at 0, B at 1, C at 2.",
    ],
    experiment:
      "v=1&problem=sine&steps=2000&hidden=100&relaxation=constant,s=0&b.relaxation=constant,s=1&c.relaxation=constant,s=2",
    pace: "normal",
    views: ["fit", "activation", "loss"],
    look: "Press play, and watch A. Afterwards press “Run again” and, while it trains, pull A’s slider “s now” away from 0.",
    finding: straightAndBent,
    moral: [
      "A sum of straight lines is a straight line, however many neurons there are: at s = 0 the network is linear. Training at an s below 1 first is what the paper calls homotopy, going past 1 relaxation.",
    ],
    claims: ["hrta.relu-form"],
  },
  {
    title: "The kernel knows the speed beforehand",
    text: [
      "A wide network hardly has to move any single weight. So one can tell before the first step what learning does: how much does a step that is made for one data point move the output at another? One number for every pair of points, a table: the kernel.",
      "The table splits the error into patterns, for instance “all too high” or “left too high, right too low”. Each pattern shrinks on its own, at a speed of its own, called λ. The slowest has the smallest, λ_min, and in the end all is waiting for it.",
      "Four points, 4000 neurons, and plain gradient descent: every weight a step downhill, always at the same rate.",
    ],
    experiment: `${fourPoints}&relaxation=constant,s=1`,
    pace: "normal",
    views: ["loss", "kernel", "fit", "modes"],
    look: "Table and patterns are there before the start (drawn for infinitely many neurons), and so is the blue dashed line: the loss of the whole run, computed from the table of these 4000 alone. Press play and see whether the network keeps to it.",
    finding: foretoldOrNot,
    moral: [
      "It keeps close: the loss falls to a ten-millionth, and the forecast of that is off by a factor of less than four. It does so as there are many neurons, few points and plain gradient descent. With fewer neurons, more points or long training the weights move, the kernel with them, and the forecast is left behind. Of Adam it says nothing: Adam gives every weight a step of its own.",
    ],
    claims: ["bxc.gd", "bxc.lazy"],
  },
  {
    title: "λ_min grows with s, here",
    text: [
      "Every s has its own table. At s = 0 the network is a straight line, so that no point can be moved without the others; the more the neurons bend, the better each can be moved alone, and the larger is λ_min.",
      "The same four points, the same weights, the same rate: A at s = 0.5, B at 1, C at 1.5.",
    ],
    experiment: `${fourPoints}&relaxation=constant,s=0.5&b.relaxation=constant,s=1&c.relaxation=constant,s=1.5`,
    pace: "normal",
    views: ["loss", "spectrum", "kernel"],
    look: "The curve is λ_min over s, with the three runs on it; in the tables, neighbouring points (the squares beside the diagonal) are moved together less and less from A to C, and what is hard to tell apart is learnt slowly. Far squares can darken; λ_min counts all of it. Then press play: the steeper a loss falls in the end, the larger its λ_min. (C flattens near 10⁻¹²: the numbers have no more digits.)",
    finding: speedAndLambda,
    moral: [
      "λ_min sets the speed at which the last pattern is learnt, and s changes λ_min.",
      "The paper’s Theorem 1 says that λ_min always grows with s. That is false: data of a single point x with |x| = 1 are a counterexample. On the paper’s own data it does grow.",
    ],
    claims: ["hrta.theorem1", "hrta.slow-start"],
  },
  {
    title: "Changing s on the way",
    text: [
      "So here is the method: train at one s for a while, then change s. Another kernel, another λ_min, another chance for the loss to fall.",
      "A has s = 1 throughout, for comparison. B and C begin at 0.5 and change to 1 after a quarter of the steps. B changes the bend alone: the same weights are another function then, so that its loss jumps (a hard switch). C changes without a jump: its output weights are halved and a straight part is added, which leaves the function as it was (a lossless switch; the paper has none).",
    ],
    experiment: `${fourPoints}&relaxation=constant,s=1&b.relaxation=stages,0.5@0.25,1&c.relaxation=stages,0.5@0.25,1,switch=lossless`,
    pace: "normal",
    views: ["loss", "fit", "activation"],
    look: "Press play and watch the step where s changes: the jump, and the slopes after it.",
    finding: jumps,
    moral: [
      "B does what the theory promises: what the jump added is learnt within a few steps, and from then on it falls at the speed of s = 1. C gains less, as the kernel depends on the weights too, and halved output weights make part of it smaller.",
      "But B ends level with A, which never changed s: the change made up for a slow start, no more.",
    ],
    claims: ["hrta.theorem2", "hrta.stages"],
  },
  {
    title: "Does it help?",
    text: [
      "One run proves nothing: another seed (other random weights to start from), another story. So here are ten seeds of each, on the paper’s own example: sin 2πx at 100 points, 1000 neurons, 16,000 steps of Adam. A is plain ReLU, B goes from s = 0.5 to 1, C from 1 to 1.5, each where the paper changes it.",
      "The band holds all ten losses, the line is their median.",
    ],
    experiment:
      "v=1&problem=sine&steps=16000&hidden=1000&seeds=10&b.relaxation=stages,0.5@0.1875,1&c.relaxation=stages,1@0.1875,1.5",
    pace: "full",
    views: ["loss", "fit"],
    look: "Press play; thirty runs take up to a minute. Which of the three would you choose? (p is how often tossing coins would give a count as uneven as this one; above 0.05 it is no evidence. New rows are points that were not trained on.)",
    finding: seedBySeed,
    moral: [
      "In short: usually not. On 15 problems the best relaxation had a lower error on new data than the best plain method on 1, a higher one on 2, and no difference was shown on 12.",
      "It helps where the slowest patterns hold training up, the change makes λ_min larger, and the method follows the kernel: few points, many neurons, plain gradient descent, and an s that was too low before. Adam does not follow the kernel: in our study of this example, with 20 seeds, C ends higher than plain ReLU in 19, and for B no difference is shown.",
      "So try it on your problem, with several seeds, beside plain training. We tested 42 claims of this paper and its neighbours: 6 hold, 20 hold under conditions, 14 fail and 2 are undecided.",
    ],
    claims: ["hrta.fig2", "hrta.robust"],
  },
];
