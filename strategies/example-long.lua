-- Source 002's long: buys once, with a loan where its own money does not reach, and sells once.
--
-- It records what the trade made, what the loan cost, and what source 002's formula for the largest
-- loan says beside what the venue says. A strategy with a spot account alone buys with its own money.

local S = strategy { name = "example-long", api = 1 }

S.params = {
  symbol = { type = "symbol", default = "BTCUSDT", doc = "what is bought" },
  qty    = { type = "float", default = 0.15, min = 0.0001, max = 1000, unit = "base",
             doc = "how much of it" },
  buy    = { type = "int", default = 5, min = 1, max = 10000, unit = "minutes",
             doc = "when it buys, after the start" },
  sell   = { type = "int", default = 35, min = 1, max = 10000, unit = "minutes",
             doc = "when it sells, after the start" },
}

local margin                       -- whether there is a margin account
local bought, sold                 -- the two prices
local fees, interest = 0, 0        -- in quote

local function money(ctx, key, value) ctx:record(key, string.format("%.8f", value)) end
local function ratio(ctx, key, value) ctx:record(key, string.format("%.6f", value)) end

function S.on_start(ctx)
  margin = ctx:account().mode ~= "spot"
  ctx:after(ctx.p.buy .. "m", "buy")
  ctx:after(ctx.p.sell .. "m", "sell")
end

function S.on_timer(ctx, name)
  local order = { qty = ctx.p.qty, type = "market", tag = name,
                  auto_borrow = margin and name == "buy", auto_repay = margin and name == "sell" }
  local id, why
  if name == "buy" then
    id, why = ctx:buy(ctx.p.symbol, order)
  else
    id, why = ctx:sell(ctx.p.symbol, order)
  end
  if not id then ctx:log(name .. " refused (" .. why.code .. "): " .. why.message) end
end

-- The largest loan by source 002 as it is written: (net transferred in - debt) x (L - 1) - debt.
local function by_source(ctx, a)
  local times = ctx:instrument(ctx.p.symbol).max_leverage - 1
  return (a.net_transfer_in - a.debt) * times - a.debt
end

local function opened(ctx)
  local a = ctx:account()
  local quote = ctx:instrument(ctx.p.symbol).quote
  money(ctx, "borrowed", a:balance(quote).borrowed)
  ratio(ctx, "level", a.margin_level)
  money(ctx, "liquidation_price", a:liq_price(ctx.p.symbol))
  money(ctx, "interest_of_7_days", a:interest_estimate(7))
  money(ctx, "may_borrow", a:max_borrow(quote))
  money(ctx, "may_borrow_by_source", by_source(ctx, a))
end

function S.on_fill(ctx, e)
  fees = fees + e.fee
  if e.side == "buy" then
    bought = e.price
    ctx:note(string.format("bought %.4f at %.1f", e.qty, e.price))
    if margin then opened(ctx) end
  else
    sold = e.price
    ctx:note(string.format("sold %.4f at %.1f", e.qty, e.price))
  end
end

function S.on_interest(ctx, e) interest = interest + e.amount end

function S.on_stop(ctx)
  if not sold then return end
  local profit = ctx.p.qty * (sold - bought)
  money(ctx, "bought_at", bought)
  money(ctx, "sold_at", sold)
  money(ctx, "profit", profit)
  money(ctx, "fees", fees)
  money(ctx, "interest", interest)
  money(ctx, "left", ctx:account().equity)
end

return S
