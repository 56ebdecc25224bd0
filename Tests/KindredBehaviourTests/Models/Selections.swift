import Foundation
import Kindred

@Selection
struct BlogStats: Hashable, Codable {
  var name: String
  var entries: Int
  var best: Int?
}

/// A whole model with a number.
@Selection
struct BlogSize: Hashable {
  let blog: Blog
  var entries: Int
}

/// Whole models: the queried one, one that a key points to, one that may be missing.
@Selection
struct EntryLine: Hashable {
  var headline: String
  let entry: Entry
  var blog: Blog
  var reviewer: Author?
  var double: Int
}

/// Related rows, of which there may be none.
@Selection
struct BlogPair: Hashable {
  var blog: Blog
  var entry: Entry?
}

/// A selection as part of another one.
@Selection
struct RankedStats: Hashable {
  var rank: Int
  var stats: BlogStats
  var size: BlogSize
}

@Selection
struct Labelled<Value: FieldValue> {
  var label: String
  var value: Value
  var other: Value?
}

@Selection
struct Tagged<Value: FieldValue> {
  var label: String
  var value: Value
}

extension Labelled: Equatable where Value: Equatable {}

@Selection
struct OneNumber: Hashable {
  var number: Int
}

enum Reports {
  /// What has no part in it: a constant, a computed, a static and a lazy property.
  @Selection
  struct CountryLine: Hashable {
    let code: String
    var level: Level = .low
    var budget: Money
    var settings: JSON<Settings>
    var area: Decimal?
    var created: Date?
    private var name: String = "unknown"
    var `class`: Int
    let version = 2
    static let version = 3
    var isRich: Bool { budget.cents > 100 }
    lazy var parts: Int = 4

    var shownName: String { name }

    static func == (lhs: CountryLine, rhs: CountryLine) -> Bool { lhs.code == rhs.code }
    func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// Names that only this file sees are selected here.
    static func all() async throws -> [CountryLine] {
      try await Country.objects.values {
        Columns(
          code: $0.code, level: $0.level, budget: $0.budget, settings: $0.settings, area: $0.area,
          created: $0.created, name: $0.name.uppercased(), class: $0.score)
      }.order { $0.code }.all()
    }
  }
}

/// As many properties as there are in a large report.
@Selection
struct Wide: Hashable {
  var a0, a1, a2, a3, a4, a5, a6, a7, a8, a9: Int
  var b0, b1, b2, b3, b4, b5, b6, b7, b8, b9: String
  var c0, c1, c2, c3, c4, c5, c6, c7, c8, c9: Int?
  var d0, d1, d2, d3, d4, d5, d6, d7, d8, d9: String?
}
