import Quantities

extension JSONValue {
  /// The value of a member; throws at the object where there is none.
  func required(_ key: String) throws(JSONFault) -> JSONValue {
    guard let value = self[key] else { throw fault("the key `\(key)` is missing") }
    return value
  }

  /// The name that a string holds.
  func name() throws(JSONFault) -> String {
    guard kind == .string else { throw fault("a name in quotes is due here") }
    let text = text
    if let reason = YAMLText.refusal(ofName: text) { throw fault(reason) }
    return text
  }

  /// A number, also one in quotes.
  func decimal() throws(JSONFault) -> ExactDecimal {
    guard kind == .number || kind == .string, let value = withBytes({ ExactDecimal($0) })
    else { throw fault("it is not a decimal number") }
    return value
  }

  /// A number of a fixed-point type, exactly, within bounds.
  func fixed<T: FixedPoint>(
    _ type: T.Type, least: T? = nil, most: T? = nil
  ) throws(JSONFault) -> T {
    let number = try decimal()
    guard let value = number.exactly(type) else {
      throw fault(
        number.places > T.decimals
          ? "it has more than \(T.decimals) digits behind the point"
          : "the number is out of range (at most \(T.greatest))")
    }
    if let least, value < least { throw fault("it is below \(least)") }
    if let most, value > most { throw fault("it is above \(most)") }
    return value
  }
}

extension ReferenceSheet {
  /// The root of a JSON file, which is of no use where it is cut or broken.
  func document(_ bytes: [UInt8]) throws(IngestError) -> JSONValue {
    var document = JSONDocument()
    do throws(JSONFault) {
      let root = try document.read(bytes)
      if root.kind != .object { throw root.fault("an object is due here") }
      return root
    } catch {
      throw error.error(
        file: request.file, remedy: "load the file again; JSON is of use only as a whole")
    }
  }

  /// The object under a key of the root.
  func section(_ key: String, of root: JSONValue) throws(IngestError) -> JSONValue {
    do throws(JSONFault) {
      let value = try root.required(key)
      if value.kind != .object { throw value.fault("an object is due here") }
      return value
    } catch {
      throw error.error(
        file: request.file, remedy: "check that this is a file for \(request.format)")
    }
  }
}
