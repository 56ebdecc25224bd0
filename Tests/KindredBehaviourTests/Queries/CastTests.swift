import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

@Suite("Casts")
struct CastTests {
  @Test("FN-1: the SQL of casts")
  func statements() throws {
    func selected<Value: FieldValue>(_ column: (Edges.Columns) -> Expr<Value>) throws -> [String] {
      try [Dialect.sqlite, .postgres].map {
        let text = try Edges.objects.values(column).sql(for: $0).text
        return text.replacing("SELECT ", with: "").replacing(#" FROM "edges""#, with: "").replacing(
          #""edges"."#, with: "")
      }
    }
    #expect(
      try selected { $0.text.cast(to: Int.self) } == [
        #"kindred_integer("text")"#, #"CAST("text" AS bigint)"#,
      ])
    #expect(
      try selected { $0.double.cast(to: Int.self) } == [
        #"kindred_integer("double")"#, #"CAST(TRUNC("double") AS bigint)"#,
      ])
    #expect(
      try selected { $0.int64.cast(to: String.self) } == [
        #"CAST("int64" AS TEXT)"#, #"CAST("int64" AS text)"#,
      ])
    #expect(
      try selected { $0.int64.cast(to: Double.self) } == [
        #"CAST("int64" AS REAL)"#, #"CAST("int64" AS double precision)"#,
      ])
    #expect(
      try selected { $0.text.cast(to: Decimal.self) } == [
        #"kindred_decimal("text")"#, #"CAST("text" AS numeric)"#,
      ])
    #expect(try selected { $0.int64.cast(to: Bool.self) } == [#""int64" <> 0"#, #""int64" <> 0"#])
  }

  /// The cast value of a field of one row.
  private func one<Value: FieldValue>(_ column: (Edges.Columns) -> Expr<Value?>) async throws -> Value? {
    try await Edges.objects.values(column).get()
  }

  @Test("FN-1: texts become numbers, or none")
  func texts() async throws {
    try await withDatabase { _ async throws in
      let row = try await Edges.objects.create()
      func store(_ text: String?) async throws {
        try await Edges.objects.filter { $0.id == row.id }.update { $0.text.set(text) }
      }
      let numbers: [(String, Int?, Double?, Decimal?)] = [
        ("12", 12, 12, 12), (" -7\n", -7, -7, -7), ("+5", 5, 5, 5), ("0", 0, 0, 0),
        ("1.5", nil, 1.5, Decimal(string: "1.5")), ("-2e3", nil, -2000, -2000),
        (".5", nil, 0.5, Decimal(string: "0.5")),
        ("123456.789", nil, 123456.789, Decimal(string: "123456.789")),
      ]
      for (text, integer, double, decimal) in numbers {
        try await store(text)
        if let integer {
          #expect(try await one { $0.text.cast(to: Int.self) } == integer, "\(text)")
        } else {
          await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Int.self) } }
        }
        #expect(try await one { $0.text.cast(to: Double.self) } == double, "\(text)")
        #expect(try await one { $0.text.cast(to: Decimal.self) } == decimal, "\(text)")
      }
      for text in ["", " ", "x", "1x", "1 2", "--1", "e5", "."] {
        try await store(text)
        await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Int.self) } }
        await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Double.self) } }
        await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Decimal.self) } }
      }
      try await store("9223372036854775808")
      await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Int.self) } }
      try await store("300")
      await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Int8.self) } }
      await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: UInt8.self) } }
      #expect(try await one { $0.text.cast(to: Int16.self) } == 300)
      try await store("70000")
      await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Int16.self) } }
      await kindredError(.invalidValue) {
        _ = try await Edges.objects.filter { $0.text.cast(to: Int16.self) > 0 }.count()
      }
      await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: UInt16.self) } }
      try await store("1e400")
      await kindredError(.invalidValue) { _ = try await one { $0.text.cast(to: Double.self) } }
      await kindredError(.invalidQuery) { _ = try await one { $0.text.cast(to: Bool.self) } }
      try await store(nil)
      #expect(try await one { $0.text.cast(to: Int.self) } == nil)
      #expect(try await one { $0.text.cast(to: Decimal.self) } == nil)
    }
  }

  @Test("FN-1: numbers become others, and texts")
  func numbers() async throws {
    try await withDatabase { _ async throws in
      let doubles: [(Double, Int, String)] = [
        (2.9, 2, "2.9"), (-2.9, -2, "-2.9"), (2.5, 2, "2.5"), (3, 3, "3"), (0, 0, "0"), (0.1, 0, "0.1"),
        (0.0001, 0, "0.0001"), (0.00001, 0, "1e-05"), (123456789012345, 123456789012345, "123456789012345"),
        (1e15, 1_000_000_000_000_000, "1e+15"), (1.5e18, 1_500_000_000_000_000_000, "1.5e+18"),
        (0.30000000000000004, 0, "0.30000000000000004"),
      ]
      let row = try await Edges.objects.create()
      let edges = Edges.objects.filter { $0.id == row.id }
      for (double, integer, text) in doubles {
        try await edges.update { $0.double.set(double) }
        #expect(try await one { $0.double.cast(to: Int.self) } == integer, "\(double)")
        #expect(try await one { $0.double.cast(to: String.self) } == text, "\(double)")
        #expect(try await one { $0.double.cast(to: Bool.self) } == (double != 0), "\(double)")
      }
      try await edges.update { $0.double.set(0.1 + 0.2) }
      #expect(try await one { $0.double.cast(to: Decimal.self) } == Decimal(string: "0.3"))
      for double in [1e19, -1e19, .infinity] {
        try await edges.update { $0.double.set(double) }
        await kindredError(.invalidValue) { _ = try await one { $0.double.cast(to: Int.self) } }
      }
      try await edges.update {
        $0.float.set(0.1)
        $0.amount.set(Decimal(string: "12.50"))
        $0.number.set(Decimal(string: "-0.5"))
        $0.int64.set(-3)
        $0.uint8.set(200)
        $0.int32.set(0)
      }
      #expect(try await one { $0.float.cast(to: String.self) } == "0.1")
      #expect(try await one { $0.amount.cast(to: String.self) } == "12.5")
      #expect(try await one { $0.number.cast(to: String.self) } == "-0.5")
      #expect(try await one { $0.amount.cast(to: Int.self) } == 12)
      #expect(try await one { $0.number.cast(to: Int.self) } == 0)
      #expect(try await one { $0.amount.cast(to: Double.self) } == 12.5)
      #expect(try await one { $0.int64.cast(to: String.self) } == "-3")
      #expect(try await one { $0.int64.cast(to: Decimal.self) } == -3)
      #expect(try await one { $0.int64.cast(to: Int16.self) } == -3)
      await kindredError(.invalidValue) { _ = try await one { $0.int64.cast(to: UInt16.self) } }
      await kindredError(.invalidValue) { _ = try await one { $0.uint8.cast(to: Int8.self) } }
      #expect(try await one { $0.uint8.cast(to: Double.self) } == 200)
      #expect(try await one { $0.int32.cast(to: Bool.self) } == false)
      #expect(try await one { ($0.int64 < 0).optional.cast(to: Int.self) } == 1)
      #expect(try await one { ($0.int64 < 0).optional.cast(to: String.self) } == "true")
      #expect(try await one { ($0.int64 > 0).optional.cast(to: Decimal.self) } == 0)
      let order: [String] = try await Edges.objects.values { _ in Expr<Int>.value(7).cast(to: String.self) }.all()
      #expect(order == ["7"])
    }
  }
}
