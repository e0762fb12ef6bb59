import Foundation
import Lending
import Margin
import Matching
import Pricing
import Quantities
import Testing

@testable import Simulation

struct RulebookTests {
  @Test func `the venue of source 004 is read with every axis`() throws {
    let book = try Rulebook.read(CheckoutFile.path("rulebooks/seed-s4.yaml"))
    #expect(book.name == "seed-s4")
    #expect(book.health.metric == .equityOverMaintenanceAndFees)
    #expect(
      [book.health.alert, book.health.call, book.health.liquidation].map(\.description)
        == ["3", "2", "1"])
    #expect(book.health.transferOut?.description == "4" && !book.health.isStrict)
    #expect(book.modes == [.isolated, .cross])
    #expect(book.maxLeverage.description == "10")
    #expect(book.mark == .indexPlusBasis(window: .minute * 5, sampleEvery: .second * 5))
    #expect(book.index.staleAfter == .second * 10 && book.index.bandAction == .clamp)
    #expect(book.index.band?.description == "0.02")
    #expect(book.priceForLiquidation == .mark && book.priceForProfit == .mark)
    #expect(book.fees.maker.description == "0.0008" && book.fees.taker.description == "0.001")
    #expect(book.liquidation.fee.description == "0.005" && book.liquidation.cycle == .second)
    #expect(book.liquidation.surplusTo == .fund)
    #expect(book.call.deadline == .hour && book.call.topUpTo.description == "3")
    #expect(!book.interest.isCompounding && book.warnings.isEmpty)
    #expect(book.fingerprint.count == 64)
  }

  @Test func `its tiers follow each other and its pools have their own curves`() throws {
    let book = try Rulebook.read(CheckoutFile.path("rulebooks/seed-s4.yaml"))
    let tiers = book.maintenance.table.tiers
    #expect(tiers.map(\.floor.description) == ["0", "1000000", "3000000"])
    #expect(tiers.map { $0.cap?.description ?? "none" } == ["1000000", "3000000", "10000000"])
    #expect(tiers.map(\.maintenanceRate.description) == ["0.02", "0.03", "0.045"])
    #expect(book.maintenance.key == .debtHigher && book.maintenance.base == .debt)
    #expect(book.pool("BTC")?.model.form == .rateAtKink)
    #expect(book.pool("BTC")?.reserveFactor.description == "0.15")
    #expect(book.pool("DOGE") == book.defaultPool)
  }

  @Test func `the venue of source 001 has a flat rate, the index and compound interest`() throws {
    let book = try Rulebook.read(CheckoutFile.path("rulebooks/seed-s1.yaml"))
    #expect(book.health.metric == .equityOverMaintenance)
    #expect(
      [book.health.alert, book.health.call, book.health.liquidation].map(\.description)
        == ["1.3", "1.3", "1"])
    #expect(book.maintenance.table.method == .flat && book.maintenance.base == .exposure)
    #expect(book.maintenance.table.tiers.map(\.maintenanceRate.description) == ["0.05"])
    #expect(book.mark == .index && book.priceForLiquidation == .index)
    #expect(book.index.band == nil && book.index.aggregate == .equalMean)
    #expect(book.interest.isCompounding && book.liquidation.surplusTo == .user)
    #expect(book.eligibility.needsAgreement && book.eligibility.questionnaire.isEmpty)
  }

  @Test func `without a standard pool the rulebook warns`() throws {
    let scratch = try ConfigurationScratch()
    let text = try String(
      contentsOfFile: CheckoutFile.path("rulebooks/seed-s4.yaml"), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("  default:") }
    let file = try scratch.write(lines.joined(separator: "\n"), as: "book.yaml")
    let book = try Rulebook.read(file)
    #expect(book.warnings == ["assets without a pool of their own cannot be borrowed"])
    #expect(book.pool("DOGE") == nil && book.pool("USDT") != nil)
  }

  @Test func `an absent choice takes its documented value`() throws {
    let scratch = try ConfigurationScratch()
    var text = try String(
      contentsOfFile: CheckoutFile.path("rulebooks/seed-s1.yaml"), encoding: .utf8)
    for line in ["  op: \"<=\"\n", "  important: 1.1\n", "  cycle: 0s\n", "  transfer_out: 1.5\n"] {
      #expect(text.contains(line))
      text = text.replacingOccurrences(of: line, with: "")
    }
    let book = try Rulebook.read(scratch.write(text, as: "book.yaml"))
    #expect(!book.health.isStrict && book.health.transferOut == nil)
    #expect(book.call.importantLine == book.call.topUpTo)
    #expect(book.liquidation.cycle == .zero && book.staleBook == .minute)
  }
}
