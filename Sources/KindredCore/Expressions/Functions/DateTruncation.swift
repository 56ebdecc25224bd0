#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The unit to truncate a timestamp or a date to.
public enum DateUnit: Sendable, Hashable, CaseIterable {
  case year, quarter, month, week, day, hour, minute, second
}

extension SQLOperation {
  /// The start of the unit that contains a timestamp, in UTC.
  static func truncation(_ unit: DateUnit) -> SQLOperation {
    switch unit {
    case .year:
      SQLOperation(
        "truncateToYear", spelling: .template("SUBSTR({0}, 1, 4) || '-01-01 00:00:00'", .other),
        in: [.postgres: .template("DATE_TRUNC('year', {0}, 'UTC')")])
    case .quarter:
      SQLOperation(
        "truncateToQuarter",
        spelling: .template(
          "SUBSTR({0}, 1, 5) || SUBSTR('010101040404070707101010', SUBSTR({0}, 6, 2) * 2 - 1, 2) || '-01 00:00:00'",
          .other), in: [.postgres: .template("DATE_TRUNC('quarter', {0}, 'UTC')")])
    case .month:
      SQLOperation(
        "truncateToMonth", spelling: .template("SUBSTR({0}, 1, 7) || '-01 00:00:00'", .other),
        in: [.postgres: .template("DATE_TRUNC('month', {0}, 'UTC')")])
    case .week:
      SQLOperation(
        "truncateToWeek",
        spelling: .template("DATE(SUBSTR({0}, 1, 10), 'weekday 0', '-6 days') || ' 00:00:00'", .other),
        in: [.postgres: .template("DATE_TRUNC('week', {0}, 'UTC')")])
    case .day:
      SQLOperation(
        "truncateToDay", spelling: .template("SUBSTR({0}, 1, 10) || ' 00:00:00'", .other),
        in: [.postgres: .template("DATE_TRUNC('day', {0}, 'UTC')")])
    case .hour:
      SQLOperation(
        "truncateToHour", spelling: .template("SUBSTR({0}, 1, 13) || ':00:00'", .other),
        in: [.postgres: .template("DATE_TRUNC('hour', {0}, 'UTC')")])
    case .minute:
      SQLOperation(
        "truncateToMinute", spelling: .template("SUBSTR({0}, 1, 16) || ':00'", .other),
        in: [.postgres: .template("DATE_TRUNC('minute', {0}, 'UTC')")])
    case .second:
      SQLOperation(
        "truncateToSecond", spelling: .template("SUBSTR({0}, 1, 19)"),
        in: [.postgres: .template("DATE_TRUNC('second', {0}, 'UTC')")])
    }
  }

  /// The first day of the unit that contains a date; nil for units shorter than a day.
  static func dayTruncation(_ unit: DateUnit) -> SQLOperation? {
    switch unit {
    case .year:
      SQLOperation(
        "truncateToYear", spelling: .template("SUBSTR({0}, 1, 4) || '-01-01'", .other),
        in: [.postgres: .template("CAST(DATE_TRUNC('year', CAST({0} AS timestamp)) AS date)")])
    case .quarter:
      SQLOperation(
        "truncateToQuarter",
        spelling: .template(
          "SUBSTR({0}, 1, 5) || SUBSTR('010101040404070707101010', SUBSTR({0}, 6, 2) * 2 - 1, 2) || '-01'", .other),
        in: [.postgres: .template("CAST(DATE_TRUNC('quarter', CAST({0} AS timestamp)) AS date)")])
    case .month:
      SQLOperation(
        "truncateToMonth", spelling: .template("SUBSTR({0}, 1, 7) || '-01'", .other),
        in: [.postgres: .template("CAST(DATE_TRUNC('month', CAST({0} AS timestamp)) AS date)")])
    case .week:
      SQLOperation(
        "truncateToWeek", spelling: .template("DATE({0}, 'weekday 0', '-6 days')"),
        in: [.postgres: .template("CAST(DATE_TRUNC('week', CAST({0} AS timestamp)) AS date)")])
    case .day: SQLOperation("truncateToDay", spelling: .operand)
    case .hour, .minute, .second: nil
    }
  }
}

extension QueryExpression where Value: DayValue {
  /// The start of the year, month or other unit that contains the value. A week starts on Monday. Timestamps are truncated in
  /// UTC, or in the zone of ``withTimeZone(_:isolation:_:)-(String,_,_)``.
  ///
  /// ```swift
  /// Entry.objects.values { ($0.pubDate.truncated(to: .month), $0.count()) } // entries by month
  /// ```
  ///
  /// A date has no time of day: with a unit shorter than a day, the query throws ``KindredError/Code/invalidQuery``.
  public func truncated(to unit: DateUnit) -> Expr<Value> {
    if Value.isMoment { return Expr(node.truncatedInZone(to: unit) ?? .operation(.truncation(unit), [node])) }
    if let operation = SQLOperation.dayTruncation(unit) { return Expr(operation, self) }
    return Expr(
      .invalid(KindredError(.invalidQuery, "A date cannot be truncated to the \(unit): it has no time of day.")))
  }
}

// MARK: - Names

extension NamedFunction {
  static let truncations: [NamedFunction] =
    [
      NamedFunction("trunc") { (moment: Expr<Date?>, unit: DateUnit) in moment.truncated(to: unit) },
      NamedFunction("trunc") { (day: Expr<CalendarDate?>, unit: DateUnit) in day.truncated(to: unit) },
      NamedFunction("trunc") { (moment: Expr<Date?>, unit: DateUnit, zone: String) in
        withTimeZone(zone) { moment.truncated(to: unit) }
      },
    ]
    + DateUnit.allCases.flatMap { unit in
      [
        NamedFunction("trunc\(unit)") { (moment: Expr<Date?>) in moment.truncated(to: unit) },
        NamedFunction("trunc\(unit)") { (moment: Expr<Date?>, zone: String) in
          withTimeZone(zone) { moment.truncated(to: unit) }
        },
        NamedFunction("trunc\(unit)") { (day: Expr<CalendarDate?>) in day.truncated(to: unit) },
      ]
    }
}

extension DateUnit: NamedParameter {
  /// No expression can be passed.
  public static func accepts(_ type: any FieldValue.Type) -> Bool { false }
  /// What is expected, in words.
  public static var expectation: String { "a unit of time" }

  /// Takes the name of a unit.
  public init(_ operand: DynamicOperand) throws {
    let name = NameText.key(try operand.value(as: String.self))
    guard let unit = DateUnit.allCases.first(where: { "\($0)" == name }) else {
      throw FieldValueError("a unit is expected: \(DateUnit.allCases.map { "\($0)" }.joined(separator: ", "))")
    }
    self = unit
  }
}
