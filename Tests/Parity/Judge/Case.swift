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
  /// What SQL written by hand answers, by database, where Django is wrong: the cases of judged.json.
  let judges: [String: Answer]

  init(_ json: JSONValue) {
    seed = json["seed"]?.int ?? 0
    specification = Specification(json["specification"] ?? .null)
    sqlite = Case.answer(json["sqlite"])
    postgres = Case.answer(json["postgres"] ?? json["sqlite"])
    judges = (json["judge"]?.members ?? [:]).mapValues { Case.answer($0) }
    thirds = (json["third"]?.members ?? [:]).mapValues { Case.answer($0) }
  }

  private static func answer(_ json: JSONValue?) -> Answer {
    if let error = json?["error"]?.string { return .error(error) }
    return Answer(django: json?["answer"] ?? .null)
  }

  /// Django's answer on a database, by its name.
  package func expected(on database: String) -> Answer { database == "sqlite" ? sqlite : postgres }

  /// Reads the file that answers.py writes.
  package static func all(in file: String) throws -> [Case] {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    return (JSONValue(json: text)?["cases"]?.elements ?? []).map { Case($0) }
  }
}
