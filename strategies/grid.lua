-- A grid of limit orders with a stop and a budget for interest.
--
-- Bids stand below a first price at equal steps, and may borrow. Each one that is filled puts an
-- offer one step above it, and that one, filled, the bid again; while nothing is held, the grid
-- follows the price up. It ends - orders cancelled, position sold, loans repaid - when the price
-- falls through the stop, when the interest that was paid has used up the budget, or at a margin
-- call.

local S = strategy { name = "grid", api = 1 }

S.params = {
  symbol   = { type = "symbol", default = "BTCUSDT", doc = "what is traded" },
  levels   = { type = "int", default = 6, min = 1, max = 50, tune = true,
               doc = "number of bids" },
  spacing  = { type = "float", default = 0.002, min = 0.0001, max = 0.2, tune = true,
               doc = "distance between two levels as a share of the first price" },
  share    = { type = "float", default = 0.4, min = 0.01, max = 5, tune = true,
               doc = "value of one level over equity" },
  stop     = { type = "float", default = 0.01, min = 0.001, max = 0.5, tune = true,
               doc = "how far below the lowest bid the grid is given up" },
  budget   = { type = "float", default = 0.002, min = 0, max = 1, tune = true,
               doc = "interest that may be paid over equity at the start" },
  max_rate = { type = "float", default = 0.3, min = 0, max = 10, unit = "a year",
               doc = "no loan above this rate" },
  deposit  = { type = "float", default = 0.5, min = 0, max = 1,
               doc = "share of the spot balance that starts in the margin account" },
}

local symbol, quote
local first           -- the price that the grid hangs on, nil before there is one
local worth           -- value of one level, in quote
local allowed         -- the budget, in quote
local over            -- why the grid has ended, nil while it runs
local turns = 0       -- offers that were filled
local levels, offers = {}, {}  -- by order id: its level, and whether it is an offer

function S.on_start(ctx)
  symbol = ctx.p.symbol
  ctx:subscribe("bar", symbol, "1m")
  quote = ctx:instrument(symbol).quote
  local a = ctx:account()
  if a.mode == "spot" then
    over = "no margin account"
    return ctx:log(over .. ": nothing will be traded")
  end
  local amount = (ctx:account("spot"):free(quote) or 0) * ctx.p.deposit
  if amount > 0 then
    local moved, why = ctx:transfer(quote, amount, "spot", a.name)
    if not moved then ctx:log("deposit refused: " .. why.message) end
  end
end

local function bid(ctx, level)
  local price = first * (1 - ctx.p.spacing * level)
  local id, why = ctx:buy(symbol, {
    qty = worth / price, type = "limit", price = price, auto_borrow = true,
    max_borrow_rate = ctx.p.max_rate, tag = "bid " .. level })
  if not id then return ctx:log("bid " .. level .. " refused (" .. why.code .. ")") end
  levels[id] = level
end

local function offer(ctx, level, qty)
  local price = first * (1 - ctx.p.spacing * (level - 1))
  local id, why = ctx:sell(symbol, {
    qty = qty, type = "limit", price = price, auto_repay = true, tag = "offer " .. level })
  if not id then return ctx:log("offer " .. level .. " refused (" .. why.code .. ")") end
  levels[id], offers[id] = level, true
end

-- Ends the grid for good: nothing stays in the book, nothing stays borrowed.
local function finish(ctx, reason)
  over = reason
  ctx:note("grid ended: " .. reason)
  ctx:cancel_all(symbol)
  local id, why = ctx:close(symbol, { type = "market", auto_repay = true, tag = "end" })
  if why then ctx:log("closing refused (" .. why.code .. "): " .. why.message) end
  if id == 0 then ctx:repay(quote, "all") end
end

local function place(ctx, price)
  first = price
  levels, offers = {}, {}
  for level = 1, ctx.p.levels do bid(ctx, level) end
end

function S.on_bar(ctx, bar)
  if over then return end
  if not first then
    local equity = ctx:account().equity
    worth, allowed = equity * ctx.p.share, equity * ctx.p.budget
    place(ctx, bar.close)
  elseif bar.close >= first * (1 + ctx.p.spacing) and ctx:position(symbol).qty == 0 then
    ctx:cancel_all(symbol)
    place(ctx, bar.close)
  elseif bar.low <= first * (1 - ctx.p.spacing * ctx.p.levels) * (1 - ctx.p.stop) then
    finish(ctx, "stop")
  end
end

function S.on_interest(ctx, e)
  if not over and allowed and ctx.stats.interest > allowed then finish(ctx, "interest budget") end
end

function S.on_order(ctx, e)
  if e.tag == "end" then
    if e.state == "filled" or e.state == "cancelled" then ctx:repay(quote, "all") end
    return
  end
  local level = levels[e.id]
  if over or not level or e.state ~= "filled" then return end
  if offers[e.id] then
    turns = turns + 1
    bid(ctx, level)
  else
    offer(ctx, level, e.filled)
  end
end

function S.on_reject(ctx, e)
  ctx:log(e.tag .. " refused on arrival (" .. e.code .. "): " .. e.message)
end

function S.on_margin_call(ctx, e)
  if e.state == "issued" and not over then finish(ctx, "margin call") end
end

function S.on_liquidation(ctx, e)
  if e.phase == "started" then over = over or "liquidation" end
end

function S.on_stop(ctx)
  ctx:record("turns", turns)
  ctx:record("ended", over or "with the data")
  ctx:record("interest_paid", ctx.stats.interest)
end

return S
