import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// Runs a test on documents, whose names are their JSON texts; nil is NULL.
func withDocuments(_ documents: [JSONValue?], _ body: (StatementLog) async throws -> Void) async throws {
  try await withDatabase { log async throws in
    try await Dossier.objects.bulkCreate(
      documents.map { Dossier(name: $0.map(\.description) ?? "NULL", data: $0) })
    _ = log.take()
    try await body(log)
  }
}

/// The documents for which a condition holds, in the order in which they were stored.
func found(_ condition: (Dossier.Columns) -> QueryCondition) async throws -> [String] {
  try await Dossier.objects.filter(condition).order { $0.id }.all().map(\.name)
}

/// The documents for which a condition does not hold.
func excluded(_ condition: (Dossier.Columns) -> QueryCondition) async throws -> [String] {
  try await Dossier.objects.exclude(condition).order { $0.id }.all().map(\.name)
}
