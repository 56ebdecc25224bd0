#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

// Parts of timestamps, dates and times of day. Those of timestamps are in UTC, or in the zone of `withTimeZone`.
//
// SQLite stores them as text, such as "2008-02-29 23:59:58.5". Its functions would round the fraction of a second.

/// A timestamp, a date or a time of day, or an optional one.
public protocol TimeValue: FieldValue {
  /// The type of a numeric part.
  associatedtype Number: FieldValue
  /// The type of the time between two of them.
  associatedtype Span: FieldValue
  /// How time is added, and what lies between two of them.
  static var timeArithmetic: SQLTimeArithmetic { get }
}

/// A timestamp or a date.
public protocol DayValue: TimeValue {
  /// Whether it is a timestamp, whose date depends on the time zone.
  static var isMoment: Bool { get }
}

/// A timestamp or a time of day.
public protocol ClockValue: TimeValue {
  /// Whether it is a timestamp, whose time of day depends on the time zone.
  static var isMoment: Bool { get }
}

/// A timestamp.
public protocol MomentValue: DayValue, ClockValue {
  /// The type of its date.
  associatedtype Day: FieldValue
  /// The type of its time of day.
  associatedtype Clock: FieldValue
}

extension Date: MomentValue {
  /// The type of a numeric part.
  public typealias Number = Int
  /// The type of the time between two of them.
  public typealias Span = Duration
  /// How time is added, and what lies between two of them.
  public static var timeArithmetic: SQLTimeArithmetic { .moments }
  /// The type of its date.
  public typealias Day = CalendarDate
  /// The type of its time of day.
  public typealias Clock = TimeOfDay
  /// Whether it is a timestamp.
  public static var isMoment: Bool { true }
}

extension CalendarDate: DayValue {
  /// The type of a numeric part.
  public typealias Number = Int
  /// The type of the time between two of them.
  public typealias Span = Duration
  /// How time is added, and what lies between two of them.
  public static var timeArithmetic: SQLTimeArithmetic { .days }
  /// Whether it is a timestamp.
  public static var isMoment: Bool { false }
}

extension TimeOfDay: ClockValue {
  /// The type of a numeric part.
  public typealias Number = Int
  /// The type of the time between two of them.
  public typealias Span = Duration
  /// How time is added, and what lies between two of them.
  public static var timeArithmetic: SQLTimeArithmetic { .clocks }
  /// Whether it is a timestamp.
  public static var isMoment: Bool { false }
}

extension Optional: TimeValue where Wrapped: TimeValue {
  /// The type of a numeric part.
  public typealias Number = Int?
  /// The type of the time between two of them.
  public typealias Span = Duration?
  /// How time is added, and what lies between two of them.
  public static var timeArithmetic: SQLTimeArithmetic { Wrapped.timeArithmetic }
}

extension Optional: DayValue where Wrapped: DayValue {
  /// Whether it is a timestamp.
  public static var isMoment: Bool { Wrapped.isMoment }
}

extension Optional: ClockValue where Wrapped: ClockValue {
  /// Whether it is a timestamp.
  public static var isMoment: Bool { Wrapped.isMoment }
}

extension Optional: MomentValue where Wrapped: MomentValue {
  /// The type of its date.
  public typealias Day = CalendarDate?
  /// The type of its time of day.
  public typealias Clock = TimeOfDay?
}

// MARK: - Parts of dates

extension SQLOperation {
  /// A part of a date, and the same part of a timestamp in UTC.
  private struct Pair {
    let day: SQLOperation
    let moment: SQLOperation

    init(_ name: StaticString, sqlite: SQLSpelling, day: SQLSpelling, moment: SQLSpelling) {
      self.day = SQLOperation(name, spelling: sqlite, in: [.postgres: day])
      self.moment = SQLOperation(name, spelling: sqlite, in: [.postgres: moment])
    }

    subscript(isMoment: Bool) -> SQLOperation { isMoment ? moment : day }
  }

