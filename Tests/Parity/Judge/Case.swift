import Foundation
import Kindred

/// A specification with Django's answers on both databases.
package struct Case: Sendable {
  package let seed: Int
  package let specification: Specification
  package let sqlite: Answer
  package let postgres: Answer
  /// Django's answers to the specification in the other way of thirds.py, by database.
  let thirds: [String: Answer]

  init(_ json: JSONValue) {
    seed = json["seed"]?.int ?? 0
    specification = Specification(json["specification"] ?? .null)
    sqlite = Case.answer(json["sqlite"])
    postgres = Case.answer(json["postgres"] ?? json["sqlite"])
    thirds = (json["third"]?.members ?? [:]).mapValues { Case.answer($0) }
  }

  private static func answer(_ json: JSONValue?) -> Answer {
    if let error = json?["error"]?.string { return .error(error) }
    return Answer(django: json?["answer"] ?? .null)
  }

  /// Reads the file that answers.py writes.
  package static func all(in file: String) throws -> [Case] {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    return (JSONValue(json: text)?["cases"]?.elements ?? []).map { Case($0) }
  }
}
