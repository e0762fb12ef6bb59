/// Scripts to start from.
enum StrategyTemplate: String, CaseIterable {
  case plain
  case sizeCap = "size-cap"
  case stopLoss = "stop-loss"
  case interestBudget = "interest-budget"

  var text: String {
    switch self {
    case .plain: Self.plainText
    case .sizeCap: Self.sizeCapText
    case .stopLoss: Self.stopLossText
    case .interestBudget: Self.interestBudgetText
    }
  }

  private static let plainText = """
    -- A strategy sees what a trader sees, asks for what a trader may ask for, and is refused as
    -- one would be. `tidemark strategy check` finds errors before a run.
    local S = strategy { name = "NAME", api = 1 }

    S.params = {
      symbol = { type = "symbol", default = "BTCUSDT", doc = "what is bought" },
      share = { type = "float", default = 0.5, min = 0.05, max = 1, doc = "of free quote" },
    }

    function S.on_start(ctx)
      ctx:subscribe("bar", ctx.p.symbol, "1m")
    end

    function S.on_bar(ctx, bar)
      if ctx:position(ctx.p.symbol).qty > 0 then return end
      local quote = ctx:instrument(ctx.p.symbol).quote
      local id, refusal = ctx:buy(ctx.p.symbol, {
        quote = ctx:account():free(quote) * ctx.p.share, type = "market",
      })
      if not id then ctx:log(refusal.message) end
    end

    function S.on_margin_call(ctx, e)
      ctx:log("margin call: " .. e.message)
    end

    return S

    """

  private static let sizeCapText = """
    -- No order makes the position larger than a share of equity, nor than a value, nor brings the
    -- margin level below a floor: the size is capped before the order is sent, and a preview says
    -- what the order would do.
    local S = strategy { name = "NAME", api = 1 }

    S.params = {
      symbol = { type = "symbol", default = "BTCUSDT", doc = "what is bought" },
      wanted = { type = "float", default = 2, min = 0, max = 10, tune = true,
                 doc = "value of the position over equity that the strategy would like" },
      share  = { type = "float", default = 1.5, min = 0, max = 10, doc = "cap, over equity" },
      value  = { type = "float", default = 100000, min = 0, unit = "quote", doc = "cap, a value" },
      floor  = { type = "float", default = 3, min = 0, doc = "least margin level after an order" },
    }

    function S.on_start(ctx)
      ctx:subscribe("bar", ctx.p.symbol, "1m")
    end

    -- What may still be bought, in quote.
    local function room(ctx)
      local equity = ctx:account().equity
      local cap = math.min(equity * ctx.p.wanted, equity * ctx.p.share, ctx.p.value)
      return cap - ctx:position(ctx.p.symbol).value
    end

    function S.on_bar(ctx, bar)
      local amount = room(ctx)
      if amount < math.max(ctx:instrument(ctx.p.symbol).min_notional, 10) then return end
      local order = { quote = amount, type = "market", auto_borrow = true }
      local after, why = ctx:preview(ctx.p.symbol, "buy", order)
      if not after then return ctx:log("would be refused (" .. why.code .. "): " .. why.message) end
      if after.margin_level and after.margin_level < ctx.p.floor then return end
      local id, refusal = ctx:buy(ctx.p.symbol, order)
      if not id then ctx:log("refused (" .. refusal.code .. "): " .. refusal.message) end
    end

    function S.on_margin_call(ctx, e)
      if e.state == "issued" then
        ctx:close(ctx.p.symbol, { type = "market", auto_repay = true })
      end
    end

    return S

    """

