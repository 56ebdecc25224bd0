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

  /// Writes about 400 KB: each page of the row changes.
  private func rewrite(_ number: Int) async throws {
    let note = String(repeating: "\(number % 10)", count: 400_000)
    try await Shelf.objects.filter { $0.label == "large" }.update { $0.note.set(note) }
  }

  @Test("Streams that overlap at every moment do not let it grow", arguments: [false, true])
  func overlapping(inTransactions: Bool) async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try scratch.addShelves(2000)
      try await addShelf("large")
      let reader = Task {
        var former = Shelf.objects.filter { $0.room > 0 }.makeAsyncIterator()
        _ = try await former.next()
        while !Task.isCancelled {
          // The next one has its view of the file before the former one gives up its own.
          var next = Shelf.objects.filter { $0.room > 0 }.makeAsyncIterator()
          _ = try await next.next()
          former = next
          await Task.yield()
        }
      }
      var largest = 0
      for number in 0..<500 {
        if inTransactions { try await transaction { try await rewrite(number) } } else { try await rewrite(number) }
        largest = max(largest, try logSize(scratch))
      }
      reader.cancel()
      _ = await reader.result
      // 200 MB were written.
      #expect(largest < 48 * Self.megabyte, "\(largest) bytes")
      #expect(try scratch.raw.cell("PRAGMA integrity_check") == "ok")
    }
  }

  @Test("One reader that stays keeps it, but keeps nobody waiting for long; behind it the log is short again")
  func longReader() async throws {
    try await Scratch.run([Shelf.self, Book.self]) { scratch in
      try scratch.addShelves(2000)
      try await addShelf("large")
      let other = try scratch.raw
      try other.run("BEGIN")
      #expect(try other.cell("SELECT count(*) FROM shelf") == "2001")
      for number in 0..<100 { try await rewrite(number) }
      #expect(try logSize(scratch) > 30 * Self.megabyte)
      try other.run("COMMIT")
      for number in 0..<100 { try await rewrite(number) }
      #expect(try logSize(scratch) < 30 * Self.megabyte)
      #expect(try await Shelf.objects.get { $0.label == "large" }.note?.first == "9")
    }
  }
}
