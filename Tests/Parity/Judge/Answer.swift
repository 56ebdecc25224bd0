package import Foundation
package import Kindred

/// The answer to a specification, in the form in which interpreter.py writes Django's.
package indirect enum Answer: Sendable {
  case null
  case bool(Bool)
  case number(Double, exact: Int64?)
  case text(String)
  case moment(microseconds: Int64)
  case date(days: Int32)
  case uuid(UUID)
  case json(JSONValue)
  case list([Answer])
  case counts([String: Answer])
  case error(String)
}

// MARK: - Comparing

extension Answer: Equatable {
  /// Numbers are equal if they are to nine digits: sums of floating-point numbers depend on the order of the rows.
  package static func == (lhs: Answer, rhs: Answer) -> Bool {
    switch (lhs, rhs) {
    case (.null, .null): true
    case (.bool(let lhs), .bool(let rhs)): lhs == rhs
    case (.number(_, let lhs?), .number(_, let rhs?)): lhs == rhs
    case (.number(let lhs, _), .number(let rhs, _)): abs(lhs - rhs) <= 1e-9 * max(abs(lhs), abs(rhs))
    // Swift's texts are compared by canonical equivalence.
    case (.text(let lhs), .text(let rhs)): lhs.utf8.elementsEqual(rhs.utf8)
    case (.moment(let lhs), .moment(let rhs)): lhs == rhs
    case (.date(let lhs), .date(let rhs)): lhs == rhs
    case (.uuid(let lhs), .uuid(let rhs)): lhs == rhs
    case (.json(let lhs), .json(let rhs)): lhs == rhs
    case (.list(let lhs), .list(let rhs)): lhs == rhs
    case (.counts(let lhs), .counts(let rhs)): lhs == rhs
    case (.error, .error): true
    case (_, _): false
    }
  }
}

// MARK: - Reading

extension Answer {
  /// Reads an answer of Django's.
  package init(django json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = .number(number.double ?? .nan, exact: number.int.map { Int64($0) })
    case .string(let text): self = .text(text)
    case .array(let elements): self = .list(elements.map { Answer(django: $0) })
    case .object(let members):
      if let text = json["integer"]?.string, members.count == 1 {
        self = .number(Double(text) ?? .nan, exact: Int64(text))
      } else if let text = json["real"]?.string, members.count == 1 {
        self = .number(Double(text) ?? .nan, exact: nil)
      } else if let text = json["moment"]?.string, case .timestamp(let value) = Answer.parsed(text + "Z", Date.self) {
        self = .moment(microseconds: value)
      } else if let text = json["date"]?.string, case .date(let days) = Answer.parsed(text, CalendarDate.self) {
        self = .date(days: days)
      } else if let text = json["uuid"]?.string, let value = UUID(uuidString: text) {
        self = .uuid(value)
      } else if let text = json["json"]?.string, members.count == 1 {
        self = .json(JSONValue(json: text) ?? .null)
      } else {
        self = .counts(members.mapValues { Answer(django: $0) })
      }
    }
  }

  private static func parsed(_ text: String, _ type: any FieldValue.Type) -> DatabaseValue {
    (try? FieldCodec(type).parse(text)) ?? .null
  }

  init(_ value: DatabaseValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .number(Double(value), exact: value)
    case .double(let value): self = .number(value, exact: Int64(exactly: value))
    case .decimal(let value):
      let double = (value as NSDecimalNumber).doubleValue
      self = .number(double, exact: Int64(exactly: double))
    case .text(let value): self = .text(value)
    case .timestamp(let value): self = .moment(microseconds: value)
    case .date(let days): self = .date(days: days)
    case .uuid(let value): self = .uuid(value)
    case .json(let bytes): self = Answer(document: JSONValue(json: String(decoding: bytes, as: UTF8.self)) ?? .null)
    case .time(let value): self = .number(Double(value), exact: value)
    case .interval(let value): self = .number(Double(value), exact: value)
    case .bytes, .list: self = .error("a value that no specification asks for")
    }
  }

  /// Django gives the plain values of Python where JSON has no more than those.
  private init(document: JSONValue) {
    switch document {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = .number(number.double ?? .nan, exact: number.int.map { Int64($0) })
    case .string(let text): self = .text(text)
    case .array, .object: self = .json(document)
    }
  }
}

// MARK: - Writing

extension Answer: CustomStringConvertible {
  package var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value, let exact): exact.map { "\($0)" } ?? "\(value)"
    case .text(let text): "\"\(text)\""
    case .moment(let microseconds): (try? FieldCodec(Date.self).text(of: .timestamp(microseconds: microseconds))) ?? "?"
    case .date(let days): (try? FieldCodec(CalendarDate.self).text(of: .date(days: days))) ?? "?"
    case .uuid(let value): "\(value)"
    case .json(let value): "\(value)"
    case .list(let elements): "[\(elements.map(\.description).joined(separator: ", "))]"
    case .counts(let counts):
      "{\(counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
    case .error(let text): "error: \(text)"
    }
  }
}
