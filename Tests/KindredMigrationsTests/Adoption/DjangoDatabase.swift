import Foundation
import KindredCore

/// Tables as Django 6.1 makes them, which `make adopt ARGUMENTS=--keep` has written down.
enum DjangoDatabase {
  private static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Adoption").standardizedFileURL
  }

  /// A file of Tests/Adoption.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// The models that `adopt-django` writes for a kind of database.
  static func models(_ backend: MigrationBackend) throws -> String {
    try text(backend == .sqlite ? "Catalogues/Models.sqlite.txt" : "Adopted/Models.swift")
  }

  /// Makes the tables.
  static func create(in bench: MigrationBench) async throws {
    for statement in try text("Catalogues/\(bench.backend.rawValue).sql").split(separator: ";\n") {
      try await bench.database.execute(RawSQL(unchecked: String(statement)))
    }
  }
}
