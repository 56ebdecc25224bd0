import Foundation
import HandWritten
import KindredCases
import Measuring

/// Makes the files and the database that are measured on.
struct Preparation {
  let settings: Settings
  let csv: String

  /// Makes the SQLite files that are not there yet.
  func makeFiles() async throws {
    try FileManager.default.createDirectory(atPath: settings.folder, withIntermediateDirectories: true)
    try await make(settings.readFile) {
      try Filling.fill(sqlite: $0, entries: Dataset.entries)
      try Filling.fillFlights(sqlite: $0, csv: csv)
    }
    try await make(settings.streamFile) { try Filling.fill(sqlite: $0, entries: Dataset.streamedEntries) }
    try await make(settings.changeFile) { try Filling.fill(sqlite: $0, entries: Dataset.entries) }
    try await make(settings.writeFile) {
      try Filling.fill(sqlite: $0, entries: 1)
      try Filling.empty(sqlite: $0)
    }
    try await make(settings.emptyFile) { _ in }
    try await make(settings.treeFile) { try Filling.fillTree(sqlite: $0) }
  }

  /// Makes a file under another name first, so that one that was not finished is not taken for the whole.
  private func make(_ path: String, fill: (String) throws -> Void) async throws {
    if FileManager.default.fileExists(atPath: path) { return }
    print("Making \(path).")
    let unfinished = path + ".new"
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: unfinished + suffix) }
    try await Tables.create(sqlite: unfinished)
    try fill(unfinished)
    try FileManager.default.moveItem(atPath: unfinished, toPath: path)
  }

  /// Fills a database on the server.
  func makeDatabase() async throws {
    guard let address = settings.postgres else { return }
    print("Filling the PostgreSQL database.")
    try await Tables.create(postgres: address)
    try Filling.fill(postgres: address, csv: csv)
  }

  /// Brings the data into the state in which every run of a case finds it.
  func reset(for id: String) throws {
    switch id {
    case "sqlite.create", "sqlite.bulkCreate": try Filling.empty(sqlite: settings.writeFile)
    case "sqlite.update", "sqlite.delete": try Filling.restore(sqlite: settings.changeFile, from: settings.readFile)
    case "sqlite.add": try Filling.removeFans(sqlite: settings.treeFile)
    case "postgres.add": if let address = settings.postgres { try Filling.removeFans(postgres: address) }
    case "postgres.create", "postgres.bulkCreate":
      if let address = settings.postgres { try Filling.removeNew(postgres: address) }
    default: break
    }
  }

  /// Makes sure with a statement of its own that a run changed what it says.
  func verify(_ id: String, steps: Int) throws {
    switch id {
    case "sqlite.create", "sqlite.bulkCreate": try expect(settings.writeFile, steps, id)
    case "sqlite.add": try Filling.checkFans(sqlite: settings.treeFile)
    case "postgres.add": if let address = settings.postgres { try Filling.checkFans(postgres: address) }
    case "sqlite.delete": try expect(settings.changeFile, Dataset.entries - Dataset.changedEntries, id)
    default: break
    }
  }

  private func expect(_ path: String, _ rows: Int, _ id: String) throws {
    let count = try Filling.count(sqlite: path)
    guard count == rows else { throw BenchmarkError("\(id) left \(count) rows instead of \(rows).") }
  }
}
