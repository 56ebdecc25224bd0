import Foundation
import Kindred

enum Level: String, Choices {
  case low, veryHigh
}

struct Money: StoredAs, Hashable, Codable {
  var cents: Int64

  init(cents: Int64) { self.cents = cents }
  init(stored: Int64) { cents = stored }
  var stored: Int64 { cents }
}

struct Settings: Codable, Hashable {
  var theme: String
  var sizes: [Int]
}

/// A key that the program makes.
@Model
struct Device {
  @PrimaryKey var id: UUID = UUID()
  var name: String
}

/// A key from outside, and values that the database fills in.
@Model(
  ordering: ["-score", "code"], indexes: [.on("score", "-code")], uniqueTogether: [["name", "level"]],
  constraints: [.check("score_in_range", F("score") >= 0 && F("score") <= 100)])
struct Country {
  @PrimaryKey(maxLength: 2) var code: String
  var name: String
  var level: Level = .low
  @Field(column: "points") var score: Int = 0
  @Field(databaseDefault: .currentTimestamp) var created: Date?
  @Field(databaseDefault: .value(7)) var rank: Int
  @Field(.json) var settings: Settings = Settings(theme: "dark", sizes: [])
  @Field(.json) var extra: [String: Int]?
  @Field(maxDigits: 8, decimalPlaces: 2) var area: Decimal?
  var budget: Money = Money(cents: 0)
  @Transient var cached: Int = 0
}

/// Optional columns with a default in the database, with a value of their own and without.
@Model
struct Sentinel {
  @Field(databaseDefault: .value(7)) var rank: Int? = 1
  @Field(databaseDefault: .value(3)) var level: Int?
}
