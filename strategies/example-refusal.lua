-- Source 004's case: asks for the loan of the source, is refused, and takes one that the venue grants.
--
-- It records the refusals with their numbers, what the source's account would have been worth, and
-- then goes the way of the source with the smaller loan: a fall, an alert, a top-up, another level.

local S = strategy { name = "example-refusal", api = 1 }

S.params = {
  symbol = { type = "symbol", default = "BTCUSDT", doc = "what is bought" },
  loan   = { type = "float", default = 300000, min = 1, max = 1e9, unit = "quote",
             doc = "the loan of the source" },
  wanted = { type = "float", default = 10, min = 0.0001, max = 1e6, unit = "base",
             doc = "what the source buys with it" },
  qty    = { type = "float", default = 1.8, min = 0.0001, max = 1e6, unit = "base",
             doc = "what is bought instead" },
  top_up = { type = "float", default = 5000, min = 0, max = 1e9, unit = "quote",
             doc = "moved in from spot at the lowest price" },
  buy    = { type = "int", default = 5, min = 1, max = 10000, unit = "minutes",
             doc = "when it asks, after the start" },
  low    = { type = "int", default = 35, min = 1, max = 10000, unit = "minutes",
             doc = "when the price is lowest, after the start" },
}

local quote                        -- the asset that is borrowed
local capital                      -- own money at the start

local function money(ctx, key, value) ctx:record(key, string.format("%.8f", value)) end
local function ratio(ctx, key, value) ctx:record(key, string.format("%.6f", value)) end

function S.on_start(ctx)
  quote = ctx:instrument(ctx.p.symbol).quote
  ctx:after(ctx.p.buy .. "m", "buy")
  ctx:after(ctx.p.low .. "m", "low")
end

-- A request of the source, and what the venue says to it.
local function refused(ctx, name, result, why)
  if result then return ctx:record(name, "granted") end
  ctx:record(name, why.code)
  money(ctx, name .. "_requested", why.need)
  money(ctx, name .. "_allowed", why.allowed)
  ctx:log(name .. ": " .. why.message)
end

local function open(ctx)
  capital = ctx:account().equity
  refused(ctx, "loan", ctx:borrow(quote, ctx.p.loan))
  local order = { qty = ctx.p.wanted, type = "market", auto_borrow = true, tag = "source" }
  refused(ctx, "order", ctx:buy(ctx.p.symbol, order))
  order.qty, order.tag = ctx.p.qty, "smaller"
  local id, why = ctx:buy(ctx.p.symbol, order)
  if not id then ctx:log("refused (" .. why.code .. "): " .. why.message) end
end

local function top_up(ctx)
  local a = ctx:account()
  local price = ctx:last(ctx.p.symbol)
  local worth = capital + ctx.p.wanted * price - ctx.p.loan
  money(ctx, "price_at_the_low", price)
  money(ctx, "source_worth", worth)
  money(ctx, "source_worth_topped_up", worth + ctx.p.top_up)
  ratio(ctx, "level_at_the_low", a.margin_level)
  local moved, why = ctx:transfer(quote, ctx.p.top_up, "spot", a.name)
  if not moved then return ctx:log("top-up refused (" .. why.code .. "): " .. why.message) end
  ctx:note("topped up")
  ratio(ctx, "level_topped_up", ctx:account().margin_level)
end

function S.on_timer(ctx, name)
  if name == "buy" then open(ctx) else top_up(ctx) end
end

function S.on_fill(ctx, e)
  local a = ctx:account()
  money(ctx, "borrowed", e.borrowed)
  ratio(ctx, "level", a.margin_level)
  money(ctx, "liquidation_price", a:liq_price(ctx.p.symbol))
end

function S.on_alert(ctx, e)
  if e.state ~= "raised" or e.kind ~= "margin_level" then return end
  ratio(ctx, "alerted_at_level", e.value)
  ratio(ctx, "alert_line", e.threshold)
  ctx:note("alert")
end

function S.on_stop(ctx)
  ctx:record("liquidations", ctx.stats.liquidations)
  ratio(ctx, "level_at_the_end", ctx:account().margin_level)
end

return S
