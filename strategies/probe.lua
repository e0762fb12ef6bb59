-- Probe: levers up once, as far as the rulebook lets it, and holds until it is liquidated.
--
-- It is no way to earn money but a measuring instrument: it shows at which price, after which
-- calls and at what cost the venue takes an account apart. Everything it meets on the way is
-- logged, and the numbers of the liquidation are recorded.

local S = strategy { name = "probe", api = 1 }

S.params = {
  symbol   = { type = "symbol", default = "BTCUSDT", doc = "what is held" },
  side     = { type = "enum", default = "long", values = { "long", "short" },
               doc = "which fall or rise it waits for" },
  interval = { type = "enum", default = "1m", values = { "1s", "1m", "5m", "1h", "1d" },
               doc = "length of the bars that start it" },
  leverage = { type = "float", default = 0, min = 0, max = 125,
               doc = "0: the maximum of the rulebook" },
  margin   = { type = "float", default = 0.98, min = 0.1, max = 1,
               doc = "share of that leverage that is used, for fees and slippage" },
}

local opened = false   -- the position was asked for
local tries = 0        -- refused attempts

function S.on_start(ctx)
  ctx:subscribe("bar", ctx.p.symbol, ctx.p.interval)
  local a = ctx:account()
  if not a then return ctx:log("no margin account: nothing to probe") end
  -- All in: the spot account is left empty, so that no call can be met.
  local quote = ctx:instrument(ctx.p.symbol).quote
  local amount = ctx:account("spot"):free(quote)
  if amount and amount > 0 then
    local moved, why = ctx:transfer(quote, amount, "spot", a.name)
    if not moved then ctx:log("deposit refused: " .. why.message) end
  end
end

local function open(ctx)
  local most = ctx:instrument(ctx.p.symbol).max_leverage
  local leverage = ctx.p.leverage > 0 and math.min(ctx.p.leverage, most) or most
  -- Each refusal makes the next attempt smaller.
  leverage = leverage * ctx.p.margin * 0.9 ^ tries
  -- A short of x times the equity is x times borrowed; a long borrows one time less.
  local share = ctx.p.side == "long" and leverage or -(leverage - 1)
  local id, why = ctx:target(ctx.p.symbol, {
    equity_share = share, type = "market", auto_borrow = true, tag = "probe" })
  if id and id > 0 then
    opened = true
    ctx:note(string.format("%s x%.2f", ctx.p.side, leverage))
  elseif why then
    tries = tries + 1
    ctx:log("refused (" .. why.code .. "): " .. why.message)
  end
end

function S.on_bar(ctx, bar)
  if opened or tries >= 30 or not ctx:account() then
    local level = ctx:account() and ctx:account().margin_level
    if level then ctx:plot("margin_level", level) end
    return
  end
  open(ctx)
end

function S.on_fill(ctx, e)
  local price = ctx:account():liq_price(e.symbol)
  ctx:log(string.format("%s %.8g at %.8g, liquidation near %s", e.side, e.qty, e.price,
    price and string.format("%.8g", price) or "no price"))
end

function S.on_reject(ctx, e)
  opened = false
  tries = tries + 1
  ctx:log("refused on arrival (" .. e.code .. "): " .. e.message)
end

function S.on_alert(ctx, e)
  ctx:log(e.level .. " " .. e.state .. ": " .. e.message)
end

function S.on_margin_call(ctx, e)
  ctx:log("margin call " .. e.state .. ": " .. e.message)
end

-- The numbers of the last step of a liquidation, as far as the venue gives them.
local outcome = { "repaid", "to_user", "to_fund", "from_fund", "bad_debt" }

function S.on_liquidation(ctx, e)
  if e.phase == "started" then
    ctx:note("liquidation")
    ctx:record("liquidated_at", ctx.now)
  elseif e.phase == "finished" then
    for _, key in ipairs(outcome) do
      if e[key] ~= nil then ctx:record(key, e[key]) end
    end
  end
end

function S.on_stop(ctx)
  ctx:record("liquidations", ctx.stats.liquidations)
end

return S
