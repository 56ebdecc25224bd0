import Foundation
import KindredCore
import Testing

@testable import KindredSQLite

/// A way in which a file gets lost while it is open.
enum Loss: String, CaseIterable {
  case removed, renamed, replaced, folderRenamed

  func happen(to path: String) throws {
    let files = FileManager.default
    switch self {
    case .removed: for end in ["", "-wal", "-shm"] { try? files.removeItem(atPath: path + end) }
    case .renamed: try files.moveItem(atPath: path, toPath: path + ".old")
    case .replaced:
      try Raw(path + ".new").run(
        "CREATE TABLE shelf (id integer PRIMARY KEY, label text NOT NULL, room integer NOT NULL, note text)")
      for end in ["", "-wal", "-shm"] { try? files.removeItem(atPath: path + end) }
      try files.moveItem(atPath: path + ".new", toPath: path)
    case .folderRenamed:
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
      try files.moveItem(atPath: folder, toPath: folder + ".old")
    }
  }

  /// Whether there is nothing at the path afterwards.
  var leavesNothing: Bool { self != .replaced }
}

@Suite("A database file that is removed or replaced while it is open")
struct LostFileTests {
  /// Runs the closure with a file in a folder inside of another one, which is removed with all that comes to be in it.
  private func inScratch(
    _ configuration: SQLiteConfiguration = .init(maximumReaders: 2), _ body: (Scratch) async throws -> Void
  ) async throws {
    try await Scratch.withFolder { outer in
      let folder = outer + "/data"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = folder + "/scratch.sqlite"
      let database = try Database(sqlite: .file(path), configuration: configuration)
      try await database.use {
        try await database.createTables(for: [Shelf.self, Book.self])
        try await addShelf("first")
        try await body(Scratch(database: database, path: path))
      }
      await database.close()
    }
  }

  /// No file was created at the path, and nothing was written to the file that is there now.
  private func expectUntouched(_ scratch: Scratch, _ loss: Loss) throws {
    if loss.leavesNothing {
      #expect(!FileManager.default.fileExists(atPath: scratch.path))
    } else {
      #expect(try scratch.raw.cell("SELECT count(*) FROM shelf") == "0")
    }
  }

  @Test("Nothing is written any more", arguments: Loss.allCases)
  func writing(loss: Loss) async throws {
    try await inScratch { scratch in
      try loss.happen(to: scratch.path)
      let ran = Notes<String>()
      let failures = [
        await kindredError { try await addShelf("lost") },
        await kindredError { try await Shelf.objects.update { $0.room.set(2) } },
        await kindredError { try await Shelf.objects.bulkCreate([Shelf(label: "lost")]) },
        await kindredError { try await Shelf.objects.delete() },
        await kindredError { try await transaction { ran.add("body") } },
      ]
      for failure in failures {
        #expect(failure?.code == .storage)
        #expect(failure?.message.contains("\"\(scratch.path)\" was removed or replaced") == true)
      }
      #expect(ran.all.isEmpty)
      try expectUntouched(scratch, loss)
      #expect(scratch.writer == (leased: 0, waiting: 0, existing: 1))
    }
  }

  @Test("A transaction that has begun is not committed", arguments: Loss.allCases)
  func beforeCommit(loss: Loss) async throws {
    try await inScratch { scratch in
      let failure = await kindredError {
        try await transaction {
          try await addShelf("lost")
          try loss.happen(to: scratch.path)
        }
      }
      #expect(failure?.code == .storage)
      try expectUntouched(scratch, loss)
    }
  }

  @Test("A write is not confirmed when it happens during the commit", arguments: Loss.allCases, [false, true])
  func duringCommit(loss: Loss, inTransaction: Bool) async throws {
    try await inScratch { scratch in
      let hooks = try Hooks(scratch.database)
      let path = scratch.path
      let ran = Notes<String>()
      hooks.onCommit { (try? loss.happen(to: path)) != nil }
      let failure = await kindredError {
        guard inTransaction else {
          try await addShelf("lost")
          return
        }
        try await transaction(retry: .upTo(3)) {
          try await scratch.database.onCommit { ran.add("behind the commit") }
          ran.add("body")
          try await addShelf("lost")
        }
      }
      hooks.remove()
      #expect(failure?.code == .commitOutcomeUnknown)
      #expect(ran.all == (inTransaction ? ["body"] : []))
      #expect(await kindredError { try await addShelf("later") }?.code == .storage)
      try expectUntouched(scratch, loss)
    }
  }

