-- Leveraged trend follower.
--
-- Two averages of closing prices are compared on every bar. While the fast one is above the slow
-- one, the strategy holds the asset with borrowed money; when it falls below, it sells everything
-- and pays the loan back. On a margin call it moves what it needs from the spot account, if it can.
--
-- What to watch in the report: interest eats into long holdings, and the margin call comes first
-- in fast falls, because the averages follow the price late.

local S = strategy { name = "trend-follower", api = 1 }

S.params = {
  symbol   = { type = "symbol", default = "BTCUSDT", doc = "what is traded" },
  interval = { type = "enum", default = "1h", values = { "1m", "5m", "15m", "1h", "4h", "1d" },
               doc = "length of the bars" },
  fast     = { type = "int", default = 10, min = 2, max = 200, tune = true, unit = "bars",
               doc = "length of the fast average" },
  slow     = { type = "int", default = 50, min = 3, max = 1000, tune = true, unit = "bars",
               doc = "length of the slow average" },
  leverage = { type = "float", default = 2, min = 1, max = 10, step = 0.5, tune = true,
               doc = "value of the position over equity at entry" },
  deposit  = { type = "float", default = 0.8, min = 0, max = 1,
               doc = "share of the spot balance that starts in the margin account" },
  max_rate = { type = "float", default = 1, min = 0, max = 10, unit = "a year",
               doc = "no loan above this rate" },
}

local fast, slow       -- the two averages
local quote            -- the asset in which we account
local margin           -- name of the margin account
local frozen = false   -- set while a liquidation runs

function S.on_start(ctx)
  if ctx.p.fast >= ctx.p.slow then
    error("fast (" .. ctx.p.fast .. ") must be below slow (" .. ctx.p.slow .. ")")
  end
  local symbol, interval = ctx.p.symbol, ctx.p.interval
  ctx:subscribe("bar", symbol, interval)
  fast = ctx:ind("ema", symbol, interval, ctx.p.fast)
  slow = ctx:ind("ema", symbol, interval, ctx.p.slow)
  quote = ctx:instrument(symbol).quote

  local a = ctx:account()
  if not a then return ctx:log("no margin account: nothing will be traded") end
  margin = a.name
  local amount = (ctx:account("spot"):free(quote) or 0) * ctx.p.deposit
  if amount > 0 then
    local moved, why = ctx:transfer(quote, amount, "spot", margin)
    if not moved then ctx:log("deposit refused: " .. why.message) end
  end
end

-- Buys up to the leverage; what the balance lacks is borrowed with the order.
local function enter(ctx, a)
  local id, why = ctx:target(ctx.p.symbol, {
    equity_share = ctx.p.leverage, type = "market", auto_borrow = true,
    max_borrow_rate = ctx.p.max_rate, tag = "enter",
  })
  if id and id > 0 then
    ctx:note(string.format("long x%.1f", ctx.p.leverage))
  elseif why then
    ctx:log("entry refused (" .. why.code .. "): " .. why.message)
  end
end

-- Sells everything; the proceeds pay the loan back first.
local function leave(ctx)
  local id, why = ctx:close(ctx.p.symbol, { type = "market", auto_repay = true, tag = "leave" })
  if id and id > 0 then
    ctx:note("flat")
  elseif why then
    ctx:log("exit refused (" .. why.code .. "): " .. why.message)
  end
end

function S.on_bar(ctx, bar)
  if not margin or frozen or not slow:ready() then return end
  ctx:plot("fast", fast[0])
  ctx:plot("slow", slow[0])
  local a = ctx:account()
  local up = fast[0] > slow[0]
  local was_up = slow[1] ~= nil and fast[1] > slow[1]
  local position = ctx:position(ctx.p.symbol)
  local holds = position ~= nil and position.qty > 0
  -- Enter on the cross only: after a loss we wait for the next signal.
  if up and not was_up and not holds then enter(ctx, a) end
  if not up and holds then leave(ctx) end
end

-- Tops up from spot: what the call asks for, or all there is.
function S.on_margin_call(ctx, e)
  if e.state ~= "issued" then return end
  local spare = ctx:account("spot"):free(e.asset) or 0
  local amount = math.min(e.shortfall, spare)
  if amount <= 0 then return ctx:log("margin call, and nothing left in spot") end
  local moved, why = ctx:transfer(e.asset, amount, "spot", e.account)
  if moved then
    ctx:note("topped up")
    ctx:log(string.format("margin call: moved %.2f of %.2f %s", moved, e.shortfall, e.asset))
  else
    ctx:log("top-up refused (" .. why.code .. "): " .. why.message)
  end
end

function S.on_liquidation(ctx, e)
  frozen = e.phase ~= "finished" and e.phase ~= "unfrozen"
  if e.phase == "finished" then ctx:log("liquidated: " .. e.trigger) end
end

function S.on_stop(ctx)
  ctx:record("margin_calls", ctx.stats.margin_calls)
  ctx:record("interest_paid", ctx.stats.interest)
  ctx:record("fees_paid", ctx.stats.fees)
end

return S
