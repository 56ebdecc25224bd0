import KindredCore

extension Migrator {
  /// The program in the record of a migration that took over tables of Django.
  private static let tool = "adopt-django"

  /// Records a migration that describes tables which Django has made, and how far Django's own history was then.
  ///
  /// - Parameter last: The key of the last row of `django_migrations`.
  package func record(adopted id: MigrationID, through last: Int) async throws {
    try await fake(to: .migration(id))
    guard var record = try await recorder.record(of: id) else { return }
    record.tool = Self.tool
    record.cursor = "\(last)"
    try await recorder.store(record, after: record.stepsDone, .applied)
  }

  /// The migrations that Django has applied since its tables were taken over: `polls.0002_question_is_open`.
  ///
  /// They may have changed the tables. Once the models and migrations have what they changed, `adopt-django --seen` says
  /// so. It is one query where no tables were taken over.
  public func laterDjangoMigrations() async throws -> [String] {
    guard let last = try await adopted().compactMap({ $0.cursor.flatMap { Int($0) } }).min() else { return [] }
    do {
      return try await DjangoAdoption.migrations(in: database).filter { $0.id > last }.map { "\($0.app).\($0.name)" }
    } catch let error as KindredError where error.code == .schema {
      // Django and its table have gone.
      return []
    }
  }

  /// Records that the models and migrations have what Django's later migrations changed.
  ///
  /// - Returns: Those migrations.
  /// - Throws: ``MigrationError/Code/drift`` where the database is not as its own migrations say.
  package func recordDjangoMigrationsAsSeen() async throws -> [String] {
    let later = try await laterDjangoMigrations()
    let drift = try await drift()
    guard drift.isEmpty else {
      throw MigrationError(
        .drift,
        "The database is not yet as its migrations say: it would have to "
          + drift.prefix(10).map(\.summary).joined(separator: "; ") + (drift.count > 10 ? "; …" : "")
          + ". Take over what Django has changed, and record it with 'migrate --fake', before.")
    }
    let last = try await DjangoAdoption.migrations(in: database).map(\.id).max() ?? 0
    for var record in try await adopted() {
      record.cursor = "\(last)"
      try await recorder.store(record, after: record.stepsDone, .applied)
    }
    return later
  }

  private func adopted() async throws -> [MigrationRecord] {
    (try await recorder.records() ?? [:]).values.filter { $0.tool == Self.tool }
  }
}
