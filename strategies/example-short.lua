-- Source 002's short: holds one coin, borrows three, sells them, and buys them back lower.
--
-- It records the profit of the short, the loss of the coin that is collateral, and the two together:
-- the source credits the short with the gain of one coin alone.

local S = strategy { name = "example-short", api = 1 }

S.params = {
  symbol = { type = "symbol", default = "ETHUSDT", doc = "what is sold short" },
  qty    = { type = "float", default = 3, min = 0.0001, max = 1000, unit = "base",
             doc = "how much is borrowed and sold" },
  sell   = { type = "int", default = 5, min = 1, max = 10000, unit = "minutes",
             doc = "when it sells, after the start" },
  buy    = { type = "int", default = 35, min = 1, max = 10000, unit = "minutes",
             doc = "when it buys back, after the start" },
}

local base                         -- the asset that is borrowed
local collateral                   -- how much of it is its own
local sold, bought                 -- the two prices
local fees, interest = 0, 0        -- in quote, in base

local function amount(ctx, key, value) ctx:record(key, string.format("%.8f", value)) end
local function ratio(ctx, key, value) ctx:record(key, string.format("%.6f", value)) end

function S.on_start(ctx)
  base = ctx:instrument(ctx.p.symbol).base
  ctx:after(ctx.p.sell .. "m", "sell")
  ctx:after(ctx.p.buy .. "m", "buy")
end

local function open(ctx)
  collateral = ctx:account():balance(base).free
  local loan, why = ctx:borrow(base, ctx.p.qty)
  if not loan then return ctx:log("loan refused (" .. why.code .. "): " .. why.message) end
  local id, refusal = ctx:sell(ctx.p.symbol, { qty = ctx.p.qty, type = "market", tag = "sell" })
  if not id then ctx:log("sale refused (" .. refusal.code .. "): " .. refusal.message) end
end

local function close(ctx)
  ratio(ctx, "level_before_buying", ctx:account().margin_level)
  local id, why = ctx:buy(ctx.p.symbol, {
    qty = ctx.p.qty, type = "market", auto_repay = true, tag = "buy" })
  if not id then ctx:log("purchase refused (" .. why.code .. "): " .. why.message) end
end

function S.on_timer(ctx, name)
  if name == "sell" then open(ctx) else close(ctx) end
end

function S.on_fill(ctx, e)
  fees = fees + e.fee
  local a = ctx:account()
  if e.side == "sell" then
    sold = e.price
    ctx:note(string.format("sold %.4f at %.1f", e.qty, e.price))
    amount(ctx, "borrowed", a:balance(base).borrowed)
    ratio(ctx, "level", a.margin_level)
    amount(ctx, "liquidation_price", a:liq_price(ctx.p.symbol))
  else
    bought = e.price
    ctx:note(string.format("bought %.4f at %.1f", e.qty, e.price))
  end
end

function S.on_interest(ctx, e) interest = interest + e.amount end

-- The purchase has repaid interest first; what the loan still lacks comes from the collateral.
function S.on_order(ctx, e)
  if e.state ~= "filled" or e.side ~= "buy" then return end
  local principal = ctx:repay(base, "all")
  if principal then amount(ctx, "repaid_from_collateral", principal) end
end

function S.on_stop(ctx)
  if not bought then return end
  local short = ctx.p.qty * (sold - bought)
  local coin = collateral * (bought - sold)
  local a = ctx:account()
  amount(ctx, "sold_at", sold)
  amount(ctx, "bought_at", bought)
  amount(ctx, "gain_of_one_coin", sold - bought)
  amount(ctx, "short_profit", short)
  amount(ctx, "collateral_profit", coin)
  amount(ctx, "together", short + coin)
  amount(ctx, "fees", fees)
  amount(ctx, "interest_in_base", interest)
  amount(ctx, "debt", a.debt)
  amount(ctx, "account_profit", a.pnl)
end

return S
