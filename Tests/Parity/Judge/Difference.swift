import Foundation
package import Kindred

/// A deliberate difference between Kindred and Django: which specifications it is about, and what Kindred answers.
package struct Difference: Sendable {
  /// What Kindred answers where it differs.
  enum Instead: String, Sendable {
    /// What Django answers on the other database.
    case other
    /// What Django answers to the specification in the other way of thirds.py.
    case third
    /// What Django answers to that on the other database.
    case otherThird
    /// An error.
    case refusal
  }

  package let name: String
  let reason: String
  /// Patterns that the text of the specification matches, all of them.
  let patterns: [NSRegularExpression]
  /// The only database; nil for both.
  let database: String?
  let instead: Instead
  /// A part of the error's text, where Kindred refuses.
  let message: String

  init(_ json: JSONValue) throws {
    guard let name = json["name"]?.string, let reason = json["reason"]?.string, !reason.isEmpty,
      let instead = json["instead"]?.string.flatMap(Instead.init(rawValue:))
    else { throw Specification.Unknown("difference", json) }
    self.name = name
    self.reason = reason
    self.instead = instead
    database = json["database"]?.string
    message = json["message"]?.string ?? ""
    if instead == .refusal && message.isEmpty { throw Specification.Unknown("difference", json) }
    patterns = try (json["matches"]?.elements ?? []).compactMap(\.string).map { try NSRegularExpression(pattern: $0) }
  }

  /// Reads differences.json.
  package static func all(in file: String) throws -> [Difference] {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    return try (JSONValue(json: text)?.elements ?? []).map { try Difference($0) }
  }

  /// Whether it explains an answer of Kindred's.
  func explains(_ found: Answer, of each: Case, on database: String, text: String) -> Bool {
    guard self.database == nil || self.database == database else { return false }
    let range = NSRange(text.startIndex..., in: text)
    guard patterns.allSatisfy({ $0.firstMatch(in: text, range: range) != nil }) else { return false }
    return switch instead {
    case .other: found == (database == "sqlite" ? each.postgres : each.sqlite)
    case .third: each.thirds[database].map { $0 == found } ?? false
    case .otherThird: each.thirds[database == "sqlite" ? "postgres" : "sqlite"].map { $0 == found } ?? false
    case .refusal: if case .error(let text) = found { text.contains(message) } else { false }
    }
  }
}

/// What comes of one specification on one database.
package enum Verdict: Sendable {
  case same
  /// Django has no answer.
  case unanswered
  case explained(Difference)
  /// Kindred says what SQL written by hand does, and Django says something else.
  case judged
  case different(Answer)
}

extension Case {
  /// Compares Kindred's answer with Django's.
  package func verdict(on database: Database, named name: String, _ differences: [Difference]) async -> Verdict {
    let expected = expected(on: name)
    if case .error = expected { return .unanswered }
    let found = await specification.answer(on: database)
    if let judge = judges[name] { return found != judge ? .different(found) : found == expected ? .same : .judged }
    if found == expected { return .same }
    let text = "\(specification.json)"
    let difference = differences.first { $0.explains(found, of: self, on: name, text: text) }
    return difference.map { .explained($0) } ?? .different(found)
  }
}
