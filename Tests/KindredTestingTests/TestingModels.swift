import Kindred
import KindredPostgres
import KindredSQLite
import KindredTesting
import PostgresTestServer
import Synchronization

@Model
struct Shelf {
  var name: String
}

@Model
struct Volume {
  @ForeignKey(onDelete: .cascade) var shelf: Shelf
  var title: String
}

/// Three shelves with two volumes each.
func fillShelves() async throws {
  for name in ["A", "B", "C"] {
    let shelf = try await Shelf.objects.create(name: name)
    try await shelf.volumeSet.bulkCreate((1...2).map { Volume(shelf: shelf, title: "\(name)\($0)") })
  }
}

/// Databases on the test server, whose address is only known when the first one is opened.
struct ServerDatabases: DatabaseSource {
  private static let shared = Mutex<TemplateDatabases?>(nil)

  private func databases() throws -> TemplateDatabases {
    try Self.shared.withLock { shared in
      if let shared { return shared }
      let new: TemplateDatabases = .postgres(
        PostgresConfiguration(try Cluster.shared.newDatabase()), creating: KindredTestingTestsModels.all,
        name: "testing template", prepare: fillShelves)
      shared = new
      return new
    }
  }

  func open() async throws -> Database { try await databases().open() }

  func discard(_ database: Database) async { try? await databases().discard(database) }
}
