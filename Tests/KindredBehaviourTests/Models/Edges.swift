import Foundation
import Kindred

/// One field of each type whose values have an edge.
@Model
struct Edges {
  var int8: Int8?
  var int16: Int16?
  var int32: Int32?
  var int64: Int64?
  var uint8: UInt8?
  var uint16: UInt16?
  var uint32: UInt32?
  var uint64: UInt64?
  var uint: UInt?
  var double: Double?
  var float: Float?
  @Field(maxDigits: 8, decimalPlaces: 2) var amount: Decimal?
  var number: Decimal?
  var text: String?
  var moment: Date?
  var day: CalendarDate?
  var time: TimeOfDay?
  var span: Duration?
}

/// Names and defaults that have to be quoted. A mark with an accent behind it is one character of Swift.
@Model
struct Quoted {
  @Field(column: "a\"\u{301} \"b\" 'c'") var name: String = "x"
  @Field(databaseDefault: .value("it's '\u{301} \\ \\' \"")) var preset: String?
  @Field(databaseDefault: .value(-Double.infinity)) var least: Double?
  @Field(databaseDefault: .value(["'\u{301}", "\"\u{301}", "\\\u{301}"])) var list: [String]?
  @Field(databaseDefault: .value(Date(timeIntervalSince1970: 0.5))) var moment: Date?
}

/// A table with all that the catalogue of PostgreSQL tells.
@Model(
  indexes: [
    .on("title", "-rank", unique: true, where: F("rank") > 0 && F("note") != "it's '\u{301}\\"),
    .on("rank", name: "described_noted", where: !F("note").isNull),
  ],
  constraints: [.check("rank_below", F("rank") <= 10), .unique("code_and_title", "code", "title")],
  comment: "It's a \"table\" \\ with '\u{301} and $kindred$; -- ü")
struct Described {
  @Field(maxLength: 20, unique: true, comment: "a 'code' \\' or \"two\",\non two lines") var code: String
  @Field(index: true) var title: String = ""
  @Field(comment: "0 to 10") var rank: UInt16 = 1
  var note: String?
  @Field(comment: "") var silent: Int?
  @Field(comment: "extra") var extra: Int?
  @ForeignKey(onDelete: .doNothing, relatedName: "parts", comment: "what it is a part of") var whole: Described?
}