  @Test("Reading makes no new file, and ends with an error", arguments: Loss.allCases)
  func reading(loss: Loss) async throws {
    try await inScratch { scratch in
      // One reading connection is kept, so that the next reads need a second one.
      var stream = Shelf.objects.rows.makeAsyncIterator()
      _ = try await stream.next()
      try loss.happen(to: scratch.path)
      var failure: KindredError?
      for _ in 0..<1000 where failure == nil {
        failure = await kindredError {
          let labels = try await Shelf.objects.all().map(\.label)
          #expect(labels == ["first"])
        }
      }
      #expect(failure?.code == .storage)
      #expect(await kindredError { for try await _ in Shelf.objects.rows {} }?.code == .storage)
      #expect(await kindredError { try await transaction(readOnly: true) {} }?.code == .storage)
      try expectUntouched(scratch, loss)
    }
  }

  @Test("A connection that is opened later makes no file")
  func newReader() async throws {
    try await inScratch { scratch in
      try await transaction(readOnly: true) {
        #expect(try await Shelf.objects.count() == 1)
        try Loss.removed.happen(to: scratch.path)
        let failure = await kindredError {
          _ = try await Task.detached { try await Shelf.objects.using(scratch.database).count() }.value
        }
        #expect(failure?.code == .storage)
        #expect(!FileManager.default.fileExists(atPath: scratch.path))
      }
    }
  }

  @Test("A file that comes back is written again")
  func comesBack() async throws {
    try await inScratch { scratch in
      let aside = scratch.path + ".aside"
      try FileManager.default.moveItem(atPath: scratch.path, toPath: aside)
      #expect(await kindredError { try await addShelf("lost") }?.code == .storage)
      #expect(await kindredError { _ = try await Shelf.objects.count() }?.code == .storage)
      try FileManager.default.moveItem(atPath: aside, toPath: scratch.path)
      try await addShelf("second")
      #expect(try await Shelf.objects.count() == 2)
      #expect(try scratch.labels == ["first", "second"])
    }
  }

  @Test("A log that is removed alone takes no further writes, and what it had is in the file at the end")
  func logRemoved() async throws {
    try await inScratch { scratch in
      try FileManager.default.removeItem(atPath: scratch.path + "-wal")
      #expect(await kindredError { try await addShelf("perhaps") }?.code == .commitOutcomeUnknown)
      #expect(await kindredError { try await addShelf("lost") }?.code == .storage)
      #expect(await kindredError { _ = try await Shelf.objects.count() }?.code == .storage)
      await scratch.database.close()
      #expect(try scratch.labels.first == "first")
      #expect(try !scratch.labels.contains("lost"))
      #expect(try scratch.raw.cell("PRAGMA integrity_check") == "ok")
    }
  }

  @Test("Closing what had the old file does no harm to who has the new one")
  func closing() async throws {
    try await inScratch { scratch in
      try Loss.removed.happen(to: scratch.path)
      let next = try Database(sqlite: .file(scratch.path))
      try await next.createTables(for: [Shelf.self, Book.self])
      try await Shelf.objects.using(next).create(Shelf(label: "new"))
      #expect(await kindredError { try await addShelf("lost") }?.code == .storage)
      await scratch.database.close()
      try await Shelf.objects.using(next).create(Shelf(label: "newer"))
      #expect(try scratch.labels == ["new", "newer"])
      await next.close()
      #expect(try scratch.labels == ["new", "newer"])
      #expect(try scratch.raw.cell("PRAGMA integrity_check") == "ok")
    }
  }

  @Test("A link that leads elsewhere is noticed; one that leads to the same file is not")
  func links() async throws {
    try await inScratch { scratch in
      let files = FileManager.default
      let link = scratch.path + ".link"
      try files.createSymbolicLink(atPath: link, withDestinationPath: scratch.path)
      let linked = try Database(sqlite: .file(link))
      try await Shelf.objects.using(linked).create(Shelf(label: "second"))
      try files.linkItem(atPath: scratch.path, toPath: scratch.path + ".hard")
      try await Shelf.objects.using(linked).create(Shelf(label: "third"))
      try files.removeItem(atPath: link)
      try Data().write(to: URL(fileURLWithPath: scratch.path + ".other"))
      try files.createSymbolicLink(atPath: link, withDestinationPath: scratch.path + ".other")
      let failure = await kindredError { try await Shelf.objects.using(linked).create(Shelf(label: "lost")) }
      #expect(failure?.code == .storage)
      #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path + ".other")).isEmpty)
      await linked.close()
      // The same file under its own name is as it was.
      try await addShelf("fourth")
      #expect(try await Shelf.objects.order { $0.id }.all().map(\.label) == ["first", "second", "third", "fourth"])
    }
  }
}
