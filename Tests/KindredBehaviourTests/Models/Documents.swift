import Foundation
import Kindred

@JSONDocument
struct Keeper: Codable, Hashable {
  var name: String
  var nickname: String?
  var age: Int
  var isActive: Bool
  var score: Double
  var ratio: Float
  var amount: Decimal?
  var level: Level
  var token: UUID
  var born: Date?
  var home: Home?
  var pets: [Pet]
  var tags: [String]
  var marks: [Int?]?
  var limits: [String: Int]
  var `class`: String
  var budget: Money

  @JSONDocument
  struct Home: Codable, Hashable {
    var city: String
    var zip: String?
    var flags: [String: Bool]?
  }

  private enum CodingKeys: String, CodingKey {
    case name, nickname, age, score, ratio, amount, level, token, born, home, pets, tags, marks, limits, budget
    case isActive = "is active"
    case `class` = "the \"class\"\\"
  }
}

@JSONDocument
struct Pet: Codable, Hashable {
  var name: String
  var age: Int
}

/// Documents of a known form, and of any.
@Model
struct Dossier {
  var name: String
  @Field(.json) var data: JSONValue?
  @Field(.json) var keeper: Keeper?
  @Field(.json) var pets: [Pet] = []
  @Field(.json) var counts: [String: Int] = [:]
  @Field(.json) var pet: Pet = Pet(name: "Rex", age: 3)
}

/// What belongs to a document of another table.
@Model
struct Sheet {
  @ForeignKey(onDelete: .cascade) var dossier: Dossier
  var number: Int
  @Field(.json) var data: JSONValue = [:]
}
