-- Borrows, buys, and holds until the venue takes it apart: the examples of liquidations.
--
-- It records where the account stood as it was opened and at its first liquidation, what that
-- liquidation did, and what is left of the account at the end.

local S = strategy { name = "example-hold", api = 1 }

S.params = {
  symbol = { type = "symbol", default = "BTCUSDT", doc = "what is bought" },
  loan   = { type = "float", default = 9000, min = 0, max = 1e9, unit = "quote",
             doc = "borrowed before it buys" },
  qty    = { type = "float", default = 0.333, min = 0.0001, max = 1e6, unit = "base",
             doc = "how much is bought" },
  buy    = { type = "int", default = 5, min = 1, max = 10000, unit = "minutes",
             doc = "when it buys, after the start" },
}

local first                        -- the number of the first liquidation
local closed = 0                   -- what that one sold

local function money(ctx, key, value) ctx:record(key, string.format("%.8f", value)) end
local function ratio(ctx, key, value) ctx:record(key, string.format("%.6f", value)) end

function S.on_start(ctx) ctx:after(ctx.p.buy .. "m", "buy") end

function S.on_timer(ctx, name)
  local quote = ctx:instrument(ctx.p.symbol).quote
  local loan, why = ctx:borrow(quote, ctx.p.loan)
  if not loan then return ctx:log("loan refused (" .. why.code .. "): " .. why.message) end
  local id, refusal = ctx:buy(ctx.p.symbol, { qty = ctx.p.qty, type = "market", tag = "buy" })
  if not id then ctx:log("purchase refused (" .. refusal.code .. "): " .. refusal.message) end
end

-- What a liquidation sells is told, too.
function S.on_fill(ctx, e)
  if e.tag ~= "buy" then return end
  local a = ctx:account()
  ctx:note(string.format("bought %.4f at %.1f", e.qty, e.price))
  money(ctx, "debt", a.debt)
  money(ctx, "equity", a.equity)
  ratio(ctx, "level", a.margin_level)
  money(ctx, "liquidation_price", a:liq_price(ctx.p.symbol))
end

local function started(ctx, e)
  first = e.id
  local a = ctx:account()
  ctx:record("liquidation", e.trigger)
  if a.margin_level then ratio(ctx, "level_then", a.margin_level) end
  money(ctx, "equity_then", a.equity)
end

-- What the end of a liquidation says, as far as it says it.
local outcome = { "repaid", "to_user", "to_fund", "from_fund", "bad_debt" }

local function finished(ctx, e)
  ctx:record("kind", e.kind)
  money(ctx, "closed", closed)
  for _, key in ipairs(outcome) do
    if e[key] ~= nil then money(ctx, key, e[key]) end
  end
  local a = ctx:account()
  money(ctx, "debt_after", a.debt)
  if a.margin_level then ratio(ctx, "level_after", a.margin_level) end
end

function S.on_liquidation(ctx, e)
  if e.phase == "started" then
    ctx:note("liquidation")
    if not first then started(ctx, e) end
  elseif e.id ~= first then
    return
  elseif e.phase == "step" then
    closed = closed + e.qty
    if closed == e.qty then money(ctx, "closed_at", e.price) end
  elseif e.phase == "finished" then
    finished(ctx, e)
  end
end

function S.on_stop(ctx)
  local a = ctx:account()
  ctx:record("liquidations", ctx.stats.liquidations)
  money(ctx, "debt_at_the_end", a.debt)
  money(ctx, "equity_at_the_end", a.equity)
end

return S
