import ExampleSupport
import Foundation
import Kindred
import KindredSQLite

/// The database of the demo: the one of `DATABASE_URL`, or a file in a folder of its own that is removed at the end.
struct DemoDatabase {
  let database: Database
  /// Where it is, for the reader.
  let place: String
  private let folder: URL?

  static func open(options: Database.Options) async throws -> DemoDatabase {
    if let url = ProcessInfo.processInfo.environment["DATABASE_URL"], !url.isEmpty {
      return DemoDatabase(database: try await Database.connect(to: url, options: options), place: url, folder: nil)
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: "kindred-blog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "blog.sqlite").path()
    return DemoDatabase(database: try Database(sqlite: .file(path), options: options), place: path, folder: folder)
  }

  func close() async throws {
    await database.close()
    if let folder { try FileManager.default.removeItem(at: folder) }
  }
}