  private static let yearPair = Pair(
    "year", sqlite: .template("CAST(STRFTIME('%Y', SUBSTR({0}, 1, 10)) AS INTEGER)"),
    day: .template("CAST(EXTRACT(YEAR FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(YEAR FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  private static let quarterPair = Pair(
    "quarter", sqlite: .template("(CAST(STRFTIME('%m', SUBSTR({0}, 1, 10)) AS INTEGER) + 2) / 3", .multiplicative),
    day: .template("CAST(EXTRACT(QUARTER FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(QUARTER FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  private static let monthPair = Pair(
    "month", sqlite: .template("CAST(STRFTIME('%m', SUBSTR({0}, 1, 10)) AS INTEGER)"),
    day: .template("CAST(EXTRACT(MONTH FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(MONTH FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  private static let dayPair = Pair(
    "day", sqlite: .template("CAST(STRFTIME('%d', SUBSTR({0}, 1, 10)) AS INTEGER)"),
    day: .template("CAST(EXTRACT(DAY FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(DAY FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  private static let weekDayPair = Pair(
    "weekDay", sqlite: .template("CAST(STRFTIME('%w', SUBSTR({0}, 1, 10)) AS INTEGER) + 1", .additive),
    day: .template("CAST(EXTRACT(DOW FROM {0}) AS bigint) + 1", .additive),
    moment: .template("CAST(EXTRACT(DOW FROM {0} AT TIME ZONE 'UTC') AS bigint) + 1", .additive))
  private static let isoWeekDayPair = Pair(
    "isoWeekDay",
    sqlite: .template("(CAST(STRFTIME('%w', SUBSTR({0}, 1, 10)) AS INTEGER) + 6) % 7 + 1", .additive),
    day: .template("CAST(EXTRACT(ISODOW FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(ISODOW FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  // An ISO week belongs to the year of its Thursday.
  private static let weekPair = Pair(
    "week",
    sqlite: .template(
      "(CAST(STRFTIME('%j', SUBSTR({0}, 1, 10), '-3 days', 'weekday 4') AS INTEGER) + 6) / 7", .multiplicative),
    day: .template("CAST(EXTRACT(WEEK FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(WEEK FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  private static let isoYearPair = Pair(
    "isoYear", sqlite: .template("CAST(STRFTIME('%Y', SUBSTR({0}, 1, 10), '-3 days', 'weekday 4') AS INTEGER)"),
    day: .template("CAST(EXTRACT(ISOYEAR FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(ISOYEAR FROM {0} AT TIME ZONE 'UTC') AS bigint)"))

  static func year(ofMoment isMoment: Bool) -> SQLOperation { yearPair[isMoment] }
  static func quarter(ofMoment isMoment: Bool) -> SQLOperation { quarterPair[isMoment] }
  static func month(ofMoment isMoment: Bool) -> SQLOperation { monthPair[isMoment] }
  static func day(ofMoment isMoment: Bool) -> SQLOperation { dayPair[isMoment] }
  static func weekDay(ofMoment isMoment: Bool) -> SQLOperation { weekDayPair[isMoment] }
  static func isoWeekDay(ofMoment isMoment: Bool) -> SQLOperation { isoWeekDayPair[isMoment] }
  static func week(ofMoment isMoment: Bool) -> SQLOperation { weekPair[isMoment] }
  static func isoYear(ofMoment isMoment: Bool) -> SQLOperation { isoYearPair[isMoment] }

  private static let hourPair = Pair(
    "hour", sqlite: .template("CAST(STRFTIME('%H', {0}) AS INTEGER)"),
    day: .template("CAST(EXTRACT(HOUR FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(HOUR FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  private static let minutePair = Pair(
    "minute", sqlite: .template("CAST(STRFTIME('%M', {0}) AS INTEGER)"),
    day: .template("CAST(EXTRACT(MINUTE FROM {0}) AS bigint)"),
    moment: .template("CAST(EXTRACT(MINUTE FROM {0} AT TIME ZONE 'UTC') AS bigint)"))
  private static let secondPair = Pair(
    "second", sqlite: .template("CAST(STRFTIME('%S', {0}) AS INTEGER)"),
    day: .template("CAST(FLOOR(EXTRACT(SECOND FROM {0})) AS bigint)"),
    moment: .template("CAST(FLOOR(EXTRACT(SECOND FROM {0} AT TIME ZONE 'UTC')) AS bigint)"))

  /// The hours, minutes and seconds, without the fraction of a second.
  static let clock = SQLOperation("clock", spelling: .template("SUBSTR({0}, 1, 8)"), in: [.postgres: .operand])
  static let momentClock = SQLOperation("clock", spelling: .template("SUBSTR({0}, 12, 8)"), in: [.postgres: .operand])

  static func hour(ofMoment isMoment: Bool) -> SQLOperation { hourPair[isMoment] }
  static func minute(ofMoment isMoment: Bool) -> SQLOperation { minutePair[isMoment] }
  static func second(ofMoment isMoment: Bool) -> SQLOperation { secondPair[isMoment] }

  static let date = SQLOperation(
    "date", spelling: .template("SUBSTR({0}, 1, 10)"),
    in: [.postgres: .template("CAST({0} AT TIME ZONE 'UTC' AS date)")])
  static let time = SQLOperation(
    "time", spelling: .template("SUBSTR({0}, 12)"),
    in: [.postgres: .template("CAST({0} AT TIME ZONE 'UTC' AS time)")])
}

extension QueryExpression where Value: DayValue {
  private func part(_ operation: (Bool) -> SQLOperation) -> Expr<Value.Number> {
    guard Value.isMoment, let wallClock = node.wallClock else {
      return Expr(.operation(operation(Value.isMoment), [node]))
    }
    return Expr(.operation(operation(false), [wallClock]))
  }

  /// The year. For a timestamp, this and all other parts are in UTC, or in the zone of
  /// ``withTimeZone(_:isolation:_:)-(String,_,_)``.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.pubDate.year == 2008 }
  /// Entry.objects.values { ($0.pubDate.year, $0.count()) }
  /// ```
  ///
  /// SQLite supports the years 0 to 9999 and returns NULL for others.
  public var year: Expr<Value.Number> { part { .year(ofMoment: $0) } }
  /// The quarter of the year, 1 to 4.
  public var quarter: Expr<Value.Number> { part { .quarter(ofMoment: $0) } }
  /// The month, 1 to 12.
  public var month: Expr<Value.Number> { part { .month(ofMoment: $0) } }
  /// The ISO 8601 week of the year, 1 to 53. Week 1 contains the year's first Thursday.
  public var week: Expr<Value.Number> { part { .week(ofMoment: $0) } }
  /// The year of the ISO 8601 week.
  public var isoYear: Expr<Value.Number> { part { .isoYear(ofMoment: $0) } }
  /// The day of the month, 1 to 31.
  public var day: Expr<Value.Number> { part { .day(ofMoment: $0) } }
  /// The day of the week, from 1 for Sunday to 7 for Saturday, as in Django.
  public var weekDay: Expr<Value.Number> { part { .weekDay(ofMoment: $0) } }
  /// The day of the week, from 1 for Monday to 7 for Sunday.
  public var isoWeekDay: Expr<Value.Number> { part { .isoWeekDay(ofMoment: $0) } }
}

extension QueryExpression where Value: ClockValue {
  private func part(_ operation: (Bool) -> SQLOperation) -> Expr<Value.Number> {
    let clock: SQLOperation = Value.isMoment ? .momentClock : .clock
    guard Value.isMoment, let wallClock = node.wallClock else {
      return Expr(.operation(operation(Value.isMoment), [.operation(clock, [node])]))
    }
    return Expr(.operation(operation(false), [.operation(clock, [wallClock])]))
  }

  /// The hour, 0 to 23. For a timestamp, this and all other parts are in UTC, or in the zone of
  /// ``withTimeZone(_:isolation:_:)-(String,_,_)``.
  public var hour: Expr<Value.Number> { part { .hour(ofMoment: $0) } }
  /// The minute, 0 to 59.
  public var minute: Expr<Value.Number> { part { .minute(ofMoment: $0) } }
  /// The whole second, 0 to 59.
  public var second: Expr<Value.Number> { part { .second(ofMoment: $0) } }
}

extension QueryExpression where Value: MomentValue {
  /// The date, in UTC or in the zone of ``withTimeZone(_:isolation:_:)-(String,_,_)``.
  public var date: Expr<Value.Day> {
    Expr(node.wallClock.map { .operation(.dateOfClock, [$0]) } ?? .operation(.date, [node]))
  }

  /// The time of day, in UTC or in the zone of ``withTimeZone(_:isolation:_:)-(String,_,_)``.
  public var time: Expr<Value.Clock> {
    Expr(node.wallClock.map { .operation(.timeOfClock, [$0]) } ?? .operation(.time, [node]))
  }
}

// MARK: - Names

extension NamedFunction {
  static let dateParts: [NamedFunction] =
    ofDay("year", { $0.year }, { $0.year }) + ofDay("quarter", { $0.quarter }, { $0.quarter })
    + ofDay("month", { $0.month }, { $0.month }) + ofDay("week", { $0.week }, { $0.week })
    + ofDay("isoyear", { $0.isoYear }, { $0.isoYear }) + ofDay("day", { $0.day }, { $0.day })
    + ofDay("weekday", { $0.weekDay }, { $0.weekDay }) + ofDay("isoweekday", { $0.isoWeekDay }, { $0.isoWeekDay })
    + ofClock("hour", { $0.hour }, { $0.hour }) + ofClock("minute", { $0.minute }, { $0.minute })
    + ofClock("second", { $0.second }, { $0.second })
    + [
      NamedFunction("date") { (moment: Expr<Date?>) in moment.date },
      NamedFunction("date") { (moment: Expr<Date?>, zone: String) in withTimeZone(zone) { moment.date } },
      NamedFunction("time") { (moment: Expr<Date?>) in moment.time },
      NamedFunction("time") { (moment: Expr<Date?>, zone: String) in withTimeZone(zone) { moment.time } },
    ]

  private static func ofDay(
    _ name: String, _ moment: @escaping @Sendable (Expr<Date?>) -> Expr<Int?>,
    _ day: @escaping @Sendable (Expr<CalendarDate?>) -> Expr<Int?>
  ) -> [NamedFunction] { [NamedFunction(name, moment), inZone(name, moment), NamedFunction(name, day)] }

  private static func ofClock(
    _ name: String, _ moment: @escaping @Sendable (Expr<Date?>) -> Expr<Int?>,
    _ clock: @escaping @Sendable (Expr<TimeOfDay?>) -> Expr<Int?>
  ) -> [NamedFunction] { [NamedFunction(name, moment), inZone(name, moment), NamedFunction(name, clock)] }

  /// The part of a moment in a time zone of its own.
  private static func inZone(
    _ name: String, _ moment: @escaping @Sendable (Expr<Date?>) -> Expr<Int?>
  ) -> NamedFunction {
    NamedFunction(name) { (text: Expr<Date?>, zone: String) in withTimeZone(zone) { moment(text) } }
  }
}
