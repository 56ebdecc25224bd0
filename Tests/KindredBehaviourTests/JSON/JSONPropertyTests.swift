import Kindred
import KindredPostgres
import KindredSQLite
import SeededRandom
import Testing

/// Random documents, asked by the databases and by a model of their own rules.
@Suite("JSON: random documents")
struct JSONPropertyTests {
  /// Few keys and values, so that questions are often answered with yes.
  static let keys = ["a", "b", "0", "", "é", "a.b", "\"", "$"]
  static let scalars = [
    "null", "true", "false", "0", "-0", "1", "1.0", "10e-1", "2", "-1.5", "0.1", "1e2", "100", #""""#, #""a""#, #""b""#,
    #""1""#, #""é""#, #""true""#, #""\u0061""#, #""\\""#, "9007199254740993", "9007199254740992", "0.30000000000000004",
  ]

  static func value(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
    switch depth == 0 ? 0 : Int.random(in: 0..<4, using: &random) {
    case 0, 1: return JSONValue(json: scalars.randomElement(using: &random) ?? "0") ?? .null
    case 2: return .array((0..<Int.random(in: 0..<4, using: &random)).map { _ in value(&random, depth: depth - 1) })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<Int.random(in: 0..<4, using: &random) {
        members[keys.randomElement(using: &random) ?? ""] = value(&random, depth: depth - 1)
      }
      return .object(members)
    }
  }

  static func path(_ random: inout SeededGenerator) -> [JSONPathElement] {
    (0..<Int.random(in: 0..<4, using: &random)).map { _ in
      random.oneIn(3) ? .index(Int.random(in: -2...3, using: &random)) : .key(keys.randomElement(using: &random) ?? "")
    }
  }

  // MARK: - The rules, once more

  static func step(_ value: JSONValue?, _ path: [JSONPathElement]) -> JSONValue? {
    path.reduce(value) { value, element in
      switch (value, element) {
      case (.object(let members), .key(let key)): return members[key]
      case (.array(let elements), .index(let index)):
        if index >= 0 { return index < elements.count ? elements[index] : nil }
        return -index <= elements.count ? elements.reversed()[-index - 1] : nil
      // A single value is its own only element.
      case (let value?, .index(0)), (let value?, .index(-1)): return isScalar(value) ? value : nil
      default: return nil
      }
    }
  }

  static func isScalar(_ value: JSONValue) -> Bool {
    switch value {
    case .array, .object: false
    default: true
    }
  }

  static func contains(_ whole: JSONValue, _ part: JSONValue, atTop: Bool = true) -> Bool {
    switch (whole, part) {
    case (.object(let whole), .object(let part)):
      part.allSatisfy { key, value in whole[key].map { contains($0, value, atTop: false) } ?? false }
    case (.array(let whole), .array(let part)):
      part.allSatisfy { wanted in
        whole.contains { isScalar(wanted) ? $0 == wanted : !isScalar($0) && contains($0, wanted, atTop: false) }
      }
    case (.array(let whole), _) where atTop && isScalar(part): whole.contains(part)
    default: isScalar(whole) && whole == part
    }
  }

  static func hasKey(_ value: JSONValue, _ key: String) -> Bool {
    switch value {
    case .object(let members): members[key] != nil
    case .array(let elements): elements.contains(.string(key))
    case .string(let text): text == key
    default: false
    }
  }

  @Test("L-27, MQ-27 to MQ-33: paths, comparisons, containment and keys", arguments: [1, 2, 3])
  func agreement(seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let documents = (0..<60).map { _ in random.oneIn(20) ? nil : Self.value(&random, depth: 4) }
    let questions = (0..<60).map { _ in
      (
        Self.path(&random), Self.value(&random, depth: 2), Self.keys.randomElement(using: &random) ?? "",
        Self.keys.randomElement(using: &random) ?? ""
      )
    }
    try await withDatabase { _ async throws in
      try await Dossier.objects.bulkCreate(
        documents.enumerated().map { Dossier(name: "\($0.offset)", data: $0.element) })
      func check(
        _ text: String, _ expected: (JSONValue?) -> Bool, _ condition: @escaping (Dossier.Columns) -> QueryCondition
      ) async throws {
        let wanted = documents.indices.filter { expected(documents[$0]) }.map(String.init)
        let others = documents.indices.filter { !expected(documents[$0]) }.map(String.init)
        #expect(try await found(condition) == wanted, "\(text), seed \(seed)")
        #expect(try await excluded(condition) == others, "not \(text), seed \(seed)")
      }
      for (path, value, key, other) in questions {
        let at = { (document: JSONValue?) in Self.step(document, path) }
        try await check("\(path) is null", { at($0) == nil }) { $0.data[path: path].isNull }
        try await check("\(path) == \(value)", { at($0) == value }) { $0.data[path: path] == value }
        try await check("\(path) != \(value)", { at($0) != value }) { $0.data[path: path] != value }
        try await check("\(path) @> \(value)", { at($0).map { Self.contains($0, value) } ?? false }) {
          $0.data[path: path].contains(value)
        }
        try await check("\(path) <@ \(value)", { at($0).map { Self.contains(value, $0) } ?? false }) {
          $0.data[path: path].containedBy(value)
        }
        try await check("\(path) ? \(key)", { at($0).map { Self.hasKey($0, key) } ?? false }) {
          $0.data[path: path].hasKey(key)
        }
        try await check(
          "\(path) ?& \(key) \(other)",
          { at($0).map { Self.hasKey($0, key) && Self.hasKey($0, other) } ?? false }
        ) { $0.data[path: path].hasKeys([key, other]) }
        try await check(
          "\(path) ?| \(key) \(other)",
          { at($0).map { Self.hasKey($0, key) || Self.hasKey($0, other) } ?? false }
        ) { $0.data[path: path].hasAnyKeys([key, other]) }
        try await check("\(path) is JSON null", { at($0) == .null }) { $0.data[path: path].isJSONNull }
      }
    }
  }

  @Test("L-27: all databases order the same, and give the same texts and numbers", arguments: [4, 5])
  func sameValues(seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let documents = (0..<150).map { _ in Self.value(&random, depth: 3) }
    let path = [JSONPathElement.key("a")]
    var known: [String]?
    try await withDatabase { _ async throws in
      try await Dossier.objects.bulkCreate(
        documents.enumerated().map { Dossier(name: "\($0.offset)", data: $0.element) })
      var answers = try await Dossier.objects.order { ($0.data, $0.id) }.all().map(\.name)
      answers += try await Dossier.objects.order { ($0.data[path: path].desc.nullsLast, $0.id) }.all().map(\.name)
      for row in try await Dossier.objects.order({ $0.id }).values({
        ($0.data.text, $0.data[path: path].text, $0.data.as(Int.self), $0.data.as(Double.self), $0.data.jsonType)
      }).all() {
        answers.append("\(row)")
      }
      if let known { #expect(answers == known) } else { known = answers }
    }
  }
}
