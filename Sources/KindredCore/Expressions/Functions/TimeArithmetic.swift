#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// Adding time to moments, dates and times of day, and the time between two of them. They are methods and no operators,
// because each operator is paid for in the type checking of all conditions. The names are those of Swift's clocks.

/// How a kind of time is moved by durations.
///
/// On PostgreSQL, moments are moved in UTC: a day has 24 hours, whatever the time zone of the session is.
public struct SQLTimeArithmetic: Sendable {
  let advance: SQLOperation
  let duration: SQLOperation

  static let moments = SQLTimeArithmetic(
    advance: SQLOperation(
      "advanced", spelling: .call("kindred_moment_advanced"),
      in: [.postgres: .template("({0} AT TIME ZONE 'UTC' + {1}) AT TIME ZONE 'UTC'", .other)]),
    duration: SQLOperation(
      "duration", spelling: .call("kindred_moment_duration"), in: [.postgres: .template("{1} - {0}", .additive)]))

  static let days = SQLTimeArithmetic(
    advance: SQLOperation(
      "advanced", spelling: .call("kindred_date_advanced"), in: [.postgres: .template("CAST({0} + {1} AS date)")]),
    duration: SQLOperation(
      "duration", spelling: .call("kindred_date_duration"),
      in: [.postgres: .template("({1} - {0}) * INTERVAL '1 day'", .multiplicative)]))

  static let clocks = SQLTimeArithmetic(
    advance: SQLOperation(
      "advanced", spelling: .call("kindred_time_advanced"), in: [.postgres: .template("{0} + {1}", .additive)]),
    duration: SQLOperation(
      "duration", spelling: .call("kindred_time_duration"), in: [.postgres: .template("{1} - {0}", .additive)]))
}

extension QueryExpression where Value: TimeValue {
  /// The moment, date or time of day so much later; earlier for a negative duration.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.checked > $0.pubDate.advanced(by: .seconds(3600)) }
  /// // SQLite: kindred_moment_advanced("entry"."pub_date", ?1)
  /// // PostgreSQL: ("entry"."pub_date" AT TIME ZONE 'UTC' + $1::interval) AT TIME ZONE 'UTC'
  /// ```
  ///
  /// It is exact to the microsecond; a day has 24 hours. A date stays a date: what is left of a duration below a whole
  /// day takes it to the day in which the moment lies, so that an hour before a date is the day before. A time of day
  /// goes round at midnight. What the database cannot store throws ``KindredError/Code/invalidValue``; SQLite has the
  /// years 1 to 9999.
  public func advanced(by duration: Duration) -> Expr<Value> {
    Expr(Value.timeArithmetic.advance, self, Expr<Duration>.value(duration))
  }

  /// The moment, date or time of day that is later by a duration of the row.
  ///
  /// ```swift
  /// Event.objects.filter { $0.start.advanced(by: $0.length) < Expr.now } // events that are over
  /// Event.objects.values { $0.start.advanced(by: -$0.preparation) }  // a negative duration leads back
  /// ```
  public func advanced<E: QueryExpression<Duration>>(by duration: E) -> Expr<Value> {
    Expr(Value.timeArithmetic.advance, self, duration)
  }

  /// The same with an optional duration: NULL if it is NULL.
  public func advanced<E: QueryExpression<Duration?>>(by duration: E) -> Expr<Value.Base?> {
    Expr(Value.timeArithmetic.advance, self, duration)
  }

  /// The time from this moment, date or time of day to another one; negative if that is earlier.
  ///
  /// ```swift
  /// Event.objects.filter { $0.start.duration(to: $0.end) > .seconds(7200) }
  /// // SQLite: kindred_moment_duration("event"."start", "event"."end") > ?1; PostgreSQL: "event"."end" - "event"."start"
  /// ```
  public func duration<E: QueryExpression<Value>>(to other: E) -> Expr<Value.Span> {
    Expr(Value.timeArithmetic.duration, self, other)
  }

  /// The time between an optional and a required one: NULL if the optional one is NULL.
  @_disfavoredOverload
  public func duration<E: QueryExpression>(to other: E) -> Expr<Duration?>
  where E.Value: TimeValue, E.Value.Base == Value.Base { Expr(Value.timeArithmetic.duration, self, other) }

  /// The time to a given moment, date or time of day.
  public func duration(to other: Value.Base) -> Expr<Value.Span> where Value.Base: FieldValue {
    Expr(Value.timeArithmetic.duration, self, Expr<Value.Base>.value(other))
  }
}

// MARK: - Names

extension NamedFunction {
  static let timeArithmetic: [NamedFunction] = of(Date.self) + of(CalendarDate.self) + of(TimeOfDay.self)

  private static func of<Time: TimeValue>(_: Time.Type) -> [NamedFunction] {
    [
      NamedFunction("add") { (time: Expr<Time?>, duration: Expr<Duration?>) in time.advanced(by: duration) },
      NamedFunction("advanced") { (time: Expr<Time?>, duration: Expr<Duration?>) in time.advanced(by: duration) },
      NamedFunction("duration") { (time: Expr<Time?>, end: Expr<Time?>) in time.duration(to: end) },
      NamedFunction("subtract", 2...2, of: Expr<Time?>.expectation, for: { Expr<Time?>.accepts($0) }) { operands, _ in
        let time = try Expr<Time?>(operands[0])
        if let type = operands[1].naturalType, ValueFamily(type.columnType) == .interval {
          return DynamicExpression(time.advanced(by: -(try Expr<Duration?>(operands[1]))))
        }
        return DynamicExpression(try Expr<Time?>(operands[1]).duration(to: time))
      },
    ]
  }
}
