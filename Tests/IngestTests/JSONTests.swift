import Testing

@testable import Ingest

@Suite("JSON")
struct JSONTests {
  private func read(_ text: String) throws -> JSONValue {
    var document = JSONDocument()
    return try document.read(Array(text.utf8))
  }

  /// A value in one line: strings in brackets, numbers as they stand.
  private func shown(_ value: JSONValue) -> String {
    switch value.kind {
    case .object:
      "{" + value.members.map { "\($0.key.text)=\(shown($0.value))" }.joined(separator: " ") + "}"
    case .array: "[" + value.elements.map(shown).joined(separator: " ") + "]"
    case .string: "<\(value.text)>"
    default: value.text
    }
  }

  @Test(
    "is read with numbers as they are written",
    arguments: [
      ("0.004", "0.004"), (" -0 ", "-0"), ("1E+2", "1E+2"), ("5e-05", "5e-05"),
      (
        "100000000000000000000000000000000000000.10",
        "100000000000000000000000000000000000000.10"
      ),
      ("true", "true"), ("false", "false"), ("null", "null"), ("[]", "[]"), ("{}", "{}"),
      ("\t[ 1 ,\r\n[2,[ ]],{}]\n", "[1 [2 []] {}]"),
      (#"{"a":{"b":[1,{"c":null}]},"d":"e"}"#, "{a={b=[1 {c=null}]} d=<e>}"),
      (#""\"\\\/\b\f\n\r\t""#, "<\"\\/\u{8}\u{c}\n\r\t>"),
      (#""\u0041\u00e9\u20ac\uD83D\ude00é€😀""#, "<Aé€😀é€😀>"),
      ("\u{feff}7", "7"), (#"{"":1,"a":2,"A":3}"#, "{=1 a=2 A=3}"),
      ("[" + #""k""# + "]", "[<k>]"),
      ("\"\u{7f}\u{80}\u{7ff}\u{ffff}\u{10ffff}\"", "<\u{7f}\u{80}\u{7ff}\u{ffff}\u{10ffff}>"),
    ])
  func texts(_ text: String, _ expected: String) throws {
    #expect(try shown(read(text)).unicodeScalars.elementsEqual(expected.unicodeScalars))
  }

  @Test(
    "that breaks the grammar is refused with line, column, text and reason",
    arguments: [
      ("", "1:1 '': the text holds no value"), (" \n ", "2:2 '': the text holds no value"),
      ("{\n  \"a\": nan}", "2:8 'nan': a value is due here"),
      ("[1,]", "1:4 ']': a value is due here"), ("[,]", "1:2 ',': a value is due here"),
      ("[1 2]", "1:4 '2': a comma or a closing bracket is due here"),
      ("{\"a\":1 \"b\":2}", "1:8 '\"b': a comma or a closing brace is due here"),
      ("{a:1}", "1:2 'a': a key in quotes is due here"),
      ("{\"a\":1,}", "1:8 '}': a key in quotes is due here"),
      ("{\"a\" 1}", "1:6 '1': a colon is due here"),
      ("[1", "1:3 '': the text ends before its value does"),
      ("{\"a\":", "1:6 '': the text ends before its value does"),
      ("\"abc", "1:5 '': the text ends before its value does"),
      ("\"abc\\", "1:6 '': the text ends before its value does"),
      ("1 x", "1:3 'x': nothing may stand behind the value"),
      ("[01]", "1:2 '01': this is no number as JSON writes them"),
      ("[-]", "1:2 '-': this is no number as JSON writes them"),
      ("[1.]", "1:2 '1.': this is no number as JSON writes them"),
      ("[.5]", "1:2 '.5': a value is due here"), ("[+5]", "1:2 '+5': a value is due here"),
      ("[1e]", "1:2 '1e': this is no number as JSON writes them"),
      ("[1.2.3]", "1:2 '1.2.3': this is no number as JSON writes them"),
      ("[0x1f]", "1:2 '0x1f': this is no number as JSON writes them"),
      ("[tru]", "1:2 'tru': a value is due here"),
      ("[truex]", "1:6 'x': a comma or a closing bracket is due here"),
      ("[Infinity]", "1:2 'Infinity': a value is due here"),
      ("[\"a\nb\"]", "1:4 '\\u{a}b': a control character stands in a string"),
      ("[\"a\u{0}\"]", "1:4 '\\u{0}': a control character stands in a string"),
      (#"["\x"]"#, #"1:3 '\x': there is no such escape"#),
      (#"["\u12"]"#, #"1:3 '\u12': there is no such escape"#),
      (#"["\ud83d"]"#, #"1:3 '\ud83d': half of a surrogate pair stands alone"#),
      (#"["\ude00"]"#, #"1:3 '\ude00': half of a surrogate pair stands alone"#),
      (#"["\ud83d\u0041"]"#, #"1:3 '\ud83d\u0041': half of a surrogate pair stands alone"#),
      (#"{"é":1,"é":2}"#, #"1:8 '"é': the key stands twice in its object"#),
      (#"{"a":1,"\u0061":2}"#, #"1:8 '"\u0061': the key stands twice in its object"#),
      (
        #"{"1":1,"2":[{}],"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"2":2}"#,
        #"1:59 '"2': the key stands twice in its object"#
      ),
    ])
  func faults(_ text: String, _ expected: String) {
    #expect(fault(Array(text.utf8)) == expected)
  }

  private func fault(_ bytes: [UInt8], firstLine: Int = 1, limit: Int = 1 << 16) -> String? {
    var document = JSONDocument()
    do throws(JSONFault) {
      _ = try document.read(bytes, firstLine: firstLine, limit: limit)
      return nil
    } catch { return "\(error.line):\(error.column) '\(error.text)': \(error.reason)" }
  }

  @Test(
    "in broken UTF-8 is refused",
    arguments: [
      [0x80], [0xc0, 0xaf], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82],
      [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff], [0xc3, 0x28],
    ])
  func brokenText(_ bytes: [UInt8]) {
    let found = fault(Array("[\"é".utf8) + bytes + Array("\"]".utf8))
    #expect(found?.hasPrefix("1:4 ") == true && found?.hasSuffix("this is no UTF-8") == true)
  }

  @Test("may be 64 levels deep and no deeper")
  func depth() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(try read(nested(64)).kind == .array)
    #expect(
      fault(Array(nested(65).utf8))
        == "1:65 '[': more than 64 levels lie within each other")
    let deep = String(repeating: "{\"a\":[", count: 100_000)
    #expect(fault(Array(deep.utf8), limit: 1 << 20)?.hasPrefix("1:193 ") == true)
  }

  @Test("beyond the limit of bytes is refused before it is read")
  func size() {
    #expect(fault(Array("[1]".utf8), limit: 3) == nil)
    #expect(
      fault(Array("[12]".utf8), firstLine: 9, limit: 3)
        == "9:1 '': the text has 4 bytes, at most 3 are read")
  }

  @Test("line by line: the line is that of the file, and earlier values stay as they are")
  func lines() throws {
    var document = JSONDocument()
    let first = try document.read(Array(#"{"a":[["0.10","1"]]}"#.utf8), firstLine: 1)
    let second = try document.read(Array(#"{"b": [2]}"#.utf8), firstLine: 2)
    #expect(shown(first) == "{a=[[<0.10> <1>]]}" && shown(second) == "{b=[2]}")
    let fault = second["b"]?.fault("it is odd")
    #expect(fault == JSONFault(line: 2, column: 7, text: "[", reason: "it is odd"))
    #expect(first["b"] == nil && second["b"]?["b"] == nil)
  }

  @Test("faults at values show their text")
  func valueFaults() throws {
    let value = try read("{\n \"k\": \"v w\", \"n\": 1.50}")
    #expect(
      value["k"]?.fault("x") == JSONFault(line: 2, column: 7, text: "v w", reason: "x"))
    #expect(
      value["n"]?.fault("x") == JSONFault(line: 2, column: 19, text: "1.50", reason: "x"))
  }

  @Test("cut at any byte is refused, never read")
  func cut() throws {
    let bytes = Array(#"{"a": [1.5e-3, "é\u00e9\ud83d\ude00", true, null, {"b": {}}]}"#.utf8)
    for length in 0..<bytes.count { #expect(fault(Array(bytes[..<length])) != nil) }
    #expect(fault(bytes) == nil)
  }
}
