-- Quotes both sides of a market with post-only orders, and leans against what it holds.
--
-- Once in an interval it looks at the middle of the book. A bid and an offer stand half a spread
-- away from a price of its own, which lies below the middle while it holds more than it started
-- with, and above while it holds less; beyond the largest inventory one side stays empty. A quote
-- that has drifted is amended, one that was filled or refused is placed anew. While the venue is
-- down, or its book is stale or has a hole, it quotes nothing. It trades with its own money in the
-- spot account, or on margin without borrowing.

local S = strategy { name = "market-maker", api = 1 }

S.params = {
  symbol    = { type = "symbol", default = "BTCUSDT", doc = "what is quoted" },
  every_ms  = { type = "int", default = 500, min = 1, max = 3600000, tune = true, unit = "ms",
                doc = "how often the quotes are looked at" },
  spread    = { type = "float", default = 0.001, min = 0.00001, max = 0.2, tune = true,
                doc = "distance of the offer from the bid as a share of the price" },
  size      = { type = "float", default = 0.02, min = 0.000001, max = 1000000, tune = true,
                unit = "base", doc = "quantity of each quote" },
  most      = { type = "float", default = 0.1, min = 0.000001, max = 1000000, tune = true,
                unit = "base", doc = "the largest inventory, long or short of the start" },
  skew      = { type = "float", default = 0.5, min = 0, max = 2, tune = true,
                doc = "half spreads by which the quotes move at the largest inventory" },
  tolerance = { type = "float", default = 0.2, min = 0, max = 1, tune = true,
                doc = "a quote stays while it is off by less than this share of the spread" },
}

local symbol, base, account
local start                      -- what was held of base at the start
local ids = {}                   -- the open quote of each side, by "buy" and "sell"
local down = {}                  -- what is down, by cause
local fills, refused, amended, pulled, largest = 0, 0, 0, 0, 0

local function inventory(ctx)
  local balance = ctx:account(account):balance(base)
  return balance.free + balance.held - balance.borrowed - balance.interest - start
end

function S.on_start(ctx)
  symbol = ctx.p.symbol
  base = ctx:instrument(symbol).base
  account = ctx:account().name
  start = 0
  start = inventory(ctx)
  ctx:every(ctx.p.every_ms .. "ms", "quote")
end

local function quote(ctx, side, price)
  local id = ids[side]
  if not price then
    if id then ctx:cancel(id) end
    return
  end
  if id then
    local order = ctx:order(id)
    if math.abs(order.price - price) < ctx.p.tolerance * ctx.p.spread * price then return end
    local done, why = ctx:amend(id, { price = price })
    if done then amended = amended + 1 return end
    if why.code ~= "post_only" then ctx:cancel(id) end
    return
  end
  local order = { qty = ctx.p.size, type = "limit", price = price, post_only = true,
                  account = account, tag = side }
  local made, why
  if side == "buy" then made, why = ctx:buy(symbol, order) else made, why = ctx:sell(symbol, order) end
  if made then
    ids[side] = made
  else
    refused = refused + 1
    if refused <= 5 then ctx:log(side .. " refused (" .. why.code .. "): " .. why.message) end
  end
end

function S.on_timer(ctx, name)
  if next(down) then return end
  local bid, ask = ctx:quote(symbol)
  if not bid or not ask or bid >= ask then return end
  local middle, half = (bid + ask) / 2, ctx.p.spread / 2
  local held = inventory(ctx)
  largest = math.max(largest, math.abs(held))
  local own = middle * (1 - half * ctx.p.skew * held / ctx.p.most)
  local buys = held + ctx.p.size <= ctx.p.most
  local sells = held - ctx.p.size >= -ctx.p.most
  quote(ctx, "buy", buys and math.min(own * (1 - half), bid) or nil)
  quote(ctx, "sell", sells and math.max(own * (1 + half), ask) or nil)
end

function S.on_order(ctx, e)
  if e.state == "filled" or e.state == "cancelled" then
    if ids[e.tag] == e.id then ids[e.tag] = nil end
  end
end

function S.on_fill(ctx, e)
  fills = fills + 1
  ctx:plot("inventory", inventory(ctx))
end

function S.on_reject(ctx, e)
  refused = refused + 1
  local order = ctx:order(e.id)
  if order.state == "rejected" and ids[e.tag] == e.id then ids[e.tag] = nil end
end

function S.on_status(ctx, e)
  if e.symbol and e.symbol ~= symbol then return end
  if e.up then
    down[e.what] = nil
  else
    down[e.what] = true
    pulled = pulled + 1
    ctx:cancel_all(symbol)
  end
end

function S.on_stop(ctx)
  ctx:record("fills", fills)
  ctx:record("amended", amended)
  ctx:record("refused", refused)
  ctx:record("pulled", pulled)
  ctx:record("largest_inventory", largest)
  ctx:record("inventory", inventory(ctx))
end

return S
