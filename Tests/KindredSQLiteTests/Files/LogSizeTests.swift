import Foundation
import KindredCore
import Testing

@testable import KindredSQLite

/// How large the write-ahead log becomes while somebody reads at every moment.
@Suite("The size of the write-ahead log", .timeLimit(.minutes(2)))
struct LogSizeTests {
  private static let megabyte = 1 << 20

  private func logSize(_ scratch: Scratch) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: scratch.path + "-wal")
    return try #require((attributes[.size] as? NSNumber)?.intValue)
  }

  /// Runs the closure with a file of about 700 KB whose log is to have 2 MB.
  private func inScratch(_ body: (Scratch) async throws -> Void) async throws {
    try await Scratch.run([Shelf.self, Book.self], configuration: .init(writeAheadLogLimit: 2 * Self.megabyte)) {
      scratch in
      try scratch.addShelves(1000)
      try scratch.raw.run("UPDATE shelf SET note = printf('%0300d', id)")
      try await body(scratch)
    }
  }

  /// Writes all of the file's pages.
  private func rewrite() async throws { try await Shelf.objects.update { $0.room.set($0.room + 1) } }

  /// How somebody reads at every moment.
  enum Reading: CaseIterable {
    /// Each stream has its view of the file before the former one gives up its own.
    case streams
    /// Many tasks ask for all rows, again and again.
    case queries

    func goOn() async throws {
      switch self {
      case .streams:
        var former = Shelf.objects.filter { $0.room > 0 }.rows.makeAsyncIterator()
        _ = try await former.next()
        while !Task.isCancelled {
          var next = Shelf.objects.filter { $0.room > 0 }.rows.makeAsyncIterator()
          _ = try await next.next()
          former = next
          await Task.yield()
        }
      case .queries:
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<8 {
            group.addTask { while !Task.isCancelled { _ = try? await Shelf.objects.all() } }
          }
        }
      }
    }
  }

  @Test("Readers that overlap at every moment do not let it grow", arguments: Reading.allCases, [false, true])
  func overlapping(_ reading: Reading, inTransactions: Bool) async throws {
    try await inScratch { scratch in
      let reader = Task { try await reading.goOn() }
      var largest = 0
      for _ in 0..<36 {
        if inTransactions { try await transaction { try await rewrite() } } else { try await rewrite() }
        largest = max(largest, try logSize(scratch))
      }
      reader.cancel()
      _ = await reader.result
      // About 25 MB were written.
      #expect(largest < 16 * Self.megabyte, "\(largest) bytes")
      #expect(try scratch.raw.cell("SELECT sum(room) FROM shelf") == "536500")
      #expect(try scratch.raw.cell("PRAGMA integrity_check") == "ok")
    }
  }

  @Test("One reader that stays keeps it, but keeps nobody waiting for long; behind it the log is short again")
  func longReader() async throws {
    try await inScratch { scratch in
      let other = try scratch.raw
      try other.run("BEGIN")
      #expect(try other.cell("SELECT count(*) FROM shelf") == "1000")
      for _ in 0..<30 { try await rewrite() }
      #expect(try logSize(scratch) > 12 * Self.megabyte)
      try other.run("COMMIT")
      for _ in 0..<30 { try await rewrite() }
      #expect(try logSize(scratch) < 8 * Self.megabyte)
      #expect(try scratch.raw.cell("SELECT sum(room) FROM shelf") == "560500")
    }
  }
}
