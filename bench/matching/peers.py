"""Solves one instance of matching with exact peers and prints, as JSON, what each found.

Usage: python3 peers.py INSTANCE.json ROUNDS [--highs]
The instance is the one of `npm run match`. Only solving is timed; matrices are made before.
Each pair is worth its score and, beside it, more than all scores together, so that the most
mentees come first.
"""

import importlib.util
import json
import sys
import time

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching


def timed(rounds, solve):
    """Milliseconds of each round, and what the last one gave."""
    times, found = [], None
    for _ in range(rounds):
        begun = time.perf_counter()
        found = solve()
        times.append((time.perf_counter() - begun) * 1000)
    return times, found


def result(times, mentees, mentors, score):
    """How many pairs were made and their total; pairs that are not allowed have no score."""
    found = [score[pair] for pair in zip(mentees, mentors) if pair in score]
    return {"ms": times, "matched": len(found), "total": float(sum(found))}


def dense(places, score, matched, menteeCount, rounds):
    """linear_sum_assignment, a mentor's column as often as there are places."""
    worth = np.zeros((menteeCount, len(places)))
    at = {}
    for column, mentor in enumerate(places):
        at.setdefault(mentor, []).append(column)
    for (mentee, mentor), value in score.items():
        worth[mentee, at.get(mentor, [])] = matched + value
    times, (rows, columns) = timed(rounds, lambda: linear_sum_assignment(worth, maximize=True))
    return result(times, rows.tolist(), [places[c] for c in columns.tolist()], score)


def sparse(places, score, matched, menteeCount, rounds):
    """min_weight_full_bipartite_matching; each mentee has a column of their own for «nobody»."""
    at = {}
    for column, mentor in enumerate(places):
        at.setdefault(mentor, []).append(column)
    rows, columns, weights = [], [], []
    for (mentee, mentor), value in score.items():
        for column in at.get(mentor, []):
            rows.append(mentee)
            columns.append(column)
            weights.append(101 - value)
    for mentee in range(menteeCount):
        rows.append(mentee)
        columns.append(len(places) + mentee)
        weights.append(101 + matched)
    shape = (menteeCount, len(places) + menteeCount)
    graph = csr_array((weights, (rows, columns)), shape=shape)
    times, (rows, columns) = timed(rounds, lambda: min_weight_full_bipartite_matching(graph))
    mentors = [places[c] if c < len(places) else -1 for c in columns.tolist()]
    return result(times, rows.tolist(), mentors, score)


def highs(mentors, score, matched, menteeCount):
    """HiGHS on the linear programme of the network, by itself or as scipy brings it along."""
    pairs = list(score.items())
    mentorRows = menteeCount + np.array([mentor for (_, mentor), _ in pairs], dtype=np.int32)
    menteeRows = np.array([mentee for (mentee, _), _ in pairs], dtype=np.int32)
    index = np.column_stack([menteeRows, mentorRows]).ravel()
    start = np.arange(0, 2 * len(pairs) + 1, 2, dtype=np.int32)
    worth = np.array([matched + value for _, value in pairs], dtype=float)
    most = np.array([1] * menteeCount + [m["capacity"] for m in mentors], dtype=float)
    run = with_highspy if importlib.util.find_spec("highspy") else with_scipy
    ms, values = run(worth, most, start, index)
    chosen = [pair for pair, value in zip(pairs, values) if value > 0.5]
    return {
        "ms": [ms],
        "matched": len(chosen),
        "total": float(sum(value for _, value in chosen)),
    }


def with_highspy(worth, most, start, index):
    """Milliseconds of solving alone, and the value of each pair."""
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(worth), len(most)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = worth
    model.col_lower_, model.col_upper_ = np.zeros(len(worth)), np.ones(len(worth))
    model.row_lower_ = np.full(len(most), -highspy.kHighsInf)
    model.row_upper_ = most
    model.a_matrix_.start_ = start
    model.a_matrix_.index_ = index
    model.a_matrix_.value_ = np.ones(len(index))
    solver = highspy.Highs()
    solver.silent()
    solver.passModel(model)
    begun = time.perf_counter()
    solver.run()
    return (time.perf_counter() - begun) * 1000, solver.getSolution().col_value


def with_scipy(worth, most, start, index):
    """As with_highspy(); scipy's handing over of the model is in the milliseconds."""
    matrix = csc_array((np.ones(len(index)), index, start), shape=(len(most), len(worth)))
    begun = time.perf_counter()
    found = linprog(-worth, A_ub=matrix, b_ub=most, bounds=(0, 1), method="highs")
    return (time.perf_counter() - begun) * 1000, found.x


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        instance = json.load(file)
    rounds = int(sys.argv[2])
    mentors, menteeCount = instance["mentors"], len(instance["mentees"])
    places = [j for j, mentor in enumerate(mentors) for _ in range(mentor["capacity"])]
    score = {}
    for mentee, mentor, value in instance["pairs"]:
        score[mentee, mentor] = max(value, score.get((mentee, mentor), 0))
    matched = 100 * (menteeCount + 1)
    found = {}
    if menteeCount * len(places) <= 4_000_000:
        found["scipy, dense"] = dense(places, score, matched, menteeCount, rounds)
    found["scipy, sparse"] = sparse(places, score, matched, menteeCount, rounds)
    if "--highs" in sys.argv:
        found["HiGHS"] = highs(mentors, score, matched, menteeCount)
    print(json.dumps(found))


main()
