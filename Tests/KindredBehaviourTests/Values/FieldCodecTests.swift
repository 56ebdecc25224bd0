import Foundation
import Kindred
import Testing

@testable import KindredCore

@Suite("Values without types")
struct FieldCodecTests {
  @Test(
    "Text is parsed by the type of the field, and written in a form that is parsed again",
    arguments: [
      (Int.self, "7", .integer(7), "7"), (Int?.self, "-7", .integer(-7), "-7"),
      (Int16.self, "+32767", .integer(32767), "32767"),
      (UInt64.self, "9223372036854775807", .integer(.max), "9223372036854775807"),
      (Bool.self, "True", .bool(true), "true"), (Bool.self, "0", .bool(false), "false"),
      (Double.self, "1e3", .double(1000), "1000.0"), (Double.self, "-inf", .double(-.infinity), "-inf"),
      (Float.self, "0.5", .double(0.5), "0.5"), (String.self, " it's ", .text(" it's "), " it's "),
      (Decimal.self, "1.50", .decimal(Decimal(string: "1.5") ?? 0), "1.5"),
      (Data.self, "AP8=", .bytes([0, 255]), "AP8="),
      (Date.self, "2008-02-29T12:00:00+01:00", .timestamp(microseconds: 1_204_282_800_000_000), "2008-02-29T11:00:00Z"),
      (Date.self, "2008-02-29", .timestamp(microseconds: 1_204_243_200_000_000), "2008-02-29T00:00:00Z"),
      (CalendarDate.self, "2008-02-29", .date(days: 13938), "2008-02-29"),
      (TimeOfDay.self, "12:30", .time(microseconds: 45_000_000_000), "12:30:00"),
      (Duration.self, "90", .interval(microseconds: 90_000_000), "00:01:30"),
      (Duration.self, "-1 02:03:04.5", .interval(microseconds: -93_784_500_000), "-1 02:03:04.500000"),
      (
        UUID.self, "0102030405060708090A0B0C0D0E0F10",
        .uuid(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16))),
        "01020304-0506-0708-090a-0b0c0d0e0f10"
      ),
      ([Int].self, "[1, 2]", .list([.integer(1), .integer(2)]), "[1,2]"),
      ([CalendarDate].self, #"["2008-02-29"]"#, .list([.date(days: 13938)]), #"["2008-02-29"]"#),
      (Level.self, "veryHigh", .text("veryHigh"), "veryHigh"), (Money.self, "250", .integer(250), "250"),
      (Key<Blog>.self, "3", .integer(3), "3"), (Address.self, "A@B", .text("a@b"), "a@b"),
      (JSON<[String: Int]>.self, #"{ "a": 1 }"#, .json(Array(#"{"a":1}"#.utf8)), #"{"a":1}"#),
    ] as [(any FieldValue.Type, String, DatabaseValue, String)])
  func texts(_ type: any FieldValue.Type, _ text: String, _ value: DatabaseValue, _ written: String) throws {
    let codec = FieldCodec(type)
    #expect(try codec.parse(text) == value)
    #expect(try codec.text(of: value) == written)
    #expect(try codec.parse(written) == value)
    #expect(try codec.encode(codec.decode(value)) == value)
  }

  @Test(
    "What is no such value is refused, and not shown",
    arguments: [
      (Int.self, "seven"), (Int.self, ""), (Int.self, "7.5"), (Int.self, " 7"), (Int.self, "0x7"), (Int.self, "--7"),
      (Int8.self, "128"), (UInt.self, "-1"), (Int.self, "99999999999999999999"), (Bool.self, "yes"), (Bool.self, "2"),
      (Double.self, "nan"), (Double.self, "0x1p3"), (Double.self, "1e999"), (Decimal.self, "1,5"),
      (Decimal.self, "1e300"), (Data.self, "!!"), (Date.self, "today"), (Date.self, "2008-02-30"),
      (CalendarDate.self, "2008-2-9"), (TimeOfDay.self, "25:00"), (Duration.self, "1:99:00"), (Duration.self, "x"),
      (Duration.self, "1 2"), (Duration.self, "99999999999999999999"), (UUID.self, "xyz"), ([Int].self, "1,2"),
      ([Int].self, #"["a"]"#), (Level.self, "middle"), (Key<Blog>.self, "a"), (JSON<[String: Int]>.self, "{"),
      (JSON<[String: Int]>.self, "[1]"),
    ] as [(any FieldValue.Type, String)])
  func malformed(_ type: any FieldValue.Type, _ text: String) {
    #expect {
      try FieldCodec(type).parse(text)
    } throws: { error in
      guard let error = error as? FieldValueError else { return false }
      return text.count < 2 || !error.problem.contains(text)
    }
  }

