import CPostgres
import Foundation
import PostgresTestServer
import Testing

@testable import HandWritten
@testable import KindredCore
@testable import KindredPostgres

/// Values over the server's limit are refused before anything is sent, and those below it arrive.
@Suite struct LargeValueTests {
  /// The server's limit: a gigabyte less one byte (`MaxAllocSize`), minus the overhead of a row.
  private let limit = 1_073_741_823 - 1024

  @Test(arguments: [false, true])
  func aValueOverTheLimit(inTransaction: Bool) async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let raw = try bench.raw()
      try Cell<Data>.store("'a'", as: "bytea", on: raw)
      let process = try await bench.process()
      let value = Data(count: limit + 1)
      func write() async throws {
        let error = await expectError(.invalidValue) { _ = try await Cell<Data>.objects.create(Cell(value)) }
        #expect(error?.column == "value" && error?.table == "cell")
        #expect(
          error?.message
            == "Field \"value\" of Cell: the value has 1073740800 bytes; PostgreSQL takes at most 1073740799 in one "
            + "statement, for all its values together.")
        // Nothing was sent: even a transaction goes on.
        #expect(try await Cell<Data>.objects.count() == 1)
      }
      if inTransaction { try await bench.database.transaction { try await write() } } else { try await write() }
      #expect(try await bench.process() == process)
    }
  }

  @Test func valuesThatAreTooLargeTogether() throws {
    let buffer = ParameterBuffer(types: [TypeOID.int8, TypeOID.bytea, TypeOID.text])
    try withExtendedLifetime(buffer) {
      let handle = OpaquePointer(Unmanaged.passUnretained(buffer).toOpaque())
      for sizes in [(10, 10), (400, 600), (600, 300)] {
        var writer = ParameterWriter(handle: handle, functions: PostgresParameters.functions)
        try writer.integer(1)
        try [UInt8](repeating: 1, count: sizes.0).withUnsafeBytes { try writer.blob($0) }
        try writer.text(String(repeating: "x", count: sizes.1))
      }
    }
    // The second run has 8 and 1000 bytes, and 6 for each of its parameters.
    #expect(buffer.indexOfLargestIfTooLarge(1026) == nil)
    #expect(buffer.indexOfLargestIfTooLarge(1025) == 3)
    #expect(buffer.largestSize == 600)
    #expect(buffer.indexOfLargestIfTooLarge(30) == 2)
  }

  /// Of the pieces of a text, an array and a document, each is looked at before it is copied.
  @Test func everyKindOfBytes() {
    let buffer = ParameterBuffer(types: [TypeOID.text, TypeOID.jsonb, TypeOID.bytea])
    let handle = OpaquePointer(Unmanaged.passUnretained(buffer).toOpaque())
    let bytes = [UInt8](repeating: 0x31, count: 16)
    bytes.withUnsafeBytes { bytes in
      let functions = PostgresParameters.functions.pointee
      // The bytes behind the first sixteen are not there, and must not be looked at.
      for function in [functions.text, functions.json, functions.blob] {
        #expect(function(handle, 1, bytes.baseAddress, limit + 1) == PostgresParameters.tooLarge)
      }
    }
    withExtendedLifetime(buffer) { #expect(buffer.size == 1) }
  }

  @Test func manyLargeRows() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let raw = try bench.raw()
      try Cell<Data>.store("NULL", as: "bytea", on: raw)
      try raw.run("DELETE FROM cell")
      let cells = (0..<12).map { Cell(Data(repeating: UInt8($0), count: 3 << 20)) }
      #expect(try await Cell<Data>.objects.bulkCreate(cells).map(\.value.count) == Array(repeating: 3 << 20, count: 12))
      #expect(
        try raw.run("SELECT get_byte(value, 3145727) FROM cell WHERE length(value) = 3145728 ORDER BY id")
          == (0..<12).map { "\($0)" })
      #expect(try await Cell<Data>.objects.order { $0.id }.all().map { $0.value.first } == (0..<12).map { UInt8($0) })
    }
  }

  @Test func aLargeValueArrives() async throws {
    try await withDatabase(connections: 1) { bench async throws in
      let raw = try bench.raw()
      try Cell<Data>.store("NULL", as: "bytea", on: raw)
      let value = Data((0..<(16 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 8) })
      let cell = try await Cell<Data>.objects.create(Cell(value))
      #expect(try await Cell<Data>.objects.get(id: cell.id).value == value)
    }
  }
}

extension TestBench {
  /// The server's process for the only connection.
  fileprivate func process() async throws -> [String] {
    try raw().run(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'kindred'")
  }
}
