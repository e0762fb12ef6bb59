import Foundation
import GRDB
import MarketData
import Quantities

/// Every alert that was raised and every margin call, with what became of it on each channel, a
/// line of JSON each, in order. Made from the run database; no part of the journal.
enum MessageFile {
  private struct Message: Encodable {
    let event: Int64
    let ts: Int64
    let time: String
    let account: String
    let subject: String
    let severity: String?
    let kind: String?
    let metric: String?
    let urgency: String?
    let message: String
    let messageZh: String?
    let deliveries: [Delivery]

    init(_ row: Row, _ deliveries: [Delivery]) {
      event = row["event"]
      ts = row["ts"]
      time = Instant(nanoseconds: row["ts"]).description
      account = row["account"]
      subject = row["subject"]
      severity = row["level"]
      kind = row["kind"]
      metric = row["metric"]
      urgency = row["urgency"]
      message = row["message"]
      messageZh = row["message_zh"]
      self.deliveries = deliveries
    }
  }

  private struct Delivery: Encodable {
    let channel: String
    let state: String
    let latencyNs: Int64
    let deliveredTs: Int64?

    init(_ row: Row) {
      channel = row["channel"]
      state = row["state"]
      latencyNs = row["latency_ns"]
      deliveredTs = row["delivered_ts"]
    }
  }

  private static let messages = """
    SELECT m.*, accounts.name AS account FROM (
      SELECT event, ts, account AS number, 'alert' AS subject, level, kind, metric,
        NULL AS urgency, message, NULL AS message_zh FROM alerts WHERE state = 'raised'
      UNION ALL
      SELECT event, ts, account, 'margin_call', NULL, NULL, NULL, urgency, message, message_zh
        FROM calls) AS m
    JOIN accounts ON accounts.id = m.number ORDER BY m.event
    """

  /// Reads the finished database and writes the file whole. O(messages).
  static func write(_ database: String, to path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: database, configuration: configuration)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let lines = try queue.read { database in
      var sent: [Int64: [Delivery]] = [:]
      let rows = try Row.fetchAll(database, sql: "SELECT * FROM deliveries ORDER BY event")
      for row in rows { sent[row["cause"], default: []].append(Delivery(row)) }
      return try Row.fetchAll(database, sql: messages).map { row in
        let message = Message(row, sent[row["event"]] ?? [])
        return String(decoding: try encoder.encode(message), as: UTF8.self) + "\n"
      }
    }
    try WholeFile.write(lines.joined(), to: path)
  }
}
