#!/usr/bin/env python3
"""Records when hftbacktest 2.4.4 fills one resting order, for every queue model and exchange.

Writes Tests/MatchingTests/Fixtures/hftbacktest_fills.csv: a row an event, with what is filled after
it under each model (from the order: the position leaves partial fills out). Needs
`pip install hftbacktest==2.4.4`. The cases keep to where both engines mean the same: one order, whose
level is in view; what goes through it is larger than the order. Where the place in the queue falls
below nothing there, a column ends for the case: the next trade would fill more than it printed.
"""
import math
import random
import sys

import numpy as np
from hftbacktest import (BUY_EVENT, DEPTH_EVENT, EXCH_EVENT, GTC, LIMIT, LOCAL_EVENT, SELL_EVENT,
                         TRADE_EVENT, BacktestAsset, HashMapMarketDepthBacktest)
from hftbacktest.binding import event_dtype
from numba import njit

SECOND = 1_000_000_000
QUANTITY = 5

def power(n):
    return lambda front, back: back**n / (back**n + front**n)


def log(front, back):
    return math.log1p(back) / (math.log1p(back) + math.log1p(front))


MODELS = {  # how hftbacktest is told, and the formula for what stood behind the order
    "risk_averse": (lambda a: a.risk_adverse_queue_model(), lambda f, b: 1),
    "power_1": (lambda a: a.power_prob_queue_model(1.0), power(1)),
    "power_3": (lambda a: a.power_prob_queue_model(3.0), power(3)),
    "power2_2": (lambda a: a.power_prob_queue_model2(2.0), lambda f, b: (b / (b + f)) ** 2),
    "power3_3": (lambda a: a.power_prob_queue_model3(3.0), lambda f, b: 1 - (f / (f + b)) ** 3),
    "log": (lambda a: a.log_prob_queue_model(), log),
    "log2": (lambda a: a.log_prob_queue_model2(), lambda f, b: math.log1p(b) / math.log1p(b + f)),
}


def case(draw):
    """The order's side and the events (kind, side, price, size) of a case; the first ones make the
    book. Prices of a buy's case; a sell's is its mirror image around 100."""
    events = [("D", 1, p, draw.randint(1, 20)) for p in (97, 98, 99)]
    events += [("D", -1, p, draw.randint(1, 20)) for p in (101, 102, 103, 104)]
    size = draw.randint(0, 20)
    events += [("D", 1, 100, size)] if size else []
    events.append(("O", 1, 100, QUANTITY))
    for _ in range(draw.randint(8, 18)):
        what = draw.random()
        if what < 0.45:
            events.append(("D", 1, 100, draw.randint(0, 24)))
        elif what < 0.55:
            side = draw.choice((1, -1))
            price = draw.randint(98, 99) if side > 0 else draw.randint(101, 103)
            events.append(("D", side, price, draw.randint(1, 20)))
        elif what < 0.90:
            events.append(("T", -1, 100, draw.randint(1, 8)))
        elif what < 0.95:
            events.append(("T", 1, draw.choice((100, 101)), draw.randint(1, 30)))
        elif what < 0.97:
            events.append(("T", -1, 99, 50))
        elif what < 0.99:
            events += [("D", 1, 100, 0), ("D", -1, 100, 50)]
            break
    mirror = draw.random() < 0.5
    return [(k, -s, 200 - p, q) if mirror else (k, s, p, q) for k, s, p, q in events]


def array(events):
    rows = np.zeros(len(events), event_dtype)
    for index, (kind, side, price, size) in enumerate(events):
        flags = EXCH_EVENT | LOCAL_EVENT | (BUY_EVENT if side > 0 else SELL_EVENT)
        rows[index]["ev"] = flags | (TRADE_EVENT if kind == "T" else DEPTH_EVENT)
        rows[index]["exch_ts"] = rows[index]["local_ts"] = (index + 1) * SECOND
        rows[index]["px"], rows[index]["qty"] = price, size
        if kind == "O":  # nothing happens in the market while the order arrives
            rows[index]["px"], rows[index]["qty"] = 50 if side > 0 else 150, 1
    return rows


@njit
def play(hbt, count, at, side, price, quantity):
    filled = np.zeros(count)
    for index in range(count):
        hbt.elapse(SECOND if index else SECOND // 2)  # the clock starts at the first event
        if index == at:
            if side > 0:
                hbt.submit_buy_order(0, 1, price, quantity, GTC, LIMIT, False)
            else:
                hbt.submit_sell_order(0, 1, price, quantity, GTC, LIMIT, False)
            hbt.elapse(1)
        order = hbt.orders(0).get(1)
        if order is not None:
            filled[index] = order.qty - order.leaves_qty
    return filled


def fills(events, model, is_whole):
    rows = array(events)  # hftbacktest keeps a pointer, not a reference
    asset = BacktestAsset().data(rows).linear_asset(1.0).constant_order_latency(0, 0)
    asset = MODELS[model][0](asset)
    asset = asset.no_partial_fill_exchange() if is_whole else asset.partial_fill_exchange()
    asset = asset.trading_value_fee_model(0.0, 0.0).tick_size(1.0).lot_size(1e-8)
    hbt = HashMapMarketDepthBacktest([asset])
    at = next(i for i, event in enumerate(events) if event[0] == "O")
    result = play(hbt, len(events), at, events[at][1], float(events[at][2]), float(QUANTITY))
    hbt.close()
    del rows
    return result, first_below(events, at, MODELS[model][1])


def first_below(events, at, behind):
    """The first event at which the place falls below nothing, by the documented formula."""
    side = events[at][1]
    level = front = next((e[3] for e in reversed(events[:at]) if e[1:3] == (side, 100)), 0)
    traded = 0
    for index, (kind, of, price, size) in enumerate(events):
        if index <= at or price != 100:
            continue
        if kind == "T" and of != side:
            front, traded = max(0, front - size), traded + size
        elif kind == "D" and of == side:
            lost = level - size - traded
            if lost > 0 and front > 0:
                back = level - front
                share = behind(front, back)
                front += -(1 - share) * lost + min(0, back - share * lost)
                if front < -1e-9:
                    return index
            front, level, traded = min(front, size), size, 0
    return len(events)


def main(path):
    draw = random.Random(20240808)
    columns = [(model, whole) for whole in (False, True) for model in MODELS]
    with open(path, "w") as out:
        names = [model + (".whole" if whole else ".printed") for model, whole in columns]
        print("case,kind,side,price,size", *names, sep=",", file=out)
        for number in range(48):
            events = case(draw)
            table = [fills(events, *column) for column in columns]
            for index, (kind, side, price, size) in enumerate(events):
                filled = [f"{row[index]:.6f}".rstrip("0").rstrip(".") if index < below else ""
                          for row, below in table]
                side = "buy" if side > 0 else "sell"
                print(number, kind, side, price, size, *filled, sep=",", file=out)


if __name__ == "__main__":
    main(sys.argv[1])