  @Test("Values of other types are converted where nothing is lost")
  func conversions() throws {
    #expect(try FieldCodec(Decimal.self).convert(.integer(7)) == .decimal(7))
    #expect(try FieldCodec(Double.self).convert(.integer(7)) == .double(7))
    #expect(try FieldCodec(Int.self).convert(.double(7)) == .integer(7))
    #expect(try FieldCodec(Int.self).convert(.decimal(7)) == .integer(7))
    #expect(try FieldCodec(Date.self).convert(.date(days: 1)) == .timestamp(microseconds: 86_400_000_000))
    #expect(try FieldCodec(Int.self).convert(.null) == .null)
    #expect(try FieldCodec(JSON<[Int]>.self).convert(.list([.integer(1)])) == .json(Array("[1]".utf8)))
    for (type, value) in [
      (Int.self, .double(7.5)), (Int.self, .bool(true)), (Bool.self, .integer(2)), (String.self, .bool(true)),
      (CalendarDate.self, .timestamp(microseconds: 0)), (UUID.self, .integer(1)), ([Int].self, .integer(1)),
      (Data.self, .uuid(UUID())), (Int8.self, .integer(200)),
    ] as [(any FieldValue.Type, DatabaseValue)] {
      #expect(throws: FieldValueError.self) { try FieldCodec(type).convert(value) }
    }
  }

  @Test("Durations: every magnitude comes back")
  func durations() throws {
    for number in [0, 1, -1, 999_999, 86_399_999_999, 86_400_000_000, -86_400_000_001, Int64.max, Int64.min] {
      #expect(DurationText.parse(DurationText.write(number)) == number)
    }
    #expect(DurationText.write(.min) == "-106751991 04:00:54.775808")
    #expect(DurationText.parse("-106751991 04:00:54.775809") == nil)
    #expect(DurationText.parse("106751991 04:00:54.775808") == nil)
  }

  @Test("A field says its name in its errors, and never the value")
  func fields() throws {
    let rating = try #require(Entry.schema.field(named: "rating"))
    #expect(try rating.parse("7") == .integer(7))
    #expect(try rating.decode(.integer(7)) as? Int == 7)
    #expect(try rating.encode(Int8(7)) == .integer(7))
    do {
      _ = try rating.parse("secret")
      Issue.record("nothing was thrown")
    } catch let error as KindredError {
      #expect(error.code == .invalidValue)
      #expect(error.message == "Field \"rating\": a whole number is expected.")
      #expect(error.column == "rating")
    }
    #expect(try #require(Entry.schema.field(named: "blog")).codec.type == Key<Blog>.self)
    #expect(throws: KindredError.self) { try rating.decode(.text("x")) }
  }

  @Test("A model is read from named values")
  func models() throws {
    let entry = try Entry(values: [
      "id": .integer(5), "blog": .integer(2), "headline": .text("Help!"), "rating": .integer(3),
      "comments": .integer(0),
      "pubDate": .text("2008-02-29"),
    ])
    #expect(entry.id == 5)
    #expect(entry.blogID == 2)
    #expect(entry.reviewerID == nil)
    #expect(entry.headline == "Help!")
    #expect(entry.note == nil)
    #expect(entry.pubDate == Date(timeIntervalSince1970: 1_204_243_200))
    let country = try Country(values: [
      "code": .text("DE"), "name": .text("Germany"), "level": .text("low"), "score": .integer(1), "rank": .integer(1),
      "settings": .text(#"{"theme":"x","sizes":[1]}"#), "area": .double(1.5), "budget": .integer(3),
    ])
    #expect(country.settings.sizes == [1])
    #expect(country.area == Decimal(string: "1.5"))
    func refusal(_ values: [String: DatabaseValue]) -> KindredError? {
      do {
        _ = try Blog(values: values)
        return nil
      } catch { return error as? KindredError }
    }
    #expect(refusal(["id": .integer(1), "name": .text("x")]) == nil)
    #expect(refusal(["id": .integer(1)])?.message == "Blog has no value for its field \"name\".")
    #expect(refusal(["id": .integer(1), "nam": .text("x")])?.message.contains("Did you mean \"name\"?") == true)
    let wrong = refusal(["id": .text("secret"), "name": .text("x")])
    #expect(wrong?.code == .invalidValue)
    #expect(wrong?.message == "Field \"id\": a whole number is expected.")
  }
}
