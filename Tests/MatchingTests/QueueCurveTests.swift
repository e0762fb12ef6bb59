import Foundation
import Quantities
import Testing

@testable import Matching

@Suite("Where a quantity left a queue")
struct QueueCurveTests {
  /// The formulas as they are written, in floating point.
  private static func written(_ curve: QueueCurve, _ front: Double, _ back: Double) -> Double {
    switch curve {
    case .power(let n):
      pow(back, Double(n)) / (pow(back, Double(n)) + pow(front, Double(n)))
    case .power2(let n): pow(back, Double(n)) / pow(back + front, Double(n))
    case .power3(let n): 1 - pow(front / (front + back), Double(n))
    case .log: log1p(back) / (log1p(back) + log1p(front))
    case .log2: log1p(back) / log1p(back + front)
    }
  }

  static let curves: [QueueCurve] = [
    .power(1), .power(2), .power(3), .power(10), .power2(1), .power2(2), .power2(5), .power3(1),
    .power3(3), .log, .log2,
  ]

  static let sizes = [
    "0", "0.00001", "0.001", "0.5", "1", "3", "17.25", "1000", "123456.789", "90000000000",
  ]

  @Test("the probability is that of its formula", arguments: curves)
  func formulas(curve: QueueCurve) throws {
    for front in Self.sizes.dropFirst() {
      for back in Self.sizes {
        let (front, back) = (try Quantity(front), try Quantity(back))
        let probability = curve.behind(front: front, back: back)
        let expected = Self.written(curve, front.approximate, back.approximate)
        #expect(
          abs(Double(probability.raw) / 1e12 - expected) < 1e-11,
          "\(curve) of \(front) and \(back)")
        #expect(probability >= .zero && probability <= .one)
      }
    }
  }

  @Test("nothing stands before the head of a queue", arguments: curves)
  func head(curve: QueueCurve) {
    #expect(curve.behind(front: .zero, back: .zero) == .one)
    #expect(curve.behind(front: .zero, back: Quantity(raw: 7)) == .one)
  }

  @Test("nothing stands behind the tail of a queue", arguments: curves)
  func tail(curve: QueueCurve) {
    #expect(curve.behind(front: Quantity(raw: 7), back: .zero) == .zero)
  }

  @Test("powers and logarithms exact by hand")
  func hand() throws {
    let (three, one) = (try Quantity("3"), try Quantity("1"))
    #expect(QueueCurve.power(2).behind(front: three, back: one) == (try Rate("0.1")))
    #expect(QueueCurve.power2(2).behind(front: three, back: one) == (try Rate("0.0625")))
    #expect(QueueCurve.power3(1).behind(front: three, back: one) == (try Rate("0.25")))
    // ln 2 / (ln 2 + ln 4) = 1/3; ln 2 / ln 5 = 0.430676558073...
    #expect(
      QueueCurve.log.behind(front: three, back: one) == (try Rate("0.333333333333")))
    #expect(
      QueueCurve.log2.behind(front: three, back: one) == (try Rate("0.430676558073")))
  }

  @Test("logarithms agree with digits known elsewhere within 1e-15")
  func digits() {
    // From tables: ln 2, ln 3, ln 10, ln 1.5, ln 1e10, ln(1 + 1e-8).
    let known: [(x: Int128, digits: Int128)] = [
      (100_000_000, 693_147_180_559_945_309), (200_000_000, 1_098_612_288_668_109_691),
      (900_000_000, 2_302_585_092_994_045_684), (50_000_000, 405_465_108_108_164_382),
      (999_999_999_900_000_000, 23_025_850_929_940_456_840), (1, 9_999_999_950),
      (0, 0),
    ]
    for (x, digits) in known {
      let error = NaturalLogarithm.ofOnePlus(x) - digits
      #expect(abs(error) < 1_000, "ln(1 + \(x)e-8) is off by \(error)e-18")
    }
    #expect(abs(NaturalLogarithm.ofOnePlus(1) - 9_999_999_950) < 10)
  }

  @Test("logarithms agree with floating point, and a product's is the sum")
  func logarithms() {
    var x: Int128 = 3
    var last: Int128 = 0
    while x < 2 * Int128(Int64.max) {
      let mine = NaturalLogarithm.ofOnePlus(x)
      #expect(mine > last)
      last = mine
      let real = log1p(Double(x) / 1e8)
      #expect(abs(Double(mine) / 1e18 - real) <= 4e-16 * max(1, real) + 1e-15)
      x += x / 7 + 1
    }
    for (a, b) in [(Int128(2), Int128(3)), (7, 11), (1_000, 1_001), (65_536, 99_999)] {
      let product = NaturalLogarithm.ofOnePlus((a * b - 1) * 100_000_000)
      let sum =
        NaturalLogarithm.ofOnePlus((a - 1) * 100_000_000)
        + NaturalLogarithm.ofOnePlus((b - 1) * 100_000_000)
      #expect(abs(product - sum) < 1_000)
    }
  }
}
