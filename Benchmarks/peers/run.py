#!/usr/bin/env python3
"""Our benchmarks beside the peers', on the same files, in one run. `make bench-peers` calls it.

A repetition of a family runs ours and then each peer, every one in a fresh process pinned to one
core; the medians count. Each measurement is a JSON line in OUT. Ends with 1 when a check failed.
"""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys

from cases import FAMILIES, FLOOR, Differs, need

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 900  # the most that one repetition may take


class Failed(Exception):
    """A program that gave no figures."""


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True, help="folder of l2.csv, trades.csv and bars.csv")
    p.add_argument("--tapes", required=True, help="folder of the same as tapes")
    p.add_argument("--bin", required=True, help="folder of tidemark-bench")
    p.add_argument("--home", required=True, help="folder of the floor and the peers' venvs")
    p.add_argument("--out", required=True, help="file for the JSON lines")
    p.add_argument("--reps", type=int, default=3)
    p.add_argument("--only", default="", help="families of this benchmark of ours")
    p.add_argument("--core", default=str(max(os.sched_getaffinity(0))), help="or none")
    p.add_argument("--all", action="store_true", help="the slow peers too")
    return p.parse_args()


def call(a, command):
    """The JSON object that a program prints, with the machine's load before it."""
    pin = [] if a.core == "none" or not shutil.which("taskset") else ["taskset", "-c", a.core]
    load = os.getloadavg()[0]
    try:
        r = subprocess.run(pin + command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Failed(f"no end after {SECONDS} s")
    line = next((x for x in reversed(r.stdout.splitlines()) if x.startswith("{")), None)
    if r.returncode or not line:
        words = (r.stderr.strip() or f"exit {r.returncode}").splitlines()
        raise Failed(words[-1][:200])
    return dict(json.loads(line), load=round(load, 2))


def numbers(checksum):
    """"groups 12, bid 5.2" as a dictionary."""
    pairs = (pair.split() for pair in checksum.split(", "))
    return {name: float(x) if "." in x else int(x) for name, x in pairs}


def ours(a, family, bench):
    name, *options = bench.arguments
    d = call(a, [f"{a.bin}/tidemark-bench", name, f"{a.tapes}/{family.tape}", *options,
                 "--repeat", "1", "--json"])
    return dict(engine="tidemark", work=bench.name, events=d["events"], load=d["load"],
                commit=d["commit"], wall=d["events_per_second"], cpu=d["events_per_cpu_second"],
                mib=d["peak_anonymous_bytes"] / 2**20, numbers=numbers(d["checksum"]))


def theirs(a, peer):
    if peer.script == FLOOR:
        command = [f"{a.home}/floor", peer.work, a.data]
    else:
        command = [f"{a.home}/{peer.venv}/bin/python", f"{HERE}/{peer.script}", peer.work, a.data]
    d = call(a, command + ([peer.rows] if peer.rows else []))
    return dict(d, engine=peer.name, wall=d["replay_events_per_s"],
                cpu=d["replay_events_per_cpu_s"], mib=d["peak_rss_mib"])


def is_here(a, peer):
    return os.path.exists(f"{a.home}/{peer.venv}/bin/python" if peer.venv else f"{a.home}/floor")


def note(a, name, d, check):
    with open(a.out, "a") as f:
        f.write(json.dumps(dict(d, check=check)) + "\n")
    print(f"{name}: {rate(d['wall'])} events/s, load {d['load']}, {check}", file=sys.stderr)


def repetition(a, family, peers, seen, checks):
    """Adds a measurement of each to `seen`, and how it agrees to `checks`."""
    native = None
    for bench in family.ours:
        d = ours(a, family, bench)
        native = native or d["numbers"]
        check = agree(same_numbers, native, d["numbers"]) if bench.is_same else "its own"
        seen.setdefault(bench, []).append(d)
        note(a, bench.name, d, check)
        if is_wrong(check):
            checks[bench] = check
    for peer in peers:
        try:
            d = theirs(a, peer)
        except Failed as failure:
            checks[peer] = f"did not run: {failure}"
            print(f"{peer.name}: {checks[peer]}", file=sys.stderr)
            continue
        seen.setdefault(peer, []).append(d)
        check = agree(peer.rule, native, d)
        if not is_wrong(checks.get(peer, "")):
            checks[peer] = check
        note(a, peer.name, d, check)


def same_numbers(native, other):
    for name, value in other.items():
        need(name, native[name], value)
    return "the work of the family"


def agree(rule, native, d):
    try:
        return rule(native, d)
    except Differs as difference:
        return f"DIFFERS: {difference}"


def is_wrong(check):
    return check.startswith("DIFFERS")


def median(samples, key):
    return statistics.median(d[key] for d in samples)


def rate(events):
    return f"{events / 1e6:.2f}M"


def ratio(ours, theirs):
    return f"{ours / theirs:.{2 if ours > theirs / 10 else 4}f}"


def rows(name, samples, peers, seen, checks):
    wall, cpu = median(samples, "wall"), median(samples, "cpu")
    for peer in peers:
        if peer not in seen:
            yield [name, rate(wall), rate(cpu), peer.name, "", "", "", "", checks[peer]]
            continue
        their, by_cpu = median(seen[peer], "wall"), median(seen[peer], "cpu")
        version = seen[peer][0]["version"]
        yield [name, rate(wall), rate(cpu), f"{peer.name} {version}", rate(their), rate(by_cpu),
               ratio(wall, their), ratio(cpu, by_cpu), checks[peer]]


def table(lines):
    head = ["ours", "events/s", "per CPU s", "peer", "events/s", "per CPU s", "ratio",
            "CPU ratio", "their result against ours"]
    lines = [head, *lines]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for number, line in enumerate(lines):
        print("| " + " | ".join(x.ljust(w) for x, w in zip(line, widths)) + " |", flush=True)
        if number == 0:
            print("|" + "|".join("-" * (w + 2) for w in widths) + "|")


def pythons(a):
    """The versions that the peers run with."""
    for venv in sorted({p.venv for f in FAMILIES for p in f.peers if p.venv and is_here(a, p)}):
        python = [f"{a.home}/{venv}/bin/python", "--version"]
        yield subprocess.run(python, capture_output=True, text=True).stdout.strip()


def machine(a):
    text = open("/proc/cpuinfo").read()
    model = next((x.split(":")[1].strip() for x in text.splitlines() if "model name" in x), "?")
    peers = ", ".join(sorted(set(pythons(a)))) or "no Python of peers"
    return (f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, {peers}; "
            f"core {a.core}, {a.reps} repetitions, medians; "
            f"load {os.getloadavg()[0]:.2f} at the start")


def main():
    a = arguments()
    open(a.out, "w").close()
    head, lines, wrong = machine(a), [], []
    for family in FAMILIES:
        if a.only and not any(a.only == x.arguments[0] for x in family.ours):
            continue
        peers = [p for p in family.peers if (a.all or not p.is_slow) and is_here(a, p)]
        seen, checks = {}, {}
        try:
            for _ in range(a.reps):
                repetition(a, family, peers, seen, checks)
        except Failed as failure:
            sys.exit(f"bench-peers: {family.ours[0].name}: {failure}")
        for bench in family.ours:
            lines += rows(bench.name, seen[bench], peers, seen, checks)
        wrong += [f"{x.name}: {c}" for x, c in checks.items() if is_wrong(c)]
    print(head)
    table(lines)
    if wrong:
        sys.exit("bench-peers: " + "\nbench-peers: ".join(wrong))


if __name__ == "__main__":
    main()
