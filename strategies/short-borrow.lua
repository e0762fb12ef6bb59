-- Short by borrowing the base asset.
--
-- When the price has fallen below its average, the strategy borrows the base asset, sells it, and
-- waits: it buys back at the target (below the entry), at the stop (above it), or when the loan has
-- become too expensive or the position too old. Buying back repays the loan first.

local S = strategy { name = "short-borrow", api = 1 }

S.params = {
  symbol   = { type = "symbol", default = "BTCUSDT", doc = "what is sold short" },
  interval = { type = "enum", default = "1h", values = { "1m", "5m", "15m", "1h", "4h", "1d" },
               doc = "length of the bars" },
  average  = { type = "int", default = 24, min = 2, max = 1000, tune = true, unit = "bars",
               doc = "length of the average that the price must be below" },
  share    = { type = "float", default = 1, min = 0.1, max = 5, step = 0.1, tune = true,
               doc = "value of the short over equity at entry" },
  stop     = { type = "float", default = 0.05, min = 0.001, max = 0.5, tune = true,
               doc = "buy back when the price is this share above the entry" },
  target   = { type = "float", default = 0.1, min = 0.001, max = 0.9, tune = true,
               doc = "buy back when the price is this share below the entry" },
  max_age  = { type = "enum", default = "7d", values = { "6h", "1d", "7d", "30d" },
               doc = "buy back after this time at the latest" },
  max_rate = { type = "float", default = 0.5, min = 0, max = 10, unit = "a year",
               doc = "no loan above this rate; buy back when it rises above twice of it" },
  deposit  = { type = "float", default = 0.8, min = 0, max = 1,
               doc = "share of the spot balance that starts in the margin account" },
}

local mean             -- the average
local base             -- the asset that is borrowed
local margin           -- name of the margin account
local entry            -- average price of the open short, nil while flat
local pending = false  -- an order is on its way

function S.on_start(ctx)
  local symbol, interval = ctx.p.symbol, ctx.p.interval
  ctx:subscribe("bar", symbol, interval)
  mean = ctx:ind("sma", symbol, interval, ctx.p.average)
  local instrument = ctx:instrument(symbol)
  base = instrument.base
  local a = ctx:account()
  if not a then return ctx:log("no margin account: nothing will be traded") end
  margin = a.name
  local amount = (ctx:account("spot"):free(instrument.quote) or 0) * ctx.p.deposit
  if amount > 0 then
    local moved, why = ctx:transfer(instrument.quote, amount, "spot", margin)
    if not moved then ctx:log("deposit refused: " .. why.message) end
  end
end

-- Borrows first, so that a refusal of the pool costs nothing, then sells what was borrowed.
local function open_short(ctx, price)
  local a = ctx:account()
  local wanted = a.equity * ctx.p.share / price
  local amount = math.min(wanted, a:max_borrow(base) or 0)
  if amount < ctx:instrument(ctx.p.symbol).lot then return end
  local loan, why = ctx:borrow(base, amount, { max_rate = ctx.p.max_rate })
  if not loan then return ctx:log("loan refused (" .. why.code .. "): " .. why.message) end
  local id, refusal = ctx:sell(ctx.p.symbol, { qty = loan, type = "market", tag = "open" })
  if id then
    pending = true
    ctx:after(ctx.p.max_age, "too old")
  else
    ctx:log("sale refused (" .. refusal.code .. "): " .. refusal.message)
    ctx:repay(base, "all")
  end
end

local function buy_back(ctx, reason)
  local id, why = ctx:close(ctx.p.symbol, {
    type = "market", auto_borrow = false, auto_repay = true, tag = reason })
  if id and id > 0 then
    pending = true
    ctx:stop_timer("too old")
    ctx:note("bought back: " .. reason)
  elseif why then
    ctx:log("buying back refused (" .. why.code .. "): " .. why.message)
  end
end

function S.on_bar(ctx, bar)
  if not margin or pending then return end
  if not entry then
    -- The close has just crossed below the average.
    if mean[1] and bar.close < mean[0] and bar.open >= mean[1] then open_short(ctx, bar.close) end
    return
  end
  local pool = ctx:pool(base)
  if bar.high >= entry * (1 + ctx.p.stop) then
    buy_back(ctx, "stop")
  elseif bar.low <= entry * (1 - ctx.p.target) then
    buy_back(ctx, "target")
  elseif pool and pool.borrow_rate > 2 * ctx.p.max_rate then
    buy_back(ctx, "rate")
  end
end

function S.on_timer(ctx, name)
  if name == "too old" and entry and not pending then buy_back(ctx, "age") end
end

-- The position after the fill decides whether we are short; a rest of a lot is flat.
function S.on_fill(ctx, e)
  local lot = ctx:instrument(e.symbol).lot
  if e.position <= -lot then
    local position = ctx:position(e.symbol)
    if e.side == "sell" then entry = position and position.entry or e.price end
  else
    entry = nil
  end
end

function S.on_order(ctx, e)
  if e.state == "filled" or e.state == "cancelled" or e.state == "expired" then
    pending = false
    -- What is left on the account of a closed short pays the rest of the loan.
    if not entry and e.side == "buy" then ctx:repay(base, "all") end
  end
end

function S.on_reject(ctx, e)
  pending = false
  ctx:log("refused on arrival (" .. e.code .. "): " .. e.message)
end

-- A margin call is a stop: the short is closed rather than fed.
function S.on_margin_call(ctx, e)
  if e.state == "issued" and entry then
    ctx:cancel_all(ctx.p.symbol)
    buy_back(ctx, "margin call")
  end
end

function S.on_liquidation(ctx, e)
  if e.phase == "finished" then
    entry, pending = nil, false
  end
end

function S.on_stop(ctx)
  ctx:record("still_short", entry ~= nil)
  ctx:record("interest_paid", ctx.stats.interest)
end

return S
