// Durations: multiples and parts. In databases without an interval type they are microseconds.

extension SQLOperation {
  fileprivate static let scaledByInteger = SQLOperation(
    "scaled", spelling: .infix("*", .multiplicative, infersTypes: false),
    in: [.sqlite: .template("kindred_multiply({0}, {1})")])

  /// PostgreSQL would multiply the days and the microseconds of an interval each for themselves.
  fileprivate static let scaled = SQLOperation(
    "scaled", spelling: .call("kindred_scaled"),
    in: [
      .postgres: .template(
        "INTERVAL '1 second' * (CAST(EXTRACT(EPOCH FROM {0}) AS double precision) * {1})", .multiplicative)
    ])

  fileprivate static let durationInSeconds = SQLOperation(
    "inSeconds", spelling: .template("{0} / 1000000.0", .multiplicative),
    in: [.postgres: .template("CAST(EXTRACT(EPOCH FROM {0}) AS double precision)")])

  fileprivate static let durationDay = SQLOperation(
    "day", spelling: .template("{0} / 86400000000", .multiplicative),
    in: [.postgres: .template("CAST(TRUNC(EXTRACT(EPOCH FROM {0}) / 86400) AS bigint)")])
  fileprivate static let durationHour = SQLOperation(
    "hour", spelling: .template("{0} / 3600000000 % 24", .multiplicative),
    in: [.postgres: .template("CAST(TRUNC(EXTRACT(EPOCH FROM {0})) AS bigint) / 3600 % 24", .multiplicative)])
  fileprivate static let durationMinute = SQLOperation(
    "minute", spelling: .template("{0} / 60000000 % 60", .multiplicative),
    in: [.postgres: .template("CAST(TRUNC(EXTRACT(EPOCH FROM {0})) AS bigint) / 60 % 60", .multiplicative)])
  fileprivate static let durationSecond = SQLOperation(
    "second", spelling: .template("{0} / 1000000 % 60", .multiplicative),
    in: [.postgres: .template("CAST(TRUNC(EXTRACT(EPOCH FROM {0})) AS bigint) % 60", .multiplicative)])
}

extension QueryExpression where Value: FieldValue, Value.Base == Duration {
  /// So many times the duration.
  ///
  /// A duration that does not fit 64 bits of microseconds throws ``KindredError/Code/invalidValue``.
  public func scaled(by factor: Int) -> Expr<Value> { Expr(.scaledByInteger, self, Expr<Int>.value(factor)) }

  /// The duration times a number, rounded to microseconds; exact up to 285 years.
  ///
  /// ```swift
  /// Event.objects.values { $0.length.scaled(by: 0.5) }
  /// // SQLite: kindred_scaled("event"."length", ?1)
  /// // PostgreSQL: INTERVAL '1 second' * (CAST(EXTRACT(EPOCH FROM "event"."length") AS double precision) * $1)
  /// ```
  public func scaled(by factor: Double) -> Expr<Value> { Expr(.scaled, self, Expr<Double>.value(factor)) }

  /// The duration times a number of the row.
  public func scaled<E: QueryExpression<Int>>(by factor: E) -> Expr<Value> { Expr(.scaledByInteger, self, factor) }

  /// The duration times a number of the row, rounded to microseconds.
  public func scaled<E: QueryExpression<Double>>(by factor: E) -> Expr<Value> { Expr(.scaled, self, factor) }

  /// The duration times an optional number: NULL if that is NULL.
  public func scaled<E: QueryExpression<Int?>>(by factor: E) -> Expr<Duration?> {
    Expr(.scaledByInteger, self, factor)
  }

  /// The duration times an optional number, rounded to microseconds: NULL if that is NULL.
  public func scaled<E: QueryExpression<Double?>>(by factor: E) -> Expr<Duration?> { Expr(.scaled, self, factor) }
}

/// The parts of a duration. Those of a negative one are negative or 0.
extension QueryExpression<Duration> {
  /// All of the duration, in seconds.
  public var inSeconds: Expr<Double> { Expr(.durationInSeconds, self) }
  /// The whole days, of 24 hours.
  public var day: Expr<Int> { Expr(.durationDay, self) }
  /// The whole hours beside the days, 0 to 23.
  public var hour: Expr<Int> { Expr(.durationHour, self) }
  /// The whole minutes beside the hours, 0 to 59.
  public var minute: Expr<Int> { Expr(.durationMinute, self) }
  /// The whole seconds beside the minutes, 0 to 59.
  public var second: Expr<Int> { Expr(.durationSecond, self) }
}

extension QueryExpression<Duration?> {
  /// All of the duration, in seconds.
  public var inSeconds: Expr<Double?> { Expr(.durationInSeconds, self) }
  /// The whole days, of 24 hours.
  public var day: Expr<Int?> { Expr(.durationDay, self) }
  /// The whole hours beside the days, 0 to 23.
  public var hour: Expr<Int?> { Expr(.durationHour, self) }
  /// The whole minutes beside the hours, 0 to 59.
  public var minute: Expr<Int?> { Expr(.durationMinute, self) }
  /// The whole seconds beside the minutes, 0 to 59.
  public var second: Expr<Int?> { Expr(.durationSecond, self) }
}

// MARK: - Names

extension NamedFunction {
  static let durations: [NamedFunction] = [
    NamedFunction("inseconds") { (duration: Expr<Duration?>) in duration.inSeconds },
    NamedFunction("day") { (duration: Expr<Duration?>) in duration.day },
    NamedFunction("hour") { (duration: Expr<Duration?>) in duration.hour },
    NamedFunction("minute") { (duration: Expr<Duration?>) in duration.minute },
    NamedFunction("second") { (duration: Expr<Duration?>) in duration.second },
    NamedFunction("scaled") { (duration: Expr<Duration?>, factor: Double) in duration.scaled(by: factor) },
  ]
}
