#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The time zone for the parts of timestamps in queries.
enum QueryTimeZone {
  static let utc = "UTC"

  @TaskLocal static var current = utc
}

/// Sets the time zone for parts of timestamps in queries: `year`, `hour`, `date`, `truncated(to:)` and so on.
///
/// ```swift
/// let berlin = try await withTimeZone("Europe/Berlin") {
///   try await Entry.objects.values { ($0.pubDate.date, $0.count()) }.all() // entries by the day in Berlin
/// }
/// ```
///
/// It applies to expressions that are built inside the closure, in this task and its child tasks. A query that was built
/// outside keeps its zone. The default is UTC. Timestamps themselves do not change.
///
/// - Parameters:
///   - identifier: A name of the IANA time zone database. For a name that the database does not know, the query throws
///     ``KindredError/Code/invalidValue``; for anything else, such as "GMT+2", ``KindredError/Code/invalidQuery``.
///   - body: The closure that builds the expressions.
public func withTimeZone<Result>(
  _ identifier: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
) async rethrows -> Result {
  try await QueryTimeZone.$current.withValue(identifier, operation: body, isolation: isolation)
}

/// Sets the time zone for parts of timestamps in queries. See ``withTimeZone(_:isolation:_:)-(String,_,_)``.
public func withTimeZone<Result>(
  _ zone: TimeZone, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
) async rethrows -> Result {
  try await QueryTimeZone.$current.withValue(zone.identifier, operation: body, isolation: isolation)
}

/// Sets the time zone for parts of timestamps, for a single expression or query:
/// `filter { entry in withTimeZone("Asia/Tokyo") { entry.pubDate.hour < 6 } }`.
public func withTimeZone<Result>(_ identifier: String, _ body: () throws -> Result) rethrows -> Result {
  try QueryTimeZone.$current.withValue(identifier, operation: body)
}

extension ExpressionNode {
  /// The local date and time of a timestamp in the current time zone; nil for UTC.
  var wallClock: ExpressionNode? {
    zone.map { zone in zone.isInvalid ? zone : .operation(.wallClock, [self, zone]) }
  }

  /// The start of the unit that contains a timestamp, in the current time zone; nil for UTC.
  func truncatedInZone(to unit: DateUnit) -> ExpressionNode? {
    zone.map { zone in zone.isInvalid ? zone : .operation(.truncationInZone(unit), [self, zone]) }
  }

  private var zone: ExpressionNode? {
    let identifier = QueryTimeZone.current
    if [QueryTimeZone.utc, "GMT", "Etc/UTC", "Etc/GMT", "Z"].contains(identifier) { return nil }
    guard identifier.isZoneName else {
      return .invalid(
        KindredError(
          .invalidQuery,
          "A time zone needs a name of the IANA database, such as \"Europe/Berlin\"; offsets are not supported."
        ))
    }
    return .value(of: identifier)
  }
}

extension String {
  /// Whether the text has the form of an IANA name. Offsets such as "GMT+0200" are refused, because databases interpret
  /// their sign differently.
  fileprivate var isZoneName: Bool {
    guard let first = unicodeScalars.first, first.properties.isAlphabetic, utf8.count <= 64 else { return false }
    let isOffset = ["GMT", "UTC"].contains { hasPrefix($0) && count > $0.count }
    return !isOffset && utf8.allSatisfy { $0.isLetterOrDigit || [0x2B, 0x2D, 0x2F, 0x5F].contains($0) }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
  }
}

extension SQLOperation {
  static let wallClock = SQLOperation(
    "wallClock", spelling: .template("kindred_wall_clock({0}, {1})"),
    in: [.postgres: .template("{0} AT TIME ZONE {1}", .other)])

  /// The date of a local date and time.
  static let dateOfClock = SQLOperation(
    "date", spelling: .template("SUBSTR({0}, 1, 10)"), in: [.postgres: .template("CAST({0} AS date)")])

  /// The time of day of a local date and time.
  static let timeOfClock = SQLOperation(
    "time", spelling: .template("SUBSTR({0}, 12)"), in: [.postgres: .template("CAST({0} AS time)")])

  fileprivate static func truncationInZone(_ unit: DateUnit) -> SQLOperation {
    switch unit {
    case .year: truncation("kindred_truncate({0}, 'year', {1})", "DATE_TRUNC('year', {0}, {1})")
    case .quarter: truncation("kindred_truncate({0}, 'quarter', {1})", "DATE_TRUNC('quarter', {0}, {1})")
    case .month: truncation("kindred_truncate({0}, 'month', {1})", "DATE_TRUNC('month', {0}, {1})")
    case .week: truncation("kindred_truncate({0}, 'week', {1})", "DATE_TRUNC('week', {0}, {1})")
    case .day: truncation("kindred_truncate({0}, 'day', {1})", "DATE_TRUNC('day', {0}, {1})")
    case .hour: truncation("kindred_truncate({0}, 'hour', {1})", "DATE_TRUNC('hour', {0}, {1})")
    case .minute: truncation("kindred_truncate({0}, 'minute', {1})", "DATE_TRUNC('minute', {0}, {1})")
    case .second: truncation("kindred_truncate({0}, 'second', {1})", "DATE_TRUNC('second', {0}, {1})")
    }
  }

  private static func truncation(_ sqlite: StaticString, _ postgres: StaticString) -> SQLOperation {
    SQLOperation("truncate", spelling: .template(sqlite), in: [.postgres: .template(postgres)])
  }
}
