/** Where an equation comes from. */
export interface Source {
  /** HRTA, BXC and Wu are the papers that this project is built on; Li is where the landscape's directions are from. */
  readonly paper: "HRTA" | "BXC" | "Wu" | "Li";
  /** "eq. (8)", "Theorem 1". */
  readonly where: string;
  readonly link: string;
}

/** An equation with what it says and how far it holds. */
export interface Equation {
  readonly title: string;
  /** Keys of formulas.tex.json. */
  readonly formulas: readonly string[];
  /** Two to four plain sentences. */
  readonly text: string;
  readonly source: Source;
  /** What `hrta reproduce` tests of it. */
  readonly claim?: string;
}

const link = {
  HRTA: "https://arxiv.org/abs/2309.15244",
  BXC: "https://arxiv.org/abs/2010.13165",
  Li: "https://arxiv.org/abs/1712.09913",
} as const;

const from = (paper: keyof typeof link, where: string): Source => ({ paper, where, link: link[paper] });

/** The equations behind the pictures, by the names that views know them by. */
export const equations: Readonly<Record<string, Equation>> = {
  activation: {
    title: "The activation and its s",
    formulas: ["sigma", "sigmaSplit"],
    text:
      "s blends the identity (s = 0) into the activation (s = 1) and past it (up to s = 2). " +
      "Of ReLU it is a straight part and a bent part, (s/2) |z|, so that s is how much a neuron bends; at s = 2 only |z| is left.",
    source: from("HRTA", "section 2"),
  },
  reluForm: {
    title: "Still a ReLU network",
    formulas: ["reluForm"],
    text:
      "Whatever s a network ends with, it is equal to a plain ReLU network. " +
      "The paper needs 2m neurons for it; m neurons and one linear function, which two more neurons are, do as well. Tested to rounding: it holds.",
    source: from("HRTA", "Remark 1"),
    claim: "hrta.relu-form",
  },
  network: {
    title: "The network",
    formulas: ["network", "layers"],
    text:
      "The factor 1/√m keeps the output of the same size however many neurons there are, and makes the kernel tend to a fixed one as m grows. " +
      "The paper states no bias, but without one its first example is a straight line through 0 that cannot fit a sine, so a constant 1 stands beside x here unless you say otherwise.",
    source: from("HRTA", "eq. (3), (6)"),
    claim: "hrta.as-printed",
  },
  loss: {
    title: "The loss",
    formulas: ["loss"],
    text:
      "Half the mean squared error on the training data, with the s of the moment. " +
      "It is what training lowers; it says nothing about new data.",
    source: from("HRTA", "eq. (1), (7)"),
  },
  kernel: {
    title: "The kernel of infinite width",
    formulas: ["kernelParts", "kernelSum", "kernelSplit"],
    text:
      "How alike two inputs are to an infinitely wide network at its start: the first part is from the output weights, the second from the hidden ones. " +
      "In two layers of ReLU one matrix gives the kernel of every s (found here, exact); deeper networks need a recursion for each s. " +
      "There is a limit only with the factor 1/√m.",
    source: from("HRTA", "eq. (8), (9)"),
    claim: "bxc.h-infinity",
  },
  gram: {
    title: "The kernel of this network",
    formulas: ["gram"],
    text:
      "The same for the network at hand: how a step that lowers the error at one sample changes the output at another. " +
      "The paper's proof that it is near the limit asks for 4 × 10²⁵ neurons on its first example, so there it says nothing; on a few well spread points it holds.",
    source: from("HRTA", "eq. (10), Proposition 1"),
    claim: "hrta.prop1",
  },
  decay: {
    title: "What the smallest eigenvalue promises",
    formulas: ["flow", "decay", "decayConstant"],
    text:
      "As long as the kernel hardly changes, the loss falls at least at the rate of the smallest eigenvalue, which is how slow the slowest pattern is. " +
      "It holds where it could be tested: on a few points spread over a sphere, for gradient flow and wide networks. " +
      "On the paper's own examples the time it speaks of is over before the loss has fallen by one per cent.",
    source: from("HRTA", "Proposition 2, eq. (23), (38)"),
    claim: "hrta.prop2",
  },
  modes: {
    title: "Mode by mode",
    formulas: ["modes", "modesSteps"],
    text:
      "Under a kernel that stays as it is, every eigenvector's share of the error falls at its own rate, so the whole curve can be foretold from the start and not only its slowest part. " +
      "It is exact for a fixed kernel, close for wide networks and gradient descent at a constant rate, and says nothing of Adam.",
    source: from("BXC", "eq. (2.4), and HRTA eq. (38)"),
    claim: "bxc.gd",
  },
  theorem1: {
    title: "Does the smallest eigenvalue grow with s?",
    formulas: ["theorem1", "counterexample"],
    text:
      "The paper's Theorem 1 says so of both parts of the kernel, and its reason to raise s rests on it. " +
      "It fails: a single point of length 1 is enough, and so are most random draws of 4 points with 3 inputs and a bias. " +
      "On the paper's own grids, and on 30 random points of a cube, the eigenvalue does grow; the curve shows what it does on your data.",
    source: from("HRTA", "Theorem 1"),
    claim: "hrta.theorem1",
  },
  corollary1: {
    title: "How far may s jump?",
    formulas: ["corollary1"],
    text:
      "The second s is the first one at which the loss, after a hard switch, has grown by more than the factor ζ. " +
      "In two layers the loss is a parabola in s, late in training so steep that s hardly moves; where no s will do, 2 is taken here. " +
      "The bound that goes with it held in every trial where it says something; on the paper's own examples it says nothing.",
    source: from("HRTA", "Corollary 1"),
    claim: "hrta.theorem2",
  },
  twoStages: {
    title: "Training in stages",
    formulas: ["twoStages", "algorithm1"],
    text:
      "Train with one s, change s, and go on from the weights reached; Algorithm 1 adds the same ζ after every T. " +
      "That this ends lower than plain training fails for s = 1, then 1.5, on the paper's first example (Adam at rate 0.01 with cosine decay: 19 of 20 seeds end higher) and is not decided for s = 0.5, then 1. " +
      "Try it: lanes with and without it, and several seeds.",
    source: from("HRTA", "eq. (2), (5), Algorithm 1"),
    claim: "hrta.fig2",
  },
  losslessSwitch: {
    title: "A switch that loses nothing",
    formulas: ["losslessNetwork", "losslessScale"],
    text:
      "A hard change of s changes the function, so the loss jumps. " +
      "Scaling the output weights and adding a straight part v keeps the function as it was, for any depth. " +
      "This is ours, not the paper's (PAPERS.md, HRTA 8): the loss does not jump, and by itself nothing is gained either. It needs both s to differ from 0.",
    source: from("HRTA", "completed here: eq. (2)"),
  },
  path: {
    title: "The path of s",
    formulas: ["path"],
    text:
      "s may also move a little at every step: a ramp over the first part ρ of the T steps, or a path drawn by hand. " +
      "In our trials a ramp from 1 to 1.5 mostly lowers the training loss a little, and the test error hardly; " +
      "that relaxation is better whatever the problem fails.",
    source: from("HRTA", "section 2; the ramp is ours"),
    claim: "hrta.robust",
  },
  kink: {
    title: "Where a neuron bends",
    formulas: ["kinkPlace", "kinkSlope"],
    text:
      "With one input a ReLU network is a chain of straight pieces, and each neuron makes one corner: at -b/w, where its slope changes by s a |w| over √m. " +
      "The wider the network, the less each neuron has to move; the theory holds where they hardly do. " +
      "For smooth activations the corner is a bend around the same place.",
    source: from("HRTA", "eq. (6), read for one input; Proposition 3"),
    claim: "hrta.prop3",
  },
  landscape: {
    title: "A slice of the landscape",
    formulas: ["slice", "filterNorm"],
    text:
      "The loss has one dimension for every weight; here are two of them, the way that training has come and a random direction at right angles. " +
      "The random direction is first scaled neuron by neuron to the size of the network's own weights (filter normalisation) and then as a whole to the length of the way. " +
      "A slice can look smooth where the whole is not.",
    source: from("Li", "filter-wise normalisation"),
  },
  momentum: {
    title: "Momentum",
    formulas: ["heavyBall", "nesterov"],
    text:
      "With momentum the error of each mode swings like a damped pendulum: with constant friction for the heavy ball, with a friction that fades for Nesterov's method. " +
      "So the loss may rise in between, and it falls like an exponential for the one and like a power of t for the other. " +
      "Under a kernel that stays as it is this holds; the theorem's exponent for the heavy ball is half of what a constant kernel gives.",
    source: from("BXC", "eq. (3.7), (4.4)"),
    claim: "bxc.hb",
  },
};
