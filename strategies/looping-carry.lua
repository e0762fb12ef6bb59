-- Looping carry: borrow quote, buy base with it, and borrow again on what was bought.
--
-- What is bought is collateral at once, and the next loan is a share of it: the loops become smaller
-- and smaller, and end where the target leverage is reached, where a preview says that the next one
-- would bring the margin level too low, or where money has become too dear. A danger alert of the
-- margin level or a margin call unwinds: part of the position is sold and the proceeds repay; an
-- urgent call sells it all.

local S = strategy { name = "looping-carry", api = 1 }

S.params = {
  symbol    = { type = "symbol", default = "BTCUSDT", doc = "what is bought with the loans" },
  interval  = { type = "enum", default = "5m", values = { "1m", "5m", "15m", "1h" },
                doc = "how often a loop may start" },
  target    = { type = "float", default = 3, min = 1.1, max = 9, step = 0.1, tune = true,
                doc = "leverage at which no further loop starts" },
  loop      = { type = "float", default = 0.75, min = 0.1, max = 0.9, tune = true,
                doc = "loan of a loop over what the loop before it bought" },
  floor     = { type = "float", default = 4, min = 1, max = 100, tune = true,
                doc = "no loop that would leave the margin level below this" },
  unwind_to = { type = "float", default = 1.5, min = 0, max = 8, tune = true,
                doc = "leverage after an unwinding; 0 sells everything" },
  max_rate  = { type = "float", default = 0.2, min = 0, max = 10, unit = "a year",
                doc = "no loan above this rate; unwinds when it rises above twice of it" },
  pause     = { type = "enum", default = "6h", values = { "1h", "6h", "1d", "7d" },
                doc = "no loop for so long after an unwinding" },
  deposit   = { type = "float", default = 0.5, min = 0, max = 1,
                doc = "share of the spot balance that starts in the margin account" },
}

local base, quote      -- the assets of the pair
local margin           -- name of the margin account
local pending = false  -- an order is on its way
local resting = false  -- an unwinding was not long ago
local bought           -- what the last loop bought, in quote; nil before the first
local loops, unwound = 0, 0

function S.on_start(ctx)
  ctx:subscribe("bar", ctx.p.symbol, ctx.p.interval)
  local instrument = ctx:instrument(ctx.p.symbol)
  base, quote = instrument.base, instrument.quote
  local a = ctx:account()
  if a.mode == "spot" then return ctx:log("no margin account: nothing will be traded") end
  margin = a.name
  local amount = (ctx:account("spot"):free(quote) or 0) * ctx.p.deposit
  if amount > 0 then
    local moved, why = ctx:transfer(quote, amount, "spot", margin)
    if not moved then ctx:log("deposit refused: " .. why.message) end
  end
end

-- One loop: look at what the order would do, borrow, buy. A refused purchase pays the loan back.
local function loop(ctx)
  local a = ctx:account()
  local room = a.equity * (ctx.p.target - 1) - a.debt
  local amount = math.min(room, (bought or a.equity) * ctx.p.loop, a:max_borrow(quote) or 0)
  -- Loops below a fiftieth of equity cost more than they bring.
  if amount < a.equity / 50 then return end
  -- A little stays, for a price that moves while the order travels.
  local spend = (amount + a:free(quote)) * 0.998
  local after = ctx:preview(ctx.p.symbol, "buy", {
    quote = spend, type = "market", auto_borrow = true, max_borrow_rate = ctx.p.max_rate })
  if not after or (after.margin_level or math.huge) < ctx.p.floor then return end
  local loan, why = ctx:borrow(quote, amount, { max_rate = ctx.p.max_rate })
  if not loan then return ctx:log("loan refused (" .. why.code .. "): " .. why.message) end
  local id, refusal = ctx:buy(ctx.p.symbol, { quote = spend, type = "market", tag = "loop" })
  if id then
    pending = true
    loops, bought = loops + 1, amount
  else
    ctx:log("purchase refused (" .. refusal.code .. "): " .. refusal.message)
    ctx:repay(quote, "all")
  end
end

-- Sells down to a leverage; what the sale brings repays first.
local function unwind(ctx, leverage, reason)
  if pending then return end
  local a = ctx:account()
  local held = a:free(base) or 0
  local price = ctx:mark(ctx.p.symbol) or ctx:last(ctx.p.symbol)
  if held == 0 or not price then return end
  local keep = math.max(a.equity, 0) * leverage / price
  local id, why = ctx:sell(ctx.p.symbol, {
    qty = leverage > 0 and math.max(held - keep, 0) or held,
    type = "market", auto_repay = true, tag = reason })
  if not id then return ctx:log("sale refused (" .. why.code .. "): " .. why.message) end
  pending, resting, bought = true, true, nil
  unwound = unwound + 1
  ctx:after(ctx.p.pause, "rested")
  ctx:note("unwinding: " .. reason)
end

function S.on_bar(ctx, bar)
  if not margin or pending then return end
  local pool = ctx:pool(quote)
  local debt = ctx:account():balance(quote).borrowed
  if pool and debt > 0 and pool.borrow_rate > 2 * ctx.p.max_rate then
    unwind(ctx, ctx.p.unwind_to, "rate")
  elseif not resting then
    loop(ctx)
  end
end

function S.on_timer(ctx, name)
  if name == "rested" then resting = false end
end

function S.on_alert(ctx, e)
  local is_close = e.kind == "margin_level" and e.level == "danger"
  if e.state == "raised" and is_close then unwind(ctx, ctx.p.unwind_to, "alert") end
end

function S.on_margin_call(ctx, e)
  if e.state ~= "issued" then return end
  unwind(ctx, e.urgency == "urgent" and 0 or ctx.p.unwind_to, "margin call")
end

function S.on_order(ctx, e)
  if e.state ~= "filled" and e.state ~= "cancelled" and e.state ~= "expired" then return end
  pending = false
  -- What a purchase left unspent, or a sale left over, pays back.
  if ctx:account():balance(quote).borrowed > 0 and ctx:account():free(quote) > 0 then
    ctx:repay(quote, "all")
  end
end

function S.on_reject(ctx, e)
  pending = false
  ctx:log("refused on arrival (" .. e.code .. "): " .. e.message)
  ctx:repay(quote, "all")
end

function S.on_liquidation(ctx, e)
  if e.phase == "finished" then pending, resting = false, true end
end

function S.on_stop(ctx)
  ctx:record("loops", loops)
  ctx:record("unwound", unwound)
  ctx:record("leverage", ctx:account().leverage or 0)
  ctx:record("interest_paid", ctx.stats.interest)
end

return S
