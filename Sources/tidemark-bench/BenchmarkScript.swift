/// The scripts of the benchmarks.
enum BenchmarkScript {
  /// SMA 10/50 cross with market orders.
  static let cross = """
    local S = strategy { name = "average-cross", api = 1 }
    local closes, count, fast, slow, direction = {}, 0, 0, 0, 0
    function S.on_start(ctx) ctx:subscribe("bar", "BTCUSDT", "1m") end
    function S.on_bar(ctx, bar)
      local close = math.floor(bar.close * 100 + 0.5)
      fast = fast + close - (count >= 10 and closes[(count - 10) % 50] or 0)
      slow = slow + close - (count >= 50 and closes[count % 50] or 0)
      closes[count % 50] = close
      count = count + 1
      if count < 50 then return end
      local wanted = fast * 5 > slow and 1 or fast * 5 < slow and -1 or direction
      if wanted == direction then return end
      local order = { qty = math.abs(wanted - direction), type = "market" }
      if wanted > direction then
        order.auto_repay = true
        ctx:buy("BTCUSDT", order)
      else
        order.auto_borrow = true
        ctx:sell("BTCUSDT", order)
      end
      direction = wanted
    end
    return S
    """

  /// Sums best bid and ask in ticks of 0.1.
  static let book = """
    local S = strategy { name = "book-reader", api = 1 }
    local groups, sum = 0, 0
    function S.on_start(ctx) ctx:subscribe("book", "BTCUSDT") end
    function S.on_book(ctx, book)
      groups = groups + 1
      sum = sum + math.floor((book.bid + book.ask) * 10 + 0.5)
    end
    function S.on_stop(ctx)
      ctx:record("groups", groups)
      ctx:record("sum", sum)
    end
    return S
    """
}
