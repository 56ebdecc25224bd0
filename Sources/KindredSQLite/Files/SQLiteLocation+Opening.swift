import CSQLite
import KindredCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension SQLiteLocation {
  /// The same location with an absolute path, independent of the process's working directory.
  ///
  /// - Throws: `KindredError` of code `cannotOpen` for an invalid location.
  func resolved() throws -> SQLiteLocation {
    if let problem {
      throw KindredError(.cannotOpen, "The URL \"\(path)\" of a database cannot be read: \(problem).")
    }
    // SQLite opens a new database for each connection with the empty path, and ends a path at its first NUL.
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw KindredError(.cannotOpen, "The path of the database is empty or has a NUL character in it.")
    }
    guard !isInMemory || mode == .create else {
      throw KindredError(.cannotOpen, "A database in memory is always read and written; name no mode for it.")
    }
    guard !isInMemory, !path.hasPrefix("/") else { return self }
    guard let folder = getcwd(nil, 0) else {
      throw KindredError(
        .cannotOpen, "The path \"\(path)\" is relative to the process's folder, which no longer exists.")
    }
    defer { free(folder) }
    return SQLiteLocation(path: String(cString: folder) + "/" + path, mode: mode)
  }

  /// The same location, or a database in memory in place of a file that would be created where that is not wanted. A folder
  /// that is missing is still an error.
  var withoutCreating: SQLiteLocation {
    guard !Database.createsMissingFiles, makesFile, !isInMemory, FileState(path).isMissing,
      let slash = path.lastIndex(of: "/"), FileState(String(path[...slash])).exists
    else { return self }
    return .inMemory
  }

  /// The name passed to SQLite.
  var nameForSQLite: String { mode == .immutable ? "file:\(percentEncodedPath)?immutable=1" : path }

  func openingFlags(creates: Bool) -> Int32 {
    switch mode {
    case .create: SQLITE_OPEN_READWRITE | (creates ? SQLITE_OPEN_CREATE : 0)
    case .existing: SQLITE_OPEN_READWRITE
    case .readOnly: SQLITE_OPEN_READONLY
    case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
    }
  }

  /// Throws if a file opened as immutable has a log with changes, which would not be seen.
  func checkIsImmutable() throws {
    guard mode == .immutable, FileState(path + "-wal").size > 0 else { return }
    throw KindredError(
      .cannotOpen,
      "The database \"\(path)\" cannot be opened as immutable: its write-ahead log has changes. Open it once for writing, and "
        + "close it.")
  }

  private var percentEncodedPath: String {
    var text = ""
    for character in path.unicodeScalars {
      switch character {
      case "%": text += "%25"
      case "?": text += "%3f"
      case "#": text += "%23"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }
}
