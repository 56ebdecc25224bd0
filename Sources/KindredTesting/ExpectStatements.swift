public import KindredCore
public import Testing

/// Runs the closure, and expects it to run so many statements.
///
/// ```swift
/// let names = try await expectStatements(2) {
///   var names: [String] = []
///   for entry in try await Entry.objects.all() { names.append(try await entry.blog.name) }
///   return names
/// }
/// ```
///
/// Only statements of the task and its child tasks are counted, so tests that share a database can run at the same time. If
/// there are more or fewer, the test gets an issue that lists them. What counts as a statement is described at
/// ``Database/withStatementWrapper(showsValues:_:during:)``.
///
/// - Parameters:
///   - count: The expected number.
///   - database: The database; by default the task's.
///   - sourceLocation: Where an issue is reported.
///   - body: The closure.
/// - Returns: What the closure returns.
/// - Throws: What the closure throws; then nothing is expected.
@discardableResult
public func expectStatements<Result>(
  _ count: Int, on database: Database? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> Result
) async throws -> Result {
  guard let database = database ?? Database.current else {
    Issue.record(NoDatabase(), sourceLocation: sourceLocation)
    return try await body()
  }
  let recorder = StatementRecorder()
  let result = try await database.recordingStatements(by: recorder) { try await body() }
  StatementCount(expected: count, found: recorder.statements).check(at: sourceLocation)
  return result
}

/// An expected number of statements, with those that ran.
struct StatementCount {
  let expected: Int
  let found: [RecordedStatement]

  /// Reports an issue if the numbers differ.
  func check(at sourceLocation: SourceLocation) {
    if found.count != expected { Issue.record(Comment(rawValue: text), sourceLocation: sourceLocation) }
  }

  private var text: String {
    let list = found.enumerated().map { number, statement in
      "\n\(number + 1). \(statement.sql)" + (statement.error == nil ? "" : " (failed)")
    }
    let noun = expected == 1 ? "statement was" : "statements were"
    return "\(expected) \(noun) expected, and \(found.count) ran\(list.isEmpty ? "." : ":")\(list.joined())"
  }
}

/// The error for a test without a database.
struct NoDatabase: Error, CustomStringConvertible {
  var description: String {
    "The test has no database. Give its suite the trait .database(…), set Database.default, or pass a database."
  }
}
