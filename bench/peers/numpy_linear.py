"""Median milliseconds of LAPACK's symmetric eigenvalues, eigenvectors, Cholesky factor and of A A^T through numpy.

Usage: python3 numpy_linear.py SECONDS SIZES...   Prints one line of JSON.
The number of threads is the environment's: OPENBLAS_NUM_THREADS=1 and the like.
"""

import json
import statistics
import sys
import time

import numpy


def median_ms(task, seconds):
    task()
    samples = []
    end = time.perf_counter() + seconds
    while len(samples) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        task()
        samples.append(1000 * (time.perf_counter() - start))
    return statistics.median(samples)


def main():
    seconds = float(sys.argv[1])
    source = numpy.random.default_rng(1)
    result = {"version": numpy.__version__, "ms": {}}
    times = result["ms"]
    factor = source.standard_normal((400, 1000))
    times["gram"] = median_ms(lambda: factor @ factor.T, seconds / 4)
    for n in map(int, sys.argv[2:]):
        x = source.standard_normal((n, n))
        a = x @ x.T
        regular = a + numpy.eye(n)
        times[f"values{n}"] = median_ms(lambda: numpy.linalg.eigvalsh(a), seconds)
        times[f"cholesky{n}"] = median_ms(lambda: numpy.linalg.cholesky(regular), seconds / 4)
        if n < 2000:
            times[f"vectors{n}"] = median_ms(lambda: numpy.linalg.eigh(a), seconds)
    print(json.dumps(result))


main()
