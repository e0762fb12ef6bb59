"""What is compared: families of the same work, ours and theirs, and how their results must agree.

A rule takes our native numbers and a peer's JSON object; it says how they agree, or raises Differs.
"""
from dataclasses import dataclass
from typing import Callable


class Differs(Exception):
    """The work done is not the same work."""


def need(what, ours, theirs, slack=0):
    if abs(ours - theirs) > slack:
        raise Differs(f"{what} {theirs}, ours {ours}")


def ticks(price):
    return round(price * 10)


def end_of_book(o, t):
    need("best bid", ticks(o["bid"]), t["final_bid"])
    need("best ask", ticks(o["ask"]), t["final_ask"])


def each_group(o, t):
    need("calls", o["groups"], t["callbacks"])
    need("sum", o["sum"], t["acc"])
    end_of_book(o, t)
    return "equal"


def but_last(o, t):
    """hftbacktest ends before it calls for the last time stamp."""
    need("calls", o["groups"] - 1, t["callbacks"])
    need("sum", o["sum"] - ticks(o["bid"]) - ticks(o["ask"]), t["acc"])
    end_of_book(o, t)
    return "equal but for the last call"


def float_sum(o, t):
    need("calls", o["groups"], t["callbacks"])
    need("sum", o["sum"], t["acc"], slack=2)
    end_of_book(o, t)
    return "equal within 2 (sums floats)"


def each_row(o, t):
    need("calls", t["events"], t["callbacks"])
    end_of_book(o, t)
    return "end of book equal (a call a row)"


def timer(o, t):
    need("wakes", o["wakes"], t["callbacks"])
    need("sum", o["sum"], t["acc"])
    return "equal"


def same_fills(o, t):
    need("orders", o["orders"], t["orders"])
    need("fills", o["fills"], t["fills"])
    return "equal"


def near_fills(o, t):
    need("orders", o["orders"], t["orders"], slack=o["orders"] // 1000)
    need("fills", o["fills"], t["fills"], slack=o["fills"] // 100)
    return f"other fill rule: {t['orders']} orders, {t['fills']} fills"


def other_fills(o, t):
    return f"not comparable: {t['orders']} orders, {t['fills']} fills"


def same_value(o, t):
    need("orders", o["orders"], t["orders"])
    need("value", float(o["value"]), t["final"], slack=0.005)
    return "equal"


def near_orders(o, t):
    """Averages in floats tie elsewhere, so a few orders more."""
    need("orders", o["orders"], t["orders"], slack=o["orders"] // 2000 + 1)
    return f"orders within 0.05 %: {t['orders']}"


def part(o, t):
    return f"not comparable: the first {t['events']:,} rows"


@dataclass(frozen=True)
class Ours:
    arguments: tuple  # of tidemark-bench: the benchmark and its options
    is_same: bool = True  # whether it must compute what the family's first does

    @property
    def name(self):
        return " ".join(x for x in self.arguments if x != "--strategy")


@dataclass(frozen=True)
class Peer:
    name: str
    venv: str  # "" for the floor, which is no Python
    script: str
    work: str
    rule: Callable
    rows: str = ""
    is_slow: bool = False  # minutes a repetition: only with --all


@dataclass(frozen=True)
class Family:
    tape: str  # also the CSV file
    ours: tuple  # the first is what the peers must equal
    peers: tuple


FLOOR, HFT, LRVX, BARS = "floor", "bench_hftbacktest.py", "bench_lrvx.py", "bench_pybars.py"
NEW, OLD = "bench_nautilus2.py", "bench_nautilus.py"

FAMILIES = (
    Family("l2", (Ours(("book",)), Ours(("book-lua",))), (
        Peer("plain C", "", FLOOR, "l2", each_group),
        Peer("hftbacktest (vector)", "peers", HFT, "l2_each_roivec", but_last),
        Peer("hftbacktest (hash)", "peers", HFT, "l2_each", but_last),
        Peer("lrvx", "peers", LRVX, "l2_each", float_sum),
        Peer("nautilus_trader", "nautilus2", NEW, "l2_each", each_row),
        Peer("nautilus_trader", "peers", OLD, "l2_each", each_row, is_slow=True))),
    Family("l2", (Ours(("book-timer",)),), (
        Peer("hftbacktest (vector)", "peers", HFT, "l2_100ms_roivec", timer),
        Peer("hftbacktest (hash)", "peers", HFT, "l2_100ms", timer),
        Peer("nautilus_trader", "nautilus2", NEW, "l2_100ms", timer),
        Peer("nautilus_trader", "peers", OLD, "l2_100ms", timer, is_slow=True))),
    Family("trades", (Ours(("trades",)),), (
        Peer("plain C", "", FLOOR, "trades", near_fills),
        Peer("hftbacktest", "peers", HFT, "trades", same_fills),
        Peer("lrvx", "peers", LRVX, "trades", other_fills),
        Peer("nautilus_trader", "nautilus2", NEW, "trades", near_fills),
        Peer("nautilus_trader", "peers", OLD, "trades", near_fills, is_slow=True))),
    Family("bars", (
        Ours(("bars", "--strategy", "native")), Ours(("bars", "--strategy", "lua"))), (
        Peer("plain C", "", FLOOR, "bars", same_value),
        Peer("vectorbt", "peers", BARS, "vectorbt", near_orders),
        Peer("backtesting.py", "peers", BARS, "backtesting", near_orders),
        Peer("nautilus_trader", "nautilus2", NEW, "bars", near_orders),
        Peer("backtrader", "peers", BARS, "backtrader", part, rows="200000", is_slow=True),
        Peer("nautilus_trader", "peers", OLD, "bars_200k", part, is_slow=True))),
)
