import Synchronization

/// What a statement was run for.
struct Repetition: Sendable, Hashable {
  let relation: String?
  let cause: RepeatedStatement.Cause
  /// The model of a statement that belongs to no rows.
  var model: String?
}

/// Counts the statements that are run for single rows of one result. It reports them when the rows are released, or when
/// the closure ends in which statements are counted.
final class ResultWatch: Sendable {
  private struct Key: Hashable {
    let sql: String
    let repetition: Repetition
  }

  private let reporter: RepetitionReporter
  private let model: String
  /// Where the rows were asked for.
  let site: LeaseSite?
  private let counts = Mutex<[Key: Int]>([:])

  init(_ reporter: RepetitionReporter, model: String, site: LeaseSite?) {
    self.reporter = reporter
    self.model = model
    self.site = site
  }

  deinit { report() }

  /// Counts a statement.
  func note(_ sql: String, _ repetition: Repetition) {
    guard reporter.isCounting else { return }
    let isFirst = counts.withLock { counts in
      defer { counts[Key(sql: sql, repetition: repetition), default: 0] += 1 }
      return counts.isEmpty
    }
    if isFirst { reporter.keep(self) }
  }

  /// Reports what was counted since the last report.
  func report() {
    let counted = counts.withLock { counts in
      defer { counts = [:] }
      return counts
    }
    for (key, count) in counted.sorted(by: { ($1.value, $0.key.sql) < ($0.value, $1.key.sql) }) {
      reporter.report(
        RepeatedStatement(
          sql: key.sql, count: count, cause: key.repetition.cause, relation: key.repetition.relation,
          model: key.repetition.model ?? model, fileID: site.map { "\($0.fileID)" }, line: site.map { Int($0.line) }))
    }
  }
}

extension Query {
  /// Notes that the query is run for one row of a result.
  ///
  /// - Parameters:
  ///   - watch: The counter of the result; nil if its statements are not counted.
  ///   - name: The name of the relation or column.
  mutating func count(for watch: ResultWatch?, _ name: @autoclosure () -> String, _ cause: RepeatedStatement.Cause) {
    guard RepetitionReporter.isActive, let watch else { return }
    let repetition = Repetition(relation: name(), cause: cause)
    extras = QueryExtras.changing(extras) { $0.repetition = (watch, repetition) }
  }

  /// Notes where the rows are asked for.
  mutating func note(_ site: LeaseSite) { extras = QueryExtras.changing(extras) { $0.site = site } }

  /// Counts a run of the query.
  @inline(__always)
  func countRun(_ plan: StatementPlan, on database: Database) {
    if RepetitionReporter.isActive { noteRun(plan.sql, on: database) }
  }

  @inline(never)
  private func noteRun(_ sql: String, on database: Database) {
    if let (watch, repetition) = extras?.repetition { return watch.note(sql, repetition) }
    RepetitionReporter.note(sql, of: schema, on: database)
  }

  /// The counter of the rows that the query reads; nil if statements are not counted.
  func watch(on database: Database) -> ResultWatch? {
    guard RepetitionReporter.isActive, let reporter = RepetitionReporter.current(on: database) else { return nil }
    return ResultWatch(reporter, model: schema.name, site: extras?.site ?? extras?.repetition?.0.site)
  }
}

extension QuerySet {
  /// All rows, with the place where they are asked for.
  @usableFromInline
  func fetch(at fileID: StaticString, _ line: UInt) async throws -> [Model] {
    try await changed { $0.note(LeaseSite(fileID: fileID, line: line)) }.fetch()
  }
}

extension SiblingDemand? {
  /// The same with a counter, where there is one.
  func watched(by watch: ResultWatch?) -> SiblingDemand? {
    guard let watch else { return self }
    let demand = self ?? SiblingDemand()
    _ = demand.watch.storeIfNil(watch)
    return demand
  }
}
