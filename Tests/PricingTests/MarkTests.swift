import Quantities
import Testing

@testable import Pricing

@Suite("The mark price")
struct MarkTests {
  private static func at(_ seconds: Int64) -> Instant {
    Instant(nanoseconds: 0) + TimeSpan.second * seconds
  }

  private static let binance = MarkModel.median3(
    basisWindow: TimeSpan.second * 150, sampleEvery: TimeSpan.second * 5)

  /// A state whose mean basis is that of the samples, one a step.
  private func state(_ model: MarkModel, index: String, basis: [String]) throws -> MarkState {
    var mark = MarkState(model)
    for (step, value) in basis.enumerated() {
      let mid = try Price(index) + Price(value)
      mark.sample(mid: mid, index: try Price(index), at: Self.at(Int64(step) * 5))
    }
    return mark
  }

  /// Rows MK-BIN-1 and MK-BIN-2 of the mark vectors.
  @Test(
    "agrees with what venues print: Binance USD-M",
    arguments: [
      (Int64(4), "12.5", "50030", "50012.5", "50002.5", "50012.5"),
      (8, "-20", "50100", "50005", "50005", "49980"),
    ])
  func binance(
    hours: Int64, basis: String, last: String, expected: String, first: String, second: String
  ) throws {
    let mark = try state(Self.binance, index: "50000", basis: [basis])
    let outlook = FundingOutlook(
      rate: try Rate("0.0001"), untilSettlement: .hour * hours, interval: .hour * 8)
    let value = try #require(
      try mark.value(index: Price("50000"), last: Price(last), funding: outlook))
    #expect(try value.price == Price(expected))
    #expect(try value.withFunding == Price(first))
    #expect(try value.withBasis == Price(second))
  }

  /// Row MK-BIN-5.
  @Test("keeps 30 samples of the basis in 150 seconds")
  func window() throws {
    let basis = Array(repeating: "10", count: 15) + Array(repeating: "20", count: 15)
    var mark = try state(Self.binance, index: "50000", basis: basis)
    #expect(try mark.basis == Price("15"))
    #expect(mark.sampleCount == 30)
    mark.sample(mid: try Price("50020"), index: try Price("50000"), at: Self.at(150))
    #expect(mark.sampleCount == 30)
    // 14 samples of 10 and 16 of 20.
    #expect(try mark.basis == Price("15.33333333"))
  }

  /// Row MK-OKX-1.
  @Test("agrees with what venues print: OKX")
  func okx() throws {
    let model = MarkModel.indexPlusBasis(window: .minute, sampleEvery: .second * 5)
    let mark = try state(model, index: "50000", basis: ["5", "7", "9"])
    let value = try mark.value(index: Price("50000"), last: nil)
    #expect(try value?.price == Price("50007"))
  }

  @Test("samples on the grid, once a step")
  func grid() throws {
    var mark = MarkState(Self.binance)
    #expect(mark.nextSampleInstant == .distantPast)
    let index = try Price("100")
    mark.sample(mid: try Price("101"), index: index, at: Self.at(13))
    #expect(mark.nextSampleInstant == Self.at(15))
    mark.sample(mid: try Price("109"), index: index, at: Self.at(14))
    #expect(mark.sampleCount == 1)
    mark.sample(mid: try Price("103"), index: index, at: Self.at(15))
    #expect(try mark.basis == Price("2"))
    #expect(MarkState(.index).nextSampleInstant == .distantFuture)
  }

  @Test("lets samples leave while none can be taken")
  func gap() throws {
    var mark = try state(Self.binance, index: "100", basis: ["1", "3"])
    mark.sample(mid: nil, index: try Price("100"), at: Self.at(150))
    #expect(try mark.basis == Price("3"))
    mark.sample(mid: try Price("100"), index: nil, at: Self.at(155))
    #expect(mark.basis == nil && mark.sampleCount == 0)
    mark.sample(mid: try Price("107"), index: try Price("100"), at: Self.at(500))
    #expect(try mark.basis == Price("7"))
  }

  @Test("has the mean of a plain list of the samples in the window, over many windows")
  func twin() throws {
    var mark = MarkState(Self.binance)
    var list: [(instant: Instant, basis: Int64)] = []
    var state: UInt64 = 7
    for step in Int64(0)..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let now = Self.at(step * 5)
      let basis = Int64(state >> 40) - 8_000_000
      let isMissing = state >> 33 & 7 == 0
      let index = Price(raw: 5_000_000_000)
      mark.sample(mid: isMissing ? nil : Price(raw: index.raw + basis), index: index, at: now)
      if !isMissing { list.append((now, basis)) }
      list.removeAll { now - $0.instant >= TimeSpan.second * 150 }
      let sum = list.reduce(Int128(0)) { $0 + Int128($1.basis) }
      let mean = Rounding.halfEven.divide(sum, by: Int128(max(1, list.count)))
      #expect(mark.sampleCount == list.count)
      #expect(mark.basis?.raw == (list.isEmpty ? nil : Int64(mean)))
    }
  }

  @Test("follows its model, and is unknown without what it stands on")
  func models() throws {
    let index = try Price("100")
    let last = try Price("104")
    #expect(try MarkState(.index).value(index: index, last: last)?.price == index)
    #expect(try MarkState(.index).value(index: nil, last: last) == nil)
    #expect(try MarkState(.last).value(index: nil, last: last)?.price == last)
    #expect(try MarkState(.last).value(index: index, last: nil) == nil)
    #expect(try MarkState(Self.binance).value(index: nil, last: last) == nil)
    // No sample, no funding: index, index, last.
    #expect(try MarkState(Self.binance).value(index: index, last: last)?.price == index)
    // No trade: the price with basis stands for it.
    let mark = try state(Self.binance, index: "100", basis: ["2"])
    #expect(try mark.value(index: index, last: nil)?.price == Price("102"))
    #expect(try mark.value(index: index, last: Price("101"))?.price == Price("101"))
  }

  @Test("that cannot be held is refused by name")
  func overflow() throws {
    let mark = try state(
      .indexPlusBasis(window: .minute, sampleEvery: .second), index: "1",
      basis: ["5"])
    #expect(throws: QuantityError.self) { try mark.value(index: .greatest, last: nil) }
  }
}
