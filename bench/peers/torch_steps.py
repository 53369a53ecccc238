"""Median milliseconds of a full-batch Adam step of W1, W2 and the paper's Poisson problem in PyTorch eager, for each number of threads.

Usage: python3 torch_steps.py SECONDS THREADS...   Prints one line of JSON.
Each workload runs with the optimiser's own default and with foreach=True, the faster is reported.
"""

import functools
import json
import math
import statistics
import sys
import time

import torch

S, RATE, ROWS = 1.5, 1e-3, 100
WORKLOADS = {"W1": [1000], "W2": [1000, 1000]}


def stepper(hidden, options):
    torch.manual_seed(1)
    x = torch.cat([2 * torch.rand(ROWS, 1) - 1, torch.ones(ROWS, 1)], dim=1)
    y = torch.sin(5 * x[:, :1])
    widths = [2, *hidden, 1]
    weights = [torch.randn(a, b, requires_grad=True) for a, b in zip(widths, widths[1:])]
    scales = [1.0] + [w**-0.5 for w in widths[1:-1]]
    optimizer = torch.optim.Adam(weights, lr=RATE, **options)

    def step():
        h = x
        for layer, (weight, scale) in enumerate(zip(weights, scales)):
            z = h @ weight
            if scale != 1.0:
                z = z * scale
            # sigma_s(z) = max(z, (1-s) z): one kernel, faster than (1-s) z + s relu(z).
            h = torch.nn.functional.leaky_relu(z, 1 - S) if layer < len(weights) - 1 else z
        loss = 0.5 * (h - y).square().mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return step


def poisson_stepper(options, neurons=1000, rows=400):
    """Sobolev training on cos(pi x1) + cos(pi x2): 1/(2n) sum |u - u*|^2 + |grad u - grad u*|^2, sigma = relu^2 / 2."""
    torch.manual_seed(1)
    points = torch.rand(rows, 2, requires_grad=True)
    with torch.no_grad():
        u = torch.cos(math.pi * points).sum(dim=1, keepdim=True)
        gradient = -math.pi * torch.sin(math.pi * points)
    one = torch.ones(rows, 1)
    weights = [torch.randn(a, b, requires_grad=True) for a, b in ((3, neurons), (neurons, 1))]
    optimizer = torch.optim.Adam(weights, lr=RATE, **options)

    def step():
        z = torch.cat([points, one], dim=1) @ weights[0]
        h = (1 - S) * z + S / 2 * torch.relu(z).square()
        value = h @ (weights[1] * neurons**-0.5)
        (slope,) = torch.autograd.grad(value.sum(), points, create_graph=True)
        loss = 0.5 * ((value - u).square().sum() + (slope - gradient).square().sum()) / rows
        optimizer.zero_grad(set_to_none=True)
        loss.backward(inputs=weights)
        optimizer.step()

    return step


STEPPERS = {name: functools.partial(stepper, hidden) for name, hidden in WORKLOADS.items()}
STEPPERS["poisson"] = poisson_stepper


def median_ms(step, seconds):
    for _ in range(5):
        step()
    samples = []
    end = time.perf_counter() + seconds
    while len(samples) < 10 or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        samples.append(1000 * (time.perf_counter() - start))
    return statistics.median(samples)


def main():
    seconds = float(sys.argv[1])
    result = {"version": torch.__version__, "ms": {}}
    for threads in map(int, sys.argv[2:]):
        torch.set_num_threads(threads)
        for name, make in STEPPERS.items():
            times = []
            for options in ({}, {"foreach": True}):
                try:
                    times.append(median_ms(make(options), seconds))
                except TypeError:  # a version without the option
                    pass
            result["ms"].setdefault(name, {})[threads] = min(times)
    print(json.dumps(result))


main()
