-- Source 002's question 6: the screen shows 140 %, and the account is liquidated all the same.
--
-- It buys once with a loan and holds. Beside the level by which the venue judges (an index over
-- several venues), it plots and records the level that the last price of its own venue gives: the
-- number on the screen.

local S = strategy { name = "example-wick", api = 1 }

S.params = {
  symbol = { type = "symbol", default = "harbour:BTCUSDT", doc = "what is bought" },
  qty    = { type = "float", default = 1, min = 0.0001, max = 1000, unit = "base",
             doc = "how much of it, with a loan" },
  buy    = { type = "int", default = 2, min = 1, max = 10000, unit = "minutes",
             doc = "when it buys, after the start" },
}

local base, quote                  -- the assets of the pair
local lowest, on_screen, price     -- the venue's lowest level, the screen's and the index just then

local function money(ctx, key, value) ctx:record(key, string.format("%.8f", value)) end
local function ratio(ctx, key, value) ctx:record(key, string.format("%.6f", value)) end

function S.on_start(ctx)
  local instrument = ctx:instrument(ctx.p.symbol)
  base, quote = instrument.base, instrument.quote
  ctx:subscribe("index", ctx.p.symbol)
  ctx:after(ctx.p.buy .. "m", "buy")
end

function S.on_timer(ctx, name)
  local order = { qty = ctx.p.qty, type = "market", auto_borrow = true, tag = name }
  local id, why = ctx:buy(ctx.p.symbol, order)
  if not id then ctx:log("refused (" .. why.code .. "): " .. why.message) end
end

-- (assets - interest) / principal of a loan in quote, by the venue's own last price.
local function shown(ctx)
  local a = ctx:account()
  local coins, cash = a:balance(base), a:balance(quote)
  local assets = (coins.free + coins.held) * ctx:last(ctx.p.symbol) + cash.free + cash.held
  return (assets - cash.interest) / cash.borrowed
end

function S.on_index(ctx, e)
  local level = ctx:account().margin_level
  if not level then return end
  ctx:plot("level/shown", shown(ctx))
  ctx:plot("level/venue", level)
  if not lowest or level < lowest then lowest, on_screen, price = level, shown(ctx), e.price end
end

function S.on_fill(ctx, e)
  if e.tag ~= "buy" then return end
  local a = ctx:account()
  money(ctx, "borrowed", e.borrowed)
  ratio(ctx, "level", a.margin_level)
  money(ctx, "liquidation_price", a:liq_price(ctx.p.symbol))
end

function S.on_liquidation(ctx, e)
  if e.phase == "started" then
    ctx:note("liquidated")
    ctx:record("liquidation", e.trigger)
  elseif e.phase == "step" then
    money(ctx, "closed_at", e.price)
  elseif e.phase == "finished" then
    money(ctx, "repaid", e.repaid)
    money(ctx, "to_user", e.to_user)
  end
end

function S.on_stop(ctx)
  ratio(ctx, "lowest_level", lowest)
  ratio(ctx, "shown_just_then", on_screen)
  money(ctx, "index_just_then", price)
  ctx:record("liquidations", ctx.stats.liquidations)
  money(ctx, "equity_at_the_end", ctx:account().equity)
end

return S
