import Quantities

/// `networks/*.json` of Compound v2: the section `InterestRateModel` with base, slope (or
/// multiplier), jump and kink in 1e18 a year, as the contracts were made with them.
///
/// `base + min(U, kink) x slope + max(0, U - kink) x jump` (JumpRateModel.sol), which is the form
/// `slope`; a WhitePaperInterestRateModel has no kink.
enum CompoundReader {
  private static let mantissa = 18

  static func read(_ bytes: [UInt8], _ sheet: inout ReferenceSheet) throws(IngestError) {
    let root = try sheet.document(bytes)
    sheet.note("Curves by the name of their contract: give a pool of your own one of them.")
    sheet.note("The file has no reserve factors: 0 stands in their place.")
    sheet.add(key: "lending:\n  pools:")
    for (key, model) in try sheet.section("InterestRateModel", of: root).members {
      sheet.read()
      do throws(JSONFault) {
        let name = try key.name()
        guard sheet.chooses([name]) else { continue }
        if !sheet.claims(name) { throw key.fault("the name stands twice") }
        let contract = model["contract"]?.text ?? "of an unknown contract"
        guard let base = model["base"], let slope = model["slope"] ?? model["multiplier"] else {
          let place = model.fault("")
          sheet.leaveOut(
            name, line: place.line, "\(contract) without base and slope, which lie on the chain")
          continue
        }
        let curve = try curve(model, base: base, slope: slope)
        sheet.add(entry: line(name, curve, model, contract))
      } catch { try sheet.reject(error) }
    }
  }

  private static func line(
    _ name: String, _ curve: RateCurve, _ model: JSONValue, _ contract: String
  ) -> String {
    var words = [contract] + (model["address"].map { [$0.text] } ?? [])
    if curve.kink == RateCurve.farKink {
      words.append(
        model["kink"].flatMap { try? $0.rate(places: mantissa) }.map {
          "its kink \($0.text) is never reached"
        } ?? "without a kink")
    }
    if curve.isFine { words.append("finer than 1e-12, to which a run rounds") }
    return curve.line(
      name, reserveFactor: .zero, comment: words.joined(separator: ", "))
  }

  private static func curve(
    _ model: JSONValue, base: JSONValue, slope: JSONValue
  ) throws(JSONFault) -> RateCurve {
    let rate = try slope.rate(places: mantissa)
    var curve = RateCurve(
      form: .slope, base: try base.rate(places: mantissa), kink: RateCurve.farKink, first: rate,
      second: rate)
    guard let kink = model["kink"] else {
      if let jump = model["jump"] { throw jump.fault("a jump stands without a kink") }
      return curve
    }
    let place = try kink.rate(places: mantissa)
    guard let near = try? Rate(place.text), near > .zero else {
      throw kink.fault("the kink must be above zero")
    }
    let jump = try model.required("jump").rate(places: mantissa)
    if near < .one { (curve.kink, curve.second) = (place, jump) }
    return curve
  }
}
