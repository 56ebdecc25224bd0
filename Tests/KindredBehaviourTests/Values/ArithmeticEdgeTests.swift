import Kindred
import Testing

@Suite("Arithmetic at its edges")
struct ArithmeticEdgeTests {
  @Test("E-2: a sum, difference, product or negative beyond the column's type is refused, and nothing is stored")
  func overflow() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(
        int8: .max, int16: .max, int32: .max, int64: .max, uint8: .max, uint16: .max, uint32: .max,
        uint64: UInt64(Int64.max), uint: UInt(Int64.max))
      let edges = Edges.objects
      await kindredError(.invalidValue) { try await edges.update { $0.int8.set($0.int8 + 1) } }
      await kindredError(.invalidValue) { try await edges.update { $0.int16.set($0.int16 + 1) } }
      await kindredError(.invalidValue) { try await edges.update { $0.int32.set($0.int32 * 2) } }
      await kindredError(.invalidValue) { try await edges.update { $0.int64.set($0.int64 + 1) } }
      await kindredError(.invalidValue) { try await edges.update { $0.int64.set($0.int64 * 3) } }
      await kindredError(.invalidValue) { try await edges.update { $0.int64.set(-2 - $0.int64) } }
      await kindredError(.invalidValue) { try await edges.update { $0.uint8.set($0.uint8 + 1) } }
      await kindredError(.invalidValue) { try await edges.update { $0.uint16.set($0.uint16 + 1) } }
      await kindredError(.invalidValue) { try await edges.update { $0.uint32.set($0.uint32 + 1) } }
      await kindredError(.invalidValue) { try await edges.update { $0.uint64.set($0.uint64 + 1) } }
      await kindredError(.invalidValue) { try await edges.update { $0.uint.set($0.uint * 2) } }
      let row = try await edges.get()
      #expect(row.int8 == .max && row.int16 == .max && row.int32 == .max && row.int64 == .max)
      #expect(row.uint8 == .max && row.uint16 == .max && row.uint32 == .max)
      #expect(row.uint64 == UInt64(Int64.max) && row.uint == UInt(Int64.max))
      // What fits is stored.
      try await edges.update {
        $0.int8.set($0.int8 - 127)
        $0.int16.set(-$0.int16)
        $0.int64.set(-1 - $0.int64)
        $0.uint8.set($0.uint8 / 2)
        $0.uint32.set($0.uint32 - 4_294_967_295)
      }
      let after = try await edges.get()
      #expect(after.int8 == 0 && after.int16 == -32_767 && after.int64 == .min)
      #expect(after.uint8 == 127 && after.uint32 == 0)
      await kindredError(.invalidValue) { try await edges.update { $0.int64.set(-$0.int64) } }
      await kindredError(.invalidValue) { try await edges.update { $0.int64.set($0.int64 / -1) } }
      #expect(try await edges.get().int64 == .min)
    }
  }

  @Test("E-2: a condition, an order and a selected value beyond the type are refused as well")
  func overflowInQueries() async throws {
    try await withDatabase { _ async throws in
      try await Edges.objects.create(int16: .max, int64: .max)
      let edges = Edges.objects
      await kindredError(.invalidValue) { _ = try await edges.filter { $0.int64 + 1 > 0 }.all() }
      await kindredError(.invalidValue) { _ = try await edges.filter { $0.int16 + 1 > 0 }.count() }
      await kindredError(.invalidValue) { _ = try await edges.order { $0.int64 * 2 }.all() }
      await kindredError(.invalidValue) { _ = try await edges.values { $0.int64 - -1 }.all() }
      await kindredError(.invalidValue) { _ = try await edges.values { ($0.id, ($0.int64 + 1) * 0) }.all() }
      let found1: [Int64?] = try await edges.values { $0.int64 - 1 }.all()
      #expect(found1 == [Int64.max - 1])
    }
  }

  @Test("E-2: a division by zero gives NULL, by an expression or by a value")
  func divisionByZero() async throws {
    try await withDatabase { _ async throws in
      let zero = try await Edges.objects.create(int32: 7, int64: 0, double: 0)
      let two = try await Edges.objects.create(int32: 7, int64: 2, double: 2)
      let edges = Edges.objects.order { $0.id }
      let found2: [Int64?] = try await edges.values { 7 / $0.int64 }.all()
      #expect(found2 == [nil, 3])
      let found3: [Int64?] = try await edges.values { 7 % $0.int64 }.all()
      #expect(found3 == [nil, 1])
      let found4: [Double?] = try await edges.values { 7 / $0.double }.all()
      #expect(found4 == [nil, 3.5])
      let found5: [Int32?] = try await edges.values { $0.int32 / 0 }.all()
      #expect(found5 == [nil, nil])
      let found6: [Int32?] = try await edges.values { $0.int32 % 0 }.all()
      #expect(found6 == [nil, nil])
      let found7: [Double?] = try await edges.values { $0.double / 0 }.all()
      #expect(found7 == [nil, nil])
      // NULL is not above 1, and not "not above 1" either in SQL; Kindred's negation keeps the row.
      #expect(try await edges.filter { 7 / $0.int64 > 1 }.all().map(\.id) == [two.id])
      #expect(try await edges.filter { !(7 / $0.int64 > 1) }.all().map(\.id) == [zero.id])
      #expect(try await edges.filter { $0.int64 != 0 && 7 / $0.int64 > 1 }.all().map(\.id) == [two.id])
      try await edges.update { $0.int32.set($0.int32 / Int32(0)) }
      #expect(try await edges.all().map(\.int32) == [nil, nil])
    }
  }
}
