#!/usr/bin/env python3
"""Behaviour probes of lrvx's margin parts: what its liquidation engine does. No data needed except
probe 1, which takes DATADIR (any size):  probe_lrvx.py [DATADIR]"""
import sys
import lrvx


def eng(*tiers, fund=1000.0):
    e = lrvx.LiquidationEngine()
    for n, m in tiers:
        e.add_tier(n, m)
    e.set_insurance_fund_capital(fund)
    return e


if len(sys.argv) > 1:
    import shutil, tempfile
    import bench_lrvx as b
    reg, s = b.sym(); out = tempfile.mkdtemp(); b.tape("trades", sys.argv[1], int(s), out)
    bt = lrvx.BacktestRunner(reg, 0.0005, 1e9); st = b.MM([s]); bt.set_strategy(st)
    vs = lrvx.VenueStack.binance_um_futures(1, 1e9); bt.set_venue_stack(vs); r = bt.run_tape(out); shutil.rmtree(out)
    print("1 replay -> margin: strategy fills", st.fills, "trades", r["total_trades"], "| account positions", vs.account().position_count(),
          "| liquidation-engine positions", vs.liquidation().position_count())

ex = lrvx.SimulatedExecutor(); ex.advance_clock(10**9)
ex.on_book_snapshot(1, [(100.0 - i, 1.0) for i in range(10)], [(101.0 + i, 1.0) for i in range(10)])
ex.submit_order(id=1, side="sell", price=0.0, quantity=5.0, type="market", symbol=1); ex.advance_clock(2 * 10**9)
ex.submit_order(id=2, side="sell", price=0.0, quantity=50.0, type="market", symbol=1)
print("2 book 10 x 1 lot: sell 5 then 50 ->", [(f["order_id"], f["price"], f["quantity"]) for f in ex.fills_list()])

e = eng((0, 0.05)); e.open_position(1, 1, 1.0, 100.0, 10.0); o = e.on_mark(1, 94.6)
print("3 solvent liquidation: closed", o["liquidations_count"], "| residual equity should be 10 - 100 + 94.6*0.9975 =",
      round(10 - 100 + 94.6 * 0.9975, 4), "| fund before 1000, after", e.insurance_fund_balance())

e = eng((0, 0.005), (1000, 0.05)); e.open_position(1, 1, 100.0, 100.0, 600.0); o = e.on_mark(1, 98.9)
print("4 two tiers, one step too high: closed", o["liquidations_count"], "| positions left", e.position_count(), "(0 = no partial liquidation)")

print("5 names with borrow/lend/interest/loan:", [n for n in dir(lrvx) if any(w in n.lower() for w in ("borrow", "lend", "interest", "loan"))])
