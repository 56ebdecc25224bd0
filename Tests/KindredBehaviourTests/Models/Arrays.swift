import Foundation
import Kindred

@Model
struct Lists {
  var tags: [String] = []
  var numbers: [Int] = []
  var small: [Int16]?
  var reals: [Double] = []
  var flags: [Bool] = []
  var tokens: [UUID] = []
  var moments: [Date] = []
  var days: [CalendarDate] = []
  var gaps: [Int?] = []
  @Field(maxLength: 3) var codes: [String] = []
  @Field(databaseDefault: .value(["it's", "a \"b\"", "c\\d"])) var preset: [String]?
}

struct Document: Codable, Hashable {
  var big: Int64 = .max
  var small: Int64 = .min
  var amount: Decimal = Decimal(string: "12345678901234567.89") ?? 0
  var real: Double = 0.1
  var text: String = "日本語 😀 \"\\ \u{1} /"
  var nested: [String: [Int?]] = ["a": [1, nil], "": []]
}

@Model
struct Documents {
  @Field(.json) var body: Document = Document()
  @Field(.json) var extra: [String: String]?
}
