import Kindred
import KindredPostgres
import KindredSQLite
import Measuring

/// The tables, as Kindred makes them.
package enum Tables {
  package static func create(sqlite path: String) async throws {
    try await create(on: Database(sqlite: .file(path)))
  }

  package static func create(postgres address: String) async throws {
    try await create(on: Database(postgres: PostgresConfiguration(address)))
  }

  private static func create(on database: Database) async throws {
    try await database.createTables(for: [
      Owner.self, Blog.self, Entry.self, Flight.self, Magazine.self, Writer.self, Story.self, Story.WritersLink.self,
    ])
    await database.close()
  }
}
