/** Outcome, hash of the parameters and hash of the loss history of every run of goldenRuns.ts. */
export const golden: Readonly<Record<string, string>> = {
  "relu, adam, ramp (f32)": "finished 31e78ef4322d6141 3198703ecd0a094e",
  "relu, adam, ramp (f64)": "finished 6181ea781ac1b663 8a98c5e696518af6",
  "relu, deep, lossless stages, adamW exponential (f32)": "finished c43cc43b66764732 6ac97f547d824a3f",
  "relu, deep, lossless stages, adamW exponential (f64)": "finished c3b1f6c150db6f57 f5347c5a04c81bc9",
  "tanh, heavy ball, mini-batches (f32)": "finished 531c7e82e2d3909e 9a9860e2b799cecf",
  "tanh, heavy ball, mini-batches (f64)": "finished cb28865a9f5dac3d 725f2932cb41f5dd",
  "erf, nesterov, corollary 1 (f32)": "finished b1968c91ba74719d 380cdcdb3e406ede",
  "erf, nesterov, corollary 1 (f64)": "finished 1fea3931e8a50f90 aead782e4dcd0309",
  "gelu, gd, on plateau, deep (f32)": "finished 4eb3d06b96b8d80e 13aedd375a3be0ff",
  "gelu, gd, on plateau, deep (f64)": "finished b62b689a401cff80 430103f3e9462cba",
  "softplus, logistic, lbfgs (f32)": "finished c0ff16af6224f9d1 2cdb5c27b337f953",
  "softplus, logistic, lbfgs (f64)": "finished ef293e37ada1fdbb f3faf935178667fc",
  "half squared relu, trained slope, sphere (f32)": "finished a807751ea947ac83 089b0efe1fca33c5",
  "half squared relu, trained slope, sphere (f64)": "finished 5792871f94c22b66 315d6dc71a20779f",
};
