internal import Foundation
internal import Mustache

/// The templates, style and script of a report, kept beside the program.
enum Templates {
  /// The template `name` with everything it includes, filled in with `model`.
  static func render<Model>(_ model: Model, with name: String) throws(ReportingError) -> String {
    MustacheContentTypes.register(ScalarHTML(), named: "TIDEMARK_HTML")
    var library = MustacheLibrary()
    for part in [name, "page", "table", "tiles", "head"] {
      do {
        try library.register(
          "{{% CONTENT_TYPE:TIDEMARK_HTML}}" + (try text(part, "mustache")), named: part)
      } catch let error as ReportingError {
        throw error
      } catch {
        throw .template(name: part, reason: "\(error)")
      }
    }
    guard let text = library.render(model, withTemplate: name) else {
      throw .template(name: name, reason: "it cannot be rendered")
    }
    return text
  }

  /// Puts style, data and scripts into a rendered page, each exactly once. The marks stand where
  /// no text of a run can come before them unescaped: `<` of a run is always written `&lt;`.
  static func assemble(
    _ page: String, charts: [Chart], summary: JSON, plotly: String
  ) throws(ReportingError) -> String {
    let parts = [
      ("<style></style>", "<style>\n\(try text("report", "css"))</style>"),
      ("<script id=\"summary\"></script>", data("summary", summary)),
      ("<script id=\"charts\"></script>", data("charts", .list(charts.map(\.json)))),
      ("<script id=\"plotly\"></script>", "<script>\(inert(plotly))</script>"),
      ("<script id=\"program\"></script>", "<script>\n\(try text("report", "js"))</script>"),
    ]
    var rest = page[...]
    var whole = ""
    for (mark, content) in parts {
      guard let place = rest.firstRange(of: mark) else {
        throw .template(name: "report", reason: "it has no place for \(mark)")
      }
      whole += rest[..<place.lowerBound] + content
      rest = rest[place.upperBound...]
    }
    return whole + rest
  }

  private static func data(_ id: String, _ value: JSON) -> String {
    "<script type=\"application/json\" id=\"\(id)\">\(value.compact)</script>"
  }

  /// A script that cannot end its element early.
  private static func inert(_ script: String) -> String {
    script.replacing("</script", with: "<\\/script")
  }

  private static func text(_ name: String, _ kind: String) throws(ReportingError) -> String {
    let folder = Bundle.module.bundleURL.appending(path: "Templates")
    do {
      return try String(
        contentsOf: folder.appending(path: "\(name).\(kind)"), encoding: .utf8)
    } catch {
      throw .template(name: "\(name).\(kind)", reason: error.localizedDescription)
    }
  }
}

/// HTML escaping by Unicode scalar.
///
/// The library escapes by `Character`: a quotation mark followed by a combining mark is another
/// character to it and would leave an attribute open.
struct ScalarHTML: MustacheContentType {
  func escapeText(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\u{2028}": result += "&#8232;"
      case "\u{2029}": result += "&#8233;"
      case "\u{0}"..."\u{8}", "\u{E}"..."\u{1F}", "\u{7F}": result += "\u{FFFD}"
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