  private static let stopLossText = """
    -- A position is never without a stop: it is sold when the price has fallen a share below the
    -- entry, or below the highest price since, and nothing is bought for a while after that.
    local S = strategy { name = "NAME", api = 1 }

    S.params = {
      symbol = { type = "symbol", default = "BTCUSDT", doc = "what is bought" },
      share  = { type = "float", default = 0.9, min = 0.01, max = 1, doc = "of free quote" },
      stop   = { type = "float", default = 0.02, min = 0.0001, max = 0.9, tune = true,
                 doc = "sell this share below the entry" },
      trail  = { type = "float", default = 0.03, min = 0.0001, max = 0.9, tune = true,
                 doc = "sell this share below the highest price since the entry" },
      pause  = { type = "enum", default = "1h", values = { "1m", "1h", "1d" },
                 doc = "buy nothing for so long after a stop" },
    }

    local highest          -- since the entry, nil without a position
    local pending = false  -- an order is on its way
    local resting = false  -- a stop was not long ago

    function S.on_start(ctx)
      ctx:subscribe("bar", ctx.p.symbol, "1m")
    end

    local function enter(ctx)
      local quote = ctx:instrument(ctx.p.symbol).quote
      local amount = ctx:account():free(quote) * ctx.p.share
      local id, why = ctx:buy(ctx.p.symbol, { quote = amount, type = "market", tag = "entry" })
      pending = id ~= nil
      if not id then ctx:log("refused (" .. why.code .. "): " .. why.message) end
    end

    function S.on_bar(ctx, bar)
      if pending then return end
      local position = ctx:position(ctx.p.symbol)
      if position.qty <= 0 or not position.entry then
        highest = nil
        if not resting then enter(ctx) end
        return
      end
      highest = math.max(highest or bar.close, bar.high)
      local line = math.max(position.entry * (1 - ctx.p.stop), highest * (1 - ctx.p.trail))
      if bar.low > line then return end
      local id = ctx:close(ctx.p.symbol, { type = "market", auto_repay = true, tag = "stop" })
      pending = id ~= nil and id > 0
      if pending then
        resting = true
        ctx:after(ctx.p.pause, "rested")
        ctx:note("stop")
      end
    end

    function S.on_timer(ctx, name)
      if name == "rested" then resting = false end
    end

    function S.on_order(ctx, e)
      if e.state == "filled" or e.state == "cancelled" then pending = false end
    end

    function S.on_reject(ctx, e)
      pending = false
      ctx:log("refused on arrival (" .. e.code .. "): " .. e.message)
    end

    return S

    """

  private static let interestBudgetText = """
    -- A loan may cost so much and no more: before borrowing, a preview says what a day would cost;
    -- while it runs, what was paid and what the next day would cost stay within the budget, else
    -- the position is closed and the loan repaid.
    local S = strategy { name = "NAME", api = 1 }

    S.params = {
      symbol   = { type = "symbol", default = "BTCUSDT", doc = "what is bought" },
      leverage = { type = "float", default = 2, min = 1, max = 10, tune = true,
                   doc = "value of the position over equity" },
      budget   = { type = "float", default = 0.01, min = 0, max = 1, tune = true,
                   doc = "interest that may be paid over equity at the start" },
      days     = { type = "float", default = 1, min = 0.01, max = 365,
                   doc = "a loan must be affordable for so long" },
    }

    local allowed         -- the budget, in quote
    local spent = false   -- nothing is borrowed again
    local pending = false

    function S.on_start(ctx)
      ctx:subscribe("bar", ctx.p.symbol, "1m")
    end

    local function enter(ctx)
      local order = {
        quote = ctx:account().equity * ctx.p.leverage * 0.99, type = "market",
        auto_borrow = true, tag = "entry",
      }
      local after, why = ctx:preview(ctx.p.symbol, "buy", order)
      if not after then return ctx:log("would be refused (" .. why.code .. "): " .. why.message) end
      if after.interest_per_day * ctx.p.days > allowed then return end
      pending = ctx:buy(ctx.p.symbol, order) ~= nil
    end

    function S.on_bar(ctx, bar)
      local a = ctx:account()
      allowed = allowed or a.equity * ctx.p.budget
      if spent or pending then return end
      if a.debt == 0 then
        if ctx:position(ctx.p.symbol).qty == 0 then enter(ctx) end
      elseif ctx.stats.interest + a:interest_estimate(ctx.p.days) > allowed then
        spent = true
        ctx:close(ctx.p.symbol, { type = "market", auto_repay = true, tag = "budget" })
        ctx:note("the interest budget is used up")
      end
    end

    function S.on_order(ctx, e)
      if e.state == "filled" or e.state == "cancelled" then pending = false end
    end

    function S.on_reject(ctx, e)
      pending = false
      ctx:log("refused on arrival (" .. e.code .. "): " .. e.message)
    end

    function S.on_stop(ctx)
      ctx:record("interest_paid", ctx.stats.interest)
      ctx:record("interest_allowed", allowed or 0)
    end

    return S

    """
}
