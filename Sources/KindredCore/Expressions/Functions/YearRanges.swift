// Conditions on the year of a column become ranges of the column itself, which an index over it serves.

extension SQLOperation {
  /// At least the second operand and less than the third.
  static let isWithin = SQLOperation(
    "range", kind: .predicate, nulls: .nullOrFalseIfAnyNull,
    spelling: .template("({0} >= {1} AND {0} < {2})", infersTypes: true))

  /// The moment at which the clock of a time zone shows what the first operand is in UTC.
  fileprivate static let momentOfClock = SQLOperation(
    "momentOfClock", spelling: .call("kindred_moment_of_clock"),
    in: [.postgres: .template("({0} AT TIME ZONE 'UTC') AT TIME ZONE {1}", .other)])
}

/// The year of a column, of its moments or dates.
struct YearOfColumn {
  private let column: ExpressionNode
  private let isMoment: Bool
  private let zone: ExpressionNode?
  private let isISO: Bool

  /// The years with a beginning and an end that every database can store, in each time zone.
  private static let years: ClosedRange<Int64> = 2...9998

  /// - Parameter node: An expression; nil if it is not such a year.
  init?(_ node: ExpressionNode) {
    guard case .operation(let operation, let operands) = node, operands.count == 1 else { return nil }
    let isYearOfMoment = operation == .year(ofMoment: true)
    let isYearOfDay = operation == .year(ofMoment: false)
    isISO = operation == .isoYear(ofMoment: true) || operation == .isoYear(ofMoment: false)
    guard isYearOfMoment || isYearOfDay || isISO else { return nil }
    let isOfMoment = isYearOfMoment || operation == .isoYear(ofMoment: true)
    switch operands[0] {
    case .field:
      (column, isMoment, zone) = (operands[0], isOfMoment, nil)
    case .operation(.date, let inner) where inner.count == 1:
      (column, isMoment, zone) = (inner[0], true, nil)
    case .operation(.dateOfClock, let inner) where inner.count == 1:
      guard let (clock, zone) = inner[0].columnInZone else { return nil }
      (column, isMoment, self.zone) = (clock, true, zone)
    case let clock:
      guard let (clock, zone) = clock.columnInZone else { return nil }
      (column, isMoment, self.zone) = (clock, true, zone)
    }
    guard case .field = column else { return nil }
  }

  /// The test whether the year is in a range.
  func isWithin(_ first: Int64, _ last: Int64) -> ExpressionNode? {
    guard first <= last, Self.years.contains(first), Self.years.contains(last) else { return nil }
    return .operation(.isWithin, [column, beginning(of: first), beginning(of: last + 1)])
  }

  /// The comparison of the year with another one.
  func compared(_ comparison: SQLOperation, _ year: Int64) -> ExpressionNode? {
    guard Self.years.contains(year) else { return nil }
    if comparison == .equal { return isWithin(year, year) }
    if comparison == .notEqual { return isWithin(year, year).map { .not($0) } }
    if comparison == .less { return .operation(.less, [column, beginning(of: year)]) }
    if comparison == .lessOrEqual { return .operation(.less, [column, beginning(of: year + 1)]) }
    if comparison == .greater { return .operation(.greaterOrEqual, [column, beginning(of: year + 1)]) }
    return comparison == .greaterOrEqual ? .operation(.greaterOrEqual, [column, beginning(of: year)]) : nil
  }

  private func beginning(of year: Int64) -> ExpressionNode {
    let days = firstDay(of: Int(year))
    guard isMoment else { return .value(ValueNode(.date(days: days), .date)) }
    let clock = ExpressionNode.value(
      ValueNode(.timestamp(microseconds: Int64(days) * Gregorian.microsecondsPerDay), .timestamp))
    return zone.map { .operation(.momentOfClock, [clock, $0]) } ?? clock
  }

  /// The days since 1970 of the year's first day. An ISO year begins with the Monday of the week with January 4.
  private func firstDay(of year: Int) -> Int32 {
    guard isISO else { return Gregorian.days(year: year, month: 1, day: 1) ?? 0 }
    let fourth = Gregorian.days(year: year, month: 1, day: 4) ?? 0
    // 1970-01-01 was a Thursday.
    let daysAfterMonday = ((fourth + 3) % 7 + 7) % 7
    return fourth - daysAfterMonday
  }
}

extension ExpressionNode {
  /// A column and the time zone in which it is looked at.
  fileprivate var columnInZone: (column: ExpressionNode, zone: ExpressionNode)? {
    guard case .operation(.wallClock, let operands) = self, operands.count == 2 else { return nil }
    return (operands[0], operands[1])
  }

  /// The number of an integer value.
  fileprivate var integer: Int64? {
    guard case .value(let node) = self, case .integer(let number) = node.value else { return nil }
    return number
  }

  /// A comparison of a column's year with a number, as a range of the column; nil for anything else.
  static func yearComparison(
    _ comparison: SQLOperation, _ lhs: ExpressionNode, _ rhs: ExpressionNode
  ) -> ExpressionNode? {
    if let year = rhs.integer { return YearOfColumn(lhs)?.compared(comparison, year) }
    return lhs.integer.flatMap { YearOfColumn(rhs)?.compared(comparison.mirrored, $0) }
  }

  /// The test whether a column's year lies between two numbers.
  static func yearRange(_ node: ExpressionNode, _ low: ExpressionNode, _ high: ExpressionNode) -> ExpressionNode? {
    guard let low = low.integer, let high = high.integer else { return nil }
    return YearOfColumn(node)?.isWithin(low, high)
  }

  /// The test whether a column's year is one of a list, as ranges of neighbouring years.
  static func yearMembership(_ node: ExpressionNode, _ list: ListNode) -> ExpressionNode? {
    guard !list.includesNull, (1...16).contains(list.values.count), let year = YearOfColumn(node) else { return nil }
    var runs: [ClosedRange<Int64>] = []
    for value in list.values.map({ if case .integer(let number) = $0 { number } else { Int64.min } }).sorted() {
      if let last = runs.last, value <= last.upperBound || value == last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...max(value, last.upperBound)
      } else {
        runs.append(value...value)
      }
    }
    let ranges = runs.compactMap { year.isWithin($0.lowerBound, $0.upperBound) }
    guard ranges.count == runs.count, let first = ranges.first else { return nil }
    return ranges.dropFirst().reduce(first) { .or($0, $1) }
  }
}

extension SQLOperation {
  /// The comparison with its sides exchanged.
  fileprivate var mirrored: SQLOperation {
    if self == .less { return .greater }
    if self == .lessOrEqual { return .greaterOrEqual }
    if self == .greater { return .less }
    return self == .greaterOrEqual ? .lessOrEqual : self
  }
}
