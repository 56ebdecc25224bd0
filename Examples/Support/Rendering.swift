import Foundation
import Kindred

/// How results and bound values are written.
enum Rendering {
  /// A result: one line for each element of a list, none for a call that gives nothing.
  static func lines(of result: Any) -> [String] {
    switch result {
    case is Void: []
    case let list as [Any]: list.isEmpty ? ["[]"] : list.map { text(of: $0) }
    case let counts as [String: Int]: [text(of: counts)]
    default: [text(of: result)]
    }
  }

  private static func text(of counts: [String: Int]) -> String {
    counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }

  static func text(of result: Any) -> String {
    switch result {
    case let text as String: "\"\(text)\""
    case let date as Date: self.text(of: date)
    case let optional as any OptionalResult: optional.content.map { text(of: $0) } ?? "nil"
    default: "\(result)"
    }
  }

  static func text(of value: DatabaseValue) -> String {
    switch value {
    case .null: "NULL"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .double(let value): "\(value)"
    case .text(let value): "\"\(value)\""
    case .timestamp(let microseconds): text(of: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000))
    case .list(let values): "[\(values.map { text(of: $0) }.joined(separator: ", "))]"
    default: "\(value)"
    }
  }

  /// A long statement with each of its clauses on a line of its own.
  static func clauses(of sql: String) -> String {
    guard sql.count > Terminal.width - 4 else { return sql }
    let starts = [" FROM ", " INNER JOIN ", " LEFT OUTER JOIN ", " WHERE ", " ORDER BY ", " VALUES "]
    return starts.reduce(sql) { $0.replacing($1, with: "\n" + $1.dropFirst()) }
  }

  /// Milliseconds, or seconds for what takes long.
  static func text(of duration: Duration) -> String {
    let milliseconds = Double(duration.components.seconds) * 1000 + Double(duration.components.attoseconds) / 1e15
    return milliseconds < 1000 ? "\(rounded(milliseconds, to: 3)) ms" : "\(rounded(milliseconds / 1000, to: 2)) s"
  }

  private static func rounded(_ number: Double, to digits: Int) -> String { String(format: "%.\(digits)f", number) }

  private static func text(of date: Date) -> String {
    let whole = date.formatted(.iso8601.year().month().day().dateSeparator(.dash))
    let time = date.formatted(.iso8601.time(includingFractionalSeconds: false).timeSeparator(.colon))
    return time.hasPrefix("00:00:00") ? whole : "\(whole) \(time)"
  }
}

/// An optional of any type, so that a result that is there is written without "Optional(…)".
private protocol OptionalResult {
  var content: Any? { get }
}

extension Optional: OptionalResult {
  fileprivate var content: Any? { self }
}
