import CSQLite
import KindredCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension SQLiteDriver {
  /// The number of pages that are copied before other tasks get their turn.
  private static let pagesInARow: Int32 = 1024

  func backUp(to path: String) async throws {
    let file = FileManager.default
    if file.fileExists(atPath: path) {
      throw KindredError(.cannotOpen, "There is a file at \(path) already; a backup goes into a new one.")
    }
    // A read-only transaction keeps the copied state the same while others write.
    let connection = try await acquire(.snapshot)
    defer { release(connection) }
    let source = unsafeDowncast(connection, to: SQLiteConnection.self)
    do {
      var options = TransactionOptions()
      options.isReadOnly = true
      try await source.begin(options)
      try await source.copy(to: path, pagesInARow: Self.pagesInARow)
      await source.rollback()
    } catch {
      await source.rollback()
      for suffix in ["", "-journal", "-wal", "-shm"] { try? file.removeItem(atPath: path + suffix) }
      throw error
    }
  }

  func withCopy<Result: Sendable>(_ body: (any DatabaseDriver) async throws -> Result) async throws -> Result {
    let file = FileManager.default
    let path = file.temporaryDirectory.appendingPathComponent("kindred-\(UUID().uuidString).sqlite").path
    defer { for suffix in ["", "-wal", "-shm"] { try? file.removeItem(atPath: path + suffix) } }
    try await backUp(to: path)
    let copy = try SQLiteDriver(location: SQLiteLocation(path), configuration: SQLiteConfiguration())
    do {
      let result = try await body(copy)
      await copy.close(within: nil)
      return result
    } catch {
      await copy.close(within: nil)
      throw error
    }
  }
}

extension SQLiteConnection {
  /// Copies the database into a file, page by page.
  fileprivate func copy(to path: String, pagesInARow: Int32) async throws {
    var target: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_NOMUTEX
    let status = sqlite3_open_v2(path, &target, flags, nil)
    defer { sqlite3_close_v2(target) }
    if status != SQLITE_OK {
      throw KindredError(.cannotOpen, "The file \(path) cannot be created.") { $0.vendorCode = Int(status) }
    }
    let copying = try reported {
      // Takes the snapshot.
      try control("SELECT 1 FROM sqlite_schema LIMIT 1")
      guard let copying = sqlite3_backup_init(target, "main", handle, "main") else {
        throw SQLiteFailure(sqlite3_errcode(target), target, sql: nil)
      }
      return Copying(copying)
    }
    defer { copying.finish() }
    var isFinished = false
    while !isFinished {
      try Task.checkCancellation()
      isFinished = try reported {
        let status = sqlite3_backup_step(copying.pointer, pagesInARow)
        switch status {
        case SQLITE_DONE: return true
        case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED: return false
        default: throw SQLiteFailure(status, target, sql: nil)
        }
      }
      await Task.yield()
    }
  }

  /// A running copy.
  ///
  /// Unchecked, because only the task that copies uses it.
  private final class Copying: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    func finish() { sqlite3_backup_finish(pointer) }
  }
}
