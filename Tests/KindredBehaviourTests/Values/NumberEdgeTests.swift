import Foundation
import Kindred
import Testing

@Suite("Numbers at their edges")
struct NumberEdgeTests {
  @Test("FT-7 to FT-9: every integer type keeps its limits")
  func integers() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(
        int8: .min, int16: .min, int32: .min, int64: .min, uint8: 0, uint16: 0, uint32: 0, uint64: 0, uint: 0)
      try await Edges.objects.create(
        int8: .max, int16: .max, int32: .max, int64: .max, uint8: .max, uint16: .max, uint32: .max,
        uint64: UInt64(Int64.max), uint: UInt(Int64.max))
      let found = try await Edges.objects.order { $0.id }.all()
      #expect(found.map(\.int8) == [-128, 127] && found.map(\.int16) == [-32_768, 32_767])
      #expect(found.map(\.int32) == [-2_147_483_648, 2_147_483_647])
      #expect(found.map(\.int64) == [-9_223_372_036_854_775_808, 9_223_372_036_854_775_807])
      #expect(found.map(\.uint8) == [0, 255] && found.map(\.uint16) == [0, 65_535])
      #expect(found.map(\.uint32) == [0, 4_294_967_295])
      #expect(found.map(\.uint64) == [0, 9_223_372_036_854_775_807])
      #expect(found.map(\.uint) == [0, 9_223_372_036_854_775_807])
      #expect(
        try await Edges.objects.filter { $0.uint8 > 254 && $0.uint16 == 65_535 && $0.uint32 >= .max }.count() == 1)
      #expect(try await Edges.objects.filter { $0.int64 == .min && $0.int8 < 0 }.count() == 1)
    }
  }

  @Test("An unsigned number above the largest database integer is an error that names the field")
  func tooLarge() async throws {
    try await withDatabase { _ async throws in
      var row = try await Edges.objects.create(uint64: 1)
      row.uint64 = .max
      for error in [
        await kindredError(.invalidValue) { try await Edges.objects.create(uint64: .max) },
        await kindredError(.invalidValue) { try await row.save() },
        await kindredError(.invalidValue) { try await row.save { $0.uint64 } },
        await kindredError(.invalidValue) {
          try await Edges.objects.bulkCreate([Edges(uint64: 1), Edges(uint64: .max)])
        },
      ] {
        #expect(error?.table == "edges" && error?.column == "uint64")
        #expect(error?.description.contains("18446744073709551615") == false)
      }
      await kindredError(.invalidValue) { try await Edges.objects.update { $0.uint64.set(.max) } }
      #expect(try await Edges.objects.all().map(\.uint64) == [1])
    }
  }

  @Test("An unsigned number does not become negative by an expression")
  func negative() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(uint8: 0, uint16: 0, uint32: 0, uint64: 0, uint: 0)
      await kindredError(.invalidValue) { try await Edges.objects.update { $0.uint8.set($0.uint8 - 1) } }
      await kindredError(.invalidValue) { try await Edges.objects.update { $0.uint16.set($0.uint16 - 1) } }
      await kindredError(.invalidValue) { try await Edges.objects.update { $0.uint32.set($0.uint32 - 1) } }
      await kindredError(.invalidValue) { try await Edges.objects.update { $0.uint64.set($0.uint64 - 1) } }
      await kindredError(.invalidValue) { try await Edges.objects.update { $0.uint.set($0.uint - 1) } }
    }
  }

  @Test("Doubles and floats keep every bit; not-a-number is refused")
  func reals() async throws {
    try await withDatabase { _ async throws in
      let doubles: [Double] = [
        0.1, .pi, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNormalMagnitude,
        .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 9_007_199_254_740_993, 1e-310,
      ]
      let floats: [Float] = [
        0.1, .pi, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNormalMagnitude,
        .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 16_777_217, 1e-40,
      ]
      try await Edges.objects.bulkCreate(zip(doubles, floats).map { Edges(double: $0, float: $1) })
      let found = try await Edges.objects.order { $0.id }.all()
      #expect(found.map { $0.double?.bitPattern } == doubles.map(\.bitPattern))
      #expect(found.map { $0.float?.bitPattern } == floats.map(\.bitPattern))
      #expect(try await Edges.objects.filter { $0.double == .infinity && $0.float == .infinity }.count() == 1)
      #expect(try await Edges.objects.filter { $0.double > 1e308 }.count() == 2)
      for error in [
        await kindredError(.invalidValue) { try await Edges.objects.create(double: .nan) },
        await kindredError(.invalidValue) { try await Edges.objects.create(double: .signalingNaN) },
      ] { #expect(error?.column == "double") }
      let float = await kindredError(.invalidValue) { try await Edges.objects.create(float: -.nan) }
      #expect(float?.column == "float")
    }
  }

  @Test("The sign of zero is kept by PostgreSQL and dropped by SQLite; the two zeros are equal")
  func zero() async throws {
    try await withDatabase { _ async throws in
      let row = try await Edges.objects.create(double: -0.0, float: -0.0)
      let found = try await Edges.objects.get(id: row.id)
      #expect(found.double == 0 && found.float == 0)
      #expect(found.double?.sign == (Backend.current != .sqlite ? .minus : .plus))
      #expect(try await Edges.objects.filter { $0.double == 0 }.count() == 1)
    }
  }

  @Test("Decimals keep their value at the ends of the range")
  func decimals() async throws {
    try await withDatabase { _ async throws in
      let texts = [
        "0", "1e50", "-1e50", "1e127", "1e-128", "-1e-50", "123456789012345", "0.00000000000000123456789012345",
      ]
      let values = texts.compactMap { Decimal(string: $0) }
      #expect(values.count == texts.count)
      try await Edges.objects.bulkCreate(values.map { Edges(number: $0) })
      #expect(try await Edges.objects.order { $0.id }.all().map(\.number) == values)
      let error = await kindredError(.invalidValue) { try await Edges.objects.create(number: .nan) }
      #expect(error?.column == "number")
    }
  }

  @Test("A decimal with more digits than its column is refused, not rounded")
  func digits() async throws {
    try await withDatabase { _ async throws in
      func decimal(_ text: String) -> Decimal { Decimal(string: text) ?? .nan }
      let kept = ["0", "999999.99", "-999999.99", "0.01", "1.500", "1e5", "000123.4"].map(decimal)
      try await Edges.objects.bulkCreate(kept.map { Edges(amount: $0) })
      #expect(try await Edges.objects.order { $0.id }.all().map(\.amount) == kept)
      var row = try await Edges.objects.order { $0.id }.get { $0.amount == 0 }
      for text in ["1.239", "1000000", "-1000000", "0.001", "-0.005", "999999.999", "1e50", "1e-100"] {
        let value = decimal(text)
        row.amount = value
        for error in [
          await kindredError(.invalidValue) { try await Edges.objects.create(amount: value) },
          await kindredError(.invalidValue) { try await row.save() },
          await kindredError(.invalidValue) { try await row.save { $0.amount } },
          await kindredError(.invalidValue) {
            try await Edges.objects.bulkCreate([Edges(amount: 1), Edges(amount: value)])
          },
          await kindredError(.invalidValue) {
            try await Edges.objects.filter { $0.amount == 0 }.update {
              $0.text.set("x")
              $0.amount.set(value)
            }
          },
        ] {
          #expect(error?.table == "edges" && error?.column == "amount")
          #expect(error?.message.contains("8 digits, 2 of them after the point") == true)
        }
        #expect(try await Edges.objects.filter { $0.amount == value }.count() == 0)
      }
      #expect(try await Edges.objects.order { $0.id }.all().map(\.amount) == kept)
    }
  }
}
