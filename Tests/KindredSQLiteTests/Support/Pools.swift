import KindredCore

@testable import KindredSQLite

extension Scratch {
  /// How many reading connections are leased, waited for and open.
  var readers: (leased: Int, waiting: Int, existing: Int) { database.counts(for: .read) }
  /// The same of the writing connection.
  var writer: (leased: Int, waiting: Int, existing: Int) { database.counts(for: .write) }

  /// The labels of all shelves, read through the C library.
  var labels: [String?] { get throws { try raw.rows("SELECT label FROM shelf ORDER BY label").map { $0[0] } } }

  /// Fills the table of shelves through the C library.
  func addShelves(_ count: Int) throws {
    try raw.run(
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
      INSERT INTO shelf (label, room) SELECT 'shelf ' || i, i FROM n
      """)
  }
}

extension Database {
  func counts(for access: Access) -> (leased: Int, waiting: Int, existing: Int) {
    (driver as? SQLiteDriver)?.counts(for: access) ?? (leased: -1, waiting: -1, existing: -1)
  }
}

/// The error that a test throws to roll a transaction back.
struct Undo: Error {}

/// Adds a shelf to the task's database.
func addShelf(_ label: String) async throws { try await Shelf.objects.create(Shelf(label: label)) }
